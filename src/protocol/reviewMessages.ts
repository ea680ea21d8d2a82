import * as z from 'zod';
import { keyActions } from './reviewKeys.ts';
import { nothing, type Handlers, type PageContract } from './channel.ts';
import { progress, reviewStateSchema, sentAnswer, shownTexts, steps } from './reviewState.ts';
import { answerViewSchema, doneWays, inputDraftSchema, runHead, side, subject } from './reviewViews.ts';

/**
 * The whole conversation between the host and the review page. The host owns all state and sends whole snapshots (deltas only of
 * text that is being generated and of runs under way); the page owns what is being typed until its request is answered. Nothing here says which model
 * wrote what before the host decides that it may be shown.
 */

const taskId = z.string();
const task = z.object({ taskId });
/** The task, sent ahead, that the page shows by now. */
const shown = z.string().optional();
/** `shown`: the task that the host shows now. */
const stepped = z.object({ shown });
/**
 * `answer`: what is stored, where other writers had changed other fields of it meanwhile; `exchanged`: of which texts that are there it is
 * none, since its scores were given for former ones.
 */
const saved = z.object({
  revision: z.number().int(),
  updatedAt: z.string().optional(),
  answer: answerViewSchema.optional(),
  exchanged: z.enum(['task', 'responses']).optional(),
});
const judged = { in: sentAnswer.extend({ shown }), out: saved.extend({ shown }) };

const lines = z.tuple([z.number().int().min(1), z.number().int().min(1)]);

const does = <T extends z.ZodType>(input: T) => ({ in: input, out: nothing });
/** What the user stops, or what asks the user something: it takes as long as it takes. */
const takesLong = <T extends z.ZodType>(input: T) => ({ ...does(input), timeoutMs: Infinity });

/** What writes the answer is worked on in the order in which it was sent: a submit never overtakes a draft. */
export const reviewRequests = {
  /**
   * The first change after a pause is sent at once, what follows at most 300 ms later, and at once before the page goes away; what is
   * refused is sent again. `over`: written over another window's answer on purpose, both are kept in the history.
   */
  saveDraft: { in: sentAnswer.extend({ over: z.boolean().optional() }), out: saved.extend(steps.shape) },
  /** Carries the whole answer: no draft has to go before it. Answered when it is on disk and the host has gone on as far as it does. */
  submit: judged,
  discard: judged,
  /** Another window's answer stays, with the given one kept in the history. */
  takeTheirs: { in: sentAnswer, out: saved },
  /** The user does not want what was typed for a task, which could not be stored. */
  throwAway: does(task.extend({ folder: z.string().optional() })),
  /** Shows the given answer and the stored one as a diff. */
  compareAnswers: does(task.extend({ answer: answerViewSchema })),
  undo: does(z.object({})),
  redo: does(z.object({})),
  /** Makes a submitted or discarded answer a draft again. */
  reopen: does(task),
  /** Asks why, sets the task aside and goes on. */
  skip: takesLong(task),
  showHistory: takesLong(task),
  /** `taskId`: the task that is left, given with `shown`. */
  next: { in: z.object({ taskId: taskId.optional(), shown }), out: stepped },
  previous: { in: z.object({}), out: stepped },
  generate: takesLong(task),
  stopGenerating: does(task),
  /** Looks whether the models can be asked, and what to do where not. */
  testConnection: takesLong(z.object({})),
  /**
   * Runs the program as it is and with all inputs, or with one of them; `rest`: with those that wait since others ran out of time. Answered when
   * all have ended.
   */
  run: takesLong(
    task.extend({
      subjects: z.array(subject).min(1).max(3),
      inputId: z.string().optional(),
      rest: z.boolean().optional(),
    }),
  ),
  /**
   * Makes a block of a response's code its program, or lets it be found by itself again (null), and runs it where that is wanted. `text`: the
   * hash of the response that was shown.
   */
  chooseBlock: takesLong(
    task.extend({ side, text: z.string(), block: z.number().int().min(0).nullable(), run: z.boolean() }),
  ),
  stopRun: does(task.extend({ subject })),
  /** A line for a program that waits for input. */
  sendLine: does(task.extend({ subject, line: z.string().max(10_000) })),
  /** Adds an input, or changes one (`replaces`: its id; one that was found is hidden then). */
  putInput: {
    in: task.extend({
      input: inputDraftSchema,
      replaces: z.string().optional(),
      /** `model`: an input of a model that was removed comes back unchanged, so its mark stays. */
      origin: z.enum(['annotator', 'model']).optional(),
    }),
    out: z.object({ inputId: z.string() }),
  },
  removeInput: does(task.extend({ inputId: z.string() })),
  /** Brings hidden inputs back: one of them, or all. */
  restoreInputs: does(task.extend({ inputId: z.string().optional() })),
  suggestInputs: takesLong(task),
  /** Opens the whole output of a run in an editor; the two responses' outputs for one input side by side as a diff. */
  openOutput: does(task.extend({ runId: z.string() })),
  diffOutputs: does(task.extend({ inputId: z.string().optional() })),
  /** Opens a shell of the language with the response's code loaded. */
  openShell: takesLong(task.extend({ side })),
  /** Opens the correction of a side (or of the one chosen) in an editor. */
  correct: takesLong(task.extend({ side: side.optional() })),
  openResponse: does(task.extend({ side })),
  diffEditor: does(task),
  /** Shows a comment on lines in its editor; removes one. */
  openLineComment: does(task.extend({ id: z.string() })),
  removeLineComment: does(task.extend({ id: z.string() })),
  /** Names a failure mode of a response, or of lines of it; `texts`: those that were shown. Stored in turn with the answers. */
  tag: does(
    task.extend({ side, name: z.string().max(1000), lines: lines.optional(), texts: shownTexts.optional() }),
  ),
  untag: does(task.extend({ side, tag: z.string(), lines: lines.optional() })),
  /** What was named before in this project, the most frequent first. */
  knownTags: {
    in: task,
    out: z.object({
      tags: z.array(z.object({ name: z.string(), uses: z.number().int(), former: z.array(z.string()) })),
    }),
  },
  goOn: takesLong(z.object({ way: doneWays })),
  openGuidelines: does(z.object({})),
  changeKeys: does(z.object({})),
  /** Shows what changed since the version that the task's answer follows. */
  compareGuidelines: does(task),
  /** Only http, https and mailto, and only when the user clicked it: the host asks before opening. */
  openLink: takesLong(z.object({ href: z.string().max(4096) })),
  copy: does(z.object({ text: z.string() })),
  /**
   * Whether the page has the focus, and whether a text box in it: single keys belong to the page only then (context keys
   * `touchstone.reviewFocused` and `touchstone.typing`). Answered when VS Code goes by it. `asked`: of the event that asked.
   */
  focus: does(z.object({ focused: z.boolean(), typing: z.boolean(), asked: z.number().int().optional() })),
} satisfies PageContract['requests'];

export const reviewSignals = {
  /** The page's script has loaded. `panel`: a name that this panel's pages keep over reloads. */
  ready: z.object({ panel: z.string().max(100).optional() }),
  /** Something in the page failed; goes to the log. */
  error: z.object({ message: z.string().max(10_000) }),
} satisfies PageContract['signals'];

const reviewActions = z.enum([...keyActions, 'keys', 'tag']);

const outputPiece = z.object({ at: z.number().int(), text: z.string() });

export const reviewEvents = {
  state: z.object({ state: reviewStateSchema }),
  /**
   * What goes with the shown task (`after`): how far one is and how fast, where that is not in its snapshot; and the task that
   * comes when it is left, so that the page prepares it and shows it at once when the user goes on. `judged`: a submit or discard
   * goes on as well.
   */
  ahead: z.object({
    after: taskId,
    around: z.object({ progress, ...steps.shape }).optional(),
    /** In the display language. */
    pace: z.array(z.string()).optional(),
    /** Whether one may stop, with the pace: "not decided, about 40 more". Empty where nothing can be said. */
    verdict: z.string().optional(),
    /** Null: what was sent ahead before does not come any more. */
    next: z.object({ judged: z.boolean(), state: reviewStateSchema }).nullish(),
  }),
  /**
   * What changed in runs that are under way: how they stand, and what they have printed since, each piece with its place in the
   * whole. The snapshot that follows once all are over has everything. `goesOn`: the same run under another id.
   */
  runs: z.object({
    taskId,
    changes: z.array(
      z.object({
        subject,
        run: runHead,
        goesOn: z.boolean().optional(),
        stdout: outputPiece.optional(),
        stderr: outputPiece.optional(),
      }),
    ),
  }),
  /** A piece of text that was generated for a task's response; `thought`: about how many tokens the model has thought by now. */
  text: z.object({ taskId, side, delta: z.string(), thought: z.number().int().optional() }),
  /**
   * A command's key was pressed (VS Code's keybinding service decides which). The page does it unless a text box has the
   * focus, since a key may arrive before the host hears that one has. `inputs` opens the form for a new input, `runs` goes to
   * the table of runs.
   */
  do: z.object({ action: reviewActions, fromKey: z.boolean() }),
  /** The page says where the focus is, once it has done what VS Code has told it before. `take`: where it has it not, it takes it. */
  askFocus: z.object({ asked: z.number().int(), take: z.boolean() }),
} satisfies PageContract['events'];

export const reviewContract = { requests: reviewRequests, signals: reviewSignals, events: reviewEvents };

type Bodies<T extends Record<string, z.ZodType>> = { [K in keyof T]: z.output<T[K]> };

export type ReviewEvents = Bodies<typeof reviewEvents>;
export type ReviewHandlers = Handlers<typeof reviewRequests>;
export type ReviewAction = z.output<typeof reviewActions>;
