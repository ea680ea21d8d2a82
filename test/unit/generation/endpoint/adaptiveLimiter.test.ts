import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { AdaptiveLimiter } from '../../../../src/generation/endpoint/adaptiveLimiter.ts';
import { each } from '../../../each.ts';
import { playRequests, randomBy, type Played, type VirtualServer } from './virtualServers.ts';

const count = 1000;
const second = (): number => 1;
/** Log-normal around `median` seconds. */
const spread =
  (median: number, sigma: number) =>
  (random: () => number): number => {
    const normal = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
    return Math.min(20, Math.max(0.5, median * Math.exp(sigma * normal)));
  };

function playAll(server: VirtualServer, options: { start?: number; most?: number } = {}): Played[] {
  return [1, 2, 3, 4, 5].map((seed) =>
    playRequests(server, new AdaptiveLimiter({ ...options, random: randomBy(seed + 100) }), { count, seed }),
  );
}

const middle = (all: Played[], of: (one: Played) => number): number =>
  all.map(of).toSorted((a, b) => a - b)[2] ?? NaN;

/** `ideal`: the seconds that nobody can better; `times`: of it, at most so many, in the middle of five. */
const servers: Record<string, { server: VirtualServer; ideal: number; times: number; refused?: number }> = {
  '32 at once, others wait': { server: { slots: () => 32, work: second }, ideal: 31.25, times: 1.1 },
  '32 at once, others are refused': {
    server: { slots: () => 32, work: second, refuses: true },
    ideal: 31.25,
    times: 1.1,
    refused: 0.05,
  },
  '32, then 8, then 64 at once': {
    server: { slots: (now) => (now < 8 ? 32 : now < 22 ? 8 : 64), work: second },
    ideal: 32,
    times: 1.25,
  },
  'one of five refused by chance': {
    server: { slots: () => 32, work: second, chance: { share: 0.2 } },
    ideal: 31.25,
    times: 1.25,
    refused: 0.25,
  },
  '600 a minute, with Retry-After': {
    server: { slots: () => 400, work: second, bucket: { rate: 10, burst: 20, tells: 'retry-after' } },
    ideal: 98,
    times: 1.1,
    refused: 0.05,
  },
  '600 a minute, told in headers': {
    server: { slots: () => 400, work: second, bucket: { rate: 10, burst: 20, tells: 'headers' } },
    ideal: 98,
    times: 1.1,
    refused: 0.05,
  },
  '600 a minute, told by nothing': {
    server: { slots: () => 400, work: second, bucket: { rate: 10, burst: 20 } },
    ideal: 98,
    times: 1.25,
    refused: 0.2,
  },
  'one that starts for 20 s': {
    server: { slots: () => 32, work: second, coldUntil: 20 },
    ideal: 51.25,
    times: 1.25,
  },
  'one that is gone for 10 s': {
    server: { slots: () => 32, work: second, gone: [8, 18] },
    ideal: 41.25,
    times: 1.25,
  },
};

describe('as many requests at once as a server answers best', () => {
  for (const [name, { server, ideal, times, refused = 0 }] of Object.entries(servers))
    test(name, () => {
      const all = playAll(server);
      const seconds = middle(all, (one) => one.seconds);
      assert.ok(seconds <= ideal * times, `${seconds.toFixed(1)} s, and ${ideal} s is possible`);
      const share = middle(all, (one) => one.refused / one.sent);
      assert.ok(share <= refused, `${(share * 100).toFixed(1)} % refused`);
    });

  test('a server with one place soon has few requests that wait for it', () => {
    const all = playAll({ slots: () => 1, work: spread(1, 0.3) });
    const found = middle(all, (one) => one.found ?? Infinity);
    assert.ok(found <= 16, `${found} in the end`);
    for (const { mostAtOnce } of each(all)) assert.ok(mostAtOnce <= 64, `${mostAtOnce} at once`);
  });

  test('never more than it is told', () => {
    for (const { mostAtOnce } of each(playAll({ slots: () => 64, work: second }, { most: 5 })))
      assert.equal(mostAtOnce, 5);
  });

  test('what was found is where the next run begins', () => {
    const server = { slots: () => 32, work: second };
    const first = new AdaptiveLimiter({ random: randomBy(1) });
    const { seconds, found = 0 } = playRequests(server, first, { count, seed: 1 });
    assert.ok(found >= 30 && found <= 128, String(found));
    const next = new AdaptiveLimiter({ start: Math.round(found / 2), random: randomBy(1) });
    const again = playRequests(server, next, { count, seed: 1 }).seconds;
    assert.ok(again < seconds && again <= 31.25 * 1.05, `${again} s after ${seconds} s`);
  });
});
