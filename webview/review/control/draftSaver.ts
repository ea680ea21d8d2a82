import type { Sent } from '../../../src/annotation/mergeAnswers.ts';
import { asItWas, mergeViews } from '../../../src/annotation/mergeViews.ts';
import type {
  ReviewPageState,
  ReviewState,
  SentAnswer,
  Steps,
  UnsavedAnswer,
} from '../../../src/protocol/reviewState.ts';
import type { AnswerView } from '../../../src/protocol/reviewViews.ts';
import type { KeptState } from '../state/model.ts';
import { isFlipped, mergedWith } from '../state/unsavedState.ts';
import {
  asSent,
  type Draft,
  type DraftView,
  drop,
  type Handed,
  isUnsaved,
  type Stored,
  take,
  takeOff,
} from './draft.ts';

/** Below the 300 ms that the host may count on, with room for a busy page. */
const delayMs = 200;
/** What was refused is sent again after so long, then after twice as long, up to the last. */
const firstPauseMs = 1000;
const longestPauseMs = 30_000;

/** What a stored draft is answered with. `answer`: what is stored, where others had changed other fields. */
export type SavedDraft = Steps & {
  revision: number;
  updatedAt?: string;
  answer?: AnswerView;
  exchanged?: 'task' | 'responses';
};

export interface SavingPort extends KeptState {
  save(draft: SentAnswer & { over?: boolean }): Promise<SavedDraft>;
  /** What was sent is on disk. */
  onSaved(sent: SentAnswer, saved: SavedDraft): void;
  onRefused(sent: SentAnswer, error: unknown): void;
  /** Whether the same may be taken later, without anything that the user does. */
  passes(error: unknown): boolean;
  /** Whether it was about texts that are not there any more: the host keeps it in the task's history. */
  outlived?(error: unknown): boolean;
}

const blank: AnswerView = { points: { A: {}, B: {} }, scores: {}, correction: '', comments: '' };

/**
 * Sends what is typed. The first change after a pause goes out at once, the others a moment later; each is kept with the page's own state
 * first. What the host has not said to be on disk stays in a list by project and task, and is sent again until it is, or until the
 * user throws it away.
 */
export class Saving {
  readonly #port: SavingPort;
  #page: ReviewPageState;
  readonly #drafts: Draft[] = [];
  #current?: Draft;
  /** What goes out next is written over another window's answer. */
  #over = false;

  constructor(port: SavingPort) {
    this.#port = port;
    this.#page = port.kept();
    for (const { was, refused, ...kept } of this.#page.unsaved ?? [])
      this.#drafts.push({
        ...kept,
        base: was ? asItWas(kept.answer, was) : blank,
        edit: 1,
        sent: 0,
        saved: 0,
        flying: [],
        refusals: refused ? 1 : 0,
      });
  }

  get page(): Readonly<ReviewPageState> {
    return this.#page;
  }

  get unsaved(): boolean {
    return this.#current !== undefined && isUnsaved(this.#current);
  }

  /** Nothing of it is on its way or was refused: what is on its way may be stored after what a snapshot tells of. */
  get isQuiet(): boolean {
    return this.#current === undefined || (this.#current.flying.length === 0 && this.#current.refusals === 0);
  }

  get revision(): number {
    return this.#current?.revision ?? 0;
  }

  /** Of the task that is shown. */
  get current(): DraftView | undefined {
    return this.#current;
  }

  /** Tasks that are not shown whose text was refused and is not on disk yet. */
  get waiting(): readonly Pick<Draft, 'folder' | 'taskId' | 'answer'>[] {
    return this.#drafts.filter((one) => one !== this.#current && isUnsaved(one) && one.refusals > 0);
  }

  /** Remembers what is shown, so that a reload brings it back. */
  remember(
    change: Pick<ReviewPageState, 'panel' | 'folder' | 'taskId' | 'view' | 'together' | 'input' | 'place'>,
  ): void {
    this.#keep({ ...this.#page, ...change });
  }

  /** What is not saved of a task of the project that is shown. */
  keptOf(taskId: string): DraftView | undefined {
    const draft = this.#draftOf(taskId);
    return draft && isUnsaved(draft) ? draft : undefined;
  }

  /** Starts with a stored answer, as the host sent it: nothing of it is unsaved. */
  adopt(taskId: string, revision: number, answer: AnswerView, texts?: SentAnswer['texts']): void {
    const { folder } = this.#page;
    const former = this.#draftOf(taskId);
    const edit = former?.edit ?? 0;
    // What is under way is answered by number: none of it is newer than this.
    this.#replace(former, {
      ...{ folder, taskId, revision, base: answer, answer, texts },
      ...{ edit, sent: edit, saved: edit, flying: former?.flying ?? [], refusals: 0, stuck: false },
    });
    this.#keepUnsaved();
  }

  /** Goes on with what is not saved of a task. `on`: what it is to be sent on from now, where nothing speaks against it. */
  resume(taskId: string, answer: AnswerView, on?: Stored): void {
    const draft = this.#draftOf(taskId);
    if (!draft) return;
    this.#current = draft;
    Object.assign(draft, on);
    this.changed(answer);
    this.flush();
  }

  /** Back to an answer that was made on another stored one. */
  rebase(on: Stored, answer: AnswerView): void {
    if (!this.#current) return;
    Object.assign(this.#current, on, { answer });
    this.#keepUnsaved();
  }

  /**
   * What is stored by now of the task that is shown: fields that others changed are taken over where they were not changed here.
   * Gives whether nothing clashes, so that what is not saved goes on from there.
   */
  meet(state: ReviewState): boolean {
    const draft = this.#current;
    // A snapshot from before the last draft was stored says nothing new.
    if (!draft || (state.revision > 0 && state.revision < draft.revision)) return false;
    const fits = take(draft, state, mergedWith(draft, state, draft.answer), isFlipped(draft, state));
    this.#keepUnsaved();
    return fits;
  }

  changed(answer: AnswerView): void {
    const draft = this.#current;
    if (!draft) return;
    draft.answer = answer;
    draft.edit += 1;
    this.#keepUnsaved();
    // There is more to be sent: no long pause any more.
    if (draft.pausing) this.#wait(draft, delayMs);
    if (draft.timer === undefined) this.#send(draft);
  }

  /** The answer as it is goes out by another way, with its revision; it is unsaved until it is acknowledged. */
  hand(): Handed | undefined {
    const draft = this.#current;
    if (!draft) return undefined;
    this.#stop(draft);
    const unsaved = isUnsaved(draft);
    draft.sent = ++draft.edit;
    const sent = takeOff(draft);
    this.#keepUnsaved();
    return { draft, sent, edit: draft.edit, unsaved };
  }

  /** What was handed over is on disk. */
  handed({ draft, sent, edit }: Handed, saved: { revision: number; answer?: AnswerView }): void {
    this.#acknowledge(draft as Draft, edit, sent, saved);
  }

  /** What was handed over was not taken: it is unsaved as far as it was before, and goes out as a draft. */
  notTaken({ draft: which, sent, edit, unsaved }: Handed, error: unknown): void {
    const draft = which as Draft;
    drop(draft.flying, sent);
    if (this.#port.outlived?.(error)) {
      this.#outlive(draft, edit);
      return this.#keepUnsaved();
    }
    if (!unsaved && draft.edit === edit) draft.saved = edit;
    // Of the task that is shown, the user sees what is missing.
    if (draft !== this.#current) {
      if (isUnsaved(draft)) this.#pause(draft, error);
      else this.#remove(draft);
    }
    this.#keepUnsaved();
  }

  /** What is to be sent with the answer that is shown. */
  get whole(): SentAnswer | undefined {
    return this.#current && asSent(this.#current);
  }

  /** Sends at once what was not sent yet, of all tasks, and once more what was refused and may be taken now. */
  flush(): void {
    for (const draft of this.#drafts) if (this.#isDue(draft)) this.#send(draft);
  }

  /** It has changed since it was sent, or was refused for what may be over by now. */
  #isDue(draft: Draft): boolean {
    const again = draft.refusals > 0 && !draft.stuck && draft.flying.length === 0;
    return isUnsaved(draft) && (draft.sent < draft.edit || again) && this.#isHere(draft);
  }

  /** Sends the answer as it is once more. */
  resend(): void {
    if (this.#current) this.#send(this.#current);
  }

  /** Sends once more what waits of other tasks. */
  resendWaiting(): void {
    for (const { taskId, folder } of this.waiting) {
      const draft = this.#drafts.find((one) => one.taskId === taskId && one.folder === folder);
      // Another answer may be stored by now, or another project shown.
      if (draft && draft.flying.length === 0 && this.#isHere(draft)) this.#send(draft);
    }
  }

  /** The user does not want what waits of other tasks. Gives which. */
  throwAway(): readonly Pick<Draft, 'folder' | 'taskId'>[] {
    const waiting = this.waiting as readonly Draft[];
    for (const draft of waiting) this.#remove(draft);
    this.#keepUnsaved();
    return waiting;
  }

  /** Sends the whole answer again, on top of what the host has now. */
  insist(on: Stored): void {
    if (!this.#current) return;
    Object.assign(this.#current, on);
    this.#current.edit += 1;
    this.#keepUnsaved();
    this.#over = true;
    this.#send(this.#current);
  }

  #send(draft: Draft): void {
    const edit = (draft.sent = draft.edit);
    const sent = asSent(draft);
    const over = this.#over && draft === this.#current ? { over: true } : {};
    this.#over = false;
    const flying = takeOff(draft);
    this.#wait(draft, delayMs);
    this.#port.save({ ...sent, ...over }).then(
      (saved) => {
        this.#acknowledge(draft, edit, flying, saved);
        this.#port.onSaved(sent, saved);
      },
      (error: unknown) => {
        drop(draft.flying, flying);
        if (this.#port.outlived?.(error)) this.#outlive(draft, edit);
        else if (!isUnsaved(draft)) return;
        else this.#pause(draft, error);
        this.#keepUnsaved();
        this.#port.onRefused(sent, error);
      },
    );
  }

  /** It is in the history as it was sent; what was typed since goes there as well. */
  #outlive(draft: Draft, edit: number): void {
    draft.saved = Math.max(draft.saved, edit);
    draft.refusals = 0;
    draft.stuck = false;
    if (!isUnsaved(draft) && draft !== this.#current) this.#remove(draft);
  }

  /** It was refused: it goes out again after a pause, where that may help. */
  #pause(draft: Draft, error: unknown): void {
    draft.refusals += 1;
    draft.stuck = !this.#port.passes(error);
    if (draft.stuck) return;
    this.#wait(draft, Math.min(longestPauseMs, firstPauseMs * 2 ** (draft.refusals - 1)));
    draft.pausing = true;
  }

  /** Until then nothing goes out by itself; then what has changed, or was refused. */
  #wait(draft: Draft, ms: number): void {
    this.#stop(draft);
    draft.timer = setTimeout(() => {
      this.#stop(draft);
      if (this.#isDue(draft)) this.#send(draft);
    }, ms);
  }

  /** The host has an answer on disk. */
  #acknowledge(
    draft: Draft,
    edit: number,
    sent: Sent<AnswerView>,
    { revision, answer: stored = sent.answer }: { revision: number; answer?: AnswerView },
  ): void {
    drop(draft.flying, sent);
    // A snapshot may have told of a newer one before.
    if (revision > draft.revision) {
      const own = [sent, ...draft.flying];
      take(draft, { revision, answer: stored }, mergeViews(draft.base, draft.answer, stored, { own }), false);
    }
    draft.saved = Math.max(draft.saved, Math.min(edit, draft.edit));
    // A later one may have been refused since.
    if (edit >= draft.sent) draft.refusals = 0;
    if (!isUnsaved(draft) && draft !== this.#current) this.#remove(draft);
    this.#keepUnsaved();
  }

  #draftOf(taskId: string): Draft | undefined {
    const { folder } = this.#page;
    return this.#drafts.find((one) => one.taskId === taskId && (one.folder ?? folder) === folder);
  }

  /** Of the project that is shown: another one's would be refused. */
  #isHere({ folder }: Draft): boolean {
    return folder === undefined || folder === this.#page.folder;
  }

  /** The draft of the task that is shown from now on. */
  #replace(former: Draft | undefined, draft: Draft): void {
    const left = this.#current;
    if (left && left !== former && !isUnsaved(left)) this.#remove(left);
    if (former === undefined) this.#drafts.push(draft);
    // The same object: what is under way is answered to it.
    else Object.assign(former, draft);
    this.#current = former ?? draft;
  }

  #remove(draft: Draft): void {
    this.#stop(draft);
    const at = this.#drafts.indexOf(draft);
    if (at >= 0) this.#drafts.splice(at, 1);
  }

  #stop(draft: Draft): void {
    clearTimeout(draft.timer);
    draft.timer = undefined;
    draft.pausing = false;
  }

  #keepUnsaved(): void {
    const unsaved = this.#drafts.filter(isUnsaved).map((draft): UnsavedAnswer => ({
      ...asSent(draft),
      ...(draft.refusals > 0 && { refused: true }),
    }));
    this.#keep({ ...this.#page, unsaved: unsaved.length > 0 ? unsaved : undefined });
  }

  #keep(state: ReviewPageState): void {
    this.#page = state;
    this.#port.keep(state);
  }
}
