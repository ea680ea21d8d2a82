import { responsesIn, type JudgeQuestion } from '../domain/judgement.ts';
import type { TouchstoneError } from '../platform/errors.ts';
import { judgeName, type JudgeConfig } from '../project/config.ts';
import type { JudgeOutcome, JudgeTasksOptions } from './judgeOutcome.ts';

/** Counts what comes of the questions of one run, and knows what is to be asked no more. */
export class JudgeRun {
  readonly taskIds: readonly string[];
  readonly again: boolean;
  readonly signal: AbortSignal;
  readonly #onProgress: JudgeTasksOptions['onProgress'];
  readonly #reasons = new Map<string, number>();
  readonly #skipped = new Set<string>();
  readonly #ended = new Map<string, TouchstoneError>();
  readonly #counts = { suggestions: 0, comparisons: 0, kept: 0, failed: 0, droppedTags: 0 };
  #passed = 0;
  #total = 0;

  constructor({ taskIds, again = false, signal, onProgress }: JudgeTasksOptions) {
    this.taskIds = taskIds;
    this.again = again;
    this.signal = signal ?? new AbortController().signal;
    this.#onProgress = onProgress;
  }

  get isStopped(): boolean {
    return this.signal.aborted;
  }

  expect(questions: number): void {
    this.#total += questions;
    this.#report();
  }

  succeed(question: JudgeQuestion, droppedTags: number): void {
    this.#counts.droppedTags += droppedTags;
    this.#counts[responsesIn(question).length === 1 ? 'suggestions' : 'comparisons']++;
    this.#report();
  }

  keep(): void {
    this.#counts.kept++;
    this.#report();
  }

  fail(message: string): void {
    this.#counts.failed++;
    this.#reasons.set(message, (this.#reasons.get(message) ?? 0) + 1);
    this.#report();
  }

  skip(taskId: string): void {
    this.#skipped.add(taskId);
    this.#passed++;
    this.#report();
  }

  end(judge: JudgeConfig, error: TouchstoneError): void {
    if (!this.hasEnded(judge)) this.#ended.set(judgeName(judge), error);
  }

  hasEnded(judge: JudgeConfig): boolean {
    return this.#ended.has(judgeName(judge));
  }

  outcome(): JudgeOutcome {
    const reasons = [...this.#reasons].map(([message, count]) => ({ message, count }));
    return {
      ...this.#counts,
      reasons: reasons.sort((a, b) => b.count - a.count),
      skipped: this.#skipped.size,
      ended: [...this.#ended].map(([judge, error]) => ({ judge, error })),
      cancelled: this.isStopped,
    };
  }

  #report(): void {
    const { suggestions, comparisons, kept, failed } = this.#counts;
    const done = suggestions + comparisons + kept + this.#passed;
    this.#onProgress?.({ done, failed, total: this.#total });
  }
}
