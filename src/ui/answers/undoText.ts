import * as vscode from 'vscode';
import type { Step, StepName, StepOffer } from '../../store/api/store.ts';
import { clip, plain, taskTitle } from '../common/taskText.ts';

/** An act that can be undone, as what was done: "Discarded: merge_intervals". */
export function actWords({ what, instruction, taskId, count }: StepOffer): string {
  const on = count > 1 ? vscode.l10n.t('{0} tasks', count) : plain(clip(taskTitle(instruction, taskId), 40));
  const words: Record<StepName, string> = {
    submitted: vscode.l10n.t('Submitted: {0}', on),
    discarded: vscode.l10n.t('Discarded: {0}', on),
    'taken-back': vscode.l10n.t('Answer taken back: {0}', on),
    reopened: vscode.l10n.t('Reopened: {0}', on),
    restored: vscode.l10n.t('Earlier answer restored: {0}', on),
    skipped: vscode.l10n.t('Set aside: {0}', on),
  };
  return words[what];
}

export function undoneWords({ what, taskIds }: Pick<Step, 'what' | 'taskIds'>): string {
  const n = taskIds.length;
  if (n > 1) {
    const words: Record<StepName, string> = {
      submitted: vscode.l10n.t('Undone: submitting {0} tasks', n),
      discarded: vscode.l10n.t('Undone: discarding {0} tasks', n),
      'taken-back': vscode.l10n.t('Undone: taking {0} answers back', n),
      reopened: vscode.l10n.t('Undone: reopening {0} tasks', n),
      restored: vscode.l10n.t('Undone: restoring {0} earlier answers', n),
      skipped: vscode.l10n.t('Undone: setting {0} tasks aside', n),
    };
    return words[what];
  }
  const words: Record<StepName, string> = {
    submitted: vscode.l10n.t('Submit undone'),
    discarded: vscode.l10n.t('Discard undone'),
    'taken-back': vscode.l10n.t('The answer is there again'),
    reopened: vscode.l10n.t('Reopening undone'),
    restored: vscode.l10n.t('Restoring undone: the later answer is there again'),
    skipped: vscode.l10n.t('No longer set aside'),
  };
  return words[what];
}

export function redoneWords({ what, taskIds }: Pick<Step, 'what' | 'taskIds'>): string {
  const n = taskIds.length;
  if (n > 1) {
    const words: Record<StepName, string> = {
      submitted: vscode.l10n.t('{0} tasks submitted again', n),
      discarded: vscode.l10n.t('{0} tasks discarded again', n),
      'taken-back': vscode.l10n.t('{0} answers taken back again', n),
      reopened: vscode.l10n.t('{0} tasks reopened again', n),
      restored: vscode.l10n.t('{0} earlier answers restored again', n),
      skipped: vscode.l10n.t('{0} tasks set aside again', n),
    };
    return words[what];
  }
  const words: Record<StepName, string> = {
    submitted: vscode.l10n.t('Submitted again'),
    discarded: vscode.l10n.t('Discarded again'),
    'taken-back': vscode.l10n.t('Answer taken back again'),
    reopened: vscode.l10n.t('Reopened again'),
    restored: vscode.l10n.t('Earlier answer restored again'),
    skipped: vscode.l10n.t('Set aside again'),
  };
  return words[what];
}
