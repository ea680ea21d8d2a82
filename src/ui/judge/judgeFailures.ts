import * as vscode from 'vscode';
import type { JudgeFailure } from '../../domain/judgement.ts';
import { clip, plain } from '../common/taskText.ts';
import { pickItem } from '../common/quickPicks.ts';
import { questionText } from './judgeText.ts';

/** Lists failures with their reasons. Resolves to the one to look at, to `again` for asking anew, or to nothing. */
export async function pickFailure(
  failures: readonly JudgeFailure[],
): Promise<JudgeFailure | 'again' | undefined> {
  if (failures.length === 0) {
    void vscode.window.showInformationMessage(vscode.l10n.t('Every question to a judge has its answer.'));
    return undefined;
  }
  const items = failures.map((failure) => ({
    label: plain(clip(failure.taskId, 80)),
    description: `${plain(failure.judge)} · ${questionText(failure.question)}`,
    detail: plain(clip(failure.message, 300)),
    value: failure,
  }));
  const again = {
    label: vscode.l10n.t('$(refresh) Ask these again ({0})', failures.length),
    value: 'again' as const,
  };
  const chosen = await pickItem([again, ...items], vscode.l10n.t('Questions without a valid answer'));
  return chosen?.value;
}
