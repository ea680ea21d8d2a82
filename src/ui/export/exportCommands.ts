import type { ExportResult } from '../../export/exportProtocol.ts';
import type { Queues } from '../queue/queues.ts';
import { isTreeNode } from '../queue/treeItems.ts';
import type { CommandParts, Commands } from '../session/commands.ts';
import type { ExportPanel } from './exportPanel.ts';
import { runExport } from './exportRun.ts';
import type { Pushed } from './hubPush.ts';

interface ExportCommandParts extends CommandParts {
  exports: ExportPanel;
  queues: Queues;
  walkthrough: { done(step: 'share'): void };
}

export function exportCommands({ projects, exports, queues, walkthrough }: ExportCommandParts) {
  return {
    /**
     * With arguments it writes the file, or pushes to the Hub, and resolves to what it did; without it opens the page. A push that was left is
     * nothing.
     */
    async export(first?: unknown): Promise<ExportResult | Pushed | undefined> {
      const session = await projects.need();
      // A view's title passes the node that has the focus.
      if (first === undefined || first === null || isTreeNode(first)) {
        exports.show();
        return undefined;
      }
      const { readArguments } = await import('../../export/form/exportForm.ts');
      const { push, ...given } = readArguments(first);
      const result = push
        ? await (await import('./hubPush.ts')).pushToHub(session, queues, given, push)
        : await runExport(session, queues, given);
      if (!result) return undefined;
      walkthrough.done('share');
      return result;
    },
  } satisfies Commands;
}
