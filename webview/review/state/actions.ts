import type {
  AnswerView,
  DoneWay,
  InputDraft,
  InputView,
  Side,
  SubjectView,
  ReviewState,
  SuggestionView,
} from '../../../src/protocol/reviewMessages.ts';
import type { Model, View } from './model.ts';

/** What the parts of the page can ask for. */
export interface Actions {
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
  compareGuidelines: () => void;
  next: () => void;
  previous: () => void;
  /** Runs programs as they are and with all inputs, or with one. Those under way already are left alone. */
  run: (subjects: SubjectView[], inputId?: string) => void;
  stopRun: (subjects: SubjectView[]) => void;
  /** Stores an input and runs it, when the host has it, where code may be run. */
  putInput: (draft: InputDraft, replaces?: string) => void;
  removeInput: (input: InputView) => void;
  /** Brings back what was removed last. */
  undoRemove: () => void;
  restoreInputs: () => void;
  suggestInputs: () => void;
  /** Keeps what is being typed into an input; `undefined`: nothing is. */
  keepInput: (input: { draft: InputDraft; replaces?: string } | undefined) => void;
  openOutput: (runId: string) => void;
  diffOutputs: (inputId?: string) => void;
  openShell: (side: Side) => void;
  generate: () => void;
  stopGenerating: () => void;
  openResponse: (side: Side) => void;
  openDiffEditor: () => void;
  /** A way on, once nothing is left. */
  goOn: (way: DoneWay) => void;
  openLineComment: (id: string) => void;
  removeLineComment: (id: string) => void;
  openGuidelines: () => void;
  openLink: (href: string) => void;
  correct: (side?: Side) => void;
  copy: (text: string) => void;
  showGuidelines: () => void;
  showKeys: () => void;
  changeKeys: () => void;
  keepMine: () => void;
  takeTheirs: () => void;
  compareAnswers: () => void;
}

/** A part of the page. `update` brings it in line with the model in place; it is called after every change. */
export interface Part {
  element: HTMLElement;
  update(model: Model): void;
  /** Makes ready what a task is going to need that may be shown next. */
  prepare?(state: ReviewState): void;
}
