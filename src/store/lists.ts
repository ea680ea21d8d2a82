import { taskStates, type TaskState } from '../annotation/types.ts';
import { annotationOf, orderOf } from './annotations.ts';
import type { Database, Params } from './database.ts';
import { failuresOf, generationsOf } from './generations.ts';
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

export function listTasks(db: Database, annotator: string, filter: TaskFilter = {}): TaskSummary[] {
  const conditions: string[] = [];
  const params: Params = { annotator, limit: filter.limit ?? -1, offset: filter.offset ?? 0 };
  if (filter.state) conditions.push(stateConditions[filter.state]);
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

export function taskDetail(db: Database, taskId: string, annotator: string): TaskDetail {
  const position = positionOf(db, taskId);
  const row = db.get<TaskRow>('SELECT * FROM tasks WHERE position = :position', { position }) as TaskRow;
  return {
    task: toTask(row),
    generations: generationsOf(db, position, taskId),
    failures: failuresOf(db, position, taskId),
    runs: runsOf(db, position, taskId),
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
