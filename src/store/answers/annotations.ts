import { isDeepStrictEqual } from 'node:util';
import * as l10n from '@vscode/l10n';
import type { Answer, ShownOrder } from '../../domain/annotation.ts';
import { TouchstoneError } from '../../platform/errors.ts';
import { conflict } from '../api/answerConflict.ts';
import type { Database } from '../sqlite/database.ts';
import { currentHashes } from '../content/generations.ts';
import { enqueue, isWaiting } from '../sync/outbox.ts';
import { positionOf, toAnnotation, toAnswer, toOrder, toTaken, type AnnotationRow } from '../sqlite/rows.ts';
import type {
  Act,
  ActStatus,
  HistoryEntry,
  HistoryKind,
  StoredAnnotation,
  SuggestedField,
  TakenField,
  TakenFields,
} from '../api/store.ts';
import { actSchema, orderSchema } from '../sqlite/validation.ts';

export const annotationSql = `SELECT a.annotator, a.status, a.revision, a.updated_at, a.guidelines_version, a.answer, a.taken,
    a.hash1, a.hash2, o.first
  FROM annotations a LEFT JOIN orders o ON o.annotator = a.annotator AND o.task = a.task`;

/** The row of an answer, also of one that was taken back. */
export function annotationRow(db: Database, position: number, annotator: string): AnnotationRow | undefined {
  return db.get<AnnotationRow>(`${annotationSql} WHERE a.annotator = :annotator AND a.task = :position`, {
    annotator,
    position,
  });
}

export function annotationOf(
  db: Database,
  position: number,
  taskId: string,
  annotator: string,
): StoredAnnotation | undefined {
  const row = annotationRow(db, position, annotator);
  return row && toAnnotation(taskId, row);
}

export function orderOf(db: Database, position: number, annotator: string): ShownOrder | undefined {
  const row = db.get<{ first: number }>(
    'SELECT first FROM orders WHERE annotator = :annotator AND task = :position',
    { annotator, position },
  );
  return toOrder(row?.first ?? null);
}

export function shownOrder(db: Database, taskId: string, annotator: string, draw: ShownOrder): ShownOrder {
  const position = positionOf(db, taskId);
  const first = orderSchema.parse(draw)[0];
  db.run('INSERT OR IGNORE INTO orders (annotator, task, first) VALUES (:annotator, :position, :first)', {
    annotator,
    position,
    first,
  });
  return orderOf(db, position, annotator) ?? draw;
}

export interface Change {
  annotator: string;
  status: ActStatus;
  answer: Answer;
  guidelinesVersion: string;
  kind: HistoryKind;
  /** The judged generations; those that are there now if not given. */
  hashes?: { hash1: string | null; hash2: string | null };
  /** Fields that are a suggestion's; if not given, those of the answer before that were not changed. */
  taken?: TakenFields;
  /** What the history says beside it. */
  of?: number;
  batch?: string;
  entry?: Act['entry'];
}

/** Writes an answer and its history entry. Resolves to the entry's number. */
export function writeAnnotation(db: Database, position: number, taskId: string, change: Change): number {
  const { annotator, status, kind, guidelinesVersion, of = null, batch = null, entry } = change;
  const answer = JSON.stringify(change.answer);
  const taken = change.taken ?? stillTaken(annotationRow(db, position, annotator), change.answer);
  const row = {
    annotator,
    position,
    status,
    answer,
    guidelinesVersion,
    taken: Object.keys(taken).length > 0 ? JSON.stringify(taken) : null,
    now: new Date().toISOString(),
    ...(change.hashes ?? currentHashes(db, position)),
  };
  db.run(
    `INSERT INTO annotations (annotator, task, status, revision, updated_at, guidelines_version, hash1, hash2, answer, taken)
     VALUES (:annotator, :position, :status, 1, :now, :guidelinesVersion, :hash1, :hash2, :answer, :taken)
     ON CONFLICT (annotator, task) DO UPDATE SET status = excluded.status, revision = revision + 1,
       updated_at = excluded.updated_at, guidelines_version = excluded.guidelines_version, hash1 = excluded.hash1,
       hash2 = excluded.hash2, answer = excluded.answer, taken = excluded.taken`,
    row,
  );
  db.changes.add(position, taskId);
  const draft = kind === 'act' && status === 'draft';
  if (draft && !entry && replaceDraft(db, row)) return 0;
  const undoable =
    kind === 'redo' ||
    kind === 'revert' ||
    kind === 'reopen' ||
    (kind === 'act' && (!draft || entry === 'step'));
  const step = kind === 'undo' ? 'redo' : undoable ? 'undo' : null;
  return db.run(
    `INSERT INTO history (task, annotator, kind, status, step, of, batch, at, guidelines_version, hash1, hash2, taken, answer)
     VALUES (:position, :annotator, :kind, :status, :step, :of, :batch, :now, :guidelinesVersion, :hash1, :hash2, :taken, :answer)`,
    { ...row, kind, step, of, batch },
  ).rowid;
}

/** A field is a suggestion's for as long as it says what it said when it was taken over. */
export function stillTaken(before: AnnotationRow | undefined, answer: Answer): TakenFields {
  const taken = toTaken(before?.taken ?? null);
  if (!before || !taken) return {};
  const old = toAnswer(before.answer);
  return Object.fromEntries(
    Object.entries(taken).filter(([name]) => {
      const field = name as TakenField;
      return isDeepStrictEqual(valueOf(old, field), valueOf(answer, field));
    }),
  );
}

function valueOf(answer: Answer, field: TakenField): unknown {
  const criterion = /^points([12])\.(.+)$/.exec(field);
  if (!criterion) return answer[field as SuggestedField];
  return (criterion[1] === '1' ? answer.points1 : answer.points2)?.[criterion[2] ?? ''];
}

/** A person's typing is one draft, not hundreds: a draft takes the place of the one just before it, if that is alike. */
function replaceDraft(
  db: Database,
  row: {
    annotator: string;
    position: number;
    answer: string;
    now: string;
    guidelinesVersion: string;
    hash1: string | null;
    hash2: string | null;
    taken: string | null;
  },
): boolean {
  const { annotator, position, answer, now, guidelinesVersion, hash1, hash2, taken } = row;
  const result = db.run(
    `UPDATE history SET answer = :answer, taken = :taken, at = :now
     WHERE seq = (SELECT max(seq) FROM history WHERE annotator = :annotator AND task = :position)
       AND kind = 'act' AND status = 'draft' AND step IS NULL AND guidelines_version = :guidelinesVersion
       AND hash1 IS :hash1 AND hash2 IS :hash2`,
    { annotator, position, answer, now, guidelinesVersion, hash1, hash2, taken },
  );
  return result.changes > 0;
}

/** An act as it may be stored, with what it comes upon. Errors: `answer-invalid`, `task-missing`, `argilla-conflict`. */
export function checkAct(db: Database, input: Act): { act: Act; position: number; old?: AnnotationRow } {
  const parsed = actSchema.safeParse(input);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw new TouchstoneError(
      'answer-invalid',
      l10n.t(
        'The answer cannot be stored: {0}: {1}.',
        issue?.path.join('.') ?? '',
        issue?.message ?? l10n.t('wrong shape'),
      ),
    );
  }
  const { taskId, annotator, status, expectedRevision } = parsed.data;
  const position = positionOf(db, taskId);
  const old = annotationRow(db, position, annotator);
  const answer = status === 'pending' ? {} : parsed.data.answer;
  if (expectedRevision !== undefined && expectedRevision !== seenRevision(old))
    throw conflict({
      taskId,
      mine: { status, answer },
      theirs: old && toAnnotation(taskId, old),
      revision: seenRevision(old),
    });
  return { act: { ...parsed.data, answer }, position, old };
}

export function act(db: Database, input: Act): StoredAnnotation | undefined {
  const { act, position, old } = checkAct(db, input);
  const { taskId, annotator, status, answer, guidelinesVersion, send, entry } = act;
  if (entry === 'step') forgetRedo(db, annotator);
  else clearRedo(db, position, annotator, status, old && toAnswer(old.answer), answer);
  const seq = writeAnnotation(db, position, taskId, {
    annotator,
    status,
    answer,
    guidelinesVersion,
    kind: 'act',
    taken: { ...stillTaken(old, answer), ...(status === 'pending' ? {} : act.taken) },
    entry,
  });
  // An answer that waits to be sent must not go out after it was changed, whatever the caller says.
  if (status !== 'draft' && (send || isWaiting(db, position, annotator)))
    enqueue(db, position, annotator, seq, status, JSON.stringify(answer));
  return annotationOf(db, position, taskId, annotator);
}

/** After a new act nothing can be done again; after typing nothing on that task. */
function clearRedo(
  db: Database,
  position: number,
  annotator: string,
  status: ActStatus,
  before: Answer | undefined,
  answer: Answer,
): void {
  if (status !== 'draft') forgetRedo(db, annotator);
  else if (!isDeepStrictEqual(before, answer)) forgetRedo(db, annotator, position);
}

/** Takes the right to be done again from what was undone: all of it, or that of one task. */
export function forgetRedo(db: Database, annotator: string, position?: number): void {
  db.run(
    `UPDATE history SET step = NULL
     WHERE annotator = :annotator AND step = 'redo' AND (:position IS NULL OR task = :position)`,
    { annotator, position: position ?? null },
  );
}

/** What a writer who has seen the row calls its revision: 0 when there is no answer (any more). */
function seenRevision(row: AnnotationRow | undefined): number {
  return row && row.status !== 'pending' ? row.revision : 0;
}

export function history(db: Database, taskId: string): HistoryEntry[] {
  const position = positionOf(db, taskId);
  const rows = db.all<
    Omit<AnnotationRow, 'status' | 'first' | 'revision' | 'updated_at'> & {
      seq: number;
      kind: HistoryKind;
      status: ActStatus;
      at: string;
      of: number | null;
      batch: string | null;
    }
  >('SELECT * FROM history WHERE task = :position ORDER BY seq', { position });
  return rows.map((row) => ({
    seq: row.seq,
    taskId,
    annotator: row.annotator,
    status: row.status,
    answer: toAnswer(row.answer),
    guidelinesVersion: row.guidelines_version,
    at: row.at,
    generationHashes: [row.hash1 ?? undefined, row.hash2 ?? undefined],
    kind: row.kind,
    of: row.of ?? undefined,
    batch: row.batch ?? undefined,
    taken: toTaken(row.taken),
  }));
}
