import { createHash, randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/**
 * A stand-in for the part of the Hugging Face Hub that datasets are pushed to, on the loopback, with a store for large files on an origin of its own:
 *
 * - `GET /api/datasets/{id}`, `POST /api/repos/create` (https://huggingface.co/docs/hub/api)
 * - `POST /api/datasets/{id}/preupload/{revision}`, `POST /api/datasets/{id}/commit/{revision}` with lines of JSON, as `@huggingface/hub` and
 *   `huggingface_hub` send them (their `commit.ts`, `_commit_api.py`)
 * - `POST /datasets/{id}.git/info/lfs/objects/batch` and the plain upload (https://github.com/git-lfs/git-lfs/blob/main/docs/api/batch.md), also
 *   in parts with `chunk_size`, as the Hub's own extension of it has them
 */
export interface WritableHub {
  url: string;
  storeUrl: string;
  repos: Map<string, { isPrivate: boolean; files: Map<string, Buffer>; commits: string[] }>;
  requests: { at: 'hub' | 'store'; method: string; path: string; token?: string }[];
  options: WritableOptions;
  stop(): Promise<void>;
}

export interface WritableOptions {
  /** Token → the names that it may write to. */
  tokens: Record<string, string[]>;
  /** Large files go in parts of so many bytes. */
  chunkSize?: number;
  /** The next answers to commits. */
  refuse?: { status: number; headers?: Record<string, string> }[];
  /** Called when a large file begins to arrive. */
  onUpload?: () => void;
  /** Bytes of large files are taken, but never answered. */
  hangs?: boolean;
}

interface Ask {
  req: IncomingMessage;
  res: ServerResponse;
  path: string;
  token: string | undefined;
  body: Buffer;
}

export async function startWritableHub(options: WritableOptions): Promise<WritableHub> {
  const repos: WritableHub['repos'] = new Map();
  const requests: WritableHub['requests'] = [];
  /** By SHA-256. */
  const large = new Map<string, Buffer>();
  const uploads = new Map<string, { oid: string; parts: Map<number, Buffer> }>();
  const json = ({ res }: Ask, status: number, value: unknown, headers: Record<string, string> = {}): void =>
    void res.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(value));
  const mayWrite = ({ token }: Ask, repo: string): boolean =>
    (options.tokens[token ?? ''] ?? []).includes(repo.split('/')[0] ?? '');

  const hub = await listen('hub', requests, (ask) => {
    const { path, body } = ask;
    if (path === '/api/whoami-v2') {
      const [name] = options.tokens[ask.token ?? ''] ?? [];
      return json(ask, name ? 200 : 401, name ? { name, type: 'user' } : { error: 'Invalid credentials' });
    }
    if (path === '/api/repos/create') {
      const asked = JSON.parse(body.toString()) as Record<string, string>;
      const repo = `${asked['organization']}/${asked['name']}`;
      if (!mayWrite(ask, repo))
        return json(ask, 403, { error: `You don't have the rights to create ${repo}` });
      if (repos.has(repo)) return json(ask, 409, { error: 'You already created this dataset repo' });
      repos.set(repo, { isPrivate: asked['visibility'] === 'private', files: new Map(), commits: [] });
      return json(ask, 200, { url: `${hub.url}/datasets/${repo}`, name: repo, id: randomUUID() });
    }
    // The address itself is signed.
    const [, key = ''] = /^\/complete\/(.+)$/.exec(path) ?? [];
    const upload = uploads.get(key);
    if (upload) {
      const parts = [...upload.parts].sort(([a], [b]) => a - b).map(([, part]) => part);
      return json(ask, keep(large, upload.oid, Buffer.concat(parts)) ? 200 : 400, {});
    }
    const [, repo = ''] = /^\/(?:api\/)?datasets\/([^/]+\/[^/]+?)(?:\.git)?(?:\/|$)/.exec(path) ?? [];
    const known = repos.get(repo);
    if (!known || (known.isPrivate && !mayWrite(ask, repo)))
      return json(ask, 404, { error: 'Repository not found' });
    if (path === `/api/datasets/${repo}`) return json(ask, 200, { id: repo, private: known.isPrivate });
    if (!mayWrite(ask, repo)) return json(ask, 403, { error: 'Forbidden' });
    if (path.startsWith(`/api/datasets/${repo}/preupload/`)) {
      const { files, gitAttributes = '' } = JSON.parse(body.toString()) as {
        files: { path: string }[];
        gitAttributes?: string;
      };
      const isLarge = (name: string): boolean =>
        name.endsWith('.parquet') ||
        (name.startsWith('data/') && /^data\/\*\* filter=lfs/m.test(gitAttributes));
      return json(ask, 200, {
        files: files.map(({ path: name }) => ({ path: name, uploadMode: isLarge(name) ? 'lfs' : 'regular' })),
      });
    }
    if (path.endsWith('/info/lfs/objects/batch')) {
      const { objects } = JSON.parse(body.toString()) as { objects: { oid: string; size: number }[] };
      return json(ask, 200, {
        transfer: 'basic',
        objects: objects.map((object) => {
          if (large.has(object.oid)) return object;
          const key = randomUUID();
          uploads.set(key, { oid: object.oid, parts: new Map() });
          const href = `${store.url}/${key}?Signature=stand-in`;
          const { chunkSize } = options;
          if (!chunkSize) return { ...object, actions: { upload: { href } } };
          const parts = Array.from({ length: Math.ceil(object.size / chunkSize) }, (_, i) => [
            String(i + 1).padStart(5, '0'),
            `${store.url}/${key}/${i + 1}?Signature=stand-in`,
          ]);
          const header = { chunk_size: String(chunkSize), ...(Object.fromEntries(parts) as object) };
          const complete = `${hub.url}/complete/${key}?Signature=stand-in`;
          return { ...object, actions: { upload: { href: complete, header } } };
        }),
      });
    }
    const refusal = options.refuse?.shift();
    if (refusal) return json(ask, refusal.status, { error: 'Refused' }, refusal.headers);
    const lines = body
      .toString()
      .split('\n')
      .map((line) => JSON.parse(line) as { key: string; value: Record<string, string> });
    const files = new Map(known.files);
    for (const { key: kind, value } of lines) {
      if (kind === 'file') files.set(value['path'] ?? '', Buffer.from(value['content'] ?? '', 'base64'));
      const content = kind === 'lfsFile' ? large.get(value['oid'] ?? '') : undefined;
      if (kind === 'lfsFile' && !content) return json(ask, 400, { error: 'LFS object missing' });
      if (content) files.set(value['path'] ?? '', content);
    }
    known.files = files;
    known.commits.push(lines[0]?.value['summary'] ?? '');
    return json(ask, 200, {
      commitOid: randomUUID(),
      commitUrl: `${hub.url}/datasets/${repo}/commit/1`,
      hookOutput: '',
    });
  });
  const store = await listen('store', requests, ({ res, path, body }) => {
    const [, key = '', part] = path.split('/');
    const upload = uploads.get(key);
    options.onUpload?.();
    if (options.hangs) return;
    if (!upload) return void res.writeHead(403).end('Request has expired');
    if (part === undefined) return void res.writeHead(keep(large, upload.oid, body) ? 200 : 400).end();
    upload.parts.set(Number(part), body);
    res.writeHead(200, { etag: `"${part}"` }).end();
  });
  return {
    ...{ url: hub.url, storeUrl: store.url, repos, requests, options },
    stop: async () => {
      await Promise.all([hub.stop(), store.stop()]);
    },
  };
}

function keep(large: Map<string, Buffer>, oid: string, bytes: Buffer): boolean {
  if (createHash('sha256').update(bytes).digest('hex') !== oid) return false;
  large.set(oid, bytes);
  return true;
}

async function listen(
  at: 'hub' | 'store',
  requests: WritableHub['requests'],
  answer: (ask: Ask) => void,
): Promise<{ url: string; stop(): Promise<void> }> {
  const server = createServer((req, res) => {
    const pieces: Buffer[] = [];
    const path = new URL(req.url ?? '/', 'http://hub').pathname;
    const [, token] = /^Bearer (.+)$/.exec(req.headers.authorization ?? '') ?? [];
    requests.push({ at, method: req.method ?? '', path, ...(token !== undefined && { token }) });
    req.on('data', (piece: Buffer) => pieces.push(piece));
    req.on('end', () => answer({ req, res, path, token, body: Buffer.concat(pieces) }));
    req.on('error', () => undefined);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
