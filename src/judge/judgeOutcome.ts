import type { TouchstoneError } from '../platform/errors.ts';

export interface JudgeTasksOptions {
  taskIds: readonly string[];
  /** Ask also what has a valid answer to the same question already. */
  again?: boolean;
  signal?: AbortSignal;
  onProgress?: (progress: JudgeProgress) => void;
}

/** Counts questions. */
export interface JudgeProgress {
  done: number;
  failed: number;
  total: number;
}

/** What came of it; all but `judges` counts questions. */
export interface JudgeOutcome {
  /** Valid scores of single responses, each of which became a suggestion. */
  suggestions: number;
  /** Valid comparisons. */
  comparisons: number;
  /** What had its answer already. */
  kept: number;
  /** Without a valid answer. */
  failed: number;
  /** Failure modes that valid answers proposed and that could not be used: no names, lines that are not there, more than three. */
  droppedTags: number;
  /** Why, with how often, the most frequent first. */
  reasons: { message: string; count: number }[];
  /** Tasks without both responses, of which nothing was asked. */
  skipped: number;
  /** Judges that were asked no more, and why. */
  ended: { judge: string; error: TouchstoneError }[];
  /** It was stopped before the end; what was answered until then is kept. */
  cancelled: boolean;
}
