import type { AnnotationStatus } from '../../domain/annotation.ts';
import type { SplitShares } from '../split/splitPlan.ts';

/** Shapes that are made of all answers to a task together, with the columns of TRL's trainers. */
export type TrainingShape =
  | 'sft'
  | 'sft-prompt-completion'
  | 'sft-standard'
  | 'dpo'
  | 'dpo-standard'
  | 'kto'
  | 'kto-standard'
  | 'reward'
  | 'reward-standard';

/** Which answers count; what is not said is any. Scores are those of the rubric. */
export interface Filters {
  /** Ids of tasks: those of a queue. */
  tasks?: string[];
  /** As the store calls them, or as the rows of an export do. */
  annotators?: string[];
  statuses?: AnnotationStatus[];
  /** The least score of what is to be learnt. */
  minScore?: number;
  /** The least difference between two scores. */
  minGap?: number;
  /** Only code of which an input's check passed and none failed. */
  checks?: 'passed';
  /** Only answers that name one of these failure modes. */
  tags?: string[];
  /** Tasks that somebody flagged as bad are left out. */
  withoutFlagged?: boolean;
}

/** How answers become examples. */
export interface ExampleOptions {
  /** The message before the instruction. */
  systemPrompt?: string;
  /** What stands between prompt and answer where both are plain text. */
  separator: string;
  /** A correction is what is to be learnt. */
  corrections: boolean;
  /** The least mean score of a good response (`kto`); without it, more than where the rubric asks for a correction. */
  goodFrom?: number;
  /** Draws where two responses are equally good. */
  seed: number;
}

/** An export that is more than one table of all rows. */
export interface DatasetOptions {
  filters: Filters;
  examples: ExampleOptions;
  split?: SplitShares;
  /** `path` is a folder to be made: a dataset for the Hub. */
  folder: boolean;
  /** Parts of a split may take the place of files that are there. */
  overwrite: boolean;
  /** Files of tasks that nobody should train on, and whether those of the project that are like one are left out. */
  benchmarks?: { paths: string[]; leaveOut: boolean };
  /** Texts of a CSV that a spreadsheet would calculate get an apostrophe. */
  neutralise: boolean;
  about: About;
}

/** What the card and the manifest of a folder tell of where it comes from. */
export interface About {
  /** Of the dataset. */
  name: string;
  project: string;
  /** As the Hub calls it. */
  license?: string;
  extensionVersion: string;
  /** Of the guidelines as they are now. */
  guidelinesVersion: string;
}
