import * as l10n from '@vscode/l10n';
import type { InsightsRow, InsightsSection } from '../../protocol/insightsMessages.ts';
import { isMissing } from '../../stats/base/figure.ts';
import { holm } from '../../stats/holm.ts';
import { shareOf, signTest, winsOf } from '../../stats/wins.ts';
import type { Checked, InsightRow, JudgedTask } from '../rows/insightRow.ts';
import { charted } from './chartTable.ts';
import { differenceAxis, estimateRow, meanRow, rowsChart, shareAxis } from './dotRows.ts';
import { chance, percent, signed, tasksCounted } from './figureWords.ts';
import { fewest, type View } from './view.ts';

const both = [0, 1] as const;

/** Failure modes that have rows of their own; the others are named less often. */
const mostRows = 12;

/** A failure mode, with the tasks in which somebody has named it of the one and of the other response. */
interface Named {
  name: string;
  of: [JudgedTask[], JudgedTask[]];
  /** In either. */
  tasks: JudgedTask[];
}

function hasTag(row: InsightRow, response: 0 | 1, name: string): boolean {
  return row.tags?.[response].includes(name) ?? false;
}

/** The most frequent first. */
function namedIn(tasks: readonly JudgedTask[]): Named[] {
  const found = new Map<string, Named>();
  for (const task of tasks)
    for (const response of both)
      for (const name of new Set(task.rows.flatMap((row) => row.tags?.[response] ?? []))) {
        const named = found.get(name) ?? { name, of: [[], []], tasks: [] };
        found.set(name, named);
        named.of[response].push(task);
        if (named.tasks.at(-1) !== task) named.tasks.push(task);
      }
  return [...found.values()].sort((a, b) => b.tasks.length - a.tasks.length || (a.name < b.name ? -1 : 1));
}

/** Of each task whether it was named of the first response alone (1), of the second alone (−1), or of both or neither. */
function differencesOf({ of: [first, second] }: Named, tasks: readonly JudgedTask[]): number[] {
  const [one, two] = [new Set(first), new Set(second)];
  return tasks.map((task) => Number(one.has(task)) - Number(two.has(task)));
}

/** Sign tests that stand together, each p corrected for all that could be made. */
function correctedSigns(groups: readonly (readonly number[])[]): (number | undefined)[] {
  const ps = groups.map((differences) => {
    const test = differences.length < fewest ? undefined : signTest(winsOf(differences));
    return test === undefined || isMissing(test) ? undefined : test.p;
  });
  const corrected = holm(ps.filter((p) => p !== undefined));
  return ps.map((p) => (p === undefined ? undefined : corrected.shift()));
}

/** What is wrong with the responses, in the words of those who read them, beside what the runs showed. */
export function failureModes(view: View): InsightsSection | undefined {
  const { tasks, models, links, byAnswers } = view;
  const all = namedIn(tasks);
  if (all.length === 0) return undefined;
  const shown = all.slice(0, mostRows);
  const differences = shown.map((named) => differencesOf(named, tasks));
  const ps = correctedSigns(differences);
  const shares: InsightsRow[] = [];
  const rows: InsightsRow[] = [];
  for (const [i, named] of shown.entries()) {
    const { name } = named;
    for (const response of both)
      shares.push(
        estimateRow(shareOf(named.of[response].length, tasks.length), {
          label: name,
          mark: response === 0 ? 'model1' : 'model2',
          word: percent,
          link: links.add(`failures.${response + 1}.${name}`, `# ${name}`, named.of[response]),
          note: l10n.t('{0} with it', named.of[response].length),
        }),
      );
    const p = ps[i];
    rows.push(
      meanRow(
        (differences[i] ?? []).map((difference) => [difference]),
        {
          label: name,
          mark: 'difference',
          word: (value) => l10n.t('{0} %', signed(100 * value, 0)),
          isDifference: true,
          link: links.add(`failures.${name}`, `# ${name}`, named.tasks),
          p,
          ...(p !== undefined && { note: l10n.t('p {0}, corrected', chance(p)) }),
        },
      ),
    );
  }
  const found = rows.filter(({ state }) => state === 'found');
  const any = tasks.filter(({ rows: own }) =>
    own.some((row) => both.some((n) => (row.tags?.[n] ?? []).length > 0)),
  );
  const link = links.add('failures.any', l10n.t('with a failure mode'), any);
  const [first] = shown;
  const most = first
    ? l10n.t('Most often: “{0}”, in {1} of {2}.', first.name, first.tasks.length, tasksCounted(tasks.length))
    : '';
  return {
    id: 'failures',
    title: l10n.t('What goes wrong?'),
    verdict: byAnswers
      ? { mark: 'none', text: l10n.t('Chosen by answers') }
      : { mark: 'none', text: l10n.t('{0} of {1} differ', found.length, rows.length) },
    sentence: byAnswers
      ? `${most} ${l10n.t('These tasks were chosen by how they were answered: a difference here says nothing of the others.')}`
      : [
          most,
          ...found.map(({ label, value = 0, text }) =>
            l10n.t('“{0}” is named more often of {1}: {2}.', label, models[value > 0 ? 0 : 1], text),
          ),
        ].join(' '),
    method: [
      l10n.t(
        'Tasks in which somebody has named it of the response, with Wilson’s interval; what nobody named is taken as not there. Difference: {0} less {1}, bootstrap by task; sign tests on tasks where only one response has it (McNemar), corrected for {2} failure modes by Holm.',
        models[0],
        models[1],
        rows.length,
      ),
      ...(all.length > shown.length
        ? [l10n.t('{0} more are named less often.', all.length - shown.length)]
        : []),
    ].join(' '),
    charts: [
      charted(
        rowsChart(l10n.t('Share of the tasks'), shareAxis(l10n.t('Share of the tasks')), shares),
        [],
        models,
      ),
      charted(rowsChart(l10n.t('Difference of the shares'), axisOf(rows, models), rows)),
      withRuns(view, shown),
    ],
    links: link === undefined ? [] : [{ text: l10n.t('All tasks with a failure mode'), link }],
  };
}

/** Of what is wrong: the end that has more of it is not the better one. */
function axisOf(rows: readonly InsightsRow[], models: View['models']) {
  const axis = differenceAxis(rows, { word: (value) => l10n.t('{0} %', signed(100 * value, 0)) });
  return {
    ...axis,
    label: l10n.t('Difference of the shares'),
    ends: [
      { text: l10n.t('more often of {0}', models[1]), mark: 'model2' as const },
      { text: l10n.t('more often of {0}', models[0]), mark: 'model1' as const },
    ] as [{ text: string; mark: 'model2' }, { text: string; mark: 'model1' }],
  };
}

/** Responses with each failure mode, by what their runs showed. */
function withRuns({ links, tasks }: View, shown: readonly Named[]): InsightsSection['charts'][number] {
  const columns = [
    { text: l10n.t('All checks pass'), key: 'passed' },
    { text: l10n.t('A check fails'), key: 'failed' },
    { text: l10n.t('No check ran'), key: undefined },
  ] as const satisfies { text: string; key: Checked }[];
  const cells = shown.map(({ name }) => {
    // A response counts once, whoever has named it.
    const responses = tasks.flatMap((task) =>
      both.flatMap((n) => {
        const own = task.rows.filter((row) => hasTag(row, n, name));
        return own[0] ? [{ id: task.id, checked: own[0].runs[n] }] : [];
      }),
    );
    const withChecks = responses.filter(({ checked }) => checked !== undefined).length;
    return columns.map(({ key, text }) => {
      const own = responses.filter(({ checked }) => checked === key);
      const words = `# ${name}, ${text}`;
      const link = links.add(`failures.runs.${key ?? 'none'}.${name}`, words, own);
      const share = key === undefined ? undefined : shareOf(own.length, withChecks);
      const part =
        share && !isMissing(share) ? ` ${l10n.t('({0} of those with checks)', percent(share.value))}` : '';
      return {
        count: own.length,
        text: `${l10n.t('{0}: {1} responses', words, own.length)}${part}`,
        state: 'plain' as const,
        ...(link !== undefined && { link }),
      };
    });
  });
  return charted({
    kind: 'grid',
    title: l10n.t('Responses by failure mode and runs'),
    rowLabel: l10n.t('Failure mode'),
    columnLabel: l10n.t('Runs'),
    rows: shown.map(({ name }) => name),
    columns: columns.map(({ text }) => text),
    cells,
  });
}
