import type { Annotation, AnnotationStatus, Answer, ResponseNumber } from './annotation.ts';
import type { Rubric } from './rubric.ts';
import type { TagChange } from './tags.ts';

/** What the annotator does to a task; `pending` takes the answer back. */
export type ActStatus = AnnotationStatus | 'pending';

/** The fields that a machine may propose. */
export const suggestedFields = [
  'score1',
  'score2',
  'points1',
  'points2',
  'corrected',
  'correction',
  'comments',
  'tags',
] as const;
export type SuggestedField = (typeof suggestedFields)[number];

export type SuggestionOrigin = 'judge' | 'argilla' | 'agent';

/** Whose suggestion a field of an answer is, for as long as it stays as it was taken over. */
export interface Taken {
  agent: string;
  origin: SuggestionOrigin;
}
/** A field, or one criterion's points of it. */
export type TakenField = SuggestedField | `points${1 | 2}.${string}`;
export type TakenFields = Partial<Record<TakenField, Taken>>;

/** The parts of an answer that are written, and may clash, each for itself; points are one with the score of their response. */
export const answerFields = [
  'points1',
  'points2',
  'corrected',
  'correction',
  'comments',
  'flag',
  'skipped',
] as const;
export type AnswerField = (typeof answerFields)[number];

/** Hashes of the texts that an answer is about: the task's (instruction and tests) and both responses'; empty for one that is missing. */
export interface ShownTexts {
  task: string;
  responses: [string, string];
}

export interface Act {
  taskId: string;
  annotator: string;
  status: ActStatus;
  answer: Answer;
  guidelinesVersion: string;
  /** Puts a row into the outbox in the same transaction. Drafts never are. */
  send: boolean;
  /**
   * What the writer last saw (`revision` of the stored annotation, 0 for none): another value on disk is an `argilla-conflict`,
   * see `conflictOf`.
   */
  expectedRevision?: number;
  /**
   * The answer as the writer saw it at `expectedRevision`. With it the act changes the fields in which `answer` differs from it: where
   * another value of `expectedRevision` is on disk, fields that others changed stay as they are, and only a field to which both
   * gave another value is refused.
   */
  base?: Answer;
  /**
   * What the writer saw was fitted to it: `base` and what others wrote are as well before they are compared, and points of all its
   * criteria make a score where two writers gave a part each. Without it, both are compared as they are.
   */
  rubric?: Rubric;
  /**
   * What was on screen when it was given: where that is not there any more, the act is refused (`texts-changed`). `former`: it says nothing
   * of the texts, and the answer stays about those that it was about. Without it, it is about those that are there.
   */
  shown?: ShownTexts | 'former';
  /**
   * What changes of the failure modes. Those in `answer` say nothing: what is stored stays but for this, so that no writer takes away what
   * another has named.
   */
  tags?: TagChange;
  /** Fields that were taken over from a suggestion now. Earlier ones are known; they end when the field is changed. */
  taken?: TakenFields;
  /**
   * A draft goes on in the history's entry of the draft before it. `own`: it begins an entry of its own, so that both are kept;
   * `step`: as well, and `undo` takes it back (a skip).
   */
  entry?: 'own' | 'step';
}

export interface StoredAnnotation extends Annotation {
  taskId: string;
  /** Grows with each change of this annotator's answer to this task, from 1. */
  revision: number;
  /** Fields that are a suggestion's, unchanged. */
  taken?: TakenFields;
  /** What was judged is not what is there now: the task's texts, or the responses'. */
  judgedOther?: ('task' | 'responses')[];
  /** Only of an act that met another writer's: the fields that are that one's. */
  theirs?: AnswerField[];
}

/** The two answers of an act that was refused because another window had changed the task. */
export interface AnswerConflict {
  taskId: string;
  /** What was to be written. */
  mine: { status: ActStatus; answer: Answer };
  /** What is stored; none: the answer was taken back. */
  theirs?: StoredAnnotation;
  /** Pass it as `expectedRevision` to write `mine` over `theirs`. */
  revision: number;
  /** To which both gave another value, where that is the reason. */
  fields?: AnswerField[];
}

/**
 * `act`: by hand, one or (`batch`) many. `reopen`: back to a draft. `undo`, `redo`: `of` is the entry that was undone, or the undo
 * that was taken back. `revert`: back to entry `of`. `pull`: from Argilla. `adopt`: from another identity of the same person.
 * A pending `act` with `of`: that draft was set aside, since its texts were exchanged.
 */
export type HistoryKind = 'act' | 'reopen' | 'undo' | 'redo' | 'revert' | 'pull' | 'adopt';

export interface HistoryEntry {
  seq: number;
  taskId: string;
  annotator: string;
  status: ActStatus;
  answer: Answer;
  guidelinesVersion: string;
  at: string;
  /** Hashes of the two generations that were judged. */
  generationHashes: [string | undefined, string | undefined];
  kind: HistoryKind;
  of?: number;
  /** Entries of one bulk action have the same. */
  batch?: string;
  taken?: TakenFields;
  /** As of a `StoredAnnotation`. */
  judgedOther?: StoredAnnotation['judgedOther'];
}

/** What an act that can be undone did, in one word; `taken-back`: an answer became none. */
export type StepName =
  | 'submitted'
  | 'discarded'
  | 'taken-back'
  | 'reopened'
  | 'restored'
  | 'skipped'
  | 'tagged'
  | 'tag-renamed'
  | 'tag-merged'
  | 'tag-removed';

/** What was undone or done again. */
export interface Step {
  /** The first (of a bulk action), to be shown; none: it was about no task. */
  taskId?: string;
  /** All tasks that it changed. */
  taskIds: string[];
  /** What that act had done, also where it was done again since. */
  what: StepName;
  /** The failure modes that it was about, where it was about these themselves. */
  tags?: string;
}

/** What `undo` or `redo` would do now. */
export interface StepOffer {
  what: StepName;
  /** None: it was about failure modes themselves, which `tags` names. */
  taskId?: string;
  tags?: string;
  /** The beginning of its instruction. */
  instruction?: string;
  /** Number of tasks. */
  count: number;
}

export interface StepOffers {
  undo?: StepOffer;
  redo?: StepOffer;
}

export interface BulkResult {
  taskId: string;
  done: boolean;
  /** `missing`: there is no such task; `nothing-to-do`: it is discarded already, or has nothing to reopen. */
  reason?: 'missing' | 'nothing-to-do';
}

export interface BulkAct {
  /** `discard` keeps what was answered; `reopen` makes submitted and discarded answers drafts, and takes those sent back. */
  action: 'discard' | 'reopen';
  annotator: string;
  guidelinesVersion: string;
  send: boolean;
  /** Names the step that this is a part of, so that many thousands can be done bit by bit and undone at once. */
  batch?: string;
}

/** A version of guidelines and rubric, as it was when it was first seen. */
export interface StoredGuidelines {
  version: string;
  text: string;
  rubric: Rubric;
  /** ISO 8601, UTC. */
  firstSeenAt: string;
}

export interface GuidelinesUse {
  version: string;
  /** Missing for a version whose content was never seen here. */
  firstSeenAt?: string;
  /** The annotator's answers that follow it. */
  drafts: number;
  submitted: number;
  discarded: number;
}

/** A machine's proposal for one field of an answer. One for each task, agent and field: a newer one replaces it. */
export interface Suggestion {
  agent: string;
  origin: SuggestionOrigin;
  field: SuggestedField;
  /** As the field of an `Answer`; `tag` of failure modes is a name. */
  value: NonNullable<Answer[SuggestedField]>;
  /** How sure the agent is, from 0 to 1. */
  score?: number;
  /** Why, in the agent's words; by criterion. */
  reasons?: Record<string, string>;
  /** ISO 8601, UTC. */
  at: string;
}

export interface StoredSuggestion extends Suggestion {
  /** It is about responses that others replaced since. */
  outdated?: boolean;
}

export interface Pace {
  /** Tasks that were submitted or discarded since the time given, and are still. */
  today: number;
  /** In all. */
  judged: number;
  /** To be scored, or a draft, in the queue given. */
  left: number;
  /** Median time of the last 50 judged tasks whose time is known, in milliseconds. */
  medianMs?: number;
  /** `left` at that pace, in milliseconds. */
  leftMs?: number;
}

/** A comment on lines of a response. */
export interface LineComment {
  /** Made by the writer; unique. */
  id: string;
  taskId: string;
  annotator: string;
  response: ResponseNumber | 'correction';
  /** 1-based, both included, in the document that was commented. */
  startLine: number;
  endLine: number;
  /** Those lines as they were. */
  quote: string;
  text: string;
  /** ISO 8601, UTC. */
  at: string;
}
