import assert from 'node:assert/strict';
import { channel } from 'node:diagnostics_channel';
import { after, describe, test } from 'node:test';
import { Http, pause, retryAfter } from '../../../src/platform/http.ts';
import { coded, deadOrigin, serve, type Origin } from './support.ts';

const http = new Http();
after(() => http.close());

/** Answers with the status and `Retry-After: 0` so many times, then with 200. */
function busy(times: number, status = 503, wait = '0'): Promise<Origin> {
  let left = times;
  return serve((_, response) => {
    if (left-- > 0) response.writeHead(status, { 'retry-after': wait }).end('busy');
    else response.end('done');
  });
}

/** Calls back at each failed connection of undici until disposed. */
function onConnectError(listener: () => void): Disposable {
  const errors = channel('undici:client:connectError');
  errors.subscribe(listener);
  return { [Symbol.dispose]: () => void errors.unsubscribe(listener) };
}

describe('a busy server', () => {
  for (const status of [429, 502, 503, 504])
    test(`GET is tried again after ${status}`, async () => {
      const origin = await busy(2, status);
      assert.equal(await (await http.request(origin.url)).text(), 'done');
      assert.equal(origin.arrived.length, 3);
    });

  test('the last answer is handed out when the retries are used up', async () => {
    const origin = await busy(9);
    const response = await http.request(origin.url);
    assert.equal(response.status, 503);
    assert.equal(await response.text(), 'busy');
    assert.equal(origin.arrived.length, 3);
  });

  test('what changes something is sent once, unless asked for', async () => {
    for (const method of ['POST', 'PUT', 'PATCH', 'DELETE'] as const) {
      const origin = await busy(1);
      assert.equal((await http.request(origin.url, { method, json: 1 })).status, 503);
      assert.equal(origin.arrived.length, 1);
    }
    const origin = await busy(1);
    const response = await http.request(origin.url, { method: 'POST', json: { a: 1 }, retries: 1 });
    assert.equal(await response.text(), 'done');
    assert.deepEqual(
      origin.arrived.map((r) => r.body),
      ['{"a":1}', '{"a":1}'],
    );
  });

  test('other errors are answers', async () => {
    for (const status of [400, 401, 404, 500]) {
      const origin = await busy(9, status);
      assert.equal((await http.request(origin.url)).status, status);
      assert.equal(origin.arrived.length, 1);
    }
  });

  test('who is told to wait for long gets the answer at once', async () => {
    const origin = await busy(1, 429, '3600');
    assert.equal((await http.request(origin.url)).status, 429);
    assert.equal(origin.arrived.length, 1);
  });
});

describe('a server that is not there', () => {
  test('GET tries again and finds one that has come up', async () => {
    const { url, port } = await deadOrigin();
    let coming: Promise<Origin> | undefined;
    using _ = onConnectError(() => {
      coming ??= serve((_, response) => response.end('up'), port);
    });
    assert.equal(await (await http.request(url)).text(), 'up');
    const origin = await coming;
    assert.equal(origin?.arrived.length, 1);
    // Begun in undici's callback, where no test would stop it.
    await origin.stop();
  });

  test('POST fails at the first attempt', async () => {
    const { url } = await deadOrigin();
    let attempts = 0;
    using _ = onConnectError(() => attempts++);
    await assert.rejects(http.request(url, { method: 'POST', json: 1 }), (error: Error) => {
      assert.match(error.message, /nothing listens there/);
      return coded('network-unreachable')(error);
    });
    assert.equal(attempts, 1);
  });

  test('a connection cut before the answer is no answer', async () => {
    const origin = await serve((_request, _response, raw) => raw.socket.destroy());
    await assert.rejects(http.request(origin.url, { retries: 0 }), coded('network-unreachable'));
  });
});

describe('cancelling', () => {
  test('a request that waits for its answer', async () => {
    const stop = new AbortController();
    const origin = await serve(() => stop.abort());
    await assert.rejects(http.request(origin.url, { signal: stop.signal }), coded('cancelled'));
    assert.equal(origin.arrived.length, 1);
  });

  test('before anything is sent', async () => {
    const origin = await serve((_, response) => response.end());
    await assert.rejects(http.request(origin.url, { signal: AbortSignal.abort() }), coded('cancelled'));
    assert.deepEqual(origin.arrived, []);
  });

  test('during the pause before another attempt', async () => {
    const stop = new AbortController();
    const origin = await serve((_, response) => {
      response.on('close', () => stop.abort());
      response.writeHead(503, { 'retry-after': '30' }).end();
    });
    await assert.rejects(http.request(origin.url, { signal: stop.signal }), coded('cancelled'));
    assert.equal(origin.arrived.length, 1);
  });

  test('a pause alone, which leaves no listener behind', async () => {
    const stop = new AbortController();
    await pause(0, stop.signal);
    const waiting = pause(60_000, stop.signal);
    stop.abort();
    await assert.rejects(waiting, coded('cancelled'));
    await assert.rejects(pause(0, stop.signal), coded('cancelled'));
  });
});

test('Retry-After in seconds, as a date, or not at all', () => {
  const now = Date.parse('2024-05-01T12:00:00Z');
  assert.equal(retryAfter('0', now), 0);
  assert.equal(retryAfter('120', now), 120_000);
  assert.equal(retryAfter(' 7 ', now), 7000);
  assert.equal(retryAfter('Wed, 01 May 2024 12:00:30 GMT', now), 30_000);
  assert.equal(retryAfter('Wed, 01 May 2024 11:00:00 GMT', now), 0, 'a date that has passed');
  assert.equal(retryAfter(undefined, now), undefined);
  assert.equal(retryAfter('', now), undefined);
  assert.equal(retryAfter('soon', now), undefined);
});
