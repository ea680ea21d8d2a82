import type { ResponseNumber } from '../domain/annotation.ts';
import type { ErrorCode } from '../domain/errorCode.ts';
import type { TouchstoneError } from '../platform/errors.ts';

/** Why responses did not come. */
export interface FailureReason {
  code: ErrorCode;
  message: string;
  count: number;
}

/** What came of one model. */
export interface ModelOutcome {
  response: ResponseNumber;
  generated: number;
  /** Were there already. */
  kept: number;
  failed: number;
  /** Not asked for: the model was given up, or the run was cancelled. */
  left: number;
  /** The most frequent first. */
  reasons: FailureReason[];
  /** Why no more was asked of it. */
  ended?: TouchstoneError;
}

/** What a run over many tasks came to. */
export interface GenerationOutcome {
  generated: number;
  failed: number;
  cancelled: boolean;
  models: readonly [ModelOutcome, ModelOutcome];
  /** Tasks that lack a response now, in the order in which they were asked about. */
  lacking: string[];
}

/** Counts while a run goes on. */
export class OutcomeCounter {
  readonly #models = ([1, 2] as const).map((response): ModelOutcome => ({
    response,
    generated: 0,
    kept: 0,
    failed: 0,
    left: 0,
    reasons: [],
  })) as [ModelOutcome, ModelOutcome];
  readonly #lacking = new Set<string>();
  #tokens = 0;

  /** `tokens`: what the answer took, where the server counts them. */
  came(response: ResponseNumber, tokens = 0): void {
    this.#of(response).generated++;
    this.#tokens += tokens;
  }

  wasThere(response: ResponseNumber): void {
    this.#of(response).kept++;
  }

  left(taskId: string, response: ResponseNumber): void {
    this.#of(response).left++;
    this.#lacking.add(taskId);
  }

  failed(taskId: string, response: ResponseNumber, { code, message }: TouchstoneError): void {
    const model = this.#of(response);
    model.failed++;
    this.#lacking.add(taskId);
    const same = model.reasons.find((one) => one.code === code && one.message === message);
    if (same) same.count++;
    else model.reasons.push({ code, message, count: 1 });
  }

  end(response: ResponseNumber, error: TouchstoneError): void {
    this.#of(response).ended ??= error;
  }

  ended(response: ResponseNumber): boolean {
    return this.#of(response).ended !== undefined;
  }

  get progress(): { done: number; failed: number; tokens: number } {
    const sum = (of: (one: ModelOutcome) => number): number => of(this.#models[0]) + of(this.#models[1]);
    return {
      done: sum(({ generated, kept }) => generated + kept),
      failed: sum(({ failed }) => failed),
      tokens: this.#tokens,
    };
  }

  /** `ids`: all tasks that were asked about. */
  outcome(ids: readonly string[], cancelled: boolean): GenerationOutcome {
    for (const model of this.#models) model.reasons.sort((one, other) => other.count - one.count);
    const [first, second] = this.#models;
    return {
      generated: first.generated + second.generated,
      failed: first.failed + second.failed,
      cancelled,
      models: [first, second],
      lacking: ids.filter((id) => this.#lacking.has(id)),
    };
  }

  #of(response: ResponseNumber): ModelOutcome {
    return this.#models[response === 1 ? 0 : 1];
  }
}
