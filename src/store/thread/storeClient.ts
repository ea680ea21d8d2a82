import type { TaskInput, UpsertResult } from '../../domain/task.ts';
import { resolve } from 'node:path';
import * as l10n from '@vscode/l10n';
import type { TaskChange } from '../../domain/change.ts';
import { Emitter, type Disposable } from '../../platform/emitter.ts';
import { TouchstoneError } from '../../platform/errors.ts';
import { WorkerClient } from '../../platform/workerClient.ts';
import type { Step } from '../../domain/annotationHistory.ts';
import type { StepPart } from '../answers/undo.ts';
import type { BackupPlace } from '../file/backups.ts';
import type { StoreCalls } from './handlers.ts';
import type { PlainChange } from '../sqlite/changeLog.ts';
import type { OpenRequest } from './openDatabase.ts';
import type { CallCost, StoreEvent, StoreThread } from './storeWorker.ts';
import type { Store } from '../api/store.ts';

export interface OpenStoreOptions extends Partial<Omit<OpenRequest, 'folder'>> {
  /** The worker's program: `dist/store-worker.js`, or `storeWorker.ts` beside this file where Node strips types. */
  worker: URL | string;
  /** Hears what each call costs. */
  onCost?: (cost: CallCost) => void;
  /** The database's folder or file had gone, and was written again. */
  onWrittenAnew?: () => void;
  /** Whether something waits for another program, which is writing to the database. */
  onBusy?: (busy: boolean) => void;
  /** A copy was made, or could not be. */
  onBackup?: (made: { copy: string } | { error: unknown }) => void;
}

/** Tasks that cross to the worker in one message: copying more would hold this thread for too long. */
const tasksInBatch = 250;

/**
 * Opens (or makes) the store of a project folder. Loading many tasks is one transaction for each 250 of them; every other call is
 * one. Without options the folder is trusted and what lies in it is one's own. Errors: `store-unavailable`, `store-newer`.
 */
export async function openStore(folder: string, options: OpenStoreOptions): Promise<Store> {
  const { worker, onCost, onWrittenAnew, onBusy, onBackup, ...request } = options;
  const changes = new Emitter<TaskChange>();
  let path = '';
  const thread = new WorkerClient<StoreThread, StoreEvent>(worker, {
    name: 'touchstone-store',
    died,
    onEvent: ({ change, cost, writtenAnew, busy, backupDue, path: moved }) => {
      path = moved ?? path;
      if (cost) onCost?.(cost);
      if (change) changes.fire(toChange(change));
      if (writtenAnew) onWrittenAnew?.();
      if (busy !== undefined) onBusy?.(busy);
      if (backupDue) void backUp();
    },
  });
  let backingUp: Promise<void> | undefined;
  const backUp = (): Promise<void> =>
    (backingUp ??= copyElsewhere(worker, path, { folder: request.backups ?? '', key: request.key ?? '' })
      .then(
        (copy) => copy !== undefined && onBackup?.({ copy }),
        (error: unknown) => onBackup?.({ error }),
      )
      .then(() => (backingUp = undefined)));
  const call = thread.call.bind(thread) as (method: string, args: unknown[]) => Promise<unknown>;
  try {
    const asked = { key: '', ownsUnmarked: true, trusted: true, ...request, folder: resolve(folder) };
    const { methods, foreign, unclaimed, imported, kept, ...opened } = await thread.call('open', [asked]);
    path = opened.path;
    let own = !foreign;
    if (onCost) thread.tell('measure', true);
    // The thread tells its methods: they are listed in one place.
    const calls = Object.fromEntries(
      methods.map((method) => [method, (...args: unknown[]) => call(method, args)]),
    ) as unknown as StoreCalls;
    return {
      ...calls,
      get path() {
        return path;
      },
      imported,
      kept: kept && {
        ...kept,
        restore: () => thread.call('restore', [kept.path]),
        leave: () => thread.call('leave', [kept.path]),
      },
      get foreign() {
        return !own;
      },
      async claim() {
        await thread.call('claim', []);
        own = true;
      },
      getMeta: (key) => calls.getMeta(own ? key : unclaimed + key),
      setMeta: (key, value) => calls.setMeta(own ? key : unclaimed + key, value),
      remotes: (...which) => (own ? calls.remotes(...which) : Promise.resolve([])),
      // Whoever sends asks here: nothing is sent in one's name that was not done here.
      outbox: (...which) => (own ? calls.outbox(...which) : Promise.reject(notOwn())),
      upsertTasks: (tasks, models, load) => upsertInBatches(calls, tasks, models, load),
      undo: (annotator, send) => inParts((part) => calls.undo(annotator, send, part)),
      redo: (annotator, send) => inParts((part) => calls.redo(annotator, send, part)),
      onDidChange: listening(changes, (on) => thread.tell('listen', on)),
      refresh: () => thread.call('refresh', []),
      close: () =>
        thread
          .close(closed())
          .finally(() => changes.dispose())
          .then(() => backingUp),
    };
  } catch (error) {
    await thread.close();
    throw error;
  }
}

/** In a thread of its own: the one that owns the database is for whoever acts. */
async function copyElsewhere(
  worker: URL | string,
  path: string,
  place: BackupPlace,
): Promise<string | undefined> {
  const thread = new WorkerClient<StoreThread, StoreEvent>(worker, { name: 'touchstone-backup', died });
  try {
    return await thread.call('backUp', [path, place]);
  } finally {
    await thread.close();
  }
}

/** A step of many, part by part; one that was interrupted goes on with the next. */
async function inParts<T extends Step & { rest?: StepPart }>(
  step: (part?: StepPart) => Promise<T | undefined>,
): Promise<Omit<T, 'rest'> | undefined> {
  const first = await step();
  if (!first) return undefined;
  const { rest, ...done } = first;
  for (let part = rest; part;) {
    const more: T | undefined = await step(part);
    done.taskIds.push(...(more?.taskIds ?? []));
    part = more?.rest;
  }
  return done;
}

async function upsertInBatches(
  calls: StoreCalls,
  tasks: TaskInput[],
  models: [string, string],
  load: number | undefined,
): Promise<UpsertResult> {
  const total: UpsertResult = { added: 0, updated: 0, unchanged: 0 };
  for (let i = 0; i < tasks.length; i += tasksInBatch) {
    const result = await calls.upsertTasks(tasks.slice(i, i + tasksInBatch), models, load);
    total.added += result.added;
    total.updated += result.updated;
    total.unchanged += result.unchanged;
    for (const some of ['renamed', 'returned'] as const)
      if (result[some] !== undefined) total[some] = (total[some] ?? 0) + result[some];
  }
  return total;
}

/** `listen` is told when there begins to be somebody who listens, and when nobody does any more. */
function listening(changes: Emitter<TaskChange>, listen: (on: boolean) => void): Store['onDidChange'] {
  let listeners = 0;
  return (listener): Disposable => {
    const subscription = changes.event(listener);
    if (++listeners === 1) listen(true);
    let disposed = false;
    return {
      dispose: () => {
        if (disposed) return;
        disposed = true;
        subscription.dispose();
        if (--listeners === 0) listen(false);
      },
    };
  };
}

function toChange({ taskIds, what, answers }: PlainChange): TaskChange {
  return {
    ids: taskIds === 'all' ? taskIds : new Set(taskIds),
    what: new Set(what),
    ...(answers && { answers }),
  };
}

function notOwn(): TouchstoneError {
  return new TouchstoneError(
    'store-unavailable',
    l10n.t(
      'This project’s database was made elsewhere. Nothing is sent from it before you say that it is yours.',
    ),
    l10n.t('Use Touchstone: Push to Argilla and answer its question.'),
  );
}

function closed(): TouchstoneError {
  return new TouchstoneError('store-unavailable', l10n.t('The project’s database was closed.'), {
    action: l10n.t('Open the project again.'),
  });
}

function died(cause: unknown): TouchstoneError {
  return new TouchstoneError('store-unavailable', l10n.t('The project’s database stopped unexpectedly.'), {
    action: l10n.t('Reload the window. What was saved is safe.'),
    cause,
    detail: cause instanceof Error ? (cause.stack ?? cause.message) : undefined,
  });
}
