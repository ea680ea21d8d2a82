import * as vscode from 'vscode';
import type { TaskState } from '../../domain/annotation.ts';
import type { TaskSummary } from '../../domain/queue.ts';
import { stateLabel } from './queueText.ts';
import { clip, joined, plain } from '../common/taskText.ts';
import { hitPlace, shownScores, taskLabel } from './taskLabels.ts';

export interface GroupNode {
  kind: 'group';
  state: TaskState;
  count: number;
}

export interface TaskNode {
  kind: 'task';
  task: TaskSummary;
}

/** Shows the next page of a group (or of the list, where it is not grouped) when it is clicked. */
export interface MoreNode {
  kind: 'more';
  state?: TaskState;
}

export type TreeNode = GroupNode | TaskNode | MoreNode;

export function isTreeNode(argument: unknown): argument is TreeNode {
  return (
    typeof argument === 'object' &&
    argument !== null &&
    'kind' in argument &&
    (argument.kind === 'group' || argument.kind === 'task' || argument.kind === 'more')
  );
}

/**
 * What a click does: opens the selected task, or shows more. It has no arguments, since VS Code forgets those of a row that is drawn
 * anew: a click between that and the drawing would do nothing.
 */
const chooseRow = (title: string): vscode.Command => ({ command: chooseCommand, title });
export const chooseCommand = 'touchstone.tree.choose';

const icons: Record<TaskState, [string, string?]> = {
  'to-score': ['circle-large-outline'],
  draft: ['edit', 'charts.yellow'],
  'to-generate': ['circle-outline', 'disabledForeground'],
  failed: ['error', 'list.errorForeground'],
  submitted: ['pass', 'testing.iconPassed'],
  discarded: ['circle-slash', 'disabledForeground'],
  withdrawn: ['archive', 'disabledForeground'],
};

export function stateIcon(state: TaskState): vscode.ThemeIcon {
  const [id, color] = icons[state];
  return new vscode.ThemeIcon(id, color === undefined ? undefined : new vscode.ThemeColor(color));
}

/** There is something to do with their tasks. */
const openStates: readonly TaskState[] = ['to-score', 'draft', 'failed', 'to-generate'];

/** `allOpen`: every group is. */
export function groupItem(node: GroupNode, allOpen: boolean): vscode.TreeItem {
  const open = allOpen || openStates.includes(node.state);
  const item = new vscode.TreeItem(
    stateLabel(node.state),
    open ? vscode.TreeItemCollapsibleState.Expanded : vscode.TreeItemCollapsibleState.Collapsed,
  );
  item.id = `group:${node.state}`;
  item.description = String(node.count);
  item.contextValue = `group.${node.state}`;
  return item;
}

export function moreItem(node: MoreNode): vscode.TreeItem {
  const item = new vscode.TreeItem(vscode.l10n.t('Show more'));
  item.id = `more:${node.state ?? ''}`;
  item.iconPath = new vscode.ThemeIcon('ellipsis');
  item.command = chooseRow(vscode.l10n.t('Show more'));
  return item;
}

/** `hasNamesake`: another task has its title. */
export function taskItem(task: TaskSummary, blind: boolean, hasNamesake = false): vscode.TreeItem {
  const label = taskLabel(task);
  const item = new vscode.TreeItem(label);
  item.id = `task:${task.id}`;
  item.iconPath = stateIcon(task.state);
  item.description = joined(
    '  ',
    hasNamesake ? plain(clip(task.id, 40)) : '',
    task.hit ? hitPlace(task.hit, task) : '',
    shownScores(task),
    // Why it failed may tell which model it is: the panel says it in words that do not.
    task.state === 'failed'
      ? blind
        ? vscode.l10n.t('a response failed')
        : plain(clip(task.failure ?? '', 80))
      : '',
    task.flag ? '⚑' : '',
    task.skipped ? vscode.l10n.t('set aside') : '',
  );
  item.contextValue = `task.${task.state}`;
  item.command = chooseRow(vscode.l10n.t('Open'));
  item.accessibilityInformation = {
    label: `${label.label}, ${stateLabel(task.state)}${item.description ? `, ${item.description}` : ''}`,
  };
  return item;
}

/** A plain string, so that nothing of the dataset's text is rendered as a link or an image. */
export function tooltip(task: TaskSummary, blind: boolean): string {
  const facts = [plain(task.id), stateLabel(task.state), shownScores(task)];
  const reasons = [
    task.flag ? vscode.l10n.t('Flag: {0}', plain(task.flag)) : '',
    task.skipped ? vscode.l10n.t('Set aside: {0}', plain(task.skipped)) : '',
  ];
  if (task.runs > 0) facts.push(vscode.l10n.t('runs: {0}', task.runs));
  return joined(
    '\n\n',
    plain(clip(task.instruction, 600)),
    joined('  ·  ', ...facts),
    ...reasons,
    blind ? '' : plain(task.failure ?? ''),
  );
}
