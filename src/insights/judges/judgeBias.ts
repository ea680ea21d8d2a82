import * as l10n from '@vscode/l10n';
import type { InsightsRow, InsightsSection } from '../../protocol/insightsMessages.ts';
import { type Estimate, isMissing, type Missing, missing } from '../../stats/base/figure.ts';
import { signFlipTest } from '../../stats/flipTest.ts';
import { holm } from '../../stats/holm.ts';
import { meanOverTasks } from '../../stats/means.ts';
import { signedEffects } from '../../stats/signedEffects.ts';
import { firstLess, type JudgeRows } from '../rows/judgedRow.ts';
import { biasWords } from '../sections/biasWords.ts';
import { charted } from '../sections/chartTable.ts';
import { differenceAxis, estimateRow, rowsChart } from '../sections/dotRows.ts';
import { chance, percent, signed } from '../sections/figureWords.ts';
import { fewInAll, flipsOf, resamplingOf, type View } from '../sections/view.ts';
import { labelledBy, moreThanPeople } from './labelledTasks.ts';

export type BiasKind = 'model' | 'length' | 'position';

/** One bias of one judge: how large, and how likely it would come about by chance. */
export interface Bias {
  judge: JudgeRows;
  kind: BiasKind;
  figure: Estimate | Missing;
  /** Two-sided; corrected for all that are told together (Holm). Undefined where nothing is known, or too few tasks are there. */
  p?: number;
  /** The tasks behind it. */
  tasks: readonly { id: string }[];
}

/** Under it a bias is called by chance with at most this share, for all of them together. */
const level = 0.05;

/**
 * Whether judges favour a model, the longer response, or what they read first. Model and length: of what the judge gives Response 1 less 2
 * more than people do, each with the other taken out. Position: of comparisons in both orders.
 */
export function biasesOf(view: Pick<View, 'judges' | 'tasks' | 'countable'>): Bias[] {
  const found = view.judges.flatMap((judge) => [...fromScores(judge, view), fromComparisons(judge)]);
  const known = found.filter(({ p }) => p !== undefined);
  const corrected = holm(known.map(({ p }) => p ?? 1));
  const byBias = new Map(known.map((bias, i) => [bias, corrected[i]]));
  return found.map((bias) => ({ ...bias, p: byBias.get(bias) }));
}

export function isFound({ p, figure }: Bias): boolean {
  return p !== undefined && p < level && !isMissing(figure) && figure.value !== 0;
}

function fromScores(judge: JudgeRows, view: Pick<View, 'tasks' | 'countable'>): Bias[] {
  const labelled = labelledBy(view, judge);
  const values = labelled.map((task) => {
    const [one, two] = task.judged.lengths;
    return {
      value: moreThanPeople(task, 0) - moreThanPeople(task, 1),
      sign: Math.sign(one - two) as -1 | 0 | 1,
    };
  });
  const { constant, side } = signedEffects(values);
  const isEnough = labelled.length >= fewInAll;
  return [
    ...(
      [
        ['model', constant],
        ['length', side],
      ] as const
    ).map(([kind, effect]): Bias => ({
      ...{ judge, kind, figure: effect, tasks: labelled },
      ...(isEnough && !isMissing(effect) && { p: effect.p }),
    })),
  ];
}

function fromComparisons(judge: JudgeRows): Bias {
  const compared = judge.rows.flatMap(({ taskId, winners }) =>
    winners ? [{ id: taskId, value: firstLess(winners) }] : [],
  );
  const values = compared.map(({ value }) => value);
  const n = values.length;
  const base: Bias = { judge, kind: 'position', figure: missing('no-data'), tasks: compared };
  if (n === 0) return base;
  const figure = meanOverTasks(
    values.map((value) => [value]),
    resamplingOf(n),
  );
  const flips = signFlipTest(values, flipsOf(n));
  const p = isMissing(flips) ? (flips.reason === 'all-ties' ? 1 : undefined) : flips.p;
  return { ...base, figure, ...(n >= fewInAll && p !== undefined && { p }) };
}

/** What moves the judge's scores that is no reason to. */
export function judgeBias(view: View): InsightsSection | undefined {
  const { judges, models } = view;
  if (judges.length === 0) return undefined;
  const biases = biasesOf(view).filter(({ figure }) => !isMissing(figure));
  if (biases.length === 0) return undefined;
  const found = biases.filter(isFound);
  const isKnown = biases.some(({ p }) => p !== undefined);
  const rowsOf = (kinds: readonly BiasKind[]): InsightsRow[] =>
    biases.filter(({ kind }) => kinds.includes(kind)).map((bias) => rowOf(bias, view));
  const [points, places] = [rowsOf(['model', 'length']), rowsOf(['position'])];
  const own = judges.filter(({ isOwn }) => isOwn).map(({ label }) => label);
  const advice = [
    own.length > 0
      ? l10n.t(
          '{0} is one of the models that it judges: models tend to prefer what they wrote themselves.',
          own.join(', '),
        )
      : '',
    places.length === 0 ? l10n.t('Nothing is known of the order: no judge has compared both responses.') : '',
  ];
  return {
    id: 'judgeBias',
    title: l10n.t('Is the judge biased?'),
    ...biasWords(
      isKnown,
      found.map((bias) => l10n.t('{0}: {1}.', labelOf(bias, view), rowOf(bias, view).text)),
    ),
    ...(advice.some(Boolean) && { advice: advice.filter(Boolean).join(' ') }),
    method: l10n.t(
      'Of what the judge gives {0} less {1} more than people do: what is left where neither response is longer, and half of the gap between the tasks in which the one and in which the other is longer; by least squares with HC3 errors. First less second: the share of tasks in which the judge names what it reads first in both orders, less the share in which it names the second both times; sign-flip test. Found where p, corrected for all of them (Holm), is under 0.05; from {2} tasks on.',
      ...[...models, fewInAll],
    ),
    charts: [
      ...(points.length > 0
        ? [
            charted(
              rowsChart(
                l10n.t('Points that the judge gives for another reason'),
                differenceAxis(points, { word: (x) => signed(x, 2) }),
                points,
              ),
            ),
          ]
        : []),
      ...(places.length > 0
        ? [charted(rowsChart(l10n.t('What the judge reads first'), placeAxis(), places))]
        : []),
    ],
    links: [],
  };
}

function rowOf(bias: Bias, { links, judges, models }: View): InsightsRow {
  const { judge, kind, figure, p, tasks } = bias;
  const label = labelOf(bias, { judges, models });
  const link = links.add(`judgeBias.${judge.id}.${kind}`, label, tasks);
  const word = kind === 'position' ? (x: number) => signedShare(x) : (x: number) => signed(x, 2);
  const note = p === undefined ? undefined : l10n.t('p {0}, corrected', chance(p));
  const row = estimateRow(figure, { label, mark: 'judge', word, isDifference: true, link, note });
  return { ...row, state: isFound(bias) ? 'found' : row.state === 'found' ? 'open' : row.state };
}

function labelOf({ judge, kind }: Bias, { judges, models }: Pick<View, 'judges' | 'models'>): string {
  const what = {
    model: l10n.t('{0} less {1}', ...models),
    length: l10n.t('Longer less shorter'),
    position: l10n.t('First less second'),
  }[kind];
  return judges.length === 1 ? what : l10n.t('{0}: {1}', judge.label, what);
}

function signedShare(x: number): string {
  const size = percent(Math.abs(x));
  return Math.round(100 * Math.abs(x)) === 0 ? size : `${x > 0 ? '+' : '−'}${size}`;
}

function placeAxis() {
  const ticks = [-1, -0.5, 0, 0.5, 1].map((at) => ({ at, text: signedShare(at) }));
  return { min: -1, max: 1, zero: 0, ticks, label: l10n.t('Share of tasks') };
}
