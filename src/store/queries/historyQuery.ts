import type { ActStatus, HistoryEntry } from '../../domain/annotationHistory.ts';
import type { LastJudged } from '../api/store.ts';
import type { Database } from '../sqlite/database.ts';
import { positionOf, present, taskAt, toAnswer, toTaken, type RowOf, type StateRow } from '../sqlite/rows.ts';
import { entryColumns } from '../answers/historyTexts.ts';
import { named } from '../tags/tagNames.ts';
import { generationsOf } from '../content/generations.ts';
import { judgedOther } from './judgedTexts.ts';

export function lastJudged(db: Database, taskId: string, annotator: string, before?: number): LastJudged {
  const position = positionOf(db, taskId);
  const seen = db.get<{ hash1: string | null; hash2: string | null }>(
    `SELECT hash1, hash2 FROM history WHERE annotator = :annotator AND task = :position
       AND (hash1 IS NOT NULL OR hash2 IS NOT NULL) ORDER BY seq DESC LIMIT 1`,
    { annotator, position },
  );
  const kept = db.get<{ status: ActStatus; answer: string }>(
    `SELECT ${entryColumns} FROM history h WHERE h.annotator = :annotator AND h.task = :position
       AND h.status IN ('submitted', 'discarded') AND h.seq < :before ORDER BY h.seq DESC LIMIT 1`,
    { annotator, position, before: before ?? Number.MAX_SAFE_INTEGER },
  );
  return {
    ...(seen && { hashes: [seen.hash1 ?? undefined, seen.hash2 ?? undefined] }),
    ...(kept && { kept: { status: kept.status, answer: named(db, toAnswer(kept.answer)) } }),
  };
}

export function history(db: Database, taskId: string): HistoryEntry[] {
  const position = positionOf(db, taskId);
  const rows = db.all<
    RowOf<Omit<HistoryEntry, 'taskId' | 'generationHashes' | 'answer' | 'taken'>> & StateRow
  >(
    `SELECT h.seq, h.annotator, h.at, h.kind, h.of, h.batch, ${entryColumns} FROM history h
     WHERE h.task = :position ORDER BY h.seq`,
    { position },
  );
  const task = taskAt(db, position);
  const generations = generationsOf(db, position, task.id);
  return rows.map(({ hash1, hash2, answer, taken, ...row }) => ({
    ...present(row),
    taskId,
    answer: named(db, toAnswer(answer)),
    generationHashes: [hash1 ?? undefined, hash2 ?? undefined],
    taken: toTaken(taken),
    ...(row.status !== 'pending' && judgedOther(db, { answer, hash1, hash2 }, task, generations)),
  }));
}
