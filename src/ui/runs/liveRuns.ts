import * as vscode from 'vscode';
import type { RunView } from '../../protocol/reviewMessages.ts';
import type { OutputStream } from '../../runs/startRun.ts';
import type { Subject } from '../../domain/run.ts';

/** Characters of each output that the panel shows; the whole is in the store and in the terminal. */
export const shownOutput = 20_000;
/** Milliseconds between two snapshots while something prints. */
const pace = 100;

/** What runs right now and is not in the store yet, as the panel shows it. */
export class LiveRuns implements vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<void>();
  readonly #views = new Map<string, Map<string, RunView>>();
  #timer: NodeJS.Timeout | undefined;
  #last = -pace;

  /** At most ten times a second. */
  readonly onDidChange = this.#changed.event;

  /** Those of one program: the one under way and those that wait for their turn. */
  of(taskId: string, subject: Subject): RunView[] {
    return [...(this.#views.get(keyOf(taskId, subject))?.values() ?? [])];
  }

  /** Announces runs to come; `undefined` is the program as it is. */
  wait(taskId: string, subject: Subject, inputIds: (string | undefined)[]): void {
    const key = keyOf(taskId, subject);
    const views = new Map<string, RunView>();
    for (const inputId of inputIds)
      views.set(inputId ?? '', {
        id: `live:${key}:${inputId ?? ''}`,
        ...(inputId === undefined ? {} : { inputId }),
        status: 'waiting',
        stdout: '',
        stderr: '',
        truncatedBytes: 0,
        runner: '',
        sandbox: '',
        stale: false,
      });
    this.#views.set(key, views);
    this.#soon();
  }

  start(
    taskId: string,
    subject: Subject,
    inputId: string | undefined,
    what: Pick<RunView, 'runner' | 'sandbox'>,
  ): void {
    const view = this.#views.get(keyOf(taskId, subject))?.get(inputId ?? '');
    if (!view) return;
    Object.assign(view, what, { status: 'running' });
    this.#soon();
  }

  /** Output that may be shown as it is. */
  print(
    taskId: string,
    subject: Subject,
    inputId: string | undefined,
    stream: OutputStream,
    text: string,
  ): void {
    const view = this.#views.get(keyOf(taskId, subject))?.get(inputId ?? '');
    if (!view || text === '' || view[stream].length >= shownOutput) return;
    view[stream] = (view[stream] + text).slice(0, shownOutput);
    this.#soon();
  }

  /** One is over: the store has it. */
  end(taskId: string, subject: Subject, inputId: string | undefined): void {
    this.#views.get(keyOf(taskId, subject))?.delete(inputId ?? '');
    this.#soon();
  }

  /** All of one program are over. */
  clear(taskId: string, subject: Subject): void {
    if (this.#views.delete(keyOf(taskId, subject))) this.#soon();
  }

  #soon(): void {
    this.#timer ??= setTimeout(
      () => {
        this.#timer = undefined;
        this.#last = performance.now();
        this.#changed.fire();
      },
      Math.max(0, this.#last + pace - performance.now()),
    );
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#changed.dispose();
  }
}

export function keyOf(taskId: string, subject: Subject): string {
  return `${subject}:${taskId}`;
}
