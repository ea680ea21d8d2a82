import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test, type TestContext } from 'node:test';
import { inspect } from 'node:util';
import { isRepoName, pushFolder, repoState } from '../../../../src/export/hub/pushFolder.ts';
import type { TouchstoneError } from '../../../../src/platform/errors.ts';
import { Http } from '../../../../src/platform/http.ts';
import { Secrets } from '../../../../src/platform/secrets.ts';
import { each } from '../../../each.ts';
import {
  startWritableHub,
  type WritableHub,
  type WritableOptions,
} from '../../../servers/hub/writableHub.ts';

const token = 'hf_ofThePersonWhoPushes';
const folder = mkdtempSync(join(tmpdir(), 'touchstone-push-'));
after(() => rm(folder, { recursive: true, force: true }));
mkdirSync(join(folder, 'data'));
const texts: Record<string, string> = {
  'README.md': '# Ünïcödé 目录 🦊\n',
  'manifest.json': '{}\n',
  'data/train.jsonl': `{"prompt":"${'x'.repeat(700_000)}"}\n`,
  'data/test.jsonl': '{"prompt":"y"}\n',
};
for (const [name, text] of Object.entries(texts)) writeFileSync(join(folder, name), text);
const files = Object.keys(texts);

async function started(t: TestContext, more: Partial<WritableOptions> = {}) {
  const hub = await startWritableHub({ tokens: { [token]: ['me'] }, ...more });
  const http = new Http();
  t.after(async () => {
    await http.close();
    await hub.stop();
  });
  const vault = new Map<string, string>();
  const secrets = new Secrets(
    {
      get: (key) => Promise.resolve(vault.get(key)),
      store: (key, value) => Promise.resolve(void vault.set(key, value)),
      delete: (key) => Promise.resolve(void vault.delete(key)),
    },
    { HF_ENDPOINT: hub.url },
  );
  await secrets.saveHuggingFaceToken(token);
  return { hub, deps: { http, secrets } };
}

const push = (more: object = {}) => ({
  folder,
  files,
  repo: 'me/data',
  title: 'Export',
  isPrivate: true,
  ...more,
});

function sent(hub: WritableHub, repo = 'me/data'): Record<string, string> {
  const there = hub.repos.get(repo)?.files ?? new Map<string, Buffer>();
  return Object.fromEntries([...there].map(([path, bytes]) => [path, bytes.toString()]));
}

test('a new dataset is private, and has all files in one commit', async (t) => {
  const { hub, deps } = await started(t);
  assert.equal(await repoState('me/data', deps), undefined);
  const shares = new Map<string, number>();
  const { url, commit } = await pushFolder(
    push({ onProgress: (path: string, share: number) => shares.set(path, share) }),
    deps,
  );
  assert.equal(url, `${hub.url}/datasets/me/data`);
  assert.ok(commit);
  assert.deepEqual(await repoState('me/data', deps), { isPrivate: true });
  const { '.gitattributes': attributes, ...others } = sent(hub);
  assert.match(attributes ?? '', /^data\/\*\* filter=lfs/);
  assert.deepEqual(others, texts);
  assert.deepEqual(hub.repos.get('me/data')?.commits, ['Export']);
  assert.equal(shares.get('data/train.jsonl'), 1);
  const atStore = hub.requests.filter(({ at }) => at === 'store');
  assert.equal(atStore.length, 2, 'data goes as large files');
  assert.deepEqual(
    atStore.filter(({ token: shown }) => shown !== undefined),
    [],
    'the token goes to the Hub alone',
  );
  const atHub = hub.requests.filter(({ at }) => at === 'hub');
  assert.deepEqual([...new Set(atHub.map(({ token: shown }) => shown))], [token]);
});

test('a dataset that is there stays as visible as it is; what is there already is not sent again', async (t) => {
  const { hub, deps } = await started(t);
  await pushFolder(push({ isPrivate: false }), deps);
  assert.deepEqual(await repoState('me/data', deps), { isPrivate: false });
  hub.requests.length = 0;
  await pushFolder(push({ isPrivate: undefined, title: 'Again' }), deps);
  assert.deepEqual(hub.repos.get('me/data')?.commits, ['Export', 'Again']);
  assert.deepEqual(
    hub.requests.filter(({ at, path }) => at === 'store' || path === '/api/repos/create'),
    [],
  );
});

test('large files go in parts where the Hub wants them so', async (t) => {
  const { hub, deps } = await started(t, { chunkSize: 100_000 });
  await pushFolder(push(), deps);
  assert.equal(sent(hub)['data/train.jsonl'], texts['data/train.jsonl']);
  assert.equal(hub.requests.filter(({ at }) => at === 'store').length, 9);
});

test('a Hub that is busy is asked again when it says; what it refuses is told', async (t) => {
  const { hub, deps } = await started(t, {
    refuse: [{ status: 429, headers: { 'retry-after': '0' } }, { status: 503 }],
  });
  await pushFolder(push(), deps);
  assert.deepEqual(hub.repos.get('me/data')?.commits, ['Export']);
  hub.options.refuse = [{ status: 412 }];
  await assert.rejects(pushFolder(push({ isPrivate: undefined }), deps), (error: TouchstoneError) => {
    assert.deepEqual([error.code, error.status], ['export-failed', 412]);
    assert.match(error.message, /answered 412 for me\/data/);
    assert.match(error.action ?? '', /Nothing was added/);
    return true;
  });
});

test('without the right to write nothing is made, and no error tells the token', async (t) => {
  const { hub, deps } = await started(t);
  for (const repo of each(['others/data', 'me/data'])) {
    if (repo === 'me/data') hub.options.tokens = {};
    await assert.rejects(pushFolder(push({ repo }), deps), (error: TouchstoneError) => {
      assert.equal(error.code, 'dataset-unauthorized');
      assert.match(error.action ?? '', /may write/);
      assert.ok(!inspect(error, { depth: 10 }).includes(token));
      return true;
    });
  }
  assert.equal(hub.repos.size, 0);
});

test('cancelled half way: no commit', async (t) => {
  const stop = new AbortController();
  const { hub, deps } = await started(t, { onUpload: () => stop.abort(), hangs: true });
  await assert.rejects(pushFolder(push(), { ...deps, signal: stop.signal }), { code: 'cancelled' });
  assert.deepEqual(hub.repos.get('me/data')?.commits, []);
});

test('names of datasets', () => {
  for (const name of each(['me/data', 'Org-1/a_b.c-d', 'a/b'])) assert.ok(isRepoName(name), name);
  for (const name of each([
    'data',
    'a/b/c',
    '../x',
    'me/..',
    'me/a b',
    'me/',
    '/data',
    'me/x.git',
    'me/a--b',
    'me/a?b',
    'me/%2e',
  ]))
    assert.ok(!isRepoName(name), name);
});
