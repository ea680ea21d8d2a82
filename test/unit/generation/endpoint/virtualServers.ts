import type {
  AdaptiveLimiter,
  RateLimit,
  Signal,
} from '../../../../src/generation/endpoint/adaptiveLimiter.ts';

/** A server in virtual time (seconds). */
export interface VirtualServer {
  /** How many it answers at once. */
  slots: (now: number) => number;
  /** How long one answer takes by itself. */
  work: (random: () => number) => number;
  /** Refuses what is too much instead of letting it wait. */
  refuses?: boolean;
  /** The share of requests that is refused whatever the load, with what wait. */
  chance?: { share: number; retryAfter?: number };
  /** Requests a second, and how many may have been saved up. */
  bucket?: { rate: number; burst: number; tells?: 'retry-after' | 'headers' };
  /** Starts until then. */
  coldUntil?: number;
  /** Nobody is there, and what was under way is lost. */
  gone?: [from: number, to: number];
}

export interface Played {
  /** Until the last answer. */
  seconds: number;
  sent: number;
  refused: number;
  mostAtOnce: number;
  /** What the limiter had found when the last request left. */
  found: number | undefined;
}

type Answer = { signal: Signal; retryAfter?: number; rateLimit?: RateLimit };

interface Sent {
  at: number;
  level: number;
  serial: number;
  tries: number;
  isOver: boolean;
}

/** A refusal takes so long. */
const hop = 0.03;

/** Numbers from 0 to 1 by a seed (mulberry32). */
export function randomBy(seed: number): () => number {
  let state = (seed * 2_654_435_761) >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Asks `count` times, as many at once as the limiter says, until all are answered. */
export function playRequests(
  server: VirtualServer,
  limiter: AdaptiveLimiter,
  { count, seed }: { count: number; seed: number },
): Played {
  const random = randomBy(seed);
  const events: { at: number; act: () => void }[] = [];
  let now = 0;
  const after = (seconds: number, act: () => void): void => {
    const at = now + Math.max(0, seconds);
    let place = events.length;
    while (place > 0 && (events[place - 1]?.at ?? 0) > at) place--;
    events.splice(place, 0, { at, act });
  };

  let left = count;
  let fresh = count;
  const retries: number[] = [];
  const queued: Sent[] = [];
  const running = new Set<Sent>();
  const flying = new Set<Sent>();
  const played: Played = { seconds: 0, sent: 0, refused: 0, mostAtOnce: 0, found: undefined };
  const { bucket } = server;
  let tokens = bucket?.burst ?? 0;
  let filledAt = 0;

  const isGone = (): boolean => server.gone !== undefined && now >= server.gone[0] && now < server.gone[1];
  if (server.gone)
    after(server.gone[0], () => {
      for (const one of [...running, ...queued.splice(0)]) hear(one, { signal: 'down' });
      running.clear();
    });

  function refusal(): Answer | undefined {
    if (isGone()) return { signal: 'down' };
    if (server.coldUntil !== undefined && now < server.coldUntil)
      return { signal: 'cold', retryAfter: Math.max(1, server.coldUntil - now) };
    const { chance } = server;
    if (chance && random() < chance.share)
      return { signal: 'refused', ...(chance.retryAfter && { retryAfter: chance.retryAfter }) };
    if (bucket) {
      tokens = Math.min(bucket.burst, tokens + (now - filledAt) * bucket.rate);
      filledAt = now;
      if (tokens < 1)
        return {
          signal: 'refused',
          ...(bucket.tells && { retryAfter: Math.ceil((1 - tokens) / bucket.rate) }),
          ...limits(),
        };
      tokens--;
    }
    if (server.refuses && running.size + queued.length >= server.slots(now)) return { signal: 'refused' };
    return undefined;
  }

  function limits(): { rateLimit?: RateLimit } {
    if (bucket?.tells !== 'headers') return {};
    const remaining = Math.max(0, Math.floor(tokens));
    const reset = Math.max(0.1, (bucket.burst - tokens) / bucket.rate);
    return { rateLimit: { limit: bucket.burst, remaining, reset } };
  }

  function serve(): void {
    while (queued.length > 0 && running.size < server.slots(now)) {
      const one = queued.shift() as Sent;
      running.add(one);
      after(server.work(random), () => {
        if (running.delete(one)) hear(one, { signal: 'ok', ...limits() });
        serve();
      });
    }
  }

  function hear(one: Sent, answer: Answer): void {
    if (one.isOver) return;
    one.isOver = true;
    flying.delete(one);
    const { at, level, serial } = one;
    const inFlight = flying.size + Number(answer.signal === 'ok');
    limiter.heard(now, { at, latency: now - at, level, inFlight, serial, ...answer });
    if (answer.signal === 'ok') left--;
    else {
      if (answer.signal === 'refused') played.refused++;
      after(limiter.retryIn(answer, one.tries + 1), () => {
        retries.push(one.tries + 1);
        pump();
      });
    }
    pump();
  }

  let wakeAt = Infinity;
  function pump(): void {
    while (retries.length > 0 || fresh > 0) {
      const at = limiter.wait(now, flying.size);
      if (at === Infinity) return;
      if (at > now) {
        if (at < wakeAt || wakeAt <= now) {
          wakeAt = at;
          after(at - now, pump);
        }
        return;
      }
      const tries = retries.shift() ?? 0;
      if (tries === 0) fresh--;
      if (fresh > 0) played.found = limiter.found;
      const serial = limiter.sent(now);
      const one: Sent = { at: now, level: flying.size + 1, serial, tries, isOver: false };
      flying.add(one);
      played.sent++;
      played.mostAtOnce = Math.max(played.mostAtOnce, flying.size);
      const answer = refusal();
      if (answer) after(hop, () => hear(one, answer));
      else {
        queued.push(one);
        serve();
      }
    }
  }

  pump();
  while (left > 0) {
    const event = events.shift();
    if (!event || event.at > 20_000) throw new Error(`stuck at ${now} s with ${left} left`);
    now = event.at;
    event.act();
  }
  played.seconds = now;
  return played;
}
