import assert from 'node:assert/strict';
import { once } from 'node:events';
import { after, describe, test } from 'node:test';
import { TouchstoneError } from '../../../src/platform/errors.ts';
import { Http, publicUrl } from '../../../src/platform/http.ts';
import { coded, deadOrigin, serve } from './support.ts';

const http = new Http({ userAgent: 'touchstone/test' });
after(() => http.close());

test('sends JSON, headers and its own name', async () => {
  const origin = await serve((_, response) =>
    response.writeHead(201, { 'X-Answer': 'yes' }).end('{"a":"ü"}'),
  );
  const response = await http.request(`${origin.url}/p?q=1`, {
    method: 'PUT',
    json: { text: 'é' },
    headers: { accept: 'application/json' },
    secretHeaders: { authorization: 'Bearer x' },
  });
  assert.equal(response.status, 201);
  assert.equal(response.headers['x-answer'], 'yes');
  assert.deepEqual(await response.json(), { a: 'ü' });
  const [got] = origin.arrived;
  assert.deepEqual(
    [got?.method, got?.path, got?.body, got?.headers['content-type'], got?.headers.accept],
    ['PUT', '/p?q=1', '{"text":"é"}', 'application/json', 'application/json'],
  );
  assert.deepEqual([got?.headers.authorization, got?.headers['user-agent']], ['Bearer x', 'touchstone/test']);
});

describe('time limits', () => {
  test('until the headers come', async () => {
    const origin = await serve(() => undefined);
    await assert.rejects(http.request(origin.url, { timeoutMs: 100 }), coded('network-timeout'));
    assert.equal(origin.arrived.length, 1, 'who was slow once is not asked again');
  });

  test('between two pieces of the body', async () => {
    const origin = await serve((_, response) => void response.write('a piece'));
    const response = await http.request(origin.url, { timeoutMs: 100 });
    await assert.rejects(response.text(), coded('network-timeout'));
  });
});

describe('the body', () => {
  test('too large is refused, and its connection closed', async () => {
    let closed: Promise<unknown> | undefined;
    const origin = await serve((_, response) => {
      closed = once(response, 'close');
      const more = (): void => void response.write('x'.repeat(1000), (error) => error ?? more());
      more();
    });
    const response = await http.request(origin.url, { maxBytes: 10_000 });
    await assert.rejects(response.bytes(), coded('network-too-large'));
    await closed;
  });

  test('as large as allowed is read', async () => {
    const origin = await serve((_, response) => response.end('x'.repeat(1000)));
    assert.equal((await (await http.request(origin.url, { maxBytes: 1000 })).bytes()).byteLength, 1000);
    const tooMuch = await http.request(origin.url, { maxBytes: 999 });
    await assert.rejects(tooMuch.json(), coded('network-too-large'));
  });

  test('that is not JSON is named with status and beginning', async () => {
    const origin = await serve((_, response) => response.writeHead(502).end('<html>Bad gateway</html>'));
    const response = await http.request(origin.url, { retries: 0 });
    await assert.rejects(response.json(), (error) => {
      assert.ok(error instanceof TouchstoneError);
      assert.deepEqual([error.code, error.status], ['network-bad-answer', 502]);
      assert.equal(error.detail, '<html>Bad gateway</html>');
      return true;
    });
  });

  test('cut off in the middle is an error, not a short answer', async () => {
    const origin = await serve((_, response) => {
      response.writeHead(200, { 'content-length': 100 });
      response.write('half', () => response.socket?.destroy());
    });
    const response = await http.request(origin.url);
    await assert.rejects(response.text(), coded('network-unreachable'));
  });

  test('left early closes the connection', async () => {
    let closed: Promise<unknown> | undefined;
    const origin = await serve((_, response) => {
      closed = once(response, 'close');
      response.write('first');
    });
    for await (const piece of (await http.request(origin.url)).stream()) {
      assert.equal(Buffer.from(piece).toString(), 'first');
      break;
    }
    await closed;
  });

  test('that is cancelled while it comes', async () => {
    const stop = new AbortController();
    let closed: Promise<unknown> | undefined;
    const origin = await serve((_, response) => {
      closed = once(response, 'close');
      response.write('first');
    });
    const stream = (await http.request(origin.url, { signal: stop.signal })).stream();
    await stream.next();
    stop.abort();
    await assert.rejects(stream.next(), coded('cancelled'));
    await closed;
  });
});

describe('proxies', () => {
  test('a server on this machine is reached without one', async () => {
    const dead = await deadOrigin();
    const proxied = new Http({ proxy: dead.url });
    after(() => proxied.close());
    const origin = await serve((_, response) => response.end('here'));
    assert.equal(await (await proxied.request(origin.url)).text(), 'here');
    assert.equal(await (await proxied.request(`http://localhost:${origin.port}`)).text(), 'here');
  });

  test('other hosts go through it, except those named', async () => {
    const proxy = await serve(() => undefined);
    const asked: string[] = [];
    proxy.server.on('connect', (request: { url: string }, socket: NodeJS.WritableStream) => {
      asked.push(request.url);
      socket.end('HTTP/1.1 502 Bad Gateway\r\n\r\n');
    });
    const proxied = new Http({ proxy: proxy.url, noProxy: 'direct.invalid' });
    after(() => proxied.close());
    await assert.rejects(proxied.request('https://through.invalid/', { retries: 0 }), TouchstoneError);
    assert.deepEqual(asked, ['through.invalid:443']);
    await assert.rejects(
      proxied.request('https://direct.invalid/', { retries: 0 }),
      coded('network-unreachable'),
    );
    assert.equal(asked.length, 1);
  });
});

test('what is stored and shown of a URL holds no secret', () => {
  assert.equal(
    publicUrl('https://user:pass@h.example:8443/v1/?key=secret#part'),
    'https://h.example:8443/v1',
  );
  assert.equal(publicUrl('http://127.0.0.1:6900/'), 'http://127.0.0.1:6900');
  assert.equal(publicUrl('https://h.example//'), 'https://h.example');
  assert.equal(publicUrl('not a url with secret'), '');
});
