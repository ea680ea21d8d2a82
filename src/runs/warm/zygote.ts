import { spawn, type ChildProcess, type StdioOptions } from 'node:child_process';
import { readFileSync } from 'node:fs';
import type { Socket } from 'node:net';
import type { Duplex, Readable } from 'node:stream';
import { cover, inheritedDescriptors } from '../process/descriptors.ts';
import { yieldTo } from '../process/priority.ts';
import { kill } from '../process/processTree.ts';
import type { ControlGroup, WrappedZygote } from '../contract/sandbox.ts';
import { descriptorsOfRun } from '../sandbox/pythonZygote.ts';
import { attempt } from '../../platform/errors.ts';

/** A process that waits for its program, in spaces of its own. It serves one run. */
export interface WarmProcess {
  /** On this machine; it stays its own until `over`. */
  pid: number;
  stdin: Duplex;
  stdout: Duplex;
  stderr: Duplex;
  /** What the program writes to descriptor 3. */
  report: Duplex;
  /** Takes the program, and tells how it ended (see `pythonZygote`). */
  control: Duplex;
  /** Holds the run's limits; to be removed once it is over. */
  group: ControlGroup;
  /** File systems that the run alone writes to. */
  disks: readonly string[];
  /** Resolves once the process is gone and with it all that it started. It must be about to end: it has said so or was killed. */
  over(): Promise<void>;
}

/** An interpreter takes less than a second; a machine that is out of breath more. */
const startMs = 20_000;
/** Processes that wait: to join a control group takes the kernel as long as a short program. */
const spares = 2;
/** What is kept of anything that it says, in characters. */
const longest = 100_000;

/**
 * One interpreter in a sandbox, started and waiting, from which runs are forked one after the other. Every run has its own spaces,
 * file systems and descriptors: none sees another, or the zygote, and nothing of it is left once it is over.
 */
export class Zygote {
  readonly #child: ChildProcess;
  readonly #wrapped: WrappedZygote;
  readonly #makeGroup: () => ControlGroup | undefined;
  readonly #ended: Promise<never>;
  readonly #waiting: { pattern: RegExp; resolve: (line: string) => void }[] = [];
  readonly #lines: string[] = [];
  #rest = '';
  #status = '';
  #alive = true;
  #forked = 0;
  /** Of the interpreter, on this machine. */
  #pid: number | undefined;
  readonly #ready: Promise<WarmProcess>[] = [];

  private constructor(wrapped: WrappedZygote, makeGroup: () => ControlGroup | undefined) {
    this.#wrapped = wrapped;
    this.#makeGroup = makeGroup;
    this.#child = start(wrapped);
    const { promise, reject } = Promise.withResolvers<never>();
    this.#ended = promise;
    promise.catch(() => undefined);
    const lost = (why: string): void => {
      this.#alive = false;
      this.#status += why;
      reject(new Error(`The interpreter that waits for programs ended: ${this.#status}`));
    };
    this.#child.once('error', (error) => lost(error.message));
    this.#child.once('exit', (code, signal) => lost(String(code ?? signal)));
    const listen = (stream: Readable | null | undefined, hear: (text: string) => void): void =>
      void stream?.setEncoding('utf8').on('data', hear);
    listen(this.#child.stdout, () => undefined);
    listen(this.#child.stderr, (text) => {
      if (this.#status.length < longest) this.#status += text;
    });
    listen(this.#stream(wrapped.control), (text) => this.#hear(text));
    if (this.#child.pid !== undefined) yieldTo(this.#child.pid, true);
  }

  /**
   * Starts one and has it ready its first process. `makeGroup` makes a control group with the runs' limits. Errors: whatever keeps it
   * from starting.
   */
  static async start(wrapped: WrappedZygote, makeGroup: () => ControlGroup | undefined): Promise<Zygote> {
    const zygote = new Zygote(wrapped, makeGroup);
    let timer: NodeJS.Timeout | undefined;
    try {
      const first = zygote.#first();
      const late = new Promise<never>((_, reject) => {
        timer = setTimeout(
          () => reject(new Error('The interpreter that waits for programs is not ready.')),
          startMs,
        );
      });
      const inside = await Promise.race([first, late]);
      await Promise.race([zygote.#answer(/^ready$/, ''), late]);
      const [pid] = childrenOf(inside);
      if (pid === undefined)
        throw new Error('The system does not tell which processes a process has started.');
      zygote.#pid = pid;
      zygote.#prepare();
      await Promise.race([zygote.#ready[0], late]);
      return zygote;
    } catch (error) {
      zygote.dispose();
      throw error;
    } finally {
      clearTimeout(timer);
    }
  }

  /** How many runs it can still serve. */
  get left(): number {
    return this.#alive ? this.#ready.length + this.#wrapped.runs - this.#forked : 0;
  }

  /** A process for one run; the next ones are made ready meanwhile. */
  async take(): Promise<WarmProcess> {
    const taken = this.#ready.shift();
    if (!taken) throw new Error('There is no process left.');
    this.#prepare();
    return taken;
  }

  /** Whether it keeps this process (the editor's) from ending. Its streams never do. */
  hold(holds: boolean): void {
    if (holds) this.#child.ref();
    else this.#child.unref();
  }

  /** Ends it and every process that it has. */
  dispose(): void {
    this.#alive = false;
    for (const ready of this.#ready.splice(0))
      void ready.then(({ group }) => group.remove()).catch(() => undefined);
    if (this.#child.pid !== undefined && this.#child.exitCode === null) kill(this.#child.pid);
    for (const stream of this.#child.stdio) stream?.destroy();
  }

  #prepare(): void {
    while (this.#ready.length < spares && this.#forked < this.#wrapped.runs) {
      const next = this.#fork(this.#forked++);
      next.catch(() => undefined);
      this.#ready.push(next);
    }
  }

  async #fork(run: number): Promise<WarmProcess> {
    const inside = (await this.#answer(/^forked \d+$/, 'fork\n')).slice('forked '.length);
    const pid = childrenOf(this.#pid ?? 0).find((child) => insideOf(child) === Number(inside));
    if (pid === undefined) throw new Error('The process of the run is not there.');
    const at = this.#wrapped.first + run * descriptorsOfRun;
    const [stdin, stdout, stderr, report, control] = Array.from(
      { length: descriptorsOfRun },
      (_, i) => this.#stream(at + i) as Duplex,
    ) as [Duplex, Duplex, Duplex, Duplex, Duplex];
    // Until then it still has the zygote's own surroundings.
    await Promise.race([isWaiting(control), this.#ended]);
    const group = await this.#bound(pid);
    const over = async (): Promise<void> => {
      await this.#answer(new RegExp(`^reaped ${inside}$`), `reap ${inside}\n`);
      for (const stream of [stdin, stdout, stderr, report, control]) stream.destroy();
    };
    return { pid, stdin, stdout, stderr, report, control, group, disks: this.#wrapped.disks, over };
  }

  /** Puts a process under the limits before anything of a program is in it. */
  async #bound(pid: number): Promise<ControlGroup> {
    const group = this.#makeGroup();
    if (!group) throw new Error('The kernel does not hold the limits of runs.');
    try {
      await group.attach(pid);
      return group;
    } catch (error) {
      void group.remove();
      throw error;
    }
  }

  #stream(fd: number): Duplex | undefined {
    return (this.#child.stdio[fd] as Duplex | null | undefined) ?? undefined;
  }

  /** Says something and waits for the line that answers it. */
  #answer(pattern: RegExp, question: string): Promise<string> {
    const { promise, resolve } = Promise.withResolvers<string>();
    this.#waiting.push({ pattern, resolve });
    if (question) this.#stream(this.#wrapped.control)?.write(question);
    this.#hear('');
    return Promise.race([promise, this.#ended]);
  }

  #hear(text: string): void {
    const lines = (this.#rest + text).split('\n');
    this.#rest = (lines.pop() ?? '').slice(0, longest);
    this.#lines.push(...lines);
    for (const waiting of [...this.#waiting]) {
      const at = this.#lines.findIndex((line) => waiting.pattern.test(line));
      if (at < 0) continue;
      const [line = ''] = this.#lines.splice(at, 1);
      this.#waiting.splice(this.#waiting.indexOf(waiting), 1);
      waiting.resolve(line);
    }
  }

  /** The first process of the sandbox, which waits for the interpreter. */
  async #first(): Promise<number> {
    const stream = this.#stream(this.#wrapped.statusFd);
    const { promise, resolve } = Promise.withResolvers<number>();
    let told = '';
    stream?.setEncoding('utf8').on('data', (text: string) => {
      if (told.length < longest) told += text;
      const pid = /"child-pid": (\d+)\b/.exec(told)?.[1];
      if (pid !== undefined) resolve(Number(pid));
    });
    return Promise.race([promise, this.#ended]);
  }
}

function start({ exe, args, cwd, env, inputs, first, runs }: WrappedZygote): ChildProcess {
  const stdio: StdioOptions & unknown[] = ['pipe', 'pipe', 'pipe', 'ignore'];
  while (stdio.length < first + runs * descriptorsOfRun) stdio.push('pipe');
  for (const fd of inheritedDescriptors()) if (fd >= stdio.length) cover(stdio, fd);
  const child = spawn(exe, args, { cwd, env, stdio, shell: false, detached: true });
  for (const stream of child.stdio as (Socket | null)[]) stream?.on('error', () => undefined).unref();
  for (const [i, input] of inputs.entries()) (child.stdio[4 + i] as Duplex | null | undefined)?.end(input);
  return child;
}

function isWaiting(control: Duplex): Promise<void> {
  return new Promise((resolve, reject) => {
    const why = (said: string): Error => new Error(`The process of a run did not wait: ${said}`);
    control.once('data', (said: Buffer) =>
      said.toString() === 'waiting\n' ? resolve() : reject(why(said.toString())),
    );
    control.once('close', () => reject(why('it ended')));
  });
}

/** Processes that one has started, as the kernel lists them for its first thread. */
function childrenOf(pid: number): number[] {
  const text = attempt(() => readFileSync(`/proc/${pid}/task/${pid}/children`, 'latin1'), '');
  return text.split(' ').filter(Boolean).map(Number);
}

/** What a process that is the first of a space of its own is called in the space around. */
function insideOf(pid: number): number {
  const text = attempt(() => readFileSync(`/proc/${pid}/status`, 'latin1'), '');
  return Number(/^NSpid:\s+(.*)$/m.exec(text)?.[1]?.split(/\s+/).at(-2));
}
