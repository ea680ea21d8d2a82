import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import type { Sync } from '../../../src/argilla/sync/syncDataset.ts';
import { argillaTasks } from '../../../src/argilla/dataset/records.ts';
import { drawOrder } from '../../../src/annotation/shownOrder.ts';
import { sha256 } from '../../../src/platform/hash.ts';
import { guidelinesVersion } from '../../../src/project/guidelinesVersion.ts';
import {
  api,
  closeAll,
  configFor,
  freshName,
  good,
  newDesk,
  newUser,
  readBySdk,
  sampleTasks,
  type Desk,
} from './lab.ts';

after(closeAll);

/** Answers in Argilla's page. */
async function answerInPage(desk: Desk, taskId: string, score: number): Promise<void> {
  const { dataset } = await desk.sync.open(false);
  const { records } = await desk.connection.client.search(dataset.id, {
    by: { property: 'external_id', values: [taskId] },
  });
  const [item] = await desk.connection.client.upsertResponses([
    {
      record_id: records[0]!.id,
      status: 'submitted',
      values: { score_response_1: { value: score }, score_response_2: { value: score } },
    },
  ]);
  assert.equal(item?.error, null);
}

async function stored(desk: Desk, taskId: string) {
  return (await desk.store.taskDetail(taskId, desk.connection.annotator)).annotation;
}

const nothing: Awaited<ReturnType<Sync['pull']>> = {
  answersPulled: 0,
  unchanged: 0,
  suggestions: 0,
  textsAdopted: 0,
  recordsUnknown: 0,
  differences: [],
  conflicts: [],
  unreadable: [],
  deletedThere: [],
};

test('own answers come to a fresh store, those of others do not', async () => {
  const config = configFor(freshName('pull'));
  const first = await newDesk({ config, tasks: sampleTasks(4) });
  await first.act('HumanEval/0', 'submitted', good);
  await first.act('HumanEval/1', 'discarded', { score1: 2 });
  await first.sync.push();
  const user = await newUser('annotator');
  const other = await newDesk({ config, key: user.key, tasks: sampleTasks(4) });
  await other.act('HumanEval/2', 'submitted', { score1: 1, score2: 1 });
  await other.sync.push();

  const second = await newDesk({ config, tasks: sampleTasks(3) });
  const result = await second.sync.pull();
  assert.deepEqual(result, { ...nothing, answersPulled: 2, recordsUnknown: 1 });
  const answer = await stored(second, 'HumanEval/0');
  assert.equal(answer?.status, 'submitted');
  assert.equal(answer.score1, 6);
  assert.equal(answer.score2, 4);
  assert.equal(answer.points1, undefined);
  assert.equal(answer.corrected, 'Response 2');
  assert.equal(answer.correction, good.correction);
  assert.equal(answer.comments, 'A is clearer than B');
  assert.equal(answer.guidelinesVersion, guidelinesVersion('# Guide\nScore both.', config.rubric));
  const order = (await second.store.taskDetail('HumanEval/0', second.connection.annotator)).shownOrder;
  assert.deepEqual(order, drawOrder('HumanEval/0', second.connection.annotator, true));
  assert.equal((await stored(second, 'HumanEval/1'))?.status, 'discarded');
  assert.equal(await stored(second, 'HumanEval/2'), undefined);
  assert.deepEqual(await second.sync.pull(), { ...nothing, unchanged: 2, recordsUnknown: 1 });
  // Nothing goes back that came from there, and the points of the first machine survive a pull.
  const push = await second.sync.push();
  assert.equal(push.responsesSent + push.recordsCreated, 0);
  await first.sync.pull();
  assert.deepEqual((await stored(first, 'HumanEval/0'))?.points1, good.points1);
});

test('an answer changed in Argilla’s page is not overwritten unless told to', async () => {
  const dataset = freshName('conflict');
  const desk = await newDesk({ config: configFor(dataset), tasks: sampleTasks(2) });
  for (const id of ['HumanEval/0', 'HumanEval/1']) await desk.act(id, 'submitted', { score1: 1, score2: 1 });
  await desk.sync.push();
  for (const id of ['HumanEval/0', 'HumanEval/1']) {
    await answerInPage(desk, id, 5);
    await desk.act(id, 'submitted', { score1: 2, score2: 2 });
  }
  const result = await desk.sync.push();
  assert.equal(result.responsesSent, 0);
  assert.equal(result.blocked, 2);
  assert.deepEqual(
    result.problems.map((p) => [p.taskId, p.code]),
    [
      ['HumanEval/0', 'argilla-conflict'],
      ['HumanEval/1', 'argilla-conflict'],
    ],
  );
  assert.match(result.problems[0]!.message, /Argilla’s page or on another machine/);
  assert.equal((await desk.store.counts(desk.connection.annotator)).blocked, 2);
  // In the background it stays blocked; a pull keeps what is here and names it.
  assert.equal((await desk.sync.push({ what: 'outbox' })).blocked, 0);
  assert.deepEqual((await desk.sync.pull()).conflicts, ['HumanEval/0', 'HumanEval/1']);
  assert.equal((await stored(desk, 'HumanEval/0'))?.score1, 2);

  await desk.sync.push({ force: true });
  assert.deepEqual(
    (await readBySdk(dataset)).records.map((r) => r['score_response_1.responses']),
    [[2], [2]],
  );

  await answerInPage(desk, 'HumanEval/1', 6);
  await desk.act('HumanEval/1', 'submitted', { score1: 3, score2: 3 });
  assert.equal((await desk.sync.push()).blocked, 1);
  const theirs = await desk.sync.pull({ onConflict: 'theirs' });
  assert.equal(theirs.answersPulled, 1);
  assert.equal((await stored(desk, 'HumanEval/1'))?.score1, 6);
  assert.equal((await desk.store.counts(desk.connection.annotator)).unsent, 0);
  assert.ok((await desk.store.history('HumanEval/1')).some((h) => h.answer.score1 === 3));
});

test('an undo of what was changed elsewhere is a conflict too; an answer deleted there stays here', async () => {
  const desk = await newDesk({ config: configFor(freshName('undo-conflict')), tasks: sampleTasks(2) });
  await desk.act('HumanEval/0', 'submitted', { score1: 1, score2: 1 });
  await desk.act('HumanEval/1', 'submitted', { score1: 1, score2: 1 });
  await desk.sync.push();
  await answerInPage(desk, 'HumanEval/1', 5);
  await desk.store.undo(desk.connection.annotator, true);
  const result = await desk.sync.push();
  assert.equal(result.responsesDeleted, 0);
  assert.equal(result.problems[0]?.code, 'argilla-conflict');

  const { dataset } = await desk.sync.open(false);
  const { records } = await desk.connection.client.search(dataset.id, {
    by: { property: 'external_id', values: ['HumanEval/0'] },
  });
  await desk.connection.client.deleteResponse(records[0]!.responses![0]!.id);
  assert.equal(await desk.connection.client.deleteResponse(records[0]!.responses![0]!.id), false);
  assert.deepEqual((await desk.sync.pull()).deletedThere, ['HumanEval/0']);
  assert.equal((await stored(desk, 'HumanEval/0'))?.score1, 1);
});

test('texts that are in Argilla are adopted, unless other ones were judged here', async () => {
  const dataset = freshName('adopt');
  const config = configFor(dataset);
  const first = await newDesk({ config, tasks: sampleTasks(4) });
  await first.sync.push();
  const others = sampleTasks(4).map((task) => ({
    ...task,
    generations: ['Other one', 'Other two'] as [string, string],
  }));
  others[3]!.instruction = 'Quite another task';
  const second = await newDesk({ config, tasks: others });
  await second.act('HumanEval/1', 'submitted', { score1: 1, score2: 1 });
  await second.act('HumanEval/2', 'draft', { score1: 1 });
  const result = await second.sync.push();
  assert.equal(result.recordsCreated, 0);
  assert.equal(result.textsAdopted, 2);
  assert.deepEqual(result.differences, [
    { taskId: 'HumanEval/1', what: 'generations' },
    { taskId: 'HumanEval/3', what: 'instruction' },
  ]);
  assert.equal(result.responsesSent, 0);
  assert.equal(result.blocked, 1);
  assert.match(result.problems[0]!.message, /another dataset name/);
  const { generations } = await second.store.taskDetail('HumanEval/0', second.connection.annotator);
  assert.deepEqual(
    generations.map((g) => [g.response, g.text, g.origin, g.model]),
    sampleTasks(1)[0]!.generations!.map((text, i) => [i + 1, text, 'argilla', config.models[i]!.name]),
  );
  // What is in Argilla did not change.
  const { records } = await readBySdk(dataset);
  assert.deepEqual(
    records.map((r) => r['generation_1']),
    sampleTasks(4).map((t) => t.generations![0]),
  );
  // After adopting, the task is judged on those texts and sent.
  await second.act('HumanEval/0', 'submitted', { score1: 4, score2: 4 });
  assert.equal((await second.sync.push({ what: 'outbox' })).responsesSent, 1);
});

test('generations made anew after a push are not scored into the old record', async () => {
  const desk = await newDesk({ config: configFor(freshName('regenerated')), tasks: sampleTasks(1) });
  await desk.sync.push();
  const text = 'A newer answer';
  await desk.store.putGeneration({
    taskId: 'HumanEval/0',
    response: 1,
    model: 'org/model-one',
    provider: 'openai',
    text,
    origin: 'model',
    hash: sha256(text),
    startedAt: new Date().toISOString(),
  });
  await desk.act('HumanEval/0', 'submitted', { score1: 4, score2: 4 });
  const result = await desk.sync.push({ what: 'outbox' });
  assert.equal(result.responsesSent, 0);
  assert.match(result.problems[0]!.message, /other responses/);
});

test('a dataset is a source of tasks for every role, and a pull gives texts to tasks without', async () => {
  const config = configFor(freshName('source'));
  const owner = await newDesk({ config, tasks: sampleTasks(3) });
  await owner.sync.push();
  const user = await newUser('annotator');
  const annotator = await newDesk({
    config: configFor(config.argilla!.dataset, { tasks: { source: 'argilla' } }),
    key: user.key,
  });
  const { dataset } = await annotator.sync.open(false);
  const tasks = await argillaTasks(annotator.connection.client, dataset);
  // What others judge as well is taken as it is there.
  assert.deepEqual(
    tasks,
    sampleTasks(3).map((task) => ({ ...task, asTheyAre: true })),
  );
  await annotator.store.upsertTasks(tasks, ['org/model-one', 'org/model-two']);
  await annotator.act('HumanEval/2', 'submitted', { score1: 1, score2: 2 });
  assert.equal((await annotator.sync.push()).responsesSent, 1);

  const bare = await newDesk({ config, tasks: sampleTasks(3).map(({ generations: _, ...task }) => task) });
  assert.equal((await bare.sync.pull()).textsAdopted, 3);
  assert.equal((await bare.store.counts(bare.connection.annotator)).byState['to-score'], 3);
});

test('cancelling stops a push; the rest follows later', async () => {
  const desk = await newDesk({ config: configFor(freshName('cancel')), tasks: sampleTasks(300) });
  const controller = new AbortController();
  await assert.rejects(
    desk.sync.push({
      signal: controller.signal,
      onProgress: ({ done }) => done === 250 && controller.abort(),
    }),
    { code: 'cancelled' },
  );
  const rest = await desk.sync.push();
  assert.equal(rest.recordsCreated, 50);
});

test('suggestions come along for an annotator, are brought up to date, and go when they are gone there', async () => {
  const config = configFor(freshName('suggested'));
  const owner = await newDesk({ config, tasks: sampleTasks(2) });
  await owner.sync.push();
  const { dataset } = await owner.sync.open(false);
  const { records } = await owner.connection.client.search(dataset.id);
  const record = records.find((one) => one.external_id === 'HumanEval/0');
  assert.ok(record);
  const questions = await owner.connection.client.questions(dataset.id);
  const propose = (name: string, value: unknown, agent: string, score?: number): Promise<{ id: string }> =>
    api('PUT', `/records/${record.id}/suggestions`, {
      question_id: questions.find((question) => question.name === name)?.id,
      value,
      agent,
      type: 'model',
      ...(score === undefined ? {} : { score }),
    });
  const score = await propose('score_response_2', 5, 'org/judge', 0.75);
  await propose('which_response_corrected', 'Response 1', 'org/judge');
  await propose('comments', 'The second is cleaner.', 'other-judge', 0.5);

  const user = await newUser('annotator');
  const desk = await newDesk({ config, key: user.key, tasks: sampleTasks(2) });
  const read = async (): Promise<unknown[]> =>
    (await desk.store.suggestions('HumanEval/0')).map((one) => [
      one.field,
      one.value,
      one.agent,
      one.score,
      one.origin,
    ]);
  assert.deepEqual(await desk.sync.pull(), { ...nothing, suggestions: 3 });
  assert.deepEqual(await read(), [
    ['score2', 5, 'org/judge', 0.75, 'argilla'],
    ['corrected', 'Response 1', 'org/judge', undefined, 'argilla'],
    ['comments', 'The second is cleaner.', 'other-judge', 0.5, 'argilla'],
  ]);
  assert.deepEqual(await desk.sync.pull(), nothing, 'what is known is not written again');
  await propose('score_response_2', 3, 'org/judge', 0.25);
  assert.equal((await desk.sync.pull()).suggestions, 1);
  await api('DELETE', `/records/${record.id}/suggestions?ids=${score.id}`);
  await desk.sync.pull();
  assert.deepEqual(await read(), [
    ['corrected', 'Response 1', 'org/judge', undefined, 'argilla'],
    ['comments', 'The second is cleaner.', 'other-judge', 0.5, 'argilla'],
  ]);
  assert.deepEqual(await desk.store.suggestions('HumanEval/1'), []);
});
