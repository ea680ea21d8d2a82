import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openMoment } from '../../../../src/export/files/moment.ts';
import { computeInsights } from '../../../../src/insights/computeInsights.ts';
import { readInsightRows, readPeople } from '../../../../src/insights/rows/readInsightRows.ts';
import { readJudgedRows } from '../../../../src/insights/rows/readJudgedRows.ts';
import { ownPrompt } from '../../../../src/judge/prompt/judgePrompt.ts';
import type { Store } from '../../../../src/store/api/store.ts';
import {
  fenced,
  isComparison,
  rubric,
  scoresOf,
  scriptedJudges,
  winnerOf,
  type Script,
} from '../../judge/support.ts';
import { act, generation, models, newFolder, open, openWithTasks, task } from '../../store/support.ts';
import { chartOf, sectionOf } from '../sections/support.ts';

async function read<T>(store: Store, work: (db: Parameters<typeof readJudgedRows>[0]) => T): Promise<T> {
  const { db, close } = openMoment(store.path, await newFolder());
  try {
    return work(db);
  } finally {
    close();
  }
}
const judgedOf = (store: Store, by = rubric) => read(store, (db) => readJudgedRows(db, by));

const script: Script = (request) =>
  isComparison(request)
    ? winnerOf('second')
    : scoresOf({ style: 1, works: request.instruction.includes('first of') ? 3 : 0 });

test('what judges say of the texts that are there, as they were asked last', async () => {
  const store = await open();
  const context = { topic: 'strings' };
  await store.upsertTasks(
    [
      task('t0', { language: 'python', context, generations: ['first of t0', 'second'] }),
      task('t1', { generations: ['first of t1', 'xyz'] }),
    ],
    models,
  );
  await scriptedJudges(store, () => scoresOf({ style: 0, works: 0 })).judge({ taskIds: ['t0', 't1'] });
  const engine = scriptedJudges(store, script, { prompt: `${ownPrompt}\nAnew.` });
  await engine.judge({ taskIds: ['t0'] });
  assert.deepEqual(await judgedOf(store), [
    {
      ...{
        taskId: 't0',
        position: 0,
        judge: 'judge-a',
        language: 'python',
        columns: context,
        lengths: [11, 6],
      },
      ...{ scores: [4, 1], winners: { there: 2, back: 1 } },
    },
  ]);
  await engine.judge({ taskIds: ['t1'] });
  await store.putGeneration(generation('t1', 2, 'another'));
  const [, second] = await judgedOf(store);
  assert.deepEqual([second?.taskId, second?.scores, second?.winners], ['t1', undefined, undefined]);
  await store.upsertTasks(
    [task('t0', { instruction: 'Something else', generations: ['first of t0', 'second'] })],
    models,
  );
  assert.deepEqual(
    (await judgedOf(store)).map(({ taskId }) => taskId),
    ['t1'],
  );
});

test('points that the rubric of today cannot hold say nothing', async () => {
  const store = await openWithTasks(1);
  await scriptedJudges(store, script).judge({ taskIds: ['t0'] });
  const narrower = { criteria: [{ id: 'style', title: 'Style', max: 2 }] };
  assert.equal((await judgedOf(store, narrower))[0]?.scores, undefined);
  assert.deepEqual((await judgedOf(store))[0]?.winners, { there: 2, back: 1 });
});

test('from the judge’s answers to the page: a judge that prefers what it reads first is told', async () => {
  const store = await openWithTasks(24);
  const ids = Array.from({ length: 24 }, (_, n) => `t${n}`);
  for (const [n, id] of ids.entries())
    await store.act(act(id, 'submitted', { score1: n % 5, score2: (n * 3) % 5 }));
  const first: Script = (request) => {
    if (isComparison(request)) return winnerOf('first');
    const n = Number(/of t(\d+)/.exec(fenced(request.instruction, 'response') ?? '')?.[1]);
    const score = request.instruction.includes('first of') ? n % 5 : (n * 3) % 5;
    return scoresOf({ style: Math.min(2, score), works: Math.max(0, score - 2) });
  };
  await scriptedJudges(store, first).judge({ taskIds: ids });
  const known = await read(store, (db) => ({
    rows: readInsightRows(db),
    people: readPeople(db),
    judged: readJudgedRows(db, rubric),
  }));
  const job = { rubric, models: ['One', 'Two'] as [string, string], choices: {}, me: 'me', blind: false };
  const { insights } = await computeInsights(known, job);
  const bias = sectionOf(insights, 'judgeBias');
  assert.equal(bias.verdict.text, '1 found');
  assert.match(bias.sentence, /^First less second: \+100 %/);
  const [same] = chartOf(sectionOf(insights, 'judge'), 0, 'rows').rows;
  assert.equal(same?.value, 1);
});
