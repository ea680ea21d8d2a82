import * as l10n from '@vscode/l10n';
import type { ShownOrder } from '../../domain/annotation.ts';
import type { Generation, Task } from '../../domain/task.ts';

/** What is judged of a task. */
export interface JudgeableTexts {
  task: Pick<Task, 'instruction' | 'tests' | 'testSetup' | 'context'>;
  generations: readonly (Pick<Generation, 'response' | 'text'> | undefined)[];
}

/** All that was before whoever judged it, as Response A and B, in one document: a diff of two shows what was exchanged. */
export function judgedText({ task, generations }: JudgeableTexts, order: ShownOrder): string {
  const { instruction, tests, testSetup, context } = task;
  const response = (n: 1 | 2): string | undefined => generations.find((one) => one?.response === n)?.text;
  const parts: [string, string | undefined][] = [
    [l10n.t('Instruction'), instruction],
    ...Object.entries(context ?? {}),
    [l10n.t('Tests'), [testSetup, ...(Array.isArray(tests) ? tests : [tests])].filter(Boolean).join('\n')],
    [l10n.t('Response {0}', 'A'), response(order[0])],
    [l10n.t('Response {0}', 'B'), response(order[1])],
  ];
  const told = parts.filter(([, text]) => text !== undefined && text !== '');
  return told.map(([title, text]) => `# ${title}\n\n${text?.trimEnd()}\n`).join('\n');
}
