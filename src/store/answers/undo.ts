import { randomUUID } from 'node:crypto';
import * as l10n from '@vscode/l10n';
import { TouchstoneError } from '../../platform/errors.ts';
import {
  act,
  annotationOf,
  annotationRow,
  checkAct,
  forgetRedo,
  toState,
  writeAnnotation,
  type Change,
  type State,
} from './annotations.ts';
import type { Database } from '../sqlite/database.ts';
import { entryColumns } from './historyTexts.ts';
import { versionWith } from '../content/taskVersions.ts';
import { enqueue, isWaiting } from '../sync/outbox.ts';
import { namesOf, newestTagAct, stepTagAct, tagStepNames } from '../tags/tagActs.ts';
import { stepped, tagStepOf, withTags } from '../tags/tagSteps.ts';
import { positionOf, type AnnotationRow, type StateRow } from '../sqlite/rows.ts';
import { bulkSchema } from '../sqlite/validation.ts';
import type {
  Act,
  ActStatus,
  BulkAct,
  BulkResult,
  HistoryKind,
  Step,
  StepName,
  StepOffer,
  StepOffers,
  StoredAnnotation,
} from '../../domain/annotationHistory.ts';

interface EntryRow extends StateRow {
  seq: number;
  id: string;
  task: number;
  kind: HistoryKind;
  of: number | null;
  batch: string | null;
}

const entrySql = `SELECT h.seq, h.task, t.id, h.kind, h.of, h.batch, ${entryColumns}
  FROM history h JOIN tasks t ON t.position = h.task WHERE`;

/** So many entries of a step are restored in one transaction: what is typed meanwhile comes between. */
const mostEntries = 100;

/** The entries of a step of many that are still to be restored. */
export interface StepPart {
  batch: string;
  /** What is written for them is one step as well. */
  into: string;
}

export type Undone = Step & { undone?: ActStatus; rest?: StepPart };
export type Redone = Step & { redone?: ActStatus; rest?: StepPart };

export function undo(db: Database, annotator: string, send: boolean, part?: StepPart): Undone | undefined {
  const ofTags = part ? undefined : stepTags(db, annotator, 'undo');
  if (ofTags) return ofTags;
  const { entries, into, rest } = takeStep(db, annotator, 'undo', part);
  const change = { annotator, kind: 'undo' as const, batch: into };
  const forgotten = part && !hasStep(db, annotator, 'redo', part.into);
  restoreAll(db, entries, change, send, (entry) => stateToRestore(db, annotator, entry));
  // An act between two parts of it has ended what could be done again.
  if (forgotten) forgetRedo(db, annotator);
  const [first] = entries;
  return first && { ...stepOf(db, first, entries), undone: first.status, rest };
}

export function redo(db: Database, annotator: string, send: boolean, part?: StepPart): Redone | undefined {
  const ofTags = part ? undefined : stepTags(db, annotator, 'redo');
  if (ofTags) return ofTags;
  const { entries: undos, into, rest } = takeStep(db, annotator, 'redo', part);
  const undoneBy = ({ of, task }: EntryRow): State | undefined => {
    const undone = db.get<EntryRow>(`${entrySql} h.seq = :seq`, { seq: of });
    return undone && (tagsStepped(db, annotator, task, undone.seq, 'redo') ?? toState(undone));
  };
  restoreAll(db, undos, { annotator, kind: 'redo', batch: into }, send, undoneBy);
  const [first] = undos;
  return first && { ...stepOf(db, first, undos), redone: undoneBy(first)?.status ?? first.status, rest };
}

/** Takes back, or does again, what was done to failure modes themselves, where that is the newest step. */
function stepTags(
  db: Database,
  annotator: string,
  direction: 'undo' | 'redo',
): (Step & { undone?: ActStatus; redone?: ActStatus }) | undefined {
  const act = newestTagAct(db, annotator, direction);
  if (!act) return undefined;
  stepTagAct(db, act, direction);
  return { taskIds: [], what: tagStepNames[act.kind], tags: namesOf(act) };
}

/** What is there now with what an entry did to failure modes undone or done again; undefined where it did something else. */
function tagsStepped(
  db: Database,
  annotator: string,
  position: number,
  seq: number,
  direction: 'undo' | 'redo',
): State | undefined {
  const step = tagStepOf(db, seq);
  const now = step && annotationRow(db, position, annotator);
  if (!now) return undefined;
  const state = toState(now);
  // Who took the answer back, or never had one, has what is named of it alone.
  const status = now.status === 'pending' ? 'draft' : now.status;
  const answer = withTags(state.answer, stepped(state.answer.tags ?? [], step, direction));
  return Object.keys(answer).length === 0 && status === 'draft'
    ? { ...state, status: 'pending', answer: {} }
    : { ...state, status, answer };
}

/** Writes for each entry what `stateOf` gives. */
function restoreAll(
  db: Database,
  entries: EntryRow[],
  change: Pick<Change, 'annotator' | 'kind' | 'batch'>,
  send: boolean,
  stateOf: (entry: EntryRow) => State | undefined,
): void {
  for (const entry of entries) {
    const state = stateOf(entry);
    if (!state) continue;
    const now = annotationRow(db, entry.task, change.annotator)?.status ?? 'pending';
    // Of what was a draft all along Argilla hears nothing.
    const isHeard = [now, entry.status, state.status].some(
      (status) => status === 'submitted' || status === 'discarded',
    );
    restore(db, entry.task, entry.id, { ...change, of: entry.seq, ...state }, send && isHeard);
  }
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
    `${entrySql} h.seq = :seq AND h.task = :position AND h.annotator = :annotator`,
    { seq, position, annotator },
  );
  if (!entry)
    throw new TouchstoneError(
      'answer-invalid',
      l10n.t('The history of this task has no such entry of yours.'),
      l10n.t('Open the history again and choose an entry.'),
    );
  forgetRedo(db, annotator);
  restore(db, position, taskId, { annotator, kind: 'revert', of: seq, ...toState(entry) }, send);
  return annotationOf(db, position, taskId, annotator);
}

/** Writes a state that was there before, and tells Argilla where it must know. */
function restore(db: Database, position: number, taskId: string, change: Change, send: boolean): void {
  const { annotator, status, answer } = change;
  const { seq } = writeAnnotation(db, position, taskId, change);
  if (!send && !isWaiting(db, position, annotator)) return;
  // Drafts stay on this machine: there, the response goes.
  const kept = status === 'submitted' || status === 'discarded';
  enqueue(db, position, taskId, {
    annotator,
    seq,
    status: kept ? status : 'pending',
    answer: JSON.stringify(kept ? answer : {}),
  });
}

export function stepOffers(db: Database, annotator: string): StepOffers {
  // A bulk action may have many entries: they are counted here, not read. Acts on failure modes themselves are looked at where there are any.
  const last = (step: 'undo' | 'redo'): string =>
    `SELECT * FROM (SELECT h.step, h.seq, t.id, h.kind, h.status, h.of, h.batch, substr(t.instruction, 1, 1000) AS instruction,
         (SELECT p.status FROM history p WHERE p.annotator = h.annotator AND p.task = h.task AND p.seq < h.seq
           ORDER BY p.seq DESC LIMIT 1) AS former
       FROM history h JOIN tasks t ON t.position = h.task
       WHERE h.annotator = :annotator AND h.step = '${step}' ORDER BY h.seq DESC LIMIT 1)
     UNION ALL
     SELECT '${step}', -1, '', 'act', 'draft', NULL, NULL, '', NULL WHERE EXISTS (SELECT 1 FROM tag_acts g WHERE g.annotator = :annotator AND g.step = '${step}')`;
  type LastRow = Pick<EntryRow, 'seq' | 'id' | 'kind' | 'status' | 'of' | 'batch'> &
    Record<'step' | 'instruction', string> & { former: ActStatus | null };
  const rows = db.all<LastRow>(`${last('undo')} UNION ALL ${last('redo')}`, { annotator });
  const offer = (step: 'undo' | 'redo'): StepOffer | undefined => {
    const own = rows.filter((row) => row.step === step);
    const ofTags = own.some(({ id }) => id === '') ? newestTagAct(db, annotator, step) : undefined;
    if (ofTags) return { what: tagStepNames[ofTags.kind], tags: namesOf(ofTags), count: 0 };
    const last = own.find(({ id }) => id !== '');
    if (!last) return undefined;
    const { id: taskId, instruction, batch } = last;
    const count =
      batch === null
        ? 1
        : (db.get<{ n: number }>(
            'SELECT count(*) AS n FROM history WHERE batch = :batch AND annotator = :annotator AND step = :step',
            { batch, annotator, step },
          )?.n ?? 1);
    // What has given another status did more than to name failure modes.
    const mayName =
      last.kind !== 'act' || last.status === (last.former ?? 'draft') || last.former === 'pending';
    return { what: mayName ? nameOf(db, last) : nameOfAct(last), taskId, instruction, count };
  };
  return { undo: offer('undo'), redo: offer('redo') };
}

interface Taken {
  entries: EntryRow[];
  /** The batch of what is written for them; none for a single one. */
  into?: string;
  rest?: StepPart;
}

/** The first entries of the newest step, or of the rest of one; it cannot be done with them again. */
function takeStep(db: Database, annotator: string, step: 'undo' | 'redo', part?: StepPart): Taken {
  const { batch, entries } = part
    ? { batch: part.batch, entries: batchEntries(db, annotator, step, part.batch) }
    : stepEntries(db, annotator, step);
  const taken = entries.slice(0, mostEntries);
  for (const { seq } of taken) db.run('UPDATE history SET step = NULL WHERE seq = :seq', { seq });
  const isMany = part !== undefined || entries.length > 1;
  const into = isMany ? (part?.into ?? randomUUID()) : undefined;
  const goesOn = entries.length > taken.length && batch !== undefined && into !== undefined;
  return { entries: taken, into, ...(goesOn && { rest: { batch, into } }) };
}

/** The newest entry with which that can be done, or the first ones of its batch. */
function stepEntries(
  db: Database,
  annotator: string,
  step: 'undo' | 'redo',
): { batch?: string; entries: EntryRow[] } {
  const last = db.get<{ seq: number; batch: string | null }>(
    'SELECT seq, batch FROM history WHERE annotator = :annotator AND step = :step ORDER BY seq DESC LIMIT 1',
    { annotator, step },
  );
  if (!last) return { entries: [] };
  const { seq, batch } = last;
  return batch === null
    ? { entries: db.all<EntryRow>(`${entrySql} h.seq = :seq`, { seq }) }
    : { batch, entries: batchEntries(db, annotator, step, batch) };
}

function hasStep(db: Database, annotator: string, step: 'undo' | 'redo', batch: string): boolean {
  const sql =
    'SELECT 1 FROM history WHERE batch = :batch AND annotator = :annotator AND step = :step LIMIT 1';
  return db.get(sql, { batch, annotator, step }) !== undefined;
}

/** The first of those with which that can still be done, and one more where there are more. */
function batchEntries(db: Database, annotator: string, step: 'undo' | 'redo', batch: string): EntryRow[] {
  return db.all<EntryRow>(
    `${entrySql} h.batch = :batch AND h.annotator = :annotator AND h.step = :step ORDER BY h.seq LIMIT :limit`,
    { batch, annotator, step, limit: mostEntries + 1 },
  );
}

function stepOf(db: Database, first: EntryRow, entries: EntryRow[]): Step {
  return { taskId: first.id, taskIds: entries.map(({ id }) => id), what: nameOf(db, first) };
}

/** What the act behind an entry did: an undo and a redo are told by what they undid and did again. */
function nameOf(db: Database, entry: Pick<EntryRow, 'seq' | 'kind' | 'status' | 'of'>): StepName {
  if (tagStepOf(db, entry.seq)) return 'tagged';
  let act: Pick<EntryRow, 'kind' | 'status' | 'of'> = entry;
  while ((act.kind === 'undo' || act.kind === 'redo') && act.of !== null) {
    const before = db.get<Pick<EntryRow, 'kind' | 'status' | 'of'>>(
      'SELECT kind, status, of FROM history WHERE seq = :seq',
      { seq: act.of },
    );
    if (!before) break;
    act = before;
  }
  return nameOfAct(act);
}

function nameOfAct(act: Pick<EntryRow, 'kind' | 'status'>): StepName {
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

function stateToRestore(db: Database, annotator: string, undone: EntryRow): State {
  const { task: position, seq } = undone;
  const tagged = tagsStepped(db, annotator, position, seq, 'undo');
  if (tagged) return tagged;
  const now = annotationRow(db, position, annotator);
  if (now?.status === 'draft' && typedSince(db, annotator, position, seq)) return toState(now);
  const before = db.get<EntryRow>(
    `${entrySql} h.annotator = :annotator AND h.task = :position AND h.seq < :seq ORDER BY h.seq DESC LIMIT 1`,
    { annotator, position, seq },
  );
  return before
    ? toState(before)
    : { status: 'pending', answer: {}, guidelinesVersion: undone.guidelinesVersion, taken: {} };
}

function typedSince(db: Database, annotator: string, position: number, seq: number): boolean {
  return (
    db.get(
      `SELECT 1 FROM history h WHERE annotator = :annotator AND task = :position AND seq > :seq
         AND kind = 'act' AND status = 'draft'
         AND NOT EXISTS (SELECT 1 FROM history u WHERE u.annotator = :annotator AND u.task = :position AND u.kind = 'undo' AND u.of = h.seq)
       LIMIT 1`,
      { annotator, position, seq },
    ) !== undefined
  );
}

export function actMany(db: Database, taskIds: string[], input: BulkAct): BulkResult[] {
  const act = bulkSchema.parse(input);
  const batch = act.batch ?? randomUUID();
  const results = [...new Set(taskIds)].map((taskId): BulkResult => {
    const position = db.get<{ position: number }>('SELECT position FROM tasks WHERE id = :taskId', {
      taskId,
    })?.position;
    if (position === undefined) return { taskId, done: false, reason: 'missing' };
    const change = changeOf(act, annotationRow(db, position, act.annotator));
    if (!change) return { taskId, done: false, reason: 'nothing-to-do' };
    restore(db, position, taskId, { ...change, annotator: act.annotator, batch }, act.send);
    return { taskId, done: true };
  });
  if (results.some(({ done }) => done)) forgetRedo(db, act.annotator);
  return results;
}

/** What becomes of one answer; `undefined` when there is nothing to do. */
function changeOf(
  { action, guidelinesVersion }: BulkAct,
  old: AnnotationRow | undefined,
): Omit<Change, 'annotator'> | undefined {
  if (action === 'discard') {
    if (old?.status === 'discarded') return undefined;
    if (!old || old.status === 'pending')
      return { kind: 'act', status: 'discarded', answer: {}, guidelinesVersion, taken: {} };
    return { ...toState(old), kind: 'act', status: 'discarded', guidelinesVersion };
  }
  if (old?.status !== 'submitted' && old?.status !== 'discarded') return undefined;
  // Still scored under what it was scored under.
  return { ...toState(old), kind: 'reopen', status: 'draft' };
}

export function settle(db: Database, input: Act, keep: 'mine' | 'theirs'): StoredAnnotation | undefined {
  if (keep === 'mine') return act(db, { ...input, entry: input.entry ?? 'own' });
  const { act: mine, position, old, hashes, task } = checkAct(db, input, { others: true });
  const { taskId, annotator, answer, guidelinesVersion } = mine;
  const shown = mine.shown === 'former' ? undefined : mine.shown;
  const theirs = db.get<{ seq: number }>(
    'SELECT max(seq) AS seq FROM history WHERE annotator = :annotator AND task = :position',
    { annotator, position },
  );
  forgetRedo(db, annotator);
  // Mine, however it was meant to be sent, was never seen to be: it is kept as a draft under theirs.
  writeAnnotation(db, position, taskId, {
    annotator,
    status: 'draft',
    answer,
    guidelinesVersion,
    kind: 'act',
    entry: 'own',
    hashes: shown ? { hash1: shown.responses[0] || null, hash2: shown.responses[1] || null } : hashes,
    about: { task: shown && shown.task !== task ? versionWith(db, shown.task) : undefined },
  });
  // Argilla hears of theirs from whoever wrote it.
  writeAnnotation(db, position, taskId, {
    annotator,
    kind: 'revert',
    of: theirs?.seq,
    ...(old ? toState(old) : { status: 'pending', answer: {}, guidelinesVersion, taken: {} }),
  });
  return annotationOf(db, position, taskId, annotator);
}
