import { taskStates, type TaskState } from '../../domain/annotation.ts';
import { tagKey } from '../../domain/tags.ts';
import { sha256 } from '../../platform/hash.ts';
import type { Verdict } from '../../domain/run.ts';
import type { Params } from '../sqlite/database.ts';
import { taskQueueSchema, taskSortSchema } from './queueSchema.ts';
import type { disagreements, Place, Range, TaskQueue, TaskSort } from '../../domain/queue.ts';
import { searchCondition, type Condition } from './fullTextSearch.ts';

/** Queues as SQL: over tasks `t`, the annotator's answers `a` and, where `facts` says so, the tasks' facts `f`. */

/** Each state as a condition that an index serves. */
export const stateConditions: Record<TaskState, string> = {
  draft: "a.status = 'draft' AND +t.generated < 4",
  submitted: "a.status = 'submitted' AND +t.generated < 4",
  discarded: "a.status = 'discarded' AND +t.generated < 4",
  'to-score': "(a.status IS NULL OR a.status = 'pending') AND t.generated = 3",
  failed: "(a.status IS NULL OR a.status = 'pending') AND +t.generated < 3 AND t.failure IS NOT NULL",
  'to-generate': "(a.status IS NULL OR a.status = 'pending') AND +t.generated < 3 AND t.failure IS NULL",
  withdrawn: 't.generated >= 4',
};

/** A task's state for one annotator, whose answer is joined as `a`. */
export const stateSql = `CASE
    WHEN t.generated >= 4 THEN 'withdrawn'
    WHEN a.status IN ('draft', 'submitted', 'discarded') THEN a.status
    WHEN t.generated = 3 THEN 'to-score'
    WHEN t.failure IS NOT NULL THEN 'failed'
    ELSE 'to-generate' END`;

export const openStates: TaskState[] = ['to-score', 'draft'];

/** Why a task was set aside. Drafts are few: no column is kept for it. */
export const skippedSql = "(CASE WHEN a.status = 'draft' THEN json_extract(a.answer, '$.skipped') END)";

/** By the name that a failure mode has, or had when it was merged into another. */
const taggedSql = `EXISTS (SELECT 1 FROM tag_uses u JOIN tags g ON g.id = u.tag JOIN tags n ON n.id = coalesce(g.within, g.id)
    WHERE u.annotator = :annotator AND u.task = t.position AND n.gone = 0
      AND (n.key IN (SELECT value FROM json_each(:tags)) OR EXISTS (SELECT 1 FROM tags f
        WHERE f.within = n.id AND f.key IN (SELECT value FROM json_each(:tags)))))`;

/**
 * What our newest runs with the data set's tests say of a response that a log says something of: 0, one of them failed; 1, one passed and none
 * failed; NULL, neither. Over `log_verdicts v` and the tasks' facts `f`.
 */
const oursSql = `(SELECT CASE WHEN sum(r.verdict IN ('differs', 'crashed', 'timed-out')) > 0 THEN 0
      WHEN sum(r.verdict = 'passed') > 0 THEN 1 END
    FROM runs r WHERE r.n IN (SELECT max(n) FROM runs WHERE task = v.task AND response = CAST(v.response AS TEXT)
        AND n > CASE v.response WHEN 1 THEN f.since1 ELSE f.since2 END
        AND json_extract(input, '$.origin') = 'dataset' GROUP BY input_id))`;

const disagreeing = (theirs: 0 | 1): string => `EXISTS (SELECT 1 FROM log_verdicts v
    JOIN generations g ON g.task = v.task AND g.response = v.response AND g.hash = v.hash
    WHERE v.task = t.position AND v.passed = ${theirs} AND ${oursSql} = ${1 - theirs})`;

/** Their evidence against ours. */
const disagreementSql: Record<(typeof disagreements)[number], string> = {
  'their-pass': disagreeing(1),
  'their-fail': disagreeing(0),
};

/** As the triggers of `task_facts` write them; no bit: not run. */
export const verdictBits: Record<Verdict, number> = {
  passed: 1,
  ran: 2,
  differs: 4,
  crashed: 8,
  'timed-out': 16,
  stopped: 32,
  cut: 64,
};

export interface QueueSql {
  /** Tables, for the parameter `annotator`. */
  from: string;
  conditions: string[];
  params: Params;
  order: OrderSql;
}

export function queueSql(annotator: string, input: TaskQueue): QueueSql {
  const queue = taskQueueSchema.parse(input);
  const order = orderSql(queue.sort);
  const all = [...unchanging(queue), ...changing(queue)];
  return {
    from:
      order.facts || queue.verdicts || queue.theirs
        ? `${tablesSql} JOIN task_facts f ON f.task = t.position`
        : tablesSql,
    conditions: all.map(({ sql }) => `(${sql})`),
    params: { annotator, ...order.params, ...paramsOf(all) },
    order,
  };
}

export const tablesSql =
  'tasks t LEFT JOIN annotations a ON a.task = t.position AND a.annotator = :annotator';

export function where(conditions: readonly string[]): string {
  return conditions.length > 0 ? `WHERE ${conditions.join(' AND ')}` : '';
}

/** The part of a queue that no answer changes, over tasks `t`; undefined where there is none. */
export function lasting(queue: TaskQueue): Condition | undefined {
  const all = unchanging(queue);
  if (all.length === 0) return undefined;
  return { sql: all.map(({ sql }) => `(${sql})`).join(' AND '), params: paramsOf(all) };
}

function paramsOf(conditions: Condition[]): Params {
  return Object.assign({}, ...conditions.map(({ params }) => params)) as Params;
}

/** What judging does not change. */
function unchanging({ text, languages, context, sample, among }: TaskQueue): Condition[] {
  const conditions = [searchCondition(text)].filter((search) => search !== undefined);
  if (among)
    conditions.push({
      sql: 't.id IN (SELECT value FROM json_each(:among))',
      params: { among: JSON.stringify(among.ids) },
    });
  if (languages)
    conditions.push({
      sql: 't.language IN (SELECT value FROM json_each(:languages))',
      params: { languages: JSON.stringify(languages) },
    });
  for (const [i, { column, values }] of (context ?? []).entries())
    conditions.push({
      sql: `EXISTS (SELECT 1 FROM json_each(t.context) c WHERE c.key = :column${i}
        AND c.value IN (SELECT value FROM json_each(:values${i})))`,
      params: { [`column${i}`]: column, [`values${i}`]: JSON.stringify(values) },
    });
  if (!sample) return conditions;
  // The lot is drawn from what the other two leave, so it stands for them.
  const { sql, params } = lotSql(sample.seed, 'sample');
  const present = 'f.task NOT IN (SELECT position FROM tasks WHERE generated >= 4)';
  const drawn = `SELECT f.task FROM task_facts f ${conditions.length > 0 ? 'JOIN tasks t ON t.position = f.task' : ''}
    ${where([...conditions.map((condition) => condition.sql), present])} ORDER BY ${sql}, f.task LIMIT :sample`;
  const all = { sample: sample.n, ...params, ...paramsOf(conditions) };
  return [{ sql: `t.position IN (${drawn})`, params: all }];
}

function changing(queue: TaskQueue): Condition[] {
  const conditions: Condition[] = [];
  const { state, states, score, bothScores, gap, verdicts, theirs, flagged, skipped, guidelines, tags } =
    queue;
  // What left the data set is shown to whoever asks for it by name.
  if (!state && !states) conditions.push({ sql: '+t.generated < 4' });
  if (state) conditions.push({ sql: stateConditions[state] });
  if (states) conditions.push({ sql: oneOf(states.map((each) => stateConditions[each])) });
  if (score)
    conditions.push({
      sql: oneOf([inRange('a.score1', 'score'), inRange('a.score2', 'score')]),
      params: rangeParams(score, 'score'),
    });
  if (bothScores)
    conditions.push({
      sql: `${inRange('a.score1', 'both')} AND ${inRange('a.score2', 'both')}`,
      params: rangeParams(bothScores, 'both'),
    });
  if (gap) conditions.push({ sql: inRange(sortSql.gap, 'gap'), params: rangeParams(gap, 'gap') });
  if (verdicts) {
    const bits = verdicts.reduce((sum, each) => sum | (each === 'not-run' ? 0 : verdictBits[each]), 0);
    conditions.push({
      sql: `(f.verdicts & :verdicts) <> 0${verdicts.includes('not-run') ? ' OR f.verdicts = 0' : ''}`,
      params: { verdicts: BigInt(bits) },
    });
  }
  if (theirs) conditions.push({ sql: oneOf(theirs.map((each) => disagreementSql[each])) });
  if (flagged !== undefined) conditions.push({ sql: `a.flag IS ${flagged ? 'NOT ' : ''}NULL` });
  if (tags) conditions.push({ sql: taggedSql, params: { tags: JSON.stringify(tags.map(tagKey)) } });
  if (skipped !== undefined) conditions.push({ sql: `${skippedSql} IS ${skipped ? 'NOT ' : ''}NULL` });
  if (guidelines) {
    const is = 'is' in guidelines;
    conditions.push({
      sql: `a.status <> 'pending' AND a.guidelines_version ${is ? '=' : '<>'} :guidelines`,
      params: { guidelines: is ? guidelines.is : guidelines.not },
    });
  }
  return conditions;
}

function oneOf(conditions: string[]): string {
  return conditions.length > 0 ? conditions.map((sql) => `(${sql})`).join(' OR ') : '0';
}

function inRange(sql: string, name: string): string {
  return `${sql} BETWEEN :${name}Min AND :${name}Max`;
}

function rangeParams({ min = 0, max = Number.MAX_SAFE_INTEGER }: Range, name: string): Params {
  return { [`${name}Min`]: min, [`${name}Max`]: max };
}

/** The worst that came of a run, and how bad each is. */
const worstRunSql = (
  ['crashed', 'timed-out', 'differs', 'stopped', 'cut', 'ran', 'passed'] satisfies Verdict[]
)
  .map((verdict, i) => `WHEN f.verdicts & ${verdictBits[verdict]} THEN ${7 - i}`)
  .join(' ');

/** What queues are sorted by; NULL where a task has no such value (an answer that was taken back is empty). */
const sortSql = {
  state: `CASE ${taskStates.map((state, i) => `WHEN ${stateConditions[state]} THEN ${i}`).join(' ')} END`,
  updated: "CASE WHEN a.status <> 'pending' THEN a.updated_at END",
  score1: 'a.score1',
  score2: 'a.score2',
  highest: 'max(coalesce(a.score1, a.score2), coalesce(a.score2, a.score1))',
  lowest: 'min(coalesce(a.score1, a.score2), coalesce(a.score2, a.score1))',
  gap: 'abs(a.score1 - a.score2)',
  runs: `CASE ${worstRunSql} END`,
  flagged: 'CASE WHEN a.flag IS NOT NULL THEN 1 END',
  // A version that was never seen here is older than those that were.
  guidelines: `CASE WHEN a.status <> 'pending' THEN coalesce(
    (SELECT g.first_seen_at FROM guidelines g WHERE g.version = a.guidelines_version), '0' || a.guidelines_version) END`,
  context: `(SELECT CASE WHEN c.value GLOB '[0-9]*' AND c.value NOT GLOB '*[^0-9.]*' THEN CAST(c.value AS REAL) ELSE c.value END
    FROM json_each(t.context) c WHERE c.key = :sortColumn)`,
  text: 'lower(substr(trim(t.instruction), 1, 200))',
};

/** The beginning of the order of values, and its end: what has no value comes last, whichever way the order goes. */
const first = '-9e999';
const last = 'char(1114111)';

export interface OrderSql {
  /** The sorted value, never NULL; missing: the position is. */
  key?: string;
  /** It needs the tasks' facts. */
  facts: boolean;
  params: Params;
  descending: boolean;
}

export function orderSql(input: TaskSort = { by: 'position' }): OrderSql {
  const { by, descending = false, seed = '', column = '' } = taskSortSchema.parse(input);
  if (by === 'position') return { facts: false, params: {}, descending };
  if (by === 'informative') return { facts: false, params: {}, descending: false };
  if (by === 'random') {
    const { sql, params } = lotSql(seed, 'random');
    return { key: sql, facts: true, params, descending };
  }
  return {
    key: `coalesce(${sortSql[by]}, ${descending ? first : last})`,
    facts: by === 'runs',
    params: by === 'context' ? { sortColumn: column } : {},
    descending,
  };
}

/** The ORDER BY of a queue, or of the queue backwards. */
export function orderBy({ key, descending }: OrderSql, backwards = false): string {
  const [up, down] = backwards ? ['DESC', 'ASC'] : ['ASC', 'DESC'];
  if (!key) return `t.position ${descending ? down : up}`;
  return `key ${descending ? down : up}, t.position ${up}`;
}

/** Tasks that come behind (or before) a place. */
export function beyond({ key, descending }: OrderSql, place: Place, backwards = false): Condition {
  const [after, before] = backwards ? ['<', '>'] : ['>', '<'];
  const params: Params = { placePosition: place.position };
  if (!key) return { sql: `t.position ${descending ? before : after} :placePosition`, params };
  return {
    sql: `${key} ${descending ? before : after} :placeKey OR (${key} = :placeKey AND t.position ${after} :placePosition)`,
    params: { ...params, placeKey: place.key ?? null },
  };
}

/**
 * A number from 0 to 2^52 for each task, drawn anew with each seed: two linear hashes (modulo the primes 2^31 - 1 and 2^21 - 9) of the
 * two halves of the id's hash. SQLite has 64-bit integers, no exclusive or, and turns what overflows into floating point.
 */
function lotSql(seed: string, name: string): Required<Condition> {
  const digest = sha256(seed);
  const params: Params = {};
  const factor = (n: number): string => {
    // As integers: SQLite takes numbers of JavaScript as floating point.
    params[`${name}${n}`] = (BigInt(`0x${digest.slice(n * 10, n * 10 + 10)}`) % (2n ** 31n - 2n)) + 1n;
    return `:${name}${n}`;
  };
  const mixed = (n: number, prime: number): string =>
    `(((f.shuffle >> 31) * ${factor(n)} + (f.shuffle & 2147483647) * ${factor(n + 1)} + ${factor(n + 2)}) % ${prime})`;
  return { sql: `(${mixed(0, 2 ** 31 - 1)} * 2097152 + ${mixed(3, 2 ** 21 - 9)})`, params };
}
