import type { Rubric } from '../../domain/rubric.ts';
import type { InsightsSection } from '../../protocol/insightsMessages.ts';
import type { Resampling } from '../../stats/base/resample.ts';
import type { JudgedTask } from '../rows/insightRow.ts';

/** What the sections are made of. */
export interface View {
  /** In the order in which they were submitted first. */
  tasks: readonly JudgedTask[];
  rubric: Rubric;
  /** As they may be shown. */
  models: readonly [string, string];
  /** What an annotator is told as. */
  nameOf: (annotator: string) => string;
  /** The tasks were chosen by their answers: they say nothing of the others. */
  byAnswers: boolean;
  links: Links;
}

/** One question; undefined where the project has nothing to answer it with. */
export type SectionOf = (view: View) => InsightsSection | undefined;

/** The tasks behind marks. */
export interface LinkedTasks {
  title: string;
  ids: string[];
}

/** What marks stand for. An id says what it is of, so that a page that shows figures of a moment ago still means the same. */
export class Links {
  readonly all: Record<string, LinkedTasks> = {};

  /** Undefined where there is no task. */
  add(id: string, title: string, tasks: readonly { id: string }[]): string | undefined {
    if (tasks.length === 0) return undefined;
    this.all[id] = { title, ids: [...new Set(tasks.map((task) => task.id))] };
    return id;
  }
}

/** Under it a group has no interval, only its tasks. */
export const fewest = 8;
/** Under it a group is called small. */
export const small = 15;
/** Under it a sentence says that all is small. */
export const fewInAll = 20;

/** How often samples are drawn again for so many tasks: less often where there are many and one sample differs little from the next. */
export function resamplingOf(tasks: number, level = 0.95): Required<Resampling> {
  return { draws: Math.max(200, Math.min(1000, Math.round(1e6 / Math.max(1, tasks)))), seed: 1, level };
}

/** The same for choices of signs. */
export function flipsOf(tasks: number): { draws: number; seed: number } {
  return { draws: Math.max(200, Math.min(10_000, Math.round(1e6 / Math.max(1, tasks)))), seed: 1 };
}
