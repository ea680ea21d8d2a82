import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as z from 'zod';
import {
  nothing,
  RequestError,
  type Handlers,
  type ToHost,
  type ToPage,
} from '../../../src/protocol/channel.ts';
import { PageClient } from '../../../src/protocol/pageClient.ts';
import { servePage } from '../../../src/protocol/pageServer.ts';

/** A page and a host that hear each other at once, as far as the test lets them. */

const contract = {
  requests: {
    double: { in: z.object({ n: z.number() }), out: z.object({ n: z.number() }) },
    quick: { in: z.object({}), out: nothing, timeoutMs: 10 },
    long: { in: z.object({}), out: nothing, timeoutMs: Infinity },
  },
  signals: { typing: z.object({ typing: z.boolean() }) },
  events: { told: z.object({ what: z.string() }) },
};

/** As VS Code sends what is posted: JSON, in which what is undefined is missing. */
function asSent<T>(message: unknown): T {
  return JSON.parse(JSON.stringify(message)) as T;
}

type HandlersOf = Handlers<typeof contract.requests>;

function pair(given: Partial<HandlersOf> = {}, checked = false) {
  const log = {
    warned: [] as string[],
    complained: [] as string[],
    traced: [] as string[],
    told: [] as string[],
    typing: [] as boolean[],
    toPage: [] as ToPage[],
    toHost: [] as ToHost[],
  };
  const handlers: HandlersOf = {
    double: ({ n }) => ({ n: 2 * n }),
    quick: () => undefined,
    long: () => undefined,
    ...given,
  };
  const plain = (error: unknown) => ({
    code: (error as { code?: string }).code ?? 'internal',
    message: (error as Error).message,
    action: (error as { action?: string }).action,
    detail: 'of the host alone',
  });
  const server = servePage(
    contract,
    handlers,
    { typing: ({ typing }) => log.typing.push(typing) },
    {
      post: (message) => {
        log.toPage.push(message);
        client.receive(asSent<ToPage>(message));
      },
      warn: (text) => log.warned.push(text),
      trace: (way, about) => log.traced.push(`${way} ${about}`),
      plain,
      checked,
    },
  );
  const client: PageClient<typeof contract> = new PageClient(contract, {
    post: (message) => {
      log.toHost.push(message);
      server.receive(structuredClone(message));
    },
    on: { told: ({ what }) => log.told.push(what) },
    complain: (what) => log.complained.push(what),
  });
  return { client, server, log };
}

const failed = (code: string) => (error: unknown) => error instanceof RequestError && error.code === code;

test('a request is answered, a signal and an event are heard, and each message is traced once', async () => {
  const { client, server, log } = pair();
  assert.deepEqual(await client.request('double', { n: 4 }), { n: 8 });
  client.signal('typing', { typing: true });
  server.emit('told', { what: 'news' });
  assert.deepEqual([log.typing, log.told], [[true], ['news']]);
  assert.deepEqual(log.traced, ['in double', 'out double reply', 'in typing', 'out told']);
});

test('requests are begun in the order in which they come, and answered each by its own answer', async () => {
  const begun: number[] = [];
  const { client } = pair({
    double: async ({ n }) => {
      begun.push(n);
      await new Promise((resolve) => setTimeout(resolve, 20 - n));
      return { n };
    },
  });
  const all = await Promise.all([1, 15, 3].map((n) => client.request('double', { n })));
  assert.deepEqual(
    [begun, all.map(({ n }) => n)],
    [
      [1, 15, 3],
      [1, 15, 3],
    ],
  );
});

test('an error crosses with its code and what to do, and nothing of its insides', async () => {
  const { client, log } = pair({
    double: () => {
      throw Object.assign(new Error('no room'), { code: 'full', action: 'make some' });
    },
  });
  await assert.rejects(client.request('double', { n: 1 }), {
    code: 'full',
    message: 'no room',
    action: 'make some',
  });
  assert.deepEqual(
    log.toPage.map((message) => ('error' in message ? Object.keys(message.error).sort() : [])),
    [['action', 'code', 'message']],
  );
});

test('a request that takes too long is given up and cancelled; one without a limit is waited for', async () => {
  let stopped: unknown;
  const { client } = pair({
    quick: (_input, signal) =>
      new Promise((resolve) => {
        signal.addEventListener('abort', () => {
          stopped = signal.reason;
          resolve(undefined);
        });
      }),
    long: () => new Promise((resolve) => setTimeout(resolve, 30)),
  });
  await assert.rejects(client.request('quick', {}), failed('timeout'));
  assert.equal(stopped, 'cancelled');
  await client.request('long', {});
});

test('what is cancelled is stopped, and its late answer is none', async () => {
  let finish: (body: { n: number }) => void = () => undefined;
  const reasons: unknown[] = [];
  const { client, log } = pair({
    double: (_input, signal) => {
      signal.addEventListener('abort', () => reasons.push(signal.reason));
      return new Promise<{ n: number }>((resolve) => (finish = resolve));
    },
  });
  const stop = new AbortController();
  const asked = client.request('double', { n: 1 }, { signal: stop.signal });
  stop.abort();
  await assert.rejects(asked, failed('cancelled'));
  assert.deepEqual(reasons, ['cancelled']);
  finish({ n: 2 });
  await new Promise((resolve) => setTimeout(resolve));
  assert.deepEqual(log.complained, []);
  await assert.rejects(client.request('double', { n: 1 }, { signal: stop.signal }), failed('cancelled'));
  assert.equal(log.toHost.length, 2, 'not asked for at all');
});

test('when the page goes all it asked for is stopped and not answered', async () => {
  let finish: (body: { n: number }) => void = () => undefined;
  let reason: unknown;
  const { client, server, log } = pair({
    double: (_input, signal) => {
      signal.addEventListener('abort', () => {
        reason = signal.reason;
      });
      return new Promise<{ n: number }>((resolve) => (finish = resolve));
    },
  });
  const asked = client.request('double', { n: 1 });
  server.gone();
  client.close();
  await assert.rejects(asked, failed('cancelled'));
  finish({ n: 2 });
  await new Promise((resolve) => setTimeout(resolve));
  assert.deepEqual([reason, log.toPage], ['gone', []]);
});

test('pages give their requests names that no other page gives', async () => {
  const [one, two] = [pair(), pair()];
  for (const { client } of [one, two]) await client.request('quick', {});
  const ids = [one, two].map(({ log }) => log.toHost.map((message) => 'id' in message && message.id));
  assert.notDeepEqual(ids[0], ids[1]);
});

test('what breaks the contract is refused on either side, and told', async () => {
  const { client, server, log } = pair({ double: () => ({ n: 'four' as unknown as number }) });
  await assert.rejects(client.request('double', { n: '4' as unknown as number }), failed('bad-request'));
  await assert.rejects(client.request('double', { n: 4 }), failed('bad-answer'));
  await assert.rejects(client.request('toString' as 'double', { n: 4 }), failed('bad-request'));
  assert.equal(log.warned.length, 2);
  for (const message of [
    undefined,
    'x',
    { kind: 'request' },
    { kind: 'signal', name: '__proto__', body: {} },
  ])
    server.receive(message);
  assert.equal(log.warned.length, 6);
  client.signal('typing', { typing: 'yes' as unknown as boolean });
  assert.deepEqual([log.warned.length, log.typing], [7, []]);
  for (const message of [undefined, { kind: 'event', name: 'constructor', body: {} }])
    client.receive(message);
  client.receive({ kind: 'event', name: 'told', body: { what: 1 } });
  client.receive({ kind: 'reply', id: 'nobody’s', body: {} });
  assert.deepEqual([log.complained.length, log.told], [4, []]);
});

test('a part of the page that fails at an event is told of, and the next event is heard', () => {
  const complained: string[] = [];
  const heard: string[] = [];
  const client = new PageClient(contract, {
    post: () => undefined,
    on: {
      told: ({ what }) => {
        heard.push(what);
        if (what === 'bad') throw new Error('cannot draw');
      },
    },
    complain: (what) => complained.push(what),
  });
  for (const what of ['bad', 'good']) client.receive({ kind: 'event', name: 'told', body: { what } });
  assert.deepEqual([heard, complained], [['bad', 'good'], ['The page failed at "told"']]);
});

test('in development what is sent is checked as well', async () => {
  const { client, server } = pair({ double: () => ({ n: 'four' as unknown as number }) }, true);
  await assert.rejects(client.request('double', { n: 1 }), failed('internal'));
  assert.throws(() => server.emit('told', { what: 1 as unknown as string }), { name: 'ZodError' });
});
