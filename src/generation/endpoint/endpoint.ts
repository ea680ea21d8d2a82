import { asking } from '../../models/api/asking.ts';
import { AdaptiveLimiter, type Signal } from './adaptiveLimiter.ts';
import { rateLimitIn } from './rateLimitHeaders.ts';
import { toldBy, type Told } from './signals.ts';

export interface EndpointOptions {
  /** Requests at once to begin with: what was best here last time. */
  start?: number | undefined;
  /** Never more than this at once. */
  most?: number | undefined;
  /** Seconds until a request is given up. */
  timeout?: number | undefined;
  /** For how many seconds a server that was there may be gone. Default 60. */
  gone?: number | undefined;
  /** Told when requests begin to wait for the server, with the seconds until it is asked again, and when they no longer do. */
  onWait?: (wait: { signal: Signal; seconds: number } | undefined) => void;
}

export interface RunOptions {
  soon?: boolean;
  of?: unknown;
}

interface Job {
  /** `begin`: the request leaves now; what never calls it has asked for nothing. */
  work: (begin: () => void) => Promise<unknown>;
  resolve: (value: unknown) => void;
  reject: (error: unknown) => void;
  refusals: number;
  of: unknown;
}

/** For how many seconds without a whole answer an endpoint may go on so before its requests fail, and how long it may send us away. */
const patience: Partial<Record<Signal, { silent: number; away: number }>> = {
  refused: { silent: 30, away: 60 },
  cold: { silent: 300, away: 600 },
  down: { silent: 60, away: 60 },
};
/** One request alone that is refused so often has something of its own. */
const mostRefusals = 20;

const now = (): number => performance.now() / 1000;

/**
 * The requests to one server with one key, in the order of asking, as many at once as it answers best. What it refuses, or what breaks
 * because it restarts, is asked again first; errors about a request alone come back at once.
 */
export class Endpoint {
  readonly #limiter: AdaptiveLimiter;
  readonly #onWait: NonNullable<EndpointOptions['onWait']>;
  /** New ones, from `#head` on. */
  #waiting: Job[] = [];
  #head = 0;
  readonly #first: Job[] = [];
  readonly #timers = new Map<Job, ReturnType<typeof setTimeout>>();
  #inFlight = 0;
  #wake: ReturnType<typeof setTimeout> | undefined;
  #found: number | undefined;
  #isOpen = false;
  #hasAnswered = false;
  #isWaiting = false;
  readonly #patience: typeof patience;
  /** Since when it has been so without a whole answer. */
  readonly #since = new Map<Signal, number>();

  constructor({ start, most, timeout, gone, onWait = () => undefined }: EndpointOptions = {}) {
    this.#patience = gone === undefined ? patience : { ...patience, down: { silent: gone, away: gone } };
    this.#limiter = new AdaptiveLimiter({
      ...(start !== undefined && { start }),
      ...(most !== undefined && { most }),
      ...(timeout !== undefined && { timeout }),
    });
    this.#onWait = onWait;
  }

  /** How many at once were best, once that is known; while the last ones are answered there is nothing to be learnt. */
  get found(): number | undefined {
    return this.#found;
  }

  /** Requests under way. */
  get inFlight(): number {
    return this.#inFlight;
  }

  /** `soon`: before what was asked for earlier and has not left. `of`: what it is part of, see `letGo`. */
  run<T>(work: (begin: () => void) => Promise<T>, { soon = false, of }: RunOptions = {}): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      const job: Job = { work, resolve: resolve as Job['resolve'], reject, refusals: 0, of };
      (soon ? this.#first : this.#waiting).push(job);
      this.#pump();
    });
  }

  /** Lets all go that still wait, or those `of` something: they are not wanted any more, and see so by themselves. */
  letGo(of?: unknown): void {
    this.#isOpen ||= of === undefined;
    const isMeant = (job: Job): boolean => of === undefined || job.of === of;
    const waiting = [...this.#first.splice(0), ...this.#waiting.splice(0).slice(this.#head)];
    this.#head = 0;
    for (const [job, timer] of this.#timers)
      if (isMeant(job)) {
        clearTimeout(timer);
        this.#timers.delete(job);
        waiting.push(job);
      }
    this.#waiting.push(...waiting.filter((job) => !isMeant(job)));
    for (const job of waiting.filter(isMeant)) job.work(() => undefined).then(job.resolve, job.reject);
    this.#pump();
  }

  #pump(): void {
    clearTimeout(this.#wake);
    for (;;) {
      if (this.#first.length === 0 && this.#head >= this.#waiting.length) return;
      const time = now();
      const at = this.#isOpen ? 0 : this.#limiter.wait(time, this.#inFlight);
      if (at === Infinity) return;
      if (at > time) {
        this.#wake = setTimeout(() => this.#pump(), Math.ceil((at - time) * 1000));
        return;
      }
      const job = this.#first.shift() ?? this.#taken();
      if (this.#head < this.#waiting.length && this.#hasAnswered) this.#found = this.#limiter.found;
      if (job) void this.#start(job);
    }
  }

  #taken(): Job | undefined {
    const job = this.#waiting[this.#head++];
    if (this.#head > 1000 && this.#head * 2 > this.#waiting.length) {
      this.#waiting = this.#waiting.slice(this.#head);
      this.#head = 0;
    }
    return job;
  }

  async #start(job: Job): Promise<void> {
    const level = ++this.#inFlight;
    const started = now();
    const serial = this.#limiter.sent(started);
    let at: number | undefined;
    let headers: Readonly<Record<string, string>> | undefined;
    const heard = (told: Omit<Told, 'isThere'>): void => {
      const { signal } = told;
      const inFlight = this.#inFlight + Number(signal === 'ok');
      const end = now();
      if (at === undefined || signal === undefined) this.#limiter.left();
      else
        this.#limiter.heard(end, {
          ...{ at, latency: end - at, level, inFlight, serial, signal },
          ...{ retryAfter: told.retryAfter, rateLimit: told.rateLimit },
        });
    };
    try {
      const value = await asking.run({ heard: (all) => (headers = all) }, () => job.work(() => (at = now())));
      this.#inFlight--;
      if (at !== undefined) this.#answered();
      heard({ signal: 'ok', rateLimit: headers && rateLimitIn(headers) });
      job.resolve(value);
    } catch (error) {
      this.#inFlight--;
      const said = toldBy(error, headers);
      const away = this.#patience[said.signal ?? 'ok']?.away ?? Infinity;
      // Whoever is sent away for longer fails; the others need not wait for so long.
      const told = { ...said, retryAfter: said.retryAfter && Math.min(said.retryAfter, away) };
      // What is refused for itself shows that somebody is there.
      const opens = told.signal === undefined && told.isThere && this.#limiter.isShut;
      heard(opens ? { ...told, signal: 'ok' } : told);
      if (told.signal === undefined || !this.#asksAgain(job, told.signal, said)) job.reject(error);
    }
    this.#pump();
  }

  #answered(): void {
    this.#hasAnswered = true;
    this.#since.clear();
    if (this.#isWaiting) this.#onWait(undefined);
    this.#isWaiting = false;
  }

  /** Puts a request back whose endpoint could not take it; false: it has failed. */
  #asksAgain(job: Job, signal: Signal, { retryAfter = 0 }: Told): boolean {
    const limits = this.#patience[signal];
    if (!limits || this.#isOpen) return false;
    const since = this.#since.get(signal) ?? now();
    this.#since.set(signal, since);
    // Nobody has ever been there: the address may be wrong.
    if (signal === 'down' && !this.#hasAnswered) return false;
    if (retryAfter > limits.away || now() - since > limits.silent || ++job.refusals >= mostRefusals)
      return false;
    const seconds = this.#limiter.retryIn({ signal, retryAfter: retryAfter || undefined }, job.refusals);
    const timer = setTimeout(() => {
      this.#timers.delete(job);
      this.#first.push(job);
      this.#pump();
    }, seconds * 1000);
    this.#timers.set(job, timer);
    if (this.#limiter.isShut || retryAfter > 1) {
      this.#isWaiting = true;
      this.#onWait({ signal, seconds: retryAfter });
    }
    return true;
  }
}
