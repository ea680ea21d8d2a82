import * as path from 'node:path';
import * as vscode from 'vscode';
import { listPaged } from '../../store/api/taskPages.ts';
import type { Session } from '../session/session.ts';
import { plain, taskTitle } from '../common/taskText.ts';
import { stateLabel } from '../queue/queueText.ts';
import { shownScores } from '../queue/treeItems.ts';
import { fromKey, type App, type Commands } from '../common/commands.ts';

/** Reading the guidelines, seeing what changed in them, and judging again what followed an older version. */
export function guidelinesCommands(app: App): Commands {
  const { projects, panel } = app;

  return {
    /** Over the review page where it is shown, else to the side. */
    showGuidelines(argument) {
      if (panel.visible && panel.do('guidelines', fromKey(argument))) return undefined;
      return app.guidelinesPanel.show();
    },

    openGuidelines: () => app.guidelinesPanel.show(),

    async openGuidelinesFile() {
      const session = await projects.need();
      const file = path.join(session.folder, session.project.config.guidelines);
      await vscode.window.showTextDocument(vscode.Uri.file(file));
      return file;
    },

    /** Since the version that the given task's answer (else that of the open task, else the last other one) follows. */
    async compareGuidelines(argument) {
      const session = await projects.need();
      const taskId = typeof argument === 'string' ? argument : panel.taskId;
      const { older } = taskId === undefined ? {} : await session.look(taskId);
      return app.guidelines.compare(session, { from: older?.version });
    },

    /** Resolves to the tasks that were reopened. With ids nothing is asked. */
    async reopenOlder(argument) {
      const session = await projects.need();
      await panel.settled();
      const ids = Array.isArray(argument)
        ? argument.filter((id) => typeof id === 'string')
        : await pickOlder(session);
      if (ids.length === 0) return [];
      const results = await session.store.actMany(ids, {
        action: 'reopen',
        annotator: session.annotator,
        guidelinesVersion: session.project.guidelines.version,
        send: session.project.config.argilla !== undefined,
      });
      const reopened = results.filter(({ done }) => done).map(({ taskId }) => taskId);
      app.argilla.schedule();
      void vscode.window.setStatusBarMessage(
        vscode.l10n.t('{0} tasks reopened as drafts; undo takes it back', reopened.length),
        6000,
      );
      return reopened;
    },
  };
}

async function pickOlder(session: Session): Promise<string[]> {
  const tasks = await listPaged(session.store, session.annotator, {
    states: ['submitted', 'discarded'],
    guidelines: { not: session.project.guidelines.version },
    limit: 5000,
  });
  if (tasks.length === 0) {
    void vscode.window.setStatusBarMessage(
      vscode.l10n.t('Every answer follows the guidelines as they are now.'),
      4000,
    );
    return [];
  }
  const picked = await vscode.window.showQuickPick(
    tasks.map((task) => ({
      label: plain(taskTitle(task.instruction, task.id)),
      description: [stateLabel(task.state), shownScores(task)].filter(Boolean).join('  '),
      picked: true,
      id: task.id,
    })),
    {
      canPickMany: true,
      title: vscode.l10n.t('Judged under an older version of the guidelines'),
      placeHolder: vscode.l10n.t('Which are to be reopened as drafts? Their answers are kept.'),
      matchOnDescription: true,
    },
  );
  return picked?.map(({ id }) => id) ?? [];
}
