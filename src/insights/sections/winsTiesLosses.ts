import * as l10n from '@vscode/l10n';
import type { InsightsChart, InsightsRow, InsightsSection } from '../../protocol/insightsMessages.ts';
import { isMissing } from '../../stats/base/figure.ts';
import { taskMeans } from '../../stats/means.ts';
import { shareOf, signTest, winsOf } from '../../stats/wins.ts';
import { groupingColumns } from '../rows/chooseRows.ts';
import { differencesOf, type JudgedTask } from '../rows/insightRow.ts';
import { charted } from './chartTable.ts';
import { correctedFlips } from './criteria.ts';
import { differenceAxis, intervalOf, meanRow, rowsChart } from './dotRows.ts';
import { chance, percent, signed, withInterval } from './figureWords.ts';
import type { View } from './view.ts';

interface Group {
  label: string;
  tasks: readonly JudgedTask[];
}

/** Groups that are told; the smallest are left out. */
const mostGroups = 10;

/** Who wins how often, in all and in each group of tasks. */
export function winsTiesLosses(view: View): InsightsSection {
  const { tasks, models, links, byAnswers } = view;
  const means = new Map(tasks.map((task) => [task, taskMeans([differencesOf(task)])[0] ?? 0]));
  const counts = winsOf([...means.values()]);
  const signs = signTest(counts);
  const part = (
    label: string,
    mark: InsightsRow['mark'],
    key: string,
    title: string,
    is: (difference: number) => boolean,
  ) => {
    const own = tasks.filter((task) => is(means.get(task) ?? 0));
    const share = shareOf(own.length, tasks.length);
    const link = links.add(`wins.${key}`, title, own);
    return {
      label,
      mark,
      count: own.length,
      text: isMissing(share) ? '–' : withInterval(share.value, intervalOf(share), percent),
      ...(link !== undefined && { link }),
    };
  };
  const parts: Extract<InsightsChart, { kind: 'parts' }> = {
    kind: 'parts',
    title: l10n.t('Tasks by who is better'),
    parts: [
      part(l10n.t('{0} better', models[0]), 'model1', 'won', l10n.t('Response 1 is better'), (d) => d > 0),
      part(l10n.t('Tie'), 'plain', 'tied', l10n.t('ties'), (d) => d === 0),
      part(l10n.t('{0} better', models[1]), 'model2', 'lost', l10n.t('Response 2 is better'), (d) => d < 0),
    ],
  };
  const test = isMissing(signs) ? '–' : chance(signs.p);
  const facets = facetsOf(view).map(({ title, groups, id }) => facetChart(view, id, title, groups));
  return {
    id: 'wins',
    title: l10n.t('How often is each better?'),
    verdict: byAnswers
      ? { mark: 'none', text: l10n.t('Chosen by answers') }
      : { mark: 'none', text: l10n.t('{0} won, {1} tied, {2} lost', counts.won, counts.tied, counts.lost) },
    sentence: l10n.t(
      '{0} is better in {1}, {2} in {3} of {4} tasks; {5} are ties.',
      models[0],
      counts.won,
      models[1],
      counts.lost,
      tasks.length,
      counts.tied,
    ),
    method: l10n.t(
      'Shares of tasks with Wilson’s interval; the sign test leaves ties out. In groups: the mean difference, bootstrap by task, sign-flip tests corrected by Holm for the groups that stand together.',
    ),
    charts: [
      charted(parts, [[l10n.t('Sign test'), '', isMissing(signs) ? test : l10n.t('p {0}', test)]]),
      ...facets,
    ],
    links: [],
  };
}

function facetsOf({ tasks, countable }: View): { id: string; title: string; groups: Group[] }[] {
  const by = (id: string, title: string, of: (task: JudgedTask) => string | undefined) => {
    const groups = new Map<string, JudgedTask[]>();
    for (const task of tasks) {
      const label = of(task);
      const own = label === undefined ? undefined : groups.get(label);
      if (own) own.push(task);
      else if (label !== undefined) groups.set(label, [task]);
    }
    const sorted = [...groups].map(([label, own]) => ({ label, tasks: countable(own) }));
    const told = sorted.filter((group) => group.tasks.length > 0);
    return { id, title, groups: told.sort((a, b) => b.tasks.length - a.tasks.length).slice(0, mostGroups) };
  };
  const rows = tasks.flatMap((task) => task.rows);
  return [
    by('language', l10n.t('Difference by language'), ({ rows: [row] }) => row?.language),
    lengthFacet(tasks, countable),
    ...[...groupingColumns(rows).keys()].map((column) =>
      by(`column.${column}`, l10n.t('Difference by {0}', column), ({ rows: [row] }) => row?.columns[column]),
    ),
  ].filter(({ groups }) => groups.length > 1);
}

/** Two halves, by how long both responses are together. */
function lengthFacet(
  tasks: readonly JudgedTask[],
  countable: View['countable'],
): { id: string; title: string; groups: Group[] } {
  const length = ({ rows: [row] }: JudgedTask): number => (row?.lengths?.[0] ?? 0) + (row?.lengths?.[1] ?? 0);
  const known = tasks.filter(({ rows: [row] }) => row?.lengths).sort((a, b) => length(a) - length(b));
  const half = Math.floor(known.length / 2);
  const groups = [
    { label: l10n.t('shorter half'), tasks: countable(known.slice(0, half)) },
    { label: l10n.t('longer half'), tasks: countable(known.slice(half)) },
  ];
  return {
    id: 'length',
    title: l10n.t('Difference by length of the responses'),
    groups: groups.filter((group) => group.tasks.length > 0),
  };
}

function facetChart(
  { models, links }: View,
  id: string,
  title: string,
  groups: readonly Group[],
): InsightsSection['charts'][number] {
  const ps = correctedFlips(groups.map((group) => taskMeans(group.tasks.map(differencesOf))));
  const rows = groups.map(({ label, tasks }, i) => {
    const differences = tasks.map(differencesOf);
    const { won, tied, lost } = winsOf(taskMeans(differences));
    return meanRow(differences, {
      label,
      mark: 'difference',
      word: (value) => signed(value),
      isDifference: true,
      link: links.add(`wins.${id}.${label}`, label, tasks),
      p: ps[i],
      note: l10n.t('{0} won, {1} tied, {2} lost', won, tied, lost),
    });
  });
  return charted(rowsChart(title, differenceAxis(rows, { models }), rows));
}
