import * as l10n from '@vscode/l10n';
import { questionOf, turnsOf } from '../../mapping/chatMessages.ts';
import { readable } from '../../mapping/cellText.ts';
import type { Row } from '../../mapping/taskSource.ts';
import type { JsonPath } from '../reading/jsonSkim.ts';
import type { LogFile, LogFormat, LogItem, LogSample } from './logSample.ts';
import { isBad, objectsOf, valuesOf } from './logText.ts';
import { asRow, fieldsOf, member, nameOf, parsed, textOf, verdictOf } from './values.ts';

/**
 * promptfoo's results (https://www.promptfoo.dev/docs/configuration/outputs/): `results.json`, whose `results.results` has an object for each
 * test, prompt and provider, and `results.jsonl`, one on each line. The prompt as it was sent is the instruction, `vars` are what the dataset
 * says; a test that is repeated is the same task again.
 */
export const promptfoo: LogFormat = {
  id: 'promptfoo',
  title: 'promptfoo',
  recognises: ({ kind, has }) =>
    kind === 'object'
      ? has('results') &&
        (has('results.results') || has('results.prompts') || (has('results.version') && has('evalId')))
      : kind === 'lines' && has('testIdx') && has('promptIdx') && (has('provider') || has('gradingResult')),
  open: (file) => ({ items: itemsOf(file) }),
};

const unread = new Set(['tokenUsage', 'namedScores', 'traces']);

async function* itemsOf(file: LogFile): AsyncGenerator<LogItem, void, undefined> {
  const isLines = /\.(?:jsonl|ndjson|jsonlines)(?:\.gz)?$/i.test(file.name);
  const found = isLines
    ? objectsOf(file)
    : valuesOf(file, (path: JsonPath) => {
        const isRow = path.length === 3 && path[2] === '*';
        return isRow ? unread : path.every((key, i) => key === 'results' && i < 2) ? 'enter' : 'skip';
      });
  const tests: Tests = { ids: new Map(), taken: new Set() };
  for await (const one of found) yield isBad(one) ? one : sampleOf(one.value, one.line, tests);
}

function sampleOf(value: unknown, line: number, tests: Tests): LogItem {
  const row = asRow(value);
  if (!row) return { line, problem: l10n.t('Expected a result as an object.') };
  const prompt = textOf(row['prompt']) ?? textOf(member(row, 'prompt', 'raw'));
  const vars = fieldsOf(row['vars'] ?? member(row, 'testCase', 'vars'));
  const turns = prompt === undefined ? undefined : turnsOf(parsed(prompt));
  const instruction = (turns && questionOf(turns)) ?? prompt;
  const model = providerOf(row['provider']);
  return {
    line,
    id: testOf(row, [prompt, vars], tests),
    ...(instruction === undefined ? {} : { instruction }),
    ...(model === undefined ? {} : { model }),
    fields: Object.fromEntries(Object.entries(vars).filter(([, one]) => one !== instruction)),
    ...answerIn(row),
    ...verdictIn(row),
  };
}

/** The ids of tests by what they ask. */
interface Tests {
  ids: Map<string, string>;
  taken: Set<string>;
}

/** The same prompt with the same variables is the same task, whenever it was asked. */
function testOf(row: Row, asked: unknown[], { ids, taken }: Tests): string {
  const key = JSON.stringify(asked);
  const known = ids.get(key);
  if (known !== undefined) return known;
  const number = nameOf(row['testIdx']) ?? String(ids.size);
  const prompt = nameOf(row['promptIdx']) ?? '0';
  const named = nameOf(member(row, 'testCase', 'metadata', 'id')) ?? nameOf(member(row, 'vars', 'task_id'));
  const names = [named, `test-${number}`, `test-${number}-prompt-${prompt}`, `test-${number}-${ids.size}`];
  const id = names.find((one) => one !== undefined && !taken.has(one)) ?? key;
  ids.set(key, id);
  taken.add(id);
  return id;
}

/** `label` is what people call it, `id` what promptfoo does. */
function providerOf(provider: unknown): string | undefined {
  return nameOf(provider) ?? nameOf(member(provider, 'label')) ?? nameOf(member(provider, 'id'));
}

function answerIn(row: Row): Pick<LogSample, 'response' | 'lack'> {
  const output = member(row, 'response', 'output');
  if (output !== undefined && output !== null) return { response: textOf(output) ?? readable(output) ?? '' };
  const hasError = [row['error'], member(row, 'response', 'error')].some(
    (error) => nameOf(error) !== undefined,
  );
  // Its words may tell which model it was.
  return {
    lack: hasError ? l10n.t('the log holds an error in its place') : l10n.t('the model gave no answer'),
  };
}

/** Failures for another reason than an assertion say nothing of the response. */
function verdictIn(row: Row): Pick<LogSample, 'verdict'> {
  if (row['failureReason'] === 2) return {};
  const graded = member(row, 'gradingResult', 'pass');
  const parts = member(row, 'gradingResult', 'componentResults');
  const kinds = (Array.isArray(parts) ? parts : []).flatMap(
    (part) => nameOf(member(part, 'assertion', 'type')) ?? [],
  );
  const by = [...new Set(kinds)].slice(0, 6).join(', ');
  const passed = typeof graded === 'boolean' ? graded : row['success'];
  const reason = member(row, 'gradingResult', 'reason');
  if (typeof passed !== 'boolean' || (kinds.length === 0 && graded === undefined)) return {};
  const verdict = verdictOf('promptfoo', by === '' ? undefined : by, passed, reason);
  const score = row['score'];
  if (!verdict) return {};
  return { verdict: typeof score === 'number' ? { ...verdict, value: String(score) } : verdict };
}
