import * as vscode from 'vscode';
import type { OracleFault } from '../../domain/run.ts';
import { ownFolder } from '../../platform/ownFolder.ts';
import { settings } from '../common/services.ts';
import type { ProjectChange } from '../session/projectChange.ts';
import { ProjectPart, type Projects } from '../session/projects.ts';
import type { Session } from '../session/session.ts';
import type { RunController } from './runController.ts';

/** Tasks of one project that are tried without being asked for; those at which somebody works come beyond. */
const mostTasks = 500;
const pageSize = 20;
/** Without a change for so long (ms) it begins. */
const quietMs = 2_000;

/**
 * Tries the data set's own programs in the background, one after the other: its solution with all inputs of a task, and a program that must
 * fail with its tests. In a sandbox alone, in a trusted workspace, and unless a setting says no.
 */
export class DatasetWatch extends ProjectPart {
  readonly #runs: RunController;
  readonly #found = this.own(new vscode.EventEmitter<void>());
  /** Tasks that were run or changed: they come first. */
  readonly #next = new Set<string>();
  #stop = new AbortController();
  #timer: NodeJS.Timeout | undefined;
  #working: Promise<void> | undefined;
  #session: Session | undefined;
  #from = 0;
  #tried = 0;

  /** A task was tried. */
  readonly onDidTry = this.#found.event;

  constructor(projects: Projects, runs: RunController) {
    super(projects);
    this.#runs = runs;
    this.own(projects.onDidChange((change) => this.#follow(change)));
  }

  /** Tests of the open project's data set that prove nothing, or that its own solution fails. */
  async faults(): Promise<OracleFault[]> {
    return (await this.projects.session?.store.oracleFaults()) ?? [];
  }

  #follow({ project, tasks }: ProjectChange): void {
    const { session } = this.projects;
    if (project || session !== this.#session) {
      this.#stop.abort();
      this.#stop = new AbortController();
      this.#session = session;
      this.#next.clear();
      this.#from = 0;
      this.#tried = 0;
    }
    if (tasks?.what.has('task')) this.#from = 0;
    if (tasks && tasks.ids !== 'all' && ['task', 'run', 'input'].some((one) => tasks.what.has(one as 'run')))
      for (const id of [...tasks.ids].slice(0, mostTasks)) this.#next.add(id);
    if (session) this.#begin(session);
  }

  /** Once nothing has happened for a while: whoever reads, scores or runs something comes first. */
  #begin(session: Session): void {
    clearTimeout(this.#timer);
    if (!vscode.workspace.isTrusted || session.store.foreign || !settings.checkDataset()) return;
    this.#timer = setTimeout(() => this.#start(session), quietMs);
  }

  #start(session: Session): void {
    if (session !== this.projects.session || this.#working) return;
    const { signal } = this.#stop;
    this.#working = this.#work(session, signal)
      .catch((error: unknown) => this.log.debug(`tests of the dataset: ${String(error)}`))
      .finally(() => {
        this.#working = undefined;
        // Another project was opened meanwhile, and could not begin.
        if (signal.aborted && this.#session) this.#begin(this.#session);
      });
  }

  async #work(session: Session, signal: AbortSignal): Promise<void> {
    const { findSandbox } = await import('./runWork.ts');
    if (settings.sandbox() === 'off' || !(await findSandbox())) return;
    for (let id = await this.#take(session); id !== undefined; id = await this.#take(session)) {
      if (signal.aborted) return;
      await this.#try(session, id, signal);
    }
  }

  /** The next task, if any. */
  async #take({ store }: Session): Promise<string | undefined> {
    for (const id of this.#next) {
      this.#next.delete(id);
      return id;
    }
    if (this.#tried >= mostTasks) return undefined;
    const page = await store.tasksToProve(this.#from, pageSize);
    this.#tried += page.length;
    this.#from = (page.at(-1)?.position ?? this.#from) + 1;
    for (const { taskId } of page) this.#next.add(taskId);
    const [first] = page;
    if (first) this.#next.delete(first.taskId);
    return first?.taskId;
  }

  async #try(session: Session, taskId: string, signal: AbortSignal): Promise<void> {
    if (this.#runs.isRunning(taskId)) return; // its runs tell of the task again
    const { hasNews, runOracle } = await import('./runWork.ts');
    const detail = await session.store.taskDetail(taskId, session.annotator).catch(() => undefined);
    if (!detail || (detail.task.tests === undefined && detail.task.reference === undefined)) return;
    if (!hasNews(detail)) return;
    const service = await this.#runs.services.unwatched(session);
    await ownFolder(session.folder, '.touchstone', 'runs');
    const found = await runOracle({ service, detail, signal });
    if (signal.aborted || found.length === 0) return;
    await session.store.putOracle(taskId, found);
    this.#found.fire();
  }

  override dispose(): void {
    clearTimeout(this.#timer);
    this.#session = undefined;
    this.#stop.abort();
    super.dispose();
  }
}
