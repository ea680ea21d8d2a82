import { juryMean } from '../../annotation/juryMean.ts';
import type { Suggestion } from '../../domain/annotationHistory.ts';
import {
  juryName,
  type JudgeFailure,
  type Judgement,
  type JudgeQuestion,
  type JudgeVerdict,
} from '../../domain/judgement.ts';
import type { Points } from '../../domain/rubric.ts';
import type { TagUse } from '../../domain/tags.ts';
import { taskHash } from '../api/shownTexts.ts';
import type { JudgementFilter } from '../api/store.ts';
import { currentHashes } from '../content/generations.ts';
import type { Database } from '../sqlite/database.ts';
import { positionOf, present, taskAt, type RowOf } from '../sqlite/rows.ts';
import { judgeFailureSchema, judgementSchema } from '../sqlite/validation.ts';
import { putSuggestions, removeSuggestions } from './suggestionRows.ts';

/**
 * Keeps a judge's answer, removes the failure before it, and brings the suggestions in line: those of the judge, and where several are in
 * `jury`, those of all of them together. Resolves to whether the answer is about the texts that are there.
 */
export function putJudgement(db: Database, input: Judgement, jury: string[]): boolean {
  const judgement = judgementSchema.parse(input);
  const {
    taskId,
    judge,
    question,
    prompt,
    at,
    about,
    verdict,
    provenance,
    answer,
    reasoning = null,
  } = judgement;
  const position = positionOf(db, taskId);
  const [hash1, hash2] = about.responses;
  db.run(
    `INSERT OR REPLACE INTO judgements
       (task, judge, prompt, question, at, task_hash, hash1, hash2, verdict, provenance, answer, reasoning)
     VALUES (:position, :judge, :prompt, :question, :at, :task, :hash1, :hash2, :verdict, :provenance, :answer, :reasoning)`,
    {
      ...{ position, judge, prompt, question, at, task: about.task, hash1, hash2, answer, reasoning },
      ...{ verdict: JSON.stringify(verdict), provenance: JSON.stringify(provenance) },
    },
  );
  db.run('DELETE FROM judge_failures WHERE task = :position AND judge = :judge AND question = :question', {
    ...{ position, judge, question },
  });
  const isNow = isAboutNow(db, position, about);
  if (isNow && verdict.points) suggest(db, taskId, position, judge, jury);
  db.changes.add(position, taskId, 'suggestion');
  return isNow;
}

export function putJudgeFailure(db: Database, input: JudgeFailure): void {
  const { taskId, answer = null, ...failure } = judgeFailureSchema.parse(input);
  const position = positionOf(db, taskId);
  db.run(
    `INSERT OR REPLACE INTO judge_failures (task, judge, question, prompt, at, code, message, attempts, answer)
     VALUES (:position, :judge, :question, :prompt, :at, :code, :message, :attempts, :answer)`,
    { position, answer, ...failure },
  );
  db.changes.add(position, taskId, 'suggestion');
}

interface JudgementRow extends Pick<Judgement, 'judge' | 'question' | 'prompt' | 'at' | 'answer'> {
  task: string;
  hash1: string;
  hash2: string;
  verdict: string;
  provenance: string;
  reasoning: string | null;
}

/** All that judges said of a task, whatever it was about, the newest first. */
export function judgements(db: Database, taskId: string): Judgement[] {
  return judgementsOf(db, positionOf(db, taskId), taskId);
}

function judgementsOf(db: Database, position: number, taskId: string): Judgement[] {
  const rows = db.all<JudgementRow>(
    `SELECT judge, question, prompt, at, task_hash AS task, hash1, hash2, verdict, provenance, answer, reasoning
     FROM judgements WHERE task = :position ORDER BY at DESC, judge, question`,
    { position },
  );
  return rows.map(({ task, hash1, hash2, verdict, provenance, reasoning, ...row }) => ({
    taskId,
    ...row,
    about: { task, responses: [hash1, hash2] },
    verdict: JSON.parse(verdict) as JudgeVerdict,
    provenance: JSON.parse(provenance) as Judgement['provenance'],
    ...(reasoning !== null && { reasoning }),
  }));
}

/** What judges say of many tasks, by position, the newest first; `about`: the texts that it speaks of. */
export function judgementsOfTasks(
  db: Database,
  positions: string,
): Map<number, Pick<Judgement, 'judge' | 'question' | 'about' | 'verdict'>[]> {
  const found = new Map<number, Pick<Judgement, 'judge' | 'question' | 'about' | 'verdict'>[]>();
  const rows = db.all<JudgementRow & { position: number }>(
    `SELECT task AS position, judge, question, task_hash AS task, hash1, hash2, verdict FROM judgements
     WHERE task IN (SELECT value FROM json_each(:positions)) ORDER BY task, at DESC, judge, question, prompt`,
    { positions },
  );
  for (const { position, judge, question, task, hash1, hash2, verdict } of rows) {
    const one = { judge, question, about: { task, responses: [hash1, hash2] as [string, string] } };
    const own = found.get(position) ?? [];
    found.set(position, own);
    own.push({ ...one, verdict: JSON.parse(verdict) as JudgeVerdict });
  }
  return found;
}

/** Ids of tasks in the data set that a judge has said something of, in their order. */
export function judgedTasks(db: Database): string[] {
  const rows = db.all<{ id: string }>(
    'SELECT id FROM tasks WHERE generated < 4 AND position IN (SELECT task FROM judgements) ORDER BY position',
  );
  return rows.map(({ id }) => id);
}

/** Questions without a valid answer, in the order of the tasks. */
export function judgeFailures(db: Database, { taskId, limit = 1000 }: JudgementFilter = {}): JudgeFailure[] {
  const rows = db.all<RowOf<JudgeFailure>>(
    `SELECT t.id AS taskId, f.judge, f.question, f.prompt, f.at, f.code, f.message, f.attempts, f.answer
     FROM judge_failures f JOIN tasks t ON t.position = f.task WHERE :taskId IS NULL OR t.id = :taskId
     ORDER BY f.task, f.judge, f.question LIMIT :limit`,
    { taskId: taskId ?? null, limit },
  );
  return rows.map(present);
}

/** Keeps what a version of the prompt says; the first text for a version stays. */
export function putJudgePrompt(db: Database, version: string, text: string): void {
  db.run(
    'INSERT OR IGNORE INTO judge_prompts (version, first_seen_at, text) VALUES (:version, :now, :text)',
    {
      ...{ version, text, now: new Date().toISOString() },
    },
  );
}

export function judgePrompt(db: Database, version: string): string | undefined {
  return db.get<{ text: string }>('SELECT text FROM judge_prompts WHERE version = :version', { version })
    ?.text;
}

/** Whether something is about the texts that are there; of a response that it does not name, nothing is asked. */
function isAboutNow(db: Database, position: number, { task, responses }: Judgement['about']): boolean {
  const { hash1, hash2 } = currentHashes(db, position);
  const [first, second] = responses;
  return (
    task === taskHash(taskAt(db, position)) &&
    (first === '' || first === hash1) &&
    (second === '' || second === hash2)
  );
}

/** What judges say of the responses that are there becomes suggestions; a judge's newest answer counts. */
function suggest(db: Database, taskId: string, position: number, judge: string, jury: string[]): void {
  const current = judgementsOf(db, position, taskId).filter(({ about }) => isAboutNow(db, position, about));
  const said = (by: string, question: JudgeQuestion): Judgement | undefined =>
    current.find((one) => one.judge === by && one.question === question);
  for (const response of [1, 2] as const) {
    const field = `points${response}` as const;
    const own = said(judge, `${response}`);
    if (own) putSuggestions(db, taskId, [suggestionOf(own, field)]);
    // Of one judge there is no jury any more.
    const members = jury.length < 2 ? [] : jury.flatMap((by) => said(by, `${response}`) ?? []);
    const mean =
      members.length > 1 ? juryMean(members.map(({ verdict }) => verdict.points ?? {})) : undefined;
    if (mean) putSuggestions(db, taskId, [juryOf(members, mean, field)]);
    else removeSuggestions(db, { taskId, agent: juryName, origin: 'judge', field });
  }
  suggestTags(db, taskId, judge, [said(judge, '1'), said(judge, '2')]);
}

/** What a judge sees in both responses is one suggestion; where it sees nothing any more, there is none. */
function suggestTags(
  db: Database,
  taskId: string,
  judge: string,
  about: [Judgement | undefined, Judgement | undefined],
): void {
  const value = about.flatMap((one, i) =>
    (one?.verdict.tags ?? []).map(({ name, lines }): TagUse => ({
      ...{ response: i === 0 ? 1 : 2, tag: name },
      ...(lines && { lines }),
    })),
  );
  const at = about.flatMap((one) => one?.at ?? []).reduce((a, b) => (a > b ? a : b), '');
  const of = { agent: judge, origin: 'judge', field: 'tags' } as const;
  if (value.length > 0) putSuggestions(db, taskId, [{ ...of, value, at }]);
  else removeSuggestions(db, { taskId, ...of });
}

function suggestionOf({ judge, at, verdict }: Judgement, field: 'points1' | 'points2'): Suggestion {
  const { points = {}, reasons, confidence } = verdict;
  return {
    ...{ agent: judge, origin: 'judge', field, value: points, at },
    ...(confidence !== undefined && { score: confidence }),
    ...(reasons && { reasons }),
  };
}

function juryOf(
  members: readonly Judgement[],
  { points, agreement }: { points: Points; agreement: number },
  field: 'points1' | 'points2',
): Suggestion {
  const words = (id: string): string =>
    members.map(({ judge, verdict }) => `${judge}: ${verdict.points?.[id]}`).join(', ');
  const reasons = Object.fromEntries(Object.keys(points).map((id) => [id, words(id)]));
  const at = members.map((one) => one.at).reduce((a, b) => (a > b ? a : b));
  return { agent: juryName, origin: 'judge', field, value: points, score: agreement, at, reasons };
}
