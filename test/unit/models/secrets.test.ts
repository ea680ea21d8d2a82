import assert from 'node:assert/strict';
import { test } from 'node:test';
import { guardedFetch } from '../../../src/models/api/modelFetch.ts';
import { createProvider } from '../../../src/models/providers/createProvider.ts';
import { startOpenAi } from '../../servers/inference/openai.ts';
import { startRouter } from '../../servers/inference/router.ts';
import { sendJson, startServer, type TestServer } from '../../servers/inference/server.ts';
import { startTgi } from '../../servers/inference/tgi.ts';
import { ask, coded, model, serving, testDeps } from './support.ts';

const hfToken = 'hf_secret_of_hugging_face';
const ownKey = 'secret-of-one-origin';

/** Every header and body that arrived, as one text. */
function arrived(server: TestServer): string {
  return JSON.stringify(server.requests.map((r) => [r.path, r.headers, r.body]));
}

test('each origin gets what was saved for it and nothing else', async () => {
  const hub = await serving(startServer((_, response) => void response.writeHead(404).end()));
  const router = await serving(startRouter({ token: hfToken }));
  const mine = await serving(startOpenAi({ key: ownKey }));
  const others = await serving(startOpenAi());
  const tgi = await serving(startTgi());
  const deps = testDeps({ HF_TOKEN: hfToken, HF_ENDPOINT: hub.url, HF_INFERENCE_ENDPOINT: router.url });
  await deps.secrets.saveToken(`${mine.url}/v1`, ownKey);
  const chatTemplate = '{{ messages[0].content }}';
  for (const config of [
    model({ provider: 'hf-inference', name: 'owner/model' }),
    model({ provider: 'openai', url: mine.url }),
    model({
      provider: 'openai',
      url: mine.url,
      api: 'completions',
      chatTemplate: `{{ bos_token }}${chatTemplate}`,
    }),
    model({ provider: 'openai', url: others.url }),
    model({ provider: 'openai', url: others.url, api: 'completions', chatTemplate }),
    model({ provider: 'hf-inference', url: others.url }),
    model({ provider: 'tgi', url: tgi.url, chatTemplate }),
  ])
    assert.ok((await (await createProvider(config, deps)).generate(ask(config))).text);

  assert.ok(arrived(router).includes(hfToken));
  assert.ok(arrived(mine).includes(ownKey));
  for (const server of [mine, others, tgi]) assert.ok(!arrived(server).includes(hfToken), server.url);
  for (const server of [router, hub, others, tgi]) assert.ok(!arrived(server).includes(ownKey), server.url);
  for (const secret of [hfToken, ownKey])
    assert.ok(!deps.lines.join('\n').includes(secret), 'the log has none');
});

test('a redirect to another origin carries neither secret nor instruction', async () => {
  const elsewhere = await serving(startOpenAi());
  for (const status of [301, 302, 307, 308]) {
    const server = await serving(
      startServer(
        (request, response) =>
          void response.writeHead(status, { location: `${elsewhere.url}${request.path}` }).end(),
      ),
    );
    const deps = testDeps({ HF_TOKEN: hfToken, HF_ENDPOINT: server.url, HF_INFERENCE_ENDPOINT: server.url });
    await deps.secrets.saveToken(server.url, hfToken);
    for (const config of [
      model({ provider: 'hf-inference', name: 'owner/model' }),
      model({ provider: 'hf-inference', name: `owner/redirected-${status}`, inferenceProvider: 'together' }),
      model({ provider: 'hf-inference', url: server.url }),
      model({ provider: 'openai', url: server.url }),
      model({ provider: 'openai', url: server.url, api: 'completions' }),
      model({ provider: 'tgi', url: server.url, chatTemplate: '{{ messages[0].content }}' }),
    ])
      await assert.rejects(
        (await createProvider(config, deps)).generate(ask(config)),
        `${status} ${config.provider}`,
      );
  }
  assert.ok(!arrived(elsewhere).includes(hfToken));
  assert.ok(!arrived(elsewhere).includes('Add two numbers'));
});

test('a server that repeats the key does not get it into a message', async () => {
  const server = await serving(
    startServer((request, response) =>
      sendJson(response, 400, { error: `you sent ${request.headers.authorization}` }),
    ),
  );
  const deps = testDeps();
  await deps.secrets.saveToken(server.url, ownKey);
  for (const config of [
    model({ provider: 'openai', url: server.url }),
    model({ provider: 'hf-inference', url: server.url }),
    model({ provider: 'tgi', url: server.url, chatTemplate: '{{ messages[0].content }}' }),
  ])
    await assert.rejects(
      (await createProvider(config, deps)).generate(ask(config)),
      (error: Error & { detail?: string }) => {
        assert.match(error.message, /you sent Bearer …/);
        assert.ok(!`${error.message}${error.detail}`.includes(ownKey));
        return true;
      },
    );
});

test('a library that asks any other origin is refused before anything is sent', async () => {
  const allowed = await serving(startOpenAi());
  const other = await serving(startOpenAi());
  const fetch = guardedFetch(testDeps(), { origins: [allowed.url] });
  await assert.rejects(
    fetch(`${other.url}/v1/chat/completions`, {
      method: 'POST',
      body: '{}',
      headers: { Authorization: `Bearer ${hfToken}` },
    }),
    coded('network-redirect', /Nothing was sent/),
  );
  assert.equal(other.requests.length, 0);
  const answer = await fetch(`${allowed.url}/v1/models`);
  assert.deepEqual(await answer.json(), { object: 'list', data: [{ id: 'm' }] });
});
