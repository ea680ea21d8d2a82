import type { StoredAnnotation } from '../../domain/annotationHistory.ts';
import type { Generation, Task } from '../../domain/task.ts';
import { taskHash } from '../api/shownTexts.ts';
import { taskOf, type AnnotationRow } from '../sqlite/rows.ts';

/** Which of the texts that an answer is about are others by now. */
export function judgedOther(
  row: AnnotationRow,
  task: Task,
  generations: readonly Generation[],
): Pick<StoredAnnotation, 'judgedOther'> {
  const about = taskOf(row.answer);
  const differs = (n: 1 | 2, hash: string | null): boolean =>
    hash !== null && generations.some((one) => one.response === n && one.hash !== hash);
  const others: NonNullable<StoredAnnotation['judgedOther']> = [];
  if (about !== undefined && about !== taskHash(task)) others.push('task');
  if (differs(1, row.hash1) || differs(2, row.hash2)) others.push('responses');
  return others.length > 0 ? { judgedOther: others } : {};
}
