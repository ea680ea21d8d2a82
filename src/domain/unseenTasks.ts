/** Under so many tasks a mean is near to the single scores. */
export const fewestUnseen = 8;

/**
 * What figures may count in a blind project, before somebody has judged all: answers of others to tasks that this person has not submitted
 * (`isUnseen`) count where they are at least 8 tasks, so that no figure is the score of a single one. Else those tasks are left out.
 */
export function countable<T>(
  tasks: readonly T[],
  isUnseen: (task: T) => boolean,
  /** What tells tasks apart, where a task stands in the list more than once. */
  idOf: (task: T) => unknown = (task) => task,
): readonly T[] {
  const unseen = new Set(tasks.filter(isUnseen).map(idOf));
  return unseen.size === 0 || unseen.size >= fewestUnseen ? tasks : tasks.filter((task) => !isUnseen(task));
}
