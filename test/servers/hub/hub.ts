import { randomUUID } from 'node:crypto';
import { open, readdir, readFile, stat } from 'node:fs/promises';
import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';

/**
 * A stand-in for the Hugging Face Hub on the loopback: the parts of its protocol that Touchstone uses, after the
 * documentation, with a CDN on an origin of its own.
 *
 * - `GET /api/datasets/{id}/parquet[/{config}[/{split}[/{n}.parquet]]]`: the converted files; the last redirects to `resolve`
 *   (https://huggingface.co/docs/dataset-viewer/parquet#using-the-hugging-face-hub-api, https://huggingface.co/docs/hub/api)
 * - `GET /api/datasets/{id}/tree/{revision}?recursive=true`: files of a repository, in pages told by `Link`
 * - `GET /datasets/{id}/resolve/{revision}/{path}` and `/{model}/resolve/{revision}/{path}`: Parquet redirects to the CDN, whose
 *   signed address holds for a while; other files come at once
 * - `GET /api/whoami-v2` with a bearer token (https://huggingface.co/docs/hub/api)
 * - refusals with `X-Error-Code` and `X-Error-Message` as `huggingface_hub` reads them (its `hf_raise_for_status`)
 */

export interface HubDataset {
  /** Converted files: config → split → paths of Parquet files on the disk. Without any, there is no Parquet conversion. */
  configs?: Record<string, Record<string, string[]>>;
  /** The repository's own files by revision: path in the repository → path on the disk. */
  revisions?: Record<string, Record<string, string>>;
  gated?: boolean;
  private?: boolean;
}

export interface HubUser {
  name: string;
  /** Gated datasets whose terms were accepted, and private ones that may be read. */
  may?: string[];
}

export interface HubOptions {
  datasets?: Record<string, HubDataset>;
  /** Model id → folder with its files, or file name → text. */
  models?: Record<string, string | Record<string, string>>;
  /** Token → who it belongs to. */
  users?: Record<string, HubUser>;
  /** The next so many requests to the Hub's API are refused with 429 and `Retry-After`, in s. */
  rateLimit?: { times: number; retryAfter: number };
  /** What the CDN does with ranges: as it should (default), nothing, or nothing with those that count from the end. */
  ranges?: 'all' | 'none' | 'no-suffix';
}

export interface HubRequest {
  at: 'hub' | 'cdn';
  method: string;
  /** With query. */
  path: string;
  headers: IncomingHttpHeaders;
  status: number;
  /** Bytes of body sent. */
  bytes: number;
}

export interface Hub {
  url: string;
  cdnUrl: string;
  /** All so far, oldest first. */
  requests: HubRequest[];
  /** Bytes of body that the CDN sent. */
  bytesServed(): number;
  /** Makes all signed addresses invalid that the CDN knows. */
  expireLinks(): void;
  /** May be changed while it runs. */
  options: HubOptions;
  stop(): Promise<void>;
}

/** Starts a Hub and its CDN on free ports of 127.0.0.1. */
export async function startHub(options: HubOptions = {}): Promise<Hub> {
  const links = new Map<string, string>();
  const requests: HubRequest[] = [];
  let cdnUrl = '';
  const linkTo = (file: string): string => {
    const key = randomUUID();
    links.set(key, file);
    return `${cdnUrl}/${key}?Signature=stand-in`;
  };
  const cdn = await listen(requests, 'cdn', (req, res) => serveLink(req, res, links, options));
  cdnUrl = cdn.url;
  const hub = await listen(requests, 'hub', (req, res) =>
    new Answer(req, res, hub.url, options, linkTo).serve(),
  );
  return {
    url: hub.url,
    cdnUrl,
    requests,
    options,
    bytesServed: () => requests.reduce((sum, r) => sum + (r.at === 'cdn' ? r.bytes : 0), 0),
    expireLinks: () => links.clear(),
    stop: async () => {
      await Promise.all([hub.stop(), cdn.stop()]);
    },
  };
}

class Answer {
  readonly #req: IncomingMessage;
  readonly #res: ServerResponse;
  readonly #origin: string;
  readonly #options: HubOptions;
  readonly #linkTo: (file: string) => string;
  readonly #token: string | undefined;

  constructor(
    req: IncomingMessage,
    res: ServerResponse,
    origin: string,
    options: HubOptions,
    linkTo: (file: string) => string,
  ) {
    this.#req = req;
    this.#res = res;
    this.#origin = origin;
    this.#options = options;
    this.#linkTo = linkTo;
    this.#token = /^Bearer (.+)$/.exec(req.headers.authorization ?? '')?.[1];
  }

  async serve(): Promise<void> {
    const limit = this.#options.rateLimit;
    if (limit && limit.times > 0) {
      limit.times--;
      return this.#refuse(429, '', 'Too many requests', { 'retry-after': String(limit.retryAfter) });
    }
    const url = new URL(this.#req.url ?? '/', this.#origin);
    const path = url.pathname.split('/').slice(1).map(decodeURIComponent);
    if (this.#token !== undefined && !this.#user)
      return this.#refuse(401, '', 'Invalid credentials in Authorization header');
    if (path[0] === 'api' && path[1] === 'whoami-v2') return this.#whoami();
    if (path[0] === 'api' && path[1] === 'datasets') return this.#api(path.slice(2), url);
    if (path[0] === 'datasets') return this.#datasetFile(path.slice(1));
    return this.#modelFile(path);
  }

  get #user(): HubUser | undefined {
    return this.#token === undefined ? undefined : this.#options.users?.[this.#token];
  }

  #whoami(): void {
    const user = this.#user;
    if (!user) return this.#refuse(401, '', 'Invalid username or password.');
    this.#json({ type: 'user', id: 'stand-in', name: user.name, auth: { type: 'access_token' } });
  }

  async #api(path: string[], url: URL): Promise<void> {
    const [id, rest] = this.#split(path, ['parquet', 'tree']);
    const dataset = this.#options.datasets?.[id];
    if (!this.#visible(id, dataset)) return;
    if (rest[0] === 'tree') return this.#tree(dataset, id, rest[1] ?? 'main', url);
    const [, config, split, file] = rest;
    if (!dataset.configs) return this.#refuse(404, 'ResponseNotFound', 'The dataset viewer is not available');
    const urls = Object.fromEntries(
      Object.entries(dataset.configs).map(([c, splits]) => [
        c,
        Object.fromEntries(
          Object.entries(splits).map(([s, files]) => [
            s,
            files.map((_, i) => `${this.#origin}/api/datasets/${id}/parquet/${c}/${s}/${i}.parquet`),
          ]),
        ),
      ]),
    );
    if (file !== undefined) {
      const name = file.replace('.parquet', '').padStart(4, '0');
      return this.#redirect(
        `/datasets/${id}/resolve/refs%2Fconvert%2Fparquet/${config}/${split}/${name}.parquet`,
      );
    }
    const answer = config === undefined ? urls : split === undefined ? urls[config] : urls[config]?.[split];
    if (answer === undefined) return this.#refuse(404, 'ResponseNotFound', 'Not found');
    this.#json(answer);
  }

  /** Two files to a page, so that paging is used. */
  async #tree(dataset: HubDataset, id: string, revision: string, url: URL): Promise<void> {
    const files = dataset.revisions?.[revision];
    if (!files) return this.#refuse(404, 'RevisionNotFound', `Invalid rev id: ${revision}`);
    const from = Number(url.searchParams.get('cursor') ?? 0);
    const page = Object.entries(files).slice(from, from + 2);
    const entries = await Promise.all(
      page.map(async ([path, file]) => ({ type: 'file', oid: '0', path, size: (await stat(file)).size })),
    );
    const next = `${this.#origin}/api/datasets/${id}/tree/${encodeURIComponent(revision)}?recursive=true&cursor=${from + 2}`;
    this.#json(entries, from + 2 < Object.keys(files).length ? { link: `<${next}>; rel="next"` } : {});
  }

  #datasetFile(path: string[]): void {
    const [id, rest] = this.#split(path, ['resolve']);
    const dataset = this.#options.datasets?.[id];
    if (!this.#visible(id, dataset)) return;
    if (dataset.gated && !this.#user?.may?.includes(id))
      return this.#refuse(this.#user ? 403 : 401, 'GatedRepo', `Access to dataset ${id} is restricted.`);
    const [, revision = '', ...names] = rest;
    const [config = '', split = '', name = ''] = names;
    const file =
      dataset.revisions?.[revision]?.[names.join('/')] ??
      (revision === 'refs/convert/parquet'
        ? dataset.configs?.[config]?.[split]?.[parseInt(name, 10)]
        : undefined);
    if (file === undefined) return this.#refuse(404, 'EntryNotFound', 'Entry not found');
    this.#redirect(this.#linkTo(file));
  }

  async #modelFile(path: string[]): Promise<void> {
    const [id, rest] = this.#split(path, ['resolve']);
    const model = this.#options.models?.[id];
    if (model === undefined)
      return this.#refuse(this.#user ? 404 : 401, 'RepoNotFound', 'Repository not found');
    const name = rest.slice(2).join('/');
    const text =
      typeof model !== 'string'
        ? model[name]
        : (await readdir(model)).includes(name)
          ? await readFile(join(model, name), 'utf8')
          : undefined;
    if (text === undefined) return this.#refuse(404, 'EntryNotFound', 'Entry not found');
    this.#res.writeHead(200, { 'content-type': 'text/plain; charset=utf-8' }).end(text);
  }

  /** A repository's id (with or without owner) and what follows it, from the first of `words` on. */
  #split(path: string[], words: string[]): [string, string[]] {
    const at = path.findIndex((part, i) => i > 0 && words.includes(part));
    return at === -1 ? [path.join('/'), []] : [path.slice(0, at).join('/'), path.slice(at)];
  }

  /** Without a token, what does not exist and what is private look the same. */
  #visible(id: string, dataset: HubDataset | undefined): dataset is HubDataset {
    if (dataset && (!dataset.private || this.#user?.may?.includes(id))) return true;
    this.#refuse(this.#user ? 404 : 401, 'RepoNotFound', 'Repository not found');
    return false;
  }

  #redirect(location: string): void {
    this.#res.writeHead(302, { location }).end();
  }

  #json(value: unknown, headers: Record<string, string> = {}): void {
    this.#res.writeHead(200, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(value));
  }

  #refuse(status: number, code: string, message: string, headers: Record<string, string> = {}): void {
    this.#res
      .writeHead(status, {
        'content-type': 'application/json',
        ...(code ? { 'x-error-code': code } : {}),
        'x-error-message': message,
        ...headers,
      })
      .end(JSON.stringify({ error: message }));
  }
}

async function serveLink(
  req: IncomingMessage,
  res: ServerResponse,
  links: ReadonlyMap<string, string>,
  { ranges = 'all' }: HubOptions,
): Promise<void> {
  const file = links.get(new URL(req.url ?? '/', 'http://cdn').pathname.slice(1));
  if (file === undefined) {
    res.writeHead(403).end('Request has expired');
    return;
  }
  const handle = await open(file);
  try {
    const { size } = await handle.stat();
    const range = ranges === 'none' ? undefined : rangeOf(req.headers.range, size, ranges === 'all');
    const [start, end] = range ?? [0, size];
    const bytes = Buffer.alloc(end - start);
    await handle.read(bytes, 0, bytes.length, start);
    res
      .writeHead(range ? 206 : 200, {
        'content-length': bytes.length,
        ...(range ? { 'content-range': `bytes ${start}-${end - 1}/${size}` } : {}),
      })
      .end(bytes);
  } finally {
    await handle.close();
  }
}

/** First byte and the one after the last of `bytes=0-9`, `bytes=10-` or `bytes=-8`. */
function rangeOf(header: string | undefined, size: number, suffix: boolean): [number, number] | undefined {
  const [, first = '', last = ''] = /^bytes=(\d*)-(\d*)$/.exec(header ?? '') ?? [];
  if (first === '' && (last === '' || !suffix)) return undefined;
  if (first === '') return [Math.max(0, size - Number(last)), size];
  return [Number(first), last === '' ? size : Math.min(size, Number(last) + 1)];
}

/** An HTTP server on a free port that keeps a record of what it was asked. */
async function listen(
  requests: HubRequest[],
  at: HubRequest['at'],
  handle: (req: IncomingMessage, res: ServerResponse) => Promise<void>,
): Promise<{ url: string; stop(): Promise<void> }> {
  const server: Server = createServer((req, res) => {
    const entry: HubRequest = {
      at,
      method: req.method ?? '',
      path: req.url ?? '',
      headers: req.headers,
      status: 0,
      bytes: 0,
    };
    requests.push(entry);
    const end = res.end.bind(res);
    res.end = ((body?: string | Buffer) => {
      entry.status = res.statusCode;
      entry.bytes = body === undefined ? 0 : Buffer.byteLength(body);
      return body === undefined ? end() : end(body);
    }) as typeof res.end;
    handle(req, res).catch((error: unknown) => {
      if (!res.headersSent) res.writeHead(500);
      res.end(String(error));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
