import type { StoredAnnotation } from '../../domain/annotationHistory.ts';
import type { Generation, Task } from '../../domain/task.ts';
import type { JudgedTexts } from '../api/store.ts';
import { taskHash } from '../api/shownTexts.ts';
import { besideTask, generationsOf, judgedGeneration } from '../content/generations.ts';
import { otherTexts, type JudgedRow } from '../content/otherTexts.ts';
import { taskAsOf } from '../content/taskVersions.ts';
import type { Database } from '../sqlite/database.ts';
import { aboutOf, positionOf, taskAt, toAnswer } from '../sqlite/rows.ts';

/** Which of the texts that an answer is about are others by now. */
export function judgedOther(
  db: Database,
  row: JudgedRow,
  task: Task,
  generations: readonly Generation[],
): Pick<StoredAnnotation, 'judgedOther'> {
  const hash = (n: 1 | 2): string | null => pick(generations, n)?.hash ?? null;
  const now = {
    // Asked for where the answer names a former version alone.
    get task() {
      return taskHash(task);
    },
    hashes: { hash1: hash(1), hash2: hash(2) },
  };
  return otherTexts(db, row, now);
}

/** What an answer is about, also when others took its place since; without an answer what is there. */
export function textsAbout(
  db: Database,
  task: Task,
  generations: readonly Generation[],
  row: JudgedRow | undefined,
): JudgedTexts {
  if (!row)
    return {
      task,
      generations: [besideTask(task, pick(generations, 1)), besideTask(task, pick(generations, 2))],
    };
  const { task: version, ...made } = aboutOf(row.answer);
  const judged = (n: 1 | 2): Generation | undefined => {
    const hash = row[`hash${n}`];
    // Points for a response that was not there are no points for one that came later.
    if (hash === null) return isScored(row, n) ? undefined : pick(generations, n);
    return judgedGeneration(db, task, generations, { response: n, hash, made: made[`made${n}`] });
  };
  const was = taskAsOf(db, task, version);
  return { task: was, generations: [besideTask(was, judged(1)), besideTask(was, judged(2))] };
}

function pick(generations: readonly Generation[], n: 1 | 2): Generation | undefined {
  return generations.find((generation) => generation.response === n);
}

function isScored({ answer }: JudgedRow, n: 1 | 2): boolean {
  return toAnswer(answer)[`score${n}`] !== undefined;
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
