import * as l10n from '@vscode/l10n';
import type { InsightsRow, InsightsSection } from '../../protocol/insightsMessages.ts';
import { once, type Pair } from '../../stats/agreement/countedPairs.ts';
import { agreementWithin } from '../../stats/agreement/kappa.ts';
import { kappaOverTasks } from '../../stats/agreement/pairsByTask.ts';
import { isMissing } from '../../stats/base/figure.ts';
import type { Resampling } from '../../stats/base/resample.ts';
import { decimal } from '../../platform/displayLanguage.ts';
import type { JudgedTask } from '../rows/insightRow.ts';
import { charted } from './chartTable.ts';
import { estimateRow, meanRow, differenceAxis, rowsChart, shareAxis } from './dotRows.ts';
import { percent, signed, tasksCounted } from './figureWords.ts';
import { fewest, type View } from './view.ts';

interface Common {
  people: [string, string];
  tasks: readonly { id: string; pairs: Pair[] }[];
}

/** Pairs of annotators that are told, those with the most common tasks. */
const mostPairs = 6;
/** Points that two annotators may be apart before one looks. */
const farApart = 3;

/** Each draw counts all pairs anew, which takes long where they are many. */
function kappaDraws(tasks: number): Resampling {
  return { draws: Math.max(100, Math.min(1000, Math.round(2e5 / tasks))), seed: 1 };
}

/** Whether annotators that judged the same tasks say the same. */
export function annotators(view: View): InsightsSection | undefined {
  const { links, nameOf, countable } = view;
  const pairs = commonTasks(view.tasks, countable).slice(0, mostPairs);
  const [most] = pairs;
  if (!most) return undefined;
  const shares: InsightsRow[] = [];
  const kappas: InsightsRow[] = [];
  const stricter: InsightsRow[] = [];
  for (const { people, tasks } of pairs) {
    const label = l10n.t('{0} and {1}', ...people.map(nameOf));
    const link = links.add(`annotators.${people.join('|')}`, l10n.t('judged by both: {0}', label), tasks);
    const common = tasks.map((task) => task.pairs);
    // Each task has a pair of scores for each response: the mean over tasks is the share of all pairs.
    const alike = (within: number, text: string) =>
      meanRow(
        common.map((own) => own.map(([first, second]) => (Math.abs(first - second) <= within ? 1 : 0))),
        { label: text, mark: 'people', word: percent, link },
      );
    shares.push(alike(0, l10n.t('{0}: same score', label)), alike(1, l10n.t('{0}: within 1 point', label)));
    const kappa = kappaOverTasks(common, kappaDraws(common.length));
    kappas.push(estimateRow(kappa, { label, mark: 'people', word: (x) => decimal(x, 2), link }));
    stricter.push(
      meanRow(
        common.map((own) => own.map(([first, second]) => first - second)),
        {
          label: l10n.t('{0} less {1}', ...people.map(nameOf)),
          mark: 'people',
          word: (x) => signed(x),
          isDifference: true,
          link,
        },
      ),
    );
  }
  const apart = pairs
    .flatMap(({ tasks }) => tasks)
    .map(({ id, pairs: own }) => ({ id, gap: Math.max(...own.map(([a, b]) => Math.abs(a - b))) }))
    .filter(({ gap }) => gap >= farApart)
    .sort((a, b) => b.gap - a.gap);
  const apartIds = new Set(apart.map(({ id }) => id)).size;
  const link = links.add('annotators.apart', l10n.t('annotators {0} or more points apart', farApart), apart);
  const isFew = most.tasks.length < fewest;
  return {
    id: 'annotators',
    title: l10n.t('Do annotators agree?'),
    verdict: isFew
      ? { mark: 'wait', text: l10n.t('Too few tasks') }
      : apartIds > 0
        ? { mark: 'look', text: l10n.t('{0} to look at', apartIds) }
        : { mark: 'fine', text: l10n.t('Never {0} points apart', farApart) },
    sentence: l10n.t(
      '{0} and {1} gave {2} of the scores of {3} alike.',
      ...most.people.map(nameOf),
      shareAlike(most),
      tasksCounted(most.tasks.length),
    ),
    ...(apartIds > 0 && {
      advice: l10n.t('Talk about the tasks with the largest gaps: the guidelines may leave something open.'),
    }),
    method: l10n.t(
      'Both responses of the tasks that two people judged. Weighted kappa with squared distances (Cohen 1968): 1 is full agreement, 0 what chance gives. Bootstrap by task.',
    ),
    charts: [
      charted(rowsChart(l10n.t('Same scores'), shareAxis(l10n.t('Share of scores')), shares)),
      charted(rowsChart(l10n.t('Agreement beyond chance'), kappaAxis(), kappas)),
      charted(rowsChart(l10n.t('Who gives more'), differenceAxis(stricter), stricter)),
    ],
    links: link === undefined ? [] : [{ text: l10n.t('Largest gaps'), link }],
  };
}

function shareAlike({ tasks }: Common): string {
  const share = agreementWithin(
    tasks.flatMap(({ pairs }) => once(pairs)),
    0,
  );
  return isMissing(share) ? '–' : percent(share);
}

function kappaAxis() {
  const ticks = [-1, -0.5, 0, 0.5, 1].map((at) => ({ at, text: decimal(at, 1) }));
  return { min: -1, max: 1, ticks, label: l10n.t('Weighted kappa') };
}

/** Of each two annotators the tasks that both judged, the pair with the most first. */
export function commonTasks(tasks: readonly JudgedTask[], countable: View['countable']): Common[] {
  const found = new Map<string, { people: [string, string]; tasks: Common['tasks'][number][] }>();
  for (const { id, rows } of tasks)
    for (const [i, one] of rows.entries())
      for (const two of rows.slice(i + 1)) {
        const [first, second] = one.annotator < two.annotator ? [one, two] : [two, one];
        const people: [string, string] = [first.annotator, second.annotator];
        const common = found.get(people.join('\n')) ?? { people, tasks: [] };
        found.set(people.join('\n'), common);
        const pairs = ([0, 1] as const).map((model): Pair => [first.scores[model], second.scores[model]]);
        common.tasks.push({ id, pairs });
      }
  return [...found.values()]
    .map(({ people, tasks: common }) => ({ people, tasks: countable(common) }))
    .filter((common) => common.tasks.length > 0)
    .sort((a, b) => b.tasks.length - a.tasks.length);
}
