import type { Input } from '../../../src/protocol/channel.ts';
import type { Connection } from '../../common/connectPage.ts';
import type { reviewContract, reviewRequests } from '../../../src/protocol/reviewMessages.ts';
import type { ReviewState } from '../../../src/protocol/reviewState.ts';
import type {
  AnswerView,
  InputDraft,
  InputView,
  Side,
  SubjectView,
  SuggestionView,
  TagView,
} from '../../../src/protocol/reviewViews.ts';
import type { Model, View } from './model.ts';
import type { KnownTag } from '../../../src/domain/tagOptions.ts';

/** The host, as the review page speaks to it. */
export type ReviewHost = Pick<Connection<typeof reviewContract>, 'request' | 'ask'>;

export type Request = keyof typeof reviewRequests;
/** What a request says beside the task that it is about. */
export type Asked<K extends Request> = Omit<Input<(typeof reviewRequests)[K]>, 'taskId'>;

/** What the parts of the page can ask for. */
export interface Actions {
  /** What the host knows or does by itself, about the task that is shown. */
  ask: <K extends Request>(name: K, input: Asked<K>) => void;
  setPoints: (side: Side, criterion: string, points: number | undefined) => void;
  change: (
    change: Partial<Pick<AnswerView, 'corrected' | 'correction' | 'comments' | 'flag' | 'skipped'>>,
  ) => void;
  /** A text box was left: what was typed goes out now. */
  flush: () => void;
  /** Takes suggestions over, as far as they may be. */
  take: (suggestions: readonly SuggestionView[]) => void;
  /** Back to the answer before the last `take`. */
  untake: () => void;
  setView: (view: View) => void;
  setTogether: (together: boolean) => void;
  submit: () => void;
  discard: () => void;
  undo: () => void;
  redo: () => void;
  /** A submitted or discarded answer becomes a draft again. */
  reopen: () => void;
  skip: () => void;
  unskip: () => void;
  /** Gives B the points of A. */
  tie: () => void;
  showHistory: () => void;
  next: () => void;
  previous: () => void;
  /** Runs programs as they are and with all inputs, or with one. Those under way already are left alone. */
  run: (subjects: SubjectView[], inputId?: string) => void;
  /** Runs the inputs that wait since others of the same program ran out of time. */
  runRest: () => void;
  /** Makes a block of a response's code its program, or lets Touchstone find it again; the next one of them. */
  chooseBlock: (side: Side, block: number | undefined, run: boolean) => void;
  nextBlock: (side: Side) => void;
  stopRun: (subjects: SubjectView[]) => void;
  /** Stores an input and runs it, when the host has it, where code may be run. */
  putInput: (draft: InputDraft, replaces?: string) => void;
  removeInput: (input: InputView) => void;
  /** Brings back what was removed last. */
  undoRemove: () => void;
  restoreInputs: () => void;
  /** Keeps what is being typed into an input; `undefined`: nothing is. */
  keepInput: (input: { draft: InputDraft; replaces?: string } | undefined) => void;
  /** Names a failure mode of a response, or of lines of it; takes one away. */
  tag: (side: Side, name: string, lines?: [number, number]) => void;
  untag: (side: Side, use: TagView) => void;
  knownTags: () => Promise<readonly KnownTag[]>;
  /** Brings a line (from 0) of a response into view and marks it. */
  showLine: (side: Side, line: number) => void;
  openLink: (href: string) => void;
  correct: (side?: Side) => void;
  copy: (text: string) => void;
  showGuidelines: () => void;
  showKeys: () => void;
  keepMine: () => void;
  takeTheirs: () => void;
  /** Sends once more what waits of other tasks; gives it up. */
  sendWaiting: () => void;
  throwAway: () => void;
  compareAnswers: () => void;
}

/** A part of the page. `update` brings it in line with the model in place. */
export interface Part {
  element: HTMLElement;
  /** All of the model that the part reads: it is updated when that has changed. Without, after every change. */
  select?(model: Model): unknown;
  /** @param anew also what the part thinks unchanged */
  update(model: Model, anew?: boolean): void;
  /** Makes ready what a task is going to need that may be shown next. */
  prepare?(state: ReviewState): void;
}

/** What the model's keeper needs of the page. */
export interface Page {
  /** @param anew something on screen may not be what the model says */
  render(anew?: boolean): void;
  /** Another task is shown now. */
  taskChanged(): void;
  /** Goes on with the keys that were pressed while it was not yet known which task comes; or drops them, where none came. */
  moved(cameOn: boolean): void;
  /** A task that is likely to be shown next. */
  prepare(state: ReviewState): void;
  /** Goes to the first criterion of a response that has no points. */
  focusOpen(side: Side): void;
  /** Goes to the choice of which response was corrected. */
  focusCorrected(): void;
  /** Goes to the choice between this window's answer and another's. */
  focusConflict(): void;
  toggleGuidelines(): void;
  showLine(side: Side, line: number): void;
  toggleKeys(): void;
  /** Calls once before the next picture. */
  soon(draw: () => void): void;
}
