import * as z from 'zod';
import {
  answerViewSchema,
  criterion,
  doneView,
  doneWays,
  inputDraftSchema,
  inputView,
  lineCommentView,
  responseView,
  runView,
  side,
  subject,
  suggestionView,
} from './reviewViews.ts';

export { answerViewSchema, inputDraftSchema, doneWays } from './reviewViews.ts';
export type {
  Side,
  AnswerView,
  SubjectView,
  InputView,
  InputDraft,
  HintView,
  RunView,
  SuggestionView,
  TakenView,
  DoneView,
  DoneWay,
  LineCommentView,
  ResponseView,
} from './reviewViews.ts';

/**
 * The whole conversation between the host and the review page. The host owns all state and sends whole snapshots (never
 * deltas, but for text that is being generated); the page owns what is being typed until the host says it is saved. Both sides
 * parse what they get. Nothing here says which model wrote what before the host decides that it may be shown.
 */

export const reviewStateSchema = z.object({
  /** Grows with each snapshot. */
  serial: z.number().int(),
  /** `folder`: URI of the project's folder, kept by the page for the serializer. */
  project: z.object({ name: z.string(), blind: z.boolean(), folder: z.string().optional() }),
  task: z.object({
    id: z.string(),
    title: z.string(),
    instruction: z.string(),
    /** The instruction is code rather than prose (as in HumanEval): it is shown as code. */
    codeLanguage: z.string().optional(),
    language: z.string().optional(),
    context: z.array(z.tuple([z.string(), z.string()])),
    source: z.string(),
  }),
  /** Place in the order of the tasks (from 1), and how many are judged of all. */
  progress: z.object({
    position: z.number(),
    judged: z.number(),
    total: z.number(),
    /** The queue that was chosen, if one was. */
    queue: z
      .object({
        /** In words, as "to score · sample of 50, seed 7". */
        title: z.string(),
        /** Place of the task in it, from 1; missing for a task that is not in it. */
        position: z.number().optional(),
        total: z.number(),
        judged: z.number(),
        /** What "Next" still goes to. */
        left: z.number(),
      })
      .optional(),
  }),
  responses: z.tuple([responseView, responseView]),
  inputs: z.array(inputView),
  /** Inputs that were found in the dataset or an example and hidden by the user. */
  hiddenInputs: z.number(),
  /** Runs of the correction, where there is one. */
  correctionRuns: z.array(runView).optional(),
  /** What stands between a run and the machine. */
  sandbox: z.object({ name: z.string(), isolated: z.boolean(), sentence: z.string() }),
  rubric: z.object({
    criteria: z.array(criterion),
    max: z.number(),
    correctAtOrBelow: z.number().optional(),
  }),
  guidelines: z.object({ text: z.string(), version: z.string() }),
  /** The answer follows another version of guidelines and rubric, under which these sums were given. */
  older: z
    .object({ version: z.string(), scores: z.object({ A: z.number().optional(), B: z.number().optional() }) })
    .optional(),
  status: z.enum(['none', 'draft', 'submitted', 'discarded']),
  /** What the annotator wrote: the comments without those on lines, which the host adds. */
  answer: answerViewSchema,
  lineComments: z.array(lineCommentView),
  /** Shown in the task's place. */
  done: doneView.optional(),
  /** Empty as long as they are not to be seen. */
  suggestions: z.array(suggestionView),
  /**
   * Revision of the stored answer: sent back with each draft, so that another window's change is noticed. Drafts that are under
   * way together carry the same one: the host takes the revisions that this page's own drafts made for no conflict.
   */
  revision: z.number().int(),
  /** When the stored answer was written; ISO 8601, UTC. */
  updatedAt: z.string().optional(),
  /** Code may be run (a trusted workspace). */
  canRun: z.boolean(),
  /** Whether models can be asked for this task (false when responses are recorded). */
  canGenerate: z.boolean(),
  /** Whether a model can be asked for inputs. */
  canSuggest: z.boolean(),
  canUndo: z.boolean(),
  canRedo: z.boolean(),
  /** The act that undo would take back, in words. */
  lastAct: z.string().optional(),
  /** The file a correction is being edited in, if one is open. */
  correctionOpen: z.boolean(),
});

export const hostToReviewSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('state'), state: reviewStateSchema }),
  /**
   * The task that comes when the shown one (`after`) is left, sent ahead: the page prepares it, and shows it at once when the user
   * goes on. `judged`: a submit or discard goes on as well.
   */
  z.object({ type: z.literal('ahead'), after: z.string(), judged: z.boolean(), state: reviewStateSchema }),
  /** A submit or discard of this task is on disk, and the host has gone on as far as it does; or it has left the task as asked. */
  z.object({ type: z.literal('stepped'), taskId: z.string() }),
  /** A piece of text that was generated for a task's response. */
  z.object({ type: z.literal('text'), taskId: z.string(), side, delta: z.string() }),
  /** How fast the annotator is, in the display language; follows a snapshot when it is known. */
  z.object({ type: z.literal('pace'), lines: z.array(z.string()) }),
  /** A draft is on disk. `edit` is the number the page gave it. */
  z.object({ type: z.literal('saved'), taskId: z.string(), edit: z.number(), revision: z.number().int() }),
  /** A draft or submit was refused: what to tell the user. */
  z.object({
    type: z.literal('refused'),
    taskId: z.string(),
    message: z.string(),
    action: z.string().optional(),
  }),
  /**
   * A command's key was pressed (VS Code's keybinding service decides which). The page does it unless a text box has the
   * focus, since a key may arrive before the host hears that one has. `inputs` opens the form for a new input, `runs` goes to
   * the table of runs.
   */
  z.object({
    type: z.literal('do'),
    action: z.enum([
      'submit',
      'discard',
      'next',
      'previous',
      'undo',
      'redo',
      'reopen',
      'skip',
      'flag',
      'tie',
      'runA',
      'runB',
      'runBoth',
      'correct',
      'comment',
      'guidelines',
      'keys',
      'view',
      'inputs',
      'runs',
      'focusA',
      'focusB',
      'take',
      'takeAll',
    ]),
    fromKey: z.boolean(),
  }),
]);

const taskId = z.string();
/** The project that was shown: task ids are its own, and another one may be open by now. */
const folder = z.string().optional();
/** The task, sent ahead, that the page shows by now. */
const shown = z.string().optional();

export const reviewToHostSchema = z.discriminatedUnion('type', [
  /** `panel`: a name that this panel's pages keep over reloads. */
  z.object({ type: z.literal('ready'), panel: z.string().max(100).optional() }),
  /** Sent at most 300 ms after a change, and at once before the page goes away. */
  z.object({
    type: z.literal('draft'),
    folder,
    taskId,
    edit: z.number(),
    revision: z.number().int(),
    answer: answerViewSchema,
    /** Written over another window's answer on purpose: both are kept in the history. */
    over: z.boolean().optional(),
  }),
  z.object({
    type: z.literal('submit'),
    folder,
    taskId,
    shown,
    revision: z.number().int(),
    answer: answerViewSchema,
  }),
  z.object({
    type: z.literal('discard'),
    folder,
    taskId,
    shown,
    revision: z.number().int(),
    answer: answerViewSchema,
  }),
  /** Another window's answer stays, with the given one kept in the history. */
  z.object({
    type: z.literal('takeTheirs'),
    folder,
    taskId,
    revision: z.number().int(),
    answer: answerViewSchema,
  }),
  /** Shows the given answer and the stored one as a diff. */
  z.object({ type: z.literal('compareAnswers'), taskId, answer: answerViewSchema }),
  z.object({ type: z.literal('undo') }),
  z.object({ type: z.literal('redo') }),
  /** Makes a submitted or discarded answer a draft again. */
  z.object({ type: z.literal('reopen'), taskId }),
  /** Asks why, sets the task aside and goes on. */
  z.object({ type: z.literal('skip'), taskId }),
  z.object({ type: z.literal('showHistory'), taskId }),
  /** `taskId`: the task that is left, given with `shown`. */
  z.object({ type: z.literal('next'), taskId: taskId.optional(), shown }),
  z.object({ type: z.literal('previous') }),
  z.object({ type: z.literal('generate'), taskId }),
  z.object({ type: z.literal('stopGenerating'), taskId }),
  /** Runs the program as it is and with all inputs, or with one of them. */
  z.object({
    type: z.literal('run'),
    taskId,
    subjects: z.array(subject).min(1).max(3),
    inputId: z.string().optional(),
  }),
  z.object({ type: z.literal('stopRun'), taskId, subject }),
  /** Adds an input, or changes one (`replaces`: its id; one that was found is hidden then). */
  z.object({
    type: z.literal('putInput'),
    taskId,
    input: inputDraftSchema,
    replaces: z.string().optional(),
    /** `model`: an input of a model that was removed comes back unchanged, so its mark stays. */
    origin: z.enum(['annotator', 'model']).optional(),
  }),
  z.object({ type: z.literal('removeInput'), taskId, inputId: z.string() }),
  /** Brings hidden inputs back: one of them, or all. */
  z.object({ type: z.literal('restoreInputs'), taskId, inputId: z.string().optional() }),
  /** Asks a model for inputs. */
  z.object({ type: z.literal('suggestInputs'), taskId }),
  /** Opens the whole output of a run in an editor; the two responses' outputs for one input side by side as a diff. */
  z.object({ type: z.literal('openOutput'), taskId, runId: z.string() }),
  z.object({ type: z.literal('diffOutputs'), taskId, inputId: z.string().optional() }),
  /** Opens a shell of the language with the response's code loaded. */
  z.object({ type: z.literal('openShell'), taskId, side }),
  /** Opens the correction of a side (or of the one chosen) in an editor. */
  z.object({ type: z.literal('correct'), taskId, side: side.optional() }),
  z.object({ type: z.literal('openResponse'), taskId, side }),
  z.object({ type: z.literal('diffEditor'), taskId }),
  /** Shows a comment on lines in its editor; removes one. */
  z.object({ type: z.literal('openLineComment'), taskId, id: z.string() }),
  z.object({ type: z.literal('removeLineComment'), taskId, id: z.string() }),
  z.object({ type: z.literal('goOn'), way: doneWays }),
  z.object({ type: z.literal('openGuidelines') }),
  z.object({ type: z.literal('changeKeys') }),
  /** Shows what changed since the version that the task's answer follows. */
  z.object({ type: z.literal('compareGuidelines'), taskId }),
  /** Only http, https and mailto, and only when the user clicked it: the host asks before opening. */
  z.object({ type: z.literal('openLink'), href: z.string().max(4096) }),
  z.object({ type: z.literal('copy'), text: z.string() }),
  /** Whether a text box has the focus: sets the context key `touchstone.typing`. */
  z.object({ type: z.literal('typing'), typing: z.boolean() }),
  /** Whether the page has the focus: single keys belong to it only then (context key `touchstone.reviewFocused`). */
  z.object({ type: z.literal('focus'), focused: z.boolean() }),
  /** Something in the page failed; goes to the log. */
  z.object({ type: z.literal('error'), message: z.string().max(10_000) }),
]);

/** What the page keeps with `setState`: enough for the serializer to bring the same task back. */
export const reviewPageStateSchema = z.object({
  /** The panel's name; VS Code may bring back a state that is some tasks old, but this stays. */
  panel: z.string().max(100).optional(),
  folder: z.string().optional(),
  taskId: z.string().optional(),
  /** What was being typed and not yet acknowledged. */
  unsaved: z
    .object({
      folder: z.string().optional(),
      taskId: z.string(),
      revision: z.number(),
      answer: answerViewSchema,
    })
    .optional(),
  /** What was submitted or discarded and not yet acknowledged. */
  judging: z
    .object({
      folder: z.string().optional(),
      taskId: z.string(),
      revision: z.number(),
      answer: answerViewSchema,
    })
    .optional(),
  view: z.enum(['side-by-side', 'diff', 'onlyA', 'onlyB']).optional(),
  /** Where one was in the task: what had the focus, and how far things were scrolled (CSS pixels). */
  place: z
    .object({
      folder: z.string().optional(),
      taskId: z.string(),
      focus: z
        .union([
          z.object({ side, criterion: z.string() }),
          z.object({ field: z.enum(['correction', 'comments', 'flag']) }),
        ])
        .optional(),
      scroll: z.record(z.string(), z.number()),
    })
    .optional(),
  /** The input that is being written. */
  input: z
    .object({
      folder: z.string().optional(),
      taskId: z.string(),
      replaces: z.string().optional(),
      draft: inputDraftSchema,
    })
    .optional(),
});

export type ReviewState = z.output<typeof reviewStateSchema>;
export type HostToReview = z.output<typeof hostToReviewSchema>;
export type ReviewToHost = z.output<typeof reviewToHostSchema>;
export type ReviewPageState = z.output<typeof reviewPageStateSchema>;
export type ReviewAction = Extract<HostToReview, { type: 'do' }>['action'];
