import { isDeepStrictEqual } from 'node:util';
import { taskStates, type TaskState } from '../../domain/annotation.ts';
import type { StoredAnnotation } from '../../domain/annotationHistory.ts';
import type { TaskSummary } from '../../domain/queue.ts';
import { taskTitle } from '../../code/text/taskTitle.ts';
import type { GroupNode, MoreNode, TaskNode, TreeNode } from './treeItems.ts';

/** Where the list is not grouped. */
export const wholeList = '';
export type ListName = TaskState | typeof wholeList;

interface List {
  nodes: readonly TaskNode[];
  /** How many they were when they were read. */
  read: number;
  more: MoreNode | undefined;
  /** Its tasks may be others by now: it is read when it is asked for. */
  stale: boolean;
}

interface ListOrder {
  descending?: boolean;
  /** How many of a list are shown at most. */
  limit?: (name: ListName) => number;
}

/**
 * The nodes of the tree. VS Code knows them by their identity, so a task's node lives as long as it is listed, and only what differs
 * is drawn again: a tree that is drawn anew forgets where the mouse is.
 */
export class TaskNodes {
  readonly #tasks = new Map<string, TaskNode>();
  readonly #groups = new Map<TaskState, GroupNode>();
  readonly #lists = new Map<ListName, List>();
  /** The ids of the tasks that have had a title since all was made anew. */
  readonly #titled = new Map<string, Set<string>>();
  #named: TaskNode[] = [];

  /** All are to be made anew. */
  clear(): void {
    this.#tasks.clear();
    this.#groups.clear();
    this.#lists.clear();
    this.#titled.clear();
    this.#named = [];
  }

  /** Whether another task that was listed has its title. */
  hasNamesake({ instruction, id }: TaskSummary): boolean {
    return (this.#titled.get(taskTitle(instruction, id))?.size ?? 0) > 1;
  }

  /** Nodes of which another task has got the title since this was asked last: they are to be drawn again. */
  newlyNamed(): TaskNode[] {
    const named = this.#named;
    this.#named = [];
    return named;
  }

  #know(node: TaskNode): void {
    const { id, instruction } = node.task;
    this.#tasks.set(id, node);
    const title = taskTitle(instruction, id);
    const ids = this.#titled.get(title) ?? new Set();
    if (ids.has(id)) return;
    this.#titled.set(title, ids.add(id));
    if (ids.size === 2) this.#named.push(...[...ids].flatMap((one) => this.#tasks.get(one) ?? []));
  }

  task(taskId: string): TaskNode | undefined {
    return this.#tasks.get(taskId);
  }

  group(state: TaskState): GroupNode | undefined {
    return this.#groups.get(state);
  }

  /** In the order of their states; with `descending` the other way round. */
  groups(descending: boolean): GroupNode[] {
    const order = descending ? taskStates.toReversed() : taskStates;
    return order.flatMap((state) => this.#groups.get(state) ?? []);
  }

  /**
   * Brings the groups in line with how many tasks there are. Gives those that differ; `root` where one comes or goes. What models are
   * asked for stays in sight when it has become empty, and where it goes to is there from the beginning: a long generation never draws
   * everything anew.
   */
  count(byState: Readonly<Record<TaskState, number>>): { root: boolean; changed: GroupNode[] } {
    const changed: GroupNode[] = [];
    let root = false;
    const any = taskStates.some((state) => byState[state] > 0);
    for (const state of taskStates) {
      const group = this.#groups.get(state);
      const count = byState[state];
      const stays = state === 'to-generate' && group !== undefined;
      const coming = state === 'to-score' && byState['to-generate'] > 0;
      if (!any || (count === 0 && !stays && !coming)) root = this.#groups.delete(state) || root;
      else if (!group) {
        this.#groups.set(state, { kind: 'group', state, count });
        root = true;
      } else if (group.count !== count) changed.push(Object.assign(group, { count }));
    }
    return { root, changed };
  }

  /** What a list shows; undefined where it has to be read. */
  listed(name: ListName): TreeNode[] | undefined {
    const list = this.#lists.get(name);
    if (!list || list.stale) return undefined;
    return list.more ? [...list.nodes, list.more] : [...list.nodes];
  }

  /** Takes what was read: `limit` tasks are shown, one more says that there are more. */
  read(name: ListName, tasks: readonly TaskSummary[], limit: number): TreeNode[] {
    const before = this.#lists.get(name);
    const nodes = tasks.slice(0, limit).map((task) => {
      const node = this.#tasks.get(task.id) ?? { kind: 'task', task };
      node.task = task;
      this.#know(node);
      return node;
    });
    for (const node of before?.nodes ?? [])
      if (!nodes.includes(node) && !this.#isListed(node, name)) this.#tasks.delete(node.task.id);
    const state = name === wholeList ? undefined : name;
    const more = tasks.length > limit ? (before?.more ?? { kind: 'more' as const, state }) : undefined;
    this.#lists.set(name, { nodes, read: nodes.length, more, stale: false });
    return more ? [...nodes, more] : nodes;
  }

  #isListed(node: TaskNode, except: ListName): boolean {
    return [...this.#lists].some(([name, list]) => name !== except && list.nodes.includes(node));
  }

  /** Makes a list be read anew. */
  expire(name: ListName): void {
    const list = this.#lists.get(name);
    if (list) list.stale = true;
  }

  /** Lists that are known and have to be read anew. */
  stale(): ListName[] {
    return [...this.#lists].flatMap(([name, list]) => (list.stale ? [name] : []));
  }

  expireAll(): void {
    for (const name of this.#lists.keys()) this.expire(name);
  }

  /**
   * Takes what changed tasks are now; `undefined`: not in the queue (any more). Gives the tasks to be drawn again, and the lists that hold
   * others than before. A task that comes or goes is put in its place: no list that is known is read for it.
   */
  update(
    tasks: ReadonlyMap<string, TaskSummary | undefined>,
    grouped: boolean,
    order: ListOrder = {},
  ): { changed: TaskNode[]; lists: Set<ListName> } {
    const changed: TaskNode[] = [];
    const lists = new Set<ListName>();
    const listOf = (task: TaskSummary): ListName => (grouped ? task.state : wholeList);
    for (const [id, task] of tasks) {
      const node = this.#tasks.get(id);
      const before = node?.task;
      if (node && before && task && listOf(before) === listOf(task) && before.key === task.key) {
        node.task = task;
        if (!isDeepStrictEqual(before, task)) changed.push(node);
        continue;
      }
      if (node && before) {
        lists.add(listOf(before));
        this.#take(listOf(before), node);
      }
      if (task) {
        lists.add(listOf(task));
        this.#put(listOf(task), Object.assign(node ?? { kind: 'task' as const }, { task }), order);
      }
    }
    return { changed, lists };
  }

  #take(name: ListName, node: TaskNode): void {
    this.#tasks.delete(node.task.id);
    const list = this.#lists.get(name);
    if (!list) return;
    list.nodes = list.nodes.filter((one) => one !== node);
    // So that not only "Show more" is left of a long one.
    if (list.more && (list.nodes.length === 0 || list.nodes.length < list.read / 2)) list.stale = true;
  }

  #put(name: ListName, node: TaskNode, { descending = false, limit = () => Infinity }: ListOrder): void {
    const isNew = name !== wholeList && this.#groups.size > 0 && !this.#groups.get(name)?.count;
    const list =
      this.#lists.get(name) ?? (isNew ? { nodes: [], read: 0, more: undefined, stale: false } : undefined);
    // Once it is read, this node is in it.
    if (!list || list.stale) return this.#know(node);
    const at = list.nodes.findIndex((other) => comesBefore(node.task, other.task, descending));
    // It is one of those behind what is shown.
    if (at < 0 && list.more) return;
    list.nodes = list.nodes.toSpliced(at < 0 ? list.nodes.length : at, 0, node);
    this.#lists.set(name, list);
    this.#know(node);
    const last = list.nodes.length > limit(name) ? list.nodes.at(-1) : undefined;
    if (!last) return;
    list.nodes = list.nodes.slice(0, -1);
    list.more ??= { kind: 'more', state: name === wholeList ? undefined : name };
    this.#tasks.delete(last.task.id);
  }

  /** What is known of a task with the answer that was just stored. */
  answered(annotation: StoredAnnotation): TaskSummary | undefined {
    const task = this.#tasks.get(annotation.taskId)?.task;
    if (!task) return undefined;
    const { status, score1, score2, flag, updatedAt, shownOrder } = annotation;
    const state = task.state === 'withdrawn' ? task.state : status;
    const skipped = state === 'draft' ? annotation.skipped : undefined;
    return { ...task, state, score1, score2, flag, skipped, updatedAt, shownOrder };
  }
}

/** As lists are sorted in the database: by the key, if there is one, then by position. */
function comesBefore(a: TaskSummary, b: TaskSummary, descending: boolean): boolean {
  if (a.key === undefined || b.key === undefined)
    return descending ? a.position > b.position : a.position < b.position;
  if (a.key === b.key) return a.position < b.position;
  return isBelow(a.key, b.key) !== descending;
}

/** Numbers come first. SQLite compares texts by their UTF-8: an emoji stands behind a full-width letter there, but before it in UTF-16. */
function isBelow(a: number | string, b: number | string): boolean {
  if (typeof a === 'string')
    return typeof b === 'string' && Buffer.compare(Buffer.from(a), Buffer.from(b)) < 0;
  return typeof b === 'string' || a < b;
}
