import type { ChildProcess } from 'node:child_process';
import { constants } from 'node:os';
import type { Readable, Writable } from 'node:stream';
import type { Execution } from '../contract/runRequest.ts';
import { hasten, yieldTo } from './priority.ts';
import { cpuUseOf, lackedCpu } from './cpuShare.ts';
import { kill, killMarked, processInfo, signalTree } from './processTree.ts';
import type { ControlGroup } from '../contract/sandbox.ts';
import type { LimitName } from '../../domain/run.ts';
import { Watchdog } from './watchdog.ts';

/** How a program ended, or why it never started (`program`: its own file cannot be started; else the sandbox). */
export interface Status {
  exitCode?: number;
  signal?: string;
  failure?: { program: boolean; detail: string };
}

/** Between asking a program to end and making it. */
export const termGraceMs = 500;
/** How long the kernel may take to clear away a killed tree, and between two looks. */
const clearMs = 10_000;
const lookMs = 5;
/** More than this is no status line. */
const statusBytes = 10_000;

/** Holds one execution within its limits, and ends it with everything that it started. */
export class Guard {
  /** The limit that was reached. */
  limit: LimitName | undefined;
  /** The time limit was reached because others had the processor. */
  lackedCpu = false;
  /** Called once the process may go on: at once, or when it is bounded. */
  onRelease: (() => void) | undefined;
  readonly #execution: Execution;
  #group: ControlGroup | undefined;
  #child: ChildProcess | undefined;
  /** The first process inside the sandbox. */
  #first: number | undefined;
  #watchdog: Watchdog | undefined;
  #peak: number | undefined;
  #said = '';
  #asked = false;
  #forced: NodeJS.Timeout | undefined;
  #closing: Promise<void> | undefined;
  #started = performance.now();

  constructor(execution: Execution) {
    this.#execution = execution;
    this.#group = execution.sandbox.controlGroup(execution.limits);
  }

  get peakMemoryBytes(): number | undefined {
    return this.#peak;
  }

  durationMs(): number {
    return performance.now() - this.#started;
  }

  /** What is measured begins. */
  begin(): void {
    this.#started = performance.now();
  }

  /** Hears from the sandbox's supervisor which process is the first inside; it waits until it is bounded. */
  listen(status: Readable | null): void {
    status?.setEncoding('utf8').on('data', (text: string) => {
      if (this.#said.length < statusBytes) this.#said += text;
      const pid = this.#answer('child-pid');
      if (pid === undefined || this.#first !== undefined) return;
      this.#first = pid;
      void this.#release(pid);
    });
  }

  /** Called once the process is there (or could not be started). */
  watch(child: ChildProcess): void {
    this.#child = child;
    const { command, folder, compiling } = this.#execution;
    if (child.pid === undefined) return;
    // Programs that burn every processor leave the editor its turn: what they start inherits this.
    yieldTo(child.pid, this.#group !== undefined);
    if (command.supervisor) return;
    this.onRelease?.();
    const folders = [folder.work, folder.home, folder.temp, ...(compiling ? [folder.program] : [])];
    this.#startWatchdog(child.pid, 0, folders);
  }

  /** Asks the program to end, and makes it after a moment. */
  ask(): void {
    if (this.#asked) return;
    this.#asked = true;
    const pid = this.#first ?? (this.#execution.command.supervisor ? undefined : this.#child?.pid);
    if (pid === undefined) return this.#force();
    signalTree(pid, 'SIGTERM');
    this.#forced = setTimeout(() => this.#force(), termGraceMs);
  }

  /** Ends the program because of a limit: at once, but for the time limit, at which it may still say something. */
  reach(limit: LimitName): void {
    if (this.limit !== undefined) return;
    this.limit = limit;
    if (limit !== 'time') return this.#force();
    const pid = this.#first ?? this.#child?.pid;
    this.lackedCpu = lackedCpu(pid === undefined ? undefined : cpuUseOf(pid), this.durationMs());
    this.ask();
  }

  /** Makes sure that no process is left. To be called when the program has ended, or cannot start. */
  close(): Promise<void> {
    return (this.#closing ??= this.#close());
  }

  /** What the end means, once `close` is through. */
  status(end: { code: number | null; signal: string | null }, stderr: string): Status {
    if (!this.#execution.command.supervisor)
      return { exitCode: end.code ?? undefined, signal: end.signal ?? undefined };
    const code = this.#answer('exit-code');
    if (code === undefined && !this.#asked && this.limit === undefined) {
      const program = /^bwrap: execvp /m.test(stderr);
      return { failure: { program, detail: stderr.trim() || `It ended with ${end.code ?? end.signal}.` } };
    }
    const failed = /^prlimit: failed to execute .*$/m.exec(stderr);
    if (failed && (code === 126 || code === 127)) return { failure: { program: true, detail: failed[0] } };
    if (code === undefined) return { signal: 'SIGKILL' };
    // Inside, a signal shows as 128 and its number, as in a shell.
    const signal = code > 128 ? signalName(code - 128) : undefined;
    return signal === undefined ? { exitCode: code } : { signal };
  }

  async #release(pid: number): Promise<void> {
    const { supervisor } = this.#execution.command;
    if (!supervisor) return;
    try {
      await this.#group?.attach(pid);
    } catch {
      // It goes on under the watchdog alone, which counts for itself then.
      void this.#group?.remove();
      this.#group = undefined;
    }
    // Ended meanwhile: there is nothing to release.
    if (this.#closing) return;
    this.onRelease?.();
    (this.#child?.stdio[supervisor.blockFd] as Writable | null | undefined)?.end('\n');
    const { folder, compiling } = this.#execution;
    this.#startWatchdog(pid, 1, compiling ? [folder.program] : []);
  }

  #startWatchdog(pid: number, own: number, folders: string[]): void {
    const { limits, command } = this.#execution;
    const { disks = [] } = command.supervisor ?? {};
    const onLimit = (limit: LimitName): void => this.reach(limit);
    this.#watchdog = new Watchdog({ pid, limits, group: this.#group, own, disks, folders, onLimit });
  }

  /** Kills the first process inside, and the kernel all others with it; else the group. */
  #force(): void {
    this.#asked = true;
    clearTimeout(this.#forced);
    if (this.#first !== undefined) this.#killFirst(this.#first);
    const pid = this.#child?.pid;
    if (pid !== undefined && this.#child?.exitCode === null) signalTree(pid, 'SIGKILL');
  }

  #killFirst(first: number): void {
    kill(first);
    hasten(first);
  }

  async #close(): Promise<void> {
    clearTimeout(this.#forced);
    const pid = this.#child?.pid;
    if (pid !== undefined) {
      if (this.#first !== undefined) {
        this.#killFirst(this.#first);
        await this.#cleared(this.#first);
      }
      signalTree(pid, 'SIGKILL');
      if (!this.#execution.sandbox.isolated) await killMarked(this.#execution.mark);
    }
    const limit = this.#watchdog?.stop();
    this.#peak = this.#watchdog?.peakMemoryBytes;
    this.limit ??= limit;
    await this.#group?.remove();
  }

  /** Once the first process is gone, so are all others inside. */
  async #cleared(first: number): Promise<void> {
    const end = performance.now() + clearMs;
    for (;;) {
      const info = processInfo(first);
      if (!info || info.zombie || performance.now() > end) return;
      await new Promise((resolve) => setTimeout(resolve, lookMs));
    }
  }

  /** A number that the supervisor told. */
  #answer(name: string): number | undefined {
    const found = new RegExp(`"${name}": (\\d+)\\b`).exec(this.#said)?.[1];
    return found === undefined ? undefined : Number(found);
  }
}

/** `SIGKILL` for 9. */
export function signalName(number: number): string | undefined {
  return Object.entries(constants.signals).find(([, value]) => value === number)?.[0];
}
