import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { Http } from '../../../src/platform/http.ts';
import { coded, serve } from './support.ts';

const http = new Http();
after(() => http.close());

const secretHeaders = { authorization: 'Bearer secret', 'x-argilla-api-key': 'secret' };

/** Two origins: the first redirects as the path says (`/307`), within itself for `/307/same`; the second answers. */
async function twoOrigins() {
  const other = await serve((_, response) => response.end('other'));
  const first = await serve((request, response) => {
    const [, status, same] = request.path.split('/');
    if (!Number(status)) return response.end('first');
    const location = same ? '/here' : `${other.url}/there`;
    return response.writeHead(Number(status), { location }).end('moved');
  });
  return { first, other };
}

test('a secret stays with its origin, other headers go along', async () => {
  const { first, other } = await twoOrigins();
  for (const status of [301, 302, 303, 307, 308]) {
    const response = await http.request(`${first.url}/${status}`, {
      secretHeaders,
      headers: { accept: 'a/b' },
    });
    assert.equal(await response.text(), 'other');
    assert.equal(response.url, `${other.url}/there`);
  }
  assert.equal(first.arrived.length, 5);
  assert.equal(other.arrived.length, 5);
  for (const { headers } of first.arrived) assert.equal(headers.authorization, 'Bearer secret');
  for (const { headers } of other.arrived) {
    assert.equal(headers.accept, 'a/b');
    assert.ok(!JSON.stringify(headers).includes('secret'));
  }
});

test('another port is another origin, the same origin keeps the secret', async () => {
  const { first } = await twoOrigins();
  await (await http.request(`${first.url}/302/same`, { secretHeaders })).text();
  assert.equal(first.arrived[1]?.path, '/here');
  assert.equal(first.arrived[1].headers['x-argilla-api-key'], 'secret');
});

test('a body is not sent to another origin', async () => {
  const { first, other } = await twoOrigins();
  for (const status of [307, 308])
    for (const method of ['POST', 'PUT', 'PATCH', 'DELETE'] as const)
      await assert.rejects(
        http.request(`${first.url}/${status}`, { method, json: { answer: 1 }, secretHeaders }),
        coded('network-redirect'),
      );
  assert.deepEqual(other.arrived, []);
});

test('307 and 308 within an origin repeat method, body and secret', async () => {
  const { first } = await twoOrigins();
  await (await http.request(`${first.url}/308/same`, { method: 'POST', json: [1], secretHeaders })).text();
  const [, second] = first.arrived;
  assert.equal(second?.method, 'POST');
  assert.equal(second.body, '[1]');
  assert.equal(second.headers['content-type'], 'application/json');
  assert.equal(second.headers.authorization, 'Bearer secret');
});

test('303 turns a POST into a GET without its body', async () => {
  const { first, other } = await twoOrigins();
  await (
    await http.request(`${first.url}/303`, { method: 'POST', json: { answer: 1 }, secretHeaders })
  ).text();
  const [got] = other.arrived;
  assert.equal(got?.method, 'GET');
  assert.equal(got.body, '');
  assert.equal(got.headers['content-type'], undefined);
});

test('a HEAD stays a HEAD', async () => {
  const { first, other } = await twoOrigins();
  assert.equal((await http.request(`${first.url}/303`, { method: 'HEAD' })).status, 200);
  assert.equal(other.arrived[0]?.method, 'HEAD');
});

test('a loop ends', async () => {
  const loop = await serve((_, response) => response.writeHead(302, { location: '/again' }).end());
  await assert.rejects(http.request(loop.url), coded('network-redirect'));
  assert.equal(loop.arrived.length, 6);
});

test('only http and https are followed, and only to a real address', async () => {
  for (const location of ['file:///etc/passwd', 'ftp://127.0.0.1/', 'http://']) {
    const origin = await serve((_, response) => response.writeHead(302, { location }).end());
    await assert.rejects(http.request(origin.url), coded('network-redirect'));
    assert.equal(origin.arrived.length, 1);
  }
});

test('a redirect without Location is the answer', async () => {
  const origin = await serve((_, response) => response.writeHead(302).end('nowhere'));
  const response = await http.request(origin.url);
  assert.equal(response.status, 302);
  assert.equal(await response.text(), 'nowhere');
});
