import assert from 'node:assert/strict';
import { test } from 'node:test';
import { GenerationEngine } from '../../../src/generation/generationEngine.ts';
import { TouchstoneError } from '../../../src/platform/errors.ts';
import { startOpenAi } from '../../servers/inference/openai.ts';
import { sendJson } from '../../servers/inference/server.ts';
import { coded, config, model, serving, testDeps } from '../models/support.ts';
import { project, engineOf, counts, endOf, states } from './support.ts';

test('all tasks: at most so many at once at one server, with progress; a second run asks nothing', async () => {
  const store = await project(20);
  let now = 0;
  let most = 0;
  let asked = 0;
  const engine = engineOf(
    store,
    async ({ instruction }) => {
      asked++;
      most = Math.max(most, ++now);
      await new Promise((resolve) => setTimeout(resolve, 2));
      now--;
      return `# ${instruction}`;
    },
    { concurrency: 4 },
  );
  const progress: string[] = [];
  const result = await engine.generateAll({ onProgress: (p) => progress.push(`${p.done}/${p.total}`) });
  assert.deepEqual(counts(result), { generated: 40, failed: 0 });
  // Both models are the editor's: one server.
  assert.ok(most > 1 && most <= 4, `${most} at once`);
  assert.equal(progress[0], '0/40');
  assert.equal(progress.at(-1), '40/40');
  assert.deepEqual(counts(await engine.generateAll()), { generated: 0, failed: 0 });
  assert.equal(asked, 40);
});

test('a server that is down stops its own model alone', async () => {
  const store = await project(6);
  const engine = engineOf(store, async (_, response) => {
    if (response === 2) return 'x = 1';
    throw new TouchstoneError('network-unreachable', 'Nothing listens there.');
  });
  const outcome = await engine.generateAll();
  assert.deepEqual([endOf(outcome, 1), endOf(outcome, 2)], ['network-unreachable', undefined]);
  const [down, up] = outcome.models;
  assert.deepEqual([down.generated, down.failed + down.left, up.generated], [0, 6, 6]);
  assert.deepEqual(down.reasons, [
    { code: 'network-unreachable', message: 'Nothing listens there.', count: down.failed },
  ]);
  assert.equal(outcome.lacking.length, 6);
  const details = await Promise.all([0, 1, 2, 3, 4, 5].map((i) => store.taskDetail(`T/${i}`, 'me')));
  assert.deepEqual(
    details.map(({ generations }) => generations.map(({ response }) => response)),
    Array(6).fill([2]),
  );
  const told = details.flatMap(({ failures }) => failures.map(({ message }) => message));
  assert.deepEqual(
    told,
    Array(down.failed).fill('Nothing listens there.'),
    'its failures stand at their tasks',
  );
});

test('chosen tasks alone: what they lack, or both responses anew', async () => {
  const store = await project(4);
  const asked: string[] = [];
  const engine = engineOf(store, async ({ instruction }) => {
    asked.push(instruction);
    return `x = ${asked.length}`;
  });
  const taskIds = ['T/1', 'T/3'];
  assert.deepEqual(counts(await engine.generateAll({ taskIds })), { generated: 4, failed: 0 });
  assert.deepEqual(await states(store), ['to-generate', 'to-score', 'to-generate', 'to-score']);
  assert.equal((await engine.generateAll({ taskIds })).generated, 0);
  const progress: string[] = [];
  const again = await engine.generateAll({
    taskIds: ['T/1'],
    again: true,
    onProgress: (p) => progress.push(`${p.done}/${p.total}`),
  });
  assert.deepEqual(counts(again), { generated: 2, failed: 0 });
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
  const stopped = await engine.generateAll({ signal: stop.signal });
  assert.ok(stopped.cancelled && stopped.lacking.length > 0);
  assert.ok(!(await states(store)).includes('failed'), 'cancelling is no failure');
  assert.equal((await engine.generateAll()).failed, 0);
  assert.deepEqual(await states(store), Array(6).fill('to-score'));
  assert.ok(asked >= 12 && asked <= 14, `what was there is not asked again (${asked})`);
});

test('a wrong key ends the run: told once, and at the tasks that were asked about', async () => {
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
  const outcome = await engine.generateAll();
  assert.deepEqual([endOf(outcome, 1), endOf(outcome, 2)], Array(2).fill('model-unauthorized'));
  assert.ok(server.requests.length <= 10, `asked ${server.requests.length} times`);
  assert.equal(outcome.failed, server.requests.length);
  const failed = (await states(store)).filter((state) => state === 'failed').length;
  assert.ok(failed > 0 && failed <= outcome.failed, `${failed} are marked`);
  const left = outcome.models.reduce((sum, one) => sum + one.left, 0);
  assert.equal(left + outcome.failed, 400);
});

test('nobody there ends the run at once; a server that goes away ends it after three failures', async () => {
  const gone = new TouchstoneError('network-unreachable', 'Nothing listens there.');
  const nobody = await project(50);
  const none = await engineOf(nobody, () => Promise.reject(gone), { concurrency: 1 }).generateAll();
  assert.deepEqual([endOf(none, 1), none.failed], ['network-unreachable', 2]);

  const leaving = await project(50);
  let asked = 0;
  const engine = engineOf(leaving, () => (++asked <= 10 ? Promise.resolve('x') : Promise.reject(gone)), {
    concurrency: 1,
    goneMs: 0,
  });
  assert.equal(endOf(await engine.generateAll(), 1), 'network-unreachable');
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
  assert.deepEqual(counts(await engine.generateAll()), { generated: 15, failed: 3 });
  assert.equal((await states(store)).filter((s) => s === 'failed').length, 3);
  broken = false;
  assert.deepEqual(counts(await engine.generateAll({ leaveFailed: true })), { generated: 0, failed: 0 });
  assert.deepEqual(counts(await engine.generateAll()), { generated: 3, failed: 0 });
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
