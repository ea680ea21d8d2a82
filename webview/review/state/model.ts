import * as scoring from '../../../src/annotation/scoring.ts';
import { waitingInputs } from '../../../src/domain/run.ts';
import type { AnswerField } from '../../../src/domain/annotationHistory.ts';
import type { ReviewPageState, ReviewState } from '../../../src/protocol/reviewState.ts';
import type {
  AnswerView,
  InputDraft,
  InputView,
  RunView,
  Side,
  SubjectView,
} from '../../../src/protocol/reviewViews.ts';

export type View = NonNullable<ReviewPageState['view']>;
export type Criterion = ReviewState['rubric']['criteria'][number];

export const sides: readonly Side[] = ['A', 'B'];
export const views: readonly View[] = ['side-by-side', 'diff', 'onlyA', 'onlyB'];

export function nextView(view: View): View {
  return views[(views.indexOf(view) + 1) % views.length] ?? 'side-by-side';
}

/** What VS Code keeps of the page. */
export interface KeptState {
  kept(): ReviewPageState;
  keep(state: ReviewPageState): void;
}

/** Why the host did not take a draft or a submit. */
export interface Refusal {
  message: string;
  action?: string;
  /** It was a submit or discard: said until the answer changes. */
  judging?: boolean;
  /** Points are missing: the criteria without are marked, until all have some. */
  lacking?: boolean;
  /** No fault, but a question: whether a correction is to be made. */
  asking?: boolean;
  /** Another window changed the same. */
  conflict?: boolean;
  /** It was about texts that are not there any more: it is in the task's history. */
  exchanged?: boolean;
}

export function refusalText({ message, action }: Refusal): string {
  return action ? `${message} ${action}` : message;
}

/** What became of the user's own acts on the inputs. */
export interface InputsModel {
  /** An input was sent and is not in a snapshot yet. */
  saving: boolean;
  /** The input that was saved last; `count` tells one time from another. */
  added?: { id: string; count: number };
  /** The input that was removed last: it can be brought back. */
  removed?: InputView;
}

/** What the page shows: the host's last snapshot, and the answer as the user has it now. */
export interface Model {
  state: ReviewState;
  answer: AnswerView;
  view: View;
  /** Both texts scroll together. */
  together: boolean;
  saving: 'idle' | 'saving' | 'submitting';
  refusal?: Refusal;
  inputs: InputsModel;
  /** A submit was refused for want of points. */
  lacking: boolean;
  /** How fast the annotator is, in words. */
  pace: readonly string[];
  /** Whether one may stop; empty where nothing can be said. */
  verdict: string;
  /** Whether the last thing done to this answer here can be taken back, or done again. */
  steps: { canUndo: boolean; canRedo: boolean };
  /** Another window stored another answer while this one was being written. */
  conflict: boolean;
  /** The fields to which both gave another value. */
  clashes: readonly AnswerField[];
  /** Tasks that are not shown, of which something was written that the host has not taken yet. */
  waiting: readonly { folder?: string; taskId: string; answer: AnswerView }[];
}

export function isJudged(status: ReviewState['status']): boolean {
  return status === 'submitted' || status === 'discarded';
}

/** The snapshot with one of its responses changed. */
export function withResponse(
  state: ReviewState,
  side: Side,
  change: (response: ReviewState['responses'][number]) => ReviewState['responses'][number],
): ReviewState {
  const [first, second] = state.responses;
  const changed = (one: typeof first) => (one.side === side ? change(one) : one);
  return { ...state, responses: [changed(first), changed(second)] };
}

export function responseOf(model: Model, side: Side): ReviewState['responses'][number] {
  const [first, second] = model.state.responses;
  return first.side === side ? first : second;
}

/** The programs that inputs run against: both responses, and the correction where there is one. */
export function subjectsOf({ state }: Model): SubjectView[] {
  return state.correctionRuns ? ['A', 'B', 'correction'] : ['A', 'B'];
}

export function runsOf(model: Model, subject: SubjectView): readonly RunView[] {
  return subject === 'correction' ? (model.state.correctionRuns ?? []) : responseOf(model, subject).runs;
}

export function isOver(run: RunView): boolean {
  return run.status !== 'waiting' && run.status !== 'running';
}

/** Whether a run came to no result: an error, a time-out, or stopped by hand. */
export function hasFailed({ status }: RunView): boolean {
  return status === 'crashed' || status === 'timed-out' || status === 'stopped';
}

/** Whether a run of a program is under way or waiting for its turn. */
export function isGoing(model: Model, subject: SubjectView): boolean {
  return runsOf(model, subject).some((run) => !isOver(run));
}

/** Programs of which inputs wait since others ran out of time: how many did, and how many wait. */
export function waitingChecks(model: Model): { subject: SubjectView; timedOut: number; waiting: number }[] {
  const ids = model.state.inputs.map(({ id }) => id);
  return subjectsOf(model).flatMap((subject) => {
    if (isGoing(model, subject)) return [];
    const runs = runsOf(model, subject).flatMap(({ inputId, status, stale }) =>
      stale || status === 'waiting' || status === 'running' ? [] : { inputId, verdict: status },
    );
    const { timedOut, waiting } = waitingInputs(ids, runs);
    return waiting.length > 0 ? { subject, timedOut, waiting: waiting.length } : [];
  });
}

/** Whether there is a program that may be started. */
export function canStart(model: Model, subject: SubjectView): boolean {
  if (!model.state.canRun) return false;
  return subject === 'correction'
    ? model.state.correctionRuns !== undefined
    : responseOf(model, subject).state === 'ready';
}

/** What is in an input, without what was left empty. */
export function contentOf(input: InputDraft | InputView): InputDraft {
  const content: InputDraft = {};
  for (const key of ['code', 'stdin', 'expectedValue', 'expectedOutput'] as const)
    if (input[key]) content[key] = input[key];
  if (input.args && input.args.length > 0) content.args = input.args;
  return content;
}

export function sameContent(a: InputDraft | InputView, b: InputDraft | InputView): boolean {
  return JSON.stringify(contentOf(a)) === JSON.stringify(contentOf(b));
}

/** Whether runs are the evidence for a criterion. */
export function judgesRuns({ id, evidence }: Criterion): boolean {
  return evidence === undefined ? id === 'correctness' : evidence === 'runs';
}

function givenTo({ answer: { points, scores } }: Model, side: Side): scoring.Given {
  return { points: points[side], score: scores[side] };
}

/** The criteria of a side that have no points yet; none when it has a score alone. */
export function openCriteria(model: Model, side: Side): Criterion[] {
  return scoring.openCriteria(model.state.rubric.criteria, givenTo(model, side));
}

/** The sum so far; undefined while nothing is given. */
export function sumOf(model: Model, side: Side): number | undefined {
  return scoring.sumOf(model.state.rubric.criteria, givenTo(model, side));
}

/** Both responses with the same points: B gets those of A, or A those of B where A has none. Undefined when neither has any. */
export function tied(model: Model): Pick<AnswerView, 'points' | 'scores'> | undefined {
  const { points, scores } = model.answer;
  const has = (side: 'A' | 'B') => Object.keys(points[side]).length > 0 || scores[side] !== undefined;
  const from = has('A') ? 'A' : has('B') ? 'B' : undefined;
  if (!from) return undefined;
  // A score alone stands for points only where there are none.
  const bare = openCriteria(model, from).length === 0 ? scores[from] : undefined;
  return {
    points: { A: { ...points[from] }, B: { ...points[from] } },
    scores: bare === undefined ? {} : { A: bare, B: bare },
  };
}

/** Whether both scores are complete and so low that the guidelines ask for a correction. */
export function wantsCorrection(model: Model): boolean {
  const given = sides.map((side) => givenTo(model, side));
  return scoring.wantsCorrection(model.state.rubric, given);
}

/** Whether the correction that the guidelines ask for is still to be made or declined. */
export function lacksCorrection(model: Model): boolean {
  const { corrected, correction } = model.answer;
  return (
    wantsCorrection(model) && corrected !== 'neither' && (corrected === undefined || correction.trim() === '')
  );
}

export function sameAnswer(a: AnswerView, b: AnswerView): boolean {
  return canonical(a) === canonical(b);
}

/** Whether an answer is the other with more typed at the end of its texts, or with more points. */
export function goesOnFrom(later: AnswerView, earlier: AnswerView): boolean {
  const texts = (['correction', 'comments'] as const).every((key) => later[key].startsWith(earlier[key]));
  const points = sides.every((side) =>
    Object.entries(earlier.points[side]).every(([id, value]) => later.points[side][id] === value),
  );
  return texts && points;
}

function canonical(answer: AnswerView): string {
  const sorted = (record: Record<string, number | undefined>) =>
    Object.entries(record)
      .filter(([, value]) => value !== undefined)
      .sort(([x], [y]) => (x < y ? -1 : 1));
  return JSON.stringify([
    sorted(answer.points.A),
    sorted(answer.points.B),
    sorted(answer.scores),
    answer.corrected ?? '',
    answer.correction,
    answer.comments,
    answer.flag ?? '',
    answer.skipped ?? '',
  ]);
}
