import type { TaskState } from './types.ts';

/** What the queue needs to know of a task (a `TaskSummary` will do). */
export interface QueueTask {
  id: string;
  state: TaskState;
}

/** Whether the annotator has still something to do with a task in this state. */
export function isOpen(state: TaskState): boolean {
  return state === 'to-score' || state === 'draft';
}

/**
 * The nearest open task after (or before) the given one, wrapping round. The given task itself comes last, so that it is
 * the answer only when nothing else is open. `tasks` are in their order of loading; without `after` (or with one that is
 * not in the list) the search begins at the end it goes from. `undefined` when nothing is open.
 */
export function nextTask<T extends QueueTask>(
  tasks: readonly T[],
  after: string | undefined,
  direction: 'next' | 'previous' = 'next',
): T | undefined {
  const count = tasks.length;
  const step = direction === 'next' ? 1 : -1;
  const found = after === undefined ? -1 : tasks.findIndex((task) => task.id === after);
  const start = found >= 0 ? found : direction === 'next' ? -1 : count;
  for (let i = 1; i <= count; i++) {
    const task = tasks[(start + step * i + count) % count];
    if (task && isOpen(task.state)) return task;
  }
  return undefined;
}
