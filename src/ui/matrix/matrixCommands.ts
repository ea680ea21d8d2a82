import * as vscode from 'vscode';
import * as z from 'zod';
import { checked } from '../common/checked.ts';
import { joined } from '../common/taskText.ts';
import { isTreeNode } from '../queue/treeItems.ts';
import type { Commands } from '../session/commands.ts';
import type { MatrixPanel, MatrixShown } from './matrixPanel.ts';

const matrixArgument = z.strictObject({
  /** What could not be run, or did not come, once more. */
  retry: z.boolean().optional(),
  /** All rows to the clipboard. */
  copy: z.enum(['markdown', 'csv']).optional(),
});

export function matrixCommands({ matrix }: { matrix: MatrixPanel }) {
  return {
    /** Resolves to what is shown once all is read; with `copy` also to the text. */
    async openMatrix(argument?: unknown): Promise<MatrixShown & { text?: string }> {
      // A view's title passes the node that has the focus.
      const given = argument === undefined || argument === null || isTreeNode(argument) ? {} : argument;
      const { retry, copy } = checked(matrixArgument, given, 'queue-invalid', ({ path, message }) =>
        vscode.l10n.t('openMatrix takes { retry?, copy? }: {0}', joined(': ', path, message) || '?'),
      );
      let shown = await matrix.show();
      if (retry) {
        await matrix.retry();
        shown = await matrix.show();
      }
      return copy ? { ...shown, text: await matrix.copy(copy) } : shown;
    },
  } satisfies Commands;
}
