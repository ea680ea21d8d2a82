import type { Points } from '../domain/rubric.ts';

/** What several judges together say of one response. */
export interface JuryPoints {
  /** For each criterion that all of them scored, their mean as a whole number; halves go up. */
  points: Points;
  /** The share of single points that are as the jury's, from 0 to 1: how far the judges are of one mind. */
  agreement: number;
}

/** The mean of the points of several judges, criterion by criterion. Undefined where they have none in common. */
export function juryMean(judges: readonly Points[]): JuryPoints | undefined {
  const [first, ...others] = judges;
  if (!first) return undefined;
  const common = Object.keys(first).filter((id) => others.every((points) => Object.hasOwn(points, id)));
  if (common.length === 0) return undefined;
  const points: Points = {};
  let same = 0;
  for (const id of common) {
    const given = judges.map((judge) => judge[id] ?? 0);
    const mean = Math.round(given.reduce((sum, n) => sum + n, 0) / given.length);
    points[id] = mean;
    same += given.filter((n) => n === mean).length;
  }
  return { points, agreement: same / (common.length * judges.length) };
}
