import type { JudgeQuestion, JudgeVerdict } from '../../domain/judgement.ts';
import type { Rubric } from '../../domain/rubric.ts';
import { checkPoints, scoreOf } from '../../project/rubricRules.ts';
import { attempt } from '../../platform/errors.ts';
import { taskHash } from '../../store/api/shownTexts.ts';
import type { Database } from '../../store/sqlite/database.ts';
import { taskAt } from '../../store/sqlite/rows.ts';
import type { JudgedRow } from './judgedRow.ts';

interface VerdictRow {
  taskId: string;
  position: number;
  judge: string;
  question: JudgeQuestion;
  taskHash: string;
  verdict: string;
  language: string | null;
  context: string | null;
  length1: number;
  length2: number;
}

/** Of each judge the answers under the version of the prompt that it was asked by last, about responses that are there. */
const verdictsSql = `
  SELECT t.id AS taskId, t.position, j.judge, j.question, j.task_hash AS taskHash, j.verdict, t.language, t.context,
    length(g1.text) AS length1, length(g2.text) AS length2
  FROM judgements j JOIN tasks t ON t.position = j.task
  JOIN generations g1 ON g1.task = t.position AND g1.response = 1
  JOIN generations g2 ON g2.task = t.position AND g2.response = 2
  WHERE t.generated < 4 AND j.hash1 IN ('', g1.hash) AND j.hash2 IN ('', g2.hash)
    AND j.prompt = (SELECT prompt FROM judgements n WHERE n.judge = j.judge ORDER BY at DESC, prompt LIMIT 1)
  ORDER BY j.judge, t.position, j.question`;

/** What judges say of tasks that are in the data set. What does not fit the rubric of today says nothing. Blocks. */
export function readJudgedRows(db: Database, rubric: Rubric): JudgedRow[] {
  const hashes = new Map<number, string>();
  const hashOf = (position: number): string => {
    const hash = hashes.get(position) ?? taskHash(taskAt(db, position));
    hashes.set(position, hash);
    return hash;
  };
  const rows = new Map<string, { row: JudgedRow; said: Map<JudgeQuestion, JudgeVerdict> }>();
  for (const { judge, question, verdict, ...of } of db.all<VerdictRow>(verdictsSql)) {
    if (of.taskHash !== hashOf(of.position)) continue;
    const key = `${judge}\n${of.position}`;
    const known = rows.get(key) ?? { row: rowOf(judge, of), said: new Map() };
    rows.set(key, known);
    known.said.set(question, JSON.parse(verdict) as JudgeVerdict);
  }
  return [...rows.values()].map(({ row, said }) => ({
    ...row,
    ...scoresOf(said, rubric),
    ...winnersOf(said),
  }));
}

function rowOf(judge: string, row: Omit<VerdictRow, 'judge' | 'question' | 'verdict'>): JudgedRow {
  const { taskId, position, length1, length2, language, context } = row;
  return {
    ...{ taskId, position, judge, lengths: [length1, length2] },
    ...(language !== null && { language }),
    columns: context === null ? {} : (JSON.parse(context) as Record<string, string>),
  };
}

function scoresOf(said: ReadonlyMap<JudgeQuestion, JudgeVerdict>, rubric: Rubric): Pick<JudgedRow, 'scores'> {
  const [first, second] = (['1', '2'] as const).map((question) => scoreIn(said.get(question), rubric));
  return first === undefined || second === undefined ? {} : { scores: [first, second] };
}

function scoreIn(verdict: JudgeVerdict | undefined, rubric: Rubric): number | undefined {
  const { points } = verdict ?? {};
  if (!points) return undefined;
  return attempt(() => {
    checkPoints(rubric, points, '');
    return scoreOf(rubric, points);
  });
}

function winnersOf(said: ReadonlyMap<JudgeQuestion, JudgeVerdict>): Pick<JudgedRow, 'winners'> {
  const [there, back] = (['1,2', '2,1'] satisfies JudgeQuestion[]).map(
    (question) => said.get(question)?.winner,
  );
  return there === undefined || back === undefined ? {} : { winners: { there, back } };
}
