import * as l10n from '@vscode/l10n';
import { decimal } from '../../platform/displayLanguage.ts';
import type { InsightsRow, InsightsSection } from '../../protocol/insightsMessages.ts';
import type { Pair } from '../../stats/agreement/countedPairs.ts';
import { alphaOverTasks, type PairAgreement, pairAgreement } from '../../stats/agreement/pairsByTask.ts';
import { type Estimate, isMissing, type Missing } from '../../stats/base/figure.ts';
import type { Resampling } from '../../stats/base/resample.ts';
import type { JudgeRows } from '../rows/judgedRow.ts';
import { commonTasks } from '../sections/annotators.ts';
import { charted } from '../sections/chartTable.ts';
import {
  differenceAxis,
  estimateRow,
  intervalOf,
  meanRow,
  rowsChart,
  shareAxis,
} from '../sections/dotRows.ts';
import { percent, signed, tasksCounted, withInterval } from '../sections/figureWords.ts';
import { fewest, type View } from '../sections/view.ts';
import { gapTo, labelledBy, moreThanPeople, pairsOf, type Labelled } from './labelledTasks.ts';
import { mainJudge } from './shownJudges.ts';

/** Points between judge and people from which one looks. */
const farApart = 2;
/** How exactly kappa is to be known before one relies on it, and exactly. */
const wanted = { enough: 0.1, exact: 0.05 };

/** Each draw counts all pairs anew, six figures each. */
function drawsFor(tasks: number): Resampling {
  return { draws: Math.max(100, Math.min(1000, Math.round(1e5 / Math.max(1, tasks)))), seed: 1 };
}

interface Measured {
  judge: JudgeRows;
  tasks: readonly Labelled[];
  pairs: Pair[][];
  agreement: PairAgreement;
  alpha: Estimate | Missing;
}

/** How far judges say what people say, and how many more tasks people have to judge to know that. */
export function judgeAgreement(view: View): InsightsSection | undefined {
  const { judges, links, models } = view;
  const main = mainJudge(judges);
  if (!main) return undefined;
  const measured = judges.map((judge) => measure(judge, labelledBy(view, judge)));
  const told = measured.find(({ judge }) => judge === main);
  const shares: InsightsRow[] = [];
  const beyond: InsightsRow[] = [];
  const more: InsightsRow[] = [];
  const isOne = measured.length === 1;
  for (const { judge, tasks: both, agreement, alpha } of measured) {
    const link = links.add(`judge.${judge.id}.both`, l10n.t('scored by people and {0}', judge.label), both);
    const named = (what: string): string => (isOne ? what : l10n.t('{0}: {1}', judge.label, what));
    const figure = (what: string, of: Estimate | Missing, word: (x: number) => string) =>
      estimateRow(of, { label: named(what), mark: 'judge', word, link });
    const two = (x: number): string => coefficient(x);
    shares.push(
      figure(l10n.t('same score'), agreement.exact, percent),
      figure(l10n.t('within 1 point'), agreement.withinOne, percent),
    );
    beyond.push(
      figure(l10n.t('weighted kappa'), agreement.quadraticKappa, two),
      figure(l10n.t('Krippendorff’s alpha'), alpha, two),
      figure(l10n.t('Spearman'), agreement.spearman, two),
      figure(l10n.t('Pearson'), agreement.pearson, two),
    );
    for (const response of [0, 1] as const)
      more.push(
        meanRow(
          both.map((task) => [moreThanPeople(task, response)]),
          {
            label: named(models[response]),
            mark: response === 0 ? 'model1' : 'model2',
            word: (x) => signed(x, 2),
            isDifference: true,
            link,
          },
        ),
      );
  }
  beyond.push(...amongPeople(view));
  const apart = (told?.tasks ?? [])
    .filter((task) => gapTo(task) >= farApart)
    .sort((a, b) => gapTo(b) - gapTo(a));
  const link = links.add(
    'judge.apart',
    l10n.t('{0} and people {1} or more points apart', main.label, farApart),
    apart,
  );
  return {
    id: 'judge',
    title: l10n.t('How good is the judge?'),
    ...answer(told, main),
    method: l10n.t(
      'Scores of both responses of the tasks that people and the judge have scored, a pair for each person. Weighted kappa with squared distances (Cohen 1968), alpha for ordered values (Krippendorff 2019): 1 is full agreement, 0 what chance gives. Bootstrap by task. Each judge as it was asked last: answers under earlier prompts do not count. The jury’s score is the mean; for the same score it is taken as a whole number.',
    ),
    charts: [
      charted(
        rowsChart(l10n.t('Judge and people: same scores'), shareAxis(l10n.t('Share of scores')), shares),
      ),
      charted(rowsChart(l10n.t('Judge and people: agreement beyond chance'), agreementAxis(), beyond)),
      charted(
        rowsChart(
          l10n.t('What the judge gives more than people'),
          differenceAxis(more, { word: (x) => signed(x, 2) }),
          more,
        ),
      ),
    ],
    links: link === undefined ? [] : [{ text: l10n.t('Largest gaps'), link }],
  };
}

function measure(judge: JudgeRows, tasks: readonly Labelled[]): Measured {
  // A jury's mean is held against whole scores as the whole score that it suggests.
  const pairs = tasks.map((task) =>
    ([0, 1] as const).flatMap((response) =>
      pairsOf(task, response).map(([x, y]): Pair => [x, Math.round(y)]),
    ),
  );
  const resampling = drawsFor(tasks.length);
  return {
    ...{ judge, tasks, pairs },
    agreement: pairAgreement(pairs, resampling),
    alpha: alphaOverTasks(pairs, 'ordinal', resampling),
  };
}

/** People with each other on their common tasks: what can be hoped for. */
function amongPeople({ tasks, links, countable }: View): InsightsRow[] {
  const [most] = commonTasks(tasks, countable);
  if (!most || most.tasks.length < fewest) return [];
  const pairs = most.tasks.map((task) => task.pairs);
  const { quadraticKappa } = pairAgreement(pairs, drawsFor(pairs.length));
  const link = links.add('judge.people', l10n.t('judged by both'), most.tasks);
  return [
    estimateRow(quadraticKappa, {
      label: l10n.t('people with each other: weighted kappa'),
      mark: 'people',
      word: (x) => coefficient(x),
      link,
    }),
  ];
}

/** As it is written, with a real minus. */
function coefficient(x: number, digits = 2): string {
  return `${x < 0 ? '−' : ''}${decimal(Math.abs(x), digits)}`;
}

function agreementAxis() {
  const ticks = [-1, -0.5, 0, 0.5, 1].map((at) => ({ at, text: coefficient(at, 1) }));
  return { min: -1, max: 1, ticks, label: l10n.t('Agreement') };
}

type Answer = Pick<InsightsSection, 'verdict' | 'sentence' | 'advice'>;

function answer(measured: Measured | undefined, { label, rows }: JudgeRows): Answer {
  const n = measured?.tasks.length ?? 0;
  if (!measured || n === 0)
    return {
      verdict: { mark: 'wait', text: l10n.t('Nothing to compare with') },
      sentence: l10n.t('{0} has scored {1}, none of which a person has.', label, tasksCounted(rows.length)),
      advice: l10n.t(
        'Judge {0} yourself, drawn by lot (Sample Tasks), before you rely on it.',
        tasksCounted(20),
      ),
    };
  const { exact, withinOne, quadraticKappa: kappa } = measured.agreement;
  const share = (figure: Estimate | Missing): string => (isMissing(figure) ? '–' : percent(figure.value));
  const sentence = l10n.t(
    '{0} gave {1} of the scores of {2} as people did, {3} within 1 point.',
    ...[label, share(exact), tasksCounted(n), share(withinOne)],
  );
  if (n < fewest) return { verdict: { mark: 'wait', text: l10n.t('Too few tasks') }, sentence };
  const interval = intervalOf(kappa);
  if (isMissing(kappa) || !interval)
    return {
      verdict: { mark: 'wait', text: l10n.t('Not known') },
      sentence,
      advice: l10n.t('The scores differ too little to tell agreement from chance.'),
    };
  const half = (interval.high - interval.low) / 2;
  const left = (target: number): number => moreTasks(n, half, target);
  const said = withInterval(kappa.value, interval, (x) => coefficient(x));
  const [enough, exactly] = [left(wanted.enough), left(wanted.exact)];
  return {
    verdict:
      enough > 0
        ? { mark: 'wait', text: l10n.t('About {0} more tasks', enough) }
        : { mark: 'fine', text: l10n.t('Kappa {0}', coefficient(kappa.value)) },
    sentence: [sentence, l10n.t('Weighted kappa is {0}.', said)].join(' '),
    advice:
      enough > 0
        ? l10n.t(
            'Kappa is known to ±{0}. For ±{1} people would have to judge about {2} tasks more, for ±{3} about {4}.',
            ...[decimal(half, 2), decimal(wanted.enough, 2), enough, decimal(wanted.exact, 2), exactly],
          )
        : l10n.t(
            'Kappa is known to ±{0}. For ±{1} it would take about {2} tasks more.',
            decimal(half, 2),
            decimal(wanted.exact, 2),
            exactly,
          ),
  };
}

/** How many more tasks an interval takes that is as wide as wanted: its width falls with the root of their number. In steps of five from 10 on. */
export function moreTasks(n: number, half: number, target: number): number {
  const more = n * ((half / target) ** 2 - 1);
  if (more <= 0) return 0;
  return more < 10 ? Math.ceil(more) : 5 * Math.ceil(more / 5);
}
