/** One question of the rubric, answered with whole points from 0 to `max`. */
export interface Criterion {
  /** Points are kept by it. */
  id: string;
  title: string;
  max: number;
  description?: string;
  /** What each number of points means, from 0. */
  levels?: string[];
  /** Which evidence is shown beside it. */
  evidence?: 'comments' | 'example' | 'runs';
}

/** What a response is scored by. */
export interface Rubric {
  criteria: Criterion[];
  /** A correction is asked for when both scores are at or below this. */
  correctAtOrBelow?: number;
}

/** Points per criterion id, whole numbers from 0 to the criterion's maximum. */
export type Points = Record<string, number>;
