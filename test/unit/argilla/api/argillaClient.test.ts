import assert from 'node:assert/strict';
import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, describe, test } from 'node:test';
import { ArgillaClient } from '../../../../src/argilla/api/argillaClient.ts';
import { connect } from '../../../../src/argilla/dataset/connect.ts';
import { isTransient } from '../../../../src/argilla/api/argillaErrors.ts';
import { TouchstoneError } from '../../../../src/platform/errors.ts';
import { Http } from '../../../../src/platform/http.ts';
import { Secrets, type Vault } from '../../../../src/platform/secrets.ts';
import { startSpace, type SpaceOptions } from '../../../servers/space/space.ts';

const http = new Http();
const cleanups: (() => Promise<unknown>)[] = [];
after(async () => {
  for (const cleanup of cleanups.reverse()) await cleanup();
  await http.close();
});

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  cleanups.push(() => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function space(options: SpaceOptions): ReturnType<typeof startSpace> {
  const started = await startSpace(options);
  cleanups.push(() => started.stop());
  return started;
}

const client = (url: string, key = 'key', bearer?: string): ArgillaClient =>
  new ArgillaClient({ url, key, bearer, http });

const me = { id: 'u1', username: 'ann', role: 'annotator', first_name: 'Ann' };

type Listener = (req: IncomingMessage, res: ServerResponse) => void;

const json = (status: number, body: unknown, headers = {}): Listener => {
  return (_req, res) =>
    res.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
};

/** Like Argilla, as far as connecting goes. */
const argilla =
  (key: string): Listener =>
  (req, res) => {
    if (req.url === '/api/v1/version') return json(200, { version: '2.8.0' })(req, res);
    if (req.headers['x-argilla-api-key'] !== key)
      return json(401, {
        detail: {
          code: 'argilla.api.errors::UnauthorizedError',
          params: { detail: 'Could not validate credentials' },
        },
      })(req, res);
    return json(200, me)(req, res);
  };

function fails(code: string, text: RegExp): (error: unknown) => boolean {
  return (error) => {
    assert.ok(error instanceof TouchstoneError, String(error));
    assert.equal(error.code, code, error.message);
    assert.match(`${error.message} ${error.action ?? ''}`, text);
    return true;
  };
}

function memoryVault(entries: Record<string, string> = {}): Vault {
  const map = new Map(Object.entries(entries));
  return {
    get: async (key) => map.get(key),
    store: async (key, value) => void map.set(key, value),
    delete: async (key) => void map.delete(key),
  };
}

describe('errors', () => {
  test('a wrong key says where the right one is', async () => {
    const url = await serve(argilla('right'));
    await assert.rejects(client(url, 'wrong').me(), fails('argilla-unauthorized', /My Settings/));
  });

  test('a role that may not is told the roles', async () => {
    const url = await serve(
      json(403, {
        detail: {
          code: 'argilla.api.errors::ForbiddenOperationError',
          params: { detail: 'Operation not allowed' },
        },
      }),
    );
    await assert.rejects(
      client(url).createWorkspace('w'),
      fails('argilla-forbidden', /create the workspace "w".*annotators write their own/),
    );
  });

  test('404 and 409 keep the reason and the status', async () => {
    const missing = await serve(json(404, { detail: 'Dataset with id `x` not found' }));
    await assert.rejects(
      client(missing).dataset('x'),
      fails('argilla-missing', /Dataset with id `x` not found/),
    );
    const taken = await serve(json(409, { detail: 'Workspace name `w` is not unique' }));
    await assert.rejects(client(taken).createWorkspace('w'), (error) => {
      assert.ok(error instanceof TouchstoneError);
      assert.equal(error.status, 409);
      assert.match(error.message, /not unique/);
      return true;
    });
  });

  test('422 is readable in both shapes', async () => {
    const rule = await serve(json(422, { detail: 'Dataset cannot be published without fields' }));
    await assert.rejects(
      client(rule).publishDataset('x'),
      fails('argilla-rejected', /refuses to publish the dataset: Dataset cannot be/),
    );
    const schema = await serve(
      json(422, {
        detail: {
          code: 'argilla.api.errors::ValidationError',
          params: {
            errors: [
              { type: 'missing', loc: ['body', 'items', 3, 'values'], msg: 'Field required' },
              { type: 'missing', loc: ['body', 'items', 4, 'status'], msg: 'Field required' },
            ],
          },
        },
      }),
    );
    await assert.rejects(
      client(schema).upsertResponses([]),
      fails('argilla-rejected', /items\.3\.values: Field required; items\.4\.status: Field required/),
    );
  });

  test('another server is no Argilla', async () => {
    const page = await serve((_req, res) =>
      res.writeHead(200, { 'content-type': 'text/html' }).end('<html>Hello</html>'),
    );
    await assert.rejects(client(page).version(), fails('argilla-not-argilla', /argilla\.url/));
    const api = await serve(json(404, { detail: 'Not Found' }));
    await assert.rejects(client(api).version(), fails('argilla-not-argilla', /argilla\.url/));
    const shape = await serve(json(200, { hello: 1 }));
    await assert.rejects(client(shape).me(), fails('argilla-not-argilla', /argilla\.url/));
  });

  test('an unknown host and a closed port are told apart from a refusal', async () => {
    const url = await serve(json(200, {}));
    await cleanups.pop()?.();
    await assert.rejects(client(url).version(), fails('network-unreachable', /nothing listens there/));
  });

  test('what passes by itself is told from what does not', async () => {
    for (const [status, transient] of [
      [429, true],
      [500, true],
      [503, true],
      [422, false],
      [401, false],
      [404, false],
    ] as const) {
      const url = await serve(json(status, { detail: 'x' }, { 'retry-after': '100' }));
      const error = await client(url)
        .me()
        .then(
          () => undefined,
          (e: unknown) => e,
        );
      assert.equal(isTransient(error), transient, String(status));
    }
  });

  test('an old Argilla is named', async () => {
    const url = await serve(json(200, { version: '1.29.1' }));
    const secrets = new Secrets(memoryVault(), {});
    await assert.rejects(
      connect({ url, key: 'k' }, { http, secrets }),
      fails('argilla-not-argilla', /1\.29\.1.*2\.0/),
    );
  });
});

describe('Spaces', () => {
  test('asleep or being built', async () => {
    for (const state of ['sleeping', 'building'] as const) {
      const { url } = await space({ behind: argilla('k'), state });
      await assert.rejects(
        client(url).version(),
        fails('argilla-sleeping', /sleeps or is being built.*Nothing is lost/),
      );
    }
  });

  test('private: the token goes along, beside the key', async () => {
    const { url, seen } = await space({
      behind: argilla('k'),
      token: 'hf_t',
    });
    await assert.rejects(
      client(url, 'k').version(),
      fails('argilla-unauthorized', /private Space.*Hugging Face token/),
    );
    await assert.rejects(client(url, 'k', 'hf_wrong').me(), fails('argilla-unauthorized', /private Space/));
    seen.length = 0;
    const secrets = new Secrets(
      memoryVault({ [`endpoint.token:${url}`]: 'hf_t', [`argilla.key:${url}`]: 'k' }),
      {},
    );
    const connection = await connect({ url: `${url}/` }, { http, secrets });
    assert.equal(connection.user.username, 'ann');
    assert.equal(connection.annotator, `argilla:${url}/u1`);
    assert.ok(seen.length >= 2);
    for (const { headers } of seen) {
      assert.equal(headers.authorization, 'Bearer hf_t');
      assert.equal(headers['x-argilla-api-key'], 'k');
    }
  });

  test('a Hugging Face token that was not saved for this origin stays here', async () => {
    const { url, seen } = await space({
      behind: argilla('k'),
    });
    const secrets = new Secrets(memoryVault({ 'huggingface.token': 'hf_secret' }), {
      HF_TOKEN: 'hf_secret',
      ARGILLA_API_KEY: 'theirs',
      ARGILLA_API_URL: 'https://elsewhere.example',
    });
    await assert.rejects(connect({ url }, { http, secrets }), fails('secret-missing', /Connect to Argilla/));
    await connect({ url, key: 'k' }, { http, secrets });
    assert.ok(!JSON.stringify(seen).includes('hf_secret'));
    assert.ok(!JSON.stringify(seen).includes('theirs'));
  });
});

describe('transport', () => {
  test('waits as Retry-After says', async () => {
    const times: number[] = [];
    const url = await serve((req, res) => {
      times.push(Date.now());
      if (times.length === 1) json(429, { detail: 'slow down' }, { 'retry-after': '1' })(req, res);
      else json(200, me)(req, res);
    });
    assert.equal((await client(url).me()).username, 'ann');
    assert.equal(times.length, 2);
    assert.ok(times[1]! - times[0]! >= 950);
  });

  test('gives up when told to wait for long, and says for how long', async () => {
    const url = await serve(json(429, { detail: 'slow down' }, { 'retry-after': '3600' }));
    await assert.rejects(client(url).me(), fails('argilla-rejected', /3600 seconds/));
  });

  test('survives the reset that follows a 500', async () => {
    let requests = 0;
    const url = await serve((req, res) => {
      requests++;
      if (requests === 1)
        json(500, {
          detail: { code: 'argilla.api.errors::GenericServerError', params: { type: 'x', message: 'boom' } },
        })(req, res);
      else if (requests === 2) req.socket.destroy();
      else json(200, me)(req, res);
    });
    await assert.rejects(client(url).me(), fails('argilla-rejected', /boom/));
    assert.equal((await client(url).me()).username, 'ann');
    assert.equal(requests, 3);
  });

  // What Argilla 2.8.0 answers between the publishing of a dataset and the creation of its index in OpenSearch.
  const noIndex = json(500, {
    detail: {
      code: 'argilla.api.errors::GenericServerError',
      params: { type: 'NotFoundError', message: 'index_not_found_exception' },
    },
  });

  test('a search waits for the index of a dataset that another client has just published', async () => {
    let requests = 0;
    const url = await serve((req, res) =>
      ++requests < 3 ? noIndex(req, res) : json(200, { items: [], total: 0 })(req, res),
    );
    assert.deepEqual(await client(url).search('d'), { records: [], odd: [], total: 0 });
    assert.equal(requests, 3);
  });

  test('a search that always fails says so, and can be cancelled while it waits', async () => {
    let requests = 0;
    const url = await serve((req, res) => {
      requests += 1;
      noIndex(req, res);
    });
    await assert.rejects(client(url).search('d'), fails('argilla-rejected', /index_not_found/));
    assert.equal(requests, 5);
    const controller = new AbortController();
    const call = client(url).search('d', { signal: controller.signal });
    setTimeout(() => controller.abort());
    await assert.rejects(call, fails('cancelled', /Cancelled/));
    assert.ok(requests < 10, 'it did not go on to the end');
  });

  test('a redirect to another origin gets no key, and its answer is not believed', async () => {
    const seen: string[] = [];
    const other = await serve((req, res) => {
      seen.push(JSON.stringify(req.headers));
      json(200, me)(req, res);
    });
    const url = await serve((_req, res) => res.writeHead(302, { location: `${other}/api/v1/me` }).end());
    await assert.rejects(
      client(url, 'the-key', 'hf_bearer').me(),
      fails('network-redirect', /touchstone\.json/),
    );
    await assert.rejects(
      client(url, 'the-key', 'hf_bearer').createWorkspace('w'),
      fails('network-redirect', /touchstone\.json/),
    );
    assert.ok(!seen.join().includes('the-key') && !seen.join().includes('hf_bearer'), seen.join());
  });

  test('cancels', async () => {
    const arrived = Promise.withResolvers<void>();
    const url = await serve(() => arrived.resolve());
    const controller = new AbortController();
    const call = client(url).me({ signal: controller.signal });
    await arrived.promise;
    controller.abort();
    await assert.rejects(call, fails('cancelled', /Cancelled/));
  });

  test('keeps a path prefix and reads naive times as UTC', async () => {
    let path = '';
    const response = {
      id: 'r',
      values: null,
      status: 'discarded',
      record_id: 'x',
      user_id: 'u',
      updated_at: '2026-11-24T07:20:25.896549',
    };
    const url = await serve((req, res) => {
      path = req.url ?? '';
      json(200, { items: [{ item: response }] })(req, res);
    });
    const [answer] = await client(`${url}/argilla/`).upsertResponses([]);
    assert.equal(path, '/argilla/api/v1/me/responses/bulk');
    assert.equal(answer?.item?.updated_at, '2026-11-24T07:20:25.896549Z');
    assert.deepEqual(answer.item.values, {});
  });

  test('pages through a search, each record once', async () => {
    const record = (i: number): unknown => ({
      record: {
        id: `r${i}`,
        status: 'pending',
        fields: {},
        external_id: null,
        inserted_at: '2026-01-01T00:00:00',
      },
    });
    // One record is deleted between two pages, so that the second begins one later; one appears twice.
    const pages = [[1, 2, 3], [3, 5, 6], [7]];
    const bodies: unknown[] = [];
    const url = await serve((req, res) => {
      const { searchParams } = new URL(req.url ?? '', 'http://x');
      let text = '';
      req.on('data', (part: Buffer) => (text += part.toString()));
      req.on('end', () => {
        bodies.push(JSON.parse(text));
        const page = pages[Number(searchParams.get('offset')) / 3] ?? [];
        json(200, { items: page.map(record), total: 7 })(req, res);
      });
    });
    const ids: string[] = [];
    for await (const { records } of client(url).searchAll('d', { limit: 3 }))
      ids.push(...records.map((r) => r.id));
    assert.deepEqual(ids, ['r1', 'r2', 'r3', 'r5', 'r6', 'r7']);
    assert.equal(bodies.length, 3);
    for (const body of bodies)
      assert.match(
        JSON.stringify(body),
        /"sort":\[\{"scope":\{"entity":"record","property":"inserted_at"\},"order":"asc"\}/,
      );
  });
});
