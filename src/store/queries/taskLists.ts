import { annotationRow, orderOf } from '../answers/annotations.ts';
import type { Database } from '../sqlite/database.ts';
import { isSetAside } from '../content/draftsAside.ts';
import { besideTask, failuresOf, generationsOf } from '../content/generations.ts';
import { hasNamesake } from './namesakes.ts';
import { judgedOther } from './judgedTexts.ts';
import { snippetOf } from '../queue/highlights.ts';
import { hiddenInputsOf, inputsOf } from '../content/inputRows.ts';
import { lineCommentsOf } from '../answers/lineCommentQuery.ts';
import {
  beyond,
  lasting,
  openStates,
  orderBy,
  queueSql,
  skippedSql,
  stateConditions,
  stateSql,
  where,
  type OrderSql,
  type QueueSql,
} from '../queue/queueSql.ts';
import { positionOf, present, taskAt, toAnnotation, toOrder, type RowOf } from '../sqlite/rows.ts';
import { theirsOf } from '../content/logVerdictRows.ts';
import { oracleOf } from '../content/oracleRows.ts';
import { runsOf } from '../content/runRows.ts';
import { counts } from './overview.ts';
import { queueMembers } from '../queue/queueCounter.ts';
import { named } from '../tags/tagNames.ts';
import { suggestionsOf } from '../answers/suggestionRows.ts';
import { spentOf } from '../answers/timeSpent.ts';
import type {
  Hit,
  Place,
  QueueCounts,
  TaskFilter,
  TaskQueue,
  TaskSort,
  TaskSummary,
} from '../../domain/queue.ts';
import type { TaskDetail } from '../../domain/task.ts';

interface SummaryRow extends RowOf<Omit<TaskSummary, 'shownOrder' | 'hit'>> {
  first: number | null;
}

/** Of each output of a run in a `TaskDetail`. */
const outputCharacters = 20_000;

export function listTasks(db: Database, annotator: string, filter: TaskFilter = {}): TaskSummary[] {
  const { after, offset = 0, limit = -1, snippets, ids, ...queue } = filter;
  // What a text or a lot chooses is known of each task, and dear to find out for one.
  const members = ids && lasting(queue) ? queueMembers(db, annotator, queue) : undefined;
  const { from, conditions, params, order } = ids
    ? amongSql(queueSql(annotator, members ? { sort: queue.sort } : queue), ids)
    : queueSql(annotator, queue);
  if (after !== undefined) {
    const start = typeof after === 'number' ? placeAt(db, annotator, after, queue.sort) : after;
    const place = beyond(order, start);
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
       CASE WHEN a.status <> 'pending' THEN a.updated_at END AS updatedAt
     FROM (SELECT t.position, ${order.key ?? 'NULL'} AS key FROM ${from} ${where(conditions)}
       ORDER BY ${isAnswered(queue) ? byAnswers(order) : orderBy(order)} LIMIT :limit OFFSET :offset) p
     JOIN tasks t ON t.position = p.position
     LEFT JOIN annotations a ON a.task = t.position AND a.annotator = :annotator
     LEFT JOIN orders o ON o.task = t.position AND o.annotator = :annotator
     ORDER BY ${orderBy(order)}`,
    members ? { ...params, limit: -1, offset: 0 } : { ...params, limit, offset },
  );
  const { text } = queue;
  const listed = members
    ? rows
        .filter(({ position }) => members.has(position))
        .slice(offset, limit < 0 ? undefined : offset + limit)
    : rows;
  return listed.map(({ first, ...row }) => ({
    ...present(row),
    shownOrder: toOrder(first),
    failure: row.state === 'failed' ? (row.failure ?? undefined) : undefined,
    hit: snippets && text !== undefined ? hitOf(db, row, text) : undefined,
  }));
}

/** Tasks with answers alone. */
function isAnswered({ state, states = state ? [state] : [] }: TaskQueue): boolean {
  return states.length > 0 && states.every((one) => ['draft', 'submitted', 'discarded'].includes(one));
}

/** The same order, which the index of the answers has: no more of them are read than are listed. */
function byAnswers(order: OrderSql): string {
  return order.key ? orderBy(order) : orderBy(order).replace('t.position', 'a.task');
}

/** Those of a few tasks that are in a queue: each is looked at by itself, however many the queue holds. */
function amongSql({ from, conditions, ...sql }: QueueSql, ids: readonly string[]): QueueSql {
  return {
    ...sql,
    from: `json_each(:ids) among CROSS JOIN ${from}`,
    conditions: ['t.id = among.value', ...conditions],
    params: { ...sql.params, ids: JSON.stringify(ids) },
  };
}

/** Where the text looked for was found first: words that stand apart are looked for one field after the other. */
function hitOf(
  db: Database,
  { position, id, instruction }: Pick<SummaryRow, 'position' | 'id' | 'instruction'>,
  text: string,
): Hit | undefined {
  const inInstruction = snippetOf(instruction, text);
  if (inInstruction) return { in: 'instruction', snippet: inInstruction };
  const generations = db.all<{ response: 1 | 2; text: string }>(
    'SELECT response, text FROM generations WHERE task = :position ORDER BY response',
    { position },
  );
  for (const generation of generations) {
    const snippet = snippetOf(generation.text, text);
    if (snippet) return { in: `response${generation.response}`, snippet };
  }
  const inId = snippetOf(id, text);
  return inId && { in: 'id', snippet: inId };
}

export function countTasks(db: Database, annotator: string, queue: TaskQueue = {}): number {
  const { from, conditions, params } = queueSql(annotator, { ...queue, sort: undefined });
  return db.get<{ n: number }>(`SELECT count(*) AS n FROM ${from} ${where(conditions)}`, params)?.n ?? 0;
}

/**
 * Without a look at all tasks where that can be: counts are kept, and where tasks stand in a queue is remembered. Only a place in an order
 * of values needs one scan.
 */
export function queueCounts(db: Database, annotator: string, queue: TaskQueue = {}, at?: Place): QueueCounts {
  const members = isWhole(queue) && !at ? counts(db, annotator) : queueMembers(db, annotator, queue);
  const held: QueueCounts = { total: members.total, byState: { ...members.byState } };
  if (!at || !('has' in members)) return held;
  const { from, conditions, params, order } = queueSql(annotator, queue);
  const { position } = at;
  const here = members.has(position);
  if (!order.key) {
    const before = order.descending ? members.total - members.before(position + 1) : members.before(position);
    return { ...held, place: { before, here } };
  }
  const before = beyond(order, at, true);
  const row = db.get<{ n: number }>(
    `SELECT count(*) AS n FROM ${from} ${where([...conditions, `(${before.sql})`])}`,
    { ...params, ...before.params },
  );
  return { ...held, place: { before: row?.n ?? 0, here } };
}

export function contextColumns(db: Database): string[] {
  return db
    .all<{ key: string }>(
      'SELECT j.key FROM tasks t, json_each(t.context) j WHERE +t.generated < 4 GROUP BY 1 ORDER BY min(t.position), min(j.id)',
    )
    .map(({ key }) => key);
}

export function languages(db: Database): { value: string; count: number }[] {
  return db.all(
    `SELECT language AS value, count(*) AS count FROM tasks WHERE language IS NOT NULL AND +generated < 4
     GROUP BY 1 ORDER BY 2 DESC, 1`,
  );
}

export function contextValues(
  db: Database,
  column: string,
  limit: number,
): { value: string; count: number }[] {
  return db.all(
    `SELECT j.value, count(*) AS count FROM tasks t, json_each(t.context) j WHERE j.key = :column AND +t.generated < 4
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

/** Those that were skipped come when there is no other. */
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

/** All tasks, in whatever order. */
function isWhole({ sort: _sort, ...conditions }: TaskQueue): boolean {
  return Object.values(conditions).every((condition) => condition === undefined);
}

/** All open tasks in the order of loading. */
function isPlain({ sort, ...conditions }: TaskQueue): boolean {
  const inOrder = sort === undefined || (sort.by === 'position' && sort.descending !== true);
  return inOrder && isWhole(conditions);
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
         WHERE a.annotator = :annotator AND a.status = 'draft' AND a.task NOT IN (SELECT position FROM tasks WHERE generated >= 4)
           AND ${skippedSql} IS ${skipped ? 'NOT ' : ''}NULL AND a.task ${beyond} :from
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

export function taskDetail(db: Database, taskId: string, annotator: string, namesake = false): TaskDetail {
  const position = positionOf(db, taskId);
  const task = taskAt(db, position);
  const generations = generationsOf(db, position, taskId).map((one) => besideTask(task, one));
  const row = annotationRow(db, position, annotator);
  const annotation = row && toAnnotation(taskId, row);
  return {
    task,
    ...(namesake && hasNamesake(db, position, task) && { namesake }),
    generations,
    failures: failuresOf(db, position, taskId),
    runs: runsOf(db, position, taskId, { characters: outputCharacters }),
    oracle: oracleOf(db, position),
    theirs: theirsOf(db, position),
    inputs: inputsOf(db, position),
    hiddenInputs: hiddenInputsOf(db, position),
    annotation: annotation && { ...named(db, annotation), ...judgedOther(db, row, task, generations) },
    ...(row?.status === 'pending' && isSetAside(db, position, annotator) && { setAside: true }),
    shownOrder: orderOf(db, position, annotator),
    suggestions: suggestionsOf(db, position),
    lineComments: lineCommentsOf(db, position, taskId, annotator),
    spentMs: spentOf(db, position, annotator),
  };
}
