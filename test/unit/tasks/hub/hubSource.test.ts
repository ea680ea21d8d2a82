import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, afterEach, before, beforeEach, describe, test } from 'node:test';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { Http } from '../../../../src/platform/http.ts';
import { loadTasks, type LoadDeps } from '../../../../src/tasks/loadTasks.ts';
import { hubRowId, previewHub } from '../../../../src/tasks/hub/hubSource.ts';
import { proposeColumns } from '../../../../src/tasks/mapping/proposeColumns.ts';
import { startHub, type Hub, type HubOptions } from '../../../servers/hub/hub.ts';
import { depsOf, projectOf, secretsOf } from '../support.ts';

const token = 'hf_secret';
const users = { [token]: { name: 'ada', may: ['ada/private', 'ada/accepted'] } };

/** Rows `from` to `to`, with a column that nobody maps. */
function parquetOf(from: number, to: number): Uint8Array {
  const numbers = Array.from({ length: to - from }, (_, i) => from + i);
  return new Uint8Array(
    parquetWriteBuffer({
      columnData: [
        { name: 'n', data: numbers.map(BigInt), type: 'INT64' },
        { name: 'padding', data: numbers.map((n) => `${n}`.repeat(500)), type: 'STRING' },
        { name: 'instruction', data: numbers.map((n) => `Task ${n}`), type: 'STRING' },
      ],
      codec: 'UNCOMPRESSED',
      rowGroupSize: 5,
    }),
  );
}

describe('the source "hub"', () => {
  let hub: Hub;
  let http: Http;
  let base: HubOptions;
  let folder: string;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'touchstone-hub-'));
    const files: string[] = [];
    for (const [i, [from, to]] of (
      [
        [0, 10],
        [10, 20],
        [20, 27],
      ] as const
    ).entries()) {
      files.push(join(folder, `${i}.parquet`));
      await writeFile(files[i]!, parquetOf(from, to));
    }
    const [a, b, c] = files as [string, string, string];
    const configs = { default: { train: files, test: [a] } };
    base = {
      users,
      datasets: {
        'ada/set': { configs },
        squad: { configs },
        'ada/private': { configs, private: true },
        'ada/gated': { configs, gated: true },
        'ada/accepted': { configs, gated: true },
        'ada/several': { configs: { en: { train: [a] }, de: { train: [b] } } },
        'ada/one': { configs: { only: { train: [b] } } },
        'ada/partial': { configs: { default: { 'partial-train': [a, b] } } },
        'ada/own': {
          revisions: {
            main: {
              'README.md': a,
              'data/train-00000-of-00002.parquet': a,
              'data/train-00001-of-00002.parquet': b,
              'data/test-00000-of-00001.parquet': c,
              'extra/validation.parquet': c,
              'other/deep.parquet': c,
            },
            'refs/convert/parquet': { 'default/train/0000.parquet': a, 'default/train/0001.parquet': c },
          },
        },
        'ada/nothing': { revisions: { main: { 'data.txt': a } } },
      },
    };
  });
  after(() => rm(folder, { recursive: true, force: true }));
  beforeEach(async () => {
    hub = await startHub(structuredClone(base));
    http = new Http();
  });
  afterEach(() => Promise.all([hub.stop(), http.close()]));

  const secrets = (signedIn = false) =>
    secretsOf(signedIn ? { 'huggingface.token': token } : {}, { HF_ENDPOINT: hub.url });
  const load = (config: Record<string, unknown>, deps: Partial<LoadDeps> = {}) =>
    loadTasks(
      projectOf('/nowhere', { source: 'hub', columns: { instruction: 'instruction', id: 'n' }, ...config }),
      depsOf({ http, secrets: secrets(), ...deps }),
    );
  const idsOf = async (config: Record<string, unknown>, deps: Partial<LoadDeps> = {}) =>
    (await load(config, deps)).tasks.map((task) => task.id);
  const numbers = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => String(from + i));

  test('loads a slice: ids as text, the dataset as source, no context unless named', async () => {
    const { tasks, warnings } = await load({ dataset: 'ada/set', split: 'train[9:11]' });
    assert.deepEqual(warnings, []);
    assert.deepEqual(tasks, [
      { id: '9', instruction: 'Task 9', source: 'ada/set' },
      { id: '10', instruction: 'Task 10', source: 'ada/set' },
    ]);
    const { tasks: shown } = await load({
      dataset: 'squad',
      split: 'test[:1]',
      columns: { instruction: 'instruction', context: ['n'] },
    });
    assert.deepEqual(shown[0]?.context, { n: '0' });
  });

  test('shows its columns with the first rows before anything is mapped', async () => {
    const deps = { http, secrets: secrets() };
    const { names, rows } = await previewHub({ dataset: 'ada/set', split: 'train[:20]' }, deps);
    assert.ok(names.includes('instruction') && names.includes('n'), names.join());
    assert.equal(rows[0]?.['instruction'], 'Task 0');
    assert.equal(proposeColumns(names, rows).columns.instruction, 'instruction');
    await assert.rejects(previewHub({ dataset: 'ada/several', split: 'train' }, deps), {
      code: 'dataset-missing',
    });
  });

  test('slices of every kind over several files', async () => {
    assert.deepEqual(await idsOf({ dataset: 'ada/set' }), numbers(0, 27));
    assert.deepEqual(await idsOf({ dataset: 'ada/set', split: 'train[-3:]' }), numbers(24, 27));
    assert.deepEqual(await idsOf({ dataset: 'ada/set', split: 'train[50%:75%]' }), numbers(14, 20));
    assert.deepEqual(await idsOf({ dataset: 'ada/set', split: 'train[20:99]+test[:0]' }), numbers(20, 27));
    const joined = await load({ dataset: 'ada/set', split: 'train[25:]+test[:2]' });
    assert.deepEqual(
      joined.tasks.map((task) => task.id),
      ['25', '26', '0', '1'],
    );
  });

  test('hashed ids name the row of the whole split, so slices agree, and splits differ', async () => {
    const columns = { instruction: 'instruction' };
    const some = await idsOf({ dataset: 'ada/set', split: 'train[8:12]', columns });
    const whole = await idsOf({ dataset: 'ada/set', columns });
    assert.deepEqual(some, whole.slice(8, 12));
    assert.equal(some[0], hubRowId('ada/set', 'default', 'train', 8));
    const every = await idsOf({ dataset: 'ada/set', split: 'all', columns });
    assert.equal(new Set(every).size, 37);
  });

  test('asks for no more than the footers, and of the touched row groups the mapped columns', async () => {
    await load({ dataset: 'ada/set', split: 'train[:3]' });
    const files = new Set(
      hub.requests.filter((r) => r.at === 'hub' && /\d\.parquet$/.test(r.path)).map((r) => r.path),
    );
    assert.equal(files.size, 2, 'the first file alone: its API address and the one that it redirects to');
    const ranges = hub.requests.filter((r) => r.at === 'cdn').map((r) => r.headers.range);
    assert.equal(ranges.length, 4, `the footer in two steps and two columns: ${ranges.join(' ')}`);
    assert.ok(hub.bytesServed() < 2500, `${hub.bytesServed()} bytes`);
  });

  test('sends the token to the Hub alone, never to the CDN', async () => {
    assert.deepEqual(
      await idsOf({ dataset: 'ada/private', split: 'train[:2]' }, { secrets: secrets(true) }),
      ['0', '1'],
    );
    const hubs = hub.requests.filter((r) => r.at === 'hub');
    const cdns = hub.requests.filter((r) => r.at === 'cdn');
    assert.ok(hubs.length >= 3 && hubs.every((r) => r.headers.authorization === `Bearer ${token}`));
    assert.ok(cdns.length >= 3 && cdns.every((r) => !JSON.stringify(r.headers).includes(token)));
  });

  test('asks for a new address when the CDN’s has expired', async () => {
    // The link breaks after the first file's footer was read.
    const request = http.request.bind(http);
    let asked = 0;
    http.request = (url, options) => {
      if (++asked === 4) hub.expireLinks();
      return request(url, options);
    };
    assert.deepEqual(await idsOf({ dataset: 'ada/set', split: 'train[:10]' }), numbers(0, 10));
    const refused = hub.requests.filter((r) => r.at === 'cdn' && r.status === 403);
    assert.ok(refused.length >= 1);
  });

  test('a gated dataset: what to do, signed in or not', async () => {
    await assert.rejects(load({ dataset: 'ada/gated' }), (error: { code: string; action: string }) => {
      assert.equal(error.code, 'dataset-gated');
      assert.match(
        error.action,
        /Accept the terms at http:\/\/127.0.0.1:\d+\/datasets\/ada\/gated\. Sign in with "Touchstone: Sign In/,
      );
      return true;
    });
    await assert.rejects(load({ dataset: 'ada/gated' }, { secrets: secrets(true) }), {
      code: 'dataset-gated',
      action: /with the account that you are signed in with/,
    });
    assert.equal(
      (await idsOf({ dataset: 'ada/accepted', split: 'test' }, { secrets: secrets(true) })).length,
      10,
    );
  });

  test('private, missing, a token that is not accepted', async () => {
    const names = ['ada/private', 'ada/none'];
    for (const dataset of names)
      await assert.rejects(load({ dataset }), {
        code: 'dataset-unauthorized',
        message: /does not exist or is private/,
      });
    await assert.rejects(load({ dataset: 'ada/none' }, { secrets: secrets(true) }), {
      code: 'dataset-missing',
    });
    const wrong = secretsOf({ 'huggingface.token': 'hf_wrong' }, { HF_ENDPOINT: hub.url });
    await assert.rejects(
      load({ dataset: 'ada/set' }, { secrets: wrong }),
      (error: Error & { code: string; detail: string }) => {
        assert.equal(error.code, 'dataset-unauthorized');
        assert.ok(!`${error.message}${error.detail}${error.stack}`.includes('hf_wrong'));
        return true;
      },
    );
  });

  test('chooses the configuration, or lists those there are', async () => {
    assert.deepEqual(await idsOf({ dataset: 'ada/one' }), numbers(10, 20));
    assert.deepEqual(await idsOf({ dataset: 'ada/several', config: 'de' }), numbers(10, 20));
    await assert.rejects(load({ dataset: 'ada/several' }), {
      code: 'dataset-missing',
      message: /several configurations: en, de/,
    });
    await assert.rejects(load({ dataset: 'ada/several', config: 'fr' }), {
      code: 'dataset-missing',
      message: /It has: en, de/,
    });
    await assert.rejects(load({ dataset: 'ada/set', split: 'dev' }), {
      code: 'split-invalid',
      action: /train, test/,
    });
  });

  test('without conversion the repository’s own Parquet files count', async () => {
    assert.deepEqual(await idsOf({ dataset: 'ada/own', split: 'train[8:12]' }), numbers(8, 12));
    assert.deepEqual(await idsOf({ dataset: 'ada/own', split: 'test' }), numbers(20, 27));
    assert.deepEqual(
      await idsOf({ dataset: 'ada/own', config: 'extra', split: 'validation' }),
      numbers(20, 27),
    );
    assert.deepEqual(await idsOf({ dataset: 'ada/own', config: 'other' }), numbers(20, 27));
    await assert.rejects(load({ dataset: 'ada/nothing' }), {
      code: 'dataset-missing',
      action: /use the source "file"/,
    });
  });

  test('reads a named revision', async () => {
    const revision = 'refs/convert/parquet';
    assert.deepEqual(await idsOf({ dataset: 'ada/own', revision, split: 'train[9:12]' }), ['9', '20', '21']);
    await assert.rejects(load({ dataset: 'ada/own', revision: 'v9' }), {
      code: 'dataset-missing',
      message: /no such revision/,
    });
  });

  test('of a partly converted split the first rows can be had', async () => {
    assert.deepEqual(await idsOf({ dataset: 'ada/partial', split: 'train[:12]' }), numbers(0, 12));
    for (const split of ['train', 'train[:1%]', 'train[-1:]'])
      await assert.rejects(load({ dataset: 'ada/partial', split }), {
        code: 'split-invalid',
        action: /train\[:100\]/,
      });
  });

  test('an empty slice and an unknown column are refused', async () => {
    for (const split of ['train[:0]', 'train[5:5]', 'train[9:3]', 'train[100:]', 'train[:1%]'])
      await assert.rejects(load({ dataset: 'ada/set', split }), {
        code: 'split-invalid',
        message: /holds no rows/,
      });
    await assert.rejects(load({ dataset: 'ada/set', columns: { instruction: 'prompt' } }), {
      code: 'column-missing',
      message: 'ada/set (train) has no column "prompt". Its columns: "n", "padding", "instruction".',
    });
  });

  test('waits as told when there were too many requests, and says so when that takes too long', async () => {
    hub.options.rateLimit = { times: 1, retryAfter: 0 };
    assert.equal((await idsOf({ dataset: 'ada/set', split: 'test' })).length, 10);
    hub.options.rateLimit = { times: 9, retryAfter: 600 };
    await assert.rejects(load({ dataset: 'ada/set' }), { code: 'network-bad-answer', status: 429 });
  });

  test('a CDN without ranges from the end works, one without ranges is refused before it sends all', async () => {
    hub.options.ranges = 'no-suffix';
    assert.deepEqual(await idsOf({ dataset: 'ada/set', split: 'train[:2]' }), ['0', '1']);
    hub.options.ranges = 'none';
    await assert.rejects(load({ dataset: 'ada/set' }), {
      code: 'network-bad-answer',
      message: /does not send parts/,
    });
  });

  test('tells progress and is cancelled at once', async () => {
    const messages: string[] = [];
    await load(
      { dataset: 'ada/set', split: 'test' },
      { onProgress: (p) => messages.push(`${p.message} ${p.rows}`) },
    );
    assert.deepEqual(
      [messages[0], messages.at(-1)],
      ['ada/set test: finding its files 0', 'ada/set test 10'],
    );
    const asked = hub.requests.length;
    await assert.rejects(load({ dataset: 'ada/set' }, { signal: AbortSignal.abort() }), {
      code: 'cancelled',
    });
    assert.equal(hub.requests.length, asked);
  });

  test('the stand-in knows who one is, and serves model files', async () => {
    hub.options.models = { 'ada/model': { 'tokenizer_config.json': '{"a":1}' } };
    const whoami = await http.request(`${hub.url}/api/whoami-v2`, {
      secretHeaders: { authorization: `Bearer ${token}` },
    });
    assert.equal(((await whoami.json()) as { name: string }).name, 'ada');
    assert.equal((await http.request(`${hub.url}/api/whoami-v2`)).status, 401);
    const file = await http.request(`${hub.url}/ada/model/resolve/main/tokenizer_config.json`);
    assert.deepEqual(await file.json(), { a: 1 });
    const missing = await http.request(`${hub.url}/ada/model/resolve/main/chat_template.jinja`);
    assert.deepEqual([missing.status, missing.headers['x-error-code']], [404, 'EntryNotFound']);
  });
});
