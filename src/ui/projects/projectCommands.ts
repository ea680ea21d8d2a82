import * as path from 'node:path';
import * as vscode from 'vscode';
import { flash, offer, withProgress } from '../common/notifications.ts';
import { pickItem } from '../common/quickPicks.ts';
import { focusTasks } from '../common/services.ts';
import { newProject } from './newProject.ts';
import { absentText, loadText } from '../session/loadText.ts';
import type { Session } from '../session/session.ts';
import type { CommandParts, Commands, PanelInFront } from '../session/commands.ts';
import type { ArgillaController } from '../argilla/argillaController.ts';
import type { TaskTree } from '../queue/taskTree.ts';
import { firstTask } from '../review/panelTasks.ts';
import type { Projects } from '../session/projects.ts';
import type { Walkthrough } from './walkthrough.ts';

interface ProjectParts extends CommandParts {
  tree: TaskTree;
  argilla: ArgillaController;
  walkthrough: Walkthrough;
}

async function showFirstTask(panel: PanelInFront, session: Session): Promise<void> {
  await focusTasks();
  const first = await firstTask(session);
  if (first !== undefined) await panel.show(first);
}

/** `npm start` sets `TOUCHSTONE_SHOW=1`: who tries the extension sees a task at once instead of an empty window. */
export async function showAtStart({ session }: Projects, panel: PanelInFront): Promise<void> {
  if (process.env['TOUCHSTONE_SHOW'] !== '1' || !session) return;
  if (vscode.window.tabGroups.all.some(({ tabs }) => tabs.length > 0)) return; // the window is in use
  await showFirstTask(panel, session);
}

/** Opening, making and loading projects. */
export function projectCommands({ projects, tree, panel, argilla, walkthrough }: ProjectParts) {
  const { services } = projects;
  const loadTasks = async () => {
    const session = await projects.need();
    const result = await withProgress(vscode.l10n.t('Loading tasks'), (report, signal) =>
      session.loadTasks(signal, () => argilla.tasks(session, signal), report),
    );
    tree.refresh();
    const text = loadText(result);
    const [first] = result.warnings;
    const absent = absentText(result);
    if (first === undefined && absent === '') flash(`$(check) ${text}`, 5000);
    else if (first === undefined) void vscode.window.showInformationMessage(text);
    else {
      const faults = vscode.l10n.t('{0} rows have faults; the first: {1}', result.warnings.length, first);
      const showLog = { [vscode.l10n.t('Show Log')]: () => services.log.show() };
      offer(services.log, `${text} ${faults}`, showLog, 'warning');
    }
    return result;
  };

  return {
    async openSample() {
      const session = await projects.openSample();
      await showFirstTask(panel, session);
      return { name: session.project.config.name, folder: session.folder };
    },

    async newProject() {
      const folder = await newProject(services);
      const session = await projects.open(folder);
      await focusTasks();
      const { total } = await session.overview();
      if (total === 0) await loadTasks();
      return { name: session.project.config.name, folder };
    },

    openWalkthrough: () => walkthrough.open(),

    async selectProject(argument) {
      const items = (await projects.find()).map((folder) => ({
        label: path.basename(folder),
        description: vscode.workspace.asRelativePath(folder),
        folder,
      }));
      const placeHolder = vscode.l10n.t('Which project?');
      const folder = typeof argument === 'string' ? argument : (await pickItem(items, placeHolder))?.folder;
      if (!folder) return undefined;
      const session = await projects.open(folder);
      return { name: session.project.config.name, folder };
    },

    loadTasks,

    async refresh() {
      if (!projects.session) await projects.retry();
      tree.refresh();
    },

    openConfig: () => projects.openConfig(),

    showLog: () => services.log.show(),
  } satisfies Commands;
}
