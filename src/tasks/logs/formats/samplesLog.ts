import * as l10n from '@vscode/l10n';
import type { LogFile, LogFormat, LogItem, Sketch } from './logSample.ts';
import { isBad, rowsOf } from './logText.ts';
import { asRow, fieldsOf, member, nameOf, textOf, verdictOf } from './values.ts';

/**
 * Samples as HumanEval and EvalPlus have them (https://github.com/openai/human-eval): on each line `task_id` and a `completion` that goes on
 * from the prompt, or a whole `solution`; in `…_results.jsonl` with `passed` and `result`. What was asked stands in the tasks' own file.
 */
export const samples: LogFormat = {
  id: 'samples',
  title: 'HumanEval, EvalPlus',
  needsTasks: true,
  recognises: (sketch) =>
    (sketch.kind === 'lines' || sketch.kind === 'list') &&
    sketch.has('task_id') &&
    (sketch.has('completion') || sketch.has('solution')) &&
    !asksSomething(sketch),
  open: (file) => ({ items: itemsOf(file) }),
};

const asking = ['instruction', 'prompt', 'question', 'problem', 'text', 'messages', 'test', 'test_list'];

function asksSomething({ has }: Sketch): boolean {
  return asking.some((column) => has(column));
}

async function* itemsOf(file: LogFile): AsyncGenerator<LogItem, void, undefined> {
  for await (const found of rowsOf(file)) yield isBad(found) ? found : sampleOf(found.value, found.line);
}

const known = ['task_id', 'completion', 'solution', 'passed', 'result', 'model', '_identifier'];

function sampleOf(value: unknown, line: number): LogItem {
  const row = asRow(value);
  if (!row) return { line, problem: l10n.t('Expected a sample as an object.') };
  const id = nameOf(row['task_id']);
  const instruction = textOf(row['instruction']) ?? textOf(row['prompt']);
  const response = textOf(row['solution']) ?? textOf(row['completion']);
  const model = nameOf(row['model']);
  const result = textOf(member(row, 'result'));
  const verdict = verdictOf('HumanEval', undefined, row['passed'], result?.replace(/^failed:\s*/, ''));
  return {
    line,
    ...(id === undefined ? {} : { id }),
    ...(instruction === undefined ? {} : { instruction }),
    ...(model === undefined ? {} : { model }),
    fields: fieldsOf(row, [...known, 'instruction', 'prompt']),
    ...(response === undefined
      ? { lack: l10n.t('neither "completion" nor "solution" is a text') }
      : { response }),
    ...(verdict ? { verdict } : {}),
  };
}
