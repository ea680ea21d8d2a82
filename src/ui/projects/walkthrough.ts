import * as vscode from 'vscode';
import { setContext, type Services } from '../common/services.ts';
import type { Projects } from '../session/projects.ts';
import type { Session } from '../session/session.ts';
import { stepsIn, walkthroughSteps, type WalkthroughStep } from './walkthroughSteps.ts';

const memory = 'walkthrough.done';

/** Tasks looked at after one change: a bulk act does not read the whole project. */
const mostTasks = 20;

/** Ticks off the steps of "Get started with Touchstone" when they have really been done, by whatever way. */
export class Walkthrough implements vscode.Disposable {
  readonly #services: Services;
  readonly #done: Set<string>;
  readonly #listening: vscode.Disposable;
  #changes: { dispose(): void } | undefined;

  constructor(services: Services, projects: Projects) {
    this.#services = services;
    this.#done = new Set(services.extension.globalState.get<string[]>(memory, []));
    for (const step of this.#done) this.#tick(step);
    this.#listening = projects.onDidChangeSession((session) => this.#follow(session));
  }

  open(): Thenable<unknown> {
    const { id } = this.#services.extension.extension;
    return vscode.commands.executeCommand('workbench.action.openWalkthrough', `${id}#start`, false);
  }

  done(step: WalkthroughStep): void {
    if (this.#done.has(step)) return;
    this.#done.add(step);
    void this.#services.extension.globalState.update(memory, [...this.#done]);
    this.#tick(step);
  }

  #tick(step: string): void {
    setContext(`did.${step}`, true);
  }

  #follow(session: Session | undefined): void {
    this.#changes?.dispose();
    this.#changes = undefined;
    if (!session) return;
    this.done('open');
    if (walkthroughSteps.every((step) => step === 'share' || this.#done.has(step))) return;
    this.#changes = session.onDidChange(({ taskIds }) => {
      this.#look(session, taskIds.slice(0, mostTasks)).catch((error: unknown) =>
        this.#services.log.debug(`walkthrough: ${String(error)}`),
      );
    });
  }

  async #look(session: Session, taskIds: readonly string[]): Promise<void> {
    for (const taskId of taskIds)
      for (const step of stepsIn(await session.store.taskDetail(taskId, session.annotator))) this.done(step);
    if (walkthroughSteps.every((step) => step === 'share' || this.#done.has(step))) this.#changes?.dispose();
  }

  dispose(): void {
    this.#changes?.dispose();
    this.#listening.dispose();
  }
}
