import { taskStates, type TaskState } from '../../domain/annotation.ts';
import { annotationOf, orderOf } from '../answers/annotations.ts';
import type { Database } from '../sqlite/database.ts';
import { failuresOf, generationsOf } from '../content/generations.ts';
import { snippetOf } from '../queue/highlights.ts';
import { hiddenInputsOf, inputsOf } from '../content/inputRows.ts';
import { lineCommentsOf } from '../answers/lineCommentRows.ts';
import { outboxCounts } from '../sync/outbox.ts';
import {
  beyond,
  openStates,
  orderBy,
  queueSql,
  skippedSql,
  stateConditions,
  where,
} from '../queue/queueSql.ts';
import { positionOf, toOrder, toTask, type TaskRow } from '../sqlite/rows.ts';
import { runsOf } from '../content/runRows.ts';
import { suggestionsOf } from '../answers/suggestionRows.ts';
import { stateSql } from '../content/upsertTasks.ts';
import { spentOf } from '../answers/timeSpent.ts';
import type {
  Hit,
  ModelScore,
  Place,
  QueueCounts,
  StateCounts,
  TaskDetail,
  TaskFilter,
  TaskQueue,
  TaskSort,
  TaskSummary,
} from '../api/store.ts';

interface SummaryRow {
  key: number | string | null;
  position: number;
  id: string;
  instruction: string;
  language: string | null;
  state: TaskState;
  score1: number | null;
  score2: number | null;
  first: number | null;
  flag: string | null;
  skipped: string | null;
  runs: number;
  updated_at: string | null;
  failure: string | null;
}

/** Of each output of a run in a `TaskDetail`. */
const outputCharacters = 20_000;

export function listTasks(db: Database, annotator: string, filter: TaskFilter = {}): TaskSummary[] {
  const { after, offset = 0, limit = -1, snippets, ...queue } = filter;
  const { from, conditions, params, order } = queueSql(annotator, queue);
  if (after !== undefined) {
    const place = beyond(
      order,
      typeof after === 'number' ? placeAt(db, annotator, after, queue.sort) : after,
    );
    conditions.push(`(${place.sql})`);
    Object.assign(params, place.params);
  }
  // The page is cut before anything else is read, so that skipped rows cost little.
  const rows = db.all<SummaryRow>(
    `SELECT p.key, t.position, t.id, t.instruction, t.language, ${stateSql} AS state, t.runs, t.failure, o.first,
       CASE WHEN a.status <> 'pending' THEN a.score1 END AS score1,
       CASE WHEN a.status <> 'pending' THEN a.score2 END AS score2,
       CASE WHEN a.status <> 'pending' THEN a.flag END AS flag,
       ${skippedSql} AS skipped,
       CASE WHEN a.status <> 'pending' THEN a.updated_at END AS updated_at
     FROM (SELECT t.position, ${order.key ?? 'NULL'} AS key FROM ${from} ${where(conditions)}
       ORDER BY ${orderBy(order)} LIMIT :limit OFFSET :offset) p
     JOIN tasks t ON t.position = p.position
     LEFT JOIN annotations a ON a.task = t.position AND a.annotator = :annotator
     LEFT JOIN orders o ON o.task = t.position AND o.annotator = :annotator
     ORDER BY ${orderBy(order)}`,
    { ...params, limit, offset },
  );
  const { text } = queue;
  return rows.map((row) => ({
    ...toSummary(row),
    hit: snippets && text !== undefined ? hitOf(db, row, text) : undefined,
  }));
}

function toSummary(row: SummaryRow): TaskSummary {
  return {
    id: row.id,
    position: row.position,
    instruction: row.instruction,
    language: row.language ?? undefined,
    state: row.state,
    score1: row.score1 ?? undefined,
    score2: row.score2 ?? undefined,
    shownOrder: toOrder(row.first),
    flag: row.flag ?? undefined,
    skipped: row.skipped ?? undefined,
    runs: row.runs,
    updatedAt: row.updated_at ?? undefined,
    failure: row.state === 'failed' ? (row.failure ?? undefined) : undefined,
    key: row.key ?? undefined,
  };
}

/** Where the text looked for was found first: words that stand apart are looked for one field after the other. */
function hitOf(
  db: Database,
  task: { position: number; id: string; instruction: string },
  text: string,
): Hit | undefined {
  const inInstruction = snippetOf(task.instruction, text);
  if (inInstruction) return { in: 'instruction', snippet: inInstruction };
  const generations = db.all<{ response: 1 | 2; text: string }>(
    'SELECT response, text FROM generations WHERE task = :position ORDER BY response',
    { position: task.position },
  );
  for (const generation of generations) {
    const snippet = snippetOf(generation.text, text);
    if (snippet) return { in: `response${generation.response}`, snippet };
  }
  const inId = snippetOf(task.id, text);
  return inId && { in: 'id', snippet: inId };
}

export function countTasks(db: Database, annotator: string, queue: TaskQueue = {}): number {
  const { from, conditions, params } = queueSql(annotator, { ...queue, sort: undefined });
  return db.get<{ n: number }>(`SELECT count(*) AS n FROM ${from} ${where(conditions)}`, params)?.n ?? 0;
}

/** One scan, in the order of the queue where a place is asked for. */
export function queueCounts(db: Database, annotator: string, queue: TaskQueue = {}, at?: Place): QueueCounts {
  const { from, conditions, params, order } = queueSql(annotator, at ? queue : { ...queue, sort: undefined });
  const before = at && beyond(order, at, true);
  const rows = db.all<{ state: TaskState; n: number; before: number; here: number }>(
    `SELECT ${stateSql} AS state, count(*) AS n,
       ${before ? `sum(${before.sql})` : '0'} AS before, ${at ? 'sum(t.position = :placePosition)' : '0'} AS here
     FROM ${from} ${where(conditions)} GROUP BY 1`,
    { ...params, ...before?.params },
  );
  const counts: QueueCounts = { total: 0, byState: noTasks() };
  const place = { before: 0, here: false };
  for (const row of rows) {
    counts.byState[row.state] = row.n;
    counts.total += row.n;
    place.before += row.before;
    place.here ||= row.here > 0;
  }
  return at ? { ...counts, place } : counts;
}

function noTasks(): Record<TaskState, number> {
  return Object.fromEntries(taskStates.map((state) => [state, 0])) as Record<TaskState, number>;
}

export function contextColumns(db: Database): string[] {
  return db
    .all<{ key: string }>(
      'SELECT j.key FROM tasks t, json_each(t.context) j GROUP BY 1 ORDER BY min(t.position), min(j.id)',
    )
    .map(({ key }) => key);
}

export function contextValues(
  db: Database,
  column: string,
  limit: number,
): { value: string; count: number }[] {
  return db.all(
    `SELECT j.value, count(*) AS count FROM tasks t, json_each(t.context) j WHERE j.key = :column
     GROUP BY j.value ORDER BY 2 DESC, 1 LIMIT :limit`,
    { column, limit },
  );
}

export function place(db: Database, annotator: string, taskId: string, sort?: TaskSort): Place {
  return placeAt(db, annotator, positionOf(db, taskId), sort);
}

function placeAt(db: Database, annotator: string, position: number, sort: TaskSort | undefined): Place {
  const { from, params, order } = queueSql(annotator, { sort });
  if (!order.key) return { position };
  const row = db.get<{ key: number | string }>(
    `SELECT ${order.key} AS key FROM ${from} WHERE t.position = :position`,
    { ...params, position },
  );
  return { position, key: row?.key };
}

/**
 * The nearest task of a queue after (or before) the given one, wrapping round; those that were skipped come when there is no other.
 * The given task itself is the answer only when there is none at all.
 */
export function nextTask(
  db: Database,
  annotator: string,
  from: string | Place | undefined,
  direction: 'next' | 'previous',
  queue: TaskQueue = {},
): string | undefined {
  const start = typeof from === 'string' ? placeOf(db, annotator, from, queue.sort) : from;
  const nearest = isPlain(queue) ? openTask : queuedTask;
  const find = (skipped: boolean): number | undefined =>
    (start && nearest(db, annotator, direction, start, { ...queue, skipped })) ??
    nearest(db, annotator, direction, undefined, { ...queue, skipped });
  let position = find(queue.skipped ?? false);
  if (queue.skipped === undefined && (position === undefined || position === start?.position))
    position = find(true) ?? position;
  if (position === undefined) return undefined;
  return db.get<{ id: string }>('SELECT id FROM tasks WHERE position = :position', { position })?.id;
}

function placeOf(
  db: Database,
  annotator: string,
  taskId: string,
  sort: TaskSort | undefined,
): Place | undefined {
  const row = db.get<{ position: number }>('SELECT position FROM tasks WHERE id = :taskId', { taskId });
  return row && placeAt(db, annotator, row.position, sort);
}

/** All open tasks in the order of loading. */
function isPlain({ sort, ...conditions }: TaskQueue): boolean {
  const inOrder = sort === undefined || (sort.by === 'position' && sort.descending !== true);
  return inOrder && Object.values(conditions).every((condition) => condition === undefined);
}

/** The first open task from a position on, which is left out. Each of the two states is found by an index of its own. */
function openTask(
  db: Database,
  annotator: string,
  direction: 'next' | 'previous',
  start: Place | undefined,
  { skipped }: TaskQueue,
): number | undefined {
  const [beyond, order, nearest, end] =
    direction === 'next' ? ['>', 'ASC', 'min', -1] : ['<', 'DESC', 'max', Number.MAX_SAFE_INTEGER];
  const row = db.get<{ position: number | null }>(
    `SELECT ${nearest}(position) AS position FROM (
       SELECT * FROM (SELECT t.position FROM tasks t LEFT JOIN annotations a ON a.task = t.position AND a.annotator = :annotator
         WHERE ${skipped ? 'FALSE' : stateConditions['to-score']} AND t.position ${beyond} :from ORDER BY t.position ${order} LIMIT 1)
       UNION ALL
       SELECT * FROM (SELECT a.task AS position FROM annotations a
         WHERE a.annotator = :annotator AND ${stateConditions.draft} AND ${skippedSql} IS ${skipped ? 'NOT ' : ''}NULL AND a.task ${beyond} :from
         ORDER BY a.task ${order} LIMIT 1))`,
    { annotator, from: start?.position ?? end },
  );
  return row?.position ?? undefined;
}

/** The first task of any queue behind a place, or of all. */
function queuedTask(
  db: Database,
  annotator: string,
  direction: 'next' | 'previous',
  start: Place | undefined,
  queue: TaskQueue,
): number | undefined {
  const states = queue.states ?? (queue.state ? undefined : openStates);
  const { from, conditions, params, order } = queueSql(annotator, { ...queue, states });
  const backwards = direction === 'previous';
  if (start) {
    const { sql, params: more } = beyond(order, start, backwards);
    conditions.push(`(${sql})`);
    Object.assign(params, more);
  }
  return db.get<{ position: number }>(
    `SELECT t.position, ${order.key ?? 'NULL'} AS key FROM ${from} ${where(conditions)}
     ORDER BY ${orderBy(order, backwards)} LIMIT 1`,
    params,
  )?.position;
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
    suggestions: suggestionsOf(db, position),
    lineComments: lineCommentsOf(db, position, taskId, annotator),
    spentMs: spentOf(db, position, annotator),
  };
}

export function counts(db: Database, annotator: string): StateCounts {
  const byState = noTasks();
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
