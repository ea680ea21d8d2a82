import type { Step, StepName, StepOffer } from '../domain/annotationHistory.ts';
import * as l10n from '@vscode/l10n';
import { plain, truncate } from '../platform/text.ts';
import { taskTitle } from './taskTitle.ts';

/** An act that can be undone, as what was done: "Discarded: merge_intervals". */
export function actWords({ what, instruction, taskId, count }: StepOffer): string {
  const on = count > 1 ? l10n.t('{0} tasks', count) : plain(truncate(taskTitle(instruction, taskId), 40));
  const words: Record<StepName, string> = {
    submitted: l10n.t('Submitted: {0}', on),
    discarded: l10n.t('Discarded: {0}', on),
    'taken-back': l10n.t('Answer taken back: {0}', on),
    reopened: l10n.t('Reopened: {0}', on),
    restored: l10n.t('Earlier answer restored: {0}', on),
    skipped: l10n.t('Set aside: {0}', on),
  };
  return words[what];
}

type Done = Pick<Step, 'what' | 'taskIds'>;

export function undoneWords({ what, taskIds: { length: n } }: Done): string {
  const words: Record<StepName, [one: string, many: string]> = {
    submitted: [l10n.t('Submit undone'), l10n.t('Undone: submitting {0} tasks', n)],
    discarded: [l10n.t('Discard undone'), l10n.t('Undone: discarding {0} tasks', n)],
    'taken-back': [l10n.t('The answer is there again'), l10n.t('Undone: taking {0} answers back', n)],
    reopened: [l10n.t('Reopening undone'), l10n.t('Undone: reopening {0} tasks', n)],
    restored: [
      l10n.t('Restoring undone: the later answer is there again'),
      l10n.t('Undone: restoring {0} earlier answers', n),
    ],
    skipped: [l10n.t('No longer set aside'), l10n.t('Undone: setting {0} tasks aside', n)],
  };
  return words[what][n > 1 ? 1 : 0];
}

export function redoneWords({ what, taskIds: { length: n } }: Done): string {
  const words: Record<StepName, [one: string, many: string]> = {
    submitted: [l10n.t('Submitted again'), l10n.t('{0} tasks submitted again', n)],
    discarded: [l10n.t('Discarded again'), l10n.t('{0} tasks discarded again', n)],
    'taken-back': [l10n.t('Answer taken back again'), l10n.t('{0} answers taken back again', n)],
    reopened: [l10n.t('Reopened again'), l10n.t('{0} tasks reopened again', n)],
    restored: [l10n.t('Earlier answer restored again'), l10n.t('{0} earlier answers restored again', n)],
    skipped: [l10n.t('Set aside again'), l10n.t('{0} tasks set aside again', n)],
  };
  return words[what][n > 1 ? 1 : 0];
}
