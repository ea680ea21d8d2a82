import { biasesOf, isFound, type BiasKind } from '../../../../src/insights/judges/judgeBias.ts';
import { judgedTasks, type InsightRow } from '../../../../src/insights/rows/insightRow.ts';
import type { JudgedRow } from '../../../../src/insights/rows/judgedRow.ts';
import { SeededRandom } from '../../../../src/stats/base/seededRandom.ts';
import { answer } from '../sections/support.ts';

/** Points that a made judge gives for no reason. */
export interface MadeBias {
  /** To Response 1. */
  model?: number;
  /** To the longer response. */
  length?: number;
  /** To what it reads first, where it compares. */
  position?: number;
}

export interface MadeProject {
  rows: InsightRow[];
  judged: JudgedRow[];
}

const most = 7;

/**
 * A project by lot: responses with a worth of their own, of which people and a judge each see what they see. The longer response is no better
 * for it, and Response 1 somewhat better than 2 for people and judge alike.
 */
export function madeProject(
  seed: number,
  bias: MadeBias,
  { tasks = 60, people = tasks, judge = 'judge' }: { tasks?: number; people?: number; judge?: string } = {},
): MadeProject {
  const random = new SeededRandom(seed);
  const noise = (size: number): number => random.below(2 * size + 1) - size;
  const whole = (x: number): number => Math.max(0, Math.min(most, Math.round(x)));
  const project: MadeProject = { rows: [], judged: [] };
  for (let n = 0; n < tasks; n++) {
    const worth = [2 + random.below(5), 1 + random.below(5)] as const;
    const lengths: [number, number] = [100 + random.below(900), 100 + random.below(900)];
    const longer = lengths[0] >= lengths[1] ? 0 : 1;
    const seen = (i: 0 | 1): number =>
      worth[i] + noise(1) + (i === 0 ? (bias.model ?? 0) : 0) + (i === longer ? (bias.length ?? 0) : 0);
    const winner = (first: 0 | 1): 0 | 1 | 2 => {
      const [a, b] = [seen(0), seen(1)];
      const gap = a - b + (first === 0 ? 1 : -1) * (bias.position ?? 0);
      return gap === 0 ? 0 : gap > 0 ? 1 : 2;
    };
    if (n < people)
      project.rows.push(
        answer(n, [whole(worth[0] + noise(1)), whole(worth[1] + noise(1))], { lengths, annotator: 'ada' }),
      );
    project.judged.push({
      ...{ taskId: `t${n}`, position: n, judge, lengths, columns: {} },
      scores: [whole(seen(0)), whole(seen(1))],
      winners: { there: winner(0), back: winner(1) },
    });
  }
  return project;
}

export type FoundBiases = Record<BiasKind | 'wrong', number>;

/** In how many of the projects of these seeds each bias is found, and in how many any that is not there. */
export function countBiases(seeds: readonly number[], bias: MadeBias, tasks = 60): FoundBiases {
  const counts: FoundBiases = { model: 0, length: 0, position: 0, wrong: 0 };
  for (const seed of seeds) {
    const { rows, judged } = madeProject(seed, bias, { tasks });
    const judges = [{ id: 'judge', label: 'judge', isOwn: false, rows: judged }];
    const found = biasesOf({ judges, tasks: judgedTasks(rows), countable: (all) => all }).filter(isFound);
    for (const { kind } of found) counts[kind]++;
    if (found.some(({ kind }) => !bias[kind])) counts.wrong++;
  }
  return counts;
}
