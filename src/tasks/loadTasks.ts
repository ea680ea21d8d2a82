import { realpath, stat } from 'node:fs/promises';
import { basename, isAbsolute, join, relative, resolve, sep } from 'node:path';
import * as l10n from '@vscode/l10n';
import { TouchstoneError } from '../platform/errors.ts';
import type { Http } from '../platform/http.ts';
import type { Secrets } from '../platform/secrets.ts';
import type { Project } from '../project/loadProject.ts';
import { collectTasks, type LoadedTasks } from './mapping/collectTasks.ts';
import { openFile } from './file/fileSource.ts';
import type { LoadContext, TaskSource } from './mapping/taskSource.ts';

export interface LoadDeps extends LoadContext {
  http: Http;
  secrets: Secrets;
  /** The extension's folder with the bundled sample (`media/sample`). */
  sampleFolder: string;
  /** Reads the tasks of the source "argilla": the records of the project's Argilla dataset. */
  argillaTasks?: (context: LoadContext) => Promise<ArgillaTasks>;
}

/** The records of a dataset as tasks, and how many could not be read. */
export type ArgillaTasks = Pick<LoadedTasks, 'tasks' | 'leftOut'>;

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
  if (tasks.source === 'argilla') return { ...(await fromArgilla(deps)), warnings: [] };
  const source = await openSource(project, deps);
  return collectTasks(source, tasks.columns, deps);
}

async function openSource(project: Pick<Project, 'folder' | 'config'>, deps: LoadDeps): Promise<TaskSource> {
  const { tasks } = project.config;
  switch (tasks.source) {
    case 'sample': {
      const path = join(deps.sampleFolder, 'tasks.jsonl');
      return openFile({ path, columns: tasks.columns, name: 'touchstone-sample', signal: deps.signal });
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

async function fromArgilla(deps: LoadDeps): Promise<ArgillaTasks> {
  if (!deps.argillaTasks)
    throw new TouchstoneError(
      'argilla-missing',
      l10n.t('The tasks are the records of an Argilla dataset, but none is connected.'),
      l10n.t('Run "Touchstone: Connect to Argilla…", then load again.'),
    );
  return deps.argillaTasks({ signal: deps.signal, onProgress: deps.onProgress });
}

/**
 * The real path of a project's file of tasks. It must lie inside the project folder, links followed: a `touchstone.json` that
 * came with a cloned repository must not choose other files of this machine as tasks, to be sent to models and servers.
 * Errors: `config-invalid` (outside), `file-missing`.
 */
async function insideProject(folder: string, path: string): Promise<string> {
  const file = resolve(folder, path);
  if (!isInside(folder, file)) throw outside(path);
  let real: string;
  try {
    real = await realpath(file);
    if (!(await stat(real)).isFile())
      throw new TouchstoneError('file-missing', l10n.t('{0} is not a file.', path), { action: fix() });
  } catch (error) {
    if (error instanceof TouchstoneError) throw error;
    throw new TouchstoneError('file-missing', l10n.t('The file of tasks {0} cannot be read.', path), {
      cause: error,
      action: fix(),
    });
  }
  if (!isInside(await realpath(folder), real)) throw outside(path);
  return real;
}

const fix = (): string => l10n.t('Correct "tasks.path" in touchstone.json, or put the file there.');

function isInside(folder: string, file: string): boolean {
  const path = relative(folder, file);
  return path !== '' && path !== '..' && !path.startsWith(`..${sep}`) && !isAbsolute(path);
}

function outside(path: string): TouchstoneError {
  return new TouchstoneError(
    'config-invalid',
    l10n.t('The file of tasks {0} lies outside the project folder.', path),
    l10n.t('Copy the file into the project folder and name it there.'),
  );
}
