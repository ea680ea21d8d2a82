import type { TaskAspect } from '../../domain/change.ts';
import { aspectsOf } from '../sqlite/changeLog.ts';
import type { Database } from '../sqlite/database.ts';

/** More changes than this are not followed: all tasks are looked at again. */
const most = 5_000;

/** Where the log of changes ends now. */
export function newestChange(db: Database): number {
  return db.get<{ seq: number | null }>('SELECT max(seq) AS seq FROM changes')?.seq ?? 0;
}

/**
 * Positions of the tasks that any window changed since the log was at `seen`, and where it is now; `all` where that cannot be told, or where
 * they changed in one of the ways of `whole`. `seen` below 0: nothing was looked at yet.
 */
export function changesSince(
  db: Database,
  seen: number,
  whole: readonly TaskAspect[],
): { positions: ReadonlySet<number>; seen: number } | 'all' {
  const rows = db.all<{ seq: number; task: number | null; what: number }>(
    'SELECT seq, task, what FROM changes WHERE seq >= :since ORDER BY seq LIMIT :most',
    { since: seen, most: most + 2 },
  );
  // The row that was seen last is still there, or the log was cut meanwhile.
  if (seen < 0 || (seen > 0 && rows[0]?.seq !== seen) || rows.length > most) return 'all';
  const news = rows.filter(({ seq }) => seq > seen);
  const positions = new Set<number>();
  for (const { task, what } of news) {
    if (task === null || aspectsOf(what).some((aspect) => whole.includes(aspect))) return 'all';
    positions.add(task);
  }
  return { positions, seen: news.at(-1)?.seq ?? seen };
}
