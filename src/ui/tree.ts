import * as vscode from 'vscode';
import { taskStates, type TaskState } from '../annotation/types.ts';
import { listPaged } from '../store/pages.ts';
import type { TaskSummary } from '../store/types.ts';
import { setContext, type Services } from './context.ts';
import type { Projects } from './projects.ts';
import type { Session } from './session.ts';
import { clip, meanScores, plain, taskTitle } from './text.ts';

export interface GroupNode {
  kind: 'group';
  state: TaskState;
  count: number;
}

export interface TaskNode {
  kind: 'task';
  task: TaskSummary;
}

/** Shows the next page of a group when it is clicked. */
export interface MoreNode {
  kind: 'more';
  state: TaskState;
}

export type TreeNode = GroupNode | TaskNode | MoreNode;

/** Tasks of a group that are shown at first, and that each "Show more" adds. */
const pageSize = 250;
/** The tree's own: an item can only call a command. */
const moreCommand = 'touchstone.tree.showMore';

/** The sidebar's tasks, grouped by what is to be done with them. */
export class TaskTree implements vscode.TreeDataProvider<TreeNode>, vscode.Disposable {
  readonly #services: Services;
  readonly #projects: Projects;
  readonly #changed = new vscode.EventEmitter<TreeNode | undefined>();
  readonly #disposables: vscode.Disposable[] = [this.#changed];
  readonly view: vscode.TreeView<TreeNode>;
  #listening: { dispose(): void } | undefined;
  #timer: NodeJS.Timeout | undefined;
  #filter = '';
  readonly #nodes = new Map<string, TaskNode>();
  /** The groups on screen: VS Code knows elements by their identity. */
  readonly #groups = new Map<TaskState, GroupNode>();
  /** How many tasks of a group are shown, where that is not a page. */
  readonly #shown = new Map<TaskState, number>();

  readonly onDidChangeTreeData = this.#changed.event;

  constructor(services: Services, projects: Projects) {
    this.#services = services;
    this.#projects = projects;
    this.view = vscode.window.createTreeView('touchstone.tasks', {
      treeDataProvider: this,
      canSelectMany: false,
    });
    this.#disposables.push(
      this.view,
      projects.onDidChangeSession((session) => this.#follow(session)),
      vscode.commands.registerCommand(moreCommand, (state: TaskState) => this.#showMore(state)),
    );
  }

  get filter(): string {
    return this.#filter;
  }

  setFilter(text: string): void {
    this.#filter = text.trim();
    this.#shown.clear();
    setContext('filtered', this.#filter !== '');
    this.refresh();
  }

  refresh(): void {
    this.#changed.fire(undefined);
    void this.#summary().catch((error: unknown) => this.#services.log.error(String(error)));
  }

  #follow(session: Session | undefined): void {
    this.#listening?.dispose();
    this.#listening = session?.onDidChange(() => this.#soon());
    this.#shown.clear();
    this.refresh();
  }

  #showMore(state: TaskState): void {
    this.#shown.set(state, (this.#shown.get(state) ?? pageSize) + pageSize);
    this.#changed.fire(this.#groups.get(state));
  }

  /** Many changes in a row (a push, "generate all") redraw the tree once. */
  #soon(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.refresh();
    }, 100);
  }

  async #summary(): Promise<void> {
    const session = this.#projects.session;
    if (!session) return;
    const [counts, scores] = await Promise.all([
      session.store.counts(session.annotator),
      session.store.scores(session.annotator),
    ]);
    const left = counts.byState['to-score'] + counts.byState.draft;
    this.view.badge =
      left > 0 ? { value: left, tooltip: vscode.l10n.t('Tasks to score: {0}', left) } : undefined;
    const named = !session.project.config.blind || left === 0;
    this.view.description = [
      session.project.config.name,
      ...meanScores(session.project.config, scores, named),
    ].join('  ');
    this.view.message = this.#filter ? vscode.l10n.t('Filter: {0}', this.#filter) : undefined;
    // Of a filtered tree only whoever filters knows whether it is empty.
    if (!this.#filter) setContext('state', counts.total === 0 ? 'empty' : 'ready');
  }

  async getChildren(node?: TreeNode): Promise<TreeNode[]> {
    const session = this.#projects.session;
    if (!session) return [];
    if (!node) return this.#groupNodes(session);
    return node.kind === 'group' ? this.#taskNodes(session, node.state) : [];
  }

  /** The groups that hold anything; in a filtered tree their first page is read for it. */
  async #groupNodes(session: Session): Promise<GroupNode[]> {
    this.#nodes.clear();
    const text = this.#filter || undefined;
    const { byState, total } = await session.store.counts(session.annotator);
    const groups: GroupNode[] = [];
    for (const state of taskStates.filter((each) => byState[each] > 0)) {
      const hits = text
        ? await session.store.listTasks(session.annotator, { state, text, limit: pageSize + 1 })
        : [];
      for (const task of hits.slice(0, pageSize)) this.#nodes.set(task.id, { kind: 'task', task });
      groups.push({ kind: 'group', state, count: text ? hits.length : byState[state] });
    }
    const shown = groups.filter((group) => group.count > 0);
    if (text) setContext('state', total === 0 ? 'empty' : shown.length === 0 ? 'nothing-found' : 'ready');
    this.#groups.clear();
    for (const group of shown) this.#groups.set(group.state, group);
    return shown;
  }

  async #taskNodes(session: Session, state: TaskState): Promise<TreeNode[]> {
    const text = this.#filter || undefined;
    const limit = this.#shown.get(state) ?? pageSize;
    // One more tells whether there are more.
    const tasks = await listPaged(session.store, session.annotator, { state, text, limit: limit + 1 });
    const nodes: TreeNode[] = tasks.slice(0, limit).map((task) => {
      const made: TaskNode = { kind: 'task', task };
      this.#nodes.set(task.id, made);
      return made;
    });
    if (tasks.length > limit) nodes.push({ kind: 'more', state });
    return nodes;
  }

  getParent(node: TreeNode): TreeNode | undefined {
    if (node.kind === 'group') return undefined;
    const state = node.kind === 'more' ? node.state : node.task.state;
    return this.#groups.get(state) ?? { kind: 'group', state, count: 1 };
  }

  getTreeItem(node: TreeNode): vscode.TreeItem {
    if (node.kind === 'more') return moreItem(node);
    return node.kind === 'group' ? groupItem(node, this.#filter !== '') : taskItem(node.task, this.#blind);
  }

  resolveTreeItem(item: vscode.TreeItem, node: TreeNode): vscode.TreeItem {
    if (node.kind === 'task') item.tooltip = tooltip(node.task, this.#blind);
    return item;
  }

  get #blind(): boolean {
    return this.#projects.session?.project.config.blind ?? true;
  }

  /** Marks the task that is open in the review panel, without taking the focus. */
  async reveal(taskId: string): Promise<void> {
    const node = this.#nodes.get(taskId);
    if (!this.view.visible || !node) return;
    try {
      await this.view.reveal(node, { select: true, focus: false });
    } catch (error) {
      this.#services.log.debug(`reveal: ${String(error)}`); // the tree was redrawn meanwhile
    }
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#listening?.dispose();
    for (const d of this.#disposables) d.dispose();
  }
}

export function stateLabel(state: TaskState): string {
  switch (state) {
    case 'to-score':
      return vscode.l10n.t('To score');
    case 'draft':
      return vscode.l10n.t('Drafts');
    case 'to-generate':
      return vscode.l10n.t('To generate');
    case 'failed':
      return vscode.l10n.t('Failed');
    case 'submitted':
      return vscode.l10n.t('Submitted');
    case 'discarded':
      return vscode.l10n.t('Discarded');
  }
}

const icons: Record<TaskState, [string, string?]> = {
  'to-score': ['circle-large-outline'],
  draft: ['edit', 'charts.yellow'],
  'to-generate': ['circle-outline', 'disabledForeground'],
  failed: ['error', 'list.errorForeground'],
  submitted: ['pass', 'testing.iconPassed'],
  discarded: ['circle-slash', 'disabledForeground'],
};

function icon(state: TaskState): vscode.ThemeIcon {
  const [id, color] = icons[state];
  return new vscode.ThemeIcon(id, color === undefined ? undefined : new vscode.ThemeColor(color));
}

function groupItem(node: GroupNode, filtered: boolean): vscode.TreeItem {
  const open =
    filtered ||
    node.state === 'to-score' ||
    node.state === 'draft' ||
    node.state === 'failed' ||
    node.state === 'to-generate';
  const item = new vscode.TreeItem(
    stateLabel(node.state),
    open ? vscode.TreeItemCollapsibleState.Expanded : vscode.TreeItemCollapsibleState.Collapsed,
  );
  item.id = `group:${node.state}`;
  item.description = filtered && node.count > pageSize ? `${pageSize}+` : String(node.count);
  item.contextValue = `group.${node.state}`;
  return item;
}

function moreItem(node: MoreNode): vscode.TreeItem {
  const item = new vscode.TreeItem(vscode.l10n.t('Show more'));
  item.id = `more:${node.state}`;
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

function taskItem(task: TaskSummary, blind: boolean): vscode.TreeItem {
  const title = plain(taskTitle(task.instruction, task.id));
  const item = new vscode.TreeItem(title);
  item.id = `task:${task.id}`;
  item.iconPath = icon(task.state);
  item.description = [
    shownScores(task),
    // Why it failed may tell which model it is: the panel says it in words that do not.
    task.state === 'failed'
      ? blind
        ? vscode.l10n.t('a response failed')
        : plain(clip(task.failure ?? '', 80))
      : '',
    task.flag ? '⚑' : '',
  ]
    .filter(Boolean)
    .join('  ');
  item.contextValue = `task.${task.state}`;
  item.command = { command: 'touchstone.openTask', title: vscode.l10n.t('Open'), arguments: [task.id] };
  item.accessibilityInformation = {
    label: `${title}, ${stateLabel(task.state)}${item.description ? `, ${item.description}` : ''}`,
  };
  return item;
}

/** A plain string, so that nothing of the dataset's text is rendered as a link or an image. */
function tooltip(task: TaskSummary, blind: boolean): string {
  const facts = [plain(task.id), stateLabel(task.state), shownScores(task)];
  if (task.runs > 0) facts.push(vscode.l10n.t('runs: {0}', task.runs));
  return [
    plain(clip(task.instruction, 600)),
    facts.filter(Boolean).join('  ·  '),
    blind ? '' : plain(task.failure ?? ''),
  ]
    .filter(Boolean)
    .join('\n\n');
}
