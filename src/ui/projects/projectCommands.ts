import * as path from 'node:path';
import * as vscode from 'vscode';
import { flash, offer, withProgress } from '../common/notifications.ts';
import { pickItem, pickOne } from '../common/quickPicks.ts';
import type { GenerationController } from '../generation/generationController.ts';
import { focusTasks } from '../common/services.ts';
import { absentText, loadText } from '../session/loadReport.ts';
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
  generation: GenerationController;
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
export function projectCommands({ projects, tree, panel, argilla, walkthrough, generation }: ProjectParts) {
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
      const { length } = result.warnings;
      const faults =
        length === 1
          ? vscode.l10n.t('Skipped 1 row with errors: {0}', first)
          : vscode.l10n.t('Skipped {0} rows with errors. First error: {1}', length, first);
      const showLog = { [vscode.l10n.t('Show Log')]: () => services.log.show() };
      offer(services.log, `${text} ${faults}`, showLog, 'warning');
    }
    return result;
  };

  /** Where models are asked nothing can be judged before; no notification, which would lie over the panel. */
  const askToGenerate = async (tasks: number): Promise<void> => {
    const chosen = await pickOne({
      title: vscode.l10n.t('New Touchstone Project'),
      placeholder: vscode.l10n.t('{0} tasks. Generate their responses?', tasks),
      items: [
        { label: vscode.l10n.t('$(sparkle) Generate now'), value: true },
        { label: vscode.l10n.t('$(clock) Later'), value: false },
      ],
      // The panel may take the focus late.
      isModal: true,
    });
    // The question took the focus before the page had it: the keys that the hint names are to act.
    panel.focus();
    if (chosen === true) await generation.generateAll();
  };

  return {
    async openSample() {
      const session = await projects.openSample();
      await showFirstTask(panel, session);
      return { name: session.project.config.name, folder: session.folder };
    },

    async newProject() {
      const { newProject } = await import('./new/newProject.ts');
      const folder = await newProject(services);
      const session = await projects.open(folder);
      await focusTasks();
      const { total } = await session.overview();
      if (total === 0) await loadTasks();
      await showFirstTask(panel, session);
      flash(vscode.l10n.t('$(lightbulb) Read, R, digits, Enter'), 20_000);
      if (session.canGenerate && vscode.workspace.isTrusted)
        await askToGenerate((await session.overview()).total);
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
