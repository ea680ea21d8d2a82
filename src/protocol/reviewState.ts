import * as z from 'zod';
import { answerFields } from '../domain/annotationHistory.ts';
import {
  answerViewSchema,
  criterion,
  doneView,
  inputDraftSchema,
  inputView,
  lineCommentView,
  responseView,
  runView,
  side,
  suggestionView,
} from './reviewViews.ts';

// The snapshot that the host sends, and what the page keeps of itself; see `reviewMessages.ts` for the conversation.

/** Place in the order of the tasks (from 1), and how many are judged of all. */
export const progress = z.object({
  position: z.number(),
  judged: z.number(),
  total: z.number(),
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
      /** In a review pass: how many of its tasks were looked at. */
      looked: z.number().optional(),
    })
    .optional(),
});

export const steps = z.object({
  canUndo: z.boolean(),
  canRedo: z.boolean(),
  /** The act that undo would take back, in words. */
  lastAct: z.string().optional(),
});

/** Hashes of the task's texts and of both responses as shown. */
export const shownTexts = z.object({ task: z.string(), A: z.string(), B: z.string() });

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
    /** It has left the dataset. */
    withdrawn: z.boolean().optional(),
  }),
  progress,
  responses: z.tuple([responseView, responseView]),
  /** What names the texts that are shown: sent back with each answer to them. */
  texts: shownTexts.optional(),
  /**
   * The texts were exchanged: `set-aside`: the draft about the former ones is in the history; else which of them the answer is not about; `asked`:
   * the responses were made for another instruction.
   */
  exchanged: z.enum(['set-aside', 'task', 'responses', 'asked']).optional(),
  /** Names of failure modes that the project offers. */
  failureModes: z.array(z.string()),
  inputs: z.array(inputView),
  /** Inputs that were found in the dataset or an example and hidden by the user. */
  hiddenInputs: z.number(),
  /** What is wrong with the data set's own tests of this task, in sentences. */
  datasetFaults: z.array(z.string()).optional(),
  /** What logs of other programs say of the responses, beside what runs showed here, in sentences. */
  theirs: z.array(z.string()).optional(),
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
  ...steps.shape,
  /** The file a correction is being edited in, if one is open. */
  correctionOpen: z.boolean(),
});

/** An answer on its way to the store. `folder`: the project that was shown, since task ids are its own. */
export const sentAnswer = z.object({
  folder: z.string().optional(),
  taskId: z.string(),
  /** The one that it goes on from. */
  revision: z.number().int(),
  answer: answerViewSchema,
  /** Those that it is about: as they were shown when it was begun. */
  texts: shownTexts.optional(),
  /** What was there at that revision, in the fields that the page has changed since (see `annotation/mergeViews.ts`). */
  was: z.object({ fields: z.array(z.enum(answerFields)), answer: answerViewSchema }).optional(),
});

/** What is not acknowledged; `refused`: the host was asked, and said no. */
const unsavedAnswer = sentAnswer.extend({ refused: z.boolean().optional() });

/** What the page keeps with `setState`: enough for the serializer to bring the same task back. */
export const reviewPageStateSchema = z.object({
  /** The panel's name; VS Code may bring back a state that is some tasks old, but this stays. */
  panel: z.string().max(100).optional(),
  folder: z.string().optional(),
  taskId: z.string().optional(),
  /** What was typed, submitted or discarded and is not yet acknowledged, by project and task. */
  unsaved: z
    .union([
      z.array(unsavedAnswer),
      // As one was kept before there was a list.
      unsavedAnswer.transform((one) => [one]),
    ])
    .optional(),
  view: z.enum(['side-by-side', 'diff', 'onlyA', 'onlyB']).optional(),
  /** Both responses' texts scroll together. */
  together: z.boolean().optional(),
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
export type ReviewPageState = z.output<typeof reviewPageStateSchema>;
export type UnsavedAnswer = z.output<typeof unsavedAnswer>;
export type SentAnswer = z.output<typeof sentAnswer>;
export type Steps = z.output<typeof steps>;
