import type { Rubric } from '../../domain/rubric.ts';
import type { InsightsSection } from '../../protocol/insightsMessages.ts';
import type { Resampling } from '../../stats/base/resample.ts';
import { fewestForDecision } from '../../stats/sequence/decision.ts';
import type { DrawWeights } from '../rows/drawWeights.ts';
import type { JudgedTask } from '../rows/insightRow.ts';
import type { JudgeRows } from '../rows/judgedRow.ts';

/** What the sections are made of. */
export interface View {
  /** In the order in which they were submitted first. */
  tasks: readonly JudgedTask[];
  /** Judges with what they say of the tasks that are chosen, whoever has answered them; the jury last, where there is one. */
  judges: readonly JudgeRows[];
  rubric: Rubric;
  /** As they may be shown. */
  models: readonly [string, string];
  /** What an annotator is told as. */
  nameOf: (annotator: string) => string;
  /** The tasks were chosen by their answers: they say nothing of the others. */
  byAnswers: boolean;
  links: Links;
  weights: DrawWeights;
  /** Of tasks that go into one figure those that may be counted: see `countable`. To be asked for each group. */
  countable: <T extends { id: string }>(tasks: readonly T[]) => readonly T[];
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
  readonly #all = new Map<string, { title: string; tasks: readonly { id: string }[] }>();
  readonly #mayOpen: (id: string) => boolean;

  /** @param mayOpen whether a task may stand behind a mark: what is known of a mark is known of its tasks */
  constructor(mayOpen: (id: string) => boolean = () => true) {
    this.#mayOpen = mayOpen;
  }

  /** Undefined where there is no task. */
  add(id: string, title: string, tasks: readonly { id: string }[]): string | undefined {
    if (!tasks.some((task) => this.#mayOpen(task.id))) return undefined;
    this.#all.set(id, { title, tasks });
    return id;
  }

  get ids(): string[] {
    return [...this.#all.keys()];
  }

  /** Each task once; undefined for a mark that there is not. */
  tasksOf(id: string): LinkedTasks | undefined {
    const known = this.#all.get(id);
    if (!known) return undefined;
    const ids = new Set(known.tasks.map((task) => task.id));
    return { title: known.title, ids: [...ids].filter(this.#mayOpen) };
  }
}

/** Under it a group has no interval, only its tasks. */
export const fewest = fewestForDecision;
/** Under it a group is called small. */
export const small = 15;
/** Under it a sentence says that all is small. */
export const fewInAll = 20;

/** How often samples are drawn again for so many tasks: less often where there are many and one sample differs little from the next. */
export function resamplingOf(tasks: number, level = 0.95): Required<Resampling> {
  return { draws: Math.max(200, Math.min(1000, Math.round(5e5 / Math.max(1, tasks)))), seed: 1, level };
}

/** The same for choices of signs. */
export function flipsOf(tasks: number): { draws: number; seed: number } {
  return { draws: Math.max(200, Math.min(10_000, Math.round(1e6 / Math.max(1, tasks)))), seed: 1 };
}
