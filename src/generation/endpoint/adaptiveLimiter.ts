import { ThroughputSearch, type Answered, type Measured, type SearchOptions } from './throughputSearch.ts';

/**
 * What became of a request. `refused`: too many or too fast (429, 503). `cold`: the server says that it starts. `down`: nobody was there,
 * or the answer broke off. `late`: it took too long.
 */
export type Signal = 'ok' | 'refused' | 'cold' | 'down' | 'late';

/** A limit by time as servers tell it: requests in a window, how many are left, and the seconds until all are. */
export interface RateLimit {
  limit: number;
  remaining: number;
  reset: number;
}

export interface Heard extends Answered {
  /** Its place among all that were sent. */
  serial: number;
  signal: Signal;
  /** The seconds that the server wants to be left alone. */
  retryAfter?: number | undefined;
  rateLimit?: RateLimit | undefined;
}

export interface LimiterOptions extends SearchOptions {
  random?: () => number;
}

/** What became of a request since the last cut. */
interface Note {
  refused: boolean;
  level: number;
  /** Not right behind another refusal. */
  alone: boolean;
}

/** Shut until one request is let through to see whether somebody is there. */
interface Shut {
  since: number;
  limit: number;
  tries: number;
  isOut: boolean;
  at: number;
}

/** Tokens of the server's own limit by time. */
interface Bucket {
  limit: number;
  rate: number;
  tokens: number;
  at: number;
}

/**
 * How many requests one endpoint gets at once, found while it answers: the search for the best throughput, and what refusals say. One
 * alone means the number of those that were let in; several in a row a pause, or a pace where they come back at any number; ones by
 * chance hold back only themselves. Of an endpoint that is cold or down one request asks whether it is there again.
 *
 * Measured in a simulation over nineteen kinds of servers beside Netflix' concurrency-limits (AIMD, Gradient2, Vegas) and BBR: see
 * `npm run bench -- limiter`. All times in seconds.
 */
export class AdaptiveLimiter extends ThroughputSearch {
  readonly #random: () => number;
  #notes: Note[] = [];
  /** Nothing is sent before. */
  #pause = 0;
  /** Requests a second, where a rate is the limit; 0: none is known. */
  #pace = 0;
  #paceBefore = 0;
  /** When the next one of a burst may leave. */
  #next = 0;
  /** Latency, smoothed. */
  #smoothed = 0;
  #whole = 0;
  /** So many answers tell whether refusals come by chance. */
  #proof = 12;
  #serial = 0;
  #cutAt = -1;
  #lastRefused = -1;
  #inARow = 0;
  #isChance = false;
  #highest = 0;
  #softTop = Infinity;
  /** After a refusal: clean steps so far; undefined: the search goes on as usual. */
  #clean: number | undefined;
  #needed = 1;
  #add = 1;
  #hits = 0;
  #cut: { at: number; letIn: number; top: number } | undefined;
  #shut: Shut | undefined;
  #bucket: Bucket | undefined;

  constructor({ random = Math.random, ...options }: LimiterOptions = {}) {
    super(options);
    this.#random = random;
  }

  /** Whether it waits for somebody to be there: one request asks, the others stay. */
  get isShut(): boolean {
    return this.#shut !== undefined;
  }

  /** 0: send now; a time: not before it; Infinity: not before an answer has come. */
  wait(now: number, inFlight: number): number {
    if (this.#shut) {
      if (this.#shut.isOut) return Infinity;
      return now >= this.#shut.at ? 0 : this.#shut.at;
    }
    if (inFlight >= Math.floor(this.limit)) return Infinity;
    let at = Math.max(this.#pause, this.#next);
    const bucket = this.#bucket;
    if (bucket) {
      bucket.tokens = Math.min(bucket.limit, bucket.tokens + (now - bucket.at) * bucket.rate);
      bucket.at = now;
      if (bucket.tokens < 1) at = Math.max(at, now + (1 - bucket.tokens) / bucket.rate);
    }
    return at <= now + 1e-9 ? 0 : at;
  }

  /** One leaves; gives its serial number. */
  sent(now: number): number {
    this.#serial++;
    if (this.#bucket) this.#bucket.tokens--;
    if (this.#shut) {
      this.#shut.isOut = true;
      return this.#serial;
    }
    // Quiet for long: a fifth more a second.
    if (this.#pace && now - this.#cutAt > 5 * Math.max(1, this.#smoothed)) this.#pace *= 1 + 0.2 / this.#pace;
    // A burst is spread over an eighth of a latency, so that a refusal can stop the rest of it.
    const gap = Math.max(this.#pace ? 1 / this.#pace : 0, this.#smoothed / (8 * Math.max(1, this.limit)));
    this.#next = Math.max(now, this.#next) + gap;
    return this.#serial;
  }

  /** One has asked for nothing, or says nothing about its endpoint. */
  left(): void {
    if (this.#shut) this.#shut.isOut = false;
  }

  /** What became of one. */
  heard(now: number, heard: Heard): void {
    const { signal, at, rateLimit } = heard;
    if (rateLimit && rateLimit.reset > 0) this.#told(now, rateLimit, heard);
    if (signal === 'cold' || signal === 'down') return this.#close(now, heard);
    if (this.#shut && !this.#opens(now, heard, this.#shut)) return;
    if (signal === 'ok') {
      this.#smoothed = this.#smoothed
        ? this.#smoothed + (heard.latency - this.#smoothed) * 0.1
        : heard.latency;
      this.#whole++;
      this.#note(heard, false);
      this.answered(now, heard);
    } else if (signal === 'refused') this.#refused(now, heard);
    else if (at > this.#cutAt) {
      this.#cutAt = now;
      this.hold(now, this.limit / 2);
    }
  }

  /** After how many seconds a refused request asks again: the limit is the gate, so it needs no long wait of its own. */
  retryIn({ signal, retryAfter }: Pick<Heard, 'signal' | 'retryAfter'>, tries: number): number {
    if (signal === 'cold' || signal === 'down') return 0;
    if (retryAfter !== undefined) return retryAfter;
    const jitter = 0.75 + this.#random() / 2;
    return (tries < 6 ? 0.1 : 1) * jitter * Math.max(0.5, Math.min(4, this.#smoothed));
  }

  protected override get isRecovering(): boolean {
    return this.#clean !== undefined;
  }

  /** After a refusal: one or two clean half steps, then 1, 3, 9 … more without asking for proof, until half again as much went well. */
  protected override steady(now: number, measured: Measured): void {
    if (this.#clean === undefined) return super.steady(now, measured);
    if (this.#pace) {
      if (++this.#clean > 1) {
        this.#pace *= 1 + 0.03 * this.#add;
        this.#add *= 2;
      }
      if (this.#pace > 2 * this.#paceBefore) {
        this.#pace = 0;
        this.#softTop = this.limit;
      }
      return this.begin(now, Math.max(this.limit, 2 * this.#pace * this.#smoothed));
    }
    if (this.limit >= this.#softTop * 1.5 + 2) {
      this.#clean = undefined;
      return this.again(now, this.limit * 2);
    }
    if (++this.#clean <= this.#needed) return this.begin(now, this.limit);
    if (this.#add > 1) this.#needed = 2;
    const limit = this.limit + this.#add;
    this.#add *= 3;
    this.begin(now, limit);
  }

  #note({ at, level, serial }: Heard, refused: boolean): void {
    if (at <= this.#cutAt) return;
    this.#notes.push({ refused, level, alone: !refused || serial !== this.#lastRefused + 1 });
    if (this.#notes.length > 64) this.#notes.shift();
  }

  #refused(now: number, heard: Heard): void {
    this.#note(heard, true);
    this.#inARow = heard.serial === this.#lastRefused + 1 ? this.#inARow + 1 : 1;
    this.#lastRefused = heard.serial;
    if (this.#isChance) {
      if (this.#inARow < 7) return;
      this.#isChance = false;
      this.#proof *= 2;
      this.#notes = [];
    } else if (this.#comeByChance(heard.level)) {
      this.#isChance = true;
      this.#pace = this.#pause = 0;
      this.#cut = undefined;
      this.#clean = undefined;
      return this.again(now, Math.max(this.start, this.#highest || 4));
    }
    if (heard.at <= this.#cutAt) this.#echo(now, heard);
    else this.#cutTo(now, heard);
  }

  /** Slower, and still refused as often: load is not the reason. */
  #comeByChance(level: number): boolean {
    const all = this.#notes;
    if (all.length < this.#proof || this.#inARow >= 4) return false;
    const refused = all.filter((one) => one.refused);
    const alone = refused.filter((one) => one.alone).length;
    const above = all.filter((one) => !one.refused && one.level >= level).length;
    return alone >= 3 && alone >= refused.length * 0.7 && refused.length > all.length * 0.1 && above >= 2;
  }

  /** It left before the last cut: it was not let in either. */
  #echo(now: number, { retryAfter }: Heard): void {
    if (!this.#pace) {
      this.set(Math.max(Math.min(4, this.limit), this.limit - 1));
      this.#softTop = Math.min(this.#softTop, this.limit);
    }
    if (this.#cut) this.#cut.letIn--;
    if (retryAfter) this.#pause = Math.max(this.#pause, now + retryAfter);
  }

  #cutTo(now: number, { inFlight, retryAfter }: Heard): void {
    this.#highest = Math.max(this.limit, this.#highest * 0.5);
    const floor = this.#notes.length < this.#proof ? Math.min(4, this.limit) : 1;
    this.#softTop = Math.max(2, inFlight);
    this.#needed = Math.min(2, this.#needed + 1);
    this.#add = 1;
    this.#clean = 0;
    const isRate = retryAfter !== undefined && (this.#pace > 0 || this.#bucket !== undefined);
    // Alone: back to what was let in, no more.
    if (this.#inARow < 2 && !isRate) return this.hold(now, Math.max(floor, Math.min(this.limit, inFlight)));
    this.#findPace(now, inFlight, retryAfter);
    this.#cutAt = now;
    const jitter = 0.75 + this.#random() / 2;
    const wait = Math.max(0.1, this.#smoothed / 8) * Math.min(8, 2 ** (this.#inARow - 2)) * jitter;
    this.#pause = now + (retryAfter ?? wait);
    const paced = this.#pace ? Math.min(this.limit, 2 * this.#pace * this.#smoothed) : 0;
    this.hold(now, Math.max(floor, inFlight, paced));
  }

  /** Several in a row: perhaps a rate is the limit. */
  #findPace(now: number, inFlight: number, retryAfter: number | undefined): void {
    const letIn = this.#whole + inFlight;
    const cut = this.#cut;
    const span = cut ? now - cut.at : 0;
    if (cut && span > 2 * this.#smoothed)
      this.#hits = inFlight < cut.top ? this.#hits + 1 : inFlight > cut.top * 1.5 ? 0 : this.#hits;
    const isRate = retryAfter !== undefined || this.#hits > 1;
    const usual = this.limit / (this.#smoothed || 1);
    if (isRate && cut && span > Math.max(0.5, this.#smoothed / 2))
      this.#pace = Math.max(0.5, ((letIn - cut.letIn) / span) * 0.99, (this.#pace || usual) / 2);
    else if (isRate && !cut) this.#pace = usual / 2;
    this.#paceBefore = this.#pace;
    this.#cut = { at: now, letIn, top: inFlight };
  }

  /** A bucket of our own, less what left since. */
  #told(now: number, { limit, remaining, reset }: RateLimit, { at, serial }: Heard): void {
    const rate = Math.max(1, limit - remaining) / reset;
    const tokens = remaining + (now - at) * rate - (this.#serial - serial);
    if (!this.#bucket) this.#bucket = { limit, rate, tokens, at: now };
    else {
      this.#bucket.rate += (rate - this.#bucket.rate) * 0.2;
      this.#bucket.tokens = Math.min(this.#bucket.tokens, tokens + 1);
    }
  }

  #close(now: number, { signal, at, retryAfter }: Heard): void {
    const shut = (this.#shut ??= { since: now, limit: this.limit, tries: 0, isOut: false, at: now });
    // One that left before.
    if (at < shut.since) return;
    shut.isOut = false;
    shut.tries++;
    const back =
      signal === 'cold'
        ? Math.max(1, Math.min(5, (retryAfter ?? 4) / 2))
        : Math.min(4, 0.5 * 2 ** (shut.tries - 1));
    shut.at = now + back * (0.9 + this.#random() * 0.2);
  }

  /** What is heard while it is shut; whether the rest of it counts. */
  #opens(now: number, { signal, at }: Heard, shut: Shut): boolean {
    if (at < shut.since) return signal === 'ok';
    shut.isOut = false;
    if (signal === 'ok') {
      this.#shut = undefined;
      this.again(now, Math.max(this.start, shut.limit / 2));
    }
    return true;
  }
}
