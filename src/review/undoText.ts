import type { Step, StepName, StepOffer } from '../domain/annotationHistory.ts';
import * as l10n from '@vscode/l10n';
import { plain, truncate } from '../platform/text.ts';
import { taskTitle } from '../code/text/taskTitle.ts';

/** An act that can be undone, as what was done: "Discarded: merge_intervals". */
export function actWords({ what, instruction = '', taskId = '', tags = '', count }: StepOffer): string {
  const on = count > 1 ? l10n.t('{0} tasks', count) : plain(truncate(taskTitle(instruction, taskId), 40));
  const which = plain(truncate(tags, 60));
  const words: Record<StepName, string> = {
    submitted: l10n.t('Submitted: {0}', on),
    discarded: l10n.t('Discarded: {0}', on),
    'taken-back': l10n.t('Answer withdrawn: {0}', on),
    reopened: l10n.t('Reopened: {0}', on),
    restored: l10n.t('Earlier answer restored: {0}', on),
    skipped: l10n.t('Set aside: {0}', on),
    tagged: l10n.t('Failure modes changed: {0}', on),
    'tag-renamed': l10n.t('Failure mode renamed: {0}', which),
    'tag-merged': l10n.t('Failure modes merged: {0}', which),
    'tag-removed': l10n.t('Failure mode removed: {0}', which),
  };
  return words[what];
}

/** Of what is about no tasks. */
const both = (words: string): [string, string] => [words, words];

type Done = Pick<Step, 'what' | 'taskIds'>;

export function undoneWords({ what, taskIds: { length: n } }: Done): string {
  const words: Record<StepName, [one: string, many: string]> = {
    submitted: [l10n.t('Submit undone'), l10n.t('Undone: submitting {0} tasks', n)],
    discarded: [l10n.t('Discard undone'), l10n.t('Undone: discarding {0} tasks', n)],
    'taken-back': [l10n.t('Answer restored'), l10n.t('Undone: taking {0} answers back', n)],
    reopened: [l10n.t('Reopening undone'), l10n.t('Undone: reopening {0} tasks', n)],
    restored: [
      l10n.t('Restore undone. Your newer answer is back.'),
      l10n.t('Undone: restoring {0} earlier answers', n),
    ],
    skipped: [l10n.t('No longer skipped'), l10n.t('Undone: setting {0} tasks aside', n)],
    tagged: [
      l10n.t('The failure modes are as they were before'),
      l10n.t('Undone: changing the failure modes of {0} tasks', n),
    ],
    'tag-renamed': both(l10n.t('The failure mode has its former name again')),
    'tag-merged': both(l10n.t('The merged failure modes are apart again')),
    'tag-removed': both(l10n.t('The failure mode is there again')),
  };
  return words[what][n > 1 ? 1 : 0];
}

export function redoneWords({ what, taskIds: { length: n } }: Done): string {
  const words: Record<StepName, [one: string, many: string]> = {
    submitted: [l10n.t('Submitted again'), l10n.t('{0} tasks submitted again', n)],
    discarded: [l10n.t('Discarded again'), l10n.t('{0} tasks discarded again', n)],
    'taken-back': [l10n.t('Answer withdrawn again'), l10n.t('{0} answers taken back again', n)],
    reopened: [l10n.t('Reopened again'), l10n.t('{0} tasks reopened again', n)],
    restored: [l10n.t('Earlier answer restored again'), l10n.t('{0} earlier answers restored again', n)],
    skipped: [l10n.t('Set aside again'), l10n.t('{0} tasks set aside again', n)],
    tagged: [
      l10n.t('The failure modes are changed again'),
      l10n.t('Failure modes of {0} tasks changed again', n),
    ],
    'tag-renamed': both(l10n.t('Failure mode renamed again')),
    'tag-merged': both(l10n.t('Failure modes merged again')),
    'tag-removed': both(l10n.t('Failure mode removed again')),
  };
  return words[what][n > 1 ? 1 : 0];
}
