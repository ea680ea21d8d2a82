import { isMissing, type Estimate, type Missing } from '../../stats/base/figure.ts';
import { activeMean } from '../../stats/activeMean.ts';
import { weightedMean } from '../../stats/weightedMean.ts';
import type { Draw, InsightRow, JudgedTask } from './insightRow.ts';

type Drawn = InsightRow & { draw: Draw };

function isDrawn(row: InsightRow): row is Drawn {
  return row.draw !== undefined;
}

/** What a figure of all tasks is made of where some came by draws: everybody's answers, whatever of them is chosen. */
export class DrawWeights {
  readonly #weights = new Map<InsightRow, number>();
  readonly #byAnnotator = new Map<string, InsightRow[]>();

  constructor(rows: readonly InsightRow[]) {
    for (const row of rows) {
      const own = this.#byAnnotator.get(row.annotator);
      if (own) own.push(row);
      else this.#byAnnotator.set(row.annotator, [row]);
    }
    for (const own of this.#byAnnotator.values()) this.#weigh(own);
  }

  /**
   * Of those that an annotator drew, LURE's weights (`activeMean`), each standing for N/M tasks; of the others 1: they stand for themselves. The
   * mean over the answers of each annotator is 1, so that who judged more counts more.
   */
  #weigh(own: readonly InsightRow[]): void {
    const { drawn, tasks } = drawsOf(own);
    if (drawn.length === 0) return;
    const m = drawn.length;
    drawn.forEach((row, i) => {
      const alike = row.draw.chance * row.draw.tasks;
      const rest = m === tasks ? 0 : (tasks - m) / (tasks - i - 1);
      this.#weights.set(row, (1 + rest * (1 / alike - 1)) * (tasks / m));
    });
    const mean = own.reduce((sum, row) => sum + this.#of(row), 0) / own.length;
    for (const row of own) this.#weights.set(row, this.#of(row) / mean);
  }

  #of(row: InsightRow): number {
    return this.#weights.get(row) ?? 1;
  }

  /** How many of these tasks came to an annotator by a draw. */
  drawn(tasks: readonly JudgedTask[]): number {
    return tasks.filter(({ rows }) => rows.some(isDrawn)).length;
  }

  /**
   * The mean over all tasks of the project that these stand for, of a value that each answer has. Without bias where they are all that one
   * annotator has judged: what was drawn stands for all that was left then (`activeMean`), what was judged before for itself. Else (some of them were chosen,
   * several judged) by weights (`weightedMean`). Intervals hold for one look.
   */
  mean(tasks: readonly JudgedTask[], of: (row: InsightRow) => number): Estimate | Missing {
    const rows = tasks.flatMap((task) => task.rows);
    const [row] = rows;
    const all = row && this.#byAnnotator.get(row.annotator);
    if (all && all.length === rows.length && rows.every((one) => one.annotator === row.annotator))
      return wholeMean(rows, of);
    const weighed = tasks.map((task) => {
      const weights = task.rows.map((one) => this.#of(one));
      const sum = weights.reduce((a, b) => a + b, 0);
      const value = task.rows.reduce((total, one, i) => total + (weights[i] as number) * of(one), 0) / sum;
      return { value, weight: sum / weights.length };
    });
    const least = weighed.reduce((min, { weight }) => Math.min(min, weight), Infinity);
    return weightedMean(weighed.map(({ value, weight }) => ({ value, chance: least / weight })));
  }
}

/** In the order of drawing; `tasks`: how many were left when drawing began. */
function drawsOf(own: readonly InsightRow[]): { drawn: Drawn[]; tasks: number } {
  const drawn = own.filter(isDrawn).sort((a, b) => a.draw.n - b.draw.n);
  return { drawn, tasks: Math.max(drawn.length, drawn[0]?.draw.tasks ?? 0) };
}

function wholeMean(rows: readonly InsightRow[], of: (row: InsightRow) => number): Estimate | Missing {
  const { drawn, tasks } = drawsOf(rows);
  const before = rows.filter((row) => !isDrawn(row));
  const rest = activeMean(
    drawn.map((row, i) => ({
      value: of(row),
      // Of those that were left then, tasks that were opened by hand since the beginning among them.
      chance: Math.min(1, (row.draw.chance * row.draw.tasks) / (tasks - i)),
    })),
    tasks,
  );
  if (isMissing(rest)) return rest;
  const whole = before.length + tasks;
  const known = before.reduce((sum, row) => sum + of(row), 0);
  const laid = (mean: number): number => (known + tasks * mean) / whole;
  const { value, interval } = rest;
  return {
    value: laid(value),
    n: rows.length,
    interval: isMissing(interval) ? interval : { low: laid(interval.low), high: laid(interval.high) },
  };
}
