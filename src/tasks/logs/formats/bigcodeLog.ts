import * as l10n from '@vscode/l10n';
import type { LogFile, LogFormat, LogItem } from './logSample.ts';
import { isBad, valuesOf } from './logText.ts';
import { textOf } from './values.ts';

/**
 * Generations of bigcode-evaluation-harness (`generations_<task>.json`): a list with a list of programs for each task, in the order of the
 * tasks. Nothing else is in it.
 */
export const bigcode: LogFormat = {
  id: 'bigcode',
  title: 'bigcode-evaluation-harness',
  needsTasks: true,
  recognises: ({ kind, has, name, isSamples }) =>
    kind === 'list' && has('*') && (isSamples || /^generations/i.test(name)),
  open: (file) => {
    const [, task] = /^generations_(.+?)(?:_intermediate)?\.json(?:\.gz)?$/s.exec(file.name) ?? [];
    return { ...(task === undefined ? {} : { dataset: task }), items: itemsOf(file) };
  },
};

async function* itemsOf(file: LogFile): AsyncGenerator<LogItem, void, undefined> {
  let nth = 0;
  for await (const found of valuesOf(file, (path) => (path.length === 0 ? 'enter' : 'take'))) {
    const at = nth++;
    if (isBad(found)) {
      yield found;
      continue;
    }
    const { value, line } = found;
    const programs = Array.isArray(value) ? (value as unknown[]) : [value];
    const lack = l10n.t('there is no program in the list');
    if (programs.length === 0) yield { line, nth: at, fields: {}, lack };
    for (const program of programs) {
      const response = textOf(program);
      yield { line, nth: at, fields: {}, ...(response === undefined ? { lack } : { response }) };
    }
  }
}
