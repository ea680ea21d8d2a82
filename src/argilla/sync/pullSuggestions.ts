import { isDeepStrictEqual } from 'node:util';
import { parseAnswer } from '../../annotation/checkAnswer.ts';
import { TouchstoneError } from '../../platform/errors.ts';
import type { SuggestedField, Suggestion } from '../../domain/annotationHistory.ts';
import type { TaskDetail } from '../../domain/task.ts';
import type { ArgillaClient, SearchPage } from '../api/argillaClient.ts';
import type { Scope } from './syncScope.ts';
import { isOwnSuggestion } from './suggestedAgents.ts';
import { questionNames } from '../dataset/datasetSettings.ts';
import type { ArgillaRecord } from '../api/wire.ts';

/** Names of the questions by their ids; empty where the server does not tell them: then no suggestion can be read. */
export type QuestionNames = ReadonlyMap<string, string>;

export async function questionsById({ connection, dataset, signal }: Scope): Promise<QuestionNames> {
  const questions = await connection.client
    .questions(dataset.id, { signal })
    .catch((error: unknown) => (isRefusal(error) ? [] : Promise.reject(error as Error)));
  return new Map(questions.map(({ id, name }) => [id, name]));
}

/** All records with the caller's own responses, and with suggestions where the server gives them. */
export async function* recordsWithSuggestions(
  client: ArgillaClient,
  datasetId: string,
  wanted: boolean,
  signal?: AbortSignal,
): AsyncGenerator<SearchPage> {
  let begun = false;
  try {
    for await (const page of client.searchAll(datasetId, { signal, suggestions: wanted })) {
      begun = true;
      yield page;
    }
  } catch (error) {
    if (begun || !wanted || !isRefusal(error)) throw error;
    yield* client.searchAll(datasetId, { signal });
  }
}

function isRefusal(error: unknown): boolean {
  return error instanceof TouchstoneError && (error.status === 403 || error.status === 422);
}

const fields = new Map<string, SuggestedField>(
  Object.entries(questionNames).map(([field, name]) => [name, field as keyof typeof questionNames]),
);

/** The suggestions of a record that an answer here can hold. */
export function suggestionsOf(record: ArgillaRecord, questions: QuestionNames): Suggestion[] {
  return (record.suggestions ?? []).flatMap(
    ({ question_id, value, agent, score, updated_at }): Suggestion[] => {
      const field = fields.get(questions.get(question_id) ?? '');
      if (!field) return [];
      let parsed: Suggestion['value'] | undefined;
      try {
        parsed = parseAnswer({ [field]: value })[field];
      } catch {
        return []; // a dataset with other options than ours
      }
      if (parsed === undefined) return [];
      const sure = typeof score === 'number' && score >= 0 && score <= 1 ? { score } : {};
      const at = updated_at ?? record.inserted_at;
      return [{ agent: agent ?? 'Argilla', origin: 'argilla', field, value: parsed, at, ...sure }];
    },
  );
}

/** Brings the suggestions of a record here; those that it has no more go. Resolves to how many are new or changed. */
export async function pullSuggestions(
  { store }: Scope,
  detail: TaskDetail,
  record: ArgillaRecord,
  questions: QuestionNames,
): Promise<number> {
  if (questions.size === 0 || record.suggestions === undefined) return 0;
  const taskId = detail.task.id;
  const there = suggestionsOf(record, questions).filter((one) => !isOwnSuggestion(one, detail.suggestions));
  const here = detail.suggestions.filter(({ origin }) => origin === 'argilla');
  const same = (a: Suggestion, b: Suggestion): boolean => a.agent === b.agent && a.field === b.field;
  const gone = here.filter((one) => !there.some((other) => same(one, other)));
  for (const { agent, field } of gone)
    await store.removeSuggestions({ taskId, agent, field, origin: 'argilla' });
  const news = there.filter((one) => {
    const known = here.find((other) => same(one, other));
    return !known || known.outdated || !isDeepStrictEqual([known.value, known.score], [one.value, one.score]);
  });
  if (news.length > 0) await store.putSuggestions(taskId, news);
  return news.length;
}
