import assert from 'node:assert/strict';
import { test } from 'node:test';
import { annotatedShape, type Value } from '../../../src/export/table/exportColumns.ts';
import { exportedJudges } from '../../../src/export/table/exportedJudges.ts';
import { longColumns, longRecords } from '../../../src/export/table/longShape.ts';
import { projectOf } from '../../../src/export/exportRows.ts';
import type { TableContext } from '../../../src/export/table/column.ts';
import type { Store } from '../../../src/store/api/store.ts';
import { each } from '../../each.ts';
import { isComparison, judgeConfig, rubric, scoresOf, scriptedJudges, winnerOf } from '../judge/support.ts';
import { act, generation, models, open, task } from '../store/support.ts';

const judges = [{ name: 'Org/Judge-A' }, { id: 'strict', name: 'model-one' }];
const config = judgeConfig(judges);

/** Three tasks that both judges were asked about: submitted, a draft, not answered. */
async function judged(): Promise<Store> {
  const store = await open();
  await store.upsertTasks(
    ['t0', 't1', 't2'].map((id) => task(id, { generations: ['first', 'second'] })),
    models,
  );
  await store.act(act('t0', 'submitted', { score1: 5, score2: 3 }));
  await store.act(act('t1', 'draft', { score1: 5, score2: 3 }));
  await scriptedJudges(
    store,
    (request, name) =>
      isComparison(request)
        ? winnerOf(name === 'Org/Judge-A' ? 'first' : 'tie')
        : scoresOf({ style: name === 'Org/Judge-A' ? 2 : 0, works: 3 }, 50),
    { judges },
  ).judge({ taskIds: ['t0', 't1', 't2'] });
  return store;
}

/** The judges' columns of each row. */
async function tableOf(store: Store, context: TableContext): Promise<Record<string, Value>[]> {
  const { record, columns } = annotatedShape(context);
  const own = columns.filter(({ name }) => name.startsWith('judge_'));
  return (await store.exportPage(undefined, undefined, 100)).map((row) => {
    const made = record(row);
    assert.ok(made);
    return Object.fromEntries(own.map(({ name, value }) => [name, value(made)]));
  });
}

const open1 = { ...projectOf({ ...config, blind: false }) };
const reasons = JSON.stringify({ style: 'Seen: style.', works: 'Seen: works.' });

test('each judge has its points, sums, reasons and preference', async () => {
  const store = await judged();
  const [row] = await tableOf(store, open1);
  const preferences = JSON.stringify([
    { first: 1, winner: 1, reason: 'Seen.' },
    { first: 2, winner: 2, reason: 'Seen.' },
  ]);
  const ties = JSON.stringify([
    { first: 1, winner: 0, reason: 'Seen.' },
    { first: 2, winner: 0, reason: 'Seen.' },
  ]);
  assert.deepEqual(row, {
    ...{ judge_score_1_org_judge_a: 5, judge_score_2_org_judge_a: 5 },
    ...{ judge_points_1_org_judge_a_style: 2, judge_points_1_org_judge_a_works: 3 },
    ...{ judge_points_2_org_judge_a_style: 2, judge_points_2_org_judge_a_works: 3 },
    ...{ judge_reasons_1_org_judge_a: reasons, judge_reasons_2_org_judge_a: reasons },
    ...{ judge_confidence_1_org_judge_a: 0.5, judge_confidence_2_org_judge_a: 0.5 },
    ...{ judge_prefers_org_judge_a: 'order', judge_preferences_org_judge_a: preferences },
    ...{ judge_score_1_strict: 3, judge_score_2_strict: 3 },
    ...{ judge_points_1_strict_style: 0, judge_points_1_strict_works: 3 },
    ...{ judge_points_2_strict_style: 0, judge_points_2_strict_works: 3 },
    ...{ judge_reasons_1_strict: reasons, judge_reasons_2_strict: reasons },
    ...{ judge_confidence_1_strict: 0.5, judge_confidence_2_strict: 0.5 },
    ...{ judge_prefers_strict: 'tie', judge_preferences_strict: ties },
  });
  const [exportRow] = await store.exportPage(undefined, undefined, 1);
  assert.ok(exportRow);
  const [[n, long]] = longRecords(exportRow, open1) as [[1 | 2, Record<string, Value>]];
  const names = longColumns(open1).map(({ name }) => name);
  assert.deepEqual(
    [n, ...names.filter((name) => name.endsWith('_strict') || name.includes('_strict_'))].map((name) =>
      name === 1 ? 1 : [name, long[name]],
    ),
    [
      1,
      ['judge_score_strict', 3],
      ['judge_points_strict_style', 0],
      ['judge_points_strict_works', 3],
      ['judge_reasons_strict', reasons],
      ['judge_confidence_strict', 0.5],
      ['judge_prefers_strict', 'tie'],
    ],
  );
});

test('a blind project tells nothing before the answer is submitted, nor that a judge is a model under test', async () => {
  const store = await judged();
  const rows = await tableOf(store, projectOf({ ...config, blind: true }));
  assert.deepEqual(
    rows.map((row) => row['judge_score_1_org_judge_a']),
    [5, null, null],
  );
  for (const value of each(Object.values(rows[1] ?? {}))) assert.equal(value, null);
  assert.deepEqual([rows[0]?.['judge_score_1_2'], rows[0]?.['judge_score_1_strict']], [3, undefined]);
  const { record } = annotatedShape(projectOf({ ...config, blind: true }));
  const [, draft] = await store.exportPage(undefined, undefined, 100);
  assert.deepEqual(
    draft && record(draft)?.judges?.map(({ judge, score_1: score, prefers }) => [judge, score, prefers]),
    [
      ['org_judge_a', null, null],
      ['2', null, null],
    ],
  );
  const revealed = await tableOf(store, projectOf({ ...config, blind: true }, true));
  assert.deepEqual(
    revealed.map((row) => row['judge_score_1_strict']),
    [3, 3, 3],
  );
});

test('only what is said of the texts in the row counts, and points that the rubric of today can hold', async () => {
  const store = await judged();
  await store.putGeneration(generation('t1', 1, 'another first'));
  const rows = await tableOf(store, open1);
  assert.deepEqual(
    rows.map((row) => [
      row['judge_score_1_strict'],
      row['judge_score_2_strict'],
      row['judge_prefers_strict'],
    ]),
    [
      [3, 3, 'tie'],
      [null, 3, null],
      [3, 3, 'tie'],
    ],
  );
  const style = { id: 'style', title: 'Style', max: 2 };
  const smaller = { criteria: [style, { id: 'works', title: 'Works', max: 2 }] };
  const [row] = await tableOf(store, projectOf({ ...config, rubric: smaller, blind: false }));
  assert.deepEqual(
    [
      row?.['judge_score_1_strict'],
      row?.['judge_points_1_strict_style'],
      row?.['judge_points_1_strict_works'],
    ],
    [null, 0, null],
  );
});

test('names of columns are words, and each is there once', () => {
  const named = (...ids: string[]) =>
    exportedJudges(
      { judges: judgeConfig(ids.map((id) => ({ id, name: 'x' }))).judges, models: config.models },
      rubric,
      false,
    ).map(({ column }) => column);
  assert.deepEqual(named('a b', 'A/B', 'a-b'), ['a_b', 'a_b_2', 'a_b_3']);
  assert.deepEqual(named('=SUM(1)', '裁判', '!!', '-'), ['sum_1', '裁判', '3', '4']);
  // `x` with the criterion `style` would be the judge `x_style`.
  assert.deepEqual(named('x', 'x_style'), ['x', 'x_style_2']);
  assert.equal(named('q'.repeat(100))[0]?.length, 60);
});
