import * as l10n from '@vscode/l10n';
import { basename, dirname } from 'node:path';
import type { LogFile, LogFormat, LogItem } from './logSample.ts';
import { isBad, valuesOf } from './logText.ts';
import { asRow, fieldsOf, member, nameOf, textOf, verdictOf } from './values.ts';

/**
 * What LiveCodeBench's runner writes (`output/<model>/Scenario.codegeneration_<n>_<temperature>.json`, with `_eval_all` the verdicts, too):
 * a list of problems with `question_content`, `starter_code`, `output_list` (as the model wrote it), `code_list` (taken out of it) and
 * `graded_list`.
 */
export const liveCodeBench: LogFormat = {
  id: 'livecodebench',
  title: 'LiveCodeBench',
  recognises: ({ kind, has }) =>
    kind === 'list' && has('question_id') && (has('code_list') || has('output_list')),
  open: (file) => ({ dataset: 'LiveCodeBench', items: itemsOf(file) }),
};

const unread = new Set(['metadata', 'private_test_cases']);

async function* itemsOf(file: LogFile): AsyncGenerator<LogItem, void, undefined> {
  const folder = basename(dirname(file.path));
  const model = /^Scenario\./.test(file.name) ? nameOf(folder) : undefined;
  for await (const found of valuesOf(file, (path) => (path.length === 0 ? 'enter' : unread)))
    if (isBad(found)) yield found;
    else yield* samplesOf(found.value, found.line, model);
}

const known = [
  'question_id',
  'question_content',
  'output_list',
  'code_list',
  'graded_list',
  'pass@1',
  'original_code_list',
];

function* samplesOf(
  value: unknown,
  line: number,
  model: string | undefined,
): Generator<LogItem, void, undefined> {
  const row = asRow(value);
  if (!row) return yield { line, problem: l10n.t('Expected a problem as an object.') };
  const id = nameOf(row['question_id']);
  const content = textOf(row['question_content']);
  const starter = textOf(row['starter_code'])?.trimEnd() ?? '';
  const instruction =
    content !== undefined && starter !== '' ? `${content}\n\n\`\`\`python\n${starter}\n\`\`\`` : content;
  const outputs = listOf(row['output_list']);
  const codes = listOf(row['code_list']);
  const fields = { ...fieldsOf(row, known), language: 'python' };
  const task = {
    line,
    ...(id === undefined ? {} : { id }),
    ...(instruction === undefined ? {} : { instruction }),
    ...(model === undefined ? {} : { model }),
    fields,
  };
  const count = Math.max(outputs.length, codes.length);
  if (count === 0) yield { ...task, lack: l10n.t('there is no program in the list') };
  for (let i = 0; i < count; i++) {
    const [output, code] = [textOf(outputs[i]) ?? '', textOf(codes[i]) ?? ''];
    const verdict = verdictOf('LiveCodeBench', undefined, member(row, 'graded_list', String(i)));
    yield { ...task, response: output.trim() === '' ? code : output, ...(verdict ? { verdict } : {}) };
  }
}

function listOf(value: unknown): unknown[] {
  return Array.isArray(value) ? (value as unknown[]) : [];
}
