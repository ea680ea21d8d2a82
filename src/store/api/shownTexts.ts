import * as l10n from '@vscode/l10n';
import type { ShownTexts } from '../../domain/annotationHistory.ts';
import type { TaskDetail } from '../../domain/task.ts';
import { TouchstoneError } from '../../platform/errors.ts';
import { sha256 } from '../../platform/hash.ts';

/** What of a task is judged with its responses: what is asked for, and what that is tested with. */
export type JudgedTask = Pick<TaskDetail['task'], 'instruction' | 'tests' | 'testSetup'>;

export function taskHash({ instruction, tests, testSetup }: JudgedTask): string {
  return sha256(JSON.stringify([instruction, tests ?? null, testSetup ?? null]));
}

/** The texts that are there. */
export function textsOf({ task, generations }: Pick<TaskDetail, 'task' | 'generations'>): ShownTexts {
  const hash = (n: 1 | 2): string => generations.find(({ response }) => response === n)?.hash ?? '';
  return { task: taskHash(task), responses: [hash(1), hash(2)] };
}

/**
 * What was judged is not what is there. `kept`: what was given is in the task's history.
 */
export function textsChanged(kept: boolean): TouchstoneError {
  return new TouchstoneError(
    'texts-changed',
    l10n.t('The instruction or a response of this task was exchanged since it was shown.'),
    {
      action: kept
        ? l10n.t(
            'The new texts are shown now: judge them. What you gave for the former ones is in the history.',
          )
        : l10n.t('Look at the new texts, then judge them.'),
      data: { kept },
    },
  );
}

/** Whether an act was refused since it was about other texts. `kept` as of `textsChanged`. */
export function textsChangedOf(error: unknown): { kept: boolean } | undefined {
  if (!(error instanceof TouchstoneError) || error.code !== 'texts-changed') return undefined;
  return { kept: (error.data as { kept?: boolean } | undefined)?.kept === true };
}
