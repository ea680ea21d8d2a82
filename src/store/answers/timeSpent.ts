import * as z from 'zod';
import type { Database } from '../sqlite/database.ts';
import { positionOf } from '../sqlite/rows.ts';

export function addTime(db: Database, taskId: string, annotator: string, ms: number): void {
  const added = Math.round(z.number().min(0).parse(ms));
  db.run(
    `INSERT INTO times (annotator, task, ms) VALUES (:annotator, :position, :added)
     ON CONFLICT DO UPDATE SET ms = ms + excluded.ms`,
    { annotator, position: positionOf(db, taskId), added },
  );
}

export function spentOf(db: Database, position: number, annotator: string): number {
  const sql = 'SELECT ms FROM times WHERE annotator = :annotator AND task = :position';
  return db.get<{ ms: number }>(sql, { annotator, position })?.ms ?? 0;
}
