import * as vscode from 'vscode';
import { concerns } from '../../domain/change.ts';
import { setContext } from '../common/services.ts';
import type { ProjectChange } from '../session/projectChange.ts';
import { ProjectPart, type Projects } from '../session/projects.ts';
import type { Session } from '../session/session.ts';
import { stepsIn, walkthroughSteps, type WalkthroughStep } from './walkthroughSteps.ts';

const memory = 'walkthrough.done';

/** Tasks looked at after one change: a bulk act does not read the whole project. */
const mostTasks = 20;

/** Ticks off the steps of "Get started with Touchstone" when they have really been done, by whatever way. */
export class Walkthrough extends ProjectPart {
  readonly #done: Set<string>;

  constructor(projects: Projects) {
    super(projects);
    this.#done = new Set(projects.services.extension.globalState.get<string[]>(memory, []));
    for (const step of this.#done) this.#tick(step);
    this.own(projects.onDidChange((change) => this.#follow(projects.session, change)));
  }

  open(): Thenable<unknown> {
    const { id } = this.projects.services.extension.extension;
    return vscode.commands.executeCommand('workbench.action.openWalkthrough', `${id}#start`, false);
  }

  done(step: WalkthroughStep): void {
    if (this.#done.has(step)) return;
    this.#done.add(step);
    void this.projects.services.extension.globalState.update(memory, [...this.#done]);
    this.#tick(step);
  }

  #tick(step: string): void {
    setContext(`did.${step}`, true);
  }

  #follow(session: Session | undefined, { tasks }: ProjectChange): void {
    if (!session) return;
    this.done('open');
    if (walkthroughSteps.every((step) => step === 'share' || step === 'insights' || this.#done.has(step)))
      return;
    if (!tasks || tasks.ids === 'all' || !concerns(tasks, 'answer', 'response', 'run')) return;
    this.#look(session, [...tasks.ids].slice(0, mostTasks)).catch((error: unknown) =>
      this.log.debug(`walkthrough: ${String(error)}`),
    );
  }

  async #look(session: Session, taskIds: readonly string[]): Promise<void> {
    for (const taskId of taskIds) for (const step of stepsIn(await session.detail(taskId))) this.done(step);
  }
}
