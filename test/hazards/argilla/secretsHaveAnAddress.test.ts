import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { connect } from '../../../src/argilla/dataset/connect.ts';
import { Secrets, type SecretQuestion } from '../../../src/platform/secrets.ts';
import { each } from '../../each.ts';
import { coded } from '../../unit/platform/support.ts';
import { http } from './argillaDesk.ts';

/** A key store, and a user who says so to each question. */
function secretsWith(saved: Record<string, string> = {}, says = false, env: Record<string, string> = {}) {
  const items = new Map(Object.entries(saved));
  const asked: SecretQuestion[] = [];
  const make = (): Secrets =>
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
        return says;
      },
    );
  return { secrets: make(), again: make, asked, items };
}

const elsewhere = [
  'https://host/~somebody',
  'https://host/',
  'https://host/argilla2',
  'https://host/argilla/../~somebody',
  'https://host/argilla/%2e%2e/~somebody',
  'https://host/argilla/..%2f~somebody',
  'https://host/argilla/%5c..%5c~somebody',
  'https://host/Argilla',
  'https://host:8443/argilla',
  'http://host/argilla',
  'https://host.example/argilla',
  'https://host/~somebody?x=/argilla',
  'https://host/~somebody#/argilla',
];

describe('a secret belongs to an address', () => {
  test('other paths of the same host do not get it', async () => {
    const { secrets, asked } = secretsWith();
    await secrets.saveArgillaKey('https://host/argilla', 'key');
    await secrets.saveToken('https://host/argilla/', 'token');
    for (const url of each(elsewhere)) {
      assert.equal(await secrets.argillaKey(url), undefined, url);
      assert.equal(await secrets.tokenFor(url), undefined, url);
    }
    for (const url of each([
      'https://host/argilla',
      'https://HOST/argilla/',
      'https://host/argilla/api/v1/me',
    ])) {
      assert.equal(await secrets.argillaKey(url), 'key', url);
      assert.equal(await secrets.tokenFor(url), 'token', url);
    }
    assert.deepEqual(asked, []);
  });

  test('a model server’s routes are all of the one server', async () => {
    const { secrets } = secretsWith();
    await secrets.saveToken('https://host/team/v1', 'token');
    for (const url of each([
      'https://host/team/v1/chat/completions',
      'https://host/team/tokenize',
      'https://host/team/generate_stream',
    ]))
      assert.equal(await secrets.tokenFor(url), 'token', url);
    for (const url of each(['https://host/other/v1', 'https://host/v1', 'https://host/teams/v1']))
      assert.equal(await secrets.tokenFor(url), undefined, url);
    await secrets.deleteToken('https://host/team/v1/chat/completions');
    assert.equal(await secrets.tokenFor('https://host/team/v1'), undefined);
  });

  test('words of a route in front of a path lead to several servers', async () => {
    for (const [mine, same, others] of each([
      [
        'https://gw/api/team-a/v1',
        ['https://gw/api/team-a', 'https://gw/api/team-a/v1/chat/completions'],
        ['https://gw/api/team-b/v1', 'https://gw/v1', 'https://gw/team-a/v1', 'https://gw/api/v1'],
      ],
      [
        'https://gw/v1/models/mine/generate_stream',
        ['https://gw/v1/models/mine/info'],
        ['https://gw/v1/models/theirs/generate_stream', 'https://gw/v1/models'],
      ],
      [
        'https://host/api/argilla',
        ['https://host/api/argilla/', 'https://host/api/argilla/api/v1/me'],
        ['https://host/api/somebody', 'https://host/api', 'https://host', 'https://host/argilla'],
      ],
    ] as const)) {
      const { secrets, asked } = secretsWith();
      await secrets.saveToken(mine, 'token');
      await secrets.saveArgillaKey(mine, 'key');
      for (const url of each([mine, ...same]))
        assert.deepEqual([await secrets.tokenFor(url), await secrets.argillaKey(url)], ['token', 'key'], url);
      for (const url of each(others))
        assert.deepEqual(
          [await secrets.tokenFor(url), await secrets.argillaKey(url)],
          [undefined, undefined],
          url,
        );
      assert.deepEqual(asked, []);
    }
  });

  test('ARGILLA_API_KEY goes below ARGILLA_API_URL alone', async () => {
    const env = { ARGILLA_API_URL: 'https://host/argilla/', ARGILLA_API_KEY: 'theirs' };
    const { secrets } = secretsWith({}, true, env);
    assert.equal(await secrets.argillaKey('https://host/argilla'), 'theirs');
    for (const url of each(elsewhere)) assert.equal(await secrets.argillaKey(url), undefined, url);
  });
});

describe('a key that an earlier version kept for the host alone', () => {
  const former = { 'argilla.key:https://host': 'old', 'endpoint.token:https://host': 'old' };

  test('goes on to work at the host itself and on this machine', async () => {
    const { secrets, asked } = secretsWith({ ...former, 'argilla.key:http://127.0.0.1:6900': 'local' });
    assert.equal(await secrets.argillaKey('https://host'), 'old');
    assert.equal(await secrets.tokenFor('https://host/v1/chat/completions'), 'old');
    assert.equal(await secrets.argillaKey('http://127.0.0.1:6900/argilla'), 'local');
    assert.deepEqual(asked, []);
  });

  test('is asked about once for a path, and then belongs to it', async () => {
    const { secrets, again, asked } = secretsWith(former, true);
    const [first, second] = await Promise.all([
      secrets.argillaKey('https://host/argilla'),
      secrets.argillaKey('https://host/argilla'),
    ]);
    assert.deepEqual([first, second], ['old', 'old']);
    assert.deepEqual(asked, [{ about: 'path', address: 'https://host/argilla/' }]);
    assert.equal(await again().argillaKey('https://host/argilla'), 'old');
    assert.equal(asked.length, 1, 'also after a restart');
    await again().argillaKey('https://host/~somebody');
    assert.equal(asked.length, 2);
  });

  test('does not go where the user says no', async () => {
    const { secrets, asked } = secretsWith(former, false);
    for (let i = 0; i < 3; i++) assert.equal(await secrets.tokenFor('https://host/~somebody/v1'), undefined);
    assert.equal(asked.length, 1);
  });

  test('is forgotten with the rest', async () => {
    const { secrets } = secretsWith(former);
    await secrets.deleteToken('https://host');
    assert.equal(await secrets.tokenFor('https://host'), undefined);
  });
});

describe('over plain http', () => {
  const clear = 'http://argilla.example.com';

  test('nothing leaves this machine before the user was asked', async () => {
    const env = {
      ARGILLA_API_URL: clear,
      ARGILLA_API_KEY: 'theirs',
      HF_ENDPOINT: 'http://hub.example',
      HF_TOKEN: 'hf_x',
    };
    const { secrets, asked } = secretsWith({ [`endpoint.token:${clear}`]: 'old' }, false, env);
    await secrets.saveToken('http://192.168.1.5:8000/v1', 'token');
    assert.equal(await secrets.argillaKey(clear), undefined);
    for (const url of each([clear, 'http://192.168.1.5:8000/v1', 'http://hub.example/api']))
      assert.equal(await secrets.tokenFor(url), undefined, url);
    assert.deepEqual(
      asked.map(({ about, address }) => `${about} ${address}`),
      [`clear ${clear}`, 'clear http://192.168.1.5:8000', 'clear http://hub.example'],
    );
    // A key that was just typed does not go either.
    await assert.rejects(connect({ url: clear, key: 'typed' }, { http, secrets }), coded('secret-missing'));
  });

  test('what was allowed once is allowed', async () => {
    const { secrets, again, asked } = secretsWith({}, true);
    await secrets.saveArgillaKey(clear, 'key');
    assert.equal(await secrets.argillaKey(clear), 'key');
    assert.equal(await again().argillaKey(clear), 'key');
    assert.deepEqual(asked, [{ about: 'clear', address: clear }]);
  });

  test('who said no is asked again when they connect again', async () => {
    const { secrets, asked } = secretsWith();
    assert.equal(await secrets.mayGoTo(clear), false);
    assert.equal(await secrets.mayGoTo(clear), false);
    assert.equal(asked.length, 1);
    assert.equal(await secrets.mayGoTo(clear, true), false);
    assert.equal(asked.length, 2);
  });

  test('this machine is not beyond itself', async () => {
    const { secrets, asked } = secretsWith();
    for (const url of each([
      'http://localhost:1',
      'http://127.1.2.3:1',
      'http://[::1]:1',
      'http://a.localhost:1',
      'https://far.example',
    ]))
      assert.equal(await secrets.mayGoTo(url), true, url);
    for (const url of each(['http://localhost.example', 'http://127.0.0.1.example', 'http://10.0.0.1']))
      assert.equal(await secrets.mayGoTo(url), false, url);
    assert.equal(asked.length, 3);
  });
});
