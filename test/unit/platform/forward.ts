import { request, type ServerResponse } from 'node:http';
import type { Arrived } from './support.ts';

/** As a proxy does: asks the server behind it. `instead`: answers once that has done its work, in its place. */
export function forward(
  target: string,
  asked: Arrived,
  response: ServerResponse,
  instead?: () => void,
): void {
  const { host: _host, connection: _connection, ...headers } = asked.headers;
  const onward = request(
    new URL(asked.path, target),
    { method: asked.method, headers, agent: false },
    (answer) => {
      if (instead) {
        answer.resume();
        answer.on('end', instead);
        return;
      }
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    },
  );
  onward.on('error', () => response.writeHead(502).end('no upstream'));
  onward.end(asked.body);
}
