import * as vscode from 'vscode';
import * as z from 'zod';
import { taskPages } from '../../store/api/taskPages.ts';
import { checked } from '../common/checked.ts';
import { pickItem } from '../common/quickPicks.ts';
import { joined } from '../common/taskText.ts';
import { targetsOf } from '../queue/bulkActions.ts';
import type { Queues } from '../queue/queues.ts';
import { isTreeNode, type TreeNode } from '../queue/treeItems.ts';
import type { CommandParts, Commands } from '../session/commands.ts';
import type { Session } from '../session/session.ts';
import type { JudgeController } from './judgeController.ts';
import { openPrompt } from './judgePromptFile.ts';

interface JudgeParts extends CommandParts {
  judges: JudgeController;
  queues: Queues;
}

const judgeArgument = z.union([
  z.string(),
  z.array(z.string()),
  z.strictObject({
    /** `all` or `queue`, or ids. */
    tasks: z.union([z.enum(['all', 'queue']), z.array(z.string())]),
    /** Also what has an answer to the same question. */
    again: z.boolean().optional(),
  }),
]);

/** Asking the judges. */
export function judgeCommands(parts: JudgeParts) {
  const { projects, judges, inFront } = parts;
  return {
    /** With an id, ids or `{ tasks, again? }`; from the tree what is meant there; else it is asked. Resolves to what came of it. */
    async judge(argument?: unknown, selected?: unknown) {
      const session = await projects.need();
      const nodes = nodesOf(argument, selected);
      if (nodes) return judges.judge(session, await idsOfNodes(parts, session, nodes));
      if (argument === undefined || argument === null) {
        const taskIds = await askWhich(parts, session, inFront.now().taskId);
        return taskIds && judges.judge(session, taskIds);
      }
      const wanted = parsed(argument);
      const { tasks, again } =
        typeof wanted === 'object' && 'tasks' in wanted ? wanted : { tasks: [wanted].flat() };
      return judges.judge(session, await idsOf(parts, session, tasks), again);
    },

    showJudgeFailures: async () => judges.showFailures(await projects.need()),

    editJudgePrompt: async () => openPrompt(await projects.need()),
  } satisfies Commands;
}

/** Errors: `queue-invalid`. */
function parsed(argument: unknown): z.output<typeof judgeArgument> {
  return checked(judgeArgument, argument, 'queue-invalid', ({ path, message }) =>
    vscode.l10n.t(
      'judge takes a task’s id, ids, or { tasks, again? }: {0}',
      joined(': ', path, message) || '?',
    ),
  );
}

async function idsOf(
  { queues }: JudgeParts,
  session: Session,
  tasks: 'all' | 'queue' | readonly string[],
): Promise<readonly string[]> {
  if (tasks === 'queue') return (await targetsOf(queues, session)).map(({ id }) => id);
  return tasks === 'all' ? allIds(session) : tasks;
}

async function allIds(session: Session): Promise<string[]> {
  const ids: string[] = [];
  for await (const page of taskPages(session.store, session.annotator))
    for (const { id } of page) ids.push(id);
  return ids;
}

/** The task in front, the queue where one is chosen, or all; undefined where nothing was chosen. */
async function askWhich(
  parts: JudgeParts,
  session: Session,
  open: string | undefined,
): Promise<readonly string[] | undefined> {
  const { queues } = parts;
  const all = await allIds(session);
  const listed = queues.active ? await idsOf(parts, session, 'queue') : undefined;
  const requests = (session.project.config.judges ?? []).reduce(
    (sum, { compare }) => sum + (compare ? 4 : 2),
    0,
  );
  const words = (ids: readonly string[]): string =>
    vscode.l10n.t('{0} tasks, up to {1} requests', ids.length, ids.length * requests);
  const items = [
    ...(open === undefined
      ? []
      : [{ label: vscode.l10n.t('The task in front'), description: open, ids: [open] }]),
    ...(listed
      ? [
          {
            label: vscode.l10n.t('The chosen queue'),
            description: words(listed),
            detail: queues.title,
            ids: listed,
          },
        ]
      : []),
    { label: vscode.l10n.t('All tasks'), description: words(all), ids: all },
  ];
  return (
    await pickItem(
      items,
      vscode.l10n.t('What are the judges to score? What has an answer already is not asked again.'),
    )
  )?.ids;
}

function nodesOf(clicked: unknown, selected: unknown): TreeNode[] | undefined {
  if (Array.isArray(selected)) return selected.filter(isTreeNode);
  return isTreeNode(clicked) ? [clicked] : undefined;
}

async function idsOfNodes(
  { queues }: JudgeParts,
  session: Session,
  nodes: readonly TreeNode[],
): Promise<string[]> {
  const ids = new Set<string>();
  for (const node of nodes) {
    if (node.kind === 'task') ids.add(node.task.id);
    if (node.kind === 'group') for (const { id } of await targetsOf(queues, session, node.state)) ids.add(id);
  }
  return [...ids];
}
