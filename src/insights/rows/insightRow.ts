import type { Corrected, ShownOrder } from '../../domain/annotation.ts';
import type { Points } from '../../domain/rubric.ts';

/** What the runs of a response showed: whether all inputs that say what is expected did; undefined: none of them ran. */
export type Checked = 'passed' | 'failed' | undefined;

/** One annotator's submitted answer to one task that is in the data set. Numbers of pairs are those of Response 1 and 2. */
export interface InsightRow {
  taskId: string;
  position: number;
  /** The person. */
  annotator: string;
  scores: [number, number];
  points: [Points | undefined, Points | undefined];
  /** Undefined: the pair was never shown here (the answer came from Argilla). */
  shownOrder?: ShownOrder;
  /** ISO 8601, UTC. */
  submittedAt: string;
  /** Milliseconds; 0 where none was counted. */
  spentMs: number;
  guidelinesVersion: string;
  corrected?: Corrected;
  language?: string;
  columns: Record<string, string>;
  /** Characters of what was judged; undefined where another text took its place since. */
  lengths?: [number, number];
  runs: [Checked, Checked];
  /** Names of the failure modes of each response, each once; undefined: none. */
  tags?: [string[], string[]];
  /** How the task came to its annotator, where it was drawn by chances: the n-th draw, from so many tasks, of which it had this chance. */
  draw?: Draw;
}

export interface Draw {
  n: number;
  chance: number;
  tasks: number;
}

/** A task with all answers that count. */
export interface JudgedTask {
  id: string;
  /** One at least. */
  rows: InsightRow[];
}

/** A pause that ends a session, in milliseconds. */
const pauseMs = 30 * 60_000;

/** In the order in which tasks were submitted first: the one in which a sequence of differences came. */
export function judgedTasks(rows: readonly InsightRow[]): JudgedTask[] {
  const tasks = new Map<string, InsightRow[]>();
  for (const row of inTime(rows)) {
    const task = tasks.get(row.taskId);
    if (task) task.push(row);
    else tasks.set(row.taskId, [row]);
  }
  return [...tasks].map(([id, own]) => ({ id, rows: own }));
}

function inTime(rows: readonly InsightRow[]): InsightRow[] {
  const when = ({ submittedAt, position }: InsightRow): [string, number] => [submittedAt, position];
  return [...rows].sort((a, b) => {
    const [[at, place], [other, behind]] = [when(a), when(b)];
    return at < other ? -1 : at > other ? 1 : place - behind;
  });
}

/** Whether the answer of this annotator is the n-th of a session, from 1: one ends with half an hour without a submitted answer. */
export function placesInSession(rows: readonly InsightRow[]): Map<InsightRow, number> {
  const places = new Map<InsightRow, number>();
  const last = new Map<string, { at: number; place: number }>();
  for (const row of inTime(rows)) {
    const at = Date.parse(row.submittedAt);
    const before = last.get(row.annotator);
    const place = before && at - before.at <= pauseMs ? before.place + 1 : 1;
    places.set(row, place);
    last.set(row.annotator, { at, place });
  }
  return places;
}

/** Response 1 less Response 2, of each answer to the task. */
export function differencesOf({ rows }: JudgedTask): number[] {
  return rows.map(({ scores: [first, second] }) => first - second);
}
