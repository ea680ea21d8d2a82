import * as l10n from '@vscode/l10n';
import type { InsightsChart, InsightsRow, InsightsSection } from '../../protocol/insightsMessages.ts';
import { maxScore } from '../../project/rubricRules.ts';
import { type Estimate, isMissing } from '../../stats/base/figure.ts';
import { bradleyTerry, type Ranking } from '../../stats/ranking/bradleyTerry.ts';
import type { Separation } from '../../stats/ranking/comparisons.ts';
import { charted } from '../sections/chartTable.ts';
import { estimateRow, intervalOf, rowsChart, shareAxis } from '../sections/dotRows.ts';
import { percent, signed, tasksCounted, withInterval } from '../sections/figureWords.ts';
import { fewest, type Links, resamplingOf } from '../sections/view.ts';
import type { ComparedProject } from './comparedProject.ts';
import { type Match, type Matches, matchesOf } from './matches.ts';

export interface Several {
  /** The open project first. */
  projects: readonly ComparedProject[];
  /** The open project's task that is the same as one of another project. */
  ownId: (task: { id: string; instruction: string }) => string | undefined;
  links: Links;
}

type Answer = Pick<InsightsSection, 'verdict' | 'sentence'>;

/** Which of the models of several projects is best. */
export function bestModel({ projects, ownId, links }: Several): InsightsSection {
  const matches = matchesOf(projects, ownId);
  const counted = matches.tasks.length;
  const draws = resamplingOf(counted);
  const ranking = bradleyTerry(matches.tasks, draws);
  const isRanked = 'models' in ranking;
  const models = isRanked ? ranking.models.map(({ model }) => model) : modelsOf(matches);
  const charts: InsightsSection['charts'] = [];
  if (isRanked) charts.push(strengths(ranking, matches, links));
  if (models.length > 0) charts.push(charted(winsGrid(models, matches, links)));
  if (isRanked) charts.push(pairs(ranking, matches, links));
  const notes = differencesBetween(projects);
  return {
    id: 'best',
    title: l10n.t('Which model is best?'),
    ...(isRanked ? answer(ranking, counted) : unranked(ranking)),
    ...(notes.length > 0 && { advice: notes.join(' ') }),
    method: l10n.t(
      'Bradley–Terry over {0} of {1} projects, {2} of them judged in more than one: tasks are the same where id and instruction are. Who has the higher mean score of a task has won it; a tie is half a win for each. Bootstrap by task, {3} draws, for one look. One number is assumed to tell how good a model is, whoever it is compared with. All submitted answers count, whatever is chosen above; marks open tasks of this project.',
      tasksCounted(counted),
      projects.length,
      matches.shared,
      draws.draws,
    ),
    charts,
    links: [],
  };
}

function modelsOf({ tasks }: Matches): string[] {
  return [...new Set(tasks.flat().flatMap(({ first, second }) => [first, second]))];
}

function answer({ models, pairs: compared }: Ranking, counted: number): Answer {
  const [best, next] = models;
  if (counted < fewest || !best || !next)
    return {
      verdict: { mark: 'wait', text: l10n.t('Too few tasks') },
      sentence: l10n.t('{0} judged: too few to tell.', tasksCounted(counted)),
    };
  const against = compared.filter(({ first }) => first === best.model);
  const isBest = against.every(({ chance }) => (intervalOf(chance)?.low ?? 0) > 0.5);
  const said = compared.find(({ first, second }) => first === best.model && second === next.model);
  const told = said ? withInterval(said.chance.value, intervalOf(said.chance), percent) : '–';
  return isBest
    ? {
        verdict: { mark: 'decided', text: l10n.t('Decided') },
        sentence: l10n.t('{0} is best: it wins {1} of the tasks against {2}.', best.model, told, next.model),
      }
    : {
        verdict: { mark: 'wait', text: l10n.t('Not decided') },
        sentence: l10n.t(
          '{0} leads, but may be no better than another: it wins {1} of the tasks against {2}.',
          best.model,
          told,
          next.model,
        ),
      };
}

function unranked(ranking: Separation | { reason: string }): Answer {
  if ('groups' in ranking)
    return {
      verdict: { mark: 'look', text: l10n.t('No common scale') },
      sentence: l10n.t(
        'Models that never met cannot be ranked together: {0}.',
        ranking.groups.map((group) => group.join(', ')).join(' | '),
      ),
    };
  if ('above' in ranking)
    return {
      verdict: { mark: 'look', text: l10n.t('Not to be ranked') },
      sentence: l10n.t(
        '{0} took nothing off {1}: how far they are apart has no bound.',
        ranking.below.join(', '),
        ranking.above.join(', '),
      ),
    };
  return {
    verdict: { mark: 'wait', text: l10n.t('Too few tasks') },
    sentence: l10n.t('No task was judged that tells one model from another.'),
  };
}

/** What makes projects differ in more than their models. */
function differencesBetween(projects: readonly ComparedProject[]): string[] {
  const notes: string[] = [];
  if (
    new Set(projects.map(({ rubric }) => JSON.stringify(rubric.criteria.map(({ id, max }) => [id, max]))))
      .size > 1
  ) {
    const most = projects.map(({ rubric }) => maxScore(rubric));
    notes.push(
      l10n.t(
        'The rubrics differ ({0} points at most): only who has more is compared, never how much.',
        [...new Set(most)].sort((a, b) => a - b).join(', '),
      ),
    );
  }
  if (new Set(projects.map(({ guidelinesVersion }) => guidelinesVersion)).size > 1)
    notes.push(l10n.t('The guidelines differ: who wins may be a matter of what was asked of annotators.'));
  if (projects.some(({ isHidden }) => isHidden) && projects.some(({ isHidden }) => !isHidden))
    notes.push(
      l10n.t(
        'Models of blind projects in which something is left to score are numbered, and count as models of their own.',
      ),
    );
  return notes;
}

/** Behind a mark: the tasks of these matches that the open project has. */
function behind(matches: readonly Match[]): { id: string }[] {
  return matches.flatMap(({ ownId }) => (ownId === undefined ? [] : [{ id: ownId }]));
}

function strengths({ models }: Ranking, { tasks }: Matches, links: Links): InsightsSection['charts'][number] {
  const all = tasks.flat();
  const share = (strength: number): number => 1 / (1 + Math.exp(-strength));
  const rows = models.map(({ model, strength: { value, n, interval } }, i) => {
    const own = all.filter(({ first, second }) => first === model || second === model);
    const told = withInterval(value, isMissing(interval) ? undefined : interval, (x) => signed(x, 2));
    const link = links.add(`best.model.${i + 1}`, l10n.t('tasks of several projects'), behind(own));
    const figure: Estimate = {
      value: share(value),
      n,
      interval: isMissing(interval) ? interval : { low: share(interval.low), high: share(interval.high) },
    };
    return pairRow(figure, model, link, l10n.t('strength {0}', told));
  });
  return charted(
    rowsChart(l10n.t('Strength'), shareAxis(l10n.t('Wins against a model of average strength')), rows),
  );
}

/** What is told of one or two models rests on the tasks of all. */
function pairRow(figure: Estimate, label: string, link: string | undefined, note: string): InsightsRow {
  const row = estimateRow(figure, {
    label,
    mark: 'plain',
    word: percent,
    note,
    ...(link !== undefined && { link }),
  });
  return figure.n < fewest ? row : { ...row, note };
}

/** How often the one in the row has beaten the one in the column. */
function winsGrid(
  models: readonly string[],
  { tasks }: Matches,
  links: Links,
): Extract<InsightsChart, { kind: 'grid' }> {
  const all = tasks.flat();
  const cells = models.map((winner, i) =>
    models.map((loser, j) => {
      const met = all.filter(
        ({ first, second }) =>
          (first === winner && second === loser) || (first === loser && second === winner),
      );
      const won = met.filter(({ first, score }) => (first === winner ? score === 1 : score === 0));
      const ties = met.filter(({ score }) => score === 0.5).length;
      const link = links.add(`best.won.${i + 1}.${j + 1}`, l10n.t('tasks of several projects'), behind(won));
      const text =
        i === j
          ? winner
          : l10n.t(
              '{0} beats {1} in {2} of {3} tasks; ties: {4}',
              winner,
              loser,
              won.length,
              met.length,
              ties,
            );
      return { count: won.length, text, state: 'plain' as const, ...(link !== undefined && { link }) };
    }),
  );
  return {
    kind: 'grid',
    title: l10n.t('Tasks won'),
    rowLabel: l10n.t('Better'),
    columnLabel: l10n.t('Against'),
    rows: [...models],
    columns: [...models],
    cells,
  };
}

function pairs(
  { pairs: compared }: Ranking,
  { tasks }: Matches,
  links: Links,
): InsightsSection['charts'][number] {
  const all = tasks.flat();
  const rows = compared.map(({ first, second, chance }, i) => {
    const met = all.filter((match) =>
      [match.first, match.second].every((one) => one === first || one === second),
    );
    const link = links.add(`best.pair.${i + 1}`, l10n.t('tasks of several projects'), behind(met));
    const note = met.length > 0 ? l10n.t('met in {0}', tasksCounted(met.length)) : l10n.t('never met');
    return pairRow(chance, l10n.t('{0} against {1}', first, second), link, note);
  });
  const axis = { ...shareAxis(l10n.t('Share of tasks won, ties half')), zero: 0.5 };
  return charted(rowsChart(l10n.t('Each two'), axis, rows));
}
