import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import {
  GenerationEngine,
  type GenerationEngineOptions,
} from '../../../../src/generation/generationEngine.ts';
import { Endpoint } from '../../../../src/generation/endpoint/endpoint.ts';
import { rateLimitIn } from '../../../../src/generation/endpoint/rateLimitHeaders.ts';
import { TouchstoneError } from '../../../../src/platform/errors.ts';
import { startOpenAi } from '../../../servers/inference/openai.ts';
import { sendJson } from '../../../servers/inference/server.ts';
import { coded, config, model, serving, testDeps } from '../../models/support.ts';
import { counts, endOf, project, scripted } from '../support.ts';

type Answer = { status: number; headers?: Record<string, string>; body?: unknown };

/** A server that answers `slots` requests at once, each in `ms`, and what `refuse` says to the others. */
async function busy({
  slots = Infinity,
  ms = 20,
  refuse,
}: {
  slots?: number;
  ms?: number;
  refuse: (atOnce: number, asked: number) => Answer | undefined;
}) {
  const seen = { atOnce: 0, most: 0, asked: 0, refused: 0 };
  const server = await serving(
    startOpenAi({
      before: async (_, response) => {
        seen.asked++;
        const answer = refuse(seen.atOnce, seen.asked);
        if (answer) {
          seen.refused++;
          for (const [name, value] of Object.entries(answer.headers ?? {})) response.setHeader(name, value);
          sendJson(response, answer.status, answer.body ?? { error: { message: 'Too many requests' } });
          return true;
        }
        seen.most = Math.max(seen.most, ++seen.atOnce);
        await pause(ms);
        seen.atOnce--;
        return false;
      },
    }),
  );
  const models: [ReturnType<typeof model>, ReturnType<typeof model>] = [
    model({ provider: 'openai', url: server.url, name: 'a' }),
    model({ provider: 'openai', url: server.url, name: 'b' }),
  ];
  const engine = async (tasks: number, options: Partial<GenerationEngineOptions> = {}) => {
    const store = await project(tasks, models);
    return new GenerationEngine({ ...testDeps(), ...options, store, project: { config: config(models) } });
  };
  return { seen, server, slots, engine };
}

test('a server that refuses what is too much gets what it takes, and no response is lost', async () => {
  const slots = 6;
  const { seen, engine } = await busy({
    refuse: (atOnce) => (atOnce >= slots ? { status: 429 } : undefined),
  });
  const found = new Map<string, number>();
  const knees = {
    get: (server: string) => found.get(server),
    set: (server: string, n: number) => found.set(server, n),
  };
  const outcome = await (await engine(60, { knees })).generateAll();
  assert.deepEqual(counts(outcome), { generated: 120, failed: 0 });
  assert.ok(seen.most >= 4 && seen.most <= slots, `${seen.most} at once`);
  assert.ok(seen.refused < 60, `${seen.refused} refused`);
  assert.equal(found.size, 1, 'what was found is kept for the server');
});

test('Retry-After is waited for, and said', async () => {
  let until = 0;
  const { seen, engine } = await busy({
    refuse(_, asked) {
      if (asked === 1) until = performance.now() + 1000;
      return performance.now() < until ? { status: 429, headers: { 'retry-after': '1' } } : undefined;
    },
  });
  const told = new Set<string>();
  const outcome = await (
    await engine(4)
  ).generateAll({
    onProgress: ({ waits }) => waits && told.add(waits.signal),
  });
  assert.deepEqual(counts(outcome), { generated: 8, failed: 0 });
  assert.ok(seen.refused <= 12, `${seen.refused} refused`);
});

test('a model that is being loaded is waited for by one request, and how long is told', async () => {
  let until = 0;
  const { seen, engine } = await busy({
    refuse(_, asked) {
      if (asked === 1) until = performance.now() + 1500;
      const body = { error: 'Model is currently loading', estimated_time: 2 };
      return performance.now() < until ? { status: 503, body } : undefined;
    },
  });
  const waits: number[] = [];
  const outcome = await (
    await engine(10)
  ).generateAll({
    onProgress: ({ waits: wait }) => wait?.signal === 'cold' && waits.push(wait.seconds),
  });
  assert.deepEqual(counts(outcome), { generated: 20, failed: 0 });
  assert.ok(waits.includes(2));
  assert.ok(seen.refused <= 12, `${seen.refused} asked while it loaded`);
});

test('a server that says to come back in an hour is given up, with its words', async () => {
  const { engine } = await busy({
    refuse: () => ({ status: 429, headers: { 'retry-after': '3600' } }),
  });
  const outcome = await (await engine(10)).generateAll();
  assert.equal(endOf(outcome, 1), 'model-rate-limited');
  assert.equal(outcome.generated, 0);
});

test('connections that break while a server restarts are asked again', async () => {
  let broken = 0;
  const store = await project(30);
  const engine = new GenerationEngine({
    ...testDeps(),
    store,
    project: { config: config([scripted(1), scripted(2)]) },
    languageModel: () => ({
      async generate() {
        await pause(5);
        if (++broken > 10 && broken < 20) throw new TouchstoneError('network-unreachable', 'It went away.');
        return { text: 'x = 1', sent: {} };
      },
    }),
  });
  assert.deepEqual(counts(await engine.generateAll()), { generated: 60, failed: 0 });
});

test('what waits is let go at once when it is not wanted any more', async () => {
  const endpoint = new Endpoint({ most: 1 });
  const gate = Promise.withResolvers<string>();
  let isWanted = true;
  const first = endpoint.run((begin) => {
    begin();
    return gate.promise;
  });
  const others = [1, 2, 3].map((n) => endpoint.run(() => Promise.resolve(isWanted ? n : 0)));
  isWanted = false;
  endpoint.letGo();
  assert.deepEqual(await Promise.all(others), [0, 0, 0]);
  gate.resolve('done');
  assert.equal(await first, 'done');
});

test('an error about a request alone comes back, and the others go on', async () => {
  const endpoint = new Endpoint();
  const bad = endpoint.run((begin) => {
    begin();
    return Promise.reject(new TouchstoneError('model-bad-request', 'Too long.', { status: 400 }));
  });
  await assert.rejects(bad, coded('model-bad-request'));
  assert.equal(await endpoint.run(() => Promise.resolve(1)), 1);
});

test('limits in headers are read as OpenAI and Anthropic write them, fixed windows are not', () => {
  const openai = (limit: string, remaining: string, reset: string) =>
    rateLimitIn({
      'x-ratelimit-limit-requests': limit,
      'x-ratelimit-remaining-requests': remaining,
      'x-ratelimit-reset-requests': reset,
    });
  assert.deepEqual(openai('60', '59', '1s'), { limit: 60, remaining: 59, reset: 1 });
  assert.equal(openai('60', '0', '6m0s')?.reset, 360);
  assert.ok(Math.abs((openai('60', '0', '1m2.5s')?.reset ?? 0) - 62.5) < 1e-9);
  assert.equal(openai('60', '0', '20ms')?.reset, 0.02);
  for (const odd of ['soon', '', '1x', '-1s', '1s later']) assert.equal(openai('60', '59', odd), undefined);
  for (const odd of ['many', '', '-1', '1e3']) assert.equal(openai(odd, '59', '1s'), undefined);
  assert.equal(openai('60', '61', '1s'), undefined);
  const now = Date.parse('2026-01-01T00:00:00Z');
  assert.deepEqual(
    rateLimitIn(
      {
        'anthropic-ratelimit-requests-limit': '50',
        'anthropic-ratelimit-requests-remaining': '10',
        'anthropic-ratelimit-requests-reset': '2026-01-01T00:00:30Z',
      },
      now,
    ),
    { limit: 50, remaining: 10, reset: 30 },
  );
  assert.equal(
    rateLimitIn({ 'x-ratelimit-limit': '60', 'x-ratelimit-remaining': '1', 'x-ratelimit-reset': '9' }),
    undefined,
  );
});
