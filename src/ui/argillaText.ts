import * as vscode from 'vscode';
import type { PullResult, PushResult } from '../argilla/sync.ts';

/** What a push did, in one line. */
export function pushText(result: PushResult): string {
  const open = result.failed + result.blocked;
  const parts = [
    vscode.l10n.t('{0} new records', result.recordsCreated),
    vscode.l10n.t('{0} answers sent', result.responsesSent),
    ...(result.responsesDeleted > 0 ? [vscode.l10n.t('{0} taken back', result.responsesDeleted)] : []),
    ...(result.unchanged > 0 ? [vscode.l10n.t('{0} there already', result.unchanged)] : []),
    ...(result.recordsMissing > 0
      ? [vscode.l10n.t('{0} tasks have no record yet', result.recordsMissing)]
      : []),
    ...(result.textsAdopted > 0
      ? [vscode.l10n.t('{0} tasks now show the responses that Argilla had', result.textsAdopted)]
      : []),
    ...(open > 0 ? [vscode.l10n.t('{0} answers were not sent', open)] : []),
  ];
  return `Argilla: ${parts.join(', ')}.`;
}

/** What a pull did, in one line. */
export function pullText(result: PullResult): string {
  const parts = [
    vscode.l10n.t('{0} of your answers brought here', result.answersPulled),
    vscode.l10n.t('{0} as before', result.unchanged),
    ...(result.recordsUnknown > 0
      ? [vscode.l10n.t('{0} records belong to tasks that are not loaded here', result.recordsUnknown)]
      : []),
    ...(result.deletedThere.length > 0
      ? [vscode.l10n.t('{0} answers were deleted there and kept here', result.deletedThere.length)]
      : []),
  ];
  return `Argilla: ${parts.join(', ')}.`;
}
