import type { PlainError } from '../../platform/errors.ts';
import type { Environment } from '../process/executablePath.ts';
import type { OutputStream, RunOptions, RunOutcome } from '../startRun.ts';
import type { SandboxSpec } from '../sandbox/sandboxOf.ts';

/** The conversation of a window and the worker that starts programs. Each run has a number; runs go on side by side. */

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

export type ToWorker =
  | { type: 'start'; id: number; options: PlainRunOptions }
  | { type: 'write'; id: number; text: string }
  | { type: 'end'; id: number }
  | { type: 'stop'; id: number }
  /** Stops all runs; the worker ends once they are over. */
  | { type: 'close' };

export type FromWorker =
  | { type: 'output'; id: number; stream: OutputStream; chunk: Uint8Array }
  | { type: 'done'; id: number; outcome: RunOutcome }
  | { type: 'failed'; id: number; error: PlainError };
