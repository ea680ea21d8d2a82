import * as l10n from '@vscode/l10n';
import { fitsRubric } from '../../annotation/fitToRubric.ts';
import type { Answer, ShownOrder } from '../../domain/annotation.ts';
import { TouchstoneError, type ErrorCode } from '../../platform/errors.ts';
import { sha256 } from '../../platform/hash.ts';
import type { ActStatus, HistoryEntry, TaskDetail } from '../../store/api/store.ts';
import { itemReason } from '../api/argillaErrors.ts';
import { generationsOf, instructionOf, readRecords } from '../dataset/records.ts';
import { putRemotes, remoteOf, type PushResult, type Scope } from './syncScope.ts';
import { despiteFailures } from '../api/transport.ts';
import { sameValues, toValues, withOthers } from '../dataset/responseValues.ts';
import {
  wireText,
  type ArgillaRecord,
  type RecordResponse,
  type ResponseUpsert,
  type ResponseValues,
} from '../api/wire.ts';

/** An answer to be sent. `seq`: its row in the outbox; none for one that is in the store but was never sent to this dataset. */
export interface Unsent {
  taskId: string;
  status: ActStatus;
  answer: Answer;
  seq?: number;
}

interface Prepared {
  unsent: Unsent;
  record: ArgillaRecord;
  /** What the server has of this user at the moment. */
  current?: RecordResponse;
  values: ResponseValues;
}

/** The server takes up to 0.1 s for each response. */
export const answerLot = 50;

/**
 * Sends one lot of answers whose records are known. Each is acknowledged as soon as its answer is there. Resolves to those whose
 * record has gone. Throws what stops the whole push (network, key); the answers stay in the outbox.
 */
export async function sendAnswers(
  scope: Scope,
  lot: Unsent[],
  force: boolean,
  result: PushResult,
): Promise<Unsent[]> {
  const { client } = scope.connection;
  const ids = lot.flatMap(({ taskId }) => scope.remotes.get(taskId)?.recordId ?? []);
  const records = await readRecords(client, scope.dataset.id, ids, scope.signal);
  const gone: Unsent[] = [];
  const send: { prepared: Prepared; item: ResponseUpsert }[] = [];
  for (const unsent of lot) {
    const record = records.get(scope.remotes.get(unsent.taskId)?.recordId ?? '');
    if (!record) {
      gone.push(unsent);
      continue;
    }
    const prepared = await prepare(scope, unsent, record, force, result);
    if (!prepared) continue;
    if (unsent.status === 'pending') await takeBack(scope, prepared, result);
    else
      send.push({
        prepared,
        item: {
          record_id: record.id,
          status: unsent.status,
          values: withOthers(prepared.values, prepared.current?.values ?? {}),
        },
      });
  }
  if (send.length === 0) return gone;
  const items = send.map(({ item }) => item);
  const answers = await despiteFailures(
    () => client.upsertResponses(items, { signal: scope.signal }),
    scope.signal,
  );
  for (const [i, { prepared }] of send.entries()) {
    const { unsent } = prepared;
    const answer = answers[i];
    if (answer?.item) {
      await acknowledge(scope, unsent, prepared.record.id, answer.item);
      result.responsesSent++;
    } else
      await refuse(
        scope,
        unsent,
        'argilla-rejected',
        l10n.t('Argilla refuses this answer: {0}', itemReason(answer?.error)),
        result,
      );
  }
  return gone;
}

/** Decides whether an answer may be sent. Resolves to nothing when it is settled: there already, or blocked. */
async function prepare(
  scope: Scope,
  unsent: Unsent,
  record: ArgillaRecord,
  force: boolean,
  result: PushResult,
): Promise<Prepared | undefined> {
  const { store, connection, config } = scope;
  if (unsent.status === 'submitted' && !fitsRubric(config.rubric, unsent.answer)) {
    await refuse(
      scope,
      unsent,
      'argilla-rubric',
      l10n.t('This answer was given under another rubric than today’s: reopen the task and submit it again.'),
      result,
    );
    return undefined;
  }
  const current = record.responses?.find((r) => r.user_id == null || r.user_id === connection.user.id);
  const detail = await store.taskDetail(unsent.taskId, connection.annotator);
  const values = toValues(unsent.answer, config.rubric, detail.shownOrder);
  const there =
    unsent.status === 'pending'
      ? current === undefined
      : current?.status === unsent.status && sameValues(current.values, values);
  if (there) {
    await acknowledge(scope, unsent, record.id, current);
    result.unchanged++;
    return undefined;
  }
  const history = (await store.history(unsent.taskId)).filter((h) => h.annotator === connection.annotator);
  if (unsent.status !== 'pending' && !judgedThese(record, detail, history)) {
    await refuse(
      scope,
      unsent,
      'argilla-conflict',
      l10n.t(
        'The record in Argilla holds other responses (or another instruction) than those that were judged here; choose another dataset name in touchstone.json.',
      ),
      result,
    );
    return undefined;
  }
  if (current && !force && !isKnown(scope, unsent.taskId, current, detail.shownOrder, history)) {
    await refuse(
      scope,
      unsent,
      'argilla-conflict',
      l10n.t(
        'Your answer was changed in Argilla’s page or on another machine since. Pull to take that one, or push by force to send yours.',
      ),
      result,
    );
    return undefined;
  }
  return { unsent, record, current, values };
}

/** Whether the record's texts are those that the annotator had before them at the last act. */
function judgedThese(record: ArgillaRecord, detail: TaskDetail, history: HistoryEntry[]): boolean {
  if (wireText(detail.task.instruction) !== instructionOf(record)) return false;
  const texts = generationsOf(record);
  const judged = history.findLast((h) =>
    h.generationHashes.some((hash) => hash !== undefined),
  )?.generationHashes;
  return ([1, 2] as const).every((n) => {
    const text = texts[n - 1] ?? '';
    const here = detail.generations.find((g) => g.response === n);
    const hash = judged?.[n - 1] ?? here?.hash;
    // The text here may hold characters that Argilla cannot store.
    return (
      hash === sha256(text) || (here !== undefined && here.hash === hash && wireText(here.text) === text)
    );
  });
}

/** Whether the response there was last written by this machine (an acknowledgement may have been lost) or seen by it. */
function isKnown(
  scope: Scope,
  taskId: string,
  current: RecordResponse,
  order: ShownOrder | undefined,
  history: HistoryEntry[],
): boolean {
  const remote = scope.remotes.get(taskId);
  if (remote?.responseId === current.id && remote.seenUpdatedAt === current.updated_at) return true;
  return history.some(
    (h) =>
      h.status === current.status &&
      sameValues(toValues(h.answer, scope.config.rubric, order), current.values),
  );
}

async function takeBack(
  scope: Scope,
  { unsent, record, current }: Prepared,
  result: PushResult,
): Promise<void> {
  if (current) await scope.connection.client.deleteResponse(current.id, { signal: scope.signal });
  await acknowledge(scope, unsent, record.id, undefined);
  result.responsesDeleted++;
}

async function acknowledge(
  scope: Scope,
  unsent: Unsent,
  recordId: string,
  response: RecordResponse | undefined,
): Promise<void> {
  const remote = remoteOf(scope, unsent.taskId, recordId, response);
  if (unsent.seq === undefined) return putRemotes(scope, [remote]);
  const annotator = scope.connection.annotator;
  await scope.store.ackOutbox({ taskId: unsent.taskId, annotator, seq: unsent.seq }, remote);
  scope.remotes.set(unsent.taskId, remote);
}

/** Nothing but a decision of the user helps. */
async function refuse(
  scope: Scope,
  unsent: Unsent,
  code: ErrorCode,
  message: string,
  result: PushResult,
): Promise<void> {
  await noteFailure(scope, unsent, message, true);
  result.blocked++;
  result.problems.push({ taskId: unsent.taskId, code, message });
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

/** For an answer whose task has no record. */
export function missingRecord(scope: Scope): TouchstoneError {
  return scope.connection.user.role === 'annotator'
    ? new TouchstoneError(
        'argilla-missing',
        l10n.t('The task is not in Argilla yet: an owner or admin must push it first.'),
      )
    : new TouchstoneError(
        'argilla-missing',
        l10n.t('The task’s record is not in Argilla; push again to create it.'),
      );
}
