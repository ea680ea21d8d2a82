/** What the limiter is told of one request. Times in seconds, as rates are per second. */
export interface Answered {
  /** When it was sent. */
  at: number;
  /** From then to the end of its answer. */
  latency: number;
  /** How many were under way when it left, itself included. */
  level: number;
  /** How many were, when its answer ended. */
  inFlight: number;
}

export interface SearchOptions {
  /** Requests at once to begin with. Default 8. */
  start?: number;
  /** Never more than this. Default 128. */
  most?: number;
  /** After how many seconds a request is given up: what waits longer than a third of it at the server is too much. Default 300. */
  timeout?: number;
}

/** A stretch at one limit, measured. */
export interface Measured {
  limit: number;
  /** Answers a second. */
  rate: number;
  latency: number;
  /** Standard error of the latency, as a share of it. */
  noise: number;
}

interface Step {
  since: number;
  limit: number;
  answers: number;
  /** Of these, what was sent in it and after it had settled. */
  counted: number;
  latencies: number;
  squares: number;
  inFlight: number;
  settled: number;
}

/** Less than a tenth more from twice as many at once is no more. */
const flatGain = 1.1;
/** Of the best rate; the least limit that reaches it is the knee. */
const kneeShare = 0.95;
/** Room over the knee, for latencies that spread. */
const headroom = 1.25;
/** So many steps without a change before another limit is tried. */
const patience = 3;

/**
 * How many requests at once give the most answers a second: doubles until that brings no more, stays a little above the least number that
 * was as good, and tries a higher one from time to time. Latencies do not lead it: those of language models spread over two orders
 * of magnitude, and grow with the batch while the rate grows, too.
 */
export class ThroughputSearch {
  limit: number;
  protected readonly start: number;
  readonly #most: number;
  readonly #timeout: number;
  /** Above this an answer would take too long. */
  #ceiling = Infinity;
  #phase: 'climb' | 'down' | 'steady' = 'climb';
  #seen: Measured[] = [];
  #flat = 0;
  /** More at once was worse. */
  #falls = false;
  #top: Measured | undefined;
  #base: Measured | undefined;
  #quiet = 0;
  #low = 0;
  /** While another limit is tried: the one before. */
  #before = 0;
  #latency = 0;
  #step: Step;

  constructor({ start = 8, most = 128, timeout = 300 }: SearchOptions = {}) {
    this.#most = most;
    this.#timeout = timeout;
    this.limit = Math.max(1, Math.min(most, start));
    this.start = this.limit;
    this.#step = stepAt(0, this.limit, 0);
  }

  /** The limit that was found, once there is one. */
  get found(): number | undefined {
    return this.#phase === 'steady' ? this.#before || this.limit : undefined;
  }

  protected set(limit: number): void {
    this.limit = Math.max(1, Math.min(this.#most, limit));
  }

  /** A new limit needs no measuring before the next: it follows refusals. */
  protected get isRecovering(): boolean {
    return false;
  }

  /** An answer came whole. */
  answered(now: number, { at, latency, level, inFlight }: Answered): void {
    const step = this.#step;
    step.answers++;
    if (at < step.settled - 1e-9) return;
    step.counted++;
    step.latencies += latency;
    step.squares += latency * latency;
    step.inFlight += Math.max(inFlight, Math.min(level, step.limit));
    const isClimbing = this.#phase === 'climb';
    const least = isClimbing || this.isRecovering ? 2 : 6;
    const share = isClimbing ? 0.9 : this.isRecovering ? 0.5 : 1;
    if (step.counted < Math.max(least, share * step.limit) || now <= step.since + 1e-9) return;
    const mean = step.latencies / step.counted;
    // While it grows: answers by time. Then by Little's law, requests under way by latency, which bursts do not disturb.
    const rate = isClimbing ? step.answers / (now - step.since) : step.inFlight / step.latencies;
    const spread = Math.max(0, step.squares / step.counted - mean * mean);
    const noise = step.counted > 3 ? Math.sqrt(spread / (step.counted - 1)) / mean : 0.5;
    this.#latency = mean;
    this.#ceiling = Math.max(4, (rate * this.#timeout) / 3);
    const measured = { limit: step.limit, rate, latency: mean, noise };
    if (isClimbing) this.#climb(now, measured);
    else if (this.#phase === 'down') this.#down(now, measured);
    else this.steady(now, measured);
  }

  protected begin(now: number, limit: number): void {
    const before = this.limit;
    this.set(Math.min(limit, this.#ceiling));
    const settles = this.#phase !== 'climb' && !this.isRecovering && this.limit !== before;
    this.#step = stepAt(now, this.limit, settles ? this.#latency : 0);
  }

  /** Looks for the knee from here. */
  protected again(now: number, limit: number): void {
    this.#phase = 'climb';
    this.#seen = [];
    this.#flat = 0;
    this.begin(now, limit);
  }

  protected hold(now: number, limit: number, base?: Measured): void {
    this.#phase = 'steady';
    this.#base = base && { ...base };
    this.#quiet = 0;
    this.#low = 0;
    this.#before = 0;
    this.begin(now, limit);
  }

  #climb(now: number, measured: Measured): void {
    const last = this.#seen.at(-1);
    this.#seen.push(measured);
    const gain = last ? measured.rate / last.rate : 2;
    this.#flat = gain < flatGain ? this.#flat + 1 : 0;
    const isSure =
      last !== undefined &&
      measured.limit >= 32 &&
      gain * (1 + Math.hypot(measured.noise, last.noise)) < flatGain;
    if (!isSure && this.#flat < 2 && this.limit < Math.min(this.#most, this.#ceiling))
      return this.begin(now, this.limit * 2);
    const best = Math.max(...this.#seen.map(({ rate }) => rate));
    const knee = this.#seen.find(({ rate }) => rate >= best * kneeShare) ?? measured;
    this.#falls = this.#seen.some(({ limit, rate }) => limit > knee.limit && rate < best * 0.85);
    if (knee === this.#seen[0] && knee.limit > 1 && knee.limit <= this.start) {
      // What it began with was too much already: half as long as nothing is lost.
      this.#phase = 'down';
      this.#top = knee;
      return this.begin(now, Math.floor(knee.limit / 2));
    }
    this.hold(now, this.#falls ? knee.limit : Math.ceil(knee.limit * headroom));
  }

  #down(now: number, measured: Measured): void {
    const top = this.#top ?? measured;
    if (measured.rate >= top.rate * 0.93) {
      if (measured.rate >= top.rate * flatGain) this.#falls = true;
      this.#top = { ...measured, rate: Math.max(measured.rate, top.rate) };
      if (measured.limit > 1) return this.begin(now, Math.floor(measured.limit / 2));
    }
    const { limit } = this.#top ?? top;
    this.hold(now, this.#falls ? limit : Math.ceil(limit * headroom));
  }

  protected steady(now: number, measured: Measured): void {
    const base = this.#base;
    if (!base) {
      this.#base = measured;
      return this.begin(now, this.limit);
    }
    if (this.#before > 0) return this.#tried(now, measured, base);
    if (measured.rate < base.rate * 0.6) {
      this.#low++;
      if (this.#low < 2 && measured.rate >= base.rate * 0.4) return this.begin(now, this.limit);
      const share = Math.max(0.25, measured.rate / base.rate) * headroom;
      return this.hold(now, Math.max(2, Math.ceil(this.limit * share)), measured);
    }
    this.#low = 0;
    // It has become faster: there may be more to be had.
    if (measured.rate > base.rate * (1.25 + measured.noise) && measured.latency < base.latency * 0.9)
      return this.again(now, this.limit);
    base.rate += (measured.rate - base.rate) * 0.3;
    base.latency += (measured.latency - base.latency) * 0.3;
    if (++this.#quiet < patience) return this.begin(now, this.limit);
    this.#before = this.limit;
    const other = this.#falls && this.limit > 1 ? Math.floor(this.limit * 0.75) : this.limit * 1.5;
    this.begin(now, this.#falls && this.limit > 1 ? other : Math.max(this.limit + 1, other));
  }

  /** Another limit has been measured. */
  #tried(now: number, measured: Measured, base: Measured): void {
    const before = this.#before;
    this.#before = 0;
    this.#quiet = 0;
    const isLess = this.limit < before;
    const isKept = isLess
      ? measured.rate >= base.rate * 0.99
      : measured.rate > base.rate * (1.1 + 0.4 * measured.noise);
    if (isKept) {
      this.#base = measured;
      if (!isLess) this.#quiet = patience;
      return this.begin(now, this.limit);
    }
    if (isLess) this.#falls = false;
    this.begin(now, before);
  }
}

function stepAt(since: number, limit: number, settles: number): Step {
  return {
    since,
    limit,
    answers: 0,
    counted: 0,
    latencies: 0,
    squares: 0,
    inFlight: 0,
    settled: since + settles,
  };
}
