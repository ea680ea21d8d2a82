import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { connect } from '../../../src/argilla/dataset/connect.ts';
import { Secrets, type SecretQuestion } from '../../../src/platform/secrets.ts';
import { each } from '../../each.ts';
import { coded } from '../../unit/platform/support.ts';
import { http } from './argillaDesk.ts';

const mine = '/home/me/mine';
const clone = '/home/me/clone';

/** A key store that windows share, and a user who says so to each question. */
function machine(says: boolean, env: Record<string, string> = {}) {
  const items = new Map<string, string>();
  const asked: SecretQuestion[] = [];
  const user = { says };
  /** A window, after a restart. */
  const window = (): Secrets =>
    new Secrets(
      {
        get: async (key) => items.get(key),
        store: async (key, value) => void items.set(key, value),
        delete: async (key) => void items.delete(key),
      },
      env,
      '/nonexistent',
      async (question) => {
        asked.push(question);
        return user.says;
      },
    );
  return { window, asked, items, user };
}

const argilla = 'https://host/argilla';
const question = (address: string): SecretQuestion => ({ about: 'project', address });

describe('a secret belongs to the project that it was given in', () => {
  test('there it goes on without a question; a clone that names the same server does not get it silently', async () => {
    const { window, asked } = machine(false);
    const own = window().in(mine);
    await own.saveArgillaKey(argilla, 'key');
    await own.saveToken('https://models/team/v1', 'token');
    assert.equal(await window().in(mine).argillaKey(argilla), 'key');
    assert.equal(await window().in(mine).tokenFor('https://models/team/v1/chat/completions'), 'token');
    assert.deepEqual(asked, []);
    const theirs = window().in(clone);
    assert.equal(await theirs.argillaKey(argilla), undefined);
    assert.equal(await theirs.tokenFor('https://models/team/v1/chat/completions'), undefined);
    assert.deepEqual(asked, [question('https://host/argilla/'), question('https://models/team/')]);
    await assert.rejects(connect({ url: argilla }, { http, secrets: theirs }), coded('secret-missing'));
    assert.equal(asked.length, 2, 'once');
  });

  test('what was said is kept, for this project and this key alone', async () => {
    for (const says of each([true, false])) {
      const { window, asked } = machine(says);
      await window().in(mine).saveArgillaKey('https://host/team', 'key');
      await window().in(mine).saveArgillaKey('https://host/other', 'another');
      const wanted = says ? 'key' : undefined;
      for (const _ of each([1, 2, 3]))
        assert.equal(await window().in(clone).argillaKey('https://host/team/argilla'), wanted);
      assert.equal(asked.length, 1, 'also after a restart');
      await window().in(clone).argillaKey('https://host/other');
      await window().in(`${clone}/2`).argillaKey('https://host/team');
      assert.deepEqual(asked, [
        question('https://host/team/'),
        question('https://host/other/'),
        question('https://host/team/'),
      ]);
    }
  });

  test('many who want it at once ask once', async () => {
    const { window, asked } = machine(true);
    await window().in(mine).saveToken('https://models/v1', 'token');
    const theirs = window();
    const found = await Promise.all(
      Array.from({ length: 20 }, (_, i) =>
        theirs.in(clone).tokenFor(i % 2 ? 'https://models/v1' : 'https://models/v1/models'),
      ),
    );
    assert.deepEqual(new Set(found), new Set(['token']));
    assert.equal(asked.length, 1);
  });

  test('keys of the environment and of the Hugging Face CLI were given to none', async () => {
    const env = { ARGILLA_API_URL: argilla, ARGILLA_API_KEY: 'theirs', HF_TOKEN: 'hf_x' };
    const hub = 'https://huggingface.co/api/datasets/a';
    const router = 'https://router.huggingface.co/v1';
    const no = machine(false, env);
    for (const folder of each([mine, clone])) {
      const secrets = no.window().in(folder);
      assert.equal(await secrets.argillaKey(argilla), undefined);
      assert.equal(await secrets.tokenFor(hub), undefined);
      assert.equal(await secrets.tokenFor(router), undefined);
    }
    const both = [question('https://host/argilla/'), question('https://huggingface.co/')];
    assert.deepEqual(no.asked, [...both, ...both]);
    const yes = machine(true, env);
    const secrets = yes.window().in(mine);
    assert.equal(await secrets.argillaKey(argilla), 'theirs');
    assert.deepEqual([await secrets.tokenFor(hub), await secrets.tokenFor(router)], ['hf_x', 'hf_x']);
    assert.deepEqual(yes.asked, both);
  });

  test('who said no is asked again when they connect, and gets on with a key that they type', async () => {
    const { window, asked, user } = machine(false);
    await window().in(mine).saveArgillaKey(argilla, 'key');
    const theirs = window().in(clone);
    assert.equal(await theirs.argillaKey(argilla), undefined);
    user.says = true;
    assert.equal(await theirs.argillaKey(argilla), undefined);
    assert.equal(await theirs.argillaKey(argilla, true), 'key');
    assert.equal(asked.length, 2);
    assert.equal(await window().in(clone).argillaKey(argilla), 'key');
    const third = window().in('/home/me/third');
    user.says = false;
    assert.equal(await third.argillaKey(argilla), undefined);
    await third.saveArgillaKey(argilla, 'another');
    assert.equal(await third.argillaKey(argilla), 'another');
    assert.equal(asked.length, 3);
  });

  test('a project that had it before goes on with it', async () => {
    const { window, asked } = machine(false);
    // As earlier versions kept it.
    await window().saveArgillaKey(argilla, 'key');
    const known = window().in(mine);
    await known.allow(argilla);
    assert.equal(await known.argillaKey(argilla), 'key');
    assert.equal(await window().in(mine).argillaKey(`${argilla}/api/v1/me`), 'key');
    assert.deepEqual(asked, []);
    assert.equal(await window().in(clone).argillaKey(argilla), undefined);
    assert.equal(asked.length, 1);
  });

  test('a yes is no way round the other questions', async () => {
    const clear = 'http://argilla.example.com';
    const { window, asked, user } = machine(true);
    await window().in(mine).saveArgillaKey(clear, 'key');
    const theirs = window().in(clone);
    await theirs.allow(clear);
    user.says = false;
    assert.equal(await theirs.argillaKey(clear), undefined);
    assert.deepEqual(asked, [{ about: 'clear', address: clear }]);
    // Nor does it lead to another path or host.
    await theirs.allow(argilla);
    await window().in(mine).saveArgillaKey(argilla, 'key');
    assert.equal(await theirs.argillaKey('https://host/~somebody'), undefined);
    assert.equal(await theirs.argillaKey('https://host.example/argilla'), undefined);
    assert.equal(asked.length, 1);
  });

  test('a project that had it before goes on with it below its address, and where earlier versions kept the host alone', async () => {
    const { window, asked, items } = machine(false, {
      ARGILLA_API_URL: 'https://env/',
      ARGILLA_API_KEY: 'env',
    });
    await window().saveToken('https://models/team/', 'token');
    items.set('endpoint.token:http://127.0.0.1:8000', 'local');
    const known = window().in(mine);
    for (const url of each(['https://models/team/a/v1', 'http://127.0.0.1:8000/a/v1', 'https://env/argilla']))
      await known.allow(url);
    assert.equal(await known.tokenFor('https://models/team/apply-template'), 'token');
    assert.equal(await known.tokenFor('http://127.0.0.1:8000/apply-template'), 'local');
    assert.equal(await known.argillaKey('https://env/argilla'), 'env');
    assert.deepEqual(asked, []);
  });

  test('nothing of a key is kept with what was said', async () => {
    const { window, items } = machine(true);
    await window().in(mine).saveArgillaKey(argilla, 'key');
    await window().in(clone).argillaKey(argilla);
    const said = [...items].filter(([name]) => name.startsWith('in.'));
    assert.equal(said.length, 2);
    for (const [name, word] of each(said)) {
      assert.equal(word, 'yes');
      assert.ok(!name.includes('clone') && !name.includes('mine'), name);
    }
  });
});
