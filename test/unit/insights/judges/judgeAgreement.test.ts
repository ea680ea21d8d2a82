import assert from 'node:assert/strict';
import { test } from 'node:test';
import { moreTasks } from '../../../../src/insights/judges/judgeAgreement.ts';
import { juryRows, type JudgedRow } from '../../../../src/insights/rows/judgedRow.ts';
import { once, type Pair } from '../../../../src/stats/agreement/countedPairs.ts';
import { pearson, spearman } from '../../../../src/stats/agreement/correlation.ts';
import { weightedKappa } from '../../../../src/stats/agreement/kappa.ts';
import { krippendorff } from '../../../../src/stats/agreement/krippendorff.ts';
import { isMissing } from '../../../../src/stats/base/figure.ts';
import { predictionPowered } from '../../../../src/stats/predictionPowered.ts';
import { each } from '../../../each.ts';
import { answer, chartOf, insightsOf, sectionOf } from '../sections/support.ts';
import { madeProject } from './madeJudges.ts';

const judgedAs = (n: number, scores: [number, number], judge = 'judge'): JudgedRow => ({
  ...{ taskId: `t${n}`, position: n, judge, scores, lengths: [10, 20], columns: {} },
});
const sameTexts = { lengths: [10, 20] as [number, number] };

test('agreement is that of src/stats, over a pair for each person and response', async () => {
  const { rows, judged } = madeProject(7, {}, { tasks: 40 });
  const second = rows
    .slice(0, 12)
    .map((row) => ({ ...row, annotator: 'bob', scores: [row.scores[1], row.scores[0]] as [number, number] }));
  const all = [...rows, ...second];
  const { insights, links } = await insightsOf(all, {}, judged);
  const pairs = all.flatMap(({ taskId, scores }) => {
    const own = judged.find((row) => row.taskId === taskId);
    return ([0, 1] as const).map((i): Pair => [scores[i], own?.scores?.[i] ?? NaN]);
  });
  const section = sectionOf(insights, 'judge');
  const [same, near] = chartOf(section, 0, 'rows').rows;
  assert.equal(same?.value, pairs.filter(([a, b]) => a === b).length / pairs.length);
  assert.equal(near?.value, pairs.filter(([a, b]) => Math.abs(a - b) <= 1).length / pairs.length);
  const beyond = chartOf(section, 1, 'rows').rows;
  const expected = [
    ['weighted kappa', weightedKappa(once(pairs), 'quadratic')],
    ['Krippendorff’s alpha', krippendorff(pairs, 'ordinal')],
    ['Spearman', spearman(once(pairs))],
    ['Pearson', pearson(once(pairs))],
  ] as const;
  for (const [i, [label, value]] of each(expected.entries())) {
    assert.equal(beyond[i]?.label, label);
    assert.ok(Math.abs((beyond[i]?.value ?? NaN) - Number(value)) < 1e-12, `${label}: ${beyond[i]?.value}`);
  }
  assert.equal(beyond.at(-1)?.label, 'people with each other: weighted kappa');
  for (const row of each(beyond))
    assert.ok((row.low ?? NaN) < (row.high ?? NaN), `${row.label} has an interval`);
  assert.equal(links['judge.judge.both']?.ids.length, 40);
});

test('the largest gaps come first, and only tasks about the same texts count', async () => {
  const rows = [
    answer(0, [5, 5], sameTexts),
    answer(1, [7, 1], sameTexts),
    answer(2, [3, 3], sameTexts),
    answer(3, [0, 0]), // about another text than is there
  ];
  const judged = [judgedAs(0, [5, 7]), judgedAs(1, [2, 1]), judgedAs(2, [3, 4]), judgedAs(3, [7, 7])];
  const { insights, links } = await insightsOf(rows, {}, judged);
  assert.deepEqual(links['judge.apart']?.ids, ['t1', 't0']);
  const section = sectionOf(insights, 'judge');
  assert.equal(section.verdict.text, 'Too few tasks');
  assert.match(
    section.sentence,
    /^judge gave 50 % of the scores of 3 tasks as people did, 67 % within 1 point\.$/,
  );
  const [one, two] = chartOf(section, 2, 'rows').rows;
  assert.deepEqual(
    [one?.values, two?.values],
    [
      [0, -5, 0],
      [2, 0, 1],
    ],
  );
});

test('how many more tasks to know it: by the root of their number', async () => {
  assert.deepEqual([moreTasks(40, 0.2, 0.1), moreTasks(40, 0.1, 0.1), moreTasks(10, 0.11, 0.1)], [120, 0, 3]);
  const few = await insightsOf(...withJudged(20));
  assert.match(sectionOf(few.insights, 'judge').verdict.text, /^About \d+ more tasks$/);
  assert.match(
    sectionOf(few.insights, 'judge').advice ?? '',
    /^Kappa is known to ±0\.\d\d\. For ±0\.10 people would have to judge about \d+ tasks more, for ±0\.05 about \d+\.$/,
  );
  const many = await insightsOf(...withJudged(400));
  assert.deepEqual(sectionOf(many.insights, 'judge').verdict.mark, 'fine');
});

function withJudged(tasks: number): Parameters<typeof insightsOf> {
  const { rows, judged } = madeProject(7, {}, { tasks });
  return [rows, {}, judged];
}

test('no task in common, and no judge at all', async () => {
  const { insights } = await insightsOf([answer(0, [5, 5], sameTexts)], {}, [judgedAs(1, [5, 5])]);
  assert.equal(sectionOf(insights, 'judge').verdict.text, 'Nothing to compare with');
  const none = await insightsOf([answer(0, [5, 5])]);
  assert.ok(!none.insights.sections.some(({ id }) => id.startsWith('judge')));
});

test('several judges stand side by side, and the jury’s mean behind them', async () => {
  const rows = [0, 1, 2].map((n) => answer(n, [4, 4], sameTexts));
  const judged = [
    ...[0, 1, 2].map((n) => judgedAs(n, [4, 2], 'a')),
    ...[0, 1].map((n) => judgedAs(n, [5, 5], 'b')),
  ];
  assert.deepEqual(
    juryRows(
      ['a', 'b'].map((id) => ({
        id,
        label: id,
        isOwn: false,
        rows: judged.filter(({ judge }) => judge === id),
      })),
    ).map(({ taskId, scores }) => [taskId, scores]),
    [
      ['t0', [4.5, 3.5]],
      ['t1', [4.5, 3.5]],
    ],
  );
  const judges = ['b', 'a'].map((id) => ({ id, label: id.toUpperCase(), isOwn: false }));
  const { insights } = await insightsOf(rows, { judges }, judged);
  const section = sectionOf(insights, 'judge');
  assert.deepEqual(
    chartOf(section, 0, 'rows').rows.map(({ label, value }) => [label, value]),
    [
      ['B: same score', 0],
      ['B: within 1 point', 1],
      ['A: same score', 0.5],
      ['A: within 1 point', 0.5],
      ['Jury: same score', 0.5],
      ['Jury: within 1 point', 1],
    ],
  );
  assert.match(section.sentence, /^Jury gave 50 % of the scores of 2 tasks/);
});

test('with the judge’s scores of all tasks means are those of src/stats, and closer', async () => {
  const { rows, judged } = madeProject(9, { model: 1 }, { tasks: 300, people: 40 });
  const { insights, links } = await insightsOf(rows, {}, judged);
  const section = sectionOf(insights, 'judgeMeans');
  const [alone, powered] = chartOf(section, 1, 'rows').rows;
  const difference = ([a, b]: [number, number]): number => a - b;
  const expected = predictionPowered(
    rows.map(({ scores }, i) => ({
      label: difference(scores),
      prediction: difference(judged[i]?.scores ?? [0, 0]),
    })),
    judged.slice(40).map(({ scores }) => difference(scores ?? [0, 0])),
  );
  assert.ok(!isMissing(expected) && !isMissing(expected.interval));
  assert.deepEqual(
    [powered?.value, powered?.low, powered?.high],
    [expected.value, expected.interval.low, expected.interval.high],
  );
  const width = (row: typeof alone): number => (row?.high ?? NaN) - (row?.low ?? NaN);
  assert.ok(width(powered) < width(alone));
  assert.match(section.verdict.text, /^±0\.\d\d instead of ±0\.\d\d$/);
  assert.match(section.advice ?? '', /as if people had judged about \d+ tasks more/);
  assert.deepEqual(
    [links['judgeMeans.people']?.ids.length, links['judgeMeans.judge']?.ids.length],
    [40, 260],
  );
  const few = await insightsOf(rows.slice(0, 5), {}, judged);
  assert.equal(sectionOf(few.insights, 'judgeMeans').verdict.text, 'Too few tasks');
  const chosen = await insightsOf(rows, { choices: { answers: 'gap' } }, judged);
  assert.ok(
    !chosen.insights.sections.some(({ id }) => id === 'judgeMeans'),
    'a choice by answers is no sample',
  );
});

test('intervals of means with the judge hold the truth about as often as they say', () => {
  // What people would say of all tasks is known in a made project: they are asked about all, and some are shown.
  let held = 0;
  for (let seed = 1; seed <= 100; seed++) {
    const { rows, judged } = madeProject(seed, { model: 1 }, { tasks: 400 });
    const truth = rows.reduce((sum, { scores: [a, b] }) => sum + a - b, 0) / rows.length;
    const estimate = predictionPowered(
      rows.slice(0, 40).map(({ scores: [a, b] }, i) => {
        const [c = 0, d = 0] = judged[i]?.scores ?? [];
        return { label: a - b, prediction: c - d };
      }),
      judged.slice(40).map(({ scores: [a, b] = [0, 0] }) => a - b),
    );
    assert.ok(!isMissing(estimate) && !isMissing(estimate.interval));
    if (estimate.interval.low <= truth && truth <= estimate.interval.high) held++;
  }
  assert.ok(held >= 89, `${held} of 100`);
});
