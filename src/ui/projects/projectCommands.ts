import * as path from 'node:path';
import * as vscode from 'vscode';
import { configFileName } from '../../project/loadProject.ts';
import { signalOf } from '../common/services.ts';
import { newProject } from './newProject.ts';
import { notice } from '../common/notificationText.ts';
import type { Session } from '../session/session.ts';
import type { App, Commands } from '../common/commands.ts';
import { withProgress } from '../common/commands.ts';

async function showFirstTask({ panel }: App, { store, annotator }: Session): Promise<void> {
  await vscode.commands.executeCommand('touchstone.tasks.focus');
  const [toScore] = await store.listTasks(annotator, { state: 'to-score', limit: 1 });
  const first = toScore ?? (await store.listTasks(annotator, { limit: 1 }))[0];
  if (first) await panel.show(first.id, { preserveFocus: false });
}

/** `npm start` sets `TOUCHSTONE_SHOW=1`: who tries the extension sees a task at once instead of an empty window. */
export async function showAtStart(app: App): Promise<void> {
  const { session } = app.projects;
  if (process.env['TOUCHSTONE_SHOW'] !== '1' || !session) return;
  if (vscode.window.tabGroups.all.some(({ tabs }) => tabs.length > 0)) return; // the window is in use
  await showFirstTask(app, session);
}

/** Opening, making and loading projects. */
export function projectCommands(app: App): Commands {
  const { projects, services, tree } = app;
  return {
    async openSample() {
      const session = await projects.openSample();
      await showFirstTask(app, session);
      return { name: session.project.config.name, folder: session.folder };
    },

    async newProject() {
      const folder = await newProject(services);
      const session = await projects.open(folder);
      await vscode.commands.executeCommand('touchstone.tasks.focus');
      const { total } = await session.store.counts(session.annotator);
      if (total === 0) await vscode.commands.executeCommand('touchstone.loadTasks');
      return { name: session.project.config.name, folder };
    },

    openWalkthrough: () => app.walkthrough.open(),

    async selectProject(argument) {
      const found = await projects.find();
      const folder =
        typeof argument === 'string'
          ? argument
          : (
              await vscode.window.showQuickPick(
                found.map((f) => ({
                  label: path.basename(f),
                  description: vscode.workspace.asRelativePath(f),
                  folder: f,
                })),
                { placeHolder: vscode.l10n.t('Which project?') },
              )
            )?.folder;
      if (!folder) return undefined;
      const session = await projects.open(folder);
      return { name: session.project.config.name, folder };
    },

    async loadTasks() {
      const session = await projects.need();
      const result = await withProgress(vscode.l10n.t('Loading tasks'), (report, token) =>
        session.loadTasks(signalOf(token), () => app.argilla.tasks(session, signalOf(token)), report),
      );
      tree.refresh();
      const text = vscode.l10n.t(
        '{0} tasks added, {1} updated, {2} as before.',
        result.added,
        result.updated,
        result.unchanged,
      );
      if (result.warnings.length === 0) void vscode.window.setStatusBarMessage(`$(check) ${text}`, 5000);
      else {
        const log = vscode.l10n.t('Show Log');
        void vscode.window
          .showWarningMessage(
            notice(
              `${text} ${vscode.l10n.t('{0} rows have faults; the first: {1}', result.warnings.length, result.warnings[0] ?? '')}`,
            ),
            log,
          )
          .then((choice) => choice === log && services.log.show());
      }
      return result;
    },

    async refresh() {
      if (!projects.session) await projects.retry();
      tree.refresh();
    },

    async openConfig() {
      const folder = projects.session?.folder ?? projects.folder ?? (await projects.find())[0];
      if (!folder) return undefined;
      await vscode.window.showTextDocument(vscode.Uri.file(path.join(folder, configFileName)));
      return folder;
    },

    showLog() {
      services.log.show();
    },
  };
}
