import * as l10n from '@vscode/l10n';
import { TouchstoneError } from '../../platform/errors.ts';
import { idOf } from '../mapping/columnMapping.ts';
import type { FileNote, Recorded, SourceRow, TaskSource } from '../mapping/taskSource.ts';
import type { ColumnMapping } from '../../project/config.ts';
import type { Gathered, GatheredTask } from './gatherSamples.ts';

/** Ids that are named in a note. */
const mostNamed = 5;

/**
 * The rows of a file of tasks, with the responses of logs: by id, or by place where a log counts its tasks alone. Rows without any response
 * are left out and counted, as are responses to tasks that are not there. Errors: `column-missing`.
 */
export async function* joinTasks(
  gathered: Gathered,
  { source, columns }: { source: TaskSource; columns: ColumnMapping },
  recorded: (task: GatheredTask) => Recorded,
  notes: FileNote[],
): AsyncGenerator<SourceRow, void, undefined> {
  yield* gathered.problems;
  const rows: SourceRow[] = [];
  for await (const row of source.rows) rows.push(row);
  notes.push(...(source.notes ?? []));
  const found = matches(rows, gathered.tasks, source, columns);
  let without = 0;
  const used = new Set<GatheredTask>();
  for (const [i, row] of rows.entries()) {
    const task = found.get(i);
    if ('problem' in row) {
      yield row;
      continue;
    }
    if (task) used.add(task);
    const recording = task && recorded(task);
    if (recording?.generations.some((one) => one !== null)) yield { ...row, recorded: recording };
    else without++;
  }
  if (without > 0)
    notes.push({
      line: 0,
      message: l10n.t('{0} tasks have no response in the logs: they were left out.', without),
    });
  const strange = gathered.tasks.filter((task) => !used.has(task)).map(({ id }) => JSON.stringify(id));
  if (strange.length > 0)
    notes.push({
      line: 0,
      message: l10n.t(
        'Responses to {0} tasks were left out, since {1} has no such task: {2}.',
        strange.length,
        source.file,
        strange.length > mostNamed ? `${strange.slice(0, mostNamed).join(', ')} …` : strange.join(', '),
      ),
    });
}

/** The task of the logs for each row, by the row's index. */
function matches(
  rows: readonly SourceRow[],
  tasks: readonly GatheredTask[],
  { file }: TaskSource,
  columns: ColumnMapping,
): Map<number, GatheredTask> {
  const byPlace = new Map(
    tasks.flatMap((task) => (task.nth === undefined ? [] : [[task.nth, task] as const])),
  );
  if (byPlace.size > 0) return byPlace;
  if (columns.id === undefined)
    throw new TouchstoneError(
      'column-missing',
      l10n.t('Responses are found by the ids of their tasks, but no column of {0} is named as that.', file),
      l10n.t('Name it under "tasks.columns.id" in touchstone.json.'),
    );
  const ids = rows.map((row) => idIn(row, columns));
  const byId = new Map(tasks.map((task) => [task.id, task]));
  const exact = found(ids, byId);
  if (exact.size > 0) return exact;
  // `Mbpp/2` and 2, `HumanEval/0` and `HumanEval_0`: where the numbers alone tell the tasks apart on both sides.
  const numbers = ids.map((id) => (id === undefined ? undefined : numberIn(id)));
  const byNumber = new Map(tasks.map((task) => [numberIn(task.id) ?? '', task]));
  const isKey =
    byNumber.size === tasks.length && !byNumber.has('') && new Set(numbers).size === numbers.length;
  return isKey ? found(numbers, byNumber) : exact;
}

function found(
  keys: readonly (string | undefined)[],
  tasks: ReadonlyMap<string, GatheredTask>,
): Map<number, GatheredTask> {
  const matched = new Map<number, GatheredTask>();
  keys.forEach((key, i) => {
    const task = key === undefined ? undefined : tasks.get(key);
    if (task) matched.set(i, task);
  });
  return matched;
}

function idIn(row: SourceRow, columns: ColumnMapping): string | undefined {
  if ('problem' in row) return undefined;
  try {
    return idOf(row.values, columns);
  } catch {
    return undefined;
  }
}

function numberIn(id: string): string | undefined {
  const [, digits] = /(?:^|[/_-])(\d{1,15})$/.exec(id) ?? [];
  return digits === undefined ? undefined : String(Number(digits));
}
