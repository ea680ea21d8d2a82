import * as vscode from 'vscode';
import type { SubjectView } from '../../protocol/reviewViews.ts';
import { settings, type Services } from '../common/services.ts';
import { RunTerminal } from './runTerminal.ts';

const headStartMs = 250;

/** What people call a program of a task. */
export function subjectTitle(subject: SubjectView): string {
  return subject === 'correction' ? vscode.l10n.t('Correction') : vscode.l10n.t('Response {0}', subject);
}

/** The terminals of runs, one for each subject as it is shown. */
export class RunTerminals {
  readonly #services: Services;
  /** The newest of each subject, and when VS Code has heard that the one before has ended. */
  readonly #newest = new Map<SubjectView, RunTerminal>();
  readonly #released = new Map<SubjectView, Promise<void>>();

  constructor(services: Services) {
    this.#services = services;
  }

  /**
   * A terminal for what begins now, as a VS Code task. It opens in its own time, with what was printed meanwhile: nothing waits for
   * it. `finish` ends it.
   */
  open(subject: SubjectView, source: string): RunTerminal {
    const terminal = new RunTerminal();
    this.#newest.set(subject, terminal);
    const before = this.#released.get(subject) ?? Promise.resolve();
    const released = Promise.all([before, this.#head(terminal)])
      .then(() => this.#execute(subject, source, terminal))
      .catch((error: unknown) => this.#services.log.warn(`terminal: ${String(error)}`));
    this.#released.set(subject, released);
    return terminal;
  }

  /** Brings the newest terminal of a subject forward, without the focus; one that is not there yet comes forward when it is. */
  reveal(subject: SubjectView): void {
    const newest = this.#newest.get(subject);
    if (!newest) return;
    void newest.shown.then(() => {
      if (this.#newest.get(subject) !== newest) return;
      const title = subjectTitle(subject);
      vscode.window.terminals.findLast(({ name }) => name.includes(title))?.show(true);
    });
  }

  /** Opening a terminal takes the editor as long as a short program runs: that gets a head start, so that its result is there first. */
  #head(terminal: RunTerminal): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, headStartMs);
      void terminal.ended.then(() => {
        clearTimeout(timer);
        resolve();
      });
    });
  }

  /** VS Code takes a subject's task for active until it has heard of its end, and would ask what to do with another one. */
  async #execute(subject: SubjectView, source: string, terminal: RunTerminal): Promise<void> {
    // It is over, and a newer one waits: nobody would see it.
    if (terminal.finished && this.#newest.get(subject) !== terminal) return;
    const task = new vscode.Task(
      { type: 'touchstone', response: subject },
      vscode.TaskScope.Workspace,
      subjectTitle(subject),
      source,
      new vscode.CustomExecution(() => Promise.resolve(terminal)),
    );
    task.presentationOptions = {
      reveal:
        settings.revealTerminal() === 'always' ? vscode.TaskRevealKind.Always : vscode.TaskRevealKind.Never,
      panel: vscode.TaskPanelKind.Dedicated,
      focus: false,
      clear: true,
      echo: false,
      showReuseMessage: false,
    };
    await ended(await vscode.tasks.executeTask(task));
  }
}

function ended(execution: vscode.TaskExecution): Promise<void> {
  if (!vscode.tasks.taskExecutions.includes(execution)) return Promise.resolve();
  return new Promise((resolve) => {
    const listening = vscode.tasks.onDidEndTask((event) => {
      if (event.execution !== execution) return;
      listening.dispose();
      resolve();
    });
  });
}
