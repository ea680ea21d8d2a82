import { basename, join } from 'node:path';
import * as l10n from '@vscode/l10n';
import { TouchstoneError } from '../platform/errors.ts';
import type { Http } from '../platform/http.ts';
import type { Secrets } from '../platform/secrets.ts';
import type { Project } from '../project/loadProject.ts';
import type { TaskInput } from '../store/api/store.ts';
import { collectTasks, type LoadedTasks } from './mapping/collectTasks.ts';
import { insideProject } from './file/insideProject.ts';
import { openFile } from './file/fileSource.ts';
import type { LoadContext, TaskSource } from './mapping/taskSource.ts';

export type { LoadedTasks } from './mapping/collectTasks.ts';
export type { LoadProgress, RowWarning } from './mapping/taskSource.ts';

/** The sample's `TaskInput.source`. */
export const sampleSourceName = 'touchstone-sample';

export interface LoadDeps extends LoadContext {
  http: Http;
  secrets: Secrets;
  /** The extension's folder with the bundled sample (`media/sample`). */
  sampleFolder: string;
  /** Reads the tasks of the source "argilla": the records of the project's Argilla dataset. */
  argillaTasks?: (context: LoadContext) => Promise<TaskInput[]>;
}

/**
 * Loads a project's tasks from their source, in order. Rows that cannot be used are left out and told in `warnings`.
 * Errors: `file-missing`, `file-malformed`, `config-invalid` (a file outside the project), `column-missing`, `split-invalid`,
 * `dataset-missing`, `dataset-gated`, `dataset-unauthorized`, `network-*`, `cancelled`.
 */
export async function loadTasks(
  project: Pick<Project, 'folder' | 'config'>,
  deps: LoadDeps,
): Promise<LoadedTasks> {
  const { tasks } = project.config;
  if (tasks.source === 'argilla') return { tasks: await fromArgilla(deps), warnings: [] };
  const source = await openSource(project, deps);
  return collectTasks(source, tasks.columns, deps);
}

async function openSource(project: Pick<Project, 'folder' | 'config'>, deps: LoadDeps): Promise<TaskSource> {
  const { tasks } = project.config;
  switch (tasks.source) {
    case 'sample': {
      const path = join(deps.sampleFolder, 'tasks.jsonl');
      return openFile({ path, columns: tasks.columns, name: sampleSourceName, signal: deps.signal });
    }
    case 'file': {
      const path = await insideProject(project.folder, tasks.path);
      return openFile({ path, columns: tasks.columns, name: basename(tasks.path), signal: deps.signal });
    }
    case 'hub': {
      const { openHub } = await import('./hub/hubSource.ts');
      return openHub(tasks, deps);
    }
    case 'argilla':
      throw new TouchstoneError('internal', l10n.t('The source "argilla" has no rows.'));
  }
}

async function fromArgilla(deps: LoadDeps): Promise<TaskInput[]> {
  if (!deps.argillaTasks)
    throw new TouchstoneError(
      'argilla-missing',
      l10n.t('The tasks are the records of an Argilla dataset, but none is connected.'),
      {
        action: l10n.t('Run "Touchstone: Connect to Argilla…", then load again.'),
      },
    );
  return deps.argillaTasks({ signal: deps.signal, onProgress: deps.onProgress });
}
