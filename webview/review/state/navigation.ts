import type { AnswerView, HostToReview, ReviewState } from '../../../src/protocol/reviewMessages.ts';

/** A task that was submitted, discarded or left, until the host says that it is done. */
export interface Left {
  state: ReviewState;
  answer: AnswerView;
  revision: number;
}

/**
 * Going from one task to the next. The host sends the next task ahead, so that it is shown at once while the answer to the one
 * before is being stored; should that fail, the page goes back to it.
 */
export class Moving {
  #ahead: Extract<HostToReview, { type: 'ahead' }> | undefined;
  #left: Left | undefined;

  received(ahead: Extract<HostToReview, { type: 'ahead' }>): void {
    this.#ahead = ahead;
  }

  /** The task that is shown, when the page goes on by itself from this one. */
  next(state: ReviewState, judged: boolean): ReviewState | undefined {
    const ahead = this.#ahead;
    const fits =
      ahead?.after === state.task.id && ahead.state.project.folder === state.project.folder && !this.#left;
    if (!fits || (judged && !ahead.judged)) return undefined;
    const next = structuredClone(ahead.state);
    if (judged && state.status !== 'submitted' && state.status !== 'discarded') next.progress.judged += 1;
    if (judged) next.canUndo = true;
    return next;
  }

  leave(left: Left): void {
    this.#left = left;
    this.#ahead = undefined;
  }

  /** What is being stored while another task is shown. */
  get left(): Left | undefined {
    return this.#left;
  }

  /** Whether this is news of a task that the page has left and the host has not. */
  isBehind(state: ReviewState): boolean {
    return this.#left?.state.task.id === state.task.id;
  }

  /** The host has followed. */
  stepped(taskId: string): boolean {
    if (this.#left?.state.task.id !== taskId) return false;
    this.#left = undefined;
    return true;
  }

  /** It could not be stored: gives what the page goes back to. */
  back(taskId: string): Left | undefined {
    const left = this.#left;
    if (left?.state.task.id !== taskId) return undefined;
    this.#left = undefined;
    return left;
  }
}
