import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { datasetSettings } from '../../../src/argilla/dataset/datasetSettings.ts';
import { TouchstoneError } from '../../../src/platform/errors.ts';
import { startGateway } from './gateway.ts';
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
} from './lab.ts';

after(closeAll);

const { rubric, argilla } = configFor('unused');
const wanted = datasetSettings(rubric, argilla!, '# Guide\nScore both.');

/** Begins a dataset as somebody does who has not published it yet. */
async function begin(
  name: string,
  parts: Partial<Record<'fields' | 'questions' | 'metadata-properties' | 'vectors-settings', object[]>>,
  change: object = {},
): Promise<void> {
  const { items } = await api<{ items: { id: string; name: string }[] }>('GET', '/me/workspaces');
  const workspace_id = items.find((one) => one.name === 'argilla')?.id;
  const { id } = await api<{ id: string }>('POST', '/datasets', { name, workspace_id, ...change });
  for (const [kind, list] of Object.entries(parts))
    for (const part of list) await api('POST', `/datasets/${id}/${kind}`, part);
}

const [instruction, ...generations] = wanted.fields;
const text = { type: 'text', use_markdown: true };
const scale = [1, 2, 3].map((value) => ({ value }));

describe('what somebody else is setting up is refused by name, and stays as it is:', () => {
  const others: [name: string, named: RegExp, parts: Parameters<typeof begin>[1], change?: object][] = [
    [
      'a question',
      /the question "clarity" is not Touchstone’s/,
      { questions: [{ name: 'clarity', title: 'Clarity', settings: { type: 'rating', options: scale } }] },
    ],
    [
      'a field',
      /the field "sources" is not Touchstone’s/,
      { fields: [instruction!, { name: 'sources', title: 'Sources', settings: text }] },
    ],
    [
      'metadata',
      /the metadata "batch" is not Touchstone’s/,
      { 'metadata-properties': [{ name: 'batch', title: 'Batch', settings: { type: 'integer' } }] },
    ],
    ['guidelines', /guidelines of its own/, { fields: [instruction!] }, { guidelines: 'To be discussed' }],
    [
      'vectors',
      /the vectors "meaning" are not Touchstone’s/,
      { fields: [instruction!], 'vectors-settings': [{ name: 'meaning', title: 'Meaning', dimensions: 4 }] },
    ],
    [
      'titles for fields of the same names',
      /the field "instruction" has a title of its own/,
      { fields: [{ ...instruction!, title: 'What was asked' }] },
    ],
    [
      'titles for questions of the same names',
      /the question "comments" has a title of its own/,
      { questions: [{ ...wanted.questions[4]!, title: 'What else?' }] },
    ],
    [
      'another number of answers for each record',
      /it asks for 3 answers to each record/,
      { fields: [instruction!] },
      { distribution: { strategy: 'overlap', min_submitted: 3 } },
    ],
  ];
  for (const [name, named, parts, change] of others)
    test(name, async () => {
      const dataset = freshName('draft');
      await begin(dataset, parts, change);
      const before = await readBySdk(dataset);
      const desk = await newDesk({ config: configFor(dataset), tasks: sampleTasks(1) });
      await desk.act('HumanEval/0', 'submitted', { score1: 1, score2: 2 });
      for (const what of ['all', 'outbox'] as const)
        await assert.rejects(desk.sync.push({ what }), (error: unknown) => {
          assert.ok(error instanceof TouchstoneError, String(error));
          assert.equal(error.code, 'argilla-settings-differ');
          assert.match(error.message, named);
          assert.match(error.action ?? '', /another dataset name/);
          return true;
        });
      assert.deepEqual(await readBySdk(dataset), before);
      assert.equal(before.is_published, false);
      assert.equal((await desk.store.counts(desk.connection.annotator)).unsent, 1);
    });
});

test('one that Touchstone itself has left half-made is completed, wherever it stopped', async () => {
  const dataset = freshName('stopped');
  const gateway = await startGateway();
  const config = configFor(dataset, {
    argilla: { url: gateway.url, workspace: 'argilla', dataset, minSubmitted: 2 },
  });
  const desk = await newDesk({ config, tasks: sampleTasks(2) });
  await desk.act('HumanEval/0', 'submitted', { score1: 1, score2: 2 });
  let passed = 0;
  let stops = 0;
  gateway.before = ({ method, path }, response) => {
    const makes = method !== 'GET' && !path.includes('/search');
    if (!makes || passed++ < 2) return false;
    response.writeHead(403, { 'content-type': 'text/html' }).end('<html>not now</html>');
    return true;
  };
  // Two requests further each time: the dataset itself, three fields, five questions, the metadata, publishing, records, answers.
  for (; stops < 12; stops++) {
    passed = 0;
    const { responsesSent = 0 } = (await desk.sync.push().catch((error: unknown) => {
      assert.ok(error instanceof TouchstoneError && error.code === 'argilla-gateway', String(error));
      return {};
    })) as { responsesSent?: number };
    if (responsesSent > 0) break;
  }
  assert.ok(stops >= 5, `it stopped ${stops} times`);
  gateway.before = undefined;
  const again = await desk.sync.push();
  assert.deepEqual([again.recordsCreated, again.problems], [0, []]);
  const view = await readBySdk(dataset);
  assert.deepEqual(
    [view.is_published, view.guidelines, view.min_submitted, view.allow_extra_metadata],
    [true, '# Guide\nScore both.', 2, false],
  );
  assert.deepEqual(
    [view.fields.map(({ name }) => name), view.questions.map(({ name }) => name)],
    [[instruction!, ...generations].map(({ name }) => name), wanted.questions.map(({ name }) => name)],
  );
  assert.deepEqual([view.records.length, notOnce(view)], [2, []]);
  assert.deepEqual(answersIn(view, 'score_response_1')['HumanEval/0'], [[[1], ['submitted']]]);
});
