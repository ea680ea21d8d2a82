import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, test } from 'node:test';
import { openDataset } from '../../../src/argilla/dataset/connect.ts';
import { datasetSettings } from '../../../src/argilla/dataset/datasetSettings.ts';
import { argillaTasks } from '../../../src/argilla/dataset/records.ts';
import { ArgillaClient } from '../../../src/argilla/api/argillaClient.ts';
import { startSpace } from '../../servers/space/space.ts';
import {
  api,
  closeAll,
  configFor,
  connectAs,
  freshName,
  http,
  newDesk,
  newUser,
  ownerKey,
  readBySdk,
  sampleTasks,
  sdk,
  url,
} from './lab.ts';

after(closeAll);

const cookbook = new URL('./cookbook.py', import.meta.url);

test('who one is', async () => {
  const connection = await connectAs(ownerKey);
  assert.equal(connection.user.username, 'argilla');
  assert.equal(connection.user.role, 'owner');
  assert.match(connection.serverVersion, /^2\./);
  await assert.rejects(connectAs('wrong-key'), { code: 'argilla-unauthorized' });
});

test('a private Space before the real server', async () => {
  const space = await startSpace({ token: 'hf_test', behind: url });
  try {
    await assert.rejects(new ArgillaClient({ url: space.url, key: ownerKey, http }).me(), {
      code: 'argilla-unauthorized',
    });
    const client = new ArgillaClient({ url: space.url, key: ownerKey, bearer: 'hf_test', http });
    assert.equal((await client.me()).username, 'argilla');
    space.state = 'sleeping';
    await assert.rejects(client.me(), { code: 'argilla-sleeping' });
  } finally {
    await space.stop();
  }
});

test('a dataset that the cookbook’s notebook made is used, its records are tasks', async () => {
  const dataset = freshName('cookbook');
  await sdk(await readFile(cookbook, 'utf8'), dataset);
  const desk = await newDesk({ config: configFor(dataset) });
  const { dataset: found, created } = await desk.sync.open(true);
  assert.equal(created, false);
  const tasks = await argillaTasks(desk.connection.client, found);
  assert.equal(tasks.length, 2);
  await desk.store.upsertTasks(tasks, ['org/model-one', 'org/model-two']);
  await desk.act(tasks[0]!.id, 'submitted', { score1: 7, score2: 0 });
  const result = await desk.sync.push();
  assert.equal(result.recordsCreated, 0);
  assert.equal(result.responsesSent, 1);
  const { records, guidelines } = await readBySdk(dataset);
  assert.equal(guidelines, 'my guidelines');
  assert.deepEqual(records.find((r) => r['id'] === tasks[0]!.id)?.['score_response_1.responses'], [7]);
});

test('records without an external id are known by their own', async () => {
  const dataset = freshName('own-id');
  const owner = await newDesk({ config: configFor(dataset) });
  const { dataset: made } = await owner.sync.open(true);
  const fields = { instruction: 'i', generation_1: 'a', generation_2: 'b' };
  await api('POST', `/datasets/${made.id}/records/bulk`, { items: [{ fields }] });
  const tasks = await argillaTasks(owner.connection.client, made);
  await owner.store.upsertTasks(tasks, ['org/model-one', 'org/model-two']);
  await owner.act(tasks[0]!.id, 'submitted', { score1: 1, score2: 2 });
  const result = await owner.sync.push();
  assert.deepEqual([result.recordsCreated, result.responsesSent], [0, 1]);
  assert.equal((await readBySdk(dataset)).records.length, 1);
});

test('other settings are refused and nothing is written', async () => {
  const dataset = freshName('other');
  await (await newDesk({ config: configFor(dataset), tasks: sampleTasks(1) })).sync.push();
  const rubric = { criteria: [{ id: 'a', title: 'A', max: 5 }] };
  const desk = await newDesk({ config: configFor(dataset, { rubric }), tasks: sampleTasks(2) });
  await assert.rejects(desk.sync.push(), (error: Error & { code?: string; action?: string }) => {
    assert.equal(error.code, 'argilla-settings-differ');
    assert.match(error.message, /"score_response_1" takes 0 to 7 instead of 0 to 5/);
    assert.match(error.action ?? '', /another dataset name in touchstone\.json/);
    return true;
  });
  assert.equal((await readBySdk(dataset)).records.length, 1);
});

test('a dataset left half-made is completed, also one of the Python SDK', async () => {
  const owner = await connectAs(ownerKey);
  const config = configFor('unused');
  const wanted = datasetSettings(config.rubric, config.argilla!, '# Guide');
  const [workspace] = (await owner.client.myWorkspaces()).filter((w) => w.name === 'argilla');
  const name = freshName('half');
  const draft = await api<{ id: string }>('POST', '/datasets', { name, workspace_id: workspace!.id });
  await owner.client.createField(draft.id, wanted.fields[0]!);
  await owner.client.createQuestion(draft.id, wanted.questions[1]!);
  const opened = await openDataset(owner, { workspace: 'argilla', dataset: name }, wanted, { create: true });
  assert.equal(opened.dataset.id, draft.id);
  const view = await readBySdk(name);
  assert.equal(view.allow_extra_metadata, false);
  assert.equal(view.guidelines, '# Guide');
  assert.equal(view.questions.length, 5);
  // A draft of another kind is left alone.
  const strange = freshName('strange');
  const other = await api<{ id: string }>('POST', '/datasets', {
    name: strange,
    workspace_id: workspace!.id,
  });
  await owner.client.createField(other.id, { ...wanted.fields[0]!, name: 'prompt' });
  await assert.rejects(
    openDataset(owner, { workspace: 'argilla', dataset: strange }, wanted, { create: true }),
    {
      code: 'argilla-settings-differ',
    },
  );
});

test('workspaces: an owner gets one made, others are told whom to ask', async () => {
  const owner = await connectAs(ownerKey);
  const config = configFor('any');
  const wanted = datasetSettings(config.rubric, config.argilla!, '');
  const place = { workspace: freshName('ws'), dataset: 'any' };
  await assert.rejects(openDataset(owner, place, wanted, { create: false }), { code: 'argilla-missing' });
  for (const role of ['annotator', 'admin'] as const) {
    const user = await connectAs((await newUser(role)).key);
    await assert.rejects(openDataset(user, place, wanted, { create: true }), { code: 'argilla-forbidden' });
  }
  const { workspace, created } = await openDataset(owner, place, wanted, { create: true });
  assert.ok(created);
  assert.equal(workspace.name, place.workspace);
  const admin = await newUser('admin', place.workspace);
  const connection = await connectAs(admin.key);
  const inTheirs = await openDataset(connection, { ...place, dataset: 'by-admin' }, wanted, { create: true });
  assert.ok(inTheirs.created);
});

test('guidelines go up when the dataset is made, and over others only when asked', async () => {
  const dataset = freshName('guide');
  const config = configFor(dataset);
  const desk = await newDesk({ config, tasks: sampleTasks(1), guidelines: { text: '# One', version: '1' } });
  await desk.sync.push();
  const later = await newDesk({ config, tasks: sampleTasks(1), guidelines: { text: '# Two', version: '2' } });
  await later.sync.push();
  assert.equal((await readBySdk(dataset)).guidelines, '# One');
  await later.sync.uploadGuidelines();
  assert.equal((await readBySdk(dataset)).guidelines, '# Two');
});

test('a Space that falls asleep in the middle loses nothing', async () => {
  const space = await startSpace({ behind: url });
  try {
    const dataset = freshName('asleep');
    const plain = configFor(dataset);
    const desk = await newDesk({
      config: { ...plain, argilla: { ...plain.argilla!, url: space.url } },
      tasks: sampleTasks(2),
    });
    await desk.sync.push();
    await desk.act('HumanEval/0', 'submitted', { score1: 1, score2: 2 });
    space.state = 'sleeping';
    await assert.rejects(desk.sync.push({ what: 'outbox' }), { code: 'argilla-sleeping' });
    const [row] = await desk.store.outbox(desk.connection.annotator, 10);
    assert.match(row?.lastError ?? '', /sleeps/);
    assert.equal(row?.blocked, false);
    space.state = 'running';
    assert.equal((await desk.sync.push({ what: 'outbox' })).responsesSent, 1);
  } finally {
    await space.stop();
  }
});

test('the rest of the client: searching by status, a bulk of nothing', async () => {
  const desk = await newDesk({ config: configFor(freshName('client')), tasks: sampleTasks(2) });
  await desk.sync.push();
  await desk.act('HumanEval/0', 'submitted', { score1: 1, score2: 2 });
  await desk.sync.push();
  const { client } = desk.connection;
  const { dataset } = await desk.sync.open(false);
  assert.equal((await client.search(dataset.id, { status: ['pending'] })).total, 1);
  await assert.rejects(client.upsertResponses([]), { code: 'argilla-rejected' });
});
