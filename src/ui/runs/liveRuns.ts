import { shownOutput } from '../../review/runViews.ts';
import * as vscode from 'vscode';
import type { RunHead, RunView } from '../../protocol/reviewViews.ts';
import type { OutputStream } from '../../runs/contract/runRequest.ts';
import type { Subject } from '../../domain/run.ts';
import { RunChanges, type RunChange } from './runChanges.ts';
import { Owner } from '../common/owner.ts';

/** Milliseconds between two messages while something prints. */
const pace = 100;

/** Which run: of which program, with which input; none is the program as it is. */
export interface RunAt {
  taskId: string;
  subject: Subject;
  inputId?: string;
}

interface LiveRun {
  view: RunView;
  /** `nothing`: it ended without a result. */
  over: false | 'ended' | 'nothing';
}

/** What runs right now and is not in the store yet, as the panel shows it. */
export class LiveRuns extends Owner {
  readonly #changed = this.own(new vscode.EventEmitter<{ taskId: string; changes: RunChange[] }>());
  readonly #ended = this.own(new vscode.EventEmitter<string>());
  /** By task and program, then by input. Those that are over stay until all of the task are. */
  readonly #runs = new Map<string, Map<Subject, Map<string, LiveRun>>>();
  readonly #changes = new RunChanges();
  #timer: NodeJS.Timeout | undefined;
  #last = -pace;

  /** What changed in the runs of a task: at most ten times a second, and at most 70 kB of output in one. */
  readonly onDidChange = this.#changed.event;
  /** All runs of a task are over, and in the store. */
  readonly onDidEnd = this.#ended.event;

  /** Those of one program. One that has ended is stored with others a moment later: until then it is known here alone. */
  of(taskId: string, subject: Subject): RunView[] {
    const runs = [...(this.#runs.get(taskId)?.get(subject)?.values() ?? [])];
    return runs.filter(({ over }) => over !== 'nothing').map(({ view }) => view);
  }

  has(taskId: string): boolean {
    return this.#runs.has(taskId);
  }

  /** Announces runs to come; `undefined` is the program as it is. */
  wait(taskId: string, subject: Subject, inputIds: (string | undefined)[]): void {
    const ofTask = this.#runs.get(taskId) ?? new Map<Subject, Map<string, LiveRun>>();
    this.#runs.set(taskId, ofTask);
    const runs = new Map<string, LiveRun>();
    ofTask.set(subject, runs);
    for (const inputId of inputIds) {
      const view: RunView = {
        id: `live:${keyOf(taskId, subject)}:${inputId ?? ''}:${performance.now()}`,
        ...(inputId === undefined ? {} : { inputId }),
        status: 'waiting',
        stdout: '',
        stderr: '',
        truncatedBytes: 0,
        runner: '',
        sandbox: '',
        stale: false,
      };
      runs.set(inputId ?? '', { view, over: false });
      this.#changes.head(taskId, subject, view);
    }
    this.#soon();
  }

  start(at: RunAt, what: Pick<RunView, 'runner' | 'sandbox'>): void {
    const run = this.#run(at);
    if (!run) return;
    Object.assign(run.view, what, { status: 'running' });
    this.#changes.head(at.taskId, at.subject, run.view);
    this.#soon();
  }

  /** Output that may be shown as it is. */
  print(at: RunAt, stream: OutputStream, text: string): void {
    const view = this.#run(at)?.view;
    if (!view || text === '' || view[stream].length >= shownOutput) return;
    view[stream] = (view[stream] + text).slice(0, shownOutput);
    this.#changes.output(at.taskId, at.subject, view);
    this.#soon();
  }

  /** A run waits for input, or goes on. */
  waits(at: RunAt, waits: boolean): void {
    const run = this.#run(at);
    if (!run || run.over || (run.view.waits ?? false) === waits) return;
    run.view.waits = waits;
    this.#changes.head(at.taskId, at.subject, run.view);
    this.#soon();
  }

  /** One is over. Without how it ended it came to nothing. */
  end(at: RunAt, head?: RunHead): void {
    const run = this.#run(at);
    if (!run || run.over) return;
    run.over = head ? 'ended' : 'nothing';
    delete run.view.waits;
    Object.assign(run.view, head ?? { status: 'stopped' });
    this.#changes.head(at.taskId, at.subject, run.view, true);
    this.#soon();
  }

  /** All of one program are over. */
  clear(taskId: string, subject: Subject): void {
    const ofTask = this.#runs.get(taskId);
    const runs = ofTask?.get(subject);
    if (!ofTask || !runs) return;
    for (const { view } of runs.values()) this.end({ taskId, subject, inputId: view.inputId });
    const going = [...ofTask.values()].some((one) => [...one.values()].some(({ over }) => !over));
    if (going) return;
    this.#runs.delete(taskId);
    this.#changes.forget(taskId);
    this.#ended.fire(taskId);
  }

  #run({ taskId, subject, inputId = '' }: RunAt): LiveRun | undefined {
    return this.#runs.get(taskId)?.get(subject)?.get(inputId);
  }

  #soon(): void {
    this.#timer ??= setTimeout(
      () => {
        this.#timer = undefined;
        this.#last = performance.now();
        for (const change of this.#changes.take()) this.#changed.fire(change);
        if (this.#changes.waiting) this.#soon();
      },
      Math.max(0, this.#last + pace - performance.now()),
    );
  }

  override dispose(): void {
    clearTimeout(this.#timer);
    super.dispose();
  }
}

export function keyOf(taskId: string, subject: Subject): string {
  return `${subject}:${taskId}`;
}
