import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import type { Judgement } from '../../../../src/domain/judgement.ts';
import { textsOf } from '../../../../src/store/api/shownTexts.ts';
import { api, closeAll, configFor, freshName, newDesk, newUser, sampleTasks, type Desk } from '../lab.ts';

after(closeAll);

/** A judge's answer about one response of a task as it is. */
async function judged(
  desk: Desk,
  taskId: string,
  judge: string,
  points: Record<string, number>,
  jury: string[] = [judge],
): Promise<void> {
  const { task, responses } = textsOf(await desk.store.taskDetail(taskId, desk.connection.annotator));
  for (const [i, hash] of responses.entries()) {
    const judgement: Judgement = {
      ...{ taskId, judge, question: i === 0 ? '1' : '2', prompt: 'p', at: new Date().toISOString() },
      about: { task, responses: i === 0 ? [hash, ''] : ['', hash] },
      verdict: { points, reasons: {}, confidence: 0.5 },
      provenance: {
        model: judge,
        provider: 'openai',
        structured: 'words',
        sent: 'x',
        attempts: 1,
        durationMs: 1,
      },
      answer: '{}',
    };
    await desk.store.putJudgement(judgement, jury);
  }
}

const none = { sent: 0, unchanged: 0, others: 0, differences: 0, recordsMissing: 0, problems: [] };
const good = { documentation: 2, example: 1, correctness: 3 };

test('scores of judges are suggestions in Argilla: once, brought up to date, beside those of others, and for others to pull', async () => {
  const judges = [{ name: 'org/Judge (ä)', provider: 'hf-inference' }];
  const config = configFor(freshName('judge'), { judges });
  const owner = await newDesk({ config, tasks: sampleTasks(4) });
  await owner.sync.push();
  const { dataset } = await owner.sync.open(false);
  const { records } = await owner.connection.client.search(dataset.id);
  const questions = await owner.connection.client.questions(dataset.id);
  const idOf = (task: string): string => records.find((one) => one.external_id === task)?.id ?? '';
  const second = questions.find(({ name }) => name === 'score_response_2')?.id;
  await api('PUT', `/records/${idOf('HumanEval/1')}/suggestions`, {
    question_id: second,
    value: 1,
    agent: 'somebody',
  });

  assert.deepEqual(await owner.sync.pushSuggestions(), none);
  for (const n of [0, 1, 2]) await judged(owner, `HumanEval/${n}`, 'org/Judge (ä)', good);
  await owner.store.upsertTasks(
    [{ id: 'new', instruction: 'No record', source: 's', generations: ['a', 'b'] }],
    ['org/model-one', 'org/model-two'],
  );
  await judged(owner, 'new', 'org/Judge (ä)', good);
  assert.deepEqual(await owner.sync.pushSuggestions(), { ...none, sent: 5, others: 1, recordsMissing: 1 });
  const there = async (task: string) => {
    const { items } = await api<{
      items: { question_id: string; value: unknown; agent: string; score: number; type: string }[];
    }>('GET', `/records/${idOf(task)}/suggestions`);
    return items
      .map(({ question_id, value, agent, score, type }) => [
        questions.find(({ id }) => id === question_id)?.name,
        value,
        agent,
        score,
        type,
      ])
      .sort();
  };
  assert.deepEqual(await there('HumanEval/0'), [
    ['score_response_1', 6, 'org/Judge ---', 0.5, 'model'],
    ['score_response_2', 6, 'org/Judge ---', 0.5, 'model'],
  ]);
  assert.deepEqual((await there('HumanEval/1'))[1]?.slice(0, 3), ['score_response_2', 1, 'somebody']);
  assert.deepEqual(await owner.sync.pushSuggestions(), {
    ...none,
    unchanged: 5,
    others: 1,
    recordsMissing: 1,
  });
  await judged(owner, 'HumanEval/0', 'org/Judge (ä)', { ...good, example: 0 });
  assert.deepEqual(await owner.sync.pushSuggestions(), {
    ...none,
    sent: 2,
    unchanged: 3,
    others: 1,
    recordsMissing: 1,
  });

  const pulled = await owner.sync.pull();
  assert.equal(pulled.suggestions, 1, 'what is here already is not shown twice');
  assert.deepEqual(
    (await owner.store.suggestions('HumanEval/0')).map(({ origin }) => origin),
    ['judge', 'judge'],
  );

  const { key } = await newUser('annotator');
  const desk = await newDesk({ config, key, tasks: sampleTasks(4) });
  assert.equal((await desk.sync.pull()).suggestions, 6);
  assert.deepEqual(
    (await desk.store.suggestions('HumanEval/0')).map(({ field, value, agent, score, origin }) => [
      field,
      value,
      agent,
      score,
      origin,
    ]),
    [
      ['score1', 5, 'org/Judge ---', 0.5, 'argilla'],
      ['score2', 5, 'org/Judge ---', 0.5, 'argilla'],
    ],
  );
  await assert.rejects(desk.sync.pushSuggestions(), { code: 'argilla-forbidden' });
});

test('of several judges the jury speaks, and texts that differ keep theirs', async () => {
  const judges = ['a', 'b'].map((name) => ({ name, provider: 'hf-inference' }));
  const config = configFor(freshName('jury'), { judges });
  const owner = await newDesk({ config, tasks: sampleTasks(2) });
  await owner.sync.push();
  const names = ['a', 'b'];
  await judged(owner, 'HumanEval/0', 'a', good, names);
  await judged(owner, 'HumanEval/0', 'b', { documentation: 0, example: 1, correctness: 1 }, names);
  await judged(owner, 'HumanEval/1', 'b', good, names);
  assert.deepEqual(await owner.sync.pushSuggestions(), { ...none, sent: 4 });
  const other = await newDesk({ config, tasks: sampleTasks(2) });
  assert.equal((await other.sync.pull()).suggestions, 4);
  const agents = async (task: string) =>
    (await other.store.suggestions(task)).map(({ agent, value }) => [agent, value]);
  assert.deepEqual(await agents('HumanEval/0'), [
    ['jury', 4],
    ['jury', 4],
  ]);
  assert.deepEqual((await agents('HumanEval/1'))[0], ['b', 6]);
  const changed = sampleTasks(1).map((task) => ({
    ...task,
    generations: ['another', 'text'] as [string, string],
  }));
  await owner.store.upsertTasks(changed, ['org/model-one', 'org/model-two']);
  await judged(owner, 'HumanEval/0', 'a', good, names);
  assert.deepEqual(await owner.sync.pushSuggestions(), { ...none, unchanged: 2, differences: 1 });
});
