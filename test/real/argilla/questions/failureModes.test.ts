import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { api, closeAll, configFor, freshName, newDesk, sampleTasks, url, type Desk } from '../lab.ts';

after(closeAll);

const [first, second] = ['HumanEval/0', 'HumanEval/1'];

function config(dataset: string, failureModes?: boolean) {
  const argilla = { url, workspace: 'argilla', dataset, ...(failureModes && { failureModes }) };
  return configFor(dataset, { failureModes: ['Does not run', 'Off by one'], argilla });
}

/** Names failure modes of a submitted answer, and has it sent. */
function tag(
  { store, connection: { annotator } }: Desk,
  taskId: string,
  names: string[],
  response: 1 | 2 = 1,
) {
  const add = names.map((name) => ({ response, name }));
  return store.act({
    taskId,
    annotator,
    status: 'submitted',
    answer: { score1: 1, score2: 2 },
    guidelinesVersion: 'v1',
    send: true,
    entry: 'step',
    tags: { add },
  });
}

async function responseOf({ sync, connection }: Desk, taskId: string) {
  const { dataset } = await sync.open(false);
  const { records } = await connection.client.search(dataset.id);
  return records.find(({ external_id }) => external_id === taskId)?.responses?.[0];
}

test('failure modes go to a dataset that asks for them, and come back from its page', async () => {
  const dataset = freshName('modes');
  const desk = await newDesk({ config: config(dataset, true), tasks: sampleTasks(2) });
  await desk.act(first, 'submitted', { score1: 1, score2: 2 });
  await tag(desk, first, ['Slow', 'off by one']);
  const pushed = await desk.sync.push();
  assert.deepEqual([pushed.responsesSent, pushed.tagsLeft], [1, []]);
  const { dataset: opened } = await desk.sync.open(false);
  const questions = await desk.connection.client.questions(opened.id);
  assert.deepEqual(
    questions
      .filter(({ name }) => name.startsWith('failure_modes'))
      .map(({ name, required, settings }) => [
        name,
        required,
        settings.options?.map(({ value, text }) => `${value}: ${text ?? ''}`),
      ]),
    [1, 2].map((n) => [
      `failure_modes_${n}`,
      false,
      ['does not run: Does not run', 'off by one: off by one', 'slow: Slow'],
    ]),
  );
  const sent = await responseOf(desk, first);
  assert.deepEqual(sent?.values['failure_modes_1']?.value, ['off by one', 'slow']);

  // A published dataset takes no more options: what it does not offer is named, and the rest is sent.
  await tag(desk, first, ['Late'], 2);
  await tag(desk, first, ['Does not run'], 2);
  const again = await desk.sync.push();
  assert.deepEqual([again.responsesSent, again.tagsLeft], [1, ['Late']]);
  assert.deepEqual((await responseOf(desk, first))?.values['failure_modes_2']?.value, ['does not run']);
  assert.equal((await desk.sync.push()).responsesSent, 0, 'nothing is sent twice');

  // In Argilla's page one is taken away and one chosen.
  const there = await responseOf(desk, first);
  await api('PUT', `/responses/${there?.id ?? ''}`, {
    status: 'submitted',
    values: { ...there?.values, failure_modes_1: { value: ['does not run', 'slow'] } },
  });
  assert.equal((await desk.sync.pull()).answersPulled, 1);
  const { annotation } = await desk.store.taskDetail(first, desk.connection.annotator);
  assert.deepEqual(
    annotation?.tags?.map(({ response, name }) => `${response} ${name ?? ''}`),
    ['1 Slow', '2 Late', '2 Does not run', '1 Does not run'],
  );
  assert.equal((await desk.sync.pull()).answersPulled, 0);
  assert.equal((await desk.sync.push()).responsesSent, 0);
});

test('a dataset without these questions is used as before', async () => {
  const dataset = freshName('no-modes');
  const before = await newDesk({ config: config(dataset), tasks: sampleTasks(2) });
  await before.act(second, 'submitted', { score1: 1, score2: 2 });
  await before.sync.push();
  const desk = await newDesk({ config: config(dataset, true), tasks: sampleTasks(2) });
  await desk.act(first, 'submitted', { score1: 1, score2: 2 });
  await tag(desk, first, ['Slow']);
  const pushed = await desk.sync.push();
  assert.deepEqual([pushed.responsesSent, pushed.tagsLeft, pushed.problems], [1, [], []]);
  assert.deepEqual(Object.keys((await responseOf(desk, first))?.values ?? {}).sort(), [
    'score_response_1',
    'score_response_2',
  ]);
});
