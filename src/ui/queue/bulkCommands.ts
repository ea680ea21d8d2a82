import * as vscode from 'vscode';
import { TouchstoneError } from '../../platform/errors.ts';
import type { BulkAct } from '../../domain/annotationHistory.ts';
import {
  generateMany,
  judgeMany,
  targetsById,
  targetsOf,
  type JudgingParts,
  type Target,
} from './bulkActions.ts';
import type { Session } from '../session/session.ts';
import type { GenerationController } from '../generation/generationController.ts';
import type { Queues } from './queues.ts';
import type { TaskTree } from './taskTree.ts';
import { isTreeNode, type TreeNode } from './treeItems.ts';
import { fromKey, isSure, type CommandParts, type Commands } from '../session/commands.ts';

interface BulkParts extends CommandParts, JudgingParts {
  queues: Queues;
  tree: TaskTree;
  argilla: { pushWithProgress(taskIds: readonly string[]): Thenable<unknown> };
  generation: GenerationController;
}

/** What a command is about. `ask`: nobody has decided yet. */
interface Meant {
  session: Session;
  targets: Target[];
  ask: boolean;
}

/**
 * Acts on what is selected in the tree, and on all of the queue. From the tree they ask first and name the number; a list of ids (or
 * `{ confirm: false }` for the queue) comes from another extension, a keybinding or a test, which has decided already.
 */
export function bulkCommands(parts: BulkParts) {
  const { projects, queues, tree, panel, argilla, generation } = parts;

  const judge = ({ session, targets, ask }: Meant, action: BulkAct['action']) =>
    judgeMany(parts, session, action, targets, ask);
  const generate = ({ targets, ask }: Meant) => generateMany(generation, targets, { ask, again: true });
  const push = ({ targets }: Meant) => argilla.pushWithProgress(targets.map(({ id }) => id));

  /** The tasks of a list of ids, of nodes of the tree, or of what is selected there. */
  const chosen = async (args: unknown[]): Promise<Meant> => {
    const session = await projects.need();
    const [first] = args;
    const ids = idsOf(first);
    if (ids) return { session, targets: await targetsById(session, ids), ask: false };
    const nodes = nodesOf(args) ?? [...tree.view.selection];
    const targets = new Map<string, Target>();
    for (const node of nodes) {
      if (node.kind === 'task') targets.set(node.task.id, node.task);
      if (node.kind === 'group')
        for (const target of await targetsOf(queues, session, node.state)) targets.set(target.id, target);
    }
    if (targets.size > 0) return { session, targets: [...targets.values()], ask: true };
    throw new TouchstoneError('task-missing', vscode.l10n.t('No task is selected.'), {
      action: vscode.l10n.t('Select one or more in the Touchstone view.'),
    });
  };

  const queue = async (argument: unknown): Promise<Meant> => {
    const session = await projects.need();
    return { session, targets: await targetsOf(queues, session), ask: !isSure(argument) };
  };

  return {
    discardSelected: async (...args) => judge(await chosen(args), 'discard'),
    async reopen(...args) {
      if (fromKey(args[0])) return panel.do('reopen', true);
      const open = args.length === 0 && panel.visible ? panel.taskId : undefined;
      const meant = await chosen(open === undefined ? args : [open]);
      // One is quickly discarded again.
      return judge({ ...meant, ask: meant.ask && meant.targets.length > 1 }, 'reopen');
    },
    generateSelected: async (...args) => generate(await chosen(args)),
    pushSelected: async (...args) => push(await chosen(args)),

    discardQueue: async (argument) => judge(await queue(argument), 'discard'),
    reopenQueue: async (argument) => judge(await queue(argument), 'reopen'),
    generateQueue: async (argument) => generate(await queue(argument)),
    pushQueue: async () => push(await queue(undefined)),
  } satisfies Commands;
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
