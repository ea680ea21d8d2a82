import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after } from 'node:test';
import { TouchstoneError } from '../../../src/platform/errors.ts';
import type { ErrorCode } from '../../../src/domain/errorCode.ts';

/** What arrived at a server, its body read to the end. */
export interface Arrived {
  method: string;
  path: string;
  headers: IncomingHttpHeaders;
  body: string;
}

export interface Origin {
  url: string;
  port: number;
  arrived: Arrived[];
  server: Server;
  stop: () => Promise<void>;
}

type Handler = (request: Arrived, response: ServerResponse, raw: IncomingMessage) => void;

/** A loopback server, an origin of its own, that goes when the file's tests are done. */
export async function serve(handler: Handler, port = 0): Promise<Origin> {
  const arrived: Arrived[] = [];
  const server = createServer((raw, response) => {
    const parts: Buffer[] = [];
    raw.on('data', (part: Buffer) => parts.push(part));
    raw.on('end', () => {
      const { method = '', url = '', headers } = raw;
      const request = { method, path: url, headers, body: Buffer.concat(parts).toString() };
      arrived.push(request);
      handler(request, response, raw);
    });
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  const stop = async (): Promise<void> => {
    if (!server.listening) return;
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  };
  after(stop);
  const address = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${address.port}`, port: address.port, arrived, server, stop };
}

/** Where nothing listens (any more). */
export async function deadOrigin(): Promise<{ url: string; port: number }> {
  const { url, port, stop } = await serve((_, response) => response.end());
  await stop();
  return { url, port };
}

/** For `assert.rejects`: a typed error with this code. */
export function coded(code: ErrorCode): (error: unknown) => boolean {
  return (error) => {
    if (error instanceof TouchstoneError && error.code === code) return true;
    throw error;
  };
}

/** A folder that goes when the file's tests are done. */
export async function newFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'touchstone-unit-'));
  after(() => rm(folder, { recursive: true, force: true }));
  return folder;
}
