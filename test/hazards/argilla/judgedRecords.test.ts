import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sha256 } from '../../../src/platform/hash.ts';
import type { TaskInput } from '../../../src/domain/task.ts';
import { newDesk, scores, tasks, type Desk } from './argillaDesk.ts';
import { answerThere, startStandIn, type StandIn } from './argillaStandIn.ts';

/** An answer goes to a record that holds what was judged, whatever the task has become here, and to no other. */

const count = 2;

async function newOne(): Promise<{ it: StandIn; desk: Desk }> {
  const it = await startStandIn();
  return { it, desk: await newDesk(it.url, { tasks: tasks(count) }) };
}

/** Another instruction for the first task, or what `more` says. */
async function exchange({ store }: Desk, more: Partial<TaskInput> = { instruction: 'Another.' }) {
  const [first] = tasks(1);
  assert.ok(first);
  const { generations: _recorded, ...rest } = first;
  await store.upsertTasks([{ ...rest, ...more }], ['one', 'two']);
}

function generate({ store }: Desk, text: string): Promise<void> {
  const provenance = { provider: 'openai', model: 'one', startedAt: '2025-01-01T00:00:00.000Z' };
  return store.putGeneration({
    ...{ ...provenance, taskId: 't/0', response: 1, text, hash: sha256(text), origin: 'model' },
  });
}

const sent = ({ it }: { it: StandIn }): unknown[] =>
  it.responses.map(({ status, values }) => [status, values['score_response_1']?.value]);

for (const [what, more] of [
  ['instruction', { instruction: 'Another.' }],
  ['tests', { tests: ['assert f()'] }],
] as const)
  test(`a record that has what was judged gets the answer, though the task has another ${what} by now`, async () => {
    const { it, desk } = await newOne();
    await desk.sync.push();
    await desk.act('t/0', 'submitted', scores);
    await exchange(desk, more as Partial<TaskInput>);
    const { responsesSent, problems } = await desk.sync.push();
    assert.deepEqual([responsesSent, problems], [1, []]);
    assert.deepEqual(sent({ it }), [['submitted', 6]]);
    assert.deepEqual(await desk.waiting(), []);
  });

test('the same where others were generated since, and where the record was made elsewhere', async () => {
  const { it, desk } = await newOne();
  const colleague = await newDesk(it.url, { tasks: tasks(count) });
  await colleague.sync.push();
  await desk.act('t/0', 'submitted', scores);
  await generate(desk, 'generated again');
  await exchange(desk);
  const { responsesSent, differences, problems } = await desk.sync.push();
  assert.deepEqual([responsesSent, differences, problems], [1, [], []]);
  assert.deepEqual(sent({ it }), [['submitted', 6]]);
});

for (const status of ['submitted', 'discarded'] as const)
  test(`a record with the new instruction gets no answer to the former one: ${status}`, async () => {
    const { it, desk } = await newOne();
    await desk.act('t/0', status, scores);
    await exchange(desk);
    const { responsesSent, problems } = await desk.sync.push();
    assert.deepEqual([responsesSent, problems.map(({ code }) => code)], [0, ['texts-changed']]);
    assert.deepEqual(sent({ it }), []);
    assert.equal(it.records.find((one) => one.external_id === 't/0')?.fields['instruction'], 'Another.');
    // Judged again it goes.
    await desk.act('t/0', status, { score1: 1, score2: 2 });
    await desk.sync.push();
    assert.deepEqual(sent({ it }), [[status, 1]]);
  });

test('a record with the former instruction gets no answer to the new one', async () => {
  const { it, desk } = await newOne();
  await desk.sync.push();
  await exchange(desk);
  await desk.act('t/0', 'submitted', scores);
  const { responsesSent, problems } = await desk.sync.push();
  assert.deepEqual([responsesSent, problems.map(({ code }) => code)], [0, ['texts-changed']]);
  assert.deepEqual(sent({ it }), []);
});

test('what is pulled at the moment at which the texts are exchanged is no answer to the new ones', async () => {
  const { it, desk } = await newOne();
  await desk.sync.push();
  answerThere(it, 't/0', 'submitted', { score_response_1: 2, score_response_2: 2 });
  const put = desk.store.putPulled.bind(desk.store);
  desk.store.putPulled = async (...pulled) => {
    await generate(desk, 'generated at this moment');
    return put(...pulled);
  };
  assert.equal((await desk.sync.pull()).answersPulled, 0);
  const { annotation } = await desk.store.taskDetail('t/0', desk.annotator);
  assert.equal(annotation, undefined);
});
