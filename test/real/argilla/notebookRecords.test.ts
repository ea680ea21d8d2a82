import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, describe, test } from 'node:test';
import {
  api,
  closeAll,
  configFor,
  freshName,
  newDesk,
  newUser,
  readBySdk,
  sdk,
  type Desk,
  type FlatRecord,
} from './lab.ts';

after(closeAll);

const tasks = ['Task 0', 'Task 1', 'Task 2'].map((instruction, i) => ({
  id: `own/${i}`,
  instruction,
  source: 'bigcode/self-oss-instruct-sc2-exec-filter-50k',
  generations: ['one', 'two'] as [string, string],
}));

/** As in a further cell of the notebook. Arguments: the dataset's name, then JSON of records. */
const log = `
import json, os, sys, argilla as rg
client = rg.Argilla(api_url=os.environ["ARGILLA_API_URL"], api_key=os.environ["ARGILLA_API_KEY"])
client.datasets(sys.argv[1], workspace="argilla").records.log(
    [rg.Record(**one, metadata={"source-dataset": "mine"}) for one in json.loads(sys.argv[2])]
)
`;

const fields = (instruction: string, generation_2 = 'two'): object => ({
  fields: { instruction, generation_1: 'one', generation_2 },
});

describe('a dataset that the notebook made, whose records have ids by lot', () => {
  const dataset = freshName('notebook');
  const config = configFor(dataset);
  /** The records as the notebook has left them, by their instruction. */
  let logged: FlatRecord[];
  let desk: Desk;
  const now = async (): Promise<FlatRecord[]> => (await readBySdk(dataset)).records;
  const of = (records: FlatRecord[], instruction: string): FlatRecord[] =>
    records.filter((record) => record['instruction'] === instruction);
  const texts = ({ id, instruction, generation_1, generation_2, ...rest }: FlatRecord): unknown => ({
    ...{ id, instruction, generation_1, generation_2 },
    source: rest['source-dataset'],
  });
  const scores = (records: FlatRecord[]): unknown[] =>
    records.map((record) => record['score_response_1.responses']);

  before(async () => {
    await sdk(await readFile(new URL('./cookbook.py', import.meta.url), 'utf8'), dataset);
    // The cell ran twice for one of them, and there is one that is no task here.
    await sdk(
      log,
      dataset,
      JSON.stringify([fields('Task 1'), fields('Task 9'), fields('Task 2', 'another two')]),
    );
    logged = await now();
    assert.equal(logged.length, 5);
    desk = await newDesk({ config, tasks });
    const { dataset: found } = await desk.sync.open(false);
    const { records } = await desk.connection.client.search(found.id, { limit: 9 });
    const first = records.find((record) => record.fields['instruction'] === 'Task 0');
    assert.ok(first);
    const values = { score_response_1: { value: 4 }, score_response_2: { value: 1 } };
    await api('POST', `/records/${first.id}/responses`, { status: 'submitted', values });
  });

  test('the answers there are brought along, new ones go to the records there, and none is made twice', async () => {
    const pulled = await desk.sync.pull();
    assert.deepEqual([pulled.answersPulled, pulled.recordsUnknown], [1, 3]);
    const { annotation } = await desk.store.taskDetail('own/0', desk.connection.annotator);
    assert.deepEqual([annotation?.status, annotation?.score1, annotation?.score2], ['submitted', 4, 1]);

    await desk.act('own/1', 'submitted', { score1: 6, score2: 3 });
    const sent = await desk.sync.push({ what: 'outbox' });
    assert.deepEqual([sent.recordsCreated, sent.responsesSent], [0, 1]);
    await desk.act('own/2', 'submitted', { score1: 7, score2: 7 });
    const rest = await desk.sync.push();
    assert.deepEqual([rest.recordsCreated, rest.responsesSent, rest.problems], [1, 1, []]);
    assert.deepEqual(
      [(await desk.sync.push()).recordsCreated, (await desk.sync.push()).responsesSent],
      [0, 0],
    );

    const records = await now();
    assert.equal(records.length, 6);
    assert.deepEqual(records.slice(0, 5).map(texts), logged.map(texts), 'what the notebook logged stays so');
    assert.equal(records[5]?.['id'], 'own/2', 'the one with another response is another');
    assert.deepEqual(scores(of(records, 'Task 0')), [[4]]);
    assert.deepEqual(scores(of(records, 'Task 1')), [[6], null]);
    assert.deepEqual(scores(of(records, 'Task 2')), [null, [7]]);
    assert.deepEqual(scores(of(records, 'Task 9')), [null]);
  });

  test('on another machine the same records are found, and an annotator makes none', async () => {
    const second = await newDesk({ config, tasks });
    const result = await second.sync.push();
    assert.deepEqual([result.recordsCreated, result.responsesSent, result.problems], [0, 0, []]);
    const user = await newUser('annotator');
    const annotator = await newDesk({ config, key: user.key, tasks });
    await annotator.act('own/1', 'submitted', { score1: 0, score2: 2 });
    const sent = await annotator.sync.push();
    assert.deepEqual([sent.responsesSent, sent.recordsMissing, sent.problems], [1, 0, []]);
    const records = await now();
    assert.equal(records.length, 6);
    assert.deepEqual(
      of(records, 'Task 1').map((record) =>
        (record['score_response_1.responses'] as number[] | null)?.toSorted(),
      ),
      [[0, 6], undefined],
    );
  });

  test('texts that were changed there after they were judged keep their answer, and get none that was given for others', async () => {
    const [first] = of(logged, 'Task 1');
    assert.ok(first);
    const id = String(first['id']);
    await sdk(log, dataset, JSON.stringify([{ id, ...fields('Task 1', 'a better two') }]));
    const changed = of(await now(), 'Task 1')[0]!;
    assert.equal(changed['generation_2'], 'a better two');
    const { differences } = await desk.sync.pull();
    assert.deepEqual(differences, [{ taskId: 'own/1', what: 'generations' }]);

    await desk.act('own/1', 'submitted', { score1: 2, score2: 5 });
    for (const force of [false, true]) {
      const { problems, responsesSent, recordsCreated } = await desk.sync.push({ force });
      assert.deepEqual([recordsCreated, responsesSent], [0, 0]);
      assert.deepEqual(
        problems.map(({ taskId, code, message }) => [taskId, code, message]),
        [
          [
            'own/1',
            'texts-changed',
            'The record in Argilla holds other responses than those that were judged here: reopen the task, pull and judge those, or choose another dataset name in touchstone.json.',
          ],
        ],
      );
    }
    assert.deepEqual(of(await now(), 'Task 1')[0], changed, 'texts and answer as they were');

    // The first way out: the texts there, judged anew.
    await desk.act('own/1', 'draft', { score1: 2, score2: 5 });
    assert.equal((await desk.sync.pull()).textsAdopted, 1);
    const detail = await desk.store.taskDetail('own/1', desk.connection.annotator);
    assert.deepEqual(
      detail.generations.map(({ text }) => text),
      ['one', 'a better two'],
    );
    await desk.act('own/1', 'submitted', { score1: 2, score2: 7 });
    const { responsesSent, problems } = await desk.sync.push();
    assert.deepEqual([responsesSent, problems], [1, []]);
    const records = await now();
    assert.equal(records.length, 6);
    assert.deepEqual(of(records, 'Task 1')[0]?.['generation_2'], 'a better two');
    assert.ok((of(records, 'Task 1')[0]?.['score_response_2.responses'] as number[]).includes(7));
  });
});
