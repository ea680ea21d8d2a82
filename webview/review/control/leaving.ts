import type { ReviewEvents } from '../../../src/protocol/reviewMessages.ts';
import type { ReviewState } from '../../../src/protocol/reviewState.ts';
import { announce } from '../../common/announce.ts';
import { strings } from '../../common/strings.ts';
import type { Page, ReviewHost } from '../state/actions.ts';
import type { Handed } from './draft.ts';
import type { Saving } from './draftSaver.ts';
import { isJudged, type Model, type Refusal } from '../state/model.ts';
import { hindranceOf, refusalOf } from '../state/submitCheck.ts';

/** What leaving a task needs of the page. */
export interface LeavingPage extends Pick<Page, 'focusOpen' | 'focusCorrected' | 'focusConflict' | 'moved'> {
  host: ReviewHost;
  saving: Saving;
  model(): Model | undefined;
  show(state: ReviewState): void;
  /** Says why the task stays; `undefined`: nothing speaks against it any more. */
  refuse(refusal: Refusal | undefined): void;
  refresh(): void;
}

/** A task that was submitted, discarded or left, until the host says that it is done. */
type Left = Pick<Model, 'state'>;

/**
 * Submits, discards and leaves tasks. The host sends the next task ahead, so that it is shown at once while the answer to the one before
 * is being stored; should that fail, the page goes back to it.
 */
export class Leaving {
  readonly #page: LeavingPage;
  #ahead: { after: string; judged: boolean; state: ReviewState } | undefined;
  #left: Left | undefined;
  #submitting = false;
  /** So often the host was asked for another task and has not answered. */
  #leaving = 0;
  /** A submit was held back to ask for a correction. */
  #asked = false;

  constructor(page: LeavingPage) {
    this.#page = page;
  }

  /** What is shown is being submitted as it is. */
  get submitting(): boolean {
    return this.#submitting;
  }

  /** Keys belong to the task that comes, which is not known yet. */
  get moving(): boolean {
    return this.#submitting || this.#leaving > 0;
  }

  /** An answer is being stored, whichever task is shown. */
  get busy(): boolean {
    return this.#submitting || this.#left !== undefined;
  }

  receiveAhead({ after, next }: ReviewEvents['ahead']): void {
    if (next !== undefined) this.#ahead = next ? { after, ...next } : undefined;
  }

  /** Whether this is news of a task that the page has left and the host has not. */
  isBehind(state: ReviewState): boolean {
    return this.#left?.state.task.id === state.task.id;
  }

  /** Another task is shown. Gives whether it was waited for. */
  arrived(): boolean {
    const waited = this.#submitting;
    this.#submitting = this.#asked = false;
    return waited && !this.moving;
  }

  /** The answer is another one: what it lacks is asked for anew. */
  changed(): void {
    this.#asked = false;
  }

  submit(): void {
    const model = this.#page.model();
    if (!model) return;
    const hindrance = hindranceOf(model, this.#asked);
    if (!hindrance) return this.judge('submit');
    const { refusal, open, choose } = hindrance;
    if (refusal.asking) this.#asked = true;
    this.#page.refuse(refusal);
    if (open) this.#page.focusOpen(open);
    if (choose) this.#page.focusCorrected();
  }

  /** Submits or discards what is shown. The request carries the whole answer: no draft goes before it. */
  judge(type: 'submit' | 'discard'): void {
    const page = this.#page;
    const model = page.model();
    if (!model || this.#submitting) return;
    if (model.conflict) {
      announce(strings.decideFirst, true);
      page.focusConflict();
      return;
    }
    page.refuse(undefined);
    const { saving } = page;
    const { state } = model;
    const taskId = state.task.id;
    const sent = saving.whole;
    const handed = saving.hand();
    if (!sent || !handed) return;
    const next = this.#next(state, true);
    const shown = next ? { shown: next.task.id } : {};
    const stored = page.host.request(type, { ...sent, folder: state.project.folder, ...shown });
    if (next) this.#goOn({ state }, next);
    else {
      this.#submitting = true;
      page.refresh();
    }
    stored.then(
      (saved) => {
        saving.handed(handed, saved);
        this.#stepped(taskId);
      },
      (error: unknown) => this.#refused(error, taskId, handed),
    );
  }

  /** The host has stored the answer, and gone on as far as it does. */
  #stepped(taskId: string): void {
    const here = this.#page.model()?.state.task.id === taskId && this.#submitting;
    if (here) this.#submitting = false;
    if (this.#done(taskId) || here) this.#page.refresh();
    if (here) this.#page.moved(false);
  }

  /** Back to the task that could not be stored, with the answer as it was. What was typed meanwhile is sent under its own name. */
  #refused(error: unknown, taskId: string, handed: Handed): void {
    const page = this.#page;
    const refusal = refusalOf(error);
    const left = this.#done(taskId);
    const { revision, base } = handed.draft;
    page.saving.notTaken(handed, error);
    // What was not saved of it is taken up again there.
    if (left) page.show({ ...left.state, revision, answer: base });
    else if (refusal.exchanged) this.#begin(taskId);
    const model = page.model();
    if (model?.state.task.id !== taskId) return;
    const judging = !!left || this.#submitting;
    this.#submitting = false;
    // Another window's answer is written over only when the user says so.
    if (!left && handed.unsaved && !refusal.conflict && !refusal.exchanged) page.saving.resend();
    page.refuse({ ...refusal, ...(judging ? { judging } : {}) });
    if (judging) page.moved(false);
  }

  /** With what is stored: what was given is about other texts. */
  #begin(taskId: string): void {
    const model = this.#page.model();
    if (model?.state.task.id === taskId) this.#page.show(model.state);
  }

  /** To the task that comes next; at once where it is there. */
  next(): void {
    const model = this.#page.model();
    const next = model && !this.#submitting ? this.#next(model.state, false) : undefined;
    if (!model || !next) return this.leave('next');
    const { saving, host } = this.#page;
    saving.flush();
    const { state } = model;
    const taskId = state.task.id;
    const followed = host.request('next', { taskId, shown: next.task.id });
    this.#goOn({ state }, next);
    const done = (): void => this.#stepped(taskId);
    followed.then(done, done);
  }

  /** The task that is shown, when the page goes on by itself from this one. */
  #next(state: ReviewState, judged: boolean): ReviewState | undefined {
    const ahead = this.#ahead;
    const fits =
      ahead?.after === state.task.id && ahead.state.project.folder === state.project.folder && !this.#left;
    if (!fits || (judged && !ahead.judged)) return undefined;
    const next = structuredClone(ahead.state);
    if (judged && !isJudged(state.status)) next.progress.judged += 1;
    if (judged) next.canUndo = true;
    return next;
  }

  #goOn(left: Left, next: ReviewState): void {
    this.#left = left;
    this.#ahead = undefined;
    this.#page.show(next);
  }

  /** The host has followed, or could not: gives what was left. */
  #done(taskId: string): Left | undefined {
    const left = this.#left;
    if (left?.state.task.id !== taskId) return undefined;
    this.#left = undefined;
    return left;
  }

  /** Sends what is typed, then leaves the task by a way that only the host knows. */
  leave(way: 'next' | 'previous' | 'undo' | 'redo'): void {
    const page = this.#page;
    const from = page.model()?.state.task.id;
    page.saving.flush();
    this.#leaving += 1;
    const done = (): void => {
      this.#leaving -= 1;
      // What was taken back may be about the task that is shown; where no other came, nothing is meant for it.
      const stayed = page.model()?.state.task.id === from && (way === 'next' || way === 'previous');
      if (!this.moving) page.moved(!stayed);
    };
    page.host.request(way, {}).then(done, done);
  }
}
