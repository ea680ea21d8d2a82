import assert from 'node:assert/strict';
import { test } from 'node:test';
import { answer, chartOf, insightsOf, sectionOf } from './support.ts';

const four = [answer(0, [5, 3]), answer(1, [4, 4]), answer(2, [2, 6]), answer(3, [7, 2])];

test('four tasks: figures without intervals, their single values, and no verdict', async () => {
  const { insights, links } = await insightsOf(four);
  assert.equal(insights.counts, '4 tasks judged · 4 answers · 1 annotator');
  assert.deepEqual(insights.warnings, ['4 tasks in all: everything here may still change a lot.']);
  const better = sectionOf(insights, 'better');
  assert.deepEqual(better.verdict, { mark: 'wait', text: 'Too few tasks' });
  assert.equal(better.charts.length, 1, 'no band');
  const [one, two] = chartOf(better, 0, 'rows').rows;
  // (5 + 4 + 2 + 7)/4 and (3 + 4 + 6 + 2)/4
  assert.deepEqual([one?.value, one?.values, one?.low, one?.state], [4.5, [5, 4, 2, 7], undefined, 'small']);
  assert.deepEqual([two?.value, two?.values], [3.75, [3, 4, 6, 2]]);
  assert.equal(one?.note, '4 tasks: too few for an interval');

  const parts = chartOf(sectionOf(insights, 'wins'), 0, 'parts').parts;
  assert.deepEqual(
    parts.map(({ label, count }) => [label, count]),
    [
      ['One better', 2],
      ['Tie', 1],
      ['Two better', 1],
    ],
  );
  assert.deepEqual(links['wins.won'], { title: 'Response 1 is better', ids: ['t0', 't3'] });
  assert.deepEqual(links['wins.tied'], { title: 'ties', ids: ['t1'] });
  const bars = chartOf(sectionOf(insights, 'scores'), 0, 'bars');
  assert.deepEqual(
    bars.series[0]?.bars.map(({ count }) => count),
    [0, 0, 1, 0, 1, 1, 0, 1],
  );
  assert.deepEqual(bars.line, { before: 5, text: 'a correction is asked for' });
  assert.match(sectionOf(insights, 'scores').sentence, /^In 1 of 4 answers .*; in 1 both are at or below 4/);
  assert.equal(sectionOf(insights, 'fair').verdict.text, 'Too few tasks');
  for (const id of ['criteria', 'runs', 'annotators', 'time'])
    assert.ok(!insights.sections.some((section) => section.id === id), `${id} has nothing to say`);
});

test('a clear difference is decided, and the band tells after which task', async () => {
  const { insights } = await insightsOf(Array.from({ length: 20 }, (_, n) => answer(n, [7, n % 2 ? 2 : 3])));
  const better = sectionOf(insights, 'better');
  assert.deepEqual(better.verdict, { mark: 'decided', text: 'Decided' });
  assert.match(better.sentence, /^One is better, by 4\.5 points on average/);
  const { points, decidedAt = NaN } = chartOf(better, 1, 'band');
  assert.equal(points.length, 20);
  assert.ok(decidedAt >= 2 && decidedAt <= 12, `decided after ${decidedAt}`);
  assert.ok((points[decidedAt - 1]?.low ?? 0) > 0 && (points[decidedAt - 2]?.low ?? 0) <= 0);
  assert.deepEqual(insights.warnings, []);
});

test('no difference: never decided, and how many more is told or why not', async () => {
  const ties = await insightsOf(Array.from({ length: 10 }, (_, n) => answer(n, [3, 3])));
  assert.deepEqual(sectionOf(ties.insights, 'better').verdict, { mark: 'wait', text: 'Not decided' });
  assert.equal(sectionOf(ties.insights, 'better').advice, 'No task tells them apart yet.');
  const some = await insightsOf(Array.from({ length: 12 }, (_, n) => answer(n, [n % 3 ? 6 : 1, 4])));
  assert.match(sectionOf(some.insights, 'better').verdict.text, /^Not decided, about \d+ more$/);
});

test('a task that two people judged counts once', async () => {
  const rows = [answer(0, [6, 2]), answer(0, [4, 4], { annotator: 'bob' }), answer(1, [1, 1])];
  const { insights } = await insightsOf(rows);
  const [one, two] = chartOf(sectionOf(insights, 'better'), 0, 'rows').rows;
  assert.deepEqual([one?.values, one?.value, two?.value], [[5, 1], 3, 2]);
  const annotators = sectionOf(insights, 'annotators');
  assert.match(annotators.sentence, /^You and Bob gave 0 % of the scores of 1 task alike\.$/);
  const [same, near] = chartOf(annotators, 0, 'rows').rows;
  assert.deepEqual([same?.value, near?.value], [0, 0]);
  const [more] = chartOf(annotators, 2, 'rows').rows;
  assert.equal(more?.value, 0, '2 more for one, 2 less for the other');
});

test('points and runs: the cells, the contradictions, and the tasks behind them', async () => {
  const points = (works: number) => ({ style: 2, docs: 2, works });
  const rows = [
    answer(0, [7, 5], { points: [points(3), points(1)], runs: ['failed', 'passed'] }),
    answer(1, [7, 4], { points: [points(3), points(0)], runs: ['passed', 'failed'] }),
    answer(2, [6, 6], { points: [points(2), points(2)], runs: ['failed', 'passed'] }),
    answer(3, [7, 7], { points: [points(3), points(3)] }),
  ];
  const { insights, links } = await insightsOf(rows);
  const runs = sectionOf(insights, 'runs');
  assert.deepEqual(runs.verdict, { mark: 'look', text: '1 to look at' });
  assert.match(
    runs.sentence,
    /^In 1 of 3 tasks with checks the points for “Works” contradict what ran: 33 % \(6 % to 79 %\)\.$/,
  );
  assert.deepEqual(
    chartOf(runs, 0, 'grid').cells.map((row) => row.map(({ count, state }) => `${count} ${state}`)),
    [
      ['1 same', '1 against', '2 plain'],
      ['1 plain', '1 plain', '0 plain'],
      ['1 against', '0 same', '0 plain'],
      ['0 plain', '1 same', '0 plain'],
    ],
  );
  assert.deepEqual(links['runs.against'], { title: 'points against runs', ids: ['t0'] });
  assert.deepEqual(links['runs.3.none']?.ids, ['t3']);
  const against = await insightsOf(rows, { choices: { answers: 'against' } });
  assert.equal(against.insights.counts, '1 task judged · 1 answer · 1 annotator');
});

test('what was shown left gets a point more: found, and as large as it is', async () => {
  const rows = Array.from({ length: 40 }, (_, n) => {
    const isLeft = n % 2 === 0;
    const more = n % 4 < 2 ? 1 : 0;
    return answer(n, [4 + (isLeft ? 1 : 0), 4 + (isLeft ? 0 : 1) - more], {
      shownOrder: isLeft ? [1, 2] : [2, 1],
    });
  });
  const { insights, links } = await insightsOf(rows);
  const fair = sectionOf(insights, 'fair');
  assert.equal(fair.verdict.mark, 'look');
  const [side] = chartOf(fair, 0, 'rows').rows;
  // Of all with 1 left: 1 + 1/2 on average; with 1 right: −1 + 1/2.
  assert.deepEqual([side?.label, side?.value, side?.state], ['Left less right', 1, 'found']);
  assert.equal(links['fair.side']?.ids.length, 40);
});

test('time: the median, by place in the session; half an hour ends one', async () => {
  const rows = Array.from({ length: 10 }, (_, n) => answer(n, [4, 3], { spentMs: (n + 1) * 60_000 }));
  const later = answer(50, [4, 3], { spentMs: 30_000 });
  const { insights, links } = await insightsOf([...rows, later]);
  const time = sectionOf(insights, 'time');
  assert.equal(time.verdict.text, '5.0 min');
  const { rows: places } = chartOf(time, 1, 'rows');
  // 1 to 8 and, in a session of its own, 0.5; 9 and 10.
  assert.deepEqual(
    places.map(({ label, value }) => [label, value]),
    [
      ['1st to 8th of a session', 4],
      ['9th to 16th', 9.5],
    ],
  );
  assert.deepEqual(links['time.slowest']?.ids.slice(0, 2), ['t9', 't8']);
});

test('tasks chosen by their answers take the verdict away', async () => {
  const rows = Array.from({ length: 30 }, (_, n) => answer(n, [7, n % 2 ? 2 : 6]));
  const { insights } = await insightsOf(rows, { choices: { answers: 'gap' } });
  assert.equal(insights.counts, '15 tasks judged · 15 answers · 1 annotator');
  const better = sectionOf(insights, 'better');
  assert.deepEqual(better.verdict, { mark: 'none', text: 'Chosen by answers' });
  assert.equal(better.charts.length, 1, 'no band');
  assert.match(insights.warnings[0] ?? '', /say nothing of the others/);
});

test('filters name what is there; a choice that is gone is none', async () => {
  const rows = [
    answer(0, [5, 3], { language: 'python', columns: { topic: 'a', text: 'x0' } }),
    answer(1, [5, 3], { language: 'go', columns: { topic: 'b', text: 'x1' }, guidelinesVersion: 'v2' }),
    answer(2, [5, 3], { language: 'go', columns: { topic: 'b', text: 'x2' }, annotator: 'bob' }),
    answer(3, [5, 3], { language: 'go', columns: { topic: 'a', text: 'x3' } }),
  ];
  const all = await insightsOf(rows, { choices: { language: 'rust' } });
  assert.deepEqual(
    all.insights.filters.map(({ id, value }) => [id, value]),
    [
      ['annotator', ''],
      ['language', ''],
      ['version', ''],
      ['column:topic', ''],
      ['answers', ''],
    ],
  );
  assert.deepEqual(
    all.insights.filters[0]?.options.map(({ text }) => text),
    ['Everybody', 'You', 'Bob'],
  );
  const one = await insightsOf(rows, { choices: { language: 'go', annotator: 'bob', 'column:topic': 'b' } });
  assert.match(one.insights.counts, /^1 task judged/);
  const none = await insightsOf(rows, { choices: { language: 'python', annotator: 'bob' } });
  assert.match(none.insights.empty ?? '', /Choose all again/);
  assert.deepEqual(none.insights.sections, []);
});

test('an empty project says what to do', async () => {
  const { insights } = await insightsOf([]);
  assert.match(insights.empty ?? '', /press Submit/);
  assert.deepEqual([insights.filters, insights.sections, insights.warnings], [[], [], []]);
});
