import * as vscode from 'vscode';
import type { SuggestionsResult } from '../../argilla/sync/pushSuggestions.ts';
import type { Sync } from '../../argilla/sync/syncDataset.ts';
import type { Log } from '../../platform/log.ts';
import { confirm, withProgress } from '../common/notifications.ts';
import { joined } from '../common/taskText.ts';
import type { Session } from '../session/session.ts';
import { progressText, waiting } from './syncText.ts';

export type PushedSuggestions = SuggestionsResult;

/** Asks first, unless somebody is `sure`: in Argilla's form suggestions are filled in before anything is scored. */
export async function pushSuggestions(
  need: () => Promise<{ session: Session; sync: Sync }>,
  sure: boolean,
  log: Log,
): Promise<PushedSuggestions | undefined> {
  const { session, sync } = await need();
  if (!sure && !(await isWanted(session))) return undefined;
  const result = await withProgress(vscode.l10n.t('Pushing suggestions to Argilla'), (report, signal) =>
    sync.pushSuggestions({
      signal,
      onWait: () => report(waiting()),
      onProgress: (progress) => report(progressText(progress), progress.done / Math.max(1, progress.total)),
    }),
  );
  for (const { taskId, code, message } of result.problems)
    log.warn(`Argilla: ${taskId}: ${code}: ${message}`);
  const tell =
    result.problems.length > 0 ? vscode.window.showWarningMessage : vscode.window.showInformationMessage;
  void tell(resultText(result));
  return result;
}

function isWanted({ project }: Session): Promise<boolean> {
  return confirm(
    vscode.l10n.t('Push the judges’ scores to Argilla as suggestions?'),
    vscode.l10n.t('Push'),
    project.config.suggestions === 'before'
      ? vscode.l10n.t('Argilla fills them into the form of everybody who has not answered yet.')
      : vscode.l10n.t(
          'Argilla fills them into the form of everybody who has not answered yet. This project shows suggestions only after both responses are scored: whoever scores in Argilla sees them before.',
        ),
  );
}

function resultText({
  sent,
  unchanged,
  others,
  differences,
  recordsMissing,
  problems,
}: SuggestionsResult): string {
  const parts = [
    vscode.l10n.t('suggestions sent: {0}', sent),
    unchanged > 0 ? vscode.l10n.t('there already: {0}', unchanged) : '',
    others > 0 ? vscode.l10n.t('questions that have a suggestion of somebody else: {0}', others) : '',
    differences > 0
      ? vscode.l10n.t('records with other texts than those here, left as they are: {0}', differences)
      : '',
    recordsMissing > 0 ? vscode.l10n.t('tasks without a record: {0}', recordsMissing) : '',
    problems.length > 0 ? vscode.l10n.t('refused: {0}', problems.length) : '',
  ];
  return `Argilla: ${joined(', ', ...parts)}.`;
}
