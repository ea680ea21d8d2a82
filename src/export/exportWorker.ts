import { parentPort, workerData } from 'node:worker_threads';
import * as l10n from '@vscode/l10n';
import { toPlainError, TouchstoneError } from '../platform/errors.ts';
import { setDisplayLanguage } from '../platform/displayLanguage.ts';
import type { ExportRow } from '../store/api/store.ts';
import type { FromWorker, ToWorker, WorkerData } from './exportProtocol.ts';
import { writeExport, type AskPage } from './writeExport.ts';

/**
 * The thread that writes an export: turning rows into records, and above all Parquet's row groups and footer, would hold the
 * extension host's own. It asks for one page after the other and ends by itself.
 */

const port = parentPort;
if (!port) throw new Error('The export’s worker runs in a worker thread only.');

let stopped = false;
let waiting: PromiseWithResolvers<ExportRow[]> | undefined;

const stop = (): TouchstoneError => new TouchstoneError('cancelled', l10n.t('The export was cancelled.'));

port.on('message', (message: ToWorker) => {
  if (message.type === 'page') waiting?.resolve(message.rows);
  else {
    stopped = true;
    waiting?.reject(stop());
  }
});

const ask: AskPage = async (after, limit, written) => {
  if (stopped) throw stop();
  waiting = Promise.withResolvers();
  send({ type: 'ask', after, limit, written });
  return waiting.promise;
};

function send(message: FromWorker): void {
  port?.postMessage(message);
}

const { job, language } = workerData as WorkerData;
setDisplayLanguage(language);

writeExport(job, ask)
  .then(
    (result) => send({ type: 'done', result }),
    (error: unknown) => send({ type: 'failed', error: toPlainError(error) }),
  )
  .finally(() => port.close());
