import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import * as vscode from 'vscode';
import { asTouchstoneError, attempt } from '../../platform/errors.ts';
import { sha256 } from '../../platform/hash.ts';
import type { Store } from '../../store/api/store.ts';
import { openStore } from '../../store/thread/storeClient.ts';
import type { CallCost } from '../../store/thread/storeWorker.ts';
import { confirm, notice, offer } from '../common/notifications.ts';
import type { Services } from '../common/services.ts';

/** The bundled sample projects: tasks to be judged, and some that two annotators and a judge have judged. Folders of `media`. */
export const samples = ['sample', 'sample-judged'] as const;
export type Sample = (typeof samples)[number];

/** The user's own copy of a sample lies in the editor's storage. */
export function sampleFolderOf({ extension }: Services, sample: Sample): string {
  return path.join(extension.globalStorageUri.fsPath, sample);
}

/** Which sample a folder is the user's copy of. */
export function sampleIn(services: Services, folder: string): Sample | undefined {
  return samples.find((sample) => folder === sampleFolderOf(services, sample));
}

/** Set in a workspace once its project was opened by an editor that marks databases. */
const marksKey = 'databasesAreMarked';

/**
 * Opens the database of a project: in its folder, or in the editor's storage as long as nobody trusts the folder and this editor has none
 * in it. Errors: `store-unavailable`, `store-newer`.
 */
export async function openProjectStore(services: Services, folder: string): Promise<Store> {
  const { log, extension } = services;
  const storage = extension.globalStorageUri.fsPath;
  const state = extension.workspaceState;
  const isSample = sampleIn(services, folder) !== undefined;
  // For whoever wants to know what the editor waits for.
  const onCost = ({ method, statements, ms }: CallCost): void =>
    log.trace(`store ${method}: ${statements} statements, ${ms.toFixed(1)} ms`);
  const tracing = log.logLevel === vscode.LogLevel.Trace;
  const store = await openStore(folder, {
    worker: vscode.Uri.joinPath(extension.extensionUri, 'dist', 'store-worker.js').fsPath,
    key: storeKey(storage),
    ownsUnmarked: isSample || (state.get('project') === folder && !state.get(marksKey)),
    trusted: isSample || vscode.workspace.isTrusted,
    ...(!isSample && { elsewhere: path.join(storage, 'stores', sha256(folder, 16)) }),
    rescueFolder: path.join(storage, 'rescued'),
    backups: path.join(storage, 'backups', sha256(folder, 16)),
    onBackup: (made) => {
      if ('copy' in made) log.debug(`copy of the database: ${made.copy}`);
      else log.warn(`no copy of the database could be made: ${asTouchstoneError(made.error).message}`);
    },
    onWrittenAnew: () => {
      log.warn(`The database had gone and was written again: ${folder}`);
      void vscode.window.showWarningMessage(
        vscode.l10n.t('The folder .touchstone was removed. Touchstone has written it again.'),
      );
    },
    onBusy: busyMessage(log),
    ...(tracing && { onCost }),
  });
  await state.update(marksKey, true);
  log.info(`database: ${store.path}${store.foreign ? ' (made elsewhere)' : ''}`);
  if (store.imported) tellImported(store.imported);
  if (store.kept) offerKept(services, store.kept);
  return store;
}

/** Two windows are in each other's way for a moment all the time: nobody is told of that. */
const shortMs = 300;

/** Tells in the status bar, for as long as it lasts, that another program keeps the database busy. */
function busyMessage(log: Services['log']): (busy: boolean) => void {
  let timer: NodeJS.Timeout | undefined;
  let shown: vscode.Disposable | undefined;
  return (busy) => {
    clearTimeout(timer);
    shown?.dispose();
    shown = undefined;
    if (!busy) return;
    timer = setTimeout(() => {
      const text = vscode.l10n.t(
        'The project’s database is busy: what you do is saved when another program lets go of it.',
      );
      log.warn(text);
      shown = vscode.window.setStatusBarMessage(`$(sync~spin) ${text}`);
    }, shortMs);
  };
}

function tellImported({ kept, left }: NonNullable<Store['imported']>): void {
  const text = vscode.l10n.t(
    'The database in this project was not as Touchstone makes it. What could be read was taken into a new one; the former is kept in {0}.',
    kept,
  );
  const more = left > 0 ? ` ${vscode.l10n.t('Entries that were left out: {0}.', left)}` : '';
  void vscode.window.showWarningMessage(notice(text + more));
}

/** A database of this project has gone, or went back to what it was: what a copy of it holds is offered, never put in its place. */
function offerKept({ log }: Services, kept: NonNullable<Store['kept']>): void {
  const { path: copy, madeAt, answers } = kept;
  log.warn(`answers of a former database (${answers}) are in a copy of ${madeAt}: ${copy}`);
  const when = new Date(madeAt).toLocaleString(vscode.env.language, {
    dateStyle: 'medium',
    timeStyle: 'short',
  });
  const text = vscode.l10n.t(
    'Answers from {0} may be missing in this project. A copy that holds {1} was kept.',
    when,
    answers,
  );
  offer(
    log,
    text,
    {
      [vscode.l10n.t('Restore the Answers from {0}', when)]: async () => {
        await kept.restore();
        const done = vscode.l10n.t(
          'The answers were restored. Where a task had another answer, the newer one is in use and both are in its history.',
        );
        void vscode.window.showInformationMessage(done);
      },
      [vscode.l10n.t('Don’t Ask Again')]: () => kept.leave(),
    },
    'warning',
  );
}

/** Whether what the database holds may be sent: asked once where another editor or machine made it, never with `quiet`. */
export async function mayBeSent(store: Store, quiet: boolean): Promise<boolean> {
  if (!store.foreign) return true;
  if (quiet) return false;
  const yes = await confirm(
    vscode.l10n.t('The answers in this project were not given in this editor. Are they yours?'),
    vscode.l10n.t('They Are Mine'),
    vscode.l10n.t(
      'They came with the folder, or from another editor of yours. They are sent to Argilla in your name once you say so.',
    ),
  );
  if (yes) await store.claim();
  return yes;
}

/** What this editor marks its databases with. A new one makes the former databases another's, about which the user is asked. */
export function storeKey(storage: string): string {
  const file = path.join(storage, 'store-key');
  mkdirSync(storage, { recursive: true });
  // Of two windows that begin at once one writes it.
  attempt(() => writeFileSync(file, randomBytes(32).toString('hex'), { flag: 'wx', mode: 0o600 }));
  return readFileSync(file, 'utf8').trim();
}
