import assert from 'node:assert/strict';
import type { ServerResponse } from 'node:http';
import { describe, test } from 'node:test';
import { Deadline, Turns } from '../../../src/platform/limited.ts';
import { coded, serve } from '../../unit/platform/support.ts';
import { http, newDesk, tasks } from './argillaDesk.ts';
import { startStandIn } from './argillaStandIn.ts';

/** Writes the piece again and again until the other side goes. */
function drip(response: ServerResponse, piece: string, everyMs: number): void {
  const timer = setInterval(() => response.write(piece), everyMs);
  response.on('close', () => clearInterval(timer));
}

describe('a request ends', () => {
  test('where a server drips: a body that is read whole has a least speed', async () => {
    const origin = await serve((_, response) => drip(response, ' ', 20));
    for (const read of ['text', 'json', 'bytes'] as const)
      await assert.rejects(
        http.request(origin.url, { timeoutMs: 200 }).then((response) => response[read]()),
        coded('network-timeout'),
      );
  });

  test('where it is fast enough and never done', async () => {
    const origin = await serve((_, response) => drip(response, 'x'.repeat(4_096), 10));
    const response = await http.request(origin.url, { timeoutMs: 200, totalMs: 300 });
    await assert.rejects(response.bytes(), coded('network-timeout'));
    // A stream is read as it comes, however slowly, but not without an end.
    const slow = await serve((_, answer) => drip(answer, ' ', 20));
    const stream = (await http.request(slow.url, { timeoutMs: 200, totalMs: 300 })).stream();
    await assert.rejects(async () => {
      for await (const _ of stream);
    }, coded('network-timeout'));
  });

  test('where it sends one from place to place, or to come back later', async () => {
    const busy = await serve((_, response) => response.writeHead(503, { 'retry-after': '20' }).end());
    await assert.rejects(http.request(busy.url, { totalMs: 200 }), coded('network-timeout'));
    assert.equal(busy.arrived.length, 1);
    const slowly = await serve((_, response) => {
      const later = setTimeout(() => response.writeHead(302, { location: '/on' }).end(), 150);
      response.on('close', () => clearTimeout(later));
    });
    await assert.rejects(
      http.request(slowly.url, { timeoutMs: 5_000, totalMs: 350 }),
      coded('network-timeout'),
    );
  });

  test('what is cancelled meanwhile is cancelled, not late', async () => {
    const stop = new AbortController();
    const origin = await serve((_, response) => {
      drip(response, ' ', 20);
      stop.abort();
    });
    await assert.rejects(
      http.request(origin.url, { signal: stop.signal }).then((response) => response.text()),
      coded('cancelled'),
    );
  });
});

test('an answer that is dropped leaves no limit behind, whatever came before it', async (t) => {
  const ended = t.mock.method(Deadline.prototype, 'end');
  const there = await serve(({ path }, response) =>
    path === '/' ? response.writeHead(302, { location: '/on' }).end('moved') : response.writeHead(204).end(),
  );
  for (let i = 1; i <= 3; i++) {
    await (await http.request(there.url)).discard();
    assert.equal(ended.mock.callCount(), i);
  }
});

describe('who waits for a turn', () => {
  test('can leave the line, and those behind have theirs', async () => {
    const turns = new Turns();
    const done: string[] = [];
    const first = Promise.withResolvers<void>();
    const one = turns.take(() => first.promise.then(() => void done.push('one')));
    const stop = new AbortController();
    let waited = 0;
    const two = turns.take(async () => void done.push('two'), {
      signal: stop.signal,
      onWait: () => waited++,
    });
    const three = turns.take(async () => void done.push('three'), { onWait: () => waited++ });
    stop.abort();
    await assert.rejects(two, coded('cancelled'));
    assert.equal(waited, 2, 'that others come first is told');
    assert.deepEqual(done, []);
    first.resolve();
    await Promise.all([one, three]);
    assert.deepEqual(done, ['one', 'three']);
    await assert.rejects(
      turns.take(async () => 1, { signal: AbortSignal.abort() }),
      coded('cancelled'),
    );
    assert.equal(await turns.take(async () => 1), 1);
  });

  test('is not kept by one that never ends', async () => {
    const turns = new Turns();
    const endless = turns.take(
      (signal) =>
        new Promise((_, reject) => signal.addEventListener('abort', () => reject(new Error('told to stop')))),
      { limitMs: 100 },
    );
    const next = turns.take(async () => 'its turn');
    await assert.rejects(endless, coded('network-timeout'));
    assert.equal(await next, 'its turn');
  });

  test('a pull behind a push that hangs is cancelled alone, and goes when that is over', async () => {
    const it = await startStandIn();
    const desk = await newDesk(it.url, { tasks: tasks(2) });
    await desk.sync.push();
    const hangs = Promise.withResolvers<void>();
    it.before = ({ path }, response) => {
      if (!path.includes('/search')) return false;
      drip(response.writeHead(200, { 'content-type': 'application/json' }), ' ', 20);
      hangs.resolve();
      return true;
    };
    const stopPush = new AbortController();
    const push = desk.sync.push({ signal: stopPush.signal });
    const pushed = assert.rejects(push, coded('cancelled'));
    await hangs.promise;
    const stopPull = new AbortController();
    const pull = desk.sync.pull({ signal: stopPull.signal });
    stopPull.abort();
    await assert.rejects(pull, coded('cancelled'));
    const later = desk.sync.pull();
    it.before = undefined;
    stopPush.abort();
    await pushed;
    assert.equal((await later).unchanged, 0);
  });
});
