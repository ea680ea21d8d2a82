import type { AnswerView, ReviewPageState } from '../../../src/protocol/reviewMessages.ts';
import type { Channel } from './hostChannel.ts';

/** Below the 300 ms that the host may count on, with room for a busy page. */
const delayMs = 200;

/**
 * Sends what is typed. Each change is kept at once with the page's own state and sent a moment later; it counts as unsaved until
 * the host says that it is on disk. One instance serves all tasks that the page shows one after the other.
 */
export class Saving {
  #channel: Channel;
  #page: ReviewPageState;
  #current?: { taskId: string; revision: number; answer: AnswerView };
  #edit = 0;
  #sent = 0;
  #saved = 0;
  /** Number of the edit that the page's state holds, whichever task it belongs to. */
  #keptEdit = 0;
  #timer?: ReturnType<typeof setTimeout>;
  /** What goes out next is written over another window's answer. */
  #over = false;

  constructor(channel: Channel) {
    this.#channel = channel;
    this.#page = channel.kept();
  }

  get page(): Readonly<ReviewPageState> {
    return this.#page;
  }

  get unsaved(): boolean {
    return this.#edit > this.#saved;
  }

  get revision(): number {
    return this.#current?.revision ?? 0;
  }

  /** Remembers what is shown, so that a reload brings it back. */
  remember(
    change: Pick<ReviewPageState, 'panel' | 'folder' | 'taskId' | 'view' | 'input' | 'judging' | 'place'>,
  ): void {
    this.#keep({ ...this.#page, ...change });
  }

  /** Starts with a stored answer, as the host sent it: nothing of it is unsaved. */
  adopt(taskId: string, revision: number, answer: AnswerView): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#current = { taskId, revision, answer };
    this.#sent = this.#saved = this.#edit;
    if (this.#page.unsaved?.taskId === taskId) this.#keep({ ...this.#page, unsaved: undefined });
  }

  /** Starts with what a previous page had not got saved, and sends it. */
  restore(unsaved: NonNullable<ReviewPageState['unsaved']>): void {
    this.#current = { ...unsaved };
    this.#sent = this.#saved = this.#edit;
    this.changed(unsaved.answer);
    this.flush();
  }

  /** Goes on with an answer that was sent and refused: it counts as unsaved, and goes out with the next change. */
  back(taskId: string, revision: number, answer: AnswerView): void {
    this.#current = { taskId, revision, answer };
    this.#edit += 1;
    this.#sent = this.#keptEdit = this.#edit;
    this.#keep({ ...this.#page, unsaved: { ...this.#current, folder: this.#page.folder } });
  }

  changed(answer: AnswerView): void {
    if (!this.#current) return;
    this.#current = { ...this.#current, answer };
    this.#edit += 1;
    this.#keptEdit = this.#edit;
    this.#keep({ ...this.#page, unsaved: { ...this.#current, folder: this.#page.folder } });
    this.#timer ??= setTimeout(() => this.flush(), delayMs);
  }

  /** Sends at once what was not sent yet. */
  flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (!this.#current || this.#sent === this.#edit) return;
    this.#sent = this.#edit;
    const over = this.#over ? { over: true } : {};
    this.#over = false;
    const { folder } = this.#page;
    this.#channel.post({ type: 'draft', folder, edit: this.#edit, ...this.#current, ...over });
  }

  /** Sends the whole answer again, on top of the revision that the host has now. */
  insist(revision: number): void {
    if (!this.#current) return;
    this.#current = { ...this.#current, revision };
    this.changed(this.#current.answer);
    this.#over = true;
    this.flush();
  }

  /** The host has a draft on disk. */
  acknowledge(taskId: string, edit: number, revision: number): void {
    if (this.#page.unsaved?.taskId === taskId && edit >= this.#keptEdit)
      this.#keep({ ...this.#page, unsaved: undefined });
    if (this.#current?.taskId !== taskId) return;
    this.#saved = Math.max(this.#saved, Math.min(edit, this.#edit));
    this.#current = { ...this.#current, revision };
    if (this.unsaved && this.#page.unsaved?.taskId === taskId)
      this.#keep({ ...this.#page, unsaved: this.#current });
  }

  #keep(state: ReviewPageState): void {
    this.#page = state;
    this.#channel.keep(state);
  }
}
