import type { Answer, ShownOrder, Side } from '../../../src/domain/annotation.ts';
import type { LineComment, StepOffers, StoredSuggestion } from '../../../src/domain/annotationHistory.ts';
import type { TagUse } from '../../../src/domain/tags.ts';
import type { ErrorCode } from '../../../src/domain/errorCode.ts';
import { responseOf } from '../../../src/domain/sides.ts';
import type { RunInput, Subject, Verdict } from '../../../src/domain/run.ts';
import type { Generation, GenerationFailure, Run, Task, TaskDetail } from '../../../src/domain/task.ts';
import { fromView } from '../../../src/annotation/answerView.ts';
import { asJudged } from '../../../src/answers/reviewTask.ts';
import { checkShown } from '../../../src/answers/shownAnswer.ts';
import { foundProgram } from '../../../src/inputs/programCache.ts';
import { sha256 } from '../../../src/platform/hash.ts';
import type { ProjectConfig } from '../../../src/project/config.ts';
import type { Guidelines } from '../../../src/project/loadProject.ts';
import { reviewStateSchema, type ReviewState } from '../../../src/protocol/reviewState.ts';
import type { AnswerView, HintView, LineCommentView, RunView } from '../../../src/protocol/reviewViews.ts';
import { doneView } from '../../../src/review/doneView.ts';
import { snapshotOf, standingAt, type Moment } from '../../../src/review/snapshot.ts';
import { counts, folder, project, task as storedTask, texts } from './fixture.ts';

/**
 * States of the page as the host sends them: what is stored of a task is put together here, and the host's own code makes the snapshot of
 * it. What the host would never send cannot be made.
 */

/** A is Response 2: nothing is right by chance. */
export const order: ShownOrder = [2, 1];

/** A response as it is shown. */
export interface Shown {
  side: Side;
  state: 'missing' | 'generating' | 'ready' | 'failed';
  text: string;
  failure?: { code?: ErrorCode; message: string; action?: string };
  thoughts?: { tokens: number; text?: string };
  cutOff?: { tokens: number; reason?: string };
  /** Who wrote it: named where the host does. */
  model?: string;
  runs: RunView[];
  hints: HintView[];
}

/** What is stored, and what is true at the moment. */
export interface Scene
  extends
    Partial<Pick<TaskDetail, 'shownOrder'>>,
    Partial<
      Pick<
        Moment,
        'serial' | 'queue' | 'sandbox' | 'trusted' | 'canGenerate' | 'correctionOpen' | 'revealAfterSubmit'
      >
    > {
  config?: Partial<ProjectConfig>;
  guidelines?: Guidelines;
  task?: Partial<Task>;
  responses?: [Shown, Shown];
  inputs?: RunInput[];
  /** So many more are there, and hidden. */
  hiddenInputs?: number;
  correctionRuns?: RunView[];
  /** Without: a draft where there is something to keep. */
  status?: ReviewState['status'];
  answer?: Partial<AnswerView>;
  /** The version that the answer follows. */
  guidelinesVersion?: string;
  revision?: number;
  updatedAt?: string;
  /** The texts that it is about are others by now. */
  exchanged?: Exclude<ReviewState['exchanged'], 'asked'>;
  lineComments?: LineCommentView[];
  suggestions?: StoredSuggestion[];
  /** Failure modes that were named. */
  tags?: TagUse[];
  judged?: number;
  offers?: StepOffers;
}

export function run(change: Partial<RunView> = {}): RunView {
  return {
    id: 'run-1',
    status: 'ran',
    exitCode: 0,
    durationMs: 41,
    peakMemoryBytes: 9_400_000,
    stdout: '2\nNone\n',
    stderr: '',
    truncatedBytes: 0,
    runner: 'Python 3.12.3',
    sandbox: 'bubblewrap 0.8.0 + cgroups',
    stale: false,
    ...change,
  };
}

export function response(side: Side, change: Partial<Shown> = {}): Shown {
  return { side, state: 'ready', text: texts[side], runs: [], hints: [], ...change };
}

export function input(change: Partial<RunInput> = {}): RunInput {
  return {
    id: 'input-1',
    origin: 'annotator',
    code: 'get_value([[1, 2], [3, 4]], (0, 1))',
    expectedValue: '2',
    ...change,
  };
}

const at = '2026-01-01T11:00:00.000Z';

/** The snapshot that the host sends of a scene, as it arrives in the page. */
export function state(scene: Scene = {}): ReviewState {
  const today = {
    config: { ...project.config, ...scene.config },
    guidelines: scene.guidelines ?? project.guidelines,
  };
  const { responses = [response('A'), response('B')], inputs = [], hiddenInputs = 0 } = scene;
  const hidden = Array.from({ length: hiddenInputs }, (_, index) => input({ id: `hidden-${index}` }));
  const detail = storedOf(scene, responses, today.config);
  const bySubject = (subject: Subject): RunView[] =>
    subject === 'correction' ? (scene.correctionRuns ?? []) : shownAs(responses, subject).runs;
  const { judged = 16, offers = {} } = scene;
  const snapshot = snapshotOf(
    today,
    asJudged(today, { ...detail, hiddenInputs: hidden.map(({ id }) => id) }, order),
    {
      serial: scene.serial ?? 1,
      folder,
      standing: standingAt({
        ...counts(judged),
        scores: [
          { response: 1, count: 0 },
          { response: 2, count: 0 },
        ],
        offers,
      }),
      queue: scene.queue,
      found: [...inputs, ...hidden],
      partial: (number) => {
        const shown = shownAs(responses, number);
        return shown.state === 'generating' ? shown.text : undefined;
      },
      thought: (number) => shownAs(responses, number).thoughts?.tokens ?? 0,
      runs: (subject) => bySubject(subject).filter(isLive).map(liveView),
      hints: (number) => shownAs(responses, number).hints,
      sandbox: scene.sandbox ?? {
        name: 'bubblewrap 0.8.0 + cgroups',
        isolated: true,
        sentence: 'Programs run without network and see nothing of this machine but their interpreter.',
      },
      trusted: scene.trusted ?? true,
      canGenerate: scene.canGenerate ?? true,
      offersModels: false,
      correctionOpen: scene.correctionOpen ?? false,
      revealAfterSubmit: scene.revealAfterSubmit ?? true,
    },
  );
  return reviewStateSchema.parse(JSON.parse(JSON.stringify(snapshot)));
}

function shownAs(responses: [Shown, Shown], number: 1 | 2): Shown {
  const shown = responses.find(({ side }) => responseOf(order, side) === number);
  if (!shown) throw new Error(`there is no response ${number}`);
  return shown;
}

/** Everything of the task as the store gives it. */
function storedOf(scene: Scene, responses: [Shown, Shown], config: ProjectConfig): TaskDetail {
  const task: Task = { ...storedTask, ...scene.task };
  const taskId = task.id;
  const both = responses.map((shown) => ({ ...shown, response: responseOf(order, shown.side) }));
  const generations = both
    .filter((shown) => shown.state === 'ready')
    .map(({ response: number, text, model, thoughts, cutOff }): Generation => ({
      taskId,
      response: number,
      model: model ?? config.models[number - 1]?.name ?? '',
      provider: 'hf-inference',
      text,
      origin: 'model',
      hash: sha256(text),
      startedAt: at,
      ...(thoughts?.text !== undefined && { reasoning: thoughts.text }),
      usage: { completionTokens: cutOff?.tokens, reasoningTokens: thoughts?.tokens },
      ...(cutOff && { finishReason: cutOff.reason ?? 'length', durationMs: 12_340 }),
    }));
  const failures = both.flatMap(({ response: number, state: is, failure }): GenerationFailure[] =>
    is === 'failed'
      ? [{ taskId, response: number, code: 'model-bad-answer', message: '', at, ...failure }]
      : [],
  );
  const lineComments = (scene.lineComments ?? []).map(({ subject, ...comment }): LineComment => ({
    ...comment,
    taskId,
    annotator: 'local:someone',
    response: subject === 'correction' ? subject : responseOf(order, subject),
    at,
  }));
  const answer = fromView({ ...noAnswer, ...scene.answer }, order);
  const { tags = [] } = scene;
  const given =
    tags.length > 0 || lineComments.length > 0 || Object.values(answer).some((field) => field !== undefined);
  const status = scene.status ?? (given ? 'draft' : 'none');
  if (status === 'none' && given)
    throw new Error('An answer that is stored is a draft, submitted or discarded.');
  const runsOf = (subject: Subject, text: string | undefined, runs: RunView[]): Run[] =>
    runs
      .filter((view) => !isLive(view))
      .map((view) => storedRun(view, subject, text, task, scene.inputs ?? []));
  return {
    task,
    generations,
    failures,
    runs: [
      ...both.flatMap(({ response: number, text, runs }) => runsOf(number, text, runs)),
      ...runsOf('correction', answer.correction, scene.correctionRuns ?? []),
    ],
    inputs: [],
    hiddenInputs: [],
    ...(scene.exchanged === 'set-aside' && { setAside: true }),
    ...(status !== 'none' && {
      annotation: {
        ...checked(config, answer, status, { generations, lineComments }),
        taskId,
        annotator: 'local:someone',
        status,
        guidelinesVersion: scene.guidelinesVersion ?? (scene.guidelines ?? project.guidelines).version,
        shownOrder: order,
        updatedAt: scene.updatedAt ?? at,
        revision: scene.revision ?? 4,
        ...(tags.length > 0 && { tags }),
        ...(scene.exchanged && scene.exchanged !== 'set-aside' && { judgedOther: [scene.exchanged] }),
      },
    }),
    shownOrder: order,
    suggestions: scene.suggestions ?? [],
    lineComments,
    spentMs: 0,
  };
}

const noAnswer: AnswerView = { points: { A: {}, B: {} }, scores: {}, correction: '', comments: '' };

/** As it is stored: what cannot be stored is refused here too. */
function checked(
  { rubric }: ProjectConfig,
  answer: Answer,
  status: Exclude<ReviewState['status'], 'none'>,
  task: Pick<TaskDetail, 'generations' | 'lineComments'>,
): Answer {
  return checkShown(rubric, answer, status, { ...task, shownOrder: order });
}

function isLive({ status }: RunView): boolean {
  return status === 'running' || status === 'waiting';
}

/** What is known of a run that is not over yet. */
function liveView({ id, inputId, status, stdout, stderr, truncatedBytes, ...view }: RunView): RunView {
  const { runner, sandbox } = status === 'running' ? view : { runner: '', sandbox: '' };
  return { id, inputId, status, stdout, stderr, truncatedBytes, runner, sandbox, stale: false };
}

function storedRun(
  { inputId, status, stale, ...view }: RunView,
  subject: Subject,
  text: string | undefined,
  task: Task,
  inputs: RunInput[],
): Run {
  const { id, language = '' } = task;
  const program = text === undefined ? undefined : foundProgram(text, task);
  if (!program && !stale) throw new Error('Without a program nothing has run.');
  // A run keeps the input that it had, also where that was removed since.
  const ranWith = inputs.find((one) => one.id === inputId) ?? input({ id: inputId });
  return {
    durationMs: 0,
    ...view,
    taskId: id,
    response: subject,
    codeHash: stale ? 'older' : (program?.hash ?? ''),
    language,
    ...(inputId !== undefined && { input: ranWith }),
    verdict: status as Verdict,
    timedOut: status === 'timed-out',
    stopped: status === 'stopped',
    startedAt: at,
  };
}

/** Nothing is left in the queue. */
export function allDone(): ReviewState {
  const full = { documentation: 1, example: 1, correctness: 2 };
  const judged = 54;
  const shown = state({
    serial: 2,
    status: 'submitted',
    answer: { points: { A: full, B: full } },
    judged,
    offers: {
      undo: { what: 'submitted', taskId: storedTask.id, instruction: storedTask.instruction, count: 1 },
    },
  });
  const argilla = { url: 'http://localhost:6900', workspace: 'argilla', dataset: 'code', minSubmitted: 1 };
  const pace = { today: 12, judged, left: 0, medianMs: 85_000 };
  const is = { queue: undefined, connected: true, canGenerate: true, times: true };
  return { ...shown, done: doneView({ ...project.config, argilla }, counts(judged), pace, is) };
}
