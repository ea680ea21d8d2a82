import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, describe, test } from 'node:test';
import { claimAnswers, unaskedPeople } from '../../../src/answers/claimAnswers.ts';
import { TouchstoneError } from '../../../src/platform/errors.ts';
import {
  answersIn,
  api,
  closeAll,
  configFor,
  findBySdk,
  freshName,
  newDesk,
  notOnce,
  readBySdk,
  sampleTasks,
  url,
  type Desk,
} from './lab.ts';

after(closeAll);

const [one, two, three] = ['HumanEval/0', 'HumanEval/1', 'HumanEval/2'] as const;

/** Three tasks, of which two are answered and in Argilla. */
async function pushedDesk(dataset: string): Promise<Desk> {
  const desk = await newDesk({ config: configFor(dataset), tasks: sampleTasks(3) });
  await desk.act(one, 'submitted', { score1: 1, score2: 2 });
  await desk.act(two, 'submitted', { score1: 3, score2: 4 });
  await desk.sync.push();
  return desk;
}

/** As a colleague does it. */
async function remove(desk: Desk): Promise<void> {
  const { dataset } = await desk.sync.open(false);
  await api('DELETE', `/datasets/${dataset.id}`);
}

/** What is told: one sentence, and a way out. */
async function told(work: Promise<unknown>, code: string): Promise<string> {
  const error: unknown = await work.then(
    () => assert.fail('it went through'),
    (thrown: unknown) => thrown,
  );
  assert.ok(error instanceof TouchstoneError, String(error));
  assert.equal(error.code, code, error.message);
  assert.match(error.message, /^(?:(?![.!?] ).)+\.$/, 'one sentence');
  assert.ok(error.action);
  return `${error.message} ${error.action}`;
}

async function waiting({ store, connection }: Desk): Promise<[string, boolean][]> {
  return (await store.outbox(connection.annotator, 10)).map(({ taskId, blocked }) => [taskId, blocked]);
}

const all = {
  [one]: [[[1], ['submitted']]],
  [two]: [[[3], ['submitted']]],
  [three]: [[[5], ['submitted']]],
};

describe('a dataset that somebody has deleted', () => {
  test('is not made again in the background; a push by hand makes it with all answers, once', async () => {
    const dataset = freshName('gone');
    const desk = await pushedDesk(dataset);
    await remove(desk);
    await desk.act(three, 'submitted', { score1: 5, score2: 6 });
    for (let i = 0; i < 2; i++) {
      const text = await told(desk.sync.push({ what: 'outbox' }), 'argilla-missing');
      assert.match(text, /is not in Argilla any more\. Run "Touchstone: Push to Argilla"/);
    }
    assert.equal(await findBySdk(dataset), undefined);
    // After a restart it is still known that there was one.
    await desk.close();
    const later = await newDesk({ config: configFor(dataset), folder: desk.folder });
    await told(later.sync.push({ what: 'outbox' }), 'argilla-missing');
    await told(later.sync.pull(), 'argilla-missing');
    assert.equal(await findBySdk(dataset), undefined);
    assert.deepEqual(await waiting(later), [[three, false]]);

    const result = await later.sync.push();
    assert.deepEqual([result.recordsCreated, result.responsesSent, result.problems], [3, 3, []]);
    const view = await readBySdk(dataset);
    assert.deepEqual(notOnce(view), []);
    assert.deepEqual(answersIn(view, 'score_response_1'), all);
    assert.equal((await later.sync.push()).responsesSent, 0);
  });

  test('and made anew, with records that others have judged, gets what is missing when one pushes', async () => {
    const dataset = freshName('again');
    const desk = await pushedDesk(dataset);
    await remove(desk);
    const colleague = await newDesk({ config: configFor(dataset), tasks: sampleTasks(2) });
    await colleague.act(one, 'submitted', { score1: 7, score2: 7 });
    await colleague.sync.push();
    const before = await readBySdk(dataset);
    await desk.act(three, 'submitted', { score1: 5, score2: 6 });
    await told(desk.sync.push({ what: 'outbox' }), 'argilla-missing');
    assert.deepEqual(await readBySdk(dataset), before, 'nothing goes there silently');

    // The colleague has the same account: that answer is another machine's.
    const result = await desk.sync.push();
    assert.deepEqual([result.recordsCreated, result.responsesSent, result.blocked], [1, 2, 1]);
    assert.deepEqual(
      result.problems.map(({ taskId, code }) => [taskId, code]),
      [[one, 'argilla-conflict']],
    );
    const view = await readBySdk(dataset);
    assert.deepEqual(notOnce(view), []);
    assert.deepEqual(answersIn(view, 'score_response_1'), { ...all, [one]: [[[7], ['submitted']]] });
  });
});

test('a server made anew: one is told to connect, and a push then brings all that was said to be one’s own', async () => {
  const [workspace, dataset, username] = [
    freshName('ws'),
    freshName('wiped'),
    `u-${randomUUID().slice(0, 8)}`,
  ];
  const config = configFor(dataset, { argilla: { url, workspace, dataset } });
  const owner = (): Promise<{ id: string; api_key: string }> =>
    api('POST', '/users', { username, first_name: username, role: 'owner', password: 'annotate-me' });
  const former = await owner();
  const desk = await newDesk({ config, key: former.api_key, tasks: sampleTasks(3) });
  await desk.act(one, 'submitted', { score1: 1, score2: 2 });
  await desk.act(two, 'submitted', { score1: 3, score2: 4 });
  await desk.sync.push();
  const before = await readBySdk(dataset, workspace);
  const { workspace: made } = await desk.sync.open(false);
  // What a Space without storage comes back as: no dataset, no workspace, another user of the same name.
  await api('DELETE', `/datasets/${before.id}`);
  await api('DELETE', `/workspaces/${made.id}`);
  await api('DELETE', `/users/${former.id}`);
  const latter = await owner();
  await desk.act(three, 'submitted', { score1: 5, score2: 6 });
  for (const what of ['outbox', 'all'] as const)
    assert.match(
      await told(desk.sync.push({ what }), 'argilla-unauthorized'),
      /does not accept the API key\. Run "Touchstone: Connect to Argilla"/,
    );
  assert.deepEqual(await waiting(desk), [[three, false]]);
  await desk.close();

  const anew = await newDesk({ config, key: latter.api_key, folder: desk.folder });
  const { annotator } = anew.connection;
  assert.notEqual(annotator, desk.connection.annotator);
  const others = await unaskedPeople(anew.store, annotator);
  assert.deepEqual(
    others.map(({ answers }) => answers),
    [3],
  );
  // As long as nobody has said whose they are, records alone are made.
  const first = await anew.sync.push();
  assert.deepEqual([first.recordsCreated, first.responsesSent], [3, 0]);
  await claimAnswers(anew.store, { name: annotator, send: true }, others, others);
  const second = await anew.sync.push();
  assert.deepEqual([second.recordsCreated, second.responsesSent, second.problems], [0, 3, []]);
  const third = await anew.sync.push();
  assert.deepEqual([third.recordsCreated, third.responsesSent], [0, 0]);
  const view = await readBySdk(dataset, workspace);
  assert.deepEqual(notOnce(view), []);
  assert.deepEqual(answersIn(view, 'score_response_1'), all);
  assert.deepEqual(
    view.records.map((record) => record['score_response_1.responses.users']),
    [[latter.id], [latter.id], [latter.id]],
  );
});
