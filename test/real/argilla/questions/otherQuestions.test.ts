import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import {
  answersIn,
  api,
  closeAll,
  configFor,
  freshName,
  newDesk,
  notOnce,
  readBySdk,
  sampleTasks,
  type Desk,
} from '../lab.ts';

after(closeAll);

const id = 'HumanEval/0';
const mine = { score1: 6, score2: 2 };
const tagged = { labels: { value: ['slow', 'unclear'] }, remark: { value: 'Ask Ada about it' } };

/** A dataset with questions that Touchstone knows nothing of, one task of which is answered here and in Argilla. */
async function answered(): Promise<{
  dataset: string;
  desk: Desk;
  inPage: (values: object) => Promise<void>;
}> {
  const dataset = freshName('questions');
  const { items } = await api<{ items: { id: string; name: string }[] }>('GET', '/me/workspaces');
  const workspace_id = items.find(({ name }) => name === 'argilla')?.id;
  const draft = await api<{ id: string }>('POST', '/datasets', { name: dataset, workspace_id });
  const desk = await newDesk({ config: configFor(dataset), tasks: sampleTasks(2) });
  await makeAll(desk, draft.id);
  await desk.act(id, 'submitted', mine);
  await desk.sync.push();
  const { dataset: opened } = await desk.sync.open(false);
  const inPage = async (values: object): Promise<void> => {
    const { records } = await desk.connection.client.search(opened.id);
    const record = records.find(({ external_id }) => external_id === id);
    const own = record?.responses?.[0];
    if (own)
      await api('PUT', `/responses/${own.id}`, { status: 'submitted', values: { ...own.values, ...values } });
    else await api('POST', `/records/${record?.id}/responses`, { status: 'submitted', values });
  };
  return { dataset, desk, inPage };
}

/** Publishes the dataset with Touchstone's questions and two more. */
async function makeAll(desk: Desk, datasetId: string): Promise<void> {
  const { datasetSettings, questionBody } =
    await import('../../../../src/argilla/dataset/datasetSettings.ts');
  const { rubric, argilla } = desk.config;
  const { fields, questions, metadata } = datasetSettings(rubric, argilla!, '');
  const options = ['slow', 'unclear', 'clever'].map((value) => ({ value, text: value }));
  const others = [
    {
      name: 'labels',
      title: 'Labels',
      settings: { type: 'multi_label_selection', options, visible_options: 3 },
    },
    { name: 'remark', title: 'Remark', settings: { type: 'text', use_markdown: false } },
  ];
  for (const field of fields) await api('POST', `/datasets/${datasetId}/fields`, field);
  for (const question of [...questions.map(questionBody), ...others])
    await api('POST', `/datasets/${datasetId}/questions`, question);
  for (const property of metadata) await api('POST', `/datasets/${datasetId}/metadata-properties`, property);
  await api('PUT', `/datasets/${datasetId}/publish`);
}

/** What the SDK reads of that task: of score, labels and remark each what was answered and in which status. */
async function there(dataset: string): Promise<unknown[] | undefined> {
  const view = await readBySdk(dataset);
  assert.deepEqual([view.records.length, notOnce(view)], [2, []]);
  return answersIn(view, 'score_response_1', 'labels', 'remark')[id];
}

const kept = (status: string): unknown[] => [
  [[tagged.labels.value], [status]],
  [[tagged.remark.value], [status]],
];

describe('what was answered in Argilla to other questions', () => {
  for (const pulls of [false, true])
    test(`stays as a draft after an undo here${pulls ? ', also where it was pulled before' : ''}`, async () => {
      const { dataset, desk, inPage } = await answered();
      await inPage(tagged);
      if (pulls) await desk.sync.pull();
      await desk.store.undo(desk.connection.annotator, true);
      const result = await desk.sync.push({ what: 'outbox' });
      assert.deepEqual([result.responsesDeleted, result.problems], [1, []]);
      assert.deepEqual(await there(dataset), [[null, null], ...kept('draft')]);
      // Nothing is left to be done, and what is judged anew comes beside it.
      const again = await desk.sync.push();
      assert.deepEqual([again.responsesSent, again.responsesDeleted], [0, 0]);
      const pulled = await desk.sync.pull();
      assert.deepEqual([pulled.answersPulled, pulled.conflicts], [0, []]);
      await desk.act(id, 'submitted', { score1: 1, score2: 1 });
      assert.deepEqual((await desk.sync.push()).problems, []);
      assert.deepEqual(await there(dataset), [[[1], ['submitted']], ...kept('submitted')]);
    });

  test('stays when scores are changed or the task is discarded here', async () => {
    const { dataset, desk, inPage } = await answered();
    await inPage(tagged);
    await desk.sync.pull();
    await desk.act(id, 'submitted', { ...mine, score1: 3 });
    assert.deepEqual((await desk.sync.push()).problems, []);
    assert.deepEqual(await there(dataset), [[[3], ['submitted']], ...kept('submitted')]);
    await desk.act(id, 'discarded', { ...mine, score1: 3 });
    assert.deepEqual((await desk.sync.push()).problems, []);
    assert.deepEqual((await there(dataset))?.slice(1), kept('discarded'));
  });

  test('where there is none, the response goes with an undo', async () => {
    const { dataset, desk } = await answered();
    await desk.store.undo(desk.connection.annotator, true);
    assert.equal((await desk.sync.push({ what: 'outbox' })).responsesDeleted, 1);
    assert.deepEqual(await there(dataset), [
      [null, null],
      [null, null],
      [null, null],
    ]);
  });

  test('an undo takes nothing back where our own questions were answered anew there', async () => {
    const { dataset, desk, inPage } = await answered();
    await inPage({ ...tagged, score_response_1: { value: 0 } });
    await desk.store.undo(desk.connection.annotator, true);
    const { problems, responsesDeleted } = await desk.sync.push();
    assert.equal(responsesDeleted, 0);
    assert.deepEqual(
      problems.map(({ taskId, code }) => [taskId, code]),
      [[id, 'argilla-conflict']],
    );
    assert.match(problems[0]!.message, /Pull to take that one, or push by force to send yours\.$/);
    assert.deepEqual(await there(dataset), [[[0], ['submitted']], ...kept('submitted')]);
  });
});
