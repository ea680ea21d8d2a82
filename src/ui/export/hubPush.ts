import { rm } from 'node:fs/promises';
import * as path from 'node:path';
import * as vscode from 'vscode';
import * as hub from '../../export/hub/pushFolder.ts';
import type { ExportArguments } from '../../export/exportArguments.ts';
import type { ExportResult } from '../../export/exportProtocol.ts';
import { TouchstoneError } from '../../platform/errors.ts';
import { confirm, offer, withProgress } from '../common/notifications.ts';
import { askText, back, pickItem } from '../common/quickPicks.ts';
import type { Queues } from '../queue/queues.ts';
import type { Session } from '../session/session.ts';
import { contextOf, inFolder } from './exportRun.ts';

export interface Pushed {
  /** The dataset's page. */
  url: string;
  repo: string;
  rows: number;
}

/**
 * Asks for the dataset's name and who may see it, makes the folder in the project's own, shows what it is, and pushes it. Resolves to nothing where one of the
 * questions was left. Errors: `dataset-unauthorized`, `export-failed`, `network-*`, `cancelled`.
 */
export async function pushToHub(
  session: Session,
  queues: Queues,
  given: ExportArguments,
  asked: { repo?: string; private?: boolean } = {},
): Promise<Pushed | undefined> {
  const { services, secrets } = session;
  const { http } = services;
  const token = await secrets.tokenFor(secrets.hub);
  if (token === undefined)
    throw new TouchstoneError(
      'dataset-unauthorized',
      vscode.l10n.t('Nobody is signed in to Hugging Face: a dataset needs a token that may write.'),
      { action: vscode.l10n.t('Sign in, then push again.') },
    );
  const repo = asked.repo ?? (await askRepo(session, token));
  if (repo === undefined) return undefined;
  if (!hub.isRepoName(repo))
    throw new TouchstoneError('export-failed', vscode.l10n.t('“{0}” is no name of a dataset.', repo), {
      action: vscode.l10n.t('Use owner/name, with letters, digits, dashes, underscores and dots.'),
    });
  const there = await withProgress(vscode.l10n.t('Looking at the Hub'), (_, signal) =>
    hub.repoState(repo, { http, secrets, signal }),
  );
  const isPrivate = there?.isPrivate ?? asked.private ?? (await askVisibility());
  if (isPrivate === undefined) return undefined;
  const made = await makeFolder(session, queues, given, repo);
  try {
    if (!(await confirmed({ repo, made, isPrivate, isNew: !there }))) return undefined;
    const { url } = await withProgress(vscode.l10n.t('Pushing to {0}', repo), (report, signal) =>
      hub.pushFolder(
        {
          folder: made.path,
          files: filesOf(made),
          repo,
          title: vscode.l10n.t('Export with Touchstone'),
          ...(there ? {} : { isPrivate }),
          onProgress: (file, share) => report(`${file} ${Math.round(100 * share)} %`),
        },
        { http, secrets, signal },
      ),
    );
    offer(services.log, vscode.l10n.t('{0} rows pushed to {1}.', made.rows, repo), {
      [vscode.l10n.t('Open on the Hub')]: () => vscode.env.openExternal(vscode.Uri.parse(url, true)),
    });
    return { url, repo, rows: made.rows };
  } finally {
    await rm(made.path, { recursive: true, force: true });
  }
}

async function askRepo(session: Session, token: string): Promise<string | undefined> {
  const { whoami } = await import('../connection/connectionWork.ts');
  const { http } = session.services;
  const { name } = await withProgress(vscode.l10n.t('Looking at the Hub'), (_, signal) =>
    whoami(token, { http, secrets: session.secrets, signal }),
  );
  const own = session.project.config.name.replace(/[^\w.-]+/g, '-').replace(/^[-.]+|[-.]+$/g, '');
  const repo = await askText({
    title: vscode.l10n.t('Push to Hub'),
    prompt: vscode.l10n.t('The dataset, as owner/name'),
    value: `${name}/${own || 'touchstone'}`,
    isModal: true,
    check: (text) =>
      hub.isRepoName(text.trim())
        ? undefined
        : vscode.l10n.t('Use owner/name, with letters, digits, dashes, underscores and dots.'),
  });
  return repo === back ? undefined : repo?.trim();
}

async function askVisibility(): Promise<boolean | undefined> {
  const items = [
    {
      label: vscode.l10n.t('$(lock) Private'),
      description: vscode.l10n.t('you, and whom you let in'),
      isPrivate: true,
    },
    { label: vscode.l10n.t('$(globe) Public'), description: vscode.l10n.t('everybody'), isPrivate: false },
  ];
  return (await pickItem(items, vscode.l10n.t('Who may see the new dataset?')))?.isPrivate;
}

/** As a folder that the Hub shows, in a format that it can show. */
async function makeFolder(
  session: Session,
  queues: Queues,
  given: ExportArguments,
  repo: string,
): Promise<ExportResult> {
  const { exportOf, exportRows, scratchFolder, scratchName } =
    await import('../../export/form/exportForm.ts');
  const { shape = 'annotated', format } = given;
  const fits = format !== 'arrow' && !(shape === 'annotated' && (format === 'json' || format === 'jsonl'));
  const { store, project } = session;
  const scratch = await scratchFolder(store.path);
  const wanted: ExportArguments = {
    ...inFolder(session, given),
    path: path.join(scratch, scratchName(crypto.randomUUID())),
    format: fits ? format : 'parquet',
    folder: true,
    name: given.name ?? repo.slice(repo.indexOf('/') + 1),
  };
  return withProgress(vscode.l10n.t('Exporting'), async (_report, signal) => {
    const what = await exportOf(wanted, contextOf(session, queues));
    return exportRows({ store, project, ...what, signal });
  });
}

/** What is in the folder, by paths below it. */
function filesOf({ path: folder, dataset }: ExportResult): string[] {
  const data = (dataset?.files ?? []).map((file) => path.relative(folder, file.path).replaceAll('\\', '/'));
  return ['README.md', 'manifest.json', ...data];
}

interface Preview {
  repo: string;
  made: ExportResult;
  isPrivate: boolean;
  isNew: boolean;
}

/** What is about to be seen by others, before it is. */
function confirmed({ repo, made, isPrivate, isNew }: Preview): Promise<boolean> {
  const visibility = isPrivate
    ? vscode.l10n.t('Private: seen by you, and by whom you let in.')
    : vscode.l10n.t('PUBLIC: everybody can see and copy it.');
  const parts = (made.dataset?.files ?? []).map(({ path: file, rows }) => {
    const name = path.relative(made.path, file).replaceAll('\\', '/');
    return rows === 1 ? vscode.l10n.t('{0}: 1 row', name) : vscode.l10n.t('{0}: {1} rows', name, rows);
  });
  const detail = [
    isNew
      ? vscode.l10n.t('A new dataset is made.')
      : vscode.l10n.t('The dataset is there: files of the same names are replaced, others stay.'),
    visibility,
    '',
    ...parts,
    'README.md, manifest.json',
  ].join('\n');
  return confirm(vscode.l10n.t('Push to {0}?', repo), vscode.l10n.t('Push'), detail);
}
