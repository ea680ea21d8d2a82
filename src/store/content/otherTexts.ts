import type { Answer } from '../../domain/annotation.ts';
import type { StoredAnnotation } from '../../domain/annotationHistory.ts';
import type { Database } from '../sqlite/database.ts';
import { aboutOf, toAnswer, type StateRow } from '../sqlite/rows.ts';
import type { Hashes } from './generations.ts';
import { keptVersion } from './taskVersions.ts';

export type JudgedRow = Pick<StateRow, 'answer' | 'hash1' | 'hash2'>;

/** The texts that are there: the hash of the task's and those of the responses. */
export interface TextsNow {
  task: string;
  hashes: Hashes;
}

/** Which of the texts that an answer is about are others by now. */
export function otherTexts(
  db: Database,
  row: JudgedRow,
  { task, hashes }: TextsNow,
): Pick<StoredAnnotation, 'judgedOther'> {
  const about = aboutOf(row.answer).task;
  const answer = toAnswer(row.answer);
  const differs = (n: 1 | 2): boolean => {
    const [judged, now] = [row[`hash${n}`], hashes[`hash${n}`]];
    return (judged !== null || answer[`score${n}`] !== undefined) && now !== null && now !== judged;
  };
  const others: NonNullable<StoredAnnotation['judgedOther']> = [];
  if (about !== undefined && keptVersion(db, about)?.texts !== task) others.push('task');
  if (differs(1) || differs(2)) others.push('responses');
  return others.length > 0 ? { judgedOther: others } : {};
}

/** Whether an answer says something of a response, or of either, that is about its text alone. */
export function isScored({ score1, score2, points1, points2, tags = [] }: Answer, n?: 1 | 2): boolean {
  const [first, second] = [score1 ?? points1, score2 ?? points2].map(
    (one, i) => one !== undefined || tags.some(({ response }) => response === i + 1),
  );
  return ((n ?? 1) === 1 && first === true) || ((n ?? 2) === 2 && second === true);
}
