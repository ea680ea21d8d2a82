import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A small server on the loopback that remembers what it was sent, for the stand-ins beside this file. */
export interface Received {
  method: string;
  /** With query. */
  path: string;
  headers: IncomingHttpHeaders;
  /** Parsed JSON, or the text. */
  body: unknown;
  /** Resolves to true when the client went away before the answer was complete, to false when it was. */
  left: Promise<boolean>;
}

export interface TestServer {
  url: string;
  requests: Received[];
  stop(): Promise<void>;
}

export type Handler = (request: Received, response: ServerResponse) => void | Promise<void>;

export async function startServer(handle: Handler): Promise<TestServer> {
  const requests: Received[] = [];
  const server = createServer((incoming, response) => {
    const parts: Buffer[] = [];
    incoming.on('data', (part: Buffer) => parts.push(part));
    incoming.on('end', () => {
      const received: Received = {
        method: incoming.method ?? '',
        path: incoming.url ?? '',
        headers: incoming.headers,
        body: parsed(Buffer.concat(parts).toString()),
        left: once(response, 'close').then(() => !response.writableFinished),
      };
      requests.push(received);
      void Promise.resolve(handle(received, response)).catch((error: unknown) =>
        response.destroy(error as Error),
      );
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    async stop() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

export function sendJson(
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Record<string, string> = {},
): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
}

export function openStream(response: ServerResponse): void {
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-cache' });
}

/** Resolves when the piece is written, so that pieces arrive apart. */
export function write(response: ServerResponse, text: string | Uint8Array): Promise<void> {
  return new Promise((resolve) => {
    // The callback comes when the client has gone, too.
    response.write(text, () => setImmediate(resolve));
  });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}
