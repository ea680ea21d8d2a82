import assert from 'node:assert/strict';
import { test } from 'node:test';
import { GenerationEngine } from '../../../src/generation/generationEngine.ts';
import { TouchstoneError } from '../../../src/platform/errors.ts';
import { sha256 } from '../../../src/platform/hash.ts';
import { chunks, startOpenAi } from '../../servers/inference/openai.ts';
import { openStream, write } from '../../servers/inference/server.ts';
import { startTgi } from '../../servers/inference/tgi.ts';
import { coded, config, model, serving, testDeps } from '../models/support.ts';
import { project, engineOf, states } from './support.ts';

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

test('what a model thinks is stored beside its answer, and told while it does', async () => {
  const thoughts = ['<think>', 'Two num', 'bers.', '</think>\n\n'];
  const server = await serving(startOpenAi({ pieces: [...thoughts, 'a + b'] }));
  const models = [1, 2].map((n) => model({ provider: 'openai', url: server.url, name: `m${n}` }));
  const both = models as [ReturnType<typeof model>, ReturnType<typeof model>];
  const store = await project(1, both);
  const engine = new GenerationEngine({ ...testDeps(), store, project: { config: config(both) } });
  const told: number[] = [];
  let text = '';
  engine.onThought(({ tokens }) => told.push(tokens));
  engine.onText(({ delta }) => (text += delta));
  await engine.generateTask('T/0', { only: 1 });
  const [generation] = (await store.taskDetail('T/0', 'me')).generations;
  assert.deepEqual([generation?.text, generation?.reasoning], ['a + b', 'Two numbers.']);
  assert.equal(generation?.hash, sha256('a + b'));
  assert.equal(text.trim(), 'a + b');
  assert.ok(told.length > 0 && told.every((tokens) => tokens > 0));
});

test('thoughts that the chat template had opened are no text of the answer once they end', async () => {
  const server = await serving(startOpenAi({ pieces: ['Two num', 'bers.\n', '</think>', '\n\n', 'a + b'] }));
  const models = [1, 2].map((n) => model({ provider: 'openai', url: server.url, name: `m${n}` }));
  const both = models as [ReturnType<typeof model>, ReturnType<typeof model>];
  const store = await project(2, both);
  const engine = new GenerationEngine({ ...testDeps(), store, project: { config: config(both) } });
  let text = '';
  const partials: string[] = [];
  engine.onText(({ delta }) => (text += delta));
  engine.onThought(() => partials.push(engine.partial('T/0', 1) ?? ''));
  await engine.generateTask('T/0', { only: 1 });
  const [generation] = (await store.taskDetail('T/0', 'me')).generations;
  assert.deepEqual([generation?.text, generation?.reasoning], ['a + b', 'Two numbers.']);
  assert.equal(partials.at(-1), '', 'what was shown is taken back');
  assert.match(text, /Two num/, 'nobody knew it the first time');
  text = '';
  await engine.generateTask('T/1', { only: 1 });
  assert.equal(text.trim(), 'a + b', 'the second time it is known');
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
  assert.ok((await engine.generateAll({ concurrency: 4 })).cancelled);
  assert.equal(server.requests.length, 4, 'nothing more was asked');
  assert.deepEqual(await states(store), Array(3).fill('to-generate'));
});
