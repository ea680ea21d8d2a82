import * as path from 'node:path';
import * as vscode from 'vscode';
import type { ExportArguments } from '../../export/exportArguments.ts';
import type { PreviewClient } from '../../export/previewClient.ts';
import type { ExportPreview } from '../../export/exportPreview.ts';
import type { ExportResult } from '../../export/exportProtocol.ts';
import { taskQueueSchema } from '../../store/queue/queueSchema.ts';
import { listPaged } from '../../store/api/taskPages.ts';
import { offer, withProgress } from '../common/notifications.ts';
import { checked } from '../common/checked.ts';
import { joined } from '../common/taskText.ts';
import type { Queues } from '../queue/queues.ts';
import type { Session } from '../session/session.ts';

/** Paths are meant from the project's folder. */
export function inFolder<T extends Pick<ExportArguments, 'path' | 'benchmarks'>>(
  session: Session,
  given: T,
): T {
  const { benchmarks } = given;
  const from = (one: string): string => path.resolve(session.folder, one);
  return { ...given, path: from(given.path), ...(benchmarks && { benchmarks: benchmarks.map(from) }) };
}

/** What the project says to an export. */
export function contextOf(session: Session, queues: Queues) {
  const { config, guidelines } = session.project;
  const { extension } = session.services.extension;
  return {
    me: session.annotator,
    personOf: async (name: string) => (await session.store.whoIs(name)).annotator,
    tasksOf: async (queue: NonNullable<ExportArguments['queue']>) => {
      const wanted =
        queue === true
          ? queues.listed(session)
          : checked(taskQueueSchema, queue, 'queue-invalid', ({ path: at, message }) =>
              joined(': ', `queue.${at}`, message),
            );
      return (await listPaged(session.store, session.annotator, wanted)).map(({ id }) => id);
    },
    config: config.export,
    project: config.name,
    extensionVersion: (extension.packageJSON as { version: string }).version,
    guidelinesVersion: guidelines.version,
  };
}

/** Writes it, with a bar and a way to cancel. Errors: those of `exportRows`. */
export async function runExport(
  session: Session,
  queues: Queues,
  given: ExportArguments,
): Promise<ExportResult> {
  const { exportOf, exportRows } = await import('../../export/form/exportForm.ts');
  return withProgress(vscode.l10n.t('Exporting'), async (report, signal) => {
    const what = await exportOf(inFolder(session, given), contextOf(session, queues));
    const { store, project } = session;
    const onProgress = (rows: number): void =>
      report(vscode.l10n.t('{0} rows', rows.toLocaleString(vscode.env.language)));
    return exportRows({ store, project, ...what, signal, onProgress });
  });
}

/** What it would be. Errors: those of `PreviewClient.preview`. */
export async function runPreview(
  session: Session,
  queues: Queues,
  given: ExportArguments,
  {
    client,
    signal,
    tell,
  }: { client: PreviewClient; signal: AbortSignal; tell: (known: ExportPreview) => void },
): Promise<ExportPreview> {
  const { exportOf, projectOf } = await import('../../export/form/exportForm.ts');
  const context = { ...contextOf(session, queues), counted: true };
  const what = await exportOf(inFolder(session, given), context);
  signal.throwIfAborted();
  return client.preview({ ...what, ...projectOf(session.project.config) }, tell);
}

/** Says what was written and what was left out, with a way to it. */
export async function tellExported(session: Session, result: ExportResult): Promise<void> {
  const name = path.basename(result.path);
  const written =
    result.rows === 1
      ? vscode.l10n.t('1 row written to {0}.', name)
      : vscode.l10n.t('{0} rows written to {1}.', result.rows, name);
  const { withdrawn } = (await session.overview()).byState;
  const without =
    withdrawn > 0 ? vscode.l10n.t('Left out: {0} tasks that are no longer in the dataset.', withdrawn) : '';
  const text = joined(' ', written, without, leftOutText(result));
  const uri = vscode.Uri.file(result.dataset?.files[0]?.path ?? result.path);
  const isFile = uri.fsPath === result.path;
  const open = isFile
    ? () => vscode.commands.executeCommand('vscode.open', uri)
    : () => vscode.commands.executeCommand('revealFileInOS', uri);
  offer(session.services.log, text, {
    [isFile ? vscode.l10n.t('Open') : vscode.l10n.t('Show in Folder')]: open,
  });
}

/** What an export left out, where that was counted; else nothing. */
function leftOutText({ dataset }: ExportResult): string {
  const [answers, tasks, rows] = (['answers', 'tasks', 'rows'] as const).map((unit) =>
    Object.values<number>(dataset?.leftOut[unit] ?? {}).reduce((sum, count) => sum + count, 0),
  );
  if (!answers && !tasks && !rows) return '';
  return vscode.l10n.t('Left out: {0} answers, {1} tasks, {2} rows.', answers ?? 0, tasks ?? 0, rows ?? 0);
}
