import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, test } from 'node:test';
import { Secrets, type Vault } from '../../../src/platform/secrets.ts';
import { newFolder } from './support.ts';

function vault(): Vault {
  const items = new Map<string, string>();
  return {
    get: async (key) => items.get(key),
    store: async (key, value) => void items.set(key, value),
    delete: async (key) => void items.delete(key),
  };
}

function secrets(env: Record<string, string> = {}, home = '/nonexistent'): Secrets {
  return new Secrets(vault(), env, home);
}

describe('the Hugging Face token', () => {
  test('goes to the Hub and the router, to nobody else', async () => {
    const own = secrets({ HF_TOKEN: 'hf_x' });
    assert.equal(await own.tokenFor('https://huggingface.co/api/whoami-v2'), 'hf_x');
    assert.equal(await own.tokenFor('https://router.huggingface.co/v1'), 'hf_x');
    for (const trap of [
      'http://huggingface.co/',
      'https://huggingface.co:8443/',
      'https://huggingface.co.evil.example/',
      'https://huggingface.co@evil.example/',
      'https://evil.example/huggingface.co',
      'https://owner-space.hf.space/',
      'https://x.endpoints.huggingface.cloud/',
      'http://127.0.0.1:8080/',
    ])
      assert.equal(await own.tokenFor(trap), undefined, trap);
  });

  test('goes to HF_ENDPOINT in the place of huggingface.co', async () => {
    const own = secrets({ HF_TOKEN: 'hf_x', HF_ENDPOINT: 'https://hub.example:444/' });
    assert.equal(own.hub, 'https://hub.example:444');
    assert.equal(await own.tokenFor('https://hub.example:444/api'), 'hf_x');
    assert.equal(await own.tokenFor('https://hub.example/api'), undefined);
    assert.equal(await own.tokenFor('https://huggingface.co/api'), undefined);
  });

  test('an HF_ENDPOINT that is no address does not count', () => {
    assert.equal(secrets({ HF_ENDPOINT: 'nonsense' }).hub, 'https://huggingface.co');
    assert.equal(secrets({ HF_ENDPOINT: '' }).hub, 'https://huggingface.co');
  });

  test('saved goes before the environment, that before the file of the CLI', async () => {
    const home = await newFolder();
    const file = join(home, '.cache/huggingface/token');
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, 'hf_file\n');
    const env: Record<string, string> = { HUGGING_FACE_HUB_TOKEN: 'hf_old', HF_TOKEN: ' hf_env ' };
    const own = secrets(env, home);
    await own.saveHuggingFaceToken('hf_saved');
    assert.deepEqual(await own.huggingFaceToken(), { token: 'hf_saved', from: 'VS Code' });
    assert.deepEqual(await own.foundHuggingFaceToken(), { token: 'hf_env', from: 'HF_TOKEN' });
    await own.deleteHuggingFaceToken();
    assert.deepEqual(await own.huggingFaceToken(), { token: 'hf_env', from: 'HF_TOKEN' });
    env['HF_TOKEN'] = '';
    assert.deepEqual(await own.huggingFaceToken(), { token: 'hf_old', from: 'HUGGING_FACE_HUB_TOKEN' });
    delete env['HUGGING_FACE_HUB_TOKEN'];
    assert.deepEqual(await own.huggingFaceToken(), { token: 'hf_file', from: file });
    assert.equal(await own.tokenFor('https://huggingface.co/'), 'hf_file');
  });

  test('the file lies where the CLI puts it', async () => {
    const folder = await newFolder();
    await mkdir(join(folder, 'huggingface'));
    await writeFile(join(folder, 'huggingface/token'), 'hf_xdg');
    await writeFile(join(folder, 'token'), 'hf_home');
    await writeFile(join(folder, 'named'), 'hf_path');
    const found = async (env: Record<string, string>): Promise<string | undefined> =>
      (await secrets(env).huggingFaceToken())?.token;
    const xdg = { XDG_CACHE_HOME: folder };
    assert.equal(await found(xdg), 'hf_xdg');
    assert.equal(await found({ ...xdg, HF_HOME: folder }), 'hf_home');
    assert.equal(await found({ ...xdg, HF_HOME: folder, HF_TOKEN_PATH: join(folder, 'named') }), 'hf_path');
    await writeFile(join(folder, 'named'), ' \n');
    assert.equal(await found({ HF_TOKEN_PATH: join(folder, 'named') }), undefined);
    assert.equal(await found({}), undefined);
  });
});

test('an endpoint gets what was saved for its address', async () => {
  const own = secrets({ HF_TOKEN: 'hf_x' });
  await own.saveToken('https://Models.example:8443/v1?x=1', 'mine');
  assert.equal(await own.tokenFor('https://models.example:8443/other'), 'mine');
  for (const other of [
    'https://models.example/v1',
    'http://models.example:8443/v1',
    'https://models.example:8444/v1',
    'https://sub.models.example:8443/v1',
  ])
    assert.equal(await own.tokenFor(other), undefined, other);
  await own.deleteToken('https://models.example:8443');
  assert.equal(await own.tokenFor('https://models.example:8443/v1'), undefined);
});

test('a token saved for the router goes before the Hugging Face token', async () => {
  const own = secrets({ HF_TOKEN: 'hf_x' });
  await own.saveToken(own.router, 'router only');
  assert.equal(await own.tokenFor(`${own.router}/v1`), 'router only');
  assert.equal(await own.tokenFor(own.hub), 'hf_x');
});

describe('the Argilla key', () => {
  const env = { ARGILLA_API_URL: 'http://127.0.0.1:6900/', ARGILLA_API_KEY: 'argilla.key' };

  test('of the environment goes to ARGILLA_API_URL alone', async () => {
    const own = secrets(env);
    assert.equal(await own.argillaKey('http://127.0.0.1:6900/datasets'), 'argilla.key');
    assert.equal(await own.argillaKey('http://127.0.0.1:6901'), undefined);
    assert.equal(await own.argillaKey('https://127.0.0.1:6900'), undefined);
    assert.equal(await own.argillaKey('http://localhost:6900'), undefined);
  });

  test('without a URL beside it goes nowhere', async () => {
    for (const url of [undefined, '', 'nonsense']) {
      const own = secrets({
        ARGILLA_API_KEY: 'argilla.key',
        ...(url === undefined ? {} : { ARGILLA_API_URL: url }),
      });
      assert.equal(await own.argillaKey('http://127.0.0.1:6900'), undefined);
    }
  });

  test('that was saved goes before the environment, for its origin', async () => {
    const own = secrets(env);
    await own.saveArgillaKey('http://127.0.0.1:6900', 'saved');
    assert.equal(await own.argillaKey('http://127.0.0.1:6900/x'), 'saved');
    assert.equal(await own.argillaKey('http://127.0.0.1:6901'), undefined);
    await own.saveArgillaKey('http://127.0.0.1:6900/', '');
    assert.equal(await own.argillaKey('http://127.0.0.1:6900'), 'argilla.key');
  });

  test('and a bearer token of the same origin are kept apart', async () => {
    const own = secrets();
    await own.saveArgillaKey('https://space.example', 'key');
    assert.equal(await own.tokenFor('https://space.example'), undefined);
    await own.saveToken('https://space.example', 'bearer');
    assert.equal(await own.argillaKey('https://space.example'), 'key');
  });
});
