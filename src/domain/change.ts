import type { StoredAnnotation } from './annotationHistory.ts';

/**
 * What of a task changed. `task`: it was loaded or loaded anew; `response`: a generation or its failure; `outbox`: whether its answer
 * waits to be sent; `tag`: there is a failure mode that was not there before.
 */
export const taskAspects = [
  'task',
  'response',
  'run',
  'input',
  'answer',
  'comment',
  'suggestion',
  'outbox',
  'tag',
] as const;
export type TaskAspect = (typeof taskAspects)[number];

/** Tasks that changed, and what of them. */
export interface TaskChange {
  /** `all`: any of them may have. */
  ids: ReadonlySet<string> | 'all';
  what: ReadonlySet<TaskAspect>;
  /** Answers as this window has just stored them; another window's have to be read. */
  answers?: readonly StoredAnnotation[];
}

/** Whether this one changed in one of these ways (in any, if none is named). */
export function touches(change: TaskChange | undefined, taskId: string, ...what: TaskAspect[]): boolean {
  if (!change || (change.ids !== 'all' && !change.ids.has(taskId))) return false;
  return concerns(change, ...what);
}

/** Whether any task changed in one of these ways (in any, if none is named). */
export function concerns(change: TaskChange | undefined, ...what: TaskAspect[]): boolean {
  return change !== undefined && (what.length === 0 || what.some((aspect) => change.what.has(aspect)));
}

/** Both, as one. */
export function mergeChanges(a: TaskChange | undefined, b: TaskChange): TaskChange {
  if (!a) return b;
  const answers = a.answers && b.answers && [...a.answers, ...b.answers];
  return {
    ids: a.ids === 'all' || b.ids === 'all' ? 'all' : new Set([...a.ids, ...b.ids]),
    what: new Set([...a.what, ...b.what]),
    ...(answers && { answers }),
  };
}
