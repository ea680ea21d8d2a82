import * as l10n from '@vscode/l10n';
import type { LogVerdict } from '../../../domain/task.ts';
import type { LogFile, LogFormat, LogItem } from './logSample.ts';
import { isBad, valuesOf } from './logText.ts';
import { member, nameOf, passedBy, textOf, verdictOf } from './values.ts';

/**
 * EvalPlus's verdicts (`eval_results.json`, https://github.com/evalplus/evalplus): `eval` has for each task a list of its samples with
 * `solution`, `base_status` (the benchmark's own tests) and `plus_status` (these and EvalPlus's); in older files lists of `[status, details]`
 * under `base` and `plus`, without the solutions.
 */
export const evalPlus: LogFormat = {
  id: 'evalplus',
  title: 'EvalPlus',
  needsTasks: true,
  recognises: ({ kind, has }) =>
    kind === 'object' && has('eval') && (has('hash') || has('date')) && !has('eval.task'),
  open: (file) => ({ items: itemsOf(file) }),
};

async function* itemsOf(file: LogFile): AsyncGenerator<LogItem, void, undefined> {
  const found = valuesOf(file, (path) =>
    path.length === 0 || (path.length === 1 && path[0] === 'eval')
      ? 'enter'
      : path[0] === 'eval'
        ? 'take'
        : 'skip',
  );
  for await (const one of found) {
    if (isBad(one)) yield one;
    else yield* samplesOf(nameOf(one.path[1]), one.value, one.line);
  }
}

function* samplesOf(
  id: string | undefined,
  value: unknown,
  line: number,
): Generator<LogItem, void, undefined> {
  const task = id === undefined ? {} : { id };
  const results = Array.isArray(value) ? (value as unknown[]) : former(value);
  if (!results) return yield { line, problem: l10n.t('Expected the results of a task as a list.') };
  for (const result of results) {
    const response = textOf(member(result, 'solution'));
    const verdict = verdictIn(member(result, 'base_status'), member(result, 'plus_status'));
    yield {
      line,
      ...task,
      fields: {},
      ...(response === undefined ? { onlyVerdict: true } : { response }),
      ...(verdict ? { verdict } : {}),
    };
  }
}

/** As files of the first versions have them. */
function former(value: unknown): unknown[] | undefined {
  const base = member(value, 'base');
  const plus = member(value, 'plus');
  if (!Array.isArray(base)) return undefined;
  const statusAt = (list: unknown, i: number): unknown => member(list, String(i), '0');
  return base.map((_, i) => ({ base_status: statusAt(base, i), plus_status: statusAt(plus, i) }));
}

/** A sample passes where it passes all tests there are. */
function verdictIn(base: unknown, plus: unknown): LogVerdict | undefined {
  const statuses = [base, plus].flatMap((status) => textOf(status) ?? []);
  if (statuses.length === 0) return undefined;
  const worst = statuses.find((status) => passedBy(status) !== true) ?? 'pass';
  const said = statuses.length === 2 ? `base ${statuses[0]}, plus ${statuses[1]}` : `base ${statuses[0]}`;
  const verdict = verdictOf('EvalPlus', statuses.length === 2 ? 'base + extra tests' : 'base tests', worst);
  return verdict && { ...verdict, value: said.slice(0, 300) };
}
