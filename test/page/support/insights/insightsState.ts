import type {
  InsightsChart,
  InsightsSection,
  InsightsState,
} from '../../../../src/protocol/insightsMessages.ts';
import { charts, random } from './insightsCharts.ts';

/** States of the page of insights, as a host would send them. */

const names: [string, string] = ['tidy-coder-1b', 'swift-coder-1b'];

/** Its table says the same as the chart, as the host's does. */
function withTable(chart: InsightsChart): InsightsSection['charts'][number] {
  return { chart, table: tableOf(chart) };
}

function tableOf(chart: InsightsChart): { columns: string[]; rows: string[][] } {
  switch (chart.kind) {
    case 'rows':
      return {
        columns: ['', 'value', '95 % interval', 'note'],
        rows: chart.rows.map(({ label, text, low, high, note }) => [
          label,
          text,
          low === undefined ? '' : `${low.toFixed(2)} to ${high?.toFixed(2) ?? ''}`,
          note ?? '',
        ]),
      };
    case 'bars':
      return {
        columns: [chart.label, ...chart.series.map(({ name }) => name)],
        rows: chart.categories.map((name, i) => [
          name,
          ...chart.series.map(({ bars }) => String(bars[i]?.count ?? 0)),
        ]),
      };
    case 'parts':
      return {
        columns: ['', 'tasks', 'share'],
        rows: chart.parts.map(({ label, count, text }) => [label, String(count), text]),
      };
    case 'band':
      return {
        columns: ['task', 'estimate', '95 % band'],
        rows: chart.points.map(({ n, value, low, high }) => [
          String(n),
          value.toFixed(2),
          `${low.toFixed(2)} to ${high.toFixed(2)}`,
        ]),
      };
    case 'grid':
      return {
        columns: [chart.rowLabel, ...chart.columns],
        rows: chart.rows.map((name, r) => [
          name,
          ...(chart.cells[r] ?? []).map(({ count }) => String(count)),
        ]),
      };
    case 'dots':
      return {
        columns: [chart.x.label, chart.y.label],
        rows: chart.dots.map(({ x, y }) => [String(Math.round(x)), y.toFixed(1)]),
      };
  }
}

function section(
  id: string,
  title: string,
  verdict: InsightsSection['verdict'],
  sentence: string,
  shown: InsightsChart[],
  more: Partial<InsightsSection> = {},
): InsightsSection {
  const method = 'Mean by task; 95 % interval, 60 tasks resampled 1,000 times.';
  return { id, title, verdict, sentence, method, charts: shown.map(withTable), links: [], ...more };
}

/** Twelve sections: all kinds of charts, verdicts and links. */
function sections([one, two]: [string, string]): InsightsSection[] {
  const draw = random(7);
  return [
    section(
      'better',
      'Which model is better?',
      { mark: 'decided', text: `${one}, +1.0` },
      `${one} is better by 0.97 points of 7, between 0.23 and 1.77.`,
      [charts.band(draw, one, two)],
      {
        advice: 'Decided at task 38: you may stop. The interval is valid at 95 % however often one looks.',
        method: 'Paired difference by task; confidence sequence by betting, 60 tasks in the order judged.',
        links: [{ text: 'All 60 tasks that count', link: 'better/all' }],
      },
    ),
    section(
      'criteria',
      'Where does the difference come from?',
      { mark: 'wait', text: 'Documentation decided' },
      'Documentation is decided; Example and Correctness need more tasks.',
      [charts.criteria(), charts.differences(one, two)],
      { advice: 'About 40 more tasks decide Correctness.' },
    ),
    section(
      'scores',
      'How are the scores spread?',
      { mark: 'none', text: '4.8 and 3.9 of 7' },
      'Most answers lie between 3 and 6 points.',
      [charts.scores(one, two)],
    ),
    section(
      'wins',
      'Who wins how often?',
      { mark: 'none', text: '39, 3 ties, 18' },
      `${one} wins 39 of 60 tasks, 3 are tied.`,
      [charts.wins(one, two), charts.groups()],
      { links: [{ text: 'Largest gaps first', link: 'wins/gaps' }] },
    ),
    section(
      'runs',
      'Do points and runs agree?',
      { mark: 'look', text: '5 to look at again' },
      '5 of 112 responses contradict their points: 4 % (2 to 10).',
      [charts.runs()],
      {
        advice: 'Look at these five again: either the points or the tests are wrong.',
        links: [
          { text: 'All 5 as a review pass', link: 'runs/odd' },
          { text: 'Three points though a check fails', link: 'runs/high' },
        ],
      },
    ),
    section(
      'judge',
      'Can the judge be trusted?',
      { mark: 'wait', text: 'kappa 0.75 ±0.06' },
      'The judge gives 0.5 points more than people. Kappa is known to ±0.06; for ±0.05 about 40 more tasks.',
      [charts.judge(), charts.confusion()],
    ),
    section(
      'failures',
      'What goes wrong?',
      { mark: 'none', text: 'most: #no-example, 23' },
      'A missing example is the most frequent tag of both models.',
      [charts.tags(one, two)],
    ),
    section(
      'fair',
      'Is the measure fair?',
      { mark: 'fine', text: 'no bias found' },
      'No bias was found. None found means: smaller than the interval’s far end, not zero.',
      [charts.fair()],
    ),
    section(
      'time',
      'How long does a task take?',
      { mark: 'none', text: '2:13 a task' },
      'Half of the answers take less than 2 minutes 13 seconds.',
      [charts.time(draw, 108), charts.places()],
    ),
    section(
      'progress',
      'How did it go on?',
      { mark: 'none', text: '60 of 120' },
      'The guidelines changed once; the difference stayed the same.',
      [charts.versions()],
    ),
    section(
      'agreement',
      'Do annotators agree?',
      { mark: 'fine', text: 'alpha 0.78' },
      'Two annotators judged 48 tasks both; their scores differ by half a point.',
      [charts.agreement()],
    ),
    section(
      'length',
      'Do longer answers win?',
      { mark: 'none', text: '' },
      'Ten more lines go with 0.2 points more.',
      [charts.length()],
    ),
  ];
}

const filters: InsightsState['filters'] = [
  {
    id: 'annotator',
    label: 'Annotator',
    options: [
      { value: '', text: 'both' },
      { value: 'ada', text: 'ada' },
      { value: 'ben', text: 'ben' },
    ],
    value: '',
  },
  {
    id: 'language',
    label: 'Language',
    options: ['all', 'python', 'javascript', 'go', 'bash'].map((text) => ({ value: text, text })),
    value: 'all',
  },
  {
    id: 'queue',
    label: 'Queue',
    options: ['all tasks', 'large gap', 'points against runs'].map((text) => ({ value: text, text })),
    value: 'all tasks',
  },
];

export function insights(change: Partial<InsightsState> = {}): InsightsState {
  const models = change.models ?? names;
  return {
    title: 'Insights: code-llm',
    models,
    counts: '60 of 120 tasks judged, 108 answers of 2 annotators',
    blind: {
      text: 'Blind project: who leads may sway how you score the 60 open tasks.',
      action: 'Hide names',
    },
    busy: false,
    warnings: [],
    filters,
    sections: sections(models),
    ...change,
  };
}

const long: [string, string] = [
  'meta-llama/Meta-Llama-3.1-70B-Instruct-HF',
  'mistralai/Mixtral-8x22B-Instruct-v0.1-awq',
];

/** Every state that the page is looked at in, by name. */
export const insightsStates: Record<string, InsightsState | undefined> = {
  loading: undefined,
  full: insights(),
  few: insights({
    counts: '6 of 120 tasks judged, 6 answers of 1 annotator',
    warnings: ['Few tasks: under 20, figures say little and bias is not judged.'],
    sections: [
      section(
        'better',
        'Which model is better?',
        { mark: 'wait', text: 'not decided, about 40 more' },
        'Not decided after 6 tasks: the difference lies between −3.1 and 4.9 points of 7.',
        [charts.few()],
        { advice: 'About 40 more tasks decide, if it goes on like this.' },
      ),
    ],
  }),
  empty: insights({
    sections: [],
    filters: [],
    counts: '0 of 120 tasks judged',
    blind: undefined,
    empty:
      'Nothing is judged yet. Judge a few tasks in the panel; figures appear here from the first one on.',
  }),
  busy: insights({ busy: true }),
  hidden: insights({
    models: ['Model 1', 'Model 2'],
    blind: { text: 'Blind project: names are hidden until all is judged.', action: 'Show names' },
  }),
  chosen: insights({
    warnings: [
      'These tasks were chosen by their answers (large gap): they say nothing about the others, so there is no verdict.',
      'Two answers follow an older version of the guidelines.',
    ],
    can: ['markdown'],
  }),
  long: insights({ models: long }),
  'many-dots': insights({
    sections: [
      section(
        'time',
        'How long does a task take?',
        { mark: 'none', text: '2:13 a task' },
        'Half of the answers take less than 2 minutes 13 seconds.',
        [charts.time(random(3), 3000)],
      ),
    ],
  }),
};
