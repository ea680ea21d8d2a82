import type { Environment, OutputStream, RunHandle, RunOptions, RunOutcome } from '../contract/runRequest.ts';
import type { SandboxSpec } from '../contract/sandbox.ts';
import { serve, type Call } from '../../platform/workerServer.ts';
import { sandboxOf } from '../sandbox/sandboxOf.ts';
import { startRun } from '../startRun.ts';
import { WarmPool } from '../warm/warmPool.ts';
import { OutputBatch } from './outputBatch.ts';

/**
 * The thread that starts programs, reads their output, watches their processes and removes their folders. A sandbox dies with the
 * thread that started it.
 */

/** A run's options as plain data. */
export interface PlainRunOptions extends Omit<
  RunOptions,
  'signal' | 'onOutput' | 'sandbox' | 'env' | 'pool'
> {
  sandbox: SandboxSpec;
  env?: Environment;
  /** Whether anybody wants the output as it comes. */
  shows: boolean;
}

/** Each run has a number; runs go on side by side. Cancelling one stops it. */
export interface RunThread {
  run(number: number, options: PlainRunOptions): Promise<RunOutcome>;
  write(number: number, text: string): void;
  end(number: number): void;
}

export interface RunOutput {
  stream: OutputStream;
  chunk: Uint8Array;
}

const pool = new WarmPool();
const runs = new Map<number, RunHandle>();

async function run(
  { signal, emit }: Call<RunOutput>,
  number: number,
  { sandbox, shows, ...others }: PlainRunOptions,
): Promise<RunOutcome> {
  const batch = (stream: OutputStream): OutputBatch =>
    new OutputBatch((chunk) => emit({ stream, chunk }, [chunk.buffer as ArrayBuffer]));
  const output = { stdout: batch('stdout'), stderr: batch('stderr') };
  const handle = startRun({
    ...others,
    signal,
    sandbox: sandboxOf(sandbox),
    pool: others.batch ? pool : undefined,
    onOutput: shows ? (stream, chunk) => output[stream].push(chunk) : undefined,
  });
  runs.set(number, handle);
  try {
    return await handle.done;
  } finally {
    runs.delete(number);
    output.stdout.end();
    output.stderr.end();
  }
}

serve<RunThread, RunOutput>(
  {
    run,
    write: (_, number, text) => runs.get(number)?.write(text),
    end: (_, number) => runs.get(number)?.end(),
  },
  { close: () => pool.dispose() },
);
