import * as vscode from 'vscode';
import type { Side } from '../../domain/annotation.ts';
import { TouchstoneError } from '../../platform/errors.ts';
import type { Log } from '../../platform/log.ts';
import type { ReviewAction } from '../../protocol/reviewMessages.ts';
import { attempt } from '../common/notifications.ts';
import { pickItem } from '../common/quickPicks.ts';
import type { Projects } from './projects.ts';

/** The review panel, as far as commands put it to work. */
export interface PanelInFront {
  readonly taskId: string | undefined;
  readonly visible: boolean;
  /** Passes a key's action on to the page; false where there is none to do it. */
  do(action: ReviewAction, fromKey: boolean): boolean;
  show(taskId: string): Promise<void>;
  focus(): void;
  /** Resolves when what the page has sent so far is on disk. */
  settled(): Promise<void>;
}

/** What commands of every kind are given. */
export interface CommandParts {
  projects: Projects;
  panel: PanelInFront;
  inFront: ReturnType<typeof inFront>;
}

export type Commands = Record<string, (...args: unknown[]) => unknown>;

/** Registers commands whose errors are shown with their way out; a command that failed resolves to undefined. */
export function register(log: Log, commands: Commands): vscode.Disposable {
  return vscode.Disposable.from(
    ...Object.entries(commands).map(([name, run]) =>
      vscode.commands.registerCommand(`touchstone.${name}`, (...args: unknown[]) =>
        attempt(log, () => {
          log.trace(`command ${name}`);
          needNode(name, args);
          return run(...args);
        }),
      ),
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
  'judge',
  'pushSelected',
  'skip',
  'flag',
  'showHistory',
]);

/**
 * From when a group is told to be drawn again until its window has asked for the children, VS Code's extension host knows none of them
 * (`ExtHostTreeView` forgets them at once, ids or not) and calls their menus' commands with `undefined`: that is not the same as no
 * argument, and another task than the one clicked would be meant. Nothing tells which one it was. Errors: `task-missing`.
 */
function needNode(command: string, args: unknown[]): void {
  if (args.length === 0 || args[0] !== undefined || !ofOneTask.has(command)) return;
  throw new TouchstoneError(
    'task-missing',
    vscode.l10n.t('The list was just being redrawn, so nothing was done.'),
    vscode.l10n.t('Please choose again.'),
  );
}

/** What a command is about: its argument says so, else what is `now` in front of the user. */
export function inFront(now: () => { taskId?: string; side?: Side }) {
  const side = (argument: unknown): Side | undefined => {
    if (argument === 'A' || argument === 'B') return argument;
    return argument === undefined ? now().side : undefined;
  };
  return {
    now,
    /** The id of a task, by itself or in a node of the tree. Errors: `task-missing`. */
    task(argument: unknown): string {
      if (typeof argument === 'string') return argument;
      if (typeof argument === 'object' && argument !== null && 'task' in argument) {
        const { task } = argument;
        if (typeof task === 'object' && task !== null && 'id' in task && typeof task.id === 'string')
          return task.id;
      }
      const { taskId } = now();
      if (taskId !== undefined) return taskId;
      throw new TouchstoneError('task-missing', vscode.l10n.t('No task is open.'), {
        action: vscode.l10n.t('Open one from the Touchstone view.'),
      });
    },

    /** A shown response. */
    side,
    sideOrAsk: async (argument: unknown): Promise<Side | undefined> => side(argument) ?? (await pickSide()),
  };
}

export async function pickSide(placeHolder?: string): Promise<Side | undefined> {
  const sides = (['A', 'B'] as const).map((side) => ({ label: vscode.l10n.t('Response {0}', side), side }));
  return (await pickItem(sides, placeHolder))?.side;
}

/** Whether a keybinding called the command: the page then checks that nobody is typing. */
export function fromKey(argument: unknown): boolean {
  return (
    typeof argument === 'object' && argument !== null && 'fromKey' in argument && argument.fromKey === true
  );
}

/** Whether a program calls that has decided already: `{ confirm: false }`. */
export function isSure(argument: unknown): boolean {
  return (
    typeof argument === 'object' && argument !== null && 'confirm' in argument && argument.confirm === false
  );
}
