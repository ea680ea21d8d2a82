import * as vscode from 'vscode';
import type { PullResult, PushResult, SyncProgress } from '../../argilla/sync/syncScope.ts';

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
    ...(result.held > 0 ? [vscode.l10n.t('held back, since they are drafts again: {0}', result.held)] : []),
    ...otherTexts(result),
    ...(result.tagsLeft.length > 0
      ? [
          vscode.l10n.t(
            'failure modes that the dataset does not offer: {0}',
            result.tagsLeft.slice(0, 5).join(', '),
          ),
        ]
      : []),
    ...(open > 0 ? [vscode.l10n.t('answers not sent: {0}', open)] : []),
  ];
  return `Argilla: ${parts.join(', ')}.`;
}

function otherTexts({ differences }: Pick<PushResult, 'differences'>): string[] {
  const count = differences.length;
  return count > 0
    ? [vscode.l10n.t('records with other texts than those here, left as they are: {0}', count)]
    : [];
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
    ...(result.unreadable.length > 0
      ? [vscode.l10n.t('records that cannot be read: {0}', result.unreadable.length)]
      : []),
    ...otherTexts(result),
    ...(result.deletedThere.length > 0
      ? [vscode.l10n.t('answers deleted there and kept here: {0}', result.deletedThere.length)]
      : []),
  ];
  return `Argilla: ${parts.join(', ')}.`;
}

/** How far a push is. */
export function progressText({ stage, done, total }: SyncProgress): string {
  return stage === 'records'
    ? vscode.l10n.t('Records: {0} of {1}', done, total)
    : vscode.l10n.t('Answers: {0} of {1}', done, total);
}

/** What a bar says while others come first. */
export function waiting(): string {
  return vscode.l10n.t('Waiting for what is being sent already');
}

export function unreadableText(count: number): string {
  return vscode.l10n.t('Records of the dataset that cannot be read and are left out: {0}.', count);
}
