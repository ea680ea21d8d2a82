import * as vscode from 'vscode';
import type { TaskState } from '../../domain/annotation.ts';
import type { Mark, Snippet } from '../../store/queue/highlights.ts';
import type { Hit, TaskSummary } from '../../store/api/store.ts';
import { stateLabel } from './queueText.ts';
import { clip, plain, taskTitle } from '../common/taskText.ts';

/** How nodes of the tree look. */

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

/** The tree's own: an item can only call a command. */
export const moreCommand = 'touchstone.tree.showMore';

const icons: Record<TaskState, [string, string?]> = {
  'to-score': ['circle-large-outline'],
  draft: ['edit', 'charts.yellow'],
  'to-generate': ['circle-outline', 'disabledForeground'],
  failed: ['error', 'list.errorForeground'],
  submitted: ['pass', 'testing.iconPassed'],
  discarded: ['circle-slash', 'disabledForeground'],
};

export function stateIcon(state: TaskState): vscode.ThemeIcon {
  const [id, color] = icons[state];
  return new vscode.ThemeIcon(id, color === undefined ? undefined : new vscode.ThemeColor(color));
}

/** `open`: every group is. */
export function groupItem(node: GroupNode, allOpen: boolean): vscode.TreeItem {
  const open =
    allOpen ||
    node.state === 'to-score' ||
    node.state === 'draft' ||
    node.state === 'failed' ||
    node.state === 'to-generate';
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
  item.command = { command: moreCommand, title: vscode.l10n.t('Show more'), arguments: [node.state] };
  return item;
}

/** Scores as A and B, the way the annotator saw them: "A 5 · B 3". */
export function shownScores(task: TaskSummary): string {
  if (task.score1 === undefined && task.score2 === undefined) return '';
  const swapped = task.shownOrder?.[0] === 2;
  const [a, b] = swapped ? [task.score2, task.score1] : [task.score1, task.score2];
  return `A ${a ?? '–'} · B ${b ?? '–'}`;
}

/** The order on screen is known for tasks that were opened before. */
export function hitPlace({ in: where }: Hit, task: Pick<TaskSummary, 'shownOrder'>): string {
  if (where === 'id') return vscode.l10n.t('in the id');
  if (where === 'instruction') return '';
  if (!task.shownOrder) return vscode.l10n.t('in a response');
  const first = where === 'response1' ? 1 : 2;
  return vscode.l10n.t('in Response {0}', task.shownOrder[0] === first ? 'A' : 'B');
}

/** A sidebar is narrow: few words stand before the first hit. */
function nearHit({ text, marks }: Snippet): Snippet {
  const first = marks[0]?.start ?? 0;
  const from = text.indexOf(' ', Math.max(0, first - 16)) + 1;
  if (first <= 16 || from === 0 || from > first) return { text, marks };
  const moved = marks.map(({ start, end }) => ({ start: start - from + 1, end: end - from + 1 }));
  return { text: `…${text.slice(from)}`, marks: moved };
}

/** The title, and behind it what was found around the text looked for, with the hits highlighted. */
export function taskLabel(task: TaskSummary): { label: string; highlights: [number, number][] } {
  const title = plain(taskTitle(task.instruction, task.id));
  if (!task.hit) return { label: title, highlights: [] };
  const { text, marks } = nearHit(task.hit.snippet);
  const before = `${clip(title, 20)}: `;
  const at = ({ start, end }: Mark): [number, number] => [before.length + start, before.length + end];
  return { label: before + plain(text), highlights: marks.map(at) };
}

export function taskItem(task: TaskSummary, blind: boolean): vscode.TreeItem {
  const label = taskLabel(task);
  const item = new vscode.TreeItem(label);
  item.id = `task:${task.id}`;
  item.iconPath = stateIcon(task.state);
  item.description = [
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
  ]
    .filter(Boolean)
    .join('  ');
  item.contextValue = `task.${task.state}`;
  item.command = { command: 'touchstone.openTask', title: vscode.l10n.t('Open'), arguments: [task.id] };
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
  return [
    plain(clip(task.instruction, 600)),
    facts.filter(Boolean).join('  ·  '),
    ...reasons,
    blind ? '' : plain(task.failure ?? ''),
  ]
    .filter(Boolean)
    .join('\n\n');
}
