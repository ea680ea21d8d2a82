import { existsSync } from 'node:fs';
import { basename } from 'node:path';
import * as l10n from '@vscode/l10n';
import { TouchstoneError } from '../../platform/errors.ts';
import type { ColumnMapping } from '../../project/config.ts';
import { hashId } from '../mapping/columnMapping.ts';
import { proposeColumns } from '../mapping/proposeColumns.ts';
import type { FileNote, Recorded, Row, SourceRow, TaskSource } from '../mapping/taskSource.ts';
import type { LogFormat } from './formats/logSample.ts';
import { gather, type Gathered, type GatheredTask, type NamedLog } from './gatherSamples.ts';
import { joinTasks } from './joinTasks.ts';
import { formatCalled, recogniseLog } from './recogniseLog.ts';

/** Results of evaluators as a source of tasks with recorded responses. */

export interface LogsOptions {
  /** Real paths, in the order of `tasks.path` and `tasks.samples`. */
  logs: { path: string; format: LogFormat }[];
  /** A table with the tasks that the logs answer. */
  tasks?: { source: TaskSource; columns: ColumnMapping };
  /** `tasks.columns` of the project. */
  columns: ColumnMapping;
  /** The names of the project's models: they choose among those of a log. */
  models: readonly [string, string];
  signal?: AbortSignal | undefined;
}

/** The format of a log, by its name in `touchstone.json` or by its beginning. Errors: `file-malformed`. */
export async function formatOfLog(
  path: string,
  {
    id,
    columns,
    isSamples = false,
  }: { id?: string | undefined; columns: ColumnMapping; isSamples?: boolean },
): Promise<LogFormat | undefined> {
  if (id !== undefined) return formatCalled(id);
  const found = await recogniseLog(path, { isSamples });
  if (!found) return undefined;
  // Whoever maps a column that is there means the table.
  const isTable = !isSamples && [columns.instruction].flat().every((column) => found.sketch.has(column));
  const isRows = found.sketch.kind === 'lines' || found.sketch.kind === 'list';
  return isTable && isRows ? undefined : found.format;
}

/** Errors: `file-malformed`, `cancelled`. */
export async function openLogs(options: LogsOptions): Promise<TaskSource> {
  const { logs, tasks, signal } = options;
  const opened: NamedLog[] = [];
  for (const { path, format } of logs)
    opened.push({ file: basename(path), ...(await format.open({ path, name: basename(path), signal })) });
  for (const [log, { path, format }] of logs.entries()) {
    const beside = format.id === 'samples' ? verdictsBeside(path) : undefined;
    const found = beside === undefined ? undefined : await recogniseLog(beside);
    if (beside === undefined || !found) continue;
    const file = { path: beside, name: basename(beside), signal };
    opened.push({ file: file.name, verdictsFor: log, ...(await found.format.open(file)) });
  }
  const [first] = logs;
  const file = basename(first?.path ?? '');
  const name =
    tasks?.source.name ??
    opened.find(({ dataset }) => dataset !== undefined)?.dataset ??
    first?.format.title ??
    file;
  const notes: FileNote[] = [];
  const source = {
    name,
    file: tasks?.source.file ?? file,
    context: tasks?.source.context ?? ('all' as const),
    notes,
    hashedId:
      tasks?.source.hashedId.bind(tasks.source) ?? (({ index }: { index: number }) => hashId(name, index)),
  };
  const gathered = await gather(opened, signal);
  notes.push(...gathered.notes);
  const choice = chosenModels(gathered, options.models, notes);
  const recorded = (task: GatheredTask): Recorded => recordedOf(task, gathered, choice);
  if (tasks) return { ...source, mapping: tasks.columns, rows: joinTasks(gathered, tasks, recorded, notes) };
  if (gathered.tasks.length > 0 && !gathered.tasks.some(({ instruction }) => instruction !== undefined))
    throw needsTasks(file, first?.format);
  return { ...source, ...ownRows(gathered, options, recorded) };
}

function needsTasks(file: string, format: LogFormat | undefined): TouchstoneError {
  return new TouchstoneError(
    'file-malformed',
    l10n.t('{0} ({1}) holds responses, but not what was asked.', file, format?.title ?? ''),
    l10n.t(
      'Name the file of the tasks under "tasks.path" in touchstone.json, and this one under "tasks.samples".',
    ),
  );
}

/** Where EvalPlus and HumanEval write their verdicts beside a file of samples. */
function verdictsBeside(path: string): string | undefined {
  const stem = path.replace(/\.jsonl$/, '');
  const candidates = [`${path}_results.jsonl`, `${stem}.eval_results.json`, `${stem}_eval_results.json`];
  return stem === path ? undefined : candidates.find((one) => existsSync(one));
}

/** Which models are Response 1 and 2 (their numbers): those that the project names, else the first two. */
function chosenModels(
  { models, tasks }: Gathered,
  names: readonly [string, string],
  notes: FileNote[],
): [number | undefined, number | undefined] {
  const short = (name: string): string => name.split('/').at(-1)?.toLowerCase() ?? '';
  const find = (name: string): number =>
    Math.max(
      models.findIndex((model) => model.name === name),
      models.findIndex((model) => model.name !== undefined && short(model.name) === short(name)),
    );
  const named = names.map(find);
  const [one = -1, two = -1] = named;
  const rest = models.map((_, i) => i).filter((i) => !named.includes(i));
  const twice = one === two;
  const first = one >= 0 ? one : rest.shift();
  const second = two >= 0 && !twice ? two : rest.shift();
  const count = tasks.reduce((sum, { answers }) => sum + answers.size, 0);
  const kept = tasks.reduce(
    (sum, { answers }) =>
      sum + [first, second].filter((model) => model !== undefined && answers.has(model)).length,
    0,
  );
  if (models.length > 2)
    notes.push({
      line: 0,
      message: l10n.t(
        'There are responses of {0} models: two are taken, {1} responses of the others were left out. Name two of them under "models" in touchstone.json to choose.',
        models.length,
        count - kept,
      ),
    });
  if (models.length === 1)
    notes.push({
      line: 0,
      message: l10n.t(
        'There are responses of one model alone. Name a second log under "tasks.samples" in touchstone.json, or a model that is asked for the others.',
      ),
    });
  return [first, second];
}

function recordedOf(
  { answers }: GatheredTask,
  { models }: Gathered,
  choice: readonly [number | undefined, number | undefined],
): Recorded {
  const of = (model: number | undefined) => (model === undefined ? undefined : answers.get(model));
  const [one, two] = [of(choice[0]), of(choice[1])];
  const told = [one, two].flatMap((answer) => (answer?.response === undefined ? (answer?.lack ?? []) : []));
  const nameOf = (model: number | undefined): string | null =>
    model === undefined ? null : (models[model]?.name ?? null);
  return {
    generations: [one?.response ?? null, two?.response ?? null],
    generationModels: [nameOf(choice[0]), nameOf(choice[1])],
    theirs: [one?.verdict ?? null, two?.verdict ?? null],
    told: [...new Set(told)].map((why) => l10n.t('A response is missing: {0}', why.replaceAll(/\s+/g, ' '))),
  };
}

const ownNames = ['instruction', 'id'];
/** Rows that are looked at to tell what the fields are. */
const looked = 50;

/** Tasks as the logs themselves have them. */
function ownRows(
  { tasks, problems }: Gathered,
  { columns }: LogsOptions,
  recorded: (task: GatheredTask) => Recorded,
): { mapping: ColumnMapping; rows: AsyncIterable<SourceRow> } {
  const rows = tasks.map(({ id, instruction, fields }): Row => ({ ...renamed(fields), instruction, id }));
  const mapping = mappingOf(rows, columns);
  return { mapping, rows: inOrder(tasks, rows, problems, recorded) };
}

/** A field that is called as one of ours keeps its value under another name. */
function renamed(fields: Row): Row {
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [
      ownNames.includes(name) ? `dataset_${name}` : name,
      value,
    ]),
  );
}

function mappingOf(rows: Row[], written: ColumnMapping): ColumnMapping {
  const names = [...new Set(rows.slice(0, looked).flatMap((row) => Object.keys(row)))];
  const { columns } = proposeColumns(names, rows.slice(0, looked));
  const { generations: _, reference, context, ...proposed } = columns;
  const isCode = rows.slice(0, looked).some((row) => {
    const [solution] = [row[reference ?? '']].flat();
    return typeof solution === 'string' && /\n|\(/.test(solution);
  });
  const { instruction, ...others } = written;
  // What the dataset asks, rather than what was sent, where somebody names that column.
  const asked = [instruction].flat().every((name) => names.includes(name)) ? instruction : 'instruction';
  const shown =
    context ?? names.filter((name) => !ownNames.includes(name) && !Object.values(proposed).includes(name));
  return {
    ...proposed,
    ...(reference !== undefined && isCode ? { reference } : {}),
    id: 'id',
    context: shown.filter((name) => name !== 'target' && name !== reference),
    ...others,
    instruction: asked,
  };
}

async function* inOrder(
  tasks: readonly GatheredTask[],
  rows: readonly Row[],
  problems: Gathered['problems'],
  recorded: (task: GatheredTask) => Recorded,
): AsyncGenerator<SourceRow, void, undefined> {
  yield* problems;
  for (const [index, task] of tasks.entries()) {
    const { told, ...found } = recorded(task);
    const [one, two] = found.generations;
    const isThere = one !== null || two !== null;
    const place = { index, ...task.place };
    if (isThere)
      yield await Promise.resolve({ ...place, values: rows[index] ?? {}, recorded: { ...found, told } });
    else yield { ...place, field: '', problem: told[0] ?? l10n.t('There is no response of the two models.') };
  }
}
