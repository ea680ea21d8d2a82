import * as l10n from '@vscode/l10n';
import * as z from 'zod';
import { TouchstoneError } from '../../platform/errors.ts';
import type { HttpResponse } from '../../platform/http.ts';
import type { HubClient } from './hubClient.ts';

/** URLs of a dataset's Parquet files, in the order of their rows: config → split → URLs. */
export type Listing = Map<string, Map<string, string[]>>;

const url = z.string().refine((value) => /^https?:/.test(value) && URL.canParse(value));
const parquetSchema = z.record(z.string(), z.record(z.string(), z.array(url)));
const treeSchema = z.array(z.looseObject({ type: z.string(), path: z.string() }));

/**
 * The Parquet files of a dataset: those that the Hub makes of every dataset that it can read
 * (https://huggingface.co/docs/dataset-viewer/parquet#using-the-hugging-face-hub-api), else, and whenever a revision is named,
 * those of the repository itself. Errors: those of the client; `dataset-missing` when there are none.
 */
export async function listParquet(client: HubClient, revision?: string): Promise<Listing> {
  if (revision === undefined) {
    const listing = await converted(client);
    if (listing.size > 0) return listing;
  }
  const listing = fromRepository(client, revision ?? 'main', await tree(client, revision ?? 'main'));
  if (listing.size > 0) return listing;
  throw new TouchstoneError(
    'dataset-missing',
    revision === undefined
      ? l10n.t(
          'The Hub has no Parquet version of {0}, and the dataset has no Parquet files of its own.',
          client.dataset,
        )
      : l10n.t('{0} has no Parquet files at the revision {1}.', client.dataset, revision),
    l10n.t(
      'See whether {0} shows a viewer. If not, download the data and use the source "file".',
      client.page,
    ),
  );
}

/**
 * The listing of the converted files; empty where there are none. The private datasets of most accounts and those that the
 * Hub cannot read have none, told in several ways: what counts then is whether the repository itself can be seen.
 */
async function converted(client: HubClient): Promise<Listing> {
  try {
    const response = await client.get(`${client.origin}/api/datasets/${client.dataset}/parquet`);
    return fromParquetMap(await parse(response, parquetSchema));
  } catch (error) {
    const answered = error instanceof TouchstoneError && error.status !== undefined;
    if (!answered || error.code === 'dataset-gated') throw error;
    return new Map();
  }
}

function fromParquetMap(answer: z.output<typeof parquetSchema>): Listing {
  const listing: Listing = new Map();
  for (const [config, splits] of Object.entries(answer)) {
    const files = Object.entries(splits).filter(([, urls]) => urls.length > 0);
    if (files.length > 0) listing.set(config, new Map(files));
  }
  return listing;
}

/** Most pages of a repository's listing that are read (of 1,000 files each). */
const maxPages = 20;

async function tree(client: HubClient, revision: string): Promise<string[]> {
  const paths: string[] = [];
  let next: string | undefined =
    `${client.origin}/api/datasets/${client.dataset}/tree/${encodeURIComponent(revision)}?recursive=true`;
  for (let page = 0; next !== undefined && page < maxPages; page++) {
    const response = await client.get(next);
    for (const entry of await parse(response, treeSchema)) if (entry.type === 'file') paths.push(entry.path);
    next = nextPage(response);
  }
  return paths;
}

/** `Link: <…>; rel="next"`, on the same origin alone. */
function nextPage(response: HttpResponse): string | undefined {
  const target = /<([^>]+)>\s*;\s*rel="?next"?/.exec(response.headers['link'] ?? '')?.[1];
  if (target === undefined || !URL.canParse(target, response.url)) return undefined;
  const next = new URL(target, response.url);
  return next.origin === new URL(response.url).origin ? next.href : undefined;
}

/** Split names that `datasets` knows in file names: https://huggingface.co/docs/hub/datasets-file-names-and-splits */
const splitWords: Record<string, string> = {
  train: 'train',
  training: 'train',
  validation: 'validation',
  valid: 'validation',
  val: 'validation',
  dev: 'validation',
  test: 'test',
  testing: 'test',
  eval: 'test',
  evaluation: 'test',
};

/**
 * Config and split from paths, for the layouts that are common: `{config}/{split}/0000.parquet` (the converted branch),
 * `data/{split}-00000-of-00004.parquet` and `{config}/{split}-….parquet` (written by `push_to_hub`), `….test.parquet`, and
 * all that names no split as `train`.
 */
function fromRepository(client: HubClient, revision: string, paths: readonly string[]): Listing {
  const listing: Listing = new Map();
  for (const path of paths.toSorted(byCodeUnits)) {
    if (!/\.parquet$/i.test(path)) continue;
    const folders = path.split('/');
    const name = (folders.pop() ?? '').replace(/\.parquet$/i, '');
    const sharded = /^(.+?)-\d+-of-\d+(-[\da-f]+)?$/.exec(name)?.[1];
    const split = sharded ?? (/^\d+$/.test(name) ? (folders.pop() ?? 'train') : splitWord(name));
    const config = folders.filter((folder) => folder !== 'data').join('/') || 'default';
    const splits = listing.get(config) ?? new Map<string, string[]>();
    const urls = splits.get(split) ?? [];
    const encoded = path.split('/').map(encodeURIComponent).join('/');
    urls.push(`${client.page}/resolve/${encodeURIComponent(revision)}/${encoded}`);
    listing.set(config, splits.set(split, urls));
  }
  return listing;
}

function splitWord(name: string): string {
  const word = name.split(/[-._ \d]+/).find((part) => Object.hasOwn(splitWords, part));
  return (word !== undefined ? splitWords[word] : undefined) ?? 'train';
}

function byCodeUnits(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** The files of one config: the named one, else `default`, else the only one. Errors: `dataset-missing` naming those there are. */
export function chooseConfig(
  listing: Listing,
  dataset: string,
  config?: string,
): { config: string; splits: Map<string, string[]> } {
  const names = [...listing.keys()];
  const name = config ?? (listing.has('default') ? 'default' : names.length === 1 ? names[0] : undefined);
  const splits = name === undefined ? undefined : listing.get(name);
  if (name !== undefined && splits) return { config: name, splits };
  const shown =
    names.slice(0, 50).join(', ') + (names.length > 50 ? l10n.t(', and {0} more', names.length - 50) : '');
  throw new TouchstoneError(
    'dataset-missing',
    config === undefined
      ? l10n.t('{0} has several configurations: {1}.', dataset, shown)
      : l10n.t('{0} has no configuration "{1}". It has: {2}.', dataset, config, shown),
    l10n.t('Name one of them as "config" in touchstone.json.'),
  );
}

async function parse<T>(response: HttpResponse, schema: z.ZodType<T>): Promise<T> {
  const parsed = schema.safeParse(await response.json());
  if (parsed.success) return parsed.data;
  throw new TouchstoneError(
    'network-bad-answer',
    l10n.t('{0} answered in a form that is not known.', new URL(response.url).origin),
    { status: response.status, detail: parsed.error.message.slice(0, 1000) },
  );
}
