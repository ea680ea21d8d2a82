import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import {
  api,
  closeAll,
  configFor,
  freshName,
  good,
  newDesk,
  newUser,
  ownerKey,
  readBySdk,
  sampleTasks,
} from './lab.ts';

after(closeAll);

test('the dataset is the cookbook’s, the answers are there, and a second push sends nothing', async () => {
  const dataset = freshName('push');
  const config = configFor(dataset, {
    argilla: { url: configFor(dataset).argilla!.url, workspace: 'argilla', dataset, minSubmitted: 2 },
  });
  const desk = await newDesk({ config, tasks: sampleTasks(5) });
  await desk.act('HumanEval/0', 'submitted', good);
  await desk.act('HumanEval/1', 'submitted', { score1: 0, score2: 7 });
  await desk.act('HumanEval/2', 'discarded', { score1: 3 });
  await desk.act('HumanEval/3', 'draft', { score1: 1 });

  const progress: string[] = [];
  const first = await desk.sync.push({ onProgress: (p) => progress.push(`${p.stage} ${p.done}/${p.total}`) });
  assert.deepEqual(
    { ...first },
    {
      recordsCreated: 5,
      recordsMissing: 0,
      textsAdopted: 0,
      responsesSent: 3,
      responsesDeleted: 0,
      tagsLeft: [],
      unchanged: 0,
      held: 0,
      failed: 0,
      blocked: 0,
      differences: [],
      problems: [],
    },
  );
  assert.deepEqual(progress, ['records 5/5', 'answers 3/3']);
  assert.equal((await desk.store.counts(desk.connection.annotator)).unsent, 0);

  const before = await readBySdk(dataset);
  assert.equal(before.guidelines, '# Guide\nScore both.');
  assert.equal(before.allow_extra_metadata, false);
  assert.equal(before.min_submitted, 2);
  assert.deepEqual(
    before.fields,
    ['instruction', 'generation_1', 'generation_2'].map((name) => ({
      name,
      type: 'TextField',
      use_markdown: true,
      required: true,
    })),
  );
  const scale = [0, 1, 2, 3, 4, 5, 6, 7];
  assert.deepEqual(before.questions, [
    { name: 'score_response_1', type: 'RatingQuestion', required: true, options: scale },
    { name: 'score_response_2', type: 'RatingQuestion', required: true, options: scale },
    {
      name: 'which_response_corrected',
      type: 'LabelQuestion',
      required: false,
      options: ['Response 1', 'Response 2', 'Combination of both', 'Neither'],
    },
    { name: 'correction', type: 'TextQuestion', required: false, options: null },
    { name: 'comments', type: 'TextQuestion', required: false, options: null },
  ]);
  assert.deepEqual(before.metadata, [{ name: 'source-dataset', type: 'TermsMetadataProperty' }]);

  const byId = new Map(before.records.map((r) => [r['id'], r]));
  assert.equal(before.records.length, 5);
  const [task] = sampleTasks(1);
  const record = byId.get('HumanEval/0')!;
  assert.equal(record['instruction'], task!.instruction);
  assert.deepEqual([record['generation_1'], record['generation_2']], task!.generations);
  assert.equal(record['source-dataset'], 'openai/humaneval');
  assert.deepEqual(record['score_response_1.responses'], [6]);
  assert.deepEqual(record['score_response_2.responses'], [4]);
  assert.deepEqual(record['which_response_corrected.responses'], ['Response 2']);
  assert.deepEqual(record['correction.responses'], [good.correction]);
  assert.match(
    String(record['comments.responses']),
    /^A is clearer than B\n\n\(A = Response [12], B = Response [12]\)$/,
  );
  assert.deepEqual(record['score_response_1.responses.status'], ['submitted']);
  assert.deepEqual(byId.get('HumanEval/2')!['score_response_1.responses.status'], ['discarded']);
  assert.equal(byId.get('HumanEval/3')!['score_response_1.responses'], null);

  const second = await desk.sync.push();
  assert.equal(second.recordsCreated + second.responsesSent + second.failed + second.blocked, 0);
  assert.deepEqual((await readBySdk(dataset)).records, before.records);
});

test('chosen tasks alone get their records, and their answers are sent', async () => {
  const dataset = freshName('chosen');
  const desk = await newDesk({ config: configFor(dataset), tasks: sampleTasks(4) });
  await desk.act('HumanEval/0', 'submitted', good);
  await desk.act('HumanEval/1', 'submitted', good);
  await desk.act('HumanEval/2', 'draft', { score1: 1 });
  const taskIds = ['HumanEval/1', 'HumanEval/2'];
  const progress: string[] = [];
  const result = await desk.sync.push({
    taskIds,
    onProgress: (p) => progress.push(`${p.stage} ${p.done}/${p.total}`),
  });
  assert.deepEqual([result.recordsCreated, result.responsesSent, result.failed], [2, 1, 0]);
  assert.deepEqual(progress, ['records 2/2', 'answers 1/1']);
  const waiting = await desk.store.outbox(desk.connection.annotator, 10);
  assert.deepEqual(
    waiting.map(({ taskId }) => taskId),
    ['HumanEval/0'],
    'the other one waits',
  );
  assert.equal((await readBySdk(dataset)).records.length, 2);
  const again = await desk.sync.push({ taskIds });
  assert.deepEqual([again.recordsCreated, again.responsesSent], [0, 0]);
});

test('an undo takes the response away, another answer replaces it, and the record stays one', async () => {
  const dataset = freshName('undo');
  const desk = await newDesk({ config: configFor(dataset), tasks: sampleTasks(2) });
  await desk.act('HumanEval/0', 'submitted', { score1: 1, score2: 2 });
  await desk.act('HumanEval/1', 'submitted', { score1: 3, score2: 4 });
  await desk.sync.push();
  await desk.store.undo(desk.connection.annotator, true);
  await desk.act('HumanEval/0', 'submitted', { score1: 5, score2: 5 });
  const result = await desk.sync.push({ what: 'outbox' });
  assert.equal(result.responsesDeleted, 1);
  assert.equal(result.responsesSent, 1);
  const { records } = await readBySdk(dataset);
  assert.equal(records.length, 2);
  const [first, second] = [...records].sort((a, b) => String(a['id']).localeCompare(String(b['id'])));
  assert.deepEqual(first!['score_response_1.responses'], [5]);
  assert.equal(second!['score_response_1.responses'], null);
});

test('two users, one task: one record, one response each', async () => {
  const dataset = freshName('two');
  const config = configFor(dataset);
  const owner = await newDesk({ config, tasks: sampleTasks(3) });
  await owner.act('HumanEval/1', 'submitted', { score1: 1, score2: 1 });
  await owner.sync.push();
  const user = await newUser('annotator');
  const annotator = await newDesk({ config, key: user.key, tasks: sampleTasks(3) });
  await annotator.act('HumanEval/1', 'submitted', { score1: 6, score2: 7 });
  await annotator.act('HumanEval/2', 'discarded');
  for (let i = 0; i < 2; i++) {
    await owner.sync.push();
    await annotator.sync.push();
  }
  const { records } = await readBySdk(dataset);
  assert.equal(records.length, 3);
  const shared = records.find((r) => r['id'] === 'HumanEval/1')!;
  const scores = new Map(
    (shared['score_response_1.responses.users'] as string[]).map((id, i) => [
      id,
      (shared['score_response_1.responses'] as number[])[i],
    ]),
  );
  assert.deepEqual(Object.fromEntries(scores), { [owner.connection.user.id]: 1, [user.id]: 6 });
});

test('an annotator sends answers, but cannot create what is missing', async () => {
  const dataset = freshName('annotator');
  const config = configFor(dataset);
  const user = await newUser('annotator');
  const annotator = await newDesk({ config, key: user.key, tasks: sampleTasks(4) });
  await annotator.act('HumanEval/0', 'submitted', { score1: 1, score2: 2 });
  await annotator.act('HumanEval/3', 'submitted', { score1: 3, score2: 4 });
  await assert.rejects(annotator.sync.push(), { code: 'argilla-missing' });
  const owner = await newDesk({ config, tasks: sampleTasks(2) });
  await owner.sync.push();
  const result = await annotator.sync.push();
  assert.equal(result.responsesSent, 1);
  assert.equal(result.recordsMissing, 2);
  assert.equal(result.failed, 1);
  assert.match(result.problems[0]!.message, /owner or admin must push/);
  assert.equal((await annotator.store.counts(annotator.connection.annotator)).unsent, 1);
  // Nothing has to be done here once the owner has pushed the rest.
  const all = await newDesk({ config, tasks: sampleTasks(4) });
  await all.sync.push();
  assert.equal((await annotator.sync.push({ what: 'outbox' })).responsesSent, 1);
  assert.equal((await readBySdk(dataset)).records.length, 4);
});

test('two machines that push at once make one dataset and one record per task', async () => {
  const dataset = freshName('race');
  const config = configFor(dataset);
  const desks = await Promise.all([1, 2].map(() => newDesk({ config, tasks: sampleTasks(30) })));
  const results = await Promise.all(desks.map((desk) => desk.sync.push()));
  assert.equal(results[0]!.recordsCreated + results[1]!.recordsCreated, 30);
  assert.equal((await readBySdk(dataset)).records.length, 30);
  const { items } = await api<{ items: { name: string }[] }>('GET', '/me/datasets');
  assert.equal(items.filter((d) => d.name === dataset).length, 1);
});

test('answers given before connecting, and those of another dataset, are sent as well', async () => {
  const name = freshName('first');
  const desk = await newDesk({ config: configFor(name), tasks: sampleTasks(2) });
  const { annotator } = desk.connection;
  await desk.store.act({
    taskId: 'HumanEval/0',
    annotator,
    status: 'submitted',
    answer: { score1: 2, score2: 3 },
    guidelinesVersion: 'v1',
    send: false,
  });
  assert.equal((await desk.sync.push()).responsesSent, 1);
  const other = freshName('second');
  await desk.close();
  const moved = await newDesk({ config: configFor(other), folder: desk.folder });
  assert.equal((await moved.sync.push()).responsesSent, 1);
  assert.equal((await moved.sync.push()).responsesSent, 0);
  assert.deepEqual((await readBySdk(other)).records[0]!['score_response_1.responses'], [2]);
});

test('records that were deleted in Argilla are created again for the answers that need them', async () => {
  const dataset = freshName('deleted');
  const desk = await newDesk({ config: configFor(dataset), tasks: sampleTasks(2) });
  await desk.sync.push();
  const { dataset: made } = await desk.sync.open(false);
  const { records } = await desk.connection.client.search(made.id);
  await api('DELETE', `/datasets/${made.id}/records?ids=${records[0]!.id}`, undefined, ownerKey);
  await desk.act(records[0]!.external_id!, 'submitted', { score1: 1, score2: 1 });
  const result = await desk.sync.push({ what: 'outbox' });
  assert.equal(result.recordsCreated, 1);
  assert.equal(result.responsesSent, 1);
  assert.equal((await readBySdk(dataset)).records.length, 2);
});

test('one record that Argilla refuses does not keep the others from being created', async () => {
  const dataset = freshName('refused');
  const desk = await newDesk({ config: configFor(dataset) });
  const { items } = await api<{ items: { id: string; name: string }[] }>('GET', '/me/workspaces');
  const workspace = items.find((w) => w.name === 'argilla')!;
  const draft = await api<{ id: string }>('POST', '/datasets', { name: dataset, workspace_id: workspace.id });
  // Only one source is allowed here.
  await api('POST', `/datasets/${draft.id}/metadata-properties`, {
    name: 'source-dataset',
    title: 'Source of the task',
    settings: { type: 'terms', values: ['openai/humaneval'] },
    visible_for_annotators: true,
  });
  const tasks = sampleTasks(7);
  tasks[4]!.source = 'somewhere/else';
  await desk.store.upsertTasks(tasks, ['org/model-one', 'org/model-two']);
  await desk.act('HumanEval/4', 'submitted', { score1: 1, score2: 1 });
  const result = await desk.sync.push();
  assert.equal(result.recordsCreated, 6);
  assert.deepEqual(new Set(result.problems.map((p) => p.taskId)), new Set(['HumanEval/4']));
  assert.match(result.problems[0]!.message, /somewhere\/else/);
  assert.equal((await desk.store.counts(desk.connection.annotator)).unsent, 1);
});
