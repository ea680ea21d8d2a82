import { capture, type Capture } from '../process/capture.ts';
import { feed, whenClosed, within, type ExecutionEnd, type StepControl } from '../process/execution.ts';
import { signalName, termGraceMs } from '../process/guard.ts';
import { hasten, yieldTo } from '../process/priority.ts';
import { kill, signalTree } from '../process/processTree.ts';
import { parseReport } from '../process/report.ts';
import type { RunOptions } from '../startRun.ts';
import type { LimitName } from '../../domain/run.ts';
import { Watchdog } from '../process/watchdog.ts';
import type { WarmPool } from './warmPool.ts';
import type { WarmProcess } from './zygote.ts';

/** Processes still write for a moment what they wrote before they ended. */
const drainMs = 500;

/**
 * Runs the program in a process that waits for it. Resolves to undefined where there is none, or the program was not started in it: it
 * is then to be started as any other.
 */
export async function executeWarm(
  options: RunOptions,
  pool: WarmPool,
  control: StepControl,
): Promise<ExecutionEnd | undefined> {
  const taken = await pool.take(options);
  if (!taken) return undefined;
  try {
    if (control.stopped) {
      await end(taken.process);
      await taken.process.group.remove();
      return undefined;
    }
    return await new WarmRun(options, taken.process, control).done();
  } finally {
    taken.release();
  }
}

async function end(process: WarmProcess): Promise<void> {
  kill(process.pid);
  // Where the zygote itself has died, all its processes have.
  await process.over().catch(() => undefined);
}

class WarmRun {
  readonly #options: RunOptions;
  readonly #process: WarmProcess;
  readonly #control: StepControl;
  readonly #watchdog: Watchdog;
  readonly #started = performance.now();
  #limit: LimitName | undefined;
  #peak: number | undefined;
  #asked = false;
  #forced: NodeJS.Timeout | undefined;

  constructor(options: RunOptions, process: WarmProcess, control: StepControl) {
    [this.#options, this.#process, this.#control] = [options, process, control];
    const { pid, disks, group } = process;
    yieldTo(pid, true);
    const onLimit = (limit: LimitName): void => this.#reach(limit);
    this.#watchdog = new Watchdog({
      pid,
      limits: options.limits,
      group,
      own: 1,
      disks,
      folders: [],
      onLimit,
    });
  }

  async done(): Promise<ExecutionEnd | undefined> {
    const { limits, onOutput, stdin, assembled } = this.#options;
    const { stdout, stderr, report, control } = this.#process;
    const said = capture(control, 1000, () => undefined);
    const out = capture(stdout, limits.outputBytes, (chunk) => onOutput?.('stdout', chunk));
    const err = capture(stderr, limits.outputBytes, (chunk) => onOutput?.('stderr', chunk));
    const value = capture(report, limits.outputBytes, () => undefined);
    const closed = whenClosed([stdout, stderr, report]);
    const over = ended(control, said);
    this.#control.kill = () => this.#ask();
    control.write(message(assembled.code, assembled.reportsValue, this.#options.args ?? []));
    feed(this.#process, stdin, this.#control);
    const timer = setTimeout(() => this.#reach('time'), limits.timeoutMs);
    try {
      await over;
      const durationMs = performance.now() - this.#started;
      clearTimeout(timer);
      this.#control.kill = undefined;
      clearTimeout(this.#forced);
      const gone = end(this.#process);
      await within(closed, drainMs);
      // Once all that could write is gone, the kernel still takes as long as a short program to clear the spaces away.
      if (this.#asked || out.full || err.full) await gone;
      this.#look();
      void gone.then(() => this.#process.group.remove());
      const code = /^ended (\d+)$/m.exec(said.text())?.[1];
      // Its own first process went away, or could not start it: nobody has asked for that.
      if (code === undefined && !this.#asked && this.#limit === undefined) return undefined;
      return this.#outcome(code === undefined ? undefined : Number(code), durationMs, out, err, value);
    } finally {
      clearTimeout(timer);
      this.#control.kill = undefined;
      this.#control.stdin = undefined;
    }
  }

  #outcome(
    code: number | undefined,
    durationMs: number,
    out: Capture,
    err: Capture,
    value: Capture,
  ): ExecutionEnd {
    const signal = code === undefined ? 'SIGKILL' : code > 128 ? signalName(code - 128) : undefined;
    const report = parseReport(value.text());
    const limit = this.#limit;
    const peakMemoryBytes = this.#peak;
    return {
      ...(signal === undefined ? { exitCode: code } : { signal }),
      timedOut: limit === 'time',
      stopped: this.#control.stopped && limit === undefined,
      ...(limit === undefined ? {} : { limit }),
      stdout: out.text(),
      stderr: err.text(),
      truncatedBytes: out.truncated + err.truncated,
      durationMs,
      ...(peakMemoryBytes === undefined ? {} : { peakMemoryBytes }),
      ...(report ? { report } : {}),
    };
  }

  /** Asks the program to end, and makes it after a moment. */
  #ask(): void {
    if (this.#asked) return;
    this.#asked = true;
    signalTree(this.#process.pid, 'SIGTERM');
    this.#forced = setTimeout(() => this.#force(), termGraceMs);
  }

  #reach(limit: LimitName): void {
    if (this.#limit !== undefined) return;
    this.#limit = limit;
    if (limit === 'time') this.#ask();
    else this.#force();
  }

  /** The first process takes all others of its space with it. */
  #force(): void {
    this.#asked = true;
    kill(this.#process.pid);
    hasten(this.#process.pid);
  }

  /** The last look at the limits. */
  #look(): void {
    const limit = this.#watchdog.stop();
    this.#limit ??= limit;
    this.#peak = this.#watchdog.peakMemoryBytes;
  }
}

/** What the waiting process is told: sizes in bytes, then program and arguments. */
function message(code: string, reports: boolean, args: readonly string[]): Buffer {
  const texts = [code, ...args].map((text) => Buffer.from(text));
  const head = [reports ? 1 : 0, ...texts.map((text) => text.length)].join(' ');
  return Buffer.concat([Buffer.from(`${head}\n`), ...texts]);
}

/** Resolves once the first process has said how it ended, or says nothing more. */
function ended(control: WarmProcess['control'], said: Capture): Promise<void> {
  return new Promise((resolve) => {
    control.on('data', () => {
      if (said.text().includes('\n')) resolve();
    });
    control.once('close', resolve);
  });
}
