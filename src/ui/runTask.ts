import * as vscode from 'vscode';
import type { SubjectView } from '../protocol/review.ts';
import type { Services } from './context.ts';
import { RunTerminal } from './terminal.ts';

/** Milliseconds until a run goes on without a terminal that does not open. */
const openLimitMs = 5000;

/** What people call a program of a task. */
export function subjectTitle(subject: SubjectView): string {
  return subject === 'correction' ? vscode.l10n.t('Correction') : vscode.l10n.t('Response {0}', subject);
}

export interface TerminalTask<T> {
  subject: SubjectView;
  /** What stands beside the subject in the terminal's list. */
  source: string;
  /** Takes the keyboard: a shell does, a run does not. */
  focus?: boolean;
  /** Told as soon as VS Code has heard of the end: it would ask what to do with a task that is started twice. */
  released: () => void;
  /** The work; what it prints goes to the terminal. It must not throw. */
  work: (terminal: RunTerminal) => Promise<T>;
}

/** Does work behind a terminal of its own, as a VS Code task. Resolves to undefined when it could not be started. */
export function inTerminal<T>(services: Services, options: TerminalTask<T>): Promise<T | undefined> {
  return new Promise((resolve, reject) => {
    const terminal = new RunTerminal(async (t) => {
      resolve(await options.work(t));
      // A failing program is an expected outcome and shown as such; a task that fails would put up a notification.
      return 0;
    });
    const task = new vscode.Task(
      { type: 'touchstone', response: options.subject },
      vscode.TaskScope.Workspace,
      subjectTitle(options.subject),
      options.source,
      new vscode.CustomExecution(() => Promise.resolve(terminal)),
    );
    task.presentationOptions = {
      reveal: vscode.TaskRevealKind.Always,
      panel: vscode.TaskPanelKind.Dedicated,
      focus: options.focus ?? false,
      clear: true,
      echo: false,
      showReuseMessage: false,
    };
    const unseen = setTimeout(() => {
      services.log.warn('VS Code opened no terminal; the response runs without one.');
      terminal.open();
    }, openLimitMs);
    terminal.onDidOpen(() => clearTimeout(unseen));
    vscode.tasks.executeTask(task).then(
      (execution) => void ended(execution).then(options.released),
      (error: unknown) => {
        clearTimeout(unseen);
        options.released();
        reject(error instanceof Error ? error : new Error(String(error)));
      },
    );
  });
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
