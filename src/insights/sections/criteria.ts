import * as l10n from '@vscode/l10n';
import type { InsightsRow, InsightsSection } from '../../protocol/insightsMessages.ts';
import { isMissing } from '../../stats/base/figure.ts';
import { signFlipTest } from '../../stats/flipTest.ts';
import { holm } from '../../stats/holm.ts';
import { taskMeans } from '../../stats/means.ts';
import type { JudgedTask } from '../rows/insightRow.ts';
import { charted } from './chartTable.ts';
import { differenceAxis, meanRow, rowsChart, shareAxis } from './dotRows.ts';
import { chance, percent, signed } from './figureWords.ts';
import { fewest, flipsOf, type View } from './view.ts';

/** Tests that stand together: of each p corrected for all that could be made, undefined for the others. */
export function correctedFlips(groups: readonly (readonly number[])[]): (number | undefined)[] {
  const ps = groups.map((differences) => {
    if (differences.length < fewest) return undefined;
    const test = signFlipTest(differences, flipsOf(differences.length));
    return isMissing(test) ? undefined : test.p;
  });
  const corrected = holm(ps.filter((p) => p !== undefined));
  return ps.map((p) => (p === undefined ? undefined : corrected.shift()));
}

/** Of each task what its annotators gave to both responses in this criterion; tasks without are left out. */
function pairsOf(
  tasks: readonly JudgedTask[],
  criterion: string,
): { id: string; pairs: [number, number][] }[] {
  return tasks
    .map(({ id, rows }) => ({
      id,
      pairs: rows.flatMap(({ points: [one, two] }) => {
        const [first, second] = [one?.[criterion], two?.[criterion]];
        return first === undefined || second === undefined ? [] : [[first, second] as [number, number]];
      }),
    }))
    .filter(({ pairs }) => pairs.length > 0);
}

/** Where the models differ: shares of the points, and differences in points, criterion by criterion. */
export function criteria(view: View): InsightsSection | undefined {
  const { tasks, models, links, byAnswers, countable } = view;
  const all = view.rubric.criteria.map((criterion) => ({
    ...criterion,
    judged: countable(pairsOf(tasks, criterion.id)),
  }));
  if (all.length < 2 || all.every(({ judged }) => judged.length === 0)) return undefined;
  const differences = all.map(({ judged }) => judged.map(({ pairs }) => pairs.map(([a, b]) => a - b)));
  const ps = correctedFlips(differences.map(taskMeans));
  const shares: InsightsRow[] = [];
  const rows: InsightsRow[] = [];
  for (const [i, { id, title, max, judged }] of all.entries()) {
    const own = differences[i] ?? [];
    const apart = judged
      .map((task, n) => ({ id: task.id, gap: Math.abs(taskMeans([own[n] ?? []])[0] ?? 0) }))
      .filter(({ gap }) => gap > 0)
      .sort((a, b) => b.gap - a.gap)
      .slice(0, 20);
    const link = links.add(`criteria.${id}`, l10n.t('largest differences in “{0}”', title), apart);
    for (const model of [0, 1] as const)
      shares.push(
        meanRow(
          judged.map(({ pairs }) => pairs.map((pair) => Math.min(1, pair[model] / max))),
          {
            label: title,
            mark: model === 0 ? 'model1' : 'model2',
            word: percent,
            link,
          },
        ),
      );
    const p = ps[i];
    rows.push(
      meanRow(own, {
        label: title,
        mark: 'difference',
        word: (value) => signed(value, 2),
        isDifference: true,
        link,
        p,
        ...(p !== undefined && { note: l10n.t('p {0}, corrected', chance(p)) }),
      }),
    );
  }
  const found = rows.filter(({ state }) => state === 'found');
  return {
    id: 'criteria',
    title: l10n.t('In which criteria do they differ?'),
    verdict: byAnswers
      ? { mark: 'none', text: l10n.t('Chosen by answers') }
      : { mark: 'none', text: l10n.t('{0} of {1} differ', found.length, rows.length) },
    sentence: byAnswers
      ? l10n.t(
          'These tasks were chosen by how they were answered: a difference here says nothing of the others.',
        )
      : found.length === 0
        ? l10n.t('No difference was found in any criterion; none may be larger than its interval allows.')
        : found
            .map(({ label, value = 0, text }) =>
              l10n.t('{0}: {1} is better ({2}).', label, models[value > 0 ? 0 : 1], text),
            )
            .join(' '),
    method: l10n.t(
      'Points as a share of the criterion’s maximum; differences in points, {0} less {1}. Bootstrap by task; sign-flip tests, corrected for {2} criteria by Holm. Answers with a score alone do not count.',
      models[0],
      models[1],
      rows.length,
    ),
    charts: [
      charted(
        rowsChart(l10n.t('Share of the points'), shareAxis(l10n.t('Share of the points')), shares),
        [],
        models,
      ),
      charted(
        rowsChart(l10n.t('Difference'), differenceAxis(rows, { models, word: (x) => signed(x, 2) }), rows),
      ),
    ],
    links: [],
  };
}
