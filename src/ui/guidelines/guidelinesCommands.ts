import { shownScores } from '../queue/taskLabels.ts';
import * as path from 'node:path';
import * as vscode from 'vscode';
import { listPaged } from '../../store/api/taskPages.ts';
import type { Session } from '../session/session.ts';
import { joined, namesakes, ownTitle, plain } from '../common/taskText.ts';
import { stateLabel } from '../queue/queueText.ts';
import { fromKey, type CommandParts, type Commands } from '../session/commands.ts';
import type { Guidelines } from './guidelinesChanges.ts';
import type { GuidelinesPanel } from './guidelinesPanel.ts';
import { flash } from '../common/notifications.ts';
import { pickMany } from '../common/quickPicks.ts';

interface ActsParts extends CommandParts {
  guidelines: Guidelines;
}

/** Seeing what changed in the guidelines, and judging again what followed an older version. */
export function guidelinesActs({ projects, panel, guidelines }: Omit<ActsParts, 'inFront'>) {
  return {
    async openFile(): Promise<string> {
      const session = await projects.need();
      const file = path.join(session.folder, session.project.config.guidelines);
      await vscode.window.showTextDocument(vscode.Uri.file(file));
      return file;
    },

    /** Since the version that the given task's answer (else that of the open task, else the last other one) follows. */
    async compare(taskId = panel.taskId) {
      const session = await projects.need();
      const { older } = taskId === undefined ? {} : await session.look(taskId);
      return guidelines.compare(session, { from: older?.version });
    },

    /** Resolves to the tasks that were reopened. With ids nothing is asked. */
    async reopenOlder(given?: string[]): Promise<string[]> {
      const session = await projects.need();
      await panel.settled();
      const ids = given ?? (await pickOlder(session));
      if (ids.length === 0) return [];
      const results = await session.answers.changeMany(ids, 'reopen');
      const reopened = results.filter(({ done }) => done).map(({ taskId }) => taskId);
      flash(vscode.l10n.t('{0} tasks reopened as drafts; undo takes it back', reopened.length), 6000);
      return reopened;
    },
  };
}

interface GuidelinesParts extends CommandParts {
  guidelinesPanel: GuidelinesPanel;
  guiding: ReturnType<typeof guidelinesActs>;
}

/** Reading the guidelines, and work on them. */
export function guidelinesCommands({ panel, guidelinesPanel, guiding }: GuidelinesParts) {
  return {
    /** Over the review page where it is shown, else to the side. */
    showGuidelines(argument: unknown) {
      if (panel.visible && panel.do('guidelines', fromKey(argument))) return undefined;
      return guidelinesPanel.show();
    },
    openGuidelines: () => guidelinesPanel.show(),
    openGuidelinesFile: () => guiding.openFile(),
    compareGuidelines: (argument: unknown) =>
      guiding.compare(typeof argument === 'string' ? argument : undefined),
    reopenOlder: (argument: unknown) =>
      guiding.reopenOlder(
        Array.isArray(argument) ? argument.filter((id) => typeof id === 'string') : undefined,
      ),
  } satisfies Commands;
}

async function pickOlder(session: Session): Promise<string[]> {
  const tasks = await listPaged(session.store, session.annotator, {
    states: ['submitted', 'discarded'],
    guidelines: { not: session.project.guidelines.version },
    limit: 5000,
  });
  if (tasks.length === 0) {
    flash(vscode.l10n.t('Every answer follows the guidelines as they are now.'));
    return [];
  }
  const same = namesakes(tasks);
  const picked = await pickMany({
    title: vscode.l10n.t('Judged under an older version of the guidelines'),
    placeholder: vscode.l10n.t('Which are to be reopened as drafts? Their answers are kept.'),
    items: tasks.map((task) => ({
      label: plain(ownTitle(task, same.has(task.id))),
      description: joined('  ', stateLabel(task.state), shownScores(task)),
      value: task.id,
    })),
    picked: () => true,
  });
  return Array.isArray(picked) ? picked : [];
}
