import * as vscode from 'vscode';
import { asTouchstoneError } from '../../platform/errors.ts';
import { settings } from '../common/services.ts';
import type { AnswerEditors } from '../editors/answerEditors.ts';
import type { ResponseDocuments } from '../editors/responseDocuments.ts';
import type { Queues } from '../queue/queues.ts';
import type { CommandParts } from '../session/commands.ts';
import type { Session } from '../session/session.ts';
import type { ReviewPanel } from './reviewPanel.ts';
import { ShownBefore } from './shownBefore.ts';

interface NavigatorParts extends Pick<CommandParts, 'projects'> {
  queues: Queues;
  panel: ReviewPanel;
  editors: AnswerEditors;
  responses: ResponseDocuments;
}

export type TaskNavigator = ReturnType<typeof taskNavigator>;

/** Goes from task to task, in the panel or where somebody judges in editors alone. */
export function taskNavigator({ projects, queues, panel, editors, responses }: NavigatorParts) {
  /** In the panel; where going on begins the queue again, a word is enough. */
  async function showDone(session: Session): Promise<void> {
    if (!queues.active || queues.isForWork) return panel.showDone();
    panel.refresh();
    await tellDone(session);
  }

  async function tellDone(session: Session): Promise<void> {
    const told = await import('./reviewTools.ts');
    await told.tellDone(session, queues);
  }

  /** After a task was judged in an editor: the next one takes its place there, in the same kind of editor. */
  async function showInEditors(taskId: string): Promise<void> {
    const { activeTab } = vscode.window.tabGroups.activeTabGroup;
    if (activeTab?.input instanceof vscode.TabInputTextDiff) await responses.compare(taskId);
    else await responses.open(taskId, 'A', vscode.ViewColumn.Active);
  }

  const before = new ShownBefore();
  panel.onDidShow((taskId) => before.show(taskId));

  /** Back to what was shown before, as long as it is there; gives whether something was. */
  async function back(session: Session): Promise<string | undefined> {
    const isClosed = panel.taskId === undefined;
    for (let last = before.back(isClosed); last !== undefined; last = before.back()) {
      if (last === panel.taskId) continue;
      try {
        await session.look(last);
      } catch (error) {
        if (asTouchstoneError(error).code !== 'task-missing') throw error;
        continue; // it has left the dataset, or is another project's
      }
      await panel.show(last);
      return last;
    }
    return undefined;
  }

  return {
    /** Resolves to the task that is shown then; undefined where there is none. */
    async step(direction: 'next' | 'previous'): Promise<string | undefined> {
      const session = await projects.need();
      // Who judges in editors alone goes on there.
      const inEditor = panel.visible ? undefined : editors.current?.taskId;
      if (direction === 'previous' && inEditor === undefined) {
        const last = await back(session);
        if (last !== undefined) return last;
      }
      const next = await queues.next(session, inEditor ?? panel.taskId, direction);
      if (next === undefined) await (panel.visible ? showDone(session) : tellDone(session));
      else if (inEditor === undefined) await panel.show(next);
      else await showInEditors(next);
      return next;
    },

    /** Once a submit or discard is on disk: goes on. `shown`: the task to which the page has gone on by itself. */
    async judged(taskId: string, shown?: string): Promise<void> {
      if (!settings.openNextAfterSubmit() || taskId !== panel.taskId) return;
      const session = await projects.need();
      const next = await queues.next(session, taskId, 'next');
      if (taskId !== panel.taskId) return; // another task was opened meanwhile
      if (next !== undefined && next === shown && panel.follow(next)) return;
      if (next !== undefined) return panel.show(next);
      await showDone(session);
    },

    /** The page has gone on from a task to the one that was sent ahead. */
    followed(shown: string): void {
      if (!panel.follow(shown)) panel.refresh();
    },

    /** As `judged`, where the task was judged in the editor that is in front. */
    async judgedInEditor(taskId: string): Promise<void> {
      if (!settings.openNextAfterSubmit()) return;
      const session = await projects.need();
      const next = await queues.next(session, taskId, 'next');
      await (next === undefined ? tellDone(session) : showInEditors(next));
    },
  };
}
