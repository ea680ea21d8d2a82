import { taskStates, type Answer, type ShownOrder } from '../../domain/annotation.ts';
import { guidelinesVersion } from '../../project/guidelinesVersion.ts';
import { textsOf } from '../../store/api/shownTexts.ts';
import { taskPages } from '../../store/api/taskPages.ts';
import type { TaskDetail } from '../../domain/task.ts';
import type { OutboxRow, RemoteRecord } from '../../store/api/store.ts';
import { oddRecord, settleTexts } from './pushRecords.ts';
import { taskIdOf } from '../dataset/records.ts';
import { taskByTexts } from './sameTexts.ts';
import { putRemotes, remoteOf, waitingRows, type PullResult, type Scope } from './syncScope.ts';
import {
  pullSuggestions,
  questionsById,
  recordsWithSuggestions,
  type QuestionNames,
} from './pullSuggestions.ts';
import { pulledTags } from '../dataset/tagQuestions.ts';
import { fromValues, holdsOurs, orderOf, sameValues, toValues } from '../dataset/responseValues.ts';
import type { ArgillaRecord, RecordResponse } from '../api/wire.ts';

/** `theirs`: where Argilla has another answer than an unsent one here, take Argilla's (the one here stays in the history). */
export type OnConflict = 'keep' | 'theirs';

/** Brings texts and own answers here. Unsent answers are kept unless asked otherwise. */
export async function pullAll(scope: Scope, onConflict: OnConflict): Promise<PullResult> {
  const { store, connection, dataset, signal } = scope;
  const result: PullResult = {
    answersPulled: 0,
    unchanged: 0,
    suggestions: 0,
    textsAdopted: 0,
    recordsUnknown: 0,
    differences: [],
    conflicts: [],
    unreadable: [],
    deletedThere: [],
  };
  // What answers from there followed can be read here later.
  const shownText = dataset.guidelines || scope.guidelines.text;
  await store.putGuidelines(followed(scope), shownText, scope.config.rubric);
  const tasks = new Set<string>();
  for await (const page of taskPages(store, connection.annotator, { states: [...taskStates] }))
    for (const task of page) tasks.add(task.id);
  const waiting = new Map((await waitingRows(scope)).map((row) => [row.taskId, row]));
  const byRecord = new Map([...scope.remotes.values()].map((remote) => [remote.recordId, remote.taskId]));
  const byTexts = taskByTexts(scope);
  let done = 0;
  const questions = await questionsById(scope);
  const pages = recordsWithSuggestions(connection.client, dataset.id, questions.size > 0, signal);
  for await (const { records, odd, total } of pages) {
    for (const one of odd) {
      const { id, external_id } = one;
      const taskId = (id === undefined ? undefined : byRecord.get(id)) ?? external_id ?? id ?? '';
      result.unreadable.push({ taskId, ...oddRecord(one) });
    }
    const news: RemoteRecord[] = [];
    const known: { record: ArgillaRecord; taskId: string }[] = [];
    for (const record of records) {
      const given = byRecord.get(record.id) ?? taskIdOf(record);
      const taskId = tasks.has(given) ? given : await byTexts(record);
      if (taskId === undefined) result.recordsUnknown++;
      else known.push({ record, taskId });
    }
    for await (const { record, taskId, detail } of withDetails(scope, known)) {
      const row = waiting.get(taskId);
      news.push(...(await pullRecord(scope, detail, record, row, onConflict, questions, result)));
    }
    await putRemotes(scope, news);
    done += records.length + odd.length;
    scope.onProgress?.({ stage: 'answers', done, total });
  }
  return result;
}

/** So many tasks are asked for at once: few, since what is read may have changed by the time that it is looked at. */
const readAhead = 25;

/** Each with its task as it is here; one that comes twice is read when it is its turn. */
async function* withDetails<One extends { taskId: string }>(
  { store, connection }: Scope,
  all: readonly One[],
): AsyncIterable<One & { detail: TaskDetail }> {
  for (let from = 0; from < all.length; from += readAhead) {
    const some = all.slice(from, from + readAhead);
    const details = await Promise.all(
      some.map(({ taskId }) => store.taskDetail(taskId, connection.annotator)),
    );
    const seen = new Set<string>();
    for (const [i, one] of some.entries()) {
      const read = seen.has(one.taskId) ? undefined : details[i];
      seen.add(one.taskId);
      yield { ...one, detail: read ?? (await store.taskDetail(one.taskId, connection.annotator)) };
    }
  }
}

/** Resolves to the remote rows that are still to be written. */
async function pullRecord(
  scope: Scope,
  before: TaskDetail,
  record: ArgillaRecord,
  row: OutboxRow | undefined,
  onConflict: OnConflict,
  questions: QuestionNames,
  result: PullResult,
): Promise<RemoteRecord[]> {
  const { store, connection, config } = scope;
  const annotator = connection.annotator;
  const taskId = before.task.id;
  const { textsAdopted } = result;
  // An answer to other texts is no answer to these.
  if (await settleTexts(scope, before, record, result)) return [];
  // A draft about the former texts was set aside.
  const detail = result.textsAdopted > textsAdopted ? await store.taskDetail(taskId, annotator) : before;
  result.suggestions += await pullSuggestions(scope, detail, record, questions);
  const known = scope.remotes.get(taskId);
  const mine = record.responses?.find((r) => r.user_id == null || r.user_id === connection.user.id);
  if (!mine) {
    const answered = detail.annotation?.status === 'submitted' || detail.annotation?.status === 'discarded';
    if (known?.responseId !== undefined && answered && !row) result.deletedThere.push(taskId);
    return known?.recordId === record.id ? [] : [remoteOf(scope, taskId, record.id)];
  }
  const remote = remoteOf(scope, taskId, record.id, mine);
  // Answers to other questions alone are nothing that could stand here.
  if (mine.status === 'draft' && !detail.annotation && !holdsOurs(mine.values, scope.tagOptions))
    return [remote];
  const order = orderOf(mine.values);
  // Comments that name A or B speak of this order: show it so here too (nothing happens if one is drawn already).
  const shown = detail.shownOrder ?? (order ? await store.shownOrder(taskId, annotator, order) : undefined);
  if (
    detail.annotation?.status === mine.status &&
    sameValues(
      toValues(detail.annotation, config.rubric, shown, scope.tagOptions),
      mine.values,
      scope.tagOptions,
    )
  ) {
    if (!row) result.unchanged++;
    return known?.seenUpdatedAt === remote.seenUpdatedAt && known?.recordId === record.id ? [] : [remote];
  }
  if (row) {
    const changedThere = known?.responseId !== mine.id || known.seenUpdatedAt !== mine.updated_at;
    if (!changedThere) return [];
    if (onConflict === 'keep') {
      result.conflicts.push(taskId);
      return [];
    }
  } else if (known?.responseId === mine.id && known.seenUpdatedAt === mine.updated_at) {
    // Nothing new there: what is here was written since and is not to be sent (a draft).
    result.unchanged++;
    return [];
  }
  const answer = answerOf(scope, mine, shown);
  const version = followed(scope);
  // What was compared with the record may be exchanged by now.
  const how = {
    overHere: onConflict === 'theirs',
    shown: textsOf(detail),
    waiting: row?.seq,
    tags: pulledTags(mine.values, scope.tagOptions),
  };
  if (await store.putPulled(taskId, annotator, mine.status, answer, version, remote, how))
    result.answersPulled++;
  else if ((await store.taskDetail(taskId, annotator)).annotation?.status === mine.status) result.unchanged++;
  // A draft that was begun here since, or an act of this very moment.
  else result.conflicts.push(taskId);
  return [];
}

/** A legend for another order than the one shown here stays: without it the letters would say the opposite. */
function answerOf(scope: Scope, mine: RecordResponse, shown: ShownOrder | undefined): Answer {
  const told = orderOf(mine.values);
  const contradicts = told !== undefined && shown !== undefined && told[0] !== shown[0];
  return fromValues(mine.values, scope.config.rubric, contradicts);
}

/** An answer from Argilla's page followed the guidelines that Argilla shows. */
function followed(scope: Scope): string {
  const text = scope.dataset.guidelines;
  return text ? guidelinesVersion(text, scope.config.rubric) : scope.guidelines.version;
}
