import { parentPort, workerData } from 'node:worker_threads';
import { toPlainError } from '../../platform/errors.ts';
import { setDisplayLanguage, type DisplayLanguage } from '../../platform/displayLanguage.ts';
import { OutputBatch } from './outputBatch.ts';
import { startRun, type RunHandle } from '../startRun.ts';
import { sandboxOf } from '../sandbox/sandboxOf.ts';
import { WarmPool } from '../warm/warmPool.ts';
import type { FromWorker, PlainRunOptions, ToWorker } from './runWorkerProtocol.ts';

/**
 * The thread that starts programs, reads their output, watches their processes and removes their folders. A sandbox dies with the
 * thread that started it.
 */

const port = parentPort;
if (!port) throw new Error('The worker of runs runs in a worker thread only.');

setDisplayLanguage(workerData as DisplayLanguage);

const pool = new WarmPool();
const runs = new Map<number, RunHandle>();
let closing = false;

function send(message: FromWorker, transfer: ArrayBuffer[] = []): void {
  port?.postMessage(message, transfer);
}

async function start(id: number, options: PlainRunOptions): Promise<void> {
  const { sandbox, shows, ...others } = options;
  const batch = (stream: 'stdout' | 'stderr'): OutputBatch =>
    new OutputBatch((chunk) => send({ type: 'output', id, stream, chunk }, [chunk.buffer as ArrayBuffer]));
  const output = { stdout: batch('stdout'), stderr: batch('stderr') };
  const handle = startRun({
    ...others,
    sandbox: sandboxOf(sandbox),
    pool: options.batch ? pool : undefined,
    onOutput: shows ? (stream, chunk) => output[stream].push(chunk) : undefined,
  });
  runs.set(id, handle);
  const end = await handle.done.then(
    (outcome): FromWorker => ({ type: 'done', id, outcome }),
    (error: unknown): FromWorker => ({ type: 'failed', id, error: toPlainError(error) }),
  );
  runs.delete(id);
  output.stdout.end();
  output.stderr.end();
  send(end);
  closeWhenIdle();
}

function closeWhenIdle(): void {
  if (!closing || runs.size > 0) return;
  pool.dispose();
  port?.close();
}

port.on('message', (message: ToWorker) => {
  switch (message.type) {
    case 'start':
      void start(message.id, message.options);
      break;
    case 'write':
      runs.get(message.id)?.write(message.text);
      break;
    case 'end':
      runs.get(message.id)?.end();
      break;
    case 'stop':
      runs.get(message.id)?.stop();
      break;
    case 'close':
      closing = true;
      for (const handle of runs.values()) handle.stop();
      closeWhenIdle();
      break;
  }
});
