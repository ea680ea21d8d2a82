import * as vscode from 'vscode';
import { TouchstoneError } from '../../platform/errors.ts';
import { generateMany, judgeMany, targetsById, targetsOf, type Target } from './bulkActions.ts';
import { signalOf } from '../common/services.ts';
import type { Session } from '../session/session.ts';
import { isTreeNode, type TreeNode } from './treeItems.ts';
import { fromKey, withProgress, type App, type Commands } from '../common/commands.ts';

/**
 * Acts on what is selected in the tree, and on all of the queue. From the tree they ask first and name the number; a list of ids (or
 * `{ confirm: false }` for the queue) comes from another extension, a keybinding or a test, which has decided already.
 */
export function bulkCommands(app: App): Commands {
  const { projects, argilla } = app;

  const push = async (taskIds: string[]): Promise<unknown> =>
    withProgress(vscode.l10n.t('Pushing to Argilla'), (report, token) =>
      argilla.push(signalOf(token), { report, taskIds }),
    );

  /** The tasks of a list of ids, of nodes of the tree, or of what is selected there. */
  const chosen = async (args: unknown[]): Promise<{ session: Session; targets: Target[]; ask: boolean }> => {
    const session = await projects.need();
    const [first] = args;
    const ids = idsOf(first);
    if (ids) return { session, targets: await targetsById(session, ids), ask: false };
    const nodes = nodesOf(args) ?? [...app.tree.view.selection];
    const targets = new Map<string, Target>();
    for (const node of nodes) {
      if (node.kind === 'task') targets.set(node.task.id, node.task);
      if (node.kind === 'group')
        for (const target of await targetsOf(app, session, node.state)) targets.set(target.id, target);
    }
    if (targets.size > 0) return { session, targets: [...targets.values()], ask: true };
    throw new TouchstoneError('task-missing', vscode.l10n.t('No task is selected.'), {
      action: vscode.l10n.t('Select one or more in the Touchstone view.'),
    });
  };

  const queue = async (argument: unknown): Promise<{ session: Session; targets: Target[]; ask: boolean }> => {
    const session = await projects.need();
    return { session, targets: await targetsOf(app, session), ask: !isSure(argument) };
  };

  return {
    async discardSelected(...args) {
      const { session, targets, ask } = await chosen(args);
      return judgeMany(app, session, 'discard', targets, ask);
    },
    async reopen(...args) {
      if (fromKey(args[0])) return app.panel.do('reopen', true);
      const open = args.length === 0 && app.panel.visible ? app.panel.taskId : undefined;
      const { session, targets, ask } = await chosen(open === undefined ? args : [open]);
      // One is quickly discarded again.
      return judgeMany(app, session, 'reopen', targets, ask && targets.length > 1);
    },
    async generateSelected(...args) {
      const { targets, ask } = await chosen(args);
      return generateMany(app, targets, { ask, again: true });
    },
    async pushSelected(...args) {
      const { targets } = await chosen(args);
      return push(targets.map(({ id }) => id));
    },

    async discardQueue(argument) {
      const { session, targets, ask } = await queue(argument);
      return judgeMany(app, session, 'discard', targets, ask);
    },
    async reopenQueue(argument) {
      const { session, targets, ask } = await queue(argument);
      return judgeMany(app, session, 'reopen', targets, ask);
    },
    async generateQueue(argument) {
      const { targets, ask } = await queue(argument);
      return generateMany(app, targets, { ask, again: true });
    },
    async pushQueue() {
      const { targets } = await queue(undefined);
      return push(targets.map(({ id }) => id));
    },
  };
}

/** Ids that a program gives. */
function idsOf(argument: unknown): string[] | undefined {
  if (typeof argument === 'string') return [argument];
  return Array.isArray(argument) && argument.every((id) => typeof id === 'string') ? argument : undefined;
}

/** What VS Code passes from a menu of the tree: the node that was clicked, and all that are selected if it is one of them. */
function nodesOf([clicked, selected]: unknown[]): TreeNode[] | undefined {
  if (Array.isArray(selected)) return selected.filter(isTreeNode);
  return isTreeNode(clicked) ? [clicked] : undefined;
}

function isSure(argument: unknown): boolean {
  return (
    typeof argument === 'object' && argument !== null && 'confirm' in argument && argument.confirm === false
  );
}
