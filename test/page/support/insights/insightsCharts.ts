import type { InsightsChart, InsightsRow } from '../../../../src/protocol/insightsMessages.ts';

/** Numbers from 0 to 1 that are the same at each run. */
export function random(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

type Rows = Extract<InsightsChart, { kind: 'rows' }>;
type Axis = Rows['axis'];

const signed = (value: number, digits = 2): string =>
  `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(digits)}`;

const difference: Axis = {
  min: -2,
  max: 2,
  zero: 0,
  ticks: [-2, -1, 0, 1, 2].map((at) => ({ at, text: at === 0 ? '0' : signed(at, 0) })),
  label: 'difference in points',
};
const share: Axis = {
  min: 0,
  max: 1,
  ticks: [0, 0.25, 0.5, 0.75, 1].map((at) => ({ at, text: `${at * 100} %` })),
  label: 'share of the points',
};

function row(
  label: string,
  mark: InsightsRow['mark'],
  value: number,
  half: number,
  more: Partial<InsightsRow> = {},
): InsightsRow {
  const found = Math.abs(value) > half;
  return {
    label,
    mark,
    value,
    low: value - half,
    high: value + half,
    text: signed(value),
    state: found ? 'found' : 'open',
    ...more,
  };
}

const rows = (title: string, axis: Axis, list: InsightsRow[]): Rows => ({
  kind: 'rows',
  title,
  axis,
  rows: list,
});
const plain = (
  label: string,
  mark: InsightsRow['mark'],
  value: number,
  half: number,
  text: string,
): InsightsRow => row(label, mark, value, half, { state: 'plain', text, link: `${label}/${mark}` });

/** A chart for each question, made of plain data. */
export const charts = {
  band: (draw: () => number, one: string, two: string): InsightsChart => {
    let sum = 0;
    return {
      kind: 'band',
      title: 'The difference, task by task',
      axis: {
        ...difference,
        min: -3,
        max: 3,
        ends: [
          { text: `below: ${two} better`, mark: 'model2' },
          { text: `above: ${one} better`, mark: 'model1' },
        ],
      },
      label: 'tasks in the order judged',
      points: Array.from({ length: 60 }, (_, i) => {
        sum += 0.97 + (draw() - 0.5) * 5;
        const value = sum / (i + 1);
        const half = Math.min(6, 6.2 / Math.sqrt(i + 1));
        return { n: i + 1, value, low: value - half, high: value + half };
      }),
      decidedAt: 38,
    };
  },
  criteria: (): InsightsChart =>
    rows('Share of the points', share, [
      plain('Documentation', 'model1', 0.73, 0.08, '1.47 of 2'),
      plain('Documentation', 'model2', 0.55, 0.09, '1.11 of 2'),
      plain('Example', 'model1', 0.52, 0.1, '1.04 of 2'),
      plain('Example', 'model2', 0.41, 0.1, '0.82 of 2'),
      plain('Correctness', 'model1', 0.78, 0.07, '2.33 of 3'),
      plain('Correctness', 'model2', 0.64, 0.09, '1.93 of 3'),
    ]),
  differences: (one: string, two: string): InsightsChart =>
    rows(
      'Difference',
      {
        ...difference,
        ends: [
          { text: two, mark: 'model2' },
          { text: one, mark: 'model1' },
        ],
      },
      [
        row('Documentation', 'difference', 0.36, 0.34, { note: 'decided', link: 'criteria/documentation' }),
        row('Example', 'difference', 0.22, 0.5, { note: 'about 150 more', link: 'criteria/example' }),
        row('Correctness', 'difference', 0.39, 0.52, { note: 'about 40 more', link: 'criteria/correctness' }),
      ],
    ),
  scores: (one: string, two: string): InsightsChart => {
    const counts = [
      [14, 25, 28, 20, 16, 4, 1, 0],
      [5, 16, 13, 30, 21, 11, 10, 2],
    ];
    return {
      kind: 'bars',
      title: 'Answers by score',
      label: 'answers with this score',
      categories: ['7', '6', '5', '4', '3', '2', '1', '0'],
      line: { before: 3, text: '4 and below in both: a correction is asked for' },
      series: [one, two].map((name, m) => ({
        name,
        mark: m === 0 ? ('model1' as const) : ('model2' as const),
        bars: (counts[m] ?? []).map((count, i) => ({
          count,
          text: `${count} answers gave ${7 - i} points to ${name}`,
          link: `scores/${m}/${7 - i}`,
        })),
      })),
    };
  },
  wins: (one: string, two: string): InsightsChart => ({
    kind: 'parts',
    title: 'Tasks won, tied and lost',
    parts: [
      { label: `${one} wins 39`, mark: 'model1', count: 39, text: '65 % (52 to 76)', link: 'wins/1' },
      { label: 'tie 3', mark: 'plain', count: 3, text: '5 %', link: 'wins/0' },
      { label: `${two} wins 18`, mark: 'model2', count: 18, text: '30 % (20 to 43)', link: 'wins/2' },
    ],
  }),
  groups: (): InsightsChart =>
    rows(
      'Difference by language',
      {
        ...difference,
        min: -4,
        max: 4,
        ticks: [-4, -2, 0, 2, 4].map((at) => ({ at, text: at === 0 ? '0' : signed(at, 0) })),
      },
      [
        row('python', 'difference', 1.1, 0.8, { note: '36 tasks', link: 'language/python' }),
        row('javascript', 'difference', 0.7, 1.1, {
          note: 'small: 14 tasks',
          state: 'small',
          link: 'language/js',
        }),
        {
          label: 'go',
          mark: 'plain',
          values: [-3, 1, 1.5, 2, 3],
          text: 'too few',
          note: '6 tasks',
          state: 'small',
          link: 'language/go',
        },
        { label: 'bash', mark: 'plain', text: 'too few', note: '1 task', state: 'small' },
      ],
    ),
  runs: (): InsightsChart => {
    const counts = [
      [56, 3, 7],
      [12, 17, 0],
      [2, 22, 1],
    ];
    const against = new Set(['0 1', '2 0']);
    return {
      kind: 'grid',
      title: 'Responses by points and checks',
      rowLabel: 'Correctness',
      columnLabel: 'what the checks showed',
      rows: ['3 of 3, works', '2 of 3, nearly', '0–1 of 3, does not'],
      columns: ['all checks pass', 'a check fails', 'no checks'],
      cells: counts.map((list, r) =>
        list.map((count, c) => ({
          count,
          text: `${count} responses${against.has(`${r} ${c}`) ? ' that contradict their points' : ''}`,
          state: against.has(`${r} ${c}`) ? ('against' as const) : ('plain' as const),
          link: count > 0 ? `runs/${r}/${c}` : undefined,
        })),
      ),
    };
  },
  judge: (): InsightsChart =>
    rows(
      'Agreement',
      {
        min: 0,
        max: 1,
        ticks: [0, 0.25, 0.5, 0.75, 1].map((at) => ({ at, text: String(at) })),
        label: 'agreement',
      },
      [
        plain('same score', 'judge', 0.39, 0.09, '0.39'),
        plain('same score', 'people', 0.41, 0.1, '0.41'),
        plain('within 1', 'judge', 0.84, 0.07, '0.84'),
        plain('within 1', 'people', 0.8, 0.08, '0.80'),
        plain('weighted kappa', 'judge', 0.75, 0.06, '0.75'),
        plain('weighted kappa', 'people', 0.73, 0.08, '0.73'),
      ],
    ),
  confusion: (): InsightsChart => ({
    kind: 'grid',
    title: 'Judge against people',
    rowLabel: 'judge',
    columnLabel: 'people →',
    rows: ['7', '6', '5', '4', '3', '2', '1', '0'],
    columns: ['0', '1', '2', '3', '4', '5', '6', '7'],
    cells: Array.from({ length: 8 }, (_, r) =>
      Array.from({ length: 8 }, (_unused, c) => {
        const count = Math.max(0, 15 - 6 * Math.abs(7 - r - c) - Math.abs(c - 4));
        return {
          count,
          text: `${count} responses: judge ${7 - r}, people ${c}`,
          state: 7 - r === c ? ('same' as const) : ('plain' as const),
          link: count > 0 ? `judge/${7 - r}/${c}` : undefined,
        };
      }),
    ),
  }),
  tags: (one: string, two: string): InsightsChart => ({
    kind: 'bars',
    title: 'Responses with a tag',
    label: 'responses',
    categories: ['#no-example', '#edge-case', '#thin-docs', '#crash'],
    series: [one, two].map((name, m) => ({
      name,
      mark: m === 0 ? ('model1' as const) : ('model2' as const),
      bars: [
        [10, 10, 3, 2],
        [13, 8, 13, 8],
      ][m]!.map((count, i) => ({ count, text: `${count} responses of ${name}`, link: `tags/${m}/${i}` })),
    })),
  }),
  fair: (): InsightsChart =>
    rows(
      'Bias',
      {
        ...difference,
        min: -1,
        max: 1,
        ticks: [-1, -0.5, 0, 0.5, 1].map((at) => ({ at, text: at === 0 ? '0' : signed(at, 1) })),
      },
      [
        row('left − right', 'people', 0.2, 0.5, { note: 'none found', link: 'fair/side' }),
        row('late − early', 'people', -0.26, 0.4, { note: 'none found', link: 'fair/late' }),
        row('judge: left − right', 'judge', -0.07, 0.42, { note: 'none found', link: 'fair/judge' }),
        row('judge: 10 more lines', 'judge', 0.24, 1.4, { note: 'none found', link: 'fair/lines' }),
      ],
    ),
  time: (draw: () => number, count: number): InsightsChart => ({
    kind: 'dots',
    title: 'Seconds for each answer',
    x: {
      min: 0,
      max: count,
      ticks: [0, count / 2, count].map((at) => ({ at, text: `${at}` })),
      label: 'answers in the order given',
    },
    y: {
      min: 0,
      max: 300,
      ticks: [0, 60, 120, 180, 240, 300].map((at) => ({ at, text: `${at / 60}` })),
      label: 'minutes',
    },
    dots: Array.from({ length: count }, (_, i) => {
      const y = 40 + 200 * draw() * draw() + 40 * draw();
      return { x: i, y, mark: 'people' as const, text: `task-${i}: ${Math.round(y)} s`, link: `time/${i}` };
    }),
    line: { at: 133, low: 118, high: 149, text: 'median 2:13 (1:58 to 2:29)' },
  }),
  places: (): InsightsChart =>
    rows(
      'Median by place in the session',
      {
        min: 0,
        max: 300,
        ticks: [0, 60, 120, 180, 240, 300].map((at) => ({ at, text: `${at / 60}` })),
        label: 'minutes',
      },
      [
        plain('1st to 5th', 'people', 150, 25, '2:30'),
        plain('6th to 10th', 'people', 130, 20, '2:10'),
        plain('11th to 15th', 'people', 110, 22, '1:50'),
      ],
    ),
  versions: (): InsightsChart =>
    rows('Difference by version of the guidelines', difference, [
      row('version 1', 'difference', 0.9, 1.1, {
        note: 'small: 18 tasks',
        state: 'small',
        link: 'versions/1',
      }),
      row('version 2', 'difference', 1, 0.7, { note: '42 tasks', link: 'versions/2' }),
    ]),
  agreement: (): InsightsChart => ({
    kind: 'bars',
    title: 'How far two annotators lie apart',
    label: 'tasks',
    categories: ['same', '1 point', '2 points', '3 and more'],
    series: [
      {
        name: 'tasks that both judged',
        mark: 'people',
        bars: [20, 19, 7, 2].map((count, i) => ({ count, text: `${count} tasks`, link: `agreement/${i}` })),
      },
    ],
  }),
  length: (): InsightsChart =>
    rows('Points more for 10 more lines', { ...difference, min: -1, max: 1 }, [
      row('people', 'people', 0.2, 0.15),
      row('judge', 'judge', 0.44, 0.2),
      row('beyond the axis', 'plain', 0.9, 0.6, { state: 'plain' }),
    ]),
  few: (): InsightsChart =>
    rows(
      'The difference of each task',
      {
        ...difference,
        min: -5,
        max: 5,
        ticks: [-4, -2, 0, 2, 4].map((at) => ({ at, text: at === 0 ? '0' : signed(at, 0) })),
      },
      [
        {
          label: 'all tasks',
          mark: 'difference',
          value: 0.9,
          values: [-3, 0, 1, 1.5, 2, 4],
          text: '+0.9',
          note: '6 tasks',
          state: 'small',
          link: 'few/all',
        },
      ],
    ),
};
