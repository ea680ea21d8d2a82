import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { inspect } from 'node:util';
import { ArgillaClient } from '../../../src/argilla/api/argillaClient.ts';
import { asTouchstoneError, TouchstoneError, toPlainError } from '../../../src/platform/errors.ts';
import { rememberSecret, withoutSecrets } from '../../../src/platform/redaction/sentSecrets.ts';
import { whoami } from '../../../src/models/whoami.ts';
import { each } from '../../each.ts';
import { serve } from '../../unit/platform/support.ts';
import { http, newDesk, scores, tasks } from './argillaDesk.ts';
import { startStandIn } from './argillaStandIn.ts';

const key = 'k3y+of/argilla=="&<ü>';
const token = 'hf_token-of-a-private-space';

const forms: Record<string, (text: string) => string> = {
  'as it is': (text) => text,
  JSON: (text) => JSON.stringify(text).slice(1, -1),
  'for an address': encodeURIComponent,
  'for an address, in small letters': (text) =>
    encodeURIComponent(text).replace(/%../g, (byte) => byte.toLowerCase()),
  'for a form': (text) => new URLSearchParams({ text }).toString(),
  'for a page': (text) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&#34;'),
  base64: (text) => Buffer.from(text).toString('base64'),
  'base64 behind one character': (text) => Buffer.from(`:${text}`).toString('base64'),
  'base64 behind two': (text) => Buffer.from(`a:${text}!`).toString('base64'),
  'base64 for an address': (text) => Buffer.from(text).toString('base64url'),
  hex: (text) => Buffer.from(text).toString('hex'),
};

/** All that can be read of an error, wherever it goes. */
function whole(error: unknown): string {
  const e = asTouchstoneError(error);
  const causes: unknown[] = [];
  for (let at: unknown = e; at instanceof Error; at = at.cause) causes.push(at.message, at.stack);
  return [inspect(error, { depth: 20 }), JSON.stringify(toPlainError(error)), ...causes].join('\n');
}

/** Long pieces of what was sent, in each form: whole, and so much that the rest could be tried out. */
function shows(text: string, secret: string): string | undefined {
  return Object.entries(forms).find(([, form]) => text.includes(form(secret).slice(0, 12)))?.[0];
}

async function thrown(work: Promise<unknown>): Promise<unknown> {
  return work.then(
    () => assert.fail('it went through'),
    (error: unknown) => error,
  );
}

describe('a server that repeats the headers of a request', () => {
  const secrets = { 'x-argilla-api-key': encodeURIComponent(key), authorization: `Bearer ${token}` };
  const sent = secrets['x-argilla-api-key'];

  for (const [name, form] of Object.entries(forms))
    test(`written ${name}`, async () => {
      for (const [status, start] of each([
        [400, '{"detail":"'],
        [422, '{"detail":{"code":"x","params":{"message":"'],
        [401, '<html>'],
        [500, 'Error: '],
        [503, '{"message":"'],
        [200, '<html>'],
      ] as const)) {
        const origin = await serve(({ headers }, response) => {
          const echo = `${form(String(headers['x-argilla-api-key']))} ${form(String(headers.authorization))}`;
          const end = start.startsWith('{') ? `${start.includes('params') ? '"}}}' : '"}'}` : '';
          const text = start.startsWith('{') ? JSON.stringify(echo).slice(1, -1) : echo;
          response
            .writeHead(status, { 'content-type': 'text/html', 'retry-after': '99' })
            .end(`${start}${text}${end}`);
        });
        const client = new ArgillaClient({ url: origin.url, key: sent, bearer: token, http });
        const told = whole(await thrown(client.me()));
        assert.equal(shows(told, sent), undefined, `${status}: ${told}`);
        assert.equal(shows(told, token), undefined, `${status}: ${told}`);
      }
    });

  test('at the place where a text is cut', async () => {
    for (let before = 1_960; before < 2_000; before += 3) {
      const origin = await serve(({ headers }, response) =>
        response.writeHead(400).end(`${'x'.repeat(before)}${headers.authorization}`),
      );
      const told = whole(
        await thrown(new ArgillaClient({ url: origin.url, key: sent, bearer: token, http }).me()),
      );
      assert.ok(!told.includes(token.slice(0, 8)), told);
    }
  });

  test('in the reason for one answer of many: neither in what is told nor in what is stored', async () => {
    const it = await startStandIn();
    const desk = await newDesk(it.url, { tasks: tasks(2), key: sent });
    await desk.act('t/0', 'submitted', scores);
    it.before = ({ path, headers, body }, response) => {
      if (!path.includes('/responses/bulk')) return false;
      const error = { detail: `refused for ${String(headers['x-argilla-api-key'])}` };
      const { items } = JSON.parse(body) as { items: unknown[] };
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ items: items.map(() => ({ item: null, error })) }));
      return true;
    };
    const { problems } = await desk.sync.push();
    assert.match(problems[0]?.message ?? '', /refused for …/);
    assert.match((await desk.waiting())[0]?.lastError ?? '', /refused for …/);
  });

  test('the Hub as well', async () => {
    const origin = await serve(({ headers }, response) =>
      response.writeHead(200).end(`not JSON: ${headers.authorization}`),
    );
    const told = whole(await thrown(whoami(token, { http, secrets: { hub: origin.url } })));
    assert.equal(shows(told, token), undefined, told);
  });
});

test('an error that somebody else made says nothing either: its cause, and the cause of that', () => {
  rememberSecret('a-secret-in-a-library');
  const inner = new Error('header a-secret-in-a-library is not valid');
  const cause = new TypeError('failed', { cause: inner });
  const error = new TouchstoneError('internal', 'It failed.', { cause, detail: inner.stack });
  assert.ok(!whole(error).includes('a-secret-in-a-library'), whole(error));
  assert.ok(!JSON.stringify(toPlainError(inner)).includes('a-secret-in-a-library'));
});

test('what holds no secret stays as it is, and short ones do not tear words', () => {
  rememberSecret('abcd');
  rememberSecret('k');
  assert.equal(withoutSecrets('abcdef abcd k'), 'abcdef … k');
  const cause = new Error('plain');
  assert.equal(new TouchstoneError('internal', 'x', { cause }).cause, cause);
});
