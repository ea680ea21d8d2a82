import type { Database } from '../sqlite/database.ts';

/** Of the chances to be drawn this part is shared out evenly: no task has less than a tenth of what all alike would have. */
export const evenPart = 0.1;

/** Judged tasks, the latest, that say what is covered. */
const recent = 1000;

/**
 * The chance of each of these tasks (positions) to be drawn, in their order; their sum is 1. Chances follow what is known of a task before it
 * is judged, never an answer to it:
 *   u = (2·runs + 2·judges + coverage)/5,  chance = 0.9·u/Σu + 0.1/n,
 * `runs`: 1 where one response fails and the other does not, 0 where both end alike, 1/2 where that is not known; `judges`: 1 where suggested
 * scores contradict each other or the runs, 1/2 where they are close or missing, else 0; `coverage`: the mean of 1/(1 + n) over its language and
 * columns, n being how often the annotator has judged that value.
 */
export function drawChances(db: Database, annotator: string, positions: readonly number[]): number[] {
  const among = { positions: JSON.stringify(positions) };
  const failed = failedResponses(db, among);
  const leads = suggestedLeads(db, among);
  const rarity = rarityOf(db, annotator, among);
  const told = positions.map((position) => {
    const fails = failed.get(position);
    return (2 * runsSay(fails) + 2 * judgesSay(leads.get(position), fails) + (rarity.get(position) ?? 1)) / 5;
  });
  const sum = told.reduce((all, one) => all + one, 0);
  const n = positions.length;
  return told.map((one) => (sum > 0 ? (1 - evenPart) * (one / sum) + evenPart / n : 1 / n));
}

type Fails = [boolean | undefined, boolean | undefined];

function runsSay([first, second]: Fails = [undefined, undefined]): number {
  if (first === undefined || second === undefined) return 0.5;
  return first === second ? 0 : 1;
}

/** `leads`: of each judge, Response 1 less Response 2. */
function judgesSay(leads: readonly number[] | undefined, fails: Fails | undefined): number {
  if (!leads) return 0.5;
  const signs = new Set(leads.map(Math.sign));
  if (signs.size > 1) return 1;
  const [sign = 0] = signs;
  if (runsSay(fails) === 1 && sign === (fails?.[0] ? 1 : -1)) return 1;
  return leads.every((lead) => Math.abs(lead) <= 1) ? 0.5 : 0;
}

type Params = { positions: string };

/** Whether an input failed of the newest runs of each response. */
function failedResponses(db: Database, among: Params): Map<number, Fails> {
  const rows = db.all<{ task: number; response: string; failed: 0 | 1 }>(
    `WITH newest AS (
       SELECT max(r.n) AS n FROM runs r JOIN task_facts f ON f.task = r.task
       WHERE r.task IN (SELECT value FROM json_each(:positions))
         AND ((r.response = '1' AND r.n > f.since1) OR (r.response = '2' AND r.n > f.since2))
       GROUP BY r.task, r.response, r.input_id)
     SELECT r.task, r.response, max(r.verdict NOT IN ('passed', 'ran', 'cut')) AS failed
     FROM newest JOIN runs r ON r.n = newest.n WHERE r.verdict <> 'stopped' GROUP BY 1, 2`,
    among,
  );
  const found = new Map<number, Fails>();
  for (const { task, response, failed } of rows) {
    const fails = found.get(task) ?? [undefined, undefined];
    found.set(task, fails);
    fails[response === '1' ? 0 : 1] = failed === 1;
  }
  return found;
}

function suggestedLeads(db: Database, among: Params): Map<number, number[]> {
  const rows = db.all<{ task: number; lead: number | null }>(
    `SELECT s.task, max(CASE s.field WHEN 'score1' THEN s.value ->> '$' END)
       - max(CASE s.field WHEN 'score2' THEN s.value ->> '$' END) AS lead
     FROM suggestions s WHERE s.task IN (SELECT value FROM json_each(:positions)) AND s.field IN ('score1', 'score2')
     GROUP BY s.task, s.agent, s.origin`,
    among,
  );
  const found = new Map<number, number[]>();
  for (const { task, lead } of rows) if (lead !== null) found.set(task, [...(found.get(task) ?? []), lead]);
  return found;
}

function rarityOf(db: Database, annotator: string, among: Params): Map<number, number> {
  const rows = db.all<{ task: number; rarity: number }>(
    `WITH judged AS (
       SELECT task FROM annotations WHERE annotator = :annotator AND status = 'submitted' ORDER BY updated_at DESC LIMIT :recent),
     seen AS (
       SELECT key, value, count(*) AS n FROM (
         SELECT c.key, c.value FROM judged JOIN tasks t ON t.position = judged.task, json_each(t.context) c
         UNION ALL SELECT '', coalesce(t.language, '') FROM judged JOIN tasks t ON t.position = judged.task)
       GROUP BY 1, 2)
     SELECT task, avg(1.0 / (1 + coalesce(seen.n, 0))) AS rarity FROM (
       SELECT t.position AS task, c.key, c.value FROM tasks t, json_each(t.context) c
         WHERE t.position IN (SELECT value FROM json_each(:positions))
       UNION ALL SELECT t.position, '', coalesce(t.language, '') FROM tasks t
         WHERE t.position IN (SELECT value FROM json_each(:positions))) own
     LEFT JOIN seen ON seen.key = own.key AND seen.value = own.value GROUP BY task`,
    { annotator, recent, ...among },
  );
  return new Map(rows.map(({ task, rarity }) => [task, rarity]));
}
