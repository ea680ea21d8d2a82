import { randomUUID } from 'node:crypto';
import * as l10n from '@vscode/l10n';
import { TouchstoneError } from '../../platform/errors.ts';
import { annotationOf, annotationRow, forgetRedo, writeAnnotation, type Change } from './annotations.ts';
import type { Database } from '../sqlite/database.ts';
import { enqueue, isWaiting } from '../sync/outbox.ts';
import { positionOf, toAnswer, toTaken } from '../sqlite/rows.ts';
import type {
  ActStatus,
  HistoryKind,
  Step,
  StepName,
  StepOffer,
  StepOffers,
  StoredAnnotation,
} from '../api/store.ts';

interface EntryRow {
  seq: number;
  id: string;
  task: number;
  kind: HistoryKind;
  status: ActStatus;
  answer: string;
  taken: string | null;
  guidelines_version: string;
  hash1: string | null;
  hash2: string | null;
  of: number | null;
  batch: string | null;
}

/**
 * Takes the annotator's last step that is not undone yet back to what was before it: a draft, an earlier answer, or none. A draft
 * that was begun on the same task *after* that step is kept: what was typed is never lost. A bulk action goes back as a whole.
 */
export function undo(
  db: Database,
  annotator: string,
  send: boolean,
): (Step & { undone: ActStatus }) | undefined {
  const entries = takeStep(db, annotator, 'undo');
  const [first] = entries;
  if (!first) return undefined;
  const batch = entries.length > 1 ? randomUUID() : undefined;
  for (const entry of entries) {
    const state = stateToRestore(db, annotator, entry);
    restore(db, entry.task, entry.id, { annotator, kind: 'undo', of: entry.seq, batch, ...state }, send);
  }
  return { ...stepOf(db, first, entries), undone: first.status };
}

/** Takes the last undo back that nothing came after: what it undid is there again, and can be undone again. */
export function redo(
  db: Database,
  annotator: string,
  send: boolean,
): (Step & { redone: ActStatus }) | undefined {
  const undos = takeStep(db, annotator, 'redo');
  const [first] = undos;
  if (!first) return undefined;
  const batch = undos.length > 1 ? randomUUID() : undefined;
  let redone = first.status;
  for (const entry of undos) {
    const undone = db.get<EntryRow>('SELECT * FROM history WHERE seq = :seq', { seq: entry.of });
    if (!undone) continue;
    if (entry === first) redone = undone.status;
    restore(
      db,
      entry.task,
      entry.id,
      { annotator, kind: 'redo', of: entry.seq, batch, ...toState(undone) },
      send,
    );
  }
  return { ...stepOf(db, first, undos), redone };
}

export function revert(
  db: Database,
  taskId: string,
  annotator: string,
  seq: number,
  send: boolean,
): StoredAnnotation | undefined {
  const position = positionOf(db, taskId);
  const entry = db.get<EntryRow>(
    'SELECT * FROM history WHERE seq = :seq AND task = :position AND annotator = :annotator',
    { seq, position, annotator },
  );
  if (!entry)
    throw new TouchstoneError(
      'answer-invalid',
      l10n.t('The history of this task has no such entry of yours.'),
      {
        action: l10n.t('Open the history again and choose an entry.'),
      },
    );
  forgetRedo(db, annotator);
  restore(db, position, taskId, { annotator, kind: 'revert', of: seq, ...toState(entry) }, send);
  return annotationOf(db, position, taskId, annotator);
}

/** Writes a state that was there before, and tells Argilla where it must know. */
export function restore(db: Database, position: number, taskId: string, change: Change, send: boolean): void {
  const { annotator, status, answer } = change;
  const seq = writeAnnotation(db, position, taskId, change);
  if (!send && !isWaiting(db, position, annotator)) return;
  // Drafts stay on this machine: there, the response goes.
  const kept = status === 'submitted' || status === 'discarded';
  enqueue(db, position, annotator, seq, kept ? status : 'pending', JSON.stringify(kept ? answer : {}));
}

export function stepOffers(db: Database, annotator: string): StepOffers {
  const offer = (step: 'undo' | 'redo'): StepOffer | undefined => {
    // A bulk action may have many entries: they are counted here, not read.
    const last = db.get<Pick<EntryRow, 'id' | 'kind' | 'status' | 'of' | 'batch'> & { instruction: string }>(
      `SELECT t.id, h.kind, h.status, h.of, h.batch, substr(t.instruction, 1, 1000) AS instruction
       FROM history h JOIN tasks t ON t.position = h.task
       WHERE h.annotator = :annotator AND h.step = :step ORDER BY h.seq DESC LIMIT 1`,
      { annotator, step },
    );
    if (!last) return undefined;
    const { id: taskId, instruction, batch } = last;
    const count =
      batch === null
        ? 1
        : (db.get<{ n: number }>(
            'SELECT count(*) AS n FROM history WHERE batch = :batch AND annotator = :annotator AND step = :step',
            { batch, annotator, step },
          )?.n ?? 1);
    return { what: nameOf(db, last), taskId, instruction, count };
  };
  return { undo: offer('undo'), redo: offer('redo') };
}

/** Those of the newest step; it cannot be done with them again. */
function takeStep(db: Database, annotator: string, step: 'undo' | 'redo'): EntryRow[] {
  const entries = stepEntries(db, annotator, step);
  for (const { seq } of entries) db.run('UPDATE history SET step = NULL WHERE seq = :seq', { seq });
  return entries;
}

/** The newest entry with which that can be done, with all of its batch in their order. */
function stepEntries(db: Database, annotator: string, step: 'undo' | 'redo'): EntryRow[] {
  const last = db.get<{ seq: number; batch: string | null }>(
    'SELECT seq, batch FROM history WHERE annotator = :annotator AND step = :step ORDER BY seq DESC LIMIT 1',
    { annotator, step },
  );
  if (!last) return [];
  const entriesSql = 'SELECT h.*, t.id FROM history h JOIN tasks t ON t.position = h.task';
  return last.batch === null
    ? db.all<EntryRow>(`${entriesSql} WHERE h.seq = :seq`, { seq: last.seq })
    : db.all<EntryRow>(
        `${entriesSql} WHERE h.batch = :batch AND h.annotator = :annotator AND h.step = :step ORDER BY h.seq`,
        { batch: last.batch, annotator, step },
      );
}

function stepOf(db: Database, first: EntryRow, entries: EntryRow[]): Step {
  return { taskId: first.id, taskIds: entries.map(({ id }) => id), what: nameOf(db, first) };
}

/** What the act behind an entry did: an undo and a redo are told by what they undid and did again. */
function nameOf(db: Database, entry: Pick<EntryRow, 'kind' | 'status' | 'of'>): StepName {
  let act = entry;
  while ((act.kind === 'undo' || act.kind === 'redo') && act.of !== null) {
    const before = db.get<Pick<EntryRow, 'kind' | 'status' | 'of'>>(
      'SELECT kind, status, of FROM history WHERE seq = :seq',
      { seq: act.of },
    );
    if (!before) break;
    act = before;
  }
  if (act.kind === 'revert') return 'restored';
  if (act.kind === 'reopen') return 'reopened';
  const names = {
    submitted: 'submitted',
    discarded: 'discarded',
    pending: 'taken-back',
    draft: 'skipped',
  } as const satisfies Record<ActStatus, StepName>;
  return names[act.status];
}

type State = Pick<Change, 'status' | 'answer' | 'guidelinesVersion' | 'hashes' | 'taken'>;

function stateToRestore(db: Database, annotator: string, undone: EntryRow): State {
  const { task: position, seq } = undone;
  const now = annotationRow(db, position, annotator);
  if (now?.status === 'draft' && typedSince(db, annotator, position, seq)) return toState(now);
  const before = db.get<EntryRow>(
    `SELECT * FROM history WHERE annotator = :annotator AND task = :position AND seq < :seq
     ORDER BY seq DESC LIMIT 1`,
    { annotator, position, seq },
  );
  return before
    ? toState(before)
    : { status: 'pending', answer: {}, guidelinesVersion: undone.guidelines_version, taken: {} };
}

function typedSince(db: Database, annotator: string, position: number, seq: number): boolean {
  return (
    db.get(
      `SELECT 1 FROM history WHERE annotator = :annotator AND task = :position AND seq > :seq
         AND kind = 'act' AND status = 'draft' LIMIT 1`,
      { annotator, position, seq },
    ) !== undefined
  );
}

function toState(
  row: Pick<EntryRow, 'status' | 'answer' | 'taken' | 'guidelines_version' | 'hash1' | 'hash2'>,
): State {
  const { status, answer, guidelines_version: guidelinesVersion, hash1, hash2 } = row;
  return {
    status,
    answer: toAnswer(answer),
    guidelinesVersion,
    hashes: { hash1, hash2 },
    taken: toTaken(row.taken) ?? {},
  };
}
