import * as l10n from '@vscode/l10n';
import { fitsRubric } from '../../annotation/fitToRubric.ts';
import type { Answer, ShownOrder } from '../../domain/annotation.ts';
import type { ErrorCode } from '../../domain/errorCode.ts';
import { sha256 } from '../../platform/hash.ts';
import type { ActStatus } from '../../domain/annotationHistory.ts';
import type { TaskDetail } from '../../domain/task.ts';
import type { LastJudged, OutboxRow } from '../../store/api/store.ts';
import { itemReason, mayBeAtFault } from '../api/argillaErrors.ts';
import { lotsOf, sendHalved } from '../api/lots.ts';
import { generationsOf, instructionOf, readRecords, type Difference } from '../dataset/records.ts';
import { oddRecord } from './pushRecords.ts';
import { putRemotes, reasonFrom, remoteOf, type PushResult, type Reason, type Scope } from './syncScope.ts';
import { despiteFailures } from '../api/transport.ts';
import { tagValues } from '../dataset/tagQuestions.ts';
import { holdsOurs, sameValues, toValues, withOthers } from '../dataset/responseValues.ts';
import {
  wireText,
  type ArgillaRecord,
  type RecordResponse,
  type ResponseUpsert,
  type ResponseValues,
  type Upserted,
} from '../api/wire.ts';

/** An answer to be sent. `seq`: its row in the outbox; none for one that is in the store but was never sent to this dataset. */
export type Unsent = Pick<OutboxRow, 'taskId' | 'status'> & { seq?: number };

interface Prepared {
  unsent: Unsent;
  record: ArgillaRecord;
  /** What the server has of this user at the moment. */
  current?: RecordResponse;
  values: ResponseValues;
  status: ActStatus;
}

/** The server takes up to 0.1 s for each response. */
export const answerLot = 50;

/** What is sent for one answer. */
interface Sending {
  prepared: Prepared;
  item: ResponseUpsert;
}

/**
 * Sends one lot of answers whose records are known. Each is acknowledged as soon as its answer is there; one that is refused is set aside
 * with its reason, and the others go on. Resolves to those whose record has gone. Throws what stops the whole push (network, key); the
 * answers stay in the outbox.
 */
export async function sendAnswers(
  scope: Scope,
  lot: Unsent[],
  force: boolean,
  result: PushResult,
): Promise<Unsent[]> {
  const { client } = scope.connection;
  const ids = lot.flatMap(({ taskId }) => scope.remotes.get(taskId)?.recordId ?? []);
  const { records, odd } = await readRecords(client, scope.dataset.id, ids, scope.signal);
  const gone: Unsent[] = [];
  // All at once: the store answers one after another, and none waits for the way there and back of the one before.
  const prepared = await Promise.all(
    lot.map(async (unsent) => {
      const recordId = scope.remotes.get(unsent.taskId)?.recordId ?? '';
      const record = records.get(recordId);
      const unread = odd.get(recordId);
      if (unread) await refuse(scope, unsent, oddRecord(unread));
      else if (!record) gone.push(unsent);
      else return prepare(scope, unsent, record, force, result);
      return undefined;
    }),
  );
  const send: Sending[] = [];
  for (const first of prepared) {
    // Each take-back is a request of its own: what has become of the answer meanwhile is looked at when it is its turn.
    const isTakenBack = first?.status === 'pending';
    const one = isTakenBack ? await prepare(scope, first.unsent, first.record, force, result) : first;
    if (one?.status === 'pending') await takeBackOrNote(scope, one, result);
    else if (one) send.push({ prepared: one, item: itemOf(scope, one, one.status) });
  }
  for (const part of lotsOf(send, answerLot, ({ item }) => item))
    await sendHalved(
      part,
      (some) => upsert(scope, some, result),
      ({ prepared: { unsent } }, error) => refuse(scope, unsent, reasonFrom(error)),
    );
  return gone;
}

function itemOf(
  { tagOptions }: Scope,
  { record, current, values }: Prepared,
  status: ResponseUpsert['status'],
): ResponseUpsert {
  return { record_id: record.id, status, values: withOthers(values, current?.values ?? {}, tagOptions) };
}

async function upsert(scope: Scope, send: Sending[], result: PushResult): Promise<void> {
  const { signal, connection } = scope;
  const items = send.map(({ item }) => item);
  const answers = await despiteFailures(() => connection.client.upsertResponses(items, { signal }), signal);
  await Promise.all(
    send.map(async ({ prepared: { unsent, record } }, i) => {
      const answer = answers[i];
      if (!answer?.item) return refuse(scope, unsent, refusal(answer));
      await acknowledge(scope, unsent, record.id, answer.item);
      result.responsesSent++;
    }),
  );
}

/**
 * What is to be sent is decided now, from what stands here, not when it was put into the outbox: nothing while the answer is a draft
 * again. What was taken back stays so until it is submitted anew.
 */
function decide(
  { status }: Unsent,
  now: TaskDetail['annotation'],
): { status: ActStatus; answer: Answer } | undefined {
  if (!now || (status === 'pending' && now.status === 'draft')) return { status: 'pending', answer: {} };
  return now.status === 'draft' ? undefined : { status: now.status, answer: now };
}

/** Decides whether an answer may be sent. Resolves to nothing when it is settled: there already, held back, or blocked. */
async function prepare(
  scope: Scope,
  unsent: Unsent,
  record: ArgillaRecord,
  force: boolean,
  result: PushResult,
): Promise<Prepared | undefined> {
  const { store, connection, config } = scope;
  const refused = async (code: ErrorCode, message: string): Promise<undefined> => {
    await refuse(scope, unsent, { code, message, blocked: true });
  };
  const detail = await store.taskDetail(unsent.taskId, connection.annotator);
  const decided = decide(unsent, detail.annotation);
  if (!decided) {
    result.held++;
    return undefined;
  }
  const { status, answer } = decided;
  if (status === 'submitted' && !fitsRubric(config.rubric, answer)) {
    return refused(
      'argilla-rubric',
      l10n.t('This answer was given under another rubric than today’s: reopen the task and submit it again.'),
    );
  }
  const current = record.responses?.find((r) => r.user_id == null || r.user_id === connection.user.id);
  const values = toValues(answer, config.rubric, detail.shownOrder, scope.tagOptions);
  for (const name of tagValues(answer, scope.tagOptions).left)
    if (!result.tagsLeft.includes(name)) result.tagsLeft.push(name);
  const there =
    status === 'pending'
      ? current === undefined || (current.status === 'draft' && !holdsOurs(current.values, scope.tagOptions))
      : current?.status === status && sameValues(current.values, values, scope.tagOptions);
  if (there) {
    await acknowledge(scope, unsent, record.id, current);
    result.unchanged++;
    return undefined;
  }
  const judged = await store.lastJudged(unsent.taskId, connection.annotator, unsent.seq);
  if (status !== 'pending' && !(await judgedThese(scope, record, detail, judged))) {
    if (detail.annotation?.judgedOther?.includes('task'))
      return refused(
        'texts-changed',
        l10n.t(
          'The instruction or the tests of this task are others than those that were judged: reopen the task and submit it again.',
        ),
      );
    const sameTask = wireText(detail.task.instruction) === instructionOf(record);
    const { code, message } = textsDiffer(sameTask ? 'generations' : 'instruction');
    return refused(code, message);
  }
  if (current && !force && !isKnown(scope, unsent.taskId, current, detail.shownOrder, judged)) {
    return refused(
      'argilla-conflict',
      l10n.t(
        'Your answer was changed in Argilla’s page or on another machine since. Pull to take that one, or push by force to send yours.',
      ),
    );
  }
  return { unsent, record, current, values, status };
}

/** Whether the record's texts are those that the annotator had before them at the last act. */
async function judgedThese(
  { store, connection }: Scope,
  record: ArgillaRecord,
  detail: TaskDetail,
  { hashes }: LastJudged,
): Promise<boolean> {
  const { task, generations } = detail.annotation?.judgedOther
    ? await store.judgedTexts(detail.task.id, { annotator: connection.annotator })
    : detail;
  if (wireText(task.instruction) !== instructionOf(record)) return false;
  const texts = generationsOf(record);
  return ([1, 2] as const).every((n) => {
    const text = texts[n - 1] ?? '';
    const here = generations.find((g) => g?.response === n);
    const hash = hashes?.[n - 1] ?? here?.hash;
    // The text here may hold characters that Argilla cannot store.
    return (
      hash === sha256(text) || (here !== undefined && here.hash === hash && wireText(here.text) === text)
    );
  });
}

/**
 * Whether the response there is as it was last seen here, or what was last sent from here (an acknowledgement may have been lost). What
 * equals something older was put back there by somebody.
 */
function isKnown(
  scope: Scope,
  taskId: string,
  current: RecordResponse,
  order: ShownOrder | undefined,
  { kept }: LastJudged,
): boolean {
  const remote = scope.remotes.get(taskId);
  if (remote?.responseId === current.id && remote.seenUpdatedAt === current.updated_at) return true;
  return (
    kept?.status === current.status &&
    sameValues(
      toValues(kept.answer, scope.config.rubric, order, scope.tagOptions),
      current.values,
      scope.tagOptions,
    )
  );
}

/** One that cannot be taken back is set aside, and the others go on. */
async function takeBackOrNote(scope: Scope, prepared: Prepared, result: PushResult): Promise<void> {
  try {
    await takeBack(scope, prepared, result);
  } catch (error) {
    if (!mayBeAtFault(error)) throw error;
    await refuse(scope, prepared.unsent, reasonFrom(error));
  }
}

async function takeBack(scope: Scope, prepared: Prepared, result: PushResult): Promise<void> {
  const { unsent, record, current } = prepared;
  const { client } = scope.connection;
  const { signal } = scope;
  const others = withOthers({}, current?.values ?? {}, scope.tagOptions);
  if (current && Object.keys(others).length > 0) {
    // What was answered there to questions that are not ours stays, as a draft.
    const kept = { record_id: record.id, status: 'draft' as const, values: others };
    const [answer] = await despiteFailures(() => client.upsertResponses([kept], { signal }), signal);
    if (!answer?.item) return refuse(scope, unsent, refusal(answer));
    await acknowledge(scope, unsent, record.id, answer.item);
  } else {
    if (current) await client.deleteResponse(current.id, { signal });
    await acknowledge(scope, unsent, record.id, undefined);
  }
  result.responsesDeleted++;
}

async function acknowledge(
  scope: Scope,
  unsent: Unsent,
  recordId: string,
  response: RecordResponse | undefined,
): Promise<void> {
  const remote = remoteOf(scope, unsent.taskId, recordId, response);
  scope.problems.delete(unsent.taskId);
  if (unsent.seq === undefined) return putRemotes(scope, [remote]);
  const annotator = scope.connection.annotator;
  await scope.store.ackOutbox({ taskId: unsent.taskId, annotator, seq: unsent.seq }, remote);
  scope.looked.add(unsent.taskId);
  scope.remotes.set(unsent.taskId, remote);
}

/** Notes why an answer was not sent. */
export async function refuse(scope: Scope, unsent: Unsent, reason: Reason): Promise<void> {
  await noteFailure(scope, unsent, reason.message, reason.blocked ?? false);
  scope.problems.set(unsent.taskId, { taskId: unsent.taskId, ...reason });
}

/** Whether one that cannot be read was stored is not known: the next attempt finds out. */
function refusal(answer: Upserted | undefined): Reason {
  const message = l10n.t(
    'Argilla refuses this answer: {0}',
    itemReason(answer?.error ?? { detail: answer?.odd }),
  );
  return { code: 'argilla-rejected', message, ...(answer?.error ? { blocked: true } : {}) };
}

export async function noteFailure(
  scope: Scope,
  unsent: Unsent,
  message: string,
  blocked: boolean,
): Promise<void> {
  if (unsent.seq === undefined) return;
  const annotator = scope.connection.annotator;
  await scope.store.failOutbox({ taskId: unsent.taskId, annotator, seq: unsent.seq }, message, blocked);
}

/** For an answer to other texts than those of the record, which is never changed. */
export function textsDiffer(what: Difference['what']): Reason {
  const message =
    what === 'generations'
      ? l10n.t(
          'The record in Argilla holds other responses than those that were judged here: reopen the task, pull and judge those, or choose another dataset name in touchstone.json.',
        )
      : l10n.t(
          'The record in Argilla holds another instruction than the one that was judged here: choose another dataset name in touchstone.json.',
        );
  return { code: 'texts-changed', message, blocked: true };
}

/** For an answer whose task has no record. */
export function missingRecord(scope: Scope): Reason {
  const message =
    scope.connection.user.role === 'annotator'
      ? l10n.t('The task is not in Argilla yet: an owner or admin must push it first.')
      : l10n.t('The task’s record is not in Argilla; push again to create it.');
  return { code: 'argilla-missing', message };
}
