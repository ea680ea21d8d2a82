import * as vscode from 'vscode';
import * as z from 'zod';
import type { InsightsState } from '../../protocol/insightsMessages.ts';
import { checked } from '../common/checked.ts';
import { focusTasks } from '../common/services.ts';
import { joined } from '../common/taskText.ts';
import { isTreeNode } from '../queue/treeItems.ts';
import type { Commands } from '../session/commands.ts';
import type { Projects } from '../session/projects.ts';
import type { InsightsPanel } from './insightsPanel.ts';

const insightsArgument = z.strictObject({
  /** Values of filters by their ids, as `{ language: 'python' }`; an empty text for all. */
  choose: z.record(z.string(), z.string()).optional(),
  /** Folders of other projects whose models are ranked with these; an empty list for none. */
  projects: z.array(z.string().min(1)).max(12).optional(),
  /** The mark whose tasks become the queue, as `wins.tied`. */
  tasks: z.string().optional(),
});

interface InsightsParts {
  projects: Projects;
  insights: InsightsPanel;
  walkthrough: { done(step: 'insights'): void };
}

export function insightsCommands({ projects: folders, insights, walkthrough }: InsightsParts) {
  return {
    /** The sample with what its annotators and its judge have said, and the page that says what follows from it. */
    async openJudgedSample() {
      const session = await folders.openSample('sample-judged');
      await focusTasks();
      await insights.show();
      walkthrough.done('insights');
      return { name: session.project.config.name, folder: session.folder };
    },

    /** Without an argument as it was left. Resolves to what is shown. */
    async openInsights(argument?: unknown): Promise<InsightsState> {
      // A view's title passes the node that has the focus.
      const { choose, tasks, projects } = parsed(
        argument === null || isTreeNode(argument) ? undefined : argument,
      );
      const opened = await insights.show();
      walkthrough.done('insights');
      const shown = projects ? await insights.compareWith(projects) : opened;
      const state = choose ? await insights.choose(choose) : shown;
      if (tasks !== undefined) await insights.openTasks(tasks);
      return state;
    },
  } satisfies Commands;
}

/** Errors: `queue-invalid`. */
function parsed(argument: unknown): z.output<typeof insightsArgument> {
  return checked(insightsArgument, argument ?? {}, 'queue-invalid', ({ path, message }) =>
    vscode.l10n.t(
      'openInsights takes { choose?, projects?, tasks? }: {0}',
      joined(': ', path, message) || '?',
    ),
  );
}
