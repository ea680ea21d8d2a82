import type { Problem, PushResult } from '../../argilla/sync/syncScope.ts';
import { asTouchstoneError, isCancelled, type TouchstoneError } from '../../platform/errors.ts';
import type { Log } from '../../platform/log.ts';
import { Retries } from './retries.ts';

const soonMs = 800;

export interface Sending {
  /** Sends what waits. Undefined where nothing does, or nobody is to be asked. */
  push(): Promise<Pick<PushResult, 'failed' | 'problems'> | undefined>;
  /** Answers that were set aside. */
  tellProblems(problems: readonly Problem[]): void;
  /** What only somebody's act ends, or what stands in the way of all. */
  tellError(error: TouchstoneError): void;
  log: Pick<Log, 'warn'>;
}

/** Sends in the background until nothing is left: without a word unless the user has to do something, and for as long as it takes. */
export class BackgroundSending {
  readonly #sending: Sending;
  readonly #retries: Retries;
  #timer: NodeJS.Timeout | undefined;
  /** The attempt that is under way; one that was forgotten ends without consequences. */
  #running: object | undefined;
  /** More came while it was under way. */
  #more = false;

  constructor(sending: Sending, retries = new Retries()) {
    this.#sending = sending;
    this.#retries = retries;
  }

  /** After `delayMs`, or when a server that asked to wait wants to be asked again; never beside an attempt that is under way. */
  soon(delayMs = soonMs): void {
    if (this.#running) {
      this.#more = true;
      return;
    }
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#send(), this.#retries.atLeast(delayMs));
  }

  /** Another project or server: what was is of no matter. */
  forget(): void {
    this.dispose();
    this.#retries.forget();
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#running = undefined;
    this.#more = false;
  }

  async #send(): Promise<void> {
    const running = {};
    this.#running = running;
    const isForgotten = (): boolean => this.#running !== running;
    const again = await this.#attempt(isForgotten);
    if (isForgotten()) return;
    this.#running = undefined;
    const pauses = [again, this.#more ? soonMs : undefined].filter((pause) => pause !== undefined);
    this.#more = false;
    if (pauses.length > 0) this.soon(Math.min(...pauses));
  }

  /** Resolves to the pause before the next attempt; undefined where there is to be none. */
  async #attempt(isForgotten: () => boolean): Promise<number | undefined> {
    const sending = this.#sending;
    try {
      const result = await sending.push();
      if (isForgotten()) return undefined;
      const news = this.#retries.newsIn(result?.problems ?? []);
      if (news.length > 0) sending.tellProblems(news);
      if (result && result.failed > 0) return this.#retries.next();
      this.#retries.forget();
      return undefined;
    } catch (error) {
      if (isForgotten() || isCancelled(error)) return undefined;
      const e = asTouchstoneError(error);
      sending.log.warn(`Argilla: ${e.code}: ${e.message}`);
      const { isTransient, mayPass, waitOf } = await import('../../argilla/index.ts');
      if (!isTransient(e) && this.#retries.isNews(e.code)) sending.tellError(e);
      return mayPass(e) ? this.#retries.next(waitOf(e)) : undefined;
    }
  }
}
