import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A server that nobody may speak to. It notes who did, and answers nothing of use. */
export class Listener {
  readonly requests: string[] = [];
  readonly url: string;
  readonly close: () => void;

  private constructor(url: string, close: () => void) {
    this.url = url;
    this.close = close;
  }

  static async start(): Promise<Listener> {
    const server = createServer((request, response) => {
      listener.requests.push(`${request.method} ${request.url}`);
      response.writeHead(418).end();
    });
    // A connection alone is too much already.
    server.on('connection', () => listener.requests.push('connection'));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const listener = new Listener(`http://127.0.0.1:${port}`, () => {
      server.closeAllConnections();
      server.close();
    });
    return listener;
  }
}
