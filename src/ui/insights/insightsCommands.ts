import * as vscode from 'vscode';
import * as z from 'zod';
import type { InsightsState } from '../../protocol/insightsMessages.ts';
import { checked } from '../common/checked.ts';
import { joined } from '../common/taskText.ts';
import { isTreeNode } from '../queue/treeItems.ts';
import type { Commands } from '../session/commands.ts';
import type { InsightsPanel } from './insightsPanel.ts';

const insightsArgument = z.strictObject({
  /** Values of filters by their ids, as `{ language: 'python' }`; an empty text for all. */
  choose: z.record(z.string(), z.string()).optional(),
  /** The mark whose tasks become the queue, as `wins.tied`. */
  tasks: z.string().optional(),
});

export function insightsCommands({ insights }: { insights: InsightsPanel }) {
  return {
    /** Without an argument as it was left. Resolves to what is shown. */
    async openInsights(argument?: unknown): Promise<InsightsState> {
      // A view's title passes the node that has the focus.
      const { choose, tasks } = parsed(argument === null || isTreeNode(argument) ? undefined : argument);
      const shown = await insights.show();
      const state = choose ? await insights.choose(choose) : shown;
      if (tasks !== undefined) await insights.openTasks(tasks);
      return state;
    },
  } satisfies Commands;
}

/** Errors: `queue-invalid`. */
function parsed(argument: unknown): z.output<typeof insightsArgument> {
  return checked(insightsArgument, argument ?? {}, 'queue-invalid', ({ path, message }) =>
    vscode.l10n.t('openInsights takes { choose?, tasks? }: {0}', joined(': ', path, message) || '?'),
  );
}
