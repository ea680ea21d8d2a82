import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { BiasKind } from '../../../../src/insights/judges/judgeBias.ts';
import { firstLess } from '../../../../src/insights/rows/judgedRow.ts';
import { each } from '../../../each.ts';
import { insightsOf, sectionOf, chartOf } from '../sections/support.ts';
import { countBiases, madeProject, type MadeBias } from './madeJudges.ts';

const kinds: BiasKind[] = ['model', 'length', 'position'];
const seeds = Array.from({ length: 100 }, (_, i) => i + 1);

const counted = (bias: MadeBias) => countBiases(seeds, bias);

/** 9 of 100 and more come of a rate of 5 % in 6 of 100 tests; 11 and more in one of 100. */
const mostWrong = 10;

test('a judge without a bias: none is found, but for the share that the level allows', () => {
  const { wrong } = counted({});
  assert.ok(wrong <= mostWrong, `${wrong} of 100 projects`);
  console.log(`# none there: ${wrong} of 100 found`);
});

for (const kind of each(kinds))
  test(`a judge with a bias of ${kind}: it is found, and no other`, () => {
    const counts = counted({ [kind]: 1 });
    assert.ok(counts[kind] >= 95, `found in ${counts[kind]} of 100 projects`);
    assert.ok(counts.wrong <= mostWrong, `another in ${counts.wrong}`);
    console.log(`# ${kind}: found in ${counts[kind]}, another in ${counts.wrong} of 100`);
  });

test('all three at once are told apart', () => {
  const counts = counted({ model: -1, length: 1, position: 1 });
  for (const kind of each(kinds)) assert.ok(counts[kind] >= 95, `${kind}: ${counts[kind]}`);
});

test('the page says which bias, how large and how sure', async () => {
  const { rows, judged } = madeProject(3, { length: 1 }, { tasks: 120 });
  const { insights, links } = await insightsOf(rows, {}, judged);
  const section = sectionOf(insights, 'judgeBias');
  assert.deepEqual(section.verdict, { mark: 'look', text: '1 found' });
  assert.match(section.sentence, /^Longer less shorter: \+\d\.\d\d \(\+\d\.\d\d to \+\d\.\d\d\)\.$/);
  const [model, length] = chartOf(section, 0, 'rows').rows;
  assert.deepEqual([model?.label, model?.state, length?.state], ['One less Two', 'open', 'found']);
  assert.match(length?.note ?? '', /^120 tasks · p < 0\.001, corrected$/);
  const [first] = chartOf(section, 1, 'rows').rows;
  assert.equal(first?.label, 'First less second');
  assert.equal(links['judgeBias.judge.length']?.ids.length, 120);
});

test('few tasks: nothing is said of bias; no comparisons: that is said', async () => {
  const { rows, judged } = madeProject(3, { model: 3 }, { tasks: 12 });
  const alone = judged.map(({ winners: _, ...row }) => row);
  const { insights } = await insightsOf(rows, {}, alone);
  const section = sectionOf(insights, 'judgeBias');
  assert.equal(section.verdict.text, 'Too few tasks');
  assert.match(section.advice ?? '', /no judge has compared/);
  assert.equal(section.charts.length, 1);
});

test('what it reads first: by hand', () => {
  const cases: [there: 0 | 1 | 2, back: 0 | 1 | 2, value: number][] = [
    [1, 2, 1], // the first one both times
    [2, 1, -1],
    [1, 1, 0], // Response 1 both times
    [2, 2, 0],
    [0, 0, 0],
    [1, 0, 0.5],
    [0, 1, -0.5],
  ];
  for (const [there, back, value] of each(cases)) assert.equal(firstLess({ there, back }), value);
});

test('a judge that is one of the models is told as such', async () => {
  const { rows, judged } = madeProject(3, {}, { tasks: 30 });
  const judges = [{ id: 'judge', label: 'Judge 1', isOwn: true }];
  const { insights } = await insightsOf(rows, { judges, hidden: ['owner/judge'] }, judged);
  assert.match(sectionOf(insights, 'judgeBias').advice ?? '', /^Judge 1 is one of the models/);
  assert.match(sectionOf(insights, 'judge').sentence, /^Judge 1 gave /);
  const former = await insightsOf(rows, { hidden: ['owner/judge'] }, judged);
  assert.match(sectionOf(former.insights, 'judge').sentence, /^Former judge 1 gave /);
});
