import type { ResponseNumber } from '../../domain/annotation.ts';

/** What one judge says of one task that is in the data set, about the texts that are there. Numbers of pairs are those of Response 1 and 2. */
export interface JudgedRow {
  taskId: string;
  position: number;
  judge: string;
  /** Undefined where it has not scored both. */
  scores?: [number, number];
  /** The better response, 0 for neither: as read in the one order, and in the other. Undefined where it was not asked in both. */
  winners?: { there: ResponseNumber | 0; back: ResponseNumber | 0 };
  /** Characters. */
  lengths: [number, number];
  language?: string;
  columns: Record<string, string>;
}

/** A judge with its tasks, in the order of loading. */
export interface JudgeRows {
  /** What it is called by in the store; the jury is `jury`. */
  id: string;
  /** What it is told as. */
  label: string;
  /** It is one of the models that it judges. */
  isOwn: boolean;
  rows: JudgedRow[];
}

/** How much more the judge gives what it reads first, from −1 (always the second) to 1 (always the first); 0 where it keeps to its choice. */
export function firstLess(winners: NonNullable<JudgedRow['winners']>): number {
  const side = (winner: ResponseNumber | 0, first: ResponseNumber): number =>
    winner === 0 ? 0 : winner === first ? 1 : -1;
  return (side(winners.there, 1) + side(winners.back, 2)) / 2;
}

/** The mean of several judges, on the tasks that all of them have scored. */
export function juryRows(judges: readonly JudgeRows[]): JudgedRow[] {
  const byTask = new Map<string, JudgedRow[]>();
  for (const { rows } of judges)
    for (const row of rows) if (row.scores) byTask.set(row.taskId, [...(byTask.get(row.taskId) ?? []), row]);
  return [...byTask.values()].flatMap((rows) => {
    const [first] = rows;
    if (!first || rows.length < judges.length) return [];
    const mean = (i: 0 | 1): number =>
      rows.reduce((sum, { scores }) => sum + (scores?.[i] ?? 0), 0) / rows.length;
    const { winners: _, ...row } = first;
    return [{ ...row, scores: [mean(0), mean(1)] as [number, number] }];
  });
}
