import * as l10n from '@vscode/l10n';
import { juryName } from '../../domain/judgement.ts';
import type { StoredSuggestion } from '../../domain/annotationHistory.ts';
import { asTouchstoneError, isCancelled, TouchstoneError } from '../../platform/errors.ts';
import { limited } from '../../platform/limited.ts';
import { judgeName, type ProjectConfig } from '../../project/config.ts';
import { scoreOf } from '../../project/rubricRules.ts';
import type { ArgillaRecord, SuggestionUpsert } from '../api/wire.ts';
import { questionNames } from '../dataset/datasetSettings.ts';
import { differenceOf } from '../dataset/records.ts';
import { questionsById, recordsWithSuggestions } from './pullSuggestions.ts';
import { agentName } from './suggestedAgents.ts';
import { knowAllRemotes, reasonFrom, type Problem, type Scope } from './syncScope.ts';

export interface SuggestionsResult {
  sent: number;
  /** Those that were there already. */
  unchanged: number;
  /** Questions for which somebody else has suggested something: that stays. */
  others: number;
  /** Records with other texts than those that were judged here. */
  differences: number;
  /** Tasks with suggestions that have no record. */
  recordsMissing: number;
  problems: Problem[];
}

/** Records that are written to at once; the server takes some 10 ms for each suggestion. */
const atOnce = 4;

/**
 * Gives the records the scores that judges suggest. Argilla has one suggestion for each record and question: that of the jury, else of the
 * project's first judge that has scored the response. What others have suggested there stays. Errors: `argilla-forbidden` for an annotator,
 * who may not; what concerns one record is in the result.
 */
export async function pushSuggestions(scope: Scope): Promise<SuggestionsResult> {
  const { connection, dataset, store, config, signal } = scope;
  if (connection.user.role === 'annotator')
    throw new TouchstoneError(
      'argilla-forbidden',
      l10n.t('Only an owner or admin of Argilla may add suggestions to its records.'),
    );
  const result: SuggestionsResult = {
    sent: 0,
    unchanged: 0,
    others: 0,
    differences: 0,
    recordsMissing: 0,
    problems: [],
  };
  const agents = agentsOf(config);
  const wanted = new Set(await store.judgedTasks());
  const questions = new Map([...(await questionsById(scope))].map(([id, name]) => [name, id]));
  await knowAllRemotes(scope);
  const byRecord = new Map([...scope.remotes.values()].map(({ recordId, taskId }) => [recordId, taskId]));
  const total = wanted.size;
  let done = 0;
  for await (const { records } of recordsWithSuggestions(connection.client, dataset.id, true, signal))
    await limited(records, atOnce, async (record) => {
      const taskId = byRecord.get(record.id) ?? record.external_id ?? '';
      if (!wanted.delete(taskId)) return;
      await toRecord(scope, record, taskId, { agents, questions, result });
      scope.onProgress?.({ stage: 'answers', done: ++done, total });
    });
  result.recordsMissing = wanted.size;
  return result;
}

interface To {
  agents: readonly string[];
  /** Ids by name. */
  questions: ReadonlyMap<string, string>;
  result: SuggestionsResult;
}

async function toRecord(
  scope: Scope,
  record: ArgillaRecord,
  taskId: string,
  { agents, questions, result }: To,
): Promise<void> {
  const { connection, store, config, signal } = scope;
  const detail = await store.taskDetail(taskId, connection.annotator);
  if (differenceOf(detail, record)) {
    result.differences++;
    return;
  }
  const ours = new Set(agents.map(agentName));
  for (const response of [1, 2] as const) {
    const question_id = questions.get(questionNames[`score${response}`]);
    const said = bestOf(detail.suggestions, agents, response);
    const value = said && scoreOf(config.rubric, said.value as Record<string, number>);
    if (question_id === undefined || !said || value === undefined) continue;
    const there = record.suggestions?.find((one) => one.question_id === question_id);
    if (there && !ours.has(there.agent ?? '')) {
      result.others++;
      continue;
    }
    const body: SuggestionUpsert = {
      question_id,
      type: 'model',
      value,
      agent: agentName(said.agent),
      score: said.score ?? null,
    };
    if (there?.value === value && there.agent === body.agent && (there.score ?? null) === body.score) {
      result.unchanged++;
      continue;
    }
    try {
      await connection.client.putSuggestion(record.id, body, { signal });
      result.sent++;
    } catch (thrown) {
      const error = asTouchstoneError(thrown);
      const isOfOne = error.status === 404 || error.status === 422;
      if (isCancelled(error) || !isOfOne) throw error;
      result.problems.push({ taskId, ...reasonFrom(error) });
    }
  }
}

/** Who speaks for the judges, the first of them that has said something: the jury, then in the order of the project. */
function agentsOf({ judges = [] }: ProjectConfig): string[] {
  const names = judges.map(judgeName);
  return names.length > 1 ? [juryName, ...names] : names;
}

function bestOf(
  suggestions: readonly StoredSuggestion[],
  agents: readonly string[],
  response: 1 | 2,
): StoredSuggestion | undefined {
  const fresh = suggestions.filter(
    ({ origin, field, outdated }) => origin === 'judge' && field === `points${response}` && !outdated,
  );
  for (const agent of agents) {
    const found = fresh.find((one) => one.agent === agent);
    if (found) return found;
  }
  return undefined;
}
