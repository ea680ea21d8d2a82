import * as vscode from 'vscode';
import { taskStates, type TaskState } from '../../domain/annotation.ts';
import { listPaged } from '../../store/api/taskPages.ts';
import type { QueueCounts, TaskQueue } from '../../store/api/store.ts';
import { setContext, type Services } from '../common/services.ts';
import type { Projects } from '../session/projects.ts';
import type { Queues } from './queues.ts';
import type { Session } from '../session/session.ts';
import { meanScores } from '../common/taskText.ts';
import {
  groupItem,
  moreCommand,
  moreItem,
  taskItem,
  tooltip,
  type GroupNode,
  type TaskNode,
  type TreeNode,
} from './treeItems.ts';

/** Tasks of a group that are shown at first, and that each "Show more" adds. */
const pageSize = 250;
/** Where the list is not grouped. */
const wholeList = '';

/** The sidebar's tasks: the chosen queue, grouped by what is to be done with them, or one list in the queue's order. */
export class TaskTree implements vscode.TreeDataProvider<TreeNode>, vscode.Disposable {
  readonly #services: Services;
  readonly #projects: Projects;
  readonly #queues: Queues;
  readonly #changed = new vscode.EventEmitter<TreeNode | undefined>();
  readonly #disposables: vscode.Disposable[] = [this.#changed];
  readonly view: vscode.TreeView<TreeNode>;
  #listening: { dispose(): void } | undefined;
  #timer: NodeJS.Timeout | undefined;
  /** Of the tree that is shown: read once for its groups, badge and message. */
  #counts: Promise<QueueCounts> | undefined;
  readonly #nodes = new Map<string, TaskNode>();
  /** The groups on screen: VS Code knows elements by their identity. */
  readonly #groups = new Map<TaskState, GroupNode>();
  /** How many tasks of a group are shown, where that is not a page. */
  readonly #shown = new Map<TaskState | typeof wholeList, number>();

  readonly onDidChangeTreeData = this.#changed.event;

  constructor(services: Services, projects: Projects, queues: Queues) {
    this.#services = services;
    this.#projects = projects;
    this.#queues = queues;
    this.view = vscode.window.createTreeView('touchstone.tasks', {
      treeDataProvider: this,
      canSelectMany: true,
      showCollapseAll: false,
    });
    this.#disposables.push(
      this.view,
      projects.onDidChangeSession((session) => this.#follow(session)),
      queues.onDidChange(() => {
        this.#shown.clear();
        this.refresh();
      }),
      vscode.commands.registerCommand(moreCommand, (state?: TaskState) => this.#showMore(state)),
    );
  }

  refresh(): void {
    this.#counts = undefined;
    this.#changed.fire(undefined);
    void this.#summary().catch((error: unknown) => this.#services.log.error(String(error)));
  }

  #follow(session: Session | undefined): void {
    this.#listening?.dispose();
    this.#listening = session?.onDidChange(() => this.#soon());
    this.#shown.clear();
    this.refresh();
  }

  #showMore(state: TaskState | undefined): void {
    const which = state ?? wholeList;
    this.#shown.set(which, (this.#shown.get(which) ?? pageSize) + pageSize);
    this.#changed.fire(state && this.#groups.get(state));
  }

  /** Many changes in a row (a push, "generate all") redraw the tree once. */
  #soon(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.refresh();
    }, 100);
  }

  #count(session: Session): Promise<QueueCounts> {
    this.#counts ??= this.#queues.counts(session);
    return this.#counts;
  }

  async #summary(): Promise<void> {
    const session = this.#projects.session;
    if (!session) return;
    const [counts, all, scores] = await Promise.all([
      this.#count(session),
      session.store.counts(session.annotator),
      session.store.scores(session.annotator),
    ]);
    const { active, title, isForWork } = this.#queues;
    const left = this.#queues.leftOf(counts);
    this.view.badge = left > 0 ? { value: left, tooltip: badgeText(left, active, isForWork) } : undefined;
    const open = all.byState['to-score'] + all.byState.draft;
    const named = !session.project.config.blind || open === 0;
    const nothing = active && counts.total === 0;
    this.view.description = [
      session.project.config.name,
      ...(nothing ? [title] : meanScores(session.project.config, scores, named)),
    ].join('  ');
    // A message would hide the welcome text, which says what can be done where nothing is found.
    this.view.message = active && !nothing ? messageText(title, left, counts.total, isForWork) : undefined;
    setContext('state', all.total === 0 ? 'empty' : nothing ? 'nothing-found' : 'ready');
  }

  async getChildren(node?: TreeNode): Promise<TreeNode[]> {
    const session = this.#projects.session;
    if (!session) return [];
    if (node) return node.kind === 'group' ? this.#taskNodes(session, node.state) : [];
    this.#nodes.clear();
    this.#groups.clear();
    return this.#isList ? this.#taskNodes(session) : this.#groupNodes(session);
  }

  /** An order across the states cannot be seen in groups. */
  get #isList(): boolean {
    const by = this.#queues.choice.sort?.by;
    return by !== undefined && by !== 'position' && by !== 'state';
  }

  /** The groups that hold anything. */
  async #groupNodes(session: Session): Promise<GroupNode[]> {
    const { byState } = await this.#count(session);
    const { sort } = this.#queues.choice;
    const order = sort?.by === 'state' && sort.descending ? taskStates.toReversed() : taskStates;
    const groups = order
      .filter((state) => byState[state] > 0)
      .map((state): GroupNode => ({ kind: 'group', state, count: byState[state] }));
    for (const group of groups) this.#groups.set(group.state, group);
    return groups;
  }

  async #taskNodes(session: Session, state?: TaskState): Promise<TreeNode[]> {
    const limit = this.#shown.get(state ?? wholeList) ?? pageSize;
    const queue: TaskQueue = this.#queues.listed(session, state && [state]);
    // One more tells whether there are more.
    const tasks = await listPaged(session.store, session.annotator, {
      ...queue,
      limit: limit + 1,
      snippets: queue.text !== undefined,
    });
    const nodes: TreeNode[] = tasks.slice(0, limit).map((task) => {
      const made: TaskNode = { kind: 'task', task };
      this.#nodes.set(task.id, made);
      return made;
    });
    if (tasks.length > limit) nodes.push({ kind: 'more', state });
    return nodes;
  }

  getParent(node: TreeNode): TreeNode | undefined {
    if (node.kind === 'group' || this.#isList) return undefined;
    const state = node.kind === 'more' ? node.state : node.task.state;
    return state && (this.#groups.get(state) ?? { kind: 'group', state, count: 1 });
  }

  getTreeItem(node: TreeNode): vscode.TreeItem {
    if (node.kind === 'more') return moreItem(node);
    if (node.kind === 'group') return groupItem(node, this.#queues.active);
    return taskItem(node.task, this.#blind);
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

function badgeText(left: number, active: boolean, isForWork: boolean): string {
  if (!active) return vscode.l10n.t('Tasks to score: {0}', left);
  return isForWork
    ? vscode.l10n.t('Left in this queue: {0}', left)
    : vscode.l10n.t('Tasks in this queue: {0}', left);
}

/** "to score · sample of 50, seed 7: 12 left" */
function messageText(title: string, left: number, total: number, isForWork: boolean): string {
  if (!isForWork) return vscode.l10n.t('{0}: {1} tasks', title, total);
  return left === total
    ? vscode.l10n.t('{0}: {1} left', title, left)
    : vscode.l10n.t('{0}: {1} of {2} left', title, left, total);
}
