import type { ShownOrder, TaskState } from './annotation.ts';
import type { Verdict } from './run.ts';

/** What a list of tasks shows. */
export interface TaskSummary {
  id: string;
  position: number;
  instruction: string;
  language?: string;
  state: TaskState;
  score1?: number;
  score2?: number;
  /** Set once the annotator saw the pair. */
  shownOrder?: ShownOrder;
  flag?: string;
  /** Why it was set aside. */
  skipped?: string;
  /** Number of stored runs. */
  runs: number;
  updatedAt?: string;
  /** Message of the failure that keeps the task from being scored. */
  failure?: string;
  /** What the list is sorted by, if not by position: with `position` the task's place. */
  key?: number | string;
  /** Where the text looked for was found; only when `snippets` were asked for. */
  hit?: Hit;
}

export interface Hit {
  in: 'id' | 'instruction' | 'response1' | 'response2';
  snippet: Snippet;
}

/** Whole numbers, both included; what is left out has no limit. */
export interface Range {
  min?: number;
  max?: number;
}

export const sortKeys = [
  'position',
  'state',
  'updated',
  'score1',
  'score2',
  'highest',
  'lowest',
  'gap',
  'runs',
  'flagged',
  'guidelines',
  'context',
  'text',
  'random',
  'informative',
] as const;

/**
 * The order of a queue. `highest` and `lowest` are the higher and the lower of the two scores (where the order of the responses is
 * hidden, sorting by one of them would tell it), `gap` how far the two are apart, `state` the order of `taskStates`, `runs` the worst
 * that came of one (passed before crashed), `guidelines` when the version followed was first seen, `text` the alphabet. What has no
 * such value comes last, either way; equals stand in the order of loading. `informative` lists in the order of loading too: "next" draws
 * from what is to be scored, by chances that are stored (see `drawTask`).
 */
export interface TaskSort {
  by: (typeof sortKeys)[number];
  descending?: boolean;
  /** For `context`: the column. Numbers come before words, in their own order. */
  column?: string;
  /** For `random`: the same seed gives the same order on every machine. */
  seed?: string;
}

/** Their evidence and ours: they say passed, we failed, or the other way round. */
export const disagreements = ['their-pass', 'their-fail'] as const;

/** Which tasks, and in which order. All conditions must hold; in a list of values, one of them. */
export interface TaskQueue {
  state?: TaskState;
  states?: TaskState[];
  /** Full-text search over instruction and responses. */
  text?: string;
  /** One of the two scores lies in it. */
  score?: Range;
  /** Both scores lie in it. */
  bothScores?: Range;
  /** How far the two scores are apart. */
  gap?: Range;
  /** What came of the newest run of each response (as it is now) and input: one of them at least. */
  verdicts?: (Verdict | 'not-run')[];
  /** A response of which a log of another program says the one and our runs with the dataset's tests the other. */
  theirs?: (typeof disagreements)[number][];
  flagged?: boolean;
  /** Names of failure modes: one of the responses has one of them. */
  tags?: string[];
  /** Drafts that were set aside; "next" comes to them last. */
  skipped?: boolean;
  /** Tasks whose answer follows (or does not follow) this version; tasks without an answer are neither. */
  guidelines?: { is: string } | { not: string };
  /** Languages, as the tasks name them. */
  languages?: string[];
  /** Columns of the context with exactly one of these texts each. */
  context?: { column: string; values: string[] }[];
  /**
   * `n` tasks by lot from all that have the language, context and text asked for, whatever their state: judging them does not change which
   * they are. The same seed chooses the same on every machine.
   */
  sample?: { n: number; seed: string };
  /** Tasks that were named one by one, with what they are: a mark of the insights, for example. Those that are gone are left out. */
  among?: { title: string; ids: string[] };
  /** By position if not given. */
  sort?: TaskSort;
}

/** Where a task stands in a queue, or stood: acts change what it is sorted by, not the place that was asked for before. */
export interface Place {
  position: number;
  /** Missing when the queue is sorted by position. */
  key?: number | string;
}

/** What a queue holds, and a place in it. */
export interface QueueCounts {
  total: number;
  byState: Record<TaskState, number>;
  /** Only where a place was asked for: the number of tasks before it, and whether its task is in the queue itself. */
  place?: { before: number; here: boolean };
}

export interface TaskFilter extends TaskQueue {
  /** Only tasks behind this place (a position where the list is sorted by it). Paging so is cheap; `offset` counts through. */
  after?: number | Place;
  /** Only these. */
  ids?: readonly string[];
  offset?: number;
  limit?: number;
  /** Adds `hit` to each task where `text` is looked for. */
  snippets?: boolean;
}

/**
 * Where a text holds what was searched for, by the rules of the search index: words are runs of letters and digits, without regard to
 * case and accents; what was typed as one piece (`has_close`) is a run of words; the last may be the beginning of one. Pure, for pages, too.
 */

/** A place in a text, in UTF-16 units; the end is not included. */
export interface Mark {
  start: number;
  end: number;
}

/** A part of a text with its marks; `…` was put where it was cut. */
export interface Snippet {
  text: string;
  marks: Mark[];
}
