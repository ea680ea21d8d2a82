/** Why something is not in the file. Kept in English: they are keys of results and manifests. */
export const reasons = {
  answers: {
    annotator: 'of other annotators',
    status: 'with another status (drafts, discarded)',
    'unknown-texts': 'about an instruction that nobody knows any more',
    unscored: 'without both scores',
    'other-rubric': 'given by another rubric than the present one',
    'other-instruction': 'about responses that were made for another instruction',
    'other-texts': 'about other texts than most answers to the task',
    'other-corrections': 'whose correction is older than another one to the task (their scores count)',
    score: 'below the least score',
    gap: 'below the least difference of the scores',
    checks: 'whose code passed no check, or failed one',
    tags: 'without the failure modes',
    flagged: 'of a task that was flagged',
  },
  tasks: {
    queue: 'that are not in the queue',
    unanswered: 'without an answer that counts',
    'no-responses': 'without both responses',
    flagged: 'that were flagged',
    tie: 'with equal scores and no correction',
    same: 'whose answers differ in blanks only',
    empty: 'whose answer is empty',
    score: 'whose answer is below the least score',
    gap: 'below the least difference of the scores',
    checks: 'whose code passed no check, or failed one',
    'no-row': 'all of whose rows were left out',
    benchmark: 'that are like a task of a benchmark',
  },
  rows: {
    same: 'with the text of another one',
    contradicting: 'of one text that is good and bad',
    empty: 'that are empty',
    score: 'below the least score',
    checks: 'whose code passed no check, or failed one',
    tags: 'without the failure modes',
  },
} as const;

export type Unit = keyof typeof reasons;
export type Reason<U extends Unit> = keyof (typeof reasons)[U] & string;
export type LeftOutCounts = { [U in Unit]: Partial<Record<Reason<U>, number>> };

/** Counts what is left out: answers, whole tasks, and single rows of a task that makes several. */
export class LeftOut {
  readonly counts: LeftOutCounts = { answers: {}, tasks: {}, rows: {} };

  add<U extends Unit>(unit: U, reason: Reason<U>, count = 1): void {
    if (count === 0) return;
    const of = this.counts[unit] as Record<string, number>;
    of[reason] = (of[reason] ?? 0) + count;
  }

  /** In the order of `reasons`, so that the same export tells the same. */
  sorted(): LeftOutCounts {
    const entries = Object.entries(reasons).map(([unit, known]) => {
      const counts = this.counts[unit as Unit] as Record<string, number>;
      return [
        unit,
        Object.fromEntries(Object.keys(known).flatMap((key) => (counts[key] ? [[key, counts[key]]] : []))),
      ];
    });
    return Object.fromEntries(entries) as LeftOutCounts;
  }
}
