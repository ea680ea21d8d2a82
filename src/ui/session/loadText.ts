import * as vscode from 'vscode';
import type { LoadResult } from '../../domain/task.ts';
import { joined } from '../common/taskText.ts';

/** What came of a load, in sentences. */
export function loadText(result: LoadResult): string {
  const { added, updated, unchanged } = result;
  return joined(
    ' ',
    vscode.l10n.t('{0} tasks added, {1} updated, {2} as before.', added, updated, unchanged),
    absentText(result),
  );
}

/** What became of tasks that were there and are called otherwise now, or were not found; empty where there are none. */
export function absentText({ renamed = 0, returned = 0, withdrawn, kept }: LoadResult): string {
  return joined(
    ' ',
    renamed > 0
      ? vscode.l10n.t('{0} tasks have another id now, and kept what was done with them.', renamed)
      : '',
    returned > 0 ? vscode.l10n.t('{0} tasks came back into the dataset.', returned) : '',
    withdrawn > 0
      ? vscode.l10n.t(
          '{0} tasks are no longer in the dataset: they and their answers are kept apart under “No longer in the dataset”.',
          withdrawn,
        )
      : '',
    kept > 0
      ? vscode.l10n.t('{0} tasks were not found; they stay, since some rows could not be read.', kept)
      : '',
  );
}
