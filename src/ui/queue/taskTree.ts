import { setTimeout as pause } from 'node:timers/promises';
import * as vscode from 'vscode';
import type { TaskState } from '../../domain/annotation.ts';
import { concerns, mergeChanges, type TaskChange } from '../../domain/change.ts';
import type { QueueCounts, TaskQueue, TaskSummary } from '../../domain/queue.ts';
import { listPaged } from '../../store/api/taskPages.ts';
import { showError } from '../common/notifications.ts';
import { setContext, tasksView } from '../common/services.ts';
import { isOther, type ProjectChange } from '../session/projectChange.ts';
import { ProjectPart, type Projects } from '../session/projects.ts';
import type { Queues } from './queues.ts';
import type { Session } from '../session/session.ts';
import { reportOf, skippedText } from '../session/loadReport.ts';
import { joined, meanScores } from '../common/taskText.ts';
import {
  chooseCommand,
  groupItem,
  moreItem,
  taskItem,
  tooltip,
  type GroupNode,
  type TreeNode,
} from './treeItems.ts';
import { isByState, isOfTasks } from './queueChoice.ts';
import { TaskNodes, wholeList, type ListName } from './taskNodes.ts';

/** Tasks of a group that are shown at first, and that each "Show more" adds. */
const pageSize = 250;
/** More changed tasks than this are not looked at one by one. */
const mostTasks = 500;
/** How long (ms) changes are gathered: a push, "generate all". */
const soonMs = 100;

/** What the tree shows of a task. */
const shownAspects = ['task', 'response', 'answer', 'run'] as const;

/** The sidebar's tasks: the chosen queue, grouped by what is to be done with them, or one list in the queue's order. */
export class TaskTree extends ProjectPart implements vscode.TreeDataProvider<TreeNode> {
  readonly #queues: Queues;
  readonly #changed = this.own(new vscode.EventEmitter<TreeNode | TreeNode[] | undefined>());
  readonly view: vscode.TreeView<TreeNode>;
  #timer: NodeJS.Timeout | undefined;
  #drawing: NodeJS.Immediate | undefined;
  #changes: TaskChange | undefined;
  readonly #nodes = new TaskNodes();
  /** How many tasks of a group are shown, where that is not a page. */
  readonly #shown = new Map<ListName, number>();

  readonly onDidChangeTreeData = this.#changed.event;

  /** `open`: what a click on a task does. */
  constructor(projects: Projects, queues: Queues, open: (taskId: string) => Promise<unknown>) {
    super(projects);
    this.#queues = queues;
    this.view = vscode.window.createTreeView(tasksView, {
      treeDataProvider: this,
      canSelectMany: true,
      showCollapseAll: false,
    });
    this.own(
      this.view,
      projects.onDidChange((change) => this.#follow(change)),
      queues.onDidChange(() => {
        this.#shown.clear();
        this.refresh();
      }),
      vscode.commands.registerCommand(chooseCommand, () =>
        this.#choose(open).catch((error: unknown) => showError(error, this.log)),
      ),
    );
  }

  /** Everything is read and drawn again. */
  refresh(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#changes = undefined;
    this.#nodes.clear();
    this.#draw(undefined);
    this.#work(this.#summary());
  }

  #follow(change: ProjectChange): void {
    if (change.project) this.#shown.clear();
    if (isOther(change)) return this.refresh();
    // No row tells of anything else: drawn anew for nothing, none could be clicked for a while.
    if (change.config && (change.config.has('blind') || this.#queues.active))
      return this.#work(this.#redraw());
    if (change.config || change.loaded) this.#work(this.#describe());
    if (!concerns(change.tasks, ...shownAspects) || !change.tasks) return;
    this.#changes = mergeChanges(this.#changes, change.tasks);
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.#work(this.#update());
    }, soonMs);
  }

  /**
   * These nodes anew with what is below them; `undefined`: everything, once for all that ask for it in a turn. VS Code draws a second time
   * a fifth of a second after the first, under the pointer of whoever is at a row by then: its tooltip would go, and a selection with it.
   */
  #draw(nodes: TreeNode | TreeNode[] | undefined): void {
    if (this.#drawing) return;
    const fire = (): void => {
      this.#drawing = undefined;
      this.log.trace(`tree drawn: ${nodes === undefined ? 'all' : [nodes].flat().length}`);
      this.#changed.fire(nodes);
    };
    if (nodes === undefined) this.#drawing = setImmediate(fire);
    else fire();
  }

  #work(work: Promise<unknown>): void {
    work.catch((error: unknown) => this.log.error(String(error)));
  }

  /** Everything is drawn again, with what was read before: while VS Code asks for a list it knows none of its rows. */
  async #redraw(): Promise<void> {
    const { session } = this.projects;
    if (!session) return;
    this.#nodes.expireAll();
    await Promise.all([this.#readStale(session), this.#summary()]);
    if (session === this.projects.session) this.#draw(undefined);
  }

  async #readStale(session: Session): Promise<void> {
    await Promise.all(this.#nodes.stale().map((name) => this.#taskNodes(session, name)));
  }

  /** Draws again what the changes made different. */
  async #update(): Promise<void> {
    const session = this.projects.session;
    const changes = this.#changes;
    this.#changes = undefined;
    if (!session || !changes) return;
    const few = changes.ids !== 'all' && changes.ids.size <= mostTasks ? changes.ids : undefined;
    const tasks = few ? await this.#summaries(session, few, changes) : new Map<string, TaskSummary>();
    if (session !== this.projects.session) return;
    const { sort } = this.#queues.choice;
    const { changed, lists } = this.#nodes.update(tasks, !this.#isList, {
      descending: sort?.by !== 'state' && sort?.descending === true,
      limit: (name) => this.#shown.get(name) ?? pageSize,
    });
    if (!few) this.#nodes.expireAll();
    const [{ root, changed: groups }] = await Promise.all([this.#summary(), this.#readStale(session)]);
    if (session !== this.projects.session) return;
    if (root || (this.#isList && (lists.size > 0 || !few))) return this.#draw(undefined);
    const redrawn = this.#nodes
      .groups(false)
      .filter((group) => groups.includes(group) || lists.has(group.state));
    const drawn = few ? redrawn : this.#nodes.groups(false);
    // What lies below a group that is drawn is drawn with it.
    const alone = [...changed, ...this.#nodes.newlyNamed()].filter(
      ({ task }) => !drawn.some(({ state }) => state === task.state),
    );
    if (drawn.length + alone.length > 0) this.#draw([...drawn, ...alone]);
  }

  /** What the tasks are now; an answer that was just stored needs no reading where the queue asks but for the state. */
  async #summaries(
    session: Session,
    ids: ReadonlySet<string>,
    { what, answers = [] }: TaskChange,
  ): Promise<Map<string, TaskSummary | undefined>> {
    const found = new Map<string, TaskSummary | undefined>();
    const { choice } = this.#queues;
    if (isByState(choice) && [...what].every((aspect) => aspect === 'answer' || aspect === 'outbox'))
      for (const answer of answers) {
        const task = answer.annotator === session.annotator ? this.#nodes.answered(answer) : undefined;
        if (task) found.set(task.id, choice.states?.includes(task.state) === false ? undefined : task);
      }
    const others = [...ids].filter((id) => !found.has(id));
    if (others.length === 0) return found;
    for (const id of others) found.set(id, undefined);
    const queue = this.#queues.listed(session);
    const snippets = queue.text !== undefined;
    for (const task of await session.store.listTasks(session.annotator, { ...queue, ids: others, snippets }))
      found.set(task.id, task);
    return found;
  }

  /** Acts on the row that was clicked. While a group is drawn anew VS Code knows what is selected by name alone: then once it is there. */
  async #choose(open: (taskId: string) => Promise<unknown>): Promise<void> {
    for (let i = 0; i < 40 && this.view.selection.length === 0; i++) await pause(soonMs / 2);
    const [node] = this.view.selection;
    if (node?.kind === 'task') await open(node.task.id);
    if (node?.kind === 'more') this.#showMore(node.state);
  }

  #showMore(state: TaskState | undefined): void {
    const which = state ?? wholeList;
    this.#shown.set(which, (this.#shown.get(which) ?? pageSize) + pageSize);
    this.#nodes.expire(which);
    this.#draw(state && this.#nodes.group(state));
  }

  async #summary(): Promise<{ root: boolean; changed: GroupNode[] }> {
    const counts = await this.#describe();
    return counts ? this.#nodes.count(counts.byState) : { root: false, changed: [] };
  }

  /** What stands around the list. */
  async #describe(): Promise<Pick<QueueCounts, 'byState'> | undefined> {
    const session = this.projects.session;
    if (!session) return undefined;
    const [counts, all] = await Promise.all([this.#queues.counts(session), session.overview()]);
    const { active, title, isForWork } = this.#queues;
    const left = this.#queues.leftOf(counts);
    this.view.badge = left > 0 ? { value: left, tooltip: badgeText(left, active, isForWork) } : undefined;
    const open = all.byState['to-score'] + all.byState.draft;
    const named = !session.project.config.blind || open === 0;
    const nothing = active && counts.total === 0;
    this.view.description = [
      session.project.config.name,
      ...(nothing ? [title] : meanScores(session.project.config, all.scores, named)),
    ].join('  ');
    // A message would hide the welcome text, which says what can be done where nothing is found.
    const skipped = all.total === 0 ? '' : skippedText(reportOf(this.projects.services, session.folder));
    const ofQueue = active && !nothing ? messageText(title, left, counts.total, isForWork) : '';
    const message =
      joined(' ', ofQueue && skipped ? `${ofQueue}.` : ofQueue, nothing ? '' : skipped) || undefined;
    // Setting it makes VS Code wait with what is drawn next.
    if (this.view.message !== message) this.view.message = message;
    setContext('state', all.total === 0 ? 'empty' : nothing ? 'nothing-found' : 'ready');
    return counts;
  }

  async getChildren(node?: TreeNode): Promise<TreeNode[]> {
    const session = this.projects.session;
    if (!session) return [];
    if (node) return node.kind === 'group' ? this.#taskNodes(session, node.state) : [];
    if (this.#isList) return this.#taskNodes(session, wholeList);
    this.#nodes.count((await this.#queues.counts(session)).byState);
    const { sort } = this.#queues.choice;
    return this.#nodes.groups(sort?.by === 'state' && sort.descending === true);
  }

  /** An order across the states cannot be seen in groups. */
  get #isList(): boolean {
    const { sort } = this.#queues.choice;
    return sort !== undefined && sort.by !== 'state' && !isOfTasks(sort);
  }

  async #taskNodes(session: Session, name: ListName): Promise<TreeNode[]> {
    const known = this.#nodes.listed(name);
    if (known) return known;
    const limit = this.#shown.get(name) ?? pageSize;
    const queue: TaskQueue = this.#queues.listed(session, name === wholeList ? undefined : [name]);
    // One more tells whether there are more.
    const { choice } = this.#queues;
    const tasks = await listPaged(session.store, session.annotator, {
      ...queue,
      limit: limit + 1,
      snippets: queue.text !== undefined,
    });
    // Another queue, or another project: everything is drawn again for it.
    if (choice !== this.#queues.choice || session !== this.projects.session) return [];
    const nodes = this.#nodes.read(name, tasks, limit);
    // Those that are drawn now are drawn with what tells them apart; others got a namesake.
    const named = this.#nodes.newlyNamed().filter((node) => !nodes.includes(node));
    if (named.length > 0) setImmediate(() => this.#draw(named));
    return nodes;
  }

  getParent(node: TreeNode): TreeNode | undefined {
    if (node.kind === 'group' || this.#isList) return undefined;
    const state = node.kind === 'more' ? node.state : node.task.state;
    return state && this.#nodes.group(state);
  }

  getTreeItem(node: TreeNode): vscode.TreeItem {
    if (node.kind === 'more') return moreItem(node);
    if (node.kind === 'group') return groupItem(node, this.#queues.active);
    return taskItem(node.task, this.#blind, this.#nodes.hasNamesake(node.task));
  }

  resolveTreeItem(item: vscode.TreeItem, node: TreeNode): vscode.TreeItem {
    if (node.kind === 'task') item.tooltip = tooltip(node.task, this.#blind);
    return item;
  }

  get #blind(): boolean {
    return this.projects.session?.project.config.blind ?? true;
  }

  /** Marks the task that is open in the review panel, without taking the focus. Where it is selected already, so is what was selected beside it. */
  async reveal(taskId: string): Promise<void> {
    const node = this.#nodes.task(taskId);
    if (!this.view.visible || !node) return;
    const select = !this.view.selection.some((one) => one.kind === 'task' && one.task.id === taskId);
    try {
      await this.view.reveal(node, { select, focus: false });
    } catch (error) {
      this.log.debug(`reveal: ${String(error)}`); // the tree was redrawn meanwhile
    }
  }

  override dispose(): void {
    clearTimeout(this.#timer);
    clearImmediate(this.#drawing);
    super.dispose();
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
