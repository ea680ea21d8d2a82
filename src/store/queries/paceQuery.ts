import type { Database } from '../sqlite/database.ts';
import { countTasks } from './taskLists.ts';
import { openStates } from '../queue/queueSql.ts';
import type { Pace } from '../../domain/annotationHistory.ts';
import type { TaskQueue } from '../../domain/queue.ts';

/** Judged tasks whose times make the pace. */
const recent = 50;

export function pace(db: Database, annotator: string, since: string, queue: TaskQueue = {}): Pace {
  const row = db.get<{ today: number; judged: number }>(
    `SELECT
       (SELECT count(*) FROM annotations WHERE annotator = :annotator AND status IN ('submitted', 'discarded')) AS judged,
       (SELECT count(DISTINCT h.task) FROM history h JOIN annotations a ON a.annotator = h.annotator AND a.task = h.task
        WHERE h.annotator = :annotator AND h.at >= :since AND h.kind IN ('act', 'redo', 'revert')
          AND h.status IN ('submitted', 'discarded') AND a.status IN ('submitted', 'discarded')) AS today`,
    { annotator, since },
  );
  const left = countTasks(db, annotator, { ...queue, state: undefined, states: openStates });
  const medianMs = median(
    db
      .all<{ ms: number }>(
        `SELECT s.ms FROM annotations a JOIN times s ON s.annotator = a.annotator AND s.task = a.task
         WHERE a.annotator = :annotator AND a.status IN ('submitted', 'discarded') AND s.ms > 0
         ORDER BY a.updated_at DESC LIMIT :recent`,
        { annotator, recent },
      )
      .map(({ ms }) => ms),
  );
  return {
    today: row?.today ?? 0,
    judged: row?.judged ?? 0,
    left,
    medianMs,
    leftMs: medianMs === undefined ? undefined : medianMs * left,
  };
}

function median(values: number[]): number | undefined {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  const [low, high] = [sorted[Math.ceil(middle) - 1], sorted[Math.floor(middle)]];
  return low === undefined || high === undefined ? undefined : (low + high) / 2;
}
