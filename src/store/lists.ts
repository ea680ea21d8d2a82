import { taskStates, type TaskState } from '../annotation/types.ts';
import { annotationOf, orderOf } from './annotations.ts';
import type { Database, Params } from './database.ts';
import { failuresOf, generationsOf } from './generations.ts';
import { hiddenInputsOf, inputsOf } from './inputs.ts';
import { outboxCounts } from './outbox.ts';
import { positionOf, toOrder, toTask, type TaskRow } from './rows.ts';
import { runsOf } from './runs.ts';
import { searchCondition } from './search.ts';
import { stateSql } from './tasks.ts';
import type { ModelScore, StateCounts, TaskDetail, TaskFilter, TaskSummary } from './types.ts';

interface SummaryRow {
  position: number;
  id: string;
  instruction: string;
  language: string | null;
  state: TaskState;
  score1: number | null;
  score2: number | null;
  first: number | null;
  flag: string | null;
  runs: number;
  updated_at: string | null;
  failure: string | null;
}

/** Each state as a condition that an index serves. */
const stateConditions: Record<TaskState, string> = {
  draft: "a.status = 'draft'",
  submitted: "a.status = 'submitted'",
  discarded: "a.status = 'discarded'",
  'to-score': "(a.status IS NULL OR a.status = 'pending') AND t.generated = 3",
  failed: "(a.status IS NULL OR a.status = 'pending') AND t.generated <> 3 AND t.failure IS NOT NULL",
  'to-generate': "(a.status IS NULL OR a.status = 'pending') AND t.generated <> 3 AND t.failure IS NULL",
};

/** Of each output of a run in a `TaskDetail`. */
const outputCharacters = 20_000;

export function listTasks(db: Database, annotator: string, filter: TaskFilter = {}): TaskSummary[] {
  const conditions: string[] = [];
  const params: Params = { annotator, limit: filter.limit ?? -1, offset: filter.offset ?? 0 };
  if (filter.state) conditions.push(stateConditions[filter.state]);
  if (filter.after !== undefined) {
    conditions.push('t.position > :after');
    params['after'] = filter.after;
  }
  const search = searchCondition(filter.text);
  if (search) {
    conditions.push(search.sql);
    Object.assign(params, search.params);
  }
  // The page is cut before the orders are joined, so that skipped rows cost little.
  const rows = db.all<SummaryRow>(
    `SELECT p.*, o.first FROM (
       SELECT t.position, t.id, t.instruction, t.language, ${stateSql} AS state, t.runs, t.failure,
         CASE WHEN a.status <> 'pending' THEN a.score1 END AS score1,
         CASE WHEN a.status <> 'pending' THEN a.score2 END AS score2,
         CASE WHEN a.status <> 'pending' THEN a.flag END AS flag,
         CASE WHEN a.status <> 'pending' THEN a.updated_at END AS updated_at
       FROM tasks t LEFT JOIN annotations a ON a.task = t.position AND a.annotator = :annotator
       ${conditions.length > 0 ? `WHERE ${conditions.join(' AND ')}` : ''}
       ORDER BY t.position LIMIT :limit OFFSET :offset
     ) p LEFT JOIN orders o ON o.task = p.position AND o.annotator = :annotator
     ORDER BY p.position`,
    params,
  );
  return rows.map((row) => ({
    id: row.id,
    position: row.position,
    instruction: row.instruction,
    language: row.language ?? undefined,
    state: row.state,
    score1: row.score1 ?? undefined,
    score2: row.score2 ?? undefined,
    shownOrder: toOrder(row.first),
    flag: row.flag ?? undefined,
    runs: row.runs,
    updatedAt: row.updated_at ?? undefined,
    failure: row.state === 'failed' ? (row.failure ?? undefined) : undefined,
  }));
}

/**
 * The nearest task after (or before) the given one that the annotator has still something to do with, wrapping round. The given
 * task itself is the answer only when nothing else is open.
 */
export function nextTask(
  db: Database,
  annotator: string,
  from: string | undefined,
  direction: 'next' | 'previous',
): string | undefined {
  const start =
    from === undefined
      ? undefined
      : db.get<{ position: number }>('SELECT position FROM tasks WHERE id = :from', { from })?.position;
  const position =
    (start === undefined ? undefined : openTask(db, annotator, direction, start)) ??
    openTask(db, annotator, direction, direction === 'next' ? -1 : Number.MAX_SAFE_INTEGER);
  if (position === undefined) return undefined;
  return db.get<{ id: string }>('SELECT id FROM tasks WHERE position = :position', { position })?.id;
}

/** The first open task from a position on, which is left out. Each of the two states is found by an index of its own. */
function openTask(
  db: Database,
  annotator: string,
  direction: 'next' | 'previous',
  from: number,
): number | undefined {
  const [beyond, order, nearest] = direction === 'next' ? ['>', 'ASC', 'min'] : ['<', 'DESC', 'max'];
  const row = db.get<{ position: number | null }>(
    `SELECT ${nearest}(position) AS position FROM (
       SELECT * FROM (SELECT t.position FROM tasks t LEFT JOIN annotations a ON a.task = t.position AND a.annotator = :annotator
         WHERE ${stateConditions['to-score']} AND t.position ${beyond} :from ORDER BY t.position ${order} LIMIT 1)
       UNION ALL
       SELECT * FROM (SELECT a.task AS position FROM annotations a
         WHERE a.annotator = :annotator AND ${stateConditions.draft} AND a.task ${beyond} :from
         ORDER BY a.task ${order} LIMIT 1))`,
    { annotator, from },
  );
  return row?.position ?? undefined;
}

export function taskDetail(db: Database, taskId: string, annotator: string): TaskDetail {
  const position = positionOf(db, taskId);
  const row = db.get<TaskRow>('SELECT * FROM tasks WHERE position = :position', { position }) as TaskRow;
  return {
    task: toTask(row),
    generations: generationsOf(db, position, taskId),
    failures: failuresOf(db, position, taskId),
    runs: runsOf(db, position, taskId, { characters: outputCharacters }),
    inputs: inputsOf(db, position),
    hiddenInputs: hiddenInputsOf(db, position),
    annotation: annotationOf(db, position, taskId, annotator),
    shownOrder: orderOf(db, position, annotator),
  };
}

export function counts(db: Database, annotator: string): StateCounts {
  const byState = Object.fromEntries(taskStates.map((state) => [state, 0])) as Record<TaskState, number>;
  const rows = db.all<{ state: TaskState; n: number }>(
    `SELECT ${stateSql} AS state, count(*) AS n
     FROM tasks t LEFT JOIN annotations a ON a.task = t.position AND a.annotator = :annotator GROUP BY 1`,
    { annotator },
  );
  let total = 0;
  for (const { state, n } of rows) {
    byState[state] = n;
    total += n;
  }
  return { total, byState, ...outboxCounts(db, annotator) };
}

export function scores(db: Database, annotator: string): [ModelScore, ModelScore] {
  const row = db.get<{ mean1: number | null; count1: number; mean2: number | null; count2: number }>(
    `SELECT avg(score1) AS mean1, count(score1) AS count1, avg(score2) AS mean2, count(score2) AS count2
     FROM annotations WHERE annotator = :annotator AND status = 'submitted'`,
    { annotator },
  );
  return [
    { response: 1, mean: row?.mean1 ?? undefined, count: row?.count1 ?? 0 },
    { response: 2, mean: row?.mean2 ?? undefined, count: row?.count2 ?? 0 },
  ];
}
