import { readFileSync } from 'node:fs';
import type { ExecutionEnd, RunOptions, StepControl, WaitingInterpreters } from '../contract/runRequest.ts';
import { noSandbox } from '../sandbox/noSandbox.ts';
import { runEnvironment } from '../process/environment.ts';
import { executeWarm } from './executeWarm.ts';
import { Zygote, type WarmProcess } from './zygote.ts';
import { attempt } from '../../platform/errors.ts';

/** Runs that one interpreter serves before a new one takes its place. */
const [fewRuns, manyRuns] = [24, 128];
/** Each run needs descriptors of its own; where a process may have at least so many, they are no matter. */
const manyDescriptors = 16_384;
/** With less left than this it is time to start the next one. */
const followedAt = 8;
/** An interpreter that waited this long for a program is ended. */
const idleMs = 5_000;

interface Taken {
  process: WarmProcess;
  release: () => void;
}

interface Waiting {
  zygote: Zygote;
  timer: NodeJS.Timeout;
}

/**
 * Interpreters that were started before their programs came. For many short runs in a row most of a run's time is the interpreter's
 * start; here a fork takes its place. Only where a sandbox keeps the runs apart and the kernel holds their limits.
 */
export class WarmPool implements WaitingInterpreters {
  readonly #waiting = new Map<string, Waiting[]>();
  readonly #all = new Set<Zygote>();
  /** Those whose successor is on its way. */
  readonly #followed = new WeakSet<Zygote>();
  /** What did not start once is not tried again: runs go without. */
  readonly #refused = new Set<string>();
  #disposed = false;

  async run(options: RunOptions, control: StepControl): Promise<ExecutionEnd | undefined> {
    const taken = await this.#take(options);
    if (!taken) return undefined;
    try {
      return await executeWarm(options, taken.process, control);
    } finally {
      taken.release();
    }
  }

  /** A process for this run; undefined where it has to start one of its own. `release` is to be called once the run is over. */
  async #take(options: RunOptions): Promise<Taken | undefined> {
    if (this.#disposed || !fits(options)) return undefined;
    const key = keyOf(options);
    if (this.#refused.has(key)) return undefined;
    for (let zygote = this.#wake(key); zygote; zygote = this.#wake(key)) {
      const taken = await this.#takeFrom(key, zygote, options);
      if (taken) return taken;
    }
    try {
      return await this.#takeFrom(key, await this.#start(options), options);
    } catch {
      this.#refused.add(key);
      return undefined;
    }
  }

  async #takeFrom(key: string, zygote: Zygote, options: RunOptions): Promise<Taken | undefined> {
    try {
      const process = await zygote.take();
      if (zygote.left < followedAt && !this.#followed.has(zygote)) this.#follow(key, zygote, options);
      return { process, release: () => this.#release(key, zygote) };
    } catch {
      this.#drop(zygote); // it has died
      return undefined;
    }
  }

  dispose(): void {
    this.#disposed = true;
    for (const waiting of this.#waiting.values()) for (const { timer } of waiting) clearTimeout(timer);
    this.#waiting.clear();
    for (const zygote of [...this.#all]) this.#drop(zygote);
  }

  async #start({ runner, sandbox = noSandbox, limits, env = process.env }: RunOptions): Promise<Zygote> {
    const program = { root: '', program: '', work: '', home: '', temp: '' };
    const paths = sandbox.paths(program);
    const environment = runEnvironment(env, paths, runner.env);
    const args = [`${paths.program}/${runner.fileName}`];
    const command = { exe: runner.exe, args, cwd: paths.work, env: environment };
    const { visible } = runner;
    const pythonPath = environment['PYTHONPATH'];
    const wrapped = sandbox.wrapZygote?.(command, { visible, limits, runs: runsOfOne(), pythonPath });
    if (!wrapped) throw new Error('This sandbox starts an interpreter for each run.');
    const zygote = await Zygote.start(wrapped, () => sandbox.controlGroup(limits));
    if (this.#disposed) zygote.dispose();
    else this.#all.add(zygote);
    return zygote;
  }

  /** Has the next one ready when this one is spent. */
  #follow(key: string, zygote: Zygote, options: RunOptions): void {
    this.#followed.add(zygote);
    this.#start(options).then(
      (next) => this.#release(key, next),
      () => undefined, // the next run that needs one says what that means
    );
  }

  /** Of those that wait the one that is spent first. */
  #wake(key: string): Zygote | undefined {
    const waiting = this.#waiting.get(key) ?? [];
    const entry = waiting
      .toSorted((a, b) => a.zygote.left - b.zygote.left)
      .find(({ zygote }) => zygote.left > 0);
    if (!entry) return undefined;
    waiting.splice(waiting.indexOf(entry), 1);
    clearTimeout(entry.timer);
    entry.zygote.hold(true);
    return entry.zygote;
  }

  #release(key: string, zygote: Zygote): void {
    if (this.#disposed || zygote.left === 0) return this.#drop(zygote);
    const timer = setTimeout(() => {
      const others = this.#waiting.get(key)?.filter((entry) => entry.zygote !== zygote);
      this.#waiting.set(key, others ?? []);
      this.#drop(zygote);
    }, idleMs).unref();
    zygote.hold(false);
    this.#waiting.set(key, [...(this.#waiting.get(key) ?? []), { zygote, timer }]);
  }

  #drop(zygote: Zygote): void {
    this.#all.delete(zygote);
    zygote.dispose();
  }
}

/** Python as Touchstone starts it, without files beside the program. */
function fits({ runner, sandbox }: RunOptions): boolean {
  const { language, args, compile, files, links, naming } = runner;
  if (!sandbox?.wrapZygote || language !== 'python' || compile || naming) return false;
  return args.length === 1 && args[0] === '{file}' && !hasAny(files) && !hasAny(links);
}

function hasAny(record: Record<string, string> | undefined): boolean {
  return Object.keys(record ?? {}).length > 0;
}

/** What an interpreter cannot change any more once it runs. */
function keyOf({ runner, sandbox, limits, env }: RunOptions): string {
  const { exe, env: own, visible, fileName } = runner;
  const bounds = { ...limits, timeoutMs: 0, outputBytes: 0 };
  return JSON.stringify([exe, own, visible, fileName, sandbox?.spec, bounds, env]);
}

function runsOfOne(): number {
  const limits = attempt(() => readFileSync('/proc/self/limits', 'latin1'), '');
  const most = /^Max open files\s+(\d+|unlimited)/m.exec(limits)?.[1];
  return most === 'unlimited' || Number(most) >= manyDescriptors ? manyRuns : fewRuns;
}
