import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';
import { toPlainError } from '../../platform/errors.ts';
import { setDisplayLanguage } from '../../platform/displayLanguage.ts';
import { Database } from '../sqlite/database.ts';
import { storeError } from '../sqlite/sqliteErrors.ts';
import { handle } from './handlers.ts';
import type { Arguments, FromWorker, StoreMethod, ToWorker, WorkerData } from './storeProtocol.ts';

/** The thread that owns the database: SQLite blocks here and nowhere else. */

/** How often other windows' changes are looked for, in milliseconds. */
const pollMs = 500;

const port = parentPort;
if (!port) throw new Error('The store’s worker runs in a worker thread only.');

function send(message: FromWorker): void {
  port?.postMessage(message);
}

function open(): Database | undefined {
  try {
    const { file, language } = workerData as WorkerData;
    setDisplayLanguage(language);
    const folder = dirname(file);
    mkdirSync(folder, { recursive: true });
    // The store is one person's work on one machine: its folder keeps itself out of version control.
    writeIfMissing(join(folder, '.gitignore'), '*\n');
    return new Database(file);
  } catch (error) {
    send({ type: 'failed', error: toPlainError(storeError(error)) });
    return undefined;
  }
}

function writeIfMissing(file: string, text: string): void {
  try {
    writeFileSync(file, text, { flag: 'wx' });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
}

function serve(db: Database): void {
  let timer: NodeJS.Timeout | undefined;

  const call = (id: number, method: StoreMethod, args: unknown[]): void => {
    try {
      const value = handle(db, method, args as Arguments<StoreMethod>);
      send({ type: 'result', id, value, changed: db.changes.takeOwn() });
    } catch (error) {
      send({ type: 'error', id, error: toPlainError(storeError(error)) });
    }
  };

  const poll = (): void => {
    try {
      const taskIds = db.changes.poll();
      if (taskIds) send({ type: 'changed', taskIds });
    } catch {
      // Another window is busy: looked at again next time.
    }
  };

  const listen = (on: boolean): void => {
    clearInterval(timer);
    timer = undefined;
    if (!on) return;
    db.changes.catchUp();
    timer = setInterval(poll, pollMs).unref();
  };

  port?.on('message', (message: ToWorker) => {
    switch (message.type) {
      case 'call':
        call(message.id, message.method, message.args);
        break;
      case 'listen':
        listen(message.on);
        break;
      case 'close':
        listen(false);
        try {
          db.close();
          send({ type: 'result', id: message.id, value: undefined, changed: [] });
        } catch (error) {
          send({ type: 'error', id: message.id, error: toPlainError(storeError(error)) });
        }
        port?.close();
        break;
    }
  });
  send({ type: 'ready' });
}

const db = open();
if (db) serve(db);
else port.close();
