import { meanOf } from '../../stats/base/moments.ts';
import type { Pair } from '../../stats/agreement/countedPairs.ts';
import type { InsightRow } from '../rows/insightRow.ts';
import type { JudgedRow, JudgeRows } from '../rows/judgedRow.ts';
import type { View } from '../sections/view.ts';

/** A task that people and a judge have scored, about the same texts. */
export interface Labelled {
  id: string;
  people: InsightRow[];
  judged: JudgedRow & { scores: [number, number] };
}

/** The tasks that both have scored, in the order of the people's, as far as they may be counted. */
export function labelledBy(
  { tasks, countable }: Pick<View, 'tasks' | 'countable'>,
  { rows }: JudgeRows,
): readonly Labelled[] {
  const byTask = new Map(rows.map((row) => [row.taskId, row]));
  const labelled = tasks.flatMap(({ id, rows: people }): Labelled[] => {
    const judged = byTask.get(id);
    // Another text took the place of what they judged: the judge has read that one.
    const same = people.filter(({ lengths }) => lengths !== undefined);
    const { scores } = judged ?? {};
    return judged && scores && same.length > 0 ? [{ id, people: same, judged: { ...judged, scores } }] : [];
  });
  return countable(labelled);
}

/** What people and the judge gave each response: a pair for each person. */
export function pairsOf({ people, judged }: Labelled, response: 0 | 1): Pair[] {
  return people.map(({ scores }): Pair => [scores[response], judged.scores[response]]);
}

/** What the judge gives a response more than people do, as the mean of these. */
export function moreThanPeople({ people, judged }: Labelled, response: 0 | 1): number {
  return judged.scores[response] - meanOf(people.map(({ scores }) => scores[response]));
}

/** By how much the judge's and the people's scores are apart, of that response of which they are more. */
export function gapTo(task: Labelled): number {
  return Math.max(...([0, 1] as const).map((response) => Math.abs(moreThanPeople(task, response))));
}
