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
  points1: string | null;
  points2: string | null;
  corrected: Corrected | null;
  tags: string | null;
  submittedAt: string;
  version: string;
  first: number | null;
  ms: number | null;
  language: string | null;
  context: string | null;
  length1: number;
  length2: number;
  same1: number;
  same2: number;
  drawn: number | null;
  chance: number | null;
  drawnFrom: number | null;
}

/** Long texts are left where they are: of corrections and comments nothing is counted. */
const answersSql = `
  SELECT t.id AS taskId, t.position, a.annotator, a.score1, a.score2,
    json_extract(a.answer, '$.points1') AS points1, json_extract(a.answer, '$.points2') AS points2,
    json_extract(a.answer, '$.corrected') AS corrected, json_extract(a.answer, '$.tags') AS tags, a.updated_at AS submittedAt, a.guidelines_version AS version,
    o.first, s.ms, t.language, t.context, length(g1.text) AS length1, length(g2.text) AS length2,
    a.hash1 IS NULL OR a.hash1 = g1.hash AS same1, a.hash2 IS NULL OR a.hash2 = g2.hash AS same2,
    d.n AS drawn, d.chance, d.tasks AS drawnFrom
  FROM annotations a JOIN tasks t ON t.position = a.task
  JOIN generations g1 ON g1.task = t.position AND g1.response = 1
  JOIN generations g2 ON g2.task = t.position AND g2.response = 2
  LEFT JOIN orders o ON o.annotator = a.annotator AND o.task = t.position
  LEFT JOIN times s ON s.annotator = a.annotator AND s.task = t.position
  LEFT JOIN draws d ON d.annotator = a.annotator AND d.task = t.position
  WHERE a.status = 'submitted' AND t.generated < 4 AND a.score1 IS NOT NULL AND a.score2 IS NOT NULL
  ORDER BY t.position, a.annotator`;

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
  const { rows, addRuns } = readAnswers(db);
  addRuns();
  return rows;
}

/** The same without what the runs showed, which is added when it is needed. Blocks. */
export function readAnswers(db: Database): { rows: InsightRow[]; addRuns: () => void } {
  const read = db.all<AnswerRow>(answersSql);
  const rows = read.map((row): InsightRow => ({
    taskId: row.taskId,
    position: row.position,
    annotator: row.annotator,
    scores: [row.score1, row.score2],
    points: [pointsOf(row.points1), pointsOf(row.points2)],
    shownOrder: toOrder(row.first),
    submittedAt: row.submittedAt,
    spentMs: row.ms ?? 0,
    guidelinesVersion: row.version,
    corrected: row.corrected ?? undefined,
    language: row.language ?? undefined,
    columns: row.context === null ? {} : (JSON.parse(row.context) as Record<string, string>),
    lengths: row.same1 && row.same2 ? [row.length1, row.length2] : undefined,
    ...(row.tags !== null && { tags: tagsOf(db, row.tags) }),
    runs: [undefined, undefined],
    ...(row.drawn !== null && {
      draw: { n: row.drawn, chance: row.chance ?? 0, tasks: row.drawnFrom ?? 0 },
    }),
  }));
  const addRuns = (): void => {
    const runs = readRuns(db);
    for (const [i, { same1, same2 }] of read.entries()) {
      const row = rows[i] as InsightRow;
      const checked = runs.get(row.position);
      if (checked) row.runs = [same1 ? checked[0] : undefined, same2 ? checked[1] : undefined];
    }
  };
  return { rows, addRuns };
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
