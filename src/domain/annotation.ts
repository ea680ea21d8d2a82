import type { Points } from './rubric.ts';
import type { TagUse } from './tags.ts';

/** Which model's response: the order of `models` in touchstone.json. What is *shown* as A and B may be swapped. */
export type ResponseNumber = 1 | 2;

/** Left and right on screen. */
export type Side = 'A' | 'B';

/** `[1, 2]`: A is Response 1; `[2, 1]`: A is Response 2. */
export type ShownOrder = [1, 2] | [2, 1];

export type TaskState =
  'to-generate' | 'failed' | 'to-score' | 'draft' | 'submitted' | 'discarded' | 'withdrawn';

/**
 * In the order of a list: what waits for the annotator first, what waits for a model (often most of all) last; behind it what left the data
 * set, whatever was answered to it.
 */
export const taskStates: readonly TaskState[] = [
  'to-score',
  'draft',
  'failed',
  'submitted',
  'discarded',
  'to-generate',
  'withdrawn',
];

/** Those of tasks that are in the data set. */
export const presentStates: readonly TaskState[] = taskStates.filter((state) => state !== 'withdrawn');

export const correctedChoices = ['Response 1', 'Response 2', 'Combination of both', 'Neither'] as const;
export type Corrected = (typeof correctedChoices)[number];

export type AnnotationStatus = 'draft' | 'submitted' | 'discarded';

/** One annotator's answer to one task. Points imply the score; a score may stand alone (as from Argilla's page). */
export interface Answer {
  score1?: number;
  score2?: number;
  points1?: Points;
  points2?: Points;
  corrected?: Corrected;
  /** Markdown: the whole corrected response. */
  correction?: string;
  comments?: string;
  /** What is wrong with the task. */
  flag?: string;
  /** Why the task was set aside for later; of a draft only. */
  skipped?: string;
  /** What is wrong with the responses, in a word each: changed by `Act.tags` alone. */
  tags?: TagUse[];
}

export interface Annotation extends Answer {
  status: AnnotationStatus;
  /** The annotator's identity (see `annotatorId`). */
  annotator: string;
  guidelinesVersion: string;
  shownOrder: ShownOrder;
  /** ISO 8601, UTC. */
  updatedAt: string;
}
