import * as l10n from '@vscode/l10n';
import type { InsightsSection } from '../../protocol/insightsMessages.ts';
import { differencesOf, type InsightRow, judgedTasks } from '../rows/insightRow.ts';
import { charted } from './chartTable.ts';
import { differenceAxis, meanRow, rowsChart } from './dotRows.ts';
import { answersCounted, signed, tasksCounted } from './figureWords.ts';
import type { View } from './view.ts';

/** Days that are drawn: the last on which something was submitted. */
const mostDays = 30;

/** How the judging went on, and what each version of the guidelines shows. */
export function progressOverTime({ tasks, links, models, byAnswers, countable }: View): InsightsSection {
  const rows = tasks.flatMap((task) => task.rows);
  const days = grouped(rows, ({ submittedAt }) => dayOf(submittedAt));
  const shown = [...days].sort(([a], [b]) => (a < b ? -1 : 1)).slice(-mostDays);
  const bars = shown.map(([day, own]) => {
    const link = links.add(
      `progress.${day}`,
      day,
      own.map(({ taskId: id }) => ({ id })),
    );
    return {
      count: own.length,
      text: l10n.t('{0}: {1}', day, answersCounted(own.length)),
      ...(link !== undefined && { link }),
    };
  });
  const charts = [
    charted({
      kind: 'bars',
      title: l10n.t('Answers by day'),
      label: l10n.t('Day'),
      categories: shown.map(([day]) => day),
      series: [{ name: l10n.t('Answers'), mark: 'people', bars }],
    }),
  ];
  const versions = [...grouped(rows, ({ guidelinesVersion }) => guidelinesVersion)];
  if (versions.length > 1) {
    const differences = versions.map(([version, own]) => {
      const judged = countable(judgedTasks(own));
      return meanRow(judged.map(differencesOf), {
        label: version,
        mark: 'difference',
        word: (x) => signed(x),
        isDifference: true,
        link: links.add(`progress.version.${version}`, l10n.t('judged under {0}', version), judged),
      });
    });
    const axis = differenceAxis(differences, { models });
    charts.push(charted(rowsChart(l10n.t('Difference by version of the guidelines'), axis, differences)));
  }
  return {
    id: 'progress',
    title: l10n.t('How did it go on?'),
    verdict: { mark: 'none', text: tasksCounted(tasks.length) },
    sentence: l10n.t(
      '{0} to {1}. Days: {2}; versions of the guidelines: {3}.',
      answersCounted(rows.length),
      tasksCounted(tasks.length),
      days.size,
      versions.length,
    ),
    ...(versions.length > 1 &&
      !byAnswers && { advice: l10n.t('Figures mix all versions; choose one above to see it alone.') }),
    method: l10n.t(
      'Submitted answers as they are now, by when they were submitted last. The difference under each version: bootstrap by task, each by itself.',
    ),
    charts,
    links: [],
  };
}

function grouped(rows: readonly InsightRow[], by: (row: InsightRow) => string): Map<string, InsightRow[]> {
  const groups = new Map<string, InsightRow[]>();
  for (const row of rows) {
    const own = groups.get(by(row));
    if (own) own.push(row);
    else groups.set(by(row), [row]);
  }
  return groups;
}

/** The day where the machine is, as `2026-03-14`. */
function dayOf(iso: string): string {
  const at = new Date(iso);
  const two = (n: number): string => String(n).padStart(2, '0');
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
}
