import type { Corrected } from '../../domain/annotation.ts';
import type { Points } from '../../domain/rubric.ts';
import type { Database } from '../../store/sqlite/database.ts';
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
}

/** Long texts are left where they are: of corrections and comments nothing is counted. */
const answersSql = `
  SELECT t.id AS taskId, t.position, a.annotator, a.score1, a.score2,
    json_extract(a.answer, '$.points1') AS points1, json_extract(a.answer, '$.points2') AS points2,
    json_extract(a.answer, '$.corrected') AS corrected, a.updated_at AS submittedAt, a.guidelines_version AS version,
    o.first, s.ms, t.language, t.context, length(g1.text) AS length1, length(g2.text) AS length2,
    a.hash1 IS NULL OR a.hash1 = g1.hash AS same1, a.hash2 IS NULL OR a.hash2 = g2.hash AS same2
  FROM annotations a JOIN tasks t ON t.position = a.task
  JOIN generations g1 ON g1.task = t.position AND g1.response = 1
  JOIN generations g2 ON g2.task = t.position AND g2.response = 2
  LEFT JOIN orders o ON o.annotator = a.annotator AND o.task = t.position
  LEFT JOIN times s ON s.annotator = a.annotator AND s.task = t.position
  WHERE a.status = 'submitted' AND t.generated < 4 AND a.score1 IS NOT NULL AND a.score2 IS NOT NULL
  ORDER BY t.position, a.annotator`;

/** Examples out of the responses do not count: no model sets the test that it is measured by. */
const runsSql = `
  SELECT r.task AS position, r.response = '2' AS second, r.verdict,
    coalesce(r.input ->> '$.checks', 0) <> 0 OR r.input ->> '$.expectedValue' IS NOT NULL
      OR r.input ->> '$.expectedOutput' IS NOT NULL AS expects
  FROM runs r WHERE r.n IN (
    SELECT max(n) FROM runs JOIN task_facts f ON f.task = runs.task
    WHERE (response = '1' AND n > f.since1) OR (response = '2' AND n > f.since2)
    GROUP BY runs.task, response, input_id)
  AND r.input_id <> '' AND r.verdict <> 'stopped' AND coalesce(r.input ->> '$.from', '') NOT IN (1, 2)
  AND NOT EXISTS (SELECT 1 FROM hidden_inputs h WHERE h.task = r.task AND h.id = r.input_id)`;

/** Every submitted answer of every annotator to tasks that are in the data set. Blocks. */
export function readInsightRows(db: Database): InsightRow[] {
  const runs = readRuns(db);
  return db.all<AnswerRow>(answersSql).map((row) => {
    const checked = runs.get(row.position) ?? [undefined, undefined];
    const same = [row.same1, row.same2].map(Boolean);
    return {
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
      lengths: same.every(Boolean) ? [row.length1, row.length2] : undefined,
      runs: [same[0] ? checked[0] : undefined, same[1] ? checked[1] : undefined],
    };
  });
}

function pointsOf(json: string | null): Points | undefined {
  return json === null ? undefined : (JSON.parse(json) as Points);
}

/** By the task's position; as `passes` in `runSummary.ts`, from what ran. */
function readRuns(db: Database): Map<number, [Checked, Checked]> {
  const found = new Map<number, [Checked, Checked]>();
  const rows = db.all<{ position: number; second: 0 | 1; verdict: string; expects: number }>(runsSql);
  for (const { position, second, verdict, expects } of rows) {
    const pair = found.get(position) ?? [undefined, undefined];
    found.set(position, pair);
    if (verdict !== 'passed' && verdict !== 'ran') pair[second] = 'failed';
    else if (expects) pair[second] ??= 'passed';
  }
  // What fails without saying what is expected fails only beside something that does.
  const checkedResponses = new Set(
    rows.filter(({ expects }) => expects).map(({ position, second }) => 2 * position + second),
  );
  for (const [position, pair] of found)
    for (const second of [0, 1] as const)
      if (!checkedResponses.has(2 * position + second)) pair[second] = undefined;
  return found;
}

/** What people are told as, by who they are: the labels of their names. */
export function readPeople(db: Database): Map<string, string> {
  const rows = db.all<{ person: string; label: string }>(
    'SELECT person, label FROM names WHERE label IS NOT NULL ORDER BY name = person',
  );
  return new Map(rows.map(({ person, label }) => [person, label]));
}
