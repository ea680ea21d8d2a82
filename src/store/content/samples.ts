import type { Database } from '../sqlite/database.ts';
import { positionOf } from '../sqlite/rows.ts';
import { runsOf } from './runRows.ts';
import type { Sample, TaskSamples } from '../api/store.ts';

/** All that the models ever answered to a task, replaced answers first, and the runs of each program without their output. */
export function samples(db: Database, taskId: string): TaskSamples {
  const position = positionOf(db, taskId);
  const read = (table: string, order: string): Omit<Sample, 'replaced'>[] =>
    db.all(`SELECT response, model, text FROM ${table} WHERE task = :position ORDER BY ${order}`, {
      position,
    });
  return {
    samples: [
      ...read('old_generations', 'rowid').map((sample) => ({ ...sample, replaced: true })),
      ...read('generations', 'response').map((sample) => ({ ...sample, replaced: false })),
    ],
    runs: runsOf(db, position, taskId, { characters: 0, eachCode: true }),
  };
}
