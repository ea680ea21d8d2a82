import { basename, dirname } from 'node:path';
import * as l10n from '@vscode/l10n';
import { questionOf, turnsOf } from '../../mapping/chatMessages.ts';
import type { Row } from '../../mapping/taskSource.ts';
import type { LogFile, LogFormat, LogItem, LogSample } from './logSample.ts';
import { isBad, rowsOf } from './logText.ts';
import { asRow, fieldsOf, member, nameOf, parsed, passedBy, textOf, verdictOf } from './values.ts';

/**
 * What lm-evaluation-harness writes with `--log_samples` (`samples_<task>_<date>.jsonl`, in a folder named after the model): `doc` is the
 * dataset's row, `arguments` what was sent, `resps` the responses, and each of `metrics` a value. A row is there once for each filter.
 */
export const lmEval: LogFormat = {
  id: 'lm-eval',
  title: 'lm-evaluation-harness',
  recognises: ({ kind, has }) =>
    (kind === 'lines' || kind === 'list') && has('doc_id') && has('doc') && has('resps'),
  open: (file) => {
    const [, task] = /^samples_(.+?)(?:_\d{4}-\d\d-\d\dT[\d.:-]+)?\.jsonl(?:\.gz)?$/s.exec(file.name) ?? [];
    return { ...(task === undefined ? {} : { dataset: task }), items: itemsOf(file) };
  },
};

async function* itemsOf(file: LogFile): AsyncGenerator<LogItem, void, undefined> {
  const model = modelOf(file);
  const seen = new Set<string>();
  for await (const found of rowsOf(file))
    yield isBad(found) ? found : sampleOf(found.value, found.line, model, seen);
}

/** The folder has the name of the model, with `__` in place of a slash. */
function modelOf({ path, name }: LogFile): string | undefined {
  const folder = basename(dirname(path));
  return name.startsWith('samples_') && folder.includes('__')
    ? nameOf(folder.replaceAll('__', '/'))
    : undefined;
}

function sampleOf(value: unknown, line: number, model: string | undefined, seen: Set<string>): LogItem {
  const row = asRow(value);
  if (!row) return { line, problem: l10n.t('Expected a sample as an object.') };
  const doc = fieldsOf(row['doc']);
  const id = nameOf(doc['task_id']) ?? nameOf(doc['question_id']) ?? nameOf(row['doc_id']);
  const asked = sentIn(row['arguments']);
  const turns = asked === undefined ? undefined : turnsOf(parsed(asked));
  const instruction = (turns && questionOf(turns)) ?? asked;
  const filter = textOf(row['filter']);
  const key = id ?? '';
  const isAgain = filter !== undefined && seen.has(key);
  seen.add(key);
  return {
    line,
    ...(id === undefined ? {} : { id }),
    ...(instruction === undefined ? {} : { instruction }),
    ...(model === undefined ? {} : { model }),
    ...(isAgain ? { again: true as const } : {}),
    fields: {
      ...Object.fromEntries(Object.entries(doc).filter(([, one]) => one !== instruction)),
      ...fieldsOf({ target: row['target'] }),
    },
    ...answerIn(row),
    ...verdictIn(row, filter),
  };
}

/** What was sent: `{"gen_args_0": {"arg_0": …}}`, or a list of lists in older files. */
function sentIn(sent: unknown): string | undefined {
  const [list] = Array.isArray(sent) ? (sent as unknown[]) : [];
  const first = Array.isArray(list) ? (list as unknown[])[0] : member(sent, 'gen_args_0', 'arg_0');
  return textOf(first) ?? textOf(Array.isArray(first) ? (first as unknown[])[0] : undefined);
}

/** The first of the repeated answers to the first request. */
function answerIn(row: Row): Pick<LogSample, 'response' | 'lack'> {
  const { resps } = row;
  const [first] = Array.isArray(resps) ? (resps as unknown[]) : [];
  const [answer] = Array.isArray(first) ? (first as unknown[]) : [first];
  const text = textOf(answer);
  return text === undefined
    ? { lack: l10n.t('the log holds no text (a choice among given answers)') }
    : { response: text };
}

const older = ['pass@1', 'pass_at_1', 'exact_match', 'acc'];

/** Of several metrics the first that says passed or failed. */
function verdictIn(row: Row, filter: string | undefined): Pick<LogSample, 'verdict'> {
  const { metrics } = row;
  const names = (Array.isArray(metrics) ? (metrics as unknown[]) : older).flatMap((one) => textOf(one) ?? []);
  const there = names.filter((name) => Object.hasOwn(row, name));
  const name = there.find((one) => passedBy(row[one]) !== undefined) ?? there[0];
  if (name === undefined) return {};
  const by = filter === undefined || filter === 'none' ? name : `${name}, ${filter}`;
  const verdict = verdictOf('lm-evaluation-harness', by, row[name]);
  return verdict ? { verdict } : {};
}
