import { capture, type Capture } from '../process/capture.ts';
import { endOf, feed, jobMessage, whenClosed, within } from '../process/execution.ts';
import type { ExecutionEnd, StepControl, RunOptions } from '../contract/runRequest.ts';
import { signalName, termGraceMs } from '../process/guard.ts';
import { hasten, yieldTo } from '../process/priority.ts';
import { cpuUseOf, lackedCpu } from '../process/cpuShare.ts';
import { kill, signalTree } from '../process/processTree.ts';
import { RunClock, startMs, whenBegun } from '../process/runClock.ts';
import type { LimitName } from '../../domain/run.ts';
import { Watchdog } from '../process/watchdog.ts';
import type { WarmProcess } from './zygote.ts';

/** Processes still write for a moment what they wrote before they ended. */
const drainMs = 500;

/**
 * Runs the program in a process that waits for it. Resolves to undefined where it was not started in it: it is then to be started as
 * any other.
 */
export async function executeWarm(
  options: RunOptions,
  process: WarmProcess,
  control: StepControl,
): Promise<ExecutionEnd | undefined> {
  if (!control.stopped) return new WarmRun(options, process, control).done();
  await end(process);
  await process.group.remove();
  return undefined;
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
  #started = performance.now();
  #limit: LimitName | undefined;
  #lackedCpu = false;
  #asked = false;
  #forced: NodeJS.Timeout | undefined;

  constructor(options: RunOptions, process: WarmProcess, control: StepControl) {
    [this.#options, this.#process, this.#control] = [options, process, control];
    const { pid, disks, group } = process;
    const { limits } = options;
    yieldTo(pid, true);
    const onLimit = (limit: LimitName): void => this.#reach(limit);
    this.#watchdog = new Watchdog({ pid, limits, group, own: 1, disks, folders: [], onLimit });
  }

  async done(): Promise<ExecutionEnd | undefined> {
    const { limits, onOutput, stdin, assembled } = this.#options;
    const { stdout, stderr, report, control } = this.#process;
    const said = capture(control, 1000, () => undefined);
    const out = capture(stdout, limits.outputBytes, (chunk) => onOutput?.('stdout', chunk));
    const err = capture(stderr, limits.outputBytes, (chunk) => onOutput?.('stderr', chunk));
    const clock = new RunClock(limits.timeoutMs, startMs, () => this.#reach('time'));
    const begin = (): void => {
      this.#started = performance.now();
      clock.release();
    };
    const value = capture(report, limits.outputBytes, whenBegun(begin));
    const closed = whenClosed([stdout, stderr, report]);
    const over = ended(control, said);
    this.#control.kill = () => this.#ask();
    const { code, reportsValue, job } = assembled;
    control.write(message(code, job === undefined ? Number(reportsValue) : 2, this.#options.args ?? []));
    if (job === undefined) begin();
    else report.write(jobMessage(job));
    feed(this.#process, stdin, this.#control);
    try {
      await over;
      const durationMs = performance.now() - this.#started;
      clock.stop();
      this.#control.kill = undefined;
      clearTimeout(this.#forced);
      const gone = end(this.#process);
      await within(closed, drainMs);
      // Once all that could write is gone, the kernel still takes as long as a short program to clear the spaces away.
      if (this.#asked || out.full || err.full) await gone;
      const limit = this.#watchdog.stop();
      this.#limit ??= limit;
      void gone.then(() => this.#process.group.remove());
      const code = /^ended (\d+)$/m.exec(said.text())?.[1];
      // Its own first process went away, or could not start it: nobody has asked for that.
      if (code === undefined && !this.#asked && this.#limit === undefined) return undefined;
      const number = code === undefined ? undefined : Number(code);
      const signal = number === undefined ? 'SIGKILL' : number > 128 ? signalName(number - 128) : undefined;
      const exitCode = signal === undefined ? number : undefined;
      const { peakMemoryBytes } = this.#watchdog;
      const told = { limit: this.#limit, lackedCpu: this.#lackedCpu, peakMemoryBytes };
      const captured = { stdout: out, stderr: err, report: value };
      return endOf(
        { exitCode, signal, durationMs },
        this.#control,
        told,
        captured,
        assembled.counts ?? job !== undefined,
      );
    } finally {
      clock.stop();
      this.#control.kill = undefined;
      this.#control.stdin = undefined;
    }
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
    if (limit !== 'time') return this.#force();
    this.#lackedCpu = lackedCpu(cpuUseOf(this.#process.pid), performance.now() - this.#started);
    this.#ask();
  }

  /** The first process takes all others of its space with it. */
  #force(): void {
    this.#asked = true;
    kill(this.#process.pid);
    hasten(this.#process.pid);
  }
}

/** What the waiting process is told: the way (1: it reports, 2: it is judged), sizes in bytes, then program and arguments. */
function message(code: string, way: number, args: readonly string[]): Buffer {
  const texts = [code, ...args].map((text) => Buffer.from(text));
  const head = [way, ...texts.map((text) => text.length)].join(' ');
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
