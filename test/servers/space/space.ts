import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { request } from 'node:http';

/**
 * A stand-in of what Hugging Face puts before the Argilla in a Space: asleep or being built it answers every path with a page and 503,
 * private it answers 404 with a page unless the Bearer token is right; awake it passes requests on (to a real Argilla, or to a
 * function), with the headers that Hugging Face adds.
 */
export interface SpaceOptions {
  /** Makes the Space private. */
  token?: string;
  /** Address of the Argilla behind it, or what answers instead. */
  behind: string | ((req: IncomingMessage, res: ServerResponse) => void);
  state?: SpaceState;
}

export type SpaceState = 'running' | 'sleeping' | 'building';

export interface Seen {
  method: string;
  path: string;
  headers: IncomingMessage['headers'];
  body: string;
}

export interface Space {
  url: string;
  state: SpaceState;
  /** All requests, in order. */
  seen: Seen[];
  stop(): Promise<void>;
}

export async function startSpace({ token, behind, state = 'running' }: SpaceOptions): Promise<Space> {
  const seen: Seen[] = [];
  const server = createServer((req, res) => {
    const parts: Buffer[] = [];
    req.on('data', (part: Buffer) => parts.push(part));
    req.on('end', () => {
      const body = Buffer.concat(parts).toString();
      seen.push({ method: req.method ?? '', path: req.url ?? '', headers: req.headers, body });
      if (token !== undefined && req.headers.authorization !== `Bearer ${token}`) {
        page(res, 404, '404', 'Sorry, we can’t find the page you are looking for.');
        return;
      }
      if (space.state === 'sleeping') page(res, 503, 'Sleeping', 'This Space is sleeping due to inactivity.');
      else if (space.state === 'building') page(res, 503, 'Building', 'Your Space is building. Please wait.');
      else if (typeof behind === 'function') behind(req, res);
      else pass(behind, req, body, res);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const space: Space = {
    url: `http://127.0.0.1:${port}`,
    state,
    seen,
    stop: () =>
      new Promise((resolve, reject) => {
        server.close((error) => (error ? reject(error) : resolve()));
        server.closeAllConnections();
      }),
  };
  return space;
}

function page(res: ServerResponse, status: number, title: string, text: string): void {
  res.writeHead(status, { 'content-type': 'text/html; charset=utf-8' });
  res.end(
    `<!DOCTYPE html><html><head><title>${title}</title><link rel="stylesheet" href="https://huggingface.co/front/build/style.css"></head>` +
      `<body><main><img alt="Hugging Face"><h1>${title}</h1><p>${text}</p></main></body></html>`,
  );
}

function pass(behind: string, req: IncomingMessage, body: string, res: ServerResponse): void {
  const target = new URL(req.url ?? '/', behind);
  const headers = { ...req.headers, host: target.host };
  const onward = request(target, { method: req.method, headers }, (answer) => {
    res.writeHead(answer.statusCode ?? 502, {
      ...answer.headers,
      link: '<https://huggingface.co/spaces/owner/space>;rel="canonical"',
      'x-proxied-host': 'http://10.0.0.1',
    });
    answer.pipe(res);
  });
  onward.on('error', () => page(res, 502, 'Bad gateway', 'The application is not there.'));
  onward.end(body);
}
