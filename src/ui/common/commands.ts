import * as vscode from 'vscode';
import type { Side } from '../../domain/annotation.ts';
import { TouchstoneError } from '../../platform/errors.ts';
import type { AnswerEditors } from '../editors/answerEditors.ts';
import type { ArgillaController } from '../argilla/argillaController.ts';
import type { Services } from './services.ts';
import type { Corrections } from '../editors/corrections.ts';
import { showError } from './showError.ts';
import type { GenerationController } from '../generation/generationController.ts';
import type { Guidelines } from '../guidelines/guidelinesChanges.ts';
import type { GuidelinesPanel } from '../guidelines/guidelinesPanel.ts';
import { notice } from './notificationText.ts';
import type { Projects } from '../session/projects.ts';
import type { Queues } from '../queue/queues.ts';
import type { ResponseDocuments } from '../editors/responseDocuments.ts';
import type { ReviewPanel } from '../review/reviewPanel.ts';
import type { Inputs } from '../inputs/inputEdits.ts';
import type { OutputDocuments } from '../runs/outputDocuments.ts';
import type { RunEverything } from '../runs/runAllResponses.ts';
import type { RunController } from '../runs/runController.ts';
import type { RunConsent } from '../runs/sandboxConsent.ts';
import type { StatusBar } from '../progress/statusBar.ts';
import type { TextDocuments } from './textDocuments.ts';
import type { TaskTree } from '../queue/taskTree.ts';
import type { Walkthrough } from '../projects/walkthrough.ts';

/** The parts that commands put to work. */
export interface App {
  services: Services;
  projects: Projects;
  queues: Queues;
  tree: TaskTree;
  panel: ReviewPanel;
  responses: ResponseDocuments;
  corrections: Corrections;
  editors: AnswerEditors;
  runs: RunController;
  inputs: Inputs;
  outputs: OutputDocuments;
  everything: RunEverything;
  consent: RunConsent;
  generation: GenerationController;
  argilla: ArgillaController;
  guidelines: Guidelines;
  guidelinesPanel: GuidelinesPanel;
  texts: TextDocuments;
  statusBar: StatusBar;
  walkthrough: Walkthrough;
}

export type Commands = Record<string, (...args: unknown[]) => unknown>;

/** Registers commands whose errors are shown with their way out; a command that failed resolves to undefined. */
export function register(app: App, commands: Commands): vscode.Disposable {
  return vscode.Disposable.from(
    ...Object.entries(commands).map(([name, run]) =>
      vscode.commands.registerCommand(`touchstone.${name}`, async (...args: unknown[]) => {
        try {
          needNode(name, args);
          return await run(...args);
        } catch (error) {
          showError(error, app.services.log);
          return undefined;
        }
      }),
    ),
  );
}

/** Commands of a task's menu in the tree that must never fall back to the task in front of the user. */
const ofOneTask = new Set([
  'generate',
  'discard',
  'correct',
  'runBoth',
  'compareInDiffEditor',
  'discardSelected',
  'reopen',
  'generateSelected',
  'pushSelected',
  'skip',
  'flag',
  'showHistory',
]);

/**
 * While a tree is being redrawn VS Code knows none of its elements and calls their menus' commands with `undefined`: that is not
 * the same as no argument, and another task than the one clicked would be meant. Errors: `task-missing`.
 */
function needNode(command: string, args: unknown[]): void {
  if (args.length === 0 || args[0] !== undefined || !ofOneTask.has(command)) return;
  throw new TouchstoneError(
    'task-missing',
    vscode.l10n.t('The list was just being redrawn, so nothing was done.'),
    {
      action: vscode.l10n.t('Please choose again.'),
    },
  );
}

/** A task's id from a command's argument: the id itself, a node of the tree, else what is open in front of the user. */
export function taskIdOf(app: App, argument: unknown): string {
  if (typeof argument === 'string') return argument;
  if (typeof argument === 'object' && argument !== null && 'task' in argument) {
    const { task } = argument;
    if (typeof task === 'object' && task !== null && 'id' in task && typeof task.id === 'string')
      return task.id;
  }
  const id = app.editors.current?.taskId ?? app.panel.taskId;
  if (id !== undefined) return id;
  throw new TouchstoneError('task-missing', vscode.l10n.t('No task is open.'), {
    action: vscode.l10n.t('Open one from the Touchstone view.'),
  });
}

/** A shown response from a command's argument, else the one that the editor in front of the user shows or corrects. */
export function sideFrom(app: App, argument: unknown): Side | undefined {
  if (argument === 'A' || argument === 'B') return argument;
  return argument === undefined ? app.editors.current?.side : undefined;
}

export async function pickSide(): Promise<Side | undefined> {
  const picked = await vscode.window.showQuickPick(
    (['A', 'B'] as const).map((side) => ({ label: vscode.l10n.t('Response {0}', side), side })),
  );
  return picked?.side;
}

/** Whether a keybinding called the command: the page then checks that nobody is typing. */
export function fromKey(argument: unknown): boolean {
  return (
    typeof argument === 'object' && argument !== null && 'fromKey' in argument && argument.fromKey === true
  );
}

/** Work with a bar in the view and a way to cancel it. */
export function withProgress<T>(
  title: string,
  work: (
    report: (message: string, increment?: number) => void,
    token: vscode.CancellationToken,
  ) => Promise<T>,
): Thenable<T> {
  return vscode.window.withProgress(
    { location: vscode.ProgressLocation.Notification, title, cancellable: true },
    (progress, token) =>
      work((message, increment) => progress.report({ message: notice(message), increment }), token),
  );
}
