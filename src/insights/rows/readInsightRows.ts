import type { Corrected } from '../../domain/annotation.ts';
import type { TagUse } from '../../domain/tags.ts';
import type { Points } from '../../domain/rubric.ts';
import type { Database } from '../../store/sqlite/database.ts';
import { namedUses } from '../../store/tags/tagNames.ts';
import { toOrder } from '../../store/sqlite/rows.ts';
import type { Checked, InsightRow } from './insightRow.ts';

interface AnswerRow {
  taskId: string;
  position: number;
  annotator: string;
  score1: number;
  score2: number;
  submittedAt: string;
  version: string;
  language: string | null;
  context: string | null;
  drawn: number | null;
  chance: number | null;
  drawnFrom: number | null;
}

/** What the first answer does without, of the same answers. */
interface DetailRow {
  points1: string | null;
  points2: string | null;
  corrected: Corrected | null;
  tags: string | null;
  first: number | null;
  ms: number | null;
  length1: number;
  length2: number;
  same1: number;
  same2: number;
}

/** Long texts are left where they are: of corrections and comments nothing is counted. Both ask for the same rows in the same order. */
const answersSql = (columns: string, joins: string): string => `
  SELECT ${columns}
  FROM annotations a JOIN tasks t ON t.position = a.task
  JOIN generations g1 ON g1.task = t.position AND g1.response = 1
  JOIN generations g2 ON g2.task = t.position AND g2.response = 2
  ${joins}
  WHERE a.status = 'submitted' AND t.generated < 4 AND a.score1 IS NOT NULL AND a.score2 IS NOT NULL
  ORDER BY t.position, a.annotator`;

const scoresSql = answersSql(
  `t.id AS taskId, t.position, a.annotator, a.score1, a.score2, a.updated_at AS submittedAt,
    a.guidelines_version AS version, t.language, t.context, d.n AS drawn, d.chance, d.tasks AS drawnFrom`,
  'LEFT JOIN draws d ON d.annotator = a.annotator AND d.task = t.position',
);

const detailsSql = answersSql(
  `json_extract(a.answer, '$.points1') AS points1, json_extract(a.answer, '$.points2') AS points2,
    json_extract(a.answer, '$.corrected') AS corrected, json_extract(a.answer, '$.tags') AS tags, o.first, s.ms,
    length(g1.text) AS length1, length(g2.text) AS length2,
    a.hash1 IS NULL OR a.hash1 = g1.hash AS same1, a.hash2 IS NULL OR a.hash2 = g2.hash AS same2`,
  `LEFT JOIN orders o ON o.annotator = a.annotator AND o.task = t.position
  LEFT JOIN times s ON s.annotator = a.annotator AND s.task = t.position`,
);

/**
 * Of each response whether an input failed, whether one showed what it expects, and whether one that expects something checked nothing, as
 * `passes` in `runSummary.ts`, from what ran. Examples out of the responses do not count: no model sets the test that it is measured by.
 */
const runsSql = `
  WITH newest AS (
    SELECT max(n) AS n FROM runs JOIN task_facts f ON f.task = runs.task
    WHERE (response = '1' AND n > f.since1) OR (response = '2' AND n > f.since2)
    GROUP BY runs.task, response, input_id),
  ran AS (
    SELECT r.task AS position, r.response = '2' AS second, r.verdict,
      coalesce(r.input ->> '$.checks', 0) <> 0 OR r.input ->> '$.expectedValue' IS NOT NULL
        OR r.input ->> '$.expectedOutput' IS NOT NULL AS expects
    FROM newest JOIN runs r ON r.n = newest.n
    WHERE r.input_id <> '' AND r.verdict <> 'stopped' AND coalesce(r.input ->> '$.from', '') NOT IN (1, 2)
      AND NOT EXISTS (SELECT 1 FROM hidden_inputs h WHERE h.task = r.task AND h.id = r.input_id))
  SELECT position, second, max(verdict NOT IN ('passed', 'ran', 'cut')) AS failed, max(expects) AS expects,
    max(expects AND verdict = 'passed') AS passed, max(expects AND verdict IN ('ran', 'cut')) AS unchecked
  FROM ran GROUP BY 1, 2`;

/** Every submitted answer of every annotator to tasks that are in the data set. Blocks. */
export function readInsightRows(db: Database): InsightRow[] {
  const { rows, addRest } = readScores(db);
  addRest();
  return rows;
}

/**
 * The same with scores alone, which the first answer is made of; points, times, lengths, failure modes and what the runs showed are added
 * when they are needed. Both must be of one moment. Blocks.
 */
export function readScores(db: Database): { rows: InsightRow[]; addRest: () => void } {
  const contextOf = contexts();
  const rows = db.all<AnswerRow>(scoresSql).map((row): InsightRow => ({
    taskId: row.taskId,
    position: row.position,
    annotator: row.annotator,
    scores: [row.score1, row.score2],
    points: [undefined, undefined],
    shownOrder: undefined,
    submittedAt: row.submittedAt,
    spentMs: 0,
    guidelinesVersion: row.version,
    corrected: undefined,
    language: row.language ?? undefined,
    columns: contextOf(row.context),
    lengths: undefined,
    runs: [undefined, undefined],
    ...(row.drawn !== null && {
      draw: { n: row.drawn, chance: row.chance ?? 0, tasks: row.drawnFrom ?? 0 },
    }),
  }));
  return { rows, addRest: () => addDetails(db, rows) };
}

function addDetails(db: Database, rows: readonly InsightRow[]): void {
  const runs = readRuns(db);
  for (const [i, detail] of db.all<DetailRow>(detailsSql).entries()) {
    const row = rows[i] as InsightRow;
    const { same1, same2, tags } = detail;
    row.points = [pointsOf(detail.points1), pointsOf(detail.points2)];
    row.shownOrder = toOrder(detail.first);
    row.spentMs = detail.ms ?? 0;
    row.corrected = detail.corrected ?? undefined;
    row.lengths = same1 && same2 ? [detail.length1, detail.length2] : undefined;
    if (tags !== null) row.tags = tagsOf(db, tags);
    const checked = runs.get(row.position);
    if (checked) row.runs = [same1 ? checked[0] : undefined, same2 ? checked[1] : undefined];
  }
}

/** Longer ones are hardly there twice. */
const shortContext = 200;

/** Columns of the context; many tasks have the same few values. */
function contexts(): (json: string | null) => Record<string, string> {
  const known = new Map<string, Record<string, string>>();
  return (json) => {
    if (json === null) return {};
    const there = known.get(json);
    if (there) return there;
    const columns = JSON.parse(json) as Record<string, string>;
    if (json.length <= shortContext) known.set(json, columns);
    return columns;
  };
}

function tagsOf(db: Database, json: string): [string[], string[]] {
  const uses = namedUses(db, JSON.parse(json) as TagUse[]);
  const of = (n: 1 | 2): string[] => [
    ...new Set(uses.filter(({ response }) => response === n).map(({ name }) => name)),
  ];
  return [of(1), of(2)];
}

function pointsOf(json: string | null): Points | undefined {
  return json === null ? undefined : (JSON.parse(json) as Points);
}

interface RanRow extends Record<'failed' | 'expects' | 'passed' | 'unchecked', 0 | 1> {
  position: number;
  second: 0 | 1;
}

/** By the task's position. Tests that checked nothing leave it open, whatever others showed. What fails without saying what is expected fails only beside something that does. */
function readRuns(db: Database): Map<number, [Checked, Checked]> {
  const found = new Map<number, [Checked, Checked]>();
  const rows = db.each<RanRow>(runsSql);
  for (const { position, second, failed, expects, passed, unchecked } of rows) {
    if (!expects) continue;
    const pair = found.get(position) ?? [undefined, undefined];
    found.set(position, pair);
    pair[second] = failed ? 'failed' : passed && !unchecked ? 'passed' : undefined;
  }
  return found;
}

/** What people are told as, by who they are: the labels of their names. */
export function readPeople(db: Database): Map<string, string> {
  const rows = db.all<{ person: string; label: string }>(
    'SELECT person, label FROM names WHERE label IS NOT NULL ORDER BY name = person',
  );
  return new Map(rows.map(({ person, label }) => [person, label]));
}
