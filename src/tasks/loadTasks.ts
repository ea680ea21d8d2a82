import { realpath, stat } from 'node:fs/promises';
import { basename, isAbsolute, join, relative, resolve, sep } from 'node:path';
import * as l10n from '@vscode/l10n';
import { TouchstoneError } from '../platform/errors.ts';
import type { Http } from '../platform/http.ts';
import type { Secrets } from '../platform/secrets.ts';
import type { ColumnMapping, ProjectConfig } from '../project/config.ts';
import type { Project } from '../project/loadProject.ts';
import { collectTasks, type LoadedTasks } from './mapping/collectTasks.ts';
import { openFile } from './file/fileSource.ts';
import { openHub } from './hub/hubSource.ts';
import { formatOfLog, openLogs } from './logs/openLogs.ts';
import { proposeColumns } from './mapping/proposeColumns.ts';
import type { LoadContext, TaskSource } from './mapping/taskSource.ts';
import { previewFile } from './previewColumns.ts';

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
  if (tasks.source === 'argilla') {
    const found = await fromArgilla(deps);
    return { ...found, warnings: [], skipped: found.leftOut };
  }
  const source = await openSource(project, deps);
  const loaded = await collectTasks(source, tasks.columns, deps);
  needModels(project.config, loaded);
  return loaded;
}

/** Nobody would answer the tasks of a file without recorded responses. Errors: `config-invalid`. */
function needModels({ tasks, models }: ProjectConfig, { tasks: loaded }: LoadedTasks): void {
  if (tasks.source !== 'file' || !models.some(({ provider }) => provider === 'recorded')) return;
  if (tasks.columns.generations !== undefined || loaded.some(({ generations }) => generations)) return;
  throw new TouchstoneError(
    'config-invalid',
    l10n.t('Two models are needed, since no recorded responses are named ("columns.generations")'),
    l10n.t('Name two models in touchstone.json, with a "provider" each.'),
  );
}

async function openSource(project: Pick<Project, 'folder' | 'config'>, deps: LoadDeps): Promise<TaskSource> {
  const { tasks } = project.config;
  switch (tasks.source) {
    case 'sample': {
      const path = join(deps.sampleFolder, 'tasks.jsonl');
      return openFile({ path, columns: tasks.columns, name: 'touchstone-sample', signal: deps.signal });
    }
    case 'file':
      return openFiles(project.folder, project.config, deps);
    case 'hub':
      return openHub(tasks, deps);
    case 'argilla':
      throw new TouchstoneError('internal', l10n.t('The source "argilla" has no rows.'));
  }
}

type FileTasks = Extract<ProjectConfig['tasks'], { source: 'file' }>;

/** A table, a log with its tasks, or either with logs that answer its tasks. */
async function openFiles(
  folder: string,
  { tasks, models }: Pick<ProjectConfig, 'tasks' | 'models'>,
  { signal }: LoadContext,
): Promise<TaskSource> {
  const { path: named, format, samples = [], columns } = tasks as FileTasks;
  const path = await insideProject(folder, named);
  const table = (mapping: ColumnMapping): Promise<TaskSource> =>
    openFile({ path, columns: mapping, name: basename(named), signal });
  if (format === 'table' && samples.length === 0) return table(columns);
  const own = format === 'table' ? undefined : await formatOfLog(path, { id: format, columns });
  if (!own && samples.length === 0) return table(columns);
  const logs = own ? [{ path, format: own }] : [];
  for (const sample of [samples].flat()) {
    const file = await insideProject(folder, sample, 'samples');
    const found = await formatOfLog(file, { columns, isSamples: true });
    if (!found) throw noLog(sample);
    logs.push({ path: file, format: found });
  }
  const options = { logs, columns, models: [models[0].name, models[1].name] as const, signal };
  if (own) return openLogs(options);
  const mapping = await columnsOf(path, columns);
  return openLogs({ ...options, tasks: { source: await table(mapping), columns: mapping } });
}

/** The columns of a file of tasks; what they seem to be, where none of them is named. */
async function columnsOf(path: string, columns: ColumnMapping): Promise<ColumnMapping> {
  const isWritten = columns.instruction !== 'instruction' || Object.keys(columns).length > 1;
  if (isWritten) return columns;
  const { names, rows } = await previewFile(path);
  const { generations: _, ...proposed } = proposeColumns(names, rows).columns;
  return proposed;
}

function noLog(path: string): TouchstoneError {
  return new TouchstoneError(
    'file-malformed',
    l10n.t('{0} is not the log of an evaluator that is known.', path),
    l10n.t(
      'Name a log that Inspect, promptfoo, lm-evaluation-harness, HumanEval, EvalPlus, bigcode-evaluation-harness or LiveCodeBench wrote.',
    ),
  );
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
async function insideProject(folder: string, path: string, key = 'path'): Promise<string> {
  const file = resolve(folder, path);
  if (!isInside(folder, file)) throw outside(path);
  let real: string;
  try {
    real = await realpath(file);
    if (!(await stat(real)).isFile())
      throw new TouchstoneError('file-missing', l10n.t('{0} is not a file.', path), { action: fix(key) });
  } catch (error) {
    if (error instanceof TouchstoneError) throw error;
    throw new TouchstoneError('file-missing', l10n.t('The file of tasks {0} cannot be read.', path), {
      cause: error,
      action: fix(key),
    });
  }
  if (!isInside(await realpath(folder), real)) throw outside(path);
  return real;
}

const fix = (key: string): string =>
  l10n.t('Correct "{0}" in touchstone.json, or put the file there.', `tasks.${key}`);

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
