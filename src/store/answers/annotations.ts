import { isDeepStrictEqual } from 'node:util';
import * as l10n from '@vscode/l10n';
import type { Answer, ShownOrder } from '../../domain/annotation.ts';
import { TouchstoneError } from '../../platform/errors.ts';
import type { Database } from '../sqlite/database.ts';
import { taskHash, textsChanged } from '../api/shownTexts.ts';
import { currentHashes, type Hashes } from '../content/generations.ts';
import { enqueue } from '../sync/outbox.ts';
import { named } from '../tags/tagNames.ts';
import { changedTags, withTags } from '../tags/tagSteps.ts';
import { actAbout, type ActAbout } from './actAbout.ts';
import { goesOn, type DraftEntry } from './draftEntry.ts';
import { entryColumns, putTexts, replaceTexts, splitAnswer } from './historyTexts.ts';
import { reconcile, type Reconciled } from './mergeAct.ts';
import {
  aboutOf,
  positionOf,
  stateColumns,
  taskAt,
  toAnnotation,
  toAnswer,
  toOrder,
  toTaken,
  withAbout,
  type About,
  type AnnotationRow,
  type StateRow,
} from '../sqlite/rows.ts';
import type {
  Act,
  ActStatus,
  HistoryKind,
  StoredAnnotation,
  SuggestedField,
  TakenField,
  TakenFields,
} from '../../domain/annotationHistory.ts';
import { actSchema, orderSchema } from '../sqlite/validation.ts';

export const annotationSql = `SELECT a.annotator, a.revision, a.updated_at AS updatedAt, ${stateColumns('a')}, o.first
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
  const annotation = row && toAnnotation(taskId, row);
  return annotation && named(db, annotation);
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

/** What an act comes upon: the task with the annotator's answer, and whether that waits to be sent. */
interface Standing {
  position: number;
  old?: AnnotationRow;
  order?: ShownOrder;
  /** Of the generations that are there now. */
  hashes: Hashes;
  /** Of the task's texts. */
  task: string;
  waiting: boolean;
}

/** In one statement: each digit that is typed asks for it. Errors: `task-missing`. */
function standing(db: Database, taskId: string, annotator: string): Standing {
  const row = db.get<
    Omit<AnnotationRow, 'status'> & {
      position: number;
      status: AnnotationRow['status'] | null;
      now1: string | null;
      now2: string | null;
      waiting: number;
      instruction: string;
      tests: string | null;
      testList: string | null;
      testSetup: string | null;
    }
  >(
    `SELECT t.position, a.annotator, a.revision, a.updated_at AS updatedAt, ${stateColumns('a')}, o.first,
       t.instruction, t.tests, t.test_list AS testList, t.test_setup AS testSetup,
       (SELECT hash FROM generations WHERE task = t.position AND response = 1) AS now1,
       (SELECT hash FROM generations WHERE task = t.position AND response = 2) AS now2,
       EXISTS (SELECT 1 FROM outbox b WHERE b.annotator = :annotator AND b.task = t.position) AS waiting
     FROM tasks t LEFT JOIN annotations a ON a.annotator = :annotator AND a.task = t.position
     LEFT JOIN orders o ON o.annotator = :annotator AND o.task = t.position WHERE t.id = :taskId`,
    { annotator, taskId },
  );
  // By an id that it had before.
  if (!row) return standing(db, taskAt(db, positionOf(db, taskId)).id, annotator);
  const { position, now1, now2, waiting, status, instruction, tests, testList, testSetup, ...old } = row;
  return {
    position,
    old: status === null ? undefined : { ...old, status },
    order: toOrder(row.first),
    hashes: { hash1: now1, hash2: now2 },
    task: taskHash({
      instruction,
      tests: testList === null ? (tests ?? undefined) : (JSON.parse(testList) as string[]),
      testSetup: testSetup ?? undefined,
    }),
    waiting: waiting === 1,
  };
}

export interface Change {
  annotator: string;
  status: ActStatus;
  answer: Answer;
  guidelinesVersion: string;
  kind: HistoryKind;
  /** The judged generations; those that are there now if not given. */
  hashes?: Hashes;
  /** What is there now if not given. */
  about?: About;
  /** What of it is not what is there. */
  others?: StoredAnnotation['judgedOther'];
  /** Fields that are a suggestion's; if not given, those of the answer before that were not changed. */
  taken?: TakenFields;
  /** What the history says beside it. */
  of?: number;
  batch?: string;
  entry?: Act['entry'];
  /** When, ISO 8601 in UTC; now if not given. */
  at?: string;
}

export type State = Pick<Change, 'status' | 'answer' | 'guidelinesVersion' | 'hashes' | 'about' | 'taken'>;

/** What was there, to be written again. */
export function toState({ status, answer, guidelinesVersion, taken, hash1, hash2 }: StateRow): State {
  const [hashes, about] = [{ hash1, hash2 }, aboutOf(answer)];
  return { status, answer: toAnswer(answer), guidelinesVersion, hashes, about, taken: toTaken(taken) ?? {} };
}

/** Writes an answer and its history entry. Gives the entry's number (0: it goes on in the one before) and what is stored. */
export function writeAnnotation(
  db: Database,
  position: number,
  taskId: string,
  change: Change,
  order?: ShownOrder,
): { seq: number; stored: StoredAnnotation | undefined } {
  const { annotator, status, kind, guidelinesVersion, of = null, batch = null, entry } = change;
  const taken = change.taken ?? stillTaken(annotationRow(db, position, annotator), change.answer);
  const row = {
    annotator,
    position,
    status,
    answer: withAbout(change.answer, change.about),
    guidelinesVersion,
    taken: Object.keys(taken).length > 0 ? JSON.stringify(taken) : null,
    updatedAt: change.at ?? new Date().toISOString(),
    ...(change.hashes ?? currentHashes(db, position)),
  };
  const revision = db.get<{ revision: number }>(
    `INSERT INTO annotations (annotator, task, status, revision, updated_at, guidelines_version, hash1, hash2, answer, taken)
     VALUES (:annotator, :position, :status, 1, :updatedAt, :guidelinesVersion, :hash1, :hash2, :answer, :taken)
     ON CONFLICT (annotator, task) DO UPDATE SET status = excluded.status, revision = revision + 1,
       updated_at = excluded.updated_at, guidelines_version = excluded.guidelines_version, hash1 = excluded.hash1,
       hash2 = excluded.hash2, answer = excluded.answer, taken = excluded.taken
     RETURNING revision`,
    row,
  )?.revision;
  const told = toAnnotation(taskId, { ...row, revision: revision ?? 1, first: order?.[0] ?? null });
  const stored = told && named(db, { ...told, ...(change.others && { judgedOther: change.others }) });
  db.changes.add(position, taskId, 'answer', order && stored);
  const draft = kind === 'act' && status === 'draft';
  if (draft && !entry && replaceDraft(db, row, change.answer)) return { seq: 0, stored };
  const undoable = kind === 'act' ? !draft || entry === 'step' : ['redo', 'revert', 'reopen'].includes(kind);
  const step = kind === 'undo' ? 'redo' : undoable ? 'undo' : null;
  const { rest, texts } = splitAnswer(change.answer);
  const { rowid: seq } = db.run(
    `INSERT INTO history (task, annotator, kind, status, step, of, batch, at, guidelines_version, hash1, hash2, taken, answer)
     VALUES (:position, :annotator, :kind, :status, :step, :of, :batch, :updatedAt, :guidelinesVersion, :hash1, :hash2, :taken, :answer)`,
    { ...row, answer: withAbout(rest, change.about), kind, step, of, batch },
  );
  putTexts(db, seq, texts);
  return { seq, stored };
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

/**
 * A person's typing is one draft, not hundreds: a draft takes the place of the one just before it, if that is alike and none of its texts
 * goes with it.
 */
function replaceDraft(
  db: Database,
  row: Record<
    'annotator' | 'position' | 'answer' | 'taken' | 'updatedAt' | 'guidelinesVersion' | 'hash1' | 'hash2',
    string | number | null
  > & { updatedAt: string; answer: string },
  answer: Answer,
): boolean {
  const { annotator, position, updatedAt } = row;
  const [last, before] = db.all<DraftEntry & StateRow & { kind: HistoryKind; step: string | null }>(
    `SELECT h.seq, h.at, h.kind, h.step, ${entryColumns} FROM history h
     WHERE h.annotator = :annotator AND h.task = :position ORDER BY h.seq DESC LIMIT 2`,
    { annotator, position },
  );
  const alike =
    last?.kind === 'act' &&
    last.status === 'draft' &&
    last.step === null &&
    last.guidelinesVersion === row.guidelinesVersion &&
    last.hash1 === row.hash1 &&
    last.hash2 === row.hash2 &&
    isDeepStrictEqual(aboutOf(last.answer), aboutOf(row.answer));
  if (!alike || !goesOn(db, JSON.stringify([annotator, position]), { last, before, answer, at: updatedAt }))
    return false;
  const { rest, texts } = splitAnswer(answer);
  db.run('UPDATE history SET answer = :answer, taken = :taken, at = :updatedAt WHERE seq = :seq', {
    answer: withAbout(rest, aboutOf(row.answer)),
    taken: row.taken,
    updatedAt,
    seq: last.seq,
  });
  replaceTexts(db, last.seq, toAnswer(last.answer), texts);
  return true;
}

/**
 * An act as it may be stored, with what it comes upon; `theirs` and `idle` as of `reconcile`. Errors: `answer-invalid`, `task-missing`,
 * `argilla-conflict`, `texts-changed` (unless the texts may be others by now). `ofLines`: see `reconcile`.
 */
export function checkAct(
  db: Database,
  input: Act,
  { others, ofLines }: { others?: boolean; ofLines?: boolean } = {},
): Standing & { act: Act } & Pick<Reconciled, 'theirs' | 'idle'> {
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
  const { taskId, annotator, status } = parsed.data;
  const at = standing(db, taskId, annotator);
  const { position, old, order } = at;
  if (!others && !isShown(at, parsed.data)) throw textsChanged(false);
  const given = { ...parsed.data, answer: status === 'pending' ? {} : parsed.data.answer };
  const annotation = old && old.status !== 'pending' ? toAnnotation(taskId, old) : undefined;
  const stored = { position, annotation, revision: seenRevision(old), order };
  const { answer, ...how } = reconcile(db, given, stored, ofLines);
  return { ...at, ...how, act: { ...given, answer, taken: stillGiven(given, answer) } };
}

function isShown({ hashes: { hash1, hash2 }, task }: Standing, { shown }: Act): boolean {
  if (!shown || shown === 'former') return true;
  const [first, second] = shown.responses;
  return shown.task === task && first === (hash1 ?? '') && second === (hash2 ?? '');
}

/** Of what was taken over from suggestions, what the merged answer has still. */
function stillGiven({ taken, answer: mine }: Act, answer: Answer): TakenFields | undefined {
  if (!taken || answer === mine) return taken;
  return Object.fromEntries(
    Object.entries(taken).filter(([field]) =>
      isDeepStrictEqual(valueOf(mine, field as TakenField), valueOf(answer, field as TakenField)),
    ),
  );
}

export function act(db: Database, input: Act, how?: { ofLines: boolean }): StoredAnnotation | undefined {
  const { act, theirs, idle, ...at } = checkAct(db, input, how);
  const { position, old, order, waiting } = at;
  const { taskId, annotator, status, guidelinesVersion, send, entry } = act;
  const known = idle && old ? toAnnotation(taskId, old) : undefined;
  if (known) return { ...named(db, known), theirs };
  const about = actAbout(db, old, at, act);
  const former = old ? toAnswer(old.answer) : {};
  const { tags, made } = tagsAfter(db, { act, former, about }, at);
  const answer = withTags(act.answer, tags);
  // An act that leaves them as they are is none.
  if (act.tags && old && isDeepStrictEqual(answer, former))
    return annotationOf(db, position, taskId, annotator);
  if (entry === 'step') forgetRedo(db, annotator);
  else clearRedo(db, position, annotator, status, old && former, answer);
  const change: Change = {
    annotator,
    status,
    answer,
    guidelinesVersion,
    kind: 'act',
    ...about,
    taken: { ...stillTaken(old, answer), ...(status === 'pending' ? {} : act.taken) },
    entry,
  };
  const { seq, stored } = writeAnnotation(db, position, taskId, change, order ?? [1, 2]);
  if (made) db.changes.add(position, taskId, 'tag');
  // What waits to be sent is looked at when it is sent: this act counts then, and a draft holds it back.
  if (status !== 'draft' && (send || waiting))
    enqueue(db, position, taskId, { annotator, seq, status, answer: JSON.stringify(answer) });
  return stored && theirs ? { ...stored, theirs } : stored;
}

/** Failure modes stay with the texts that they were named of: what is about another text of a response by now has none of them. */
function tagsAfter(
  db: Database,
  { act, former, about }: { act: Act; former: Answer; about: ActAbout },
  { old, hashes }: Standing,
): ReturnType<typeof changedTags> {
  if (act.status === 'pending') return { tags: [], made: false };
  const isOf = (n: 1 | 2, one: Hashes): boolean => about.hashes[`hash${n}`] === one[`hash${n}`];
  const kept = (former.tags ?? []).filter(({ response }) => old !== undefined && isOf(response, old));
  const added = act.tags?.add ?? [];
  if (
    added.length > 0 &&
    (about.others?.includes('task') || added.some(({ response }) => !isOf(response, hashes)))
  )
    throw textsChanged(false);
  return act.tags ? changedTags(db, kept, act.tags) : { tags: kept, made: false };
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
