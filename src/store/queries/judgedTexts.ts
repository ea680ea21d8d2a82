import type { StoredAnnotation } from '../../domain/annotationHistory.ts';
import type { Generation, Task } from '../../domain/task.ts';
import type { JudgedTexts } from '../api/store.ts';
import { taskHash } from '../api/shownTexts.ts';
import { generationsOf, judgedGeneration } from '../content/generations.ts';
import { keptVersion, taskAsOf } from '../content/taskVersions.ts';
import type { Database } from '../sqlite/database.ts';
import { aboutOf, positionOf, taskAt, type StateRow } from '../sqlite/rows.ts';

type JudgedRow = Pick<StateRow, 'answer' | 'hash1' | 'hash2'>;

/** Which of the texts that an answer is about are others by now. */
export function judgedOther(
  db: Database,
  row: JudgedRow,
  task: Task,
  generations: readonly Generation[],
): Pick<StoredAnnotation, 'judgedOther'> {
  const about = aboutOf(row.answer).task;
  const differs = (n: 1 | 2, hash: string | null): boolean =>
    hash !== null && generations.some((one) => one.response === n && one.hash !== hash);
  const others: NonNullable<StoredAnnotation['judgedOther']> = [];
  if (about !== undefined && keptVersion(db, about)?.texts !== taskHash(task)) others.push('task');
  if (differs(1, row.hash1) || differs(2, row.hash2)) others.push('responses');
  return others.length > 0 ? { judgedOther: others } : {};
}

/** What an answer is about, also when others took its place since; without an answer what is there. */
export function textsAbout(
  db: Database,
  task: Task,
  generations: readonly Generation[],
  row: JudgedRow | undefined,
): JudgedTexts {
  const about = row ? aboutOf(row.answer) : {};
  return {
    task: taskAsOf(db, task, about.task),
    generations: [
      judgedGeneration(db, task, generations, { response: 1, hash: row?.hash1, made: about.made1 }),
      judgedGeneration(db, task, generations, { response: 2, hash: row?.hash2, made: about.made2 }),
    ],
  };
}

/** What an entry of a task's history, or somebody's answer, is about. */
export function judgedTexts(
  db: Database,
  taskId: string,
  of: { seq: number } | { annotator: string },
): JudgedTexts {
  const position = positionOf(db, taskId);
  const task = taskAt(db, position);
  const [table, key, value] =
    'seq' in of
      ? (['history', 'seq', of.seq] as const)
      : (['annotations', 'annotator', of.annotator] as const);
  const row = db.get<JudgedRow>(
    `SELECT answer, hash1, hash2 FROM ${table} WHERE ${key} = :value AND task = :position`,
    { value, position },
  );
  return textsAbout(db, task, generationsOf(db, position, task.id), row);
}
