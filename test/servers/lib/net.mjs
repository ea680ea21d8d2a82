import fs from 'node:fs';
import net from 'node:net';

const given = new Set();

/**
 * A TCP port of the loopback that is free now. Never gives the same one twice in a process.
 * @param {string} [memory] a file that remembers the port: the next call with it gives the same again, if that is free
 */
export async function freePort(memory) {
  const before = memory && fs.existsSync(memory) ? Number(fs.readFileSync(memory, 'utf8')) : 0;
  for (let wish = before; ; wish = 0) {
    const port = await listenOnce(wish);
    if (port === undefined || given.has(port)) continue;
    given.add(port);
    if (memory) fs.writeFileSync(memory, String(port));
    return port;
  }
}

function listenOnce(wish) {
  return new Promise((resolve, reject) => {
    const server = net.createServer();
    server.once('error', (error) => (wish ? resolve(undefined) : reject(error)));
    server.listen(wish, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(address.port));
    });
  });
}

/** Whether a GET is answered with a 2xx status. Any failure is a no. */
export async function answers(url, headers = {}) {
  try {
    const response = await fetch(url, { headers, signal: AbortSignal.timeout(5000) });
    await response.arrayBuffer();
    return response.ok;
  } catch {
    return false;
  }
}

/** Whether something accepts connections on the port and answers the text with something that starts as told. */
export function replies(port, text, start) {
  return new Promise((resolve) => {
    const socket = net.connect(port, '127.0.0.1', () => socket.write(text));
    const done = (answer) => {
      socket.destroy();
      resolve(answer);
    };
    socket.setTimeout(2000, () => done(false));
    socket.once('error', () => done(false));
    socket.once('data', (data) => done(data.toString().startsWith(start)));
  });
}
