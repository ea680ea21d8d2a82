import { pathToFileURL } from 'node:url';
import { join } from 'node:path';
import { commitIter, createRepo, HubApiError } from '@huggingface/hub';
import * as l10n from '@vscode/l10n';
import { TouchstoneError, cancelled } from '../../platform/errors.ts';
import { hubFetch, type PushDeps } from './hubFetch.ts';

/** A dataset on the Hub as it is; `undefined`: there is none, or none that this token may see. */
export interface RepoState {
  isPrivate: boolean;
}

/** `owner/name`, by the Hub's rules for names. */
export function isRepoName(text: string): boolean {
  return (
    /^[A-Za-z0-9][\w.-]{0,95}\/[A-Za-z0-9_][\w.-]{0,95}$/.test(text) && !/--|\.\.|\.git$|[.-]$/.test(text)
  );
}

/** Errors: `dataset-unauthorized`, `network-*`, `cancelled`. */
export async function repoState(repo: string, deps: PushDeps): Promise<RepoState | undefined> {
  const { http, secrets, signal } = deps;
  const url = `${secrets.hub}/api/datasets/${repo}`;
  const token = await secrets.tokenFor(url);
  const answer = await http.request(url, {
    ...(token ? { secretHeaders: { authorization: `Bearer ${token}` } } : {}),
    ...(signal ? { signal } : {}),
  });
  if (answer.status === 404) {
    await answer.discard();
    return undefined;
  }
  if (answer.status !== 200) {
    await answer.discard();
    throw refused(repo, answer.status);
  }
  const told = await answer.json();
  return { isPrivate: (told as { private?: unknown } | null)?.private === true };
}

interface Push {
  /** All of it goes, file by file. */
  folder: string;
  /** Paths below the folder, with slashes. */
  files: readonly string[];
  repo: string;
  /** Of a dataset that is not there yet; `undefined`: it is. */
  isPrivate?: boolean;
  title: string;
  onProgress?: (path: string, share: number) => void;
}

/** What Git keeps as large files: nothing of the data goes through one message. */
const attributes = 'data/** filter=lfs diff=lfs merge=lfs -text\n';

/**
 * Makes the dataset where it is not there, and adds the files in one commit: all of them or none.
 * Errors: `dataset-unauthorized`, `export-failed`, `network-*`, `cancelled`.
 */
export async function pushFolder(
  { folder, files, repo, isPrivate, title, onProgress }: Push,
  deps: PushDeps,
): Promise<{ url: string; commit: string }> {
  const { secrets, signal } = deps;
  const shared = {
    repo: { type: 'dataset' as const, name: repo },
    hubUrl: secrets.hub,
    fetch: hubFetch(deps),
    // What is sent in its place is up to `hubFetch`.
    accessToken: 'hf_unused',
  };
  try {
    if (isPrivate !== undefined)
      await createRepo({ ...shared, visibility: isPrivate ? 'private' : 'public' });
    signal?.throwIfAborted();
    const content = (path: string) => pathToFileURL(join(folder, ...path.split('/')));
    const commit = commitIter({
      ...shared,
      title,
      // Plain uploads, as Git's own protocol for large files has them.
      useXet: false,
      operations: [
        ...(isPrivate === undefined
          ? []
          : [{ operation: 'addOrUpdate' as const, path: '.gitattributes', content: new Blob([attributes]) }]),
        ...files.map((path) => ({ operation: 'addOrUpdate' as const, path, content: content(path) })),
      ],
      ...(signal ? { abortSignal: signal } : {}),
    });
    for (;;) {
      const { done, value } = await commit.next();
      if (done) return { url: `${secrets.hub}/datasets/${repo}`, commit: value?.commit.oid ?? '' };
      if (value.event === 'fileProgress') onProgress?.(value.path, value.progress);
    }
  } catch (error) {
    throw signal?.aborted ? cancelled(error) : failure(error, repo);
  }
}

function failure(error: unknown, repo: string): unknown {
  if (error instanceof TouchstoneError) return error;
  if (error instanceof HubApiError) return refused(repo, error.statusCode, error.data);
  return new TouchstoneError('export-failed', l10n.t('{0} could not be pushed.', repo), {
    cause: error,
    detail: error instanceof Error ? error.message : String(error),
  });
}

function refused(repo: string, status: number, data?: unknown): TouchstoneError {
  const { error, message } = (data ?? {}) as { error?: unknown; message?: unknown };
  const said = [error, message].find((text) => typeof text === 'string');
  if (status === 401 || status === 403)
    return new TouchstoneError(
      'dataset-unauthorized',
      l10n.t('The Hub does not let this token write to {0}.', repo),
      {
        status,
        detail: said,
        action: l10n.t('Sign in with a token that may write, and look whether the owner’s name is right.'),
      },
    );
  return new TouchstoneError('export-failed', l10n.t('The Hub answered {0} for {1}.', status, repo), {
    status,
    detail: said,
    action: l10n.t('Nothing was added to the dataset. Try again, or export a folder and upload that.'),
  });
}
