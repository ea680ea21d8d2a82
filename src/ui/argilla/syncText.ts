import * as vscode from 'vscode';
import type { PullResult, PushResult } from '../../argilla/sync/syncDataset.ts';

/** What a push did, in one line. */
export function pushText(result: PushResult): string {
  const open = result.failed + result.blocked;
  const parts = [
    vscode.l10n.t('new records: {0}', result.recordsCreated),
    vscode.l10n.t('answers sent: {0}', result.responsesSent),
    ...(result.responsesDeleted > 0 ? [vscode.l10n.t('taken back: {0}', result.responsesDeleted)] : []),
    ...(result.unchanged > 0 ? [vscode.l10n.t('there already: {0}', result.unchanged)] : []),
    ...(result.recordsMissing > 0
      ? [vscode.l10n.t('tasks without a record: {0}', result.recordsMissing)]
      : []),
    ...(result.textsAdopted > 0
      ? [vscode.l10n.t('tasks that now show the responses that Argilla had: {0}', result.textsAdopted)]
      : []),
    ...(open > 0 ? [vscode.l10n.t('answers not sent: {0}', open)] : []),
  ];
  return `Argilla: ${parts.join(', ')}.`;
}

/** What a pull did, in one line. */
export function pullText(result: PullResult): string {
  const parts = [
    vscode.l10n.t('your answers brought here: {0}', result.answersPulled),
    vscode.l10n.t('as before: {0}', result.unchanged),
    ...(result.suggestions > 0 ? [vscode.l10n.t('new suggestions: {0}', result.suggestions)] : []),
    ...(result.recordsUnknown > 0
      ? [vscode.l10n.t('records of tasks that are not loaded here: {0}', result.recordsUnknown)]
      : []),
    ...(result.deletedThere.length > 0
      ? [vscode.l10n.t('answers deleted there and kept here: {0}', result.deletedThere.length)]
      : []),
  ];
  return `Argilla: ${parts.join(', ')}.`;
}
