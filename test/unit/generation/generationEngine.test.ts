import assert from 'node:assert/strict';
import { storeWorker } from '../../storeWorker.ts';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { GenerationEngine } from '../../../src/generation/generationEngine.ts';
import type { GenerateRequest, ModelProvider } from '../../../src/models/api/provider.ts';
import { TouchstoneError } from '../../../src/platform/errors.ts';
import { sha256 } from '../../../src/platform/hash.ts';
import { openStore } from '../../../src/store/thread/storeClient.ts';
import type { Store } from '../../../src/store/api/store.ts';
import { chunks, startOpenAi } from '../../servers/inference/openai.ts';
import { openStream, sendJson, write } from '../../servers/inference/server.ts';
import { startTgi } from '../../servers/inference/tgi.ts';
import { coded, config, model, serving, testDeps } from '../models/support.ts';

async function project(tasks: number, models = [scripted(1), scripted(2)] as const): Promise<Store> {
  const folder = await mkdtemp(join(tmpdir(), 'touchstone-generation-'));
  const store = await openStore(folder, {
    worker: storeWorker,
  });
  after(async () => {
    await store.close();
    await rm(folder, { recursive: true });
  });
  await store.upsertTasks(
    Array.from({ length: tasks }, (_, i) => ({ id: `T/${i}`, instruction: `Task ${i}`, source: 'test' })),
    [models[0].name, models[1].name],
  );
  return store;
}

const scripted = (n: number) => model({ provider: 'vscode-lm', name: `model-${n}` });

/** An engine whose two models are functions. */
function engineOf(
  store: Store,
  answer: (request: GenerateRequest, response: 1 | 2) => Promise<string>,
  concurrency?: number,
): GenerationEngine {
  const languageModel = (name: string): ModelProvider => ({
    generate: async (request) => ({ text: await answer(request, name === 'model-1' ? 1 : 2), sent: {} }),
  });
  const models: [ReturnType<typeof scripted>, ReturnType<typeof scripted>] = [scripted(1), scripted(2)];
  return new GenerationEngine({
    ...testDeps(),
    store,
    project: { config: config(models) },
    languageModel,
    ...(concurrency ? { concurrency } : {}),
  });
}

const states = async (store: Store): Promise<string[]> => (await store.listTasks('me')).map((t) => t.state);

test('both responses are asked, streamed and stored with their provenance', async () => {
  const one = await serving(startOpenAi());
  const two = await serving(startTgi());
  const models: [ReturnType<typeof model>, ReturnType<typeof model>] = [
    model({ provider: 'openai', url: one.url, name: 'coder' }),
    model({
      provider: 'tgi',
      url: `${two.url}/?key=x`,
      name: 'raw',
      chatTemplate: '<u>{{ messages[0].content }}',
    }),
  ];
  const store = await project(1, models);
  const engine = new GenerationEngine({ ...testDeps(), store, project: { config: config(models) } });
  const seen: string[] = [];
  const texts = { 1: '', 2: '' };
  let partial = '';
  engine.onState(({ taskId, response, state }) => seen.push(`${taskId} ${response} ${state}`));
  engine.onText(({ taskId, response, delta }) => {
    texts[response] += delta;
    if (response === 1) partial = engine.partial(taskId, response) ?? '';
  });
  assert.equal(await engine.generateTask('T/0'), 2);
  const { generations } = await store.taskDetail('T/0', 'me');
  const [first, second] = generations;
  assert.deepEqual(
    { ...first, startedAt: '', durationMs: 0 },
    {
      taskId: 'T/0',
      response: 1,
      model: 'coder',
      provider: 'openai',
      text: texts[1],
      origin: 'model',
      hash: sha256(texts[1]),
      url: `${one.url}/v1/chat/completions`,
      parameters: { max_tokens: 1024, seed: 42 },
      startedAt: '',
      durationMs: 0,
      finishReason: 'stop',
      usage: { promptTokens: 7, completionTokens: 3 },
      seed: 42,
    },
  );
  assert.ok(
    first &&
      first.durationMs !== undefined &&
      first.durationMs >= 0 &&
      Date.parse(first.startedAt) <= Date.now(),
  );
  assert.equal(second?.prompt, '<u>Task 0');
  assert.equal(second.url, `${two.url}/generate_stream`);
  assert.equal(second.text, texts[2]);
  assert.equal(partial, texts[1]);
  assert.equal(engine.partial('T/0', 1), undefined, 'nothing is under way any more');
  assert.deepEqual(seen.sort(), ['T/0 1 done', 'T/0 1 running', 'T/0 2 done', 'T/0 2 running']);
  assert.deepEqual(await states(store), ['to-score']);
});

test('only what is missing is asked; again asks for all', async () => {
  const store = await project(1);
  let asked = 0;
  const engine = engineOf(store, async (_, response) => `answer ${++asked} of ${response}`);
  assert.equal(await engine.generateTask('T/0', { only: 2 }), 1);
  assert.equal(await engine.generateTask('T/0'), 1);
  assert.equal(await engine.generateTask('T/0'), 0);
  assert.equal(await engine.generateTask('T/0', { again: true }), 2);
  assert.equal(asked, 4);
  await assert.rejects(engine.generateTask('none'), coded('task-missing'));
});

test('what was asked before a load exchanged the instruction is told to be for another, and is asked anew', async () => {
  const store = await project(1);
  const exchange = () =>
    store.upsertTasks([{ id: 'T/0', instruction: 'Another', source: 'test' }], ['model-1', 'model-2']);
  let exchanged: Promise<unknown> | undefined;
  const engine = engineOf(store, async ({ instruction }) => {
    await (exchanged ??= exchange());
    return `for ${instruction}`;
  });
  const now = async () =>
    (await store.taskDetail('T/0', 'me')).generations.map(({ text, forOther }) => [text, forOther]);
  await engine.generateTask('T/0');
  assert.deepEqual(await now(), [
    ['for Task 0', true],
    ['for Task 0', true],
  ]);
  assert.equal(await engine.generateTask('T/0'), 2);
  assert.deepEqual(await now(), [
    ['for Another', undefined],
    ['for Another', undefined],
  ]);
});

test('a failure is stored with its task, the other response is kept, and trying again mends it', async () => {
  const store = await project(1);
  let broken = true;
  const engine = engineOf(store, async (_, response) => {
    if (broken && response === 1)
      throw new TouchstoneError('model-bad-request', 'Too long.', { action: 'Shorten it.' });
    return 'x = 1';
  });
  await assert.rejects(engine.generateTask('T/0'), coded('model-bad-request'));
  const { failures, generations } = await store.taskDetail('T/0', 'me');
  assert.deepEqual(
    failures.map((f) => [f.response, f.code, f.message, f.action]),
    [[1, 'model-bad-request', 'Too long.', 'Shorten it.']],
  );
  assert.deepEqual(
    generations.map((g) => g.response),
    [2],
  );
  assert.deepEqual(await states(store), ['failed']);
  broken = false;
  assert.equal(await engine.generateTask('T/0'), 1);
  assert.deepEqual(await states(store), ['to-score']);
});

test('an empty answer is a failure', async () => {
  const store = await project(1);
  await assert.rejects(engineOf(store, async () => ' \n').generateTask('T/0'), coded('model-empty'));
  assert.deepEqual(await states(store), ['failed']);
});

test('all tasks: at most so many at once, half of them at one server, with progress; a second run asks nothing', async () => {
  const store = await project(20);
  let now = 0;
  let most = 0;
  let asked = 0;
  const engine = engineOf(
    store,
    async ({ instruction }) => {
      asked++;
      most = Math.max(most, ++now);
      // No answer before another one was asked for, so that how many are asked at once is no matter of the machine's speed.
      do await new Promise((resolve) => setImmediate(resolve));
      while (now < 2 && asked < 40);
      now--;
      return `# ${instruction}`;
    },
    4,
  );
  const progress: string[] = [];
  const result = await engine.generateAll({ onProgress: (p) => progress.push(`${p.done}/${p.total}`) });
  assert.deepEqual(result, { generated: 40, failed: 0 });
  // Both models are the editor's: one server.
  assert.equal(most, 2);
  assert.equal(progress[0], '0/40');
  assert.equal(progress.at(-1), '40/40');
  assert.deepEqual(await engine.generateAll(), { generated: 0, failed: 0 });
  assert.equal(asked, 40);
});

test('chosen tasks alone: what they lack, or both responses anew', async () => {
  const store = await project(4);
  const asked: string[] = [];
  const engine = engineOf(store, async ({ instruction }) => {
    asked.push(instruction);
    return `x = ${asked.length}`;
  });
  const taskIds = ['T/1', 'T/3'];
  assert.deepEqual(await engine.generateAll({ taskIds }), { generated: 4, failed: 0 });
  assert.deepEqual(await states(store), ['to-generate', 'to-score', 'to-generate', 'to-score']);
  assert.equal((await engine.generateAll({ taskIds })).generated, 0);
  const progress: string[] = [];
  const again = await engine.generateAll({
    taskIds: ['T/1'],
    again: true,
    onProgress: (p) => progress.push(`${p.done}/${p.total}`),
  });
  assert.deepEqual(again, { generated: 2, failed: 0 });
  assert.equal(progress.at(-1), '2/2');
  assert.equal(asked.length, 6);
  const { generations } = await store.taskDetail('T/1', '');
  assert.deepEqual(generations.map(({ text }) => text).sort(), ['x = 5', 'x = 6']);
});

test('a run that was cancelled goes on where it was', async () => {
  const store = await project(6);
  const stop = new AbortController();
  let asked = 0;
  const engine = engineOf(store, async ({ signal }) => {
    if (++asked === 5) stop.abort();
    signal.throwIfAborted();
    return 'x = 1';
  });
  await assert.rejects(engine.generateAll({ signal: stop.signal }), coded('cancelled'));
  assert.ok(!(await states(store)).includes('failed'), 'cancelling is no failure');
  assert.equal((await engine.generateAll()).failed, 0);
  assert.deepEqual(await states(store), Array(6).fill('to-score'));
  assert.ok(asked >= 12 && asked <= 14, `what was there is not asked again (${asked})`);
});

test('cancelling closes the connections of what is under way', async () => {
  const server = await serving(
    startOpenAi({
      before: async (_, response) => {
        openStream(response);
        await write(response, `data: ${JSON.stringify(chunks(true, ['x'])[1])}\n\n`);
        return true;
      },
    }),
  );
  const models: [ReturnType<typeof model>, ReturnType<typeof model>] = [
    model({ provider: 'openai', url: server.url, name: 'a' }),
    model({ provider: 'openai', url: server.url, name: 'b' }),
  ];
  const store = await project(3, models);
  const engine = new GenerationEngine({ ...testDeps(), store, project: { config: config(models) } });
  let begun = 0;
  engine.onText(() => {
    if (++begun === 2) engine.cancel();
  });
  const ended = new Set<string>();
  engine.onState(({ response, state }) => ended.add(`${response} ${state}`));
  await assert.rejects(engine.generateTask('T/0'), coded('cancelled'));
  assert.deepEqual(await Promise.all(server.requests.map((r) => r.left)), [true, true]);
  assert.ok(ended.has('1 cancelled') && ended.has('2 cancelled'));
  begun = 0;
  await assert.rejects(engine.generateAll({ concurrency: 4 }), coded('cancelled'));
  assert.equal(server.requests.length, 4, 'nothing more was asked');
  assert.deepEqual(await states(store), Array(3).fill('to-generate'));
});

test('a wrong key ends the run: told once, and no task is marked as failed', async () => {
  const server = await serving(
    startOpenAi({
      before: (_, response) => {
        sendJson(response, 401, { error: { message: 'Invalid API Key' } });
        return true;
      },
    }),
  );
  const models: [ReturnType<typeof model>, ReturnType<typeof model>] = [
    model({ provider: 'openai', url: server.url, name: 'a' }),
    model({ provider: 'openai', url: server.url, name: 'b' }),
  ];
  const store = await project(200, models);
  const engine = new GenerationEngine({ ...testDeps(), store, project: { config: config(models) } });
  await assert.rejects(engine.generateAll(), coded('model-unauthorized'));
  assert.ok(server.requests.length <= 4, `asked ${server.requests.length} times`);
  assert.deepEqual(new Set(await states(store)), new Set(['to-generate']));
});

test('nobody there ends the run at once; a server that goes away ends it after three failures', async () => {
  const gone = new TouchstoneError('network-unreachable', 'Nothing listens there.');
  const nobody = await project(50);
  await assert.rejects(
    engineOf(nobody, () => Promise.reject(gone), 1).generateAll(),
    coded('network-unreachable'),
  );
  assert.deepEqual(new Set(await states(nobody)), new Set(['to-generate']));

  const leaving = await project(50);
  let asked = 0;
  const engine = engineOf(leaving, () => (++asked <= 10 ? Promise.resolve('x') : Promise.reject(gone)), 1);
  await assert.rejects(engine.generateAll(), coded('network-unreachable'));
  assert.ok(asked <= 10 + 6, `asked ${asked} times`);
  assert.equal((await states(leaving)).filter((s) => s === 'to-generate').length > 35, true);
});

test('failures of single tasks do not end the run, and are tried again in the next unless told otherwise', async () => {
  const store = await project(9);
  let broken = true;
  const engine = engineOf(store, async ({ instruction }, response) => {
    if (broken && response === 2 && Number(instruction.slice(5)) % 3 === 2)
      throw new TouchstoneError('model-bad-request', 'Too long.');
    return 'x = 1';
  });
  assert.deepEqual(await engine.generateAll(), { generated: 15, failed: 3 });
  assert.equal((await states(store)).filter((s) => s === 'failed').length, 3);
  broken = false;
  assert.deepEqual(await engine.generateAll({ leaveFailed: true }), { generated: 0, failed: 0 });
  assert.deepEqual(await engine.generateAll(), { generated: 3, failed: 0 });
});

test('who asks for what is under way waits for the same answer', async () => {
  const store = await project(1);
  let asked = 0;
  const gate = Promise.withResolvers<void>();
  const engine = engineOf(store, async () => {
    asked++;
    await gate.promise;
    return 'x = 1';
  });
  const first = engine.generateTask('T/0');
  const impatient = new AbortController();
  const second = engine.generateTask('T/0', { signal: impatient.signal });
  const all = engine.generateAll();
  impatient.abort();
  await assert.rejects(second, coded('cancelled'));
  gate.resolve();
  assert.equal(await first, 2);
  await all;
  assert.equal(asked, 2);
});
