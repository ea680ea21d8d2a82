import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createProvider } from '../../../../src/models/providers/createProvider.ts';
import { whoami } from '../../../../src/models/whoami.ts';
import { startHub } from '../../../servers/hub/hub.ts';
import { chunks, defaultPieces, startOpenAi } from '../../../servers/inference/openai.ts';
import { startRouter } from '../../../servers/inference/router.ts';
import { openStream, sendJson, write } from '../../../servers/inference/server.ts';
import { ask, coded, model, serving, testDeps } from '../support.ts';

const text = defaultPieces.join('');

test('the router chooses a provider: streamed, with the token and without asking the Hub', async () => {
  const hub = await serving(startRouter());
  const router = await serving(startRouter());
  const deps = testDeps({ HF_TOKEN: 'hf_test', HF_ENDPOINT: hub.url, HF_INFERENCE_ENDPOINT: router.url });
  const config = model({ provider: 'hf-inference', name: 'owner/model' });
  const deltas: string[] = [];
  const result = await (
    await createProvider(config, deps)
  ).generate(ask(config, { onText: (d) => deltas.push(d) }));
  assert.deepEqual(result, {
    text,
    finishReason: 'stop',
    usage: { promptTokens: 7, completionTokens: 3 },
    url: router.url,
    sent: { max_tokens: 1024 },
  });
  assert.deepEqual(deltas, defaultPieces);
  assert.deepEqual(
    router.requests.map((r) => [r.path, r.headers.authorization]),
    [['/v1/chat/completions', 'Bearer hf_test']],
  );
  assert.equal(hub.requests.length, 0);
});

test('a named provider goes through the router under the provider’s own name of the model, as the Hub tells it', async () => {
  const hub = await serving(startRouter({ models: ['owner/named'] }));
  const router = await serving(startRouter({ models: ['owner/named'] }));
  const deps = testDeps({ HF_TOKEN: 'hf_test', HF_ENDPOINT: hub.url, HF_INFERENCE_ENDPOINT: router.url });
  const config = model({ provider: 'hf-inference', name: 'owner/named', inferenceProvider: 'together' });
  assert.equal((await (await createProvider(config, deps)).generate(ask(config))).text, text);
  assert.equal(hub.requests[0]?.path, '/api/models/owner/named?expand[]=inferenceProviderMapping');
  assert.equal(router.requests[0]?.path, '/together/v1/chat/completions');
  assert.equal((router.requests[0]?.body as { model: string }).model, 'together/owner/named');
});

test('no token, a token of another kind, a wrong token, an unknown model, an unknown provider', async () => {
  const router = await serving(startRouter());
  const at = { HF_ENDPOINT: router.url, HF_INFERENCE_ENDPOINT: router.url };
  const generate = async (
    env: object,
    name = 'owner/model',
    inferenceProvider?: string,
  ): Promise<unknown> => {
    const config = model({
      provider: 'hf-inference',
      name,
      ...(inferenceProvider ? { inferenceProvider } : {}),
    });
    return (await createProvider(config, testDeps({ ...at, ...env }))).generate(ask(config));
  };
  await assert.rejects(generate({}), coded('model-unauthorized', /Sign In/));
  await assert.rejects(generate({ HF_TOKEN: 'sk-other' }), coded('model-unauthorized', /"hf_"/));
  assert.equal(router.requests.length, 0, 'nothing was sent');
  await assert.rejects(
    generate({ HF_TOKEN: 'hf_wrong' }),
    coded('model-unauthorized', /Invalid username.*Sign In/),
  );
  await assert.rejects(
    generate({ HF_TOKEN: 'hf_test' }, 'owner/other'),
    coded('model-missing', /does not exist/),
  );
  await assert.rejects(
    generate({ HF_TOKEN: 'hf_test' }, 'owner/gone', 'together'),
    coded('model-missing', /Repository not found/),
  );
  await assert.rejects(
    generate({ HF_TOKEN: 'hf_test' }, 'owner/model', 'nobody'),
    coded('model-missing', /inferenceProvider/),
  );
});

test('a dedicated endpoint is asked itself, with what was saved for it', async () => {
  const endpoint = await serving(startOpenAi({ key: 'ep-key' }));
  const config = model({ provider: 'hf-inference', name: 'owner/model', url: endpoint.url });
  const deps = testDeps({ HF_TOKEN: 'hf_test' });
  const provider = await createProvider(config, deps);
  await assert.rejects(provider.generate(ask(config)), coded('model-unauthorized', /Save the key/));
  assert.equal(
    endpoint.requests[0]?.headers.authorization,
    undefined,
    'the Hugging Face token is not for it',
  );
  await deps.secrets.saveToken(endpoint.url, 'ep-key');
  assert.equal((await provider.generate(ask(config))).text, text);
  assert.equal(endpoint.requests[1]?.path, '/v1/chat/completions');
});

test('a loading model is waited for with a pause, not stormed', async () => {
  let refusals = 2;
  const endpoint = await serving(
    startOpenAi({
      before: (_, response) => {
        if (refusals-- <= 0) return false;
        response
          .writeHead(503, { 'content-type': 'application/json', 'retry-after': '0' })
          .end('{"error":"Loading"}');
        return true;
      },
    }),
  );
  const config = model({ provider: 'hf-inference', url: endpoint.url });
  const provider = await createProvider(config, testDeps());
  assert.equal((await provider.generate(ask(config))).text, text);
  assert.equal(endpoint.requests.length, 3);
  refusals = Infinity;
  await assert.rejects(provider.generate(ask(config)), coded('model-loading'));
  assert.equal(endpoint.requests.length, 8);
});

test('cancelling closes the connection; an error inside the stream and a web page are told', async () => {
  const hanging = await serving(
    startOpenAi({
      before: async (_, response) => {
        openStream(response);
        await write(response, `data: ${JSON.stringify(chunks(true, ['x'])[1])}\n\n`);
        return true;
      },
    }),
  );
  const one = model({ provider: 'hf-inference', url: hanging.url });
  const stop = new AbortController();
  const asking = (await createProvider(one, testDeps())).generate(
    ask(one, { signal: stop.signal, onText: () => stop.abort() }),
  );
  await assert.rejects(asking, coded('cancelled'));
  assert.equal(await hanging.requests[0]?.left, true);

  const failing = await serving(
    startOpenAi({
      before: (request, response) => {
        const html = JSON.stringify(request.body).includes('page');
        response.writeHead(200, { 'content-type': html ? 'text/html' : 'text/event-stream' });
        response.end(html ? '<html></html>' : 'data: {"error":{"message":"out of memory"}}\n\n');
        return true;
      },
    }),
  );
  const two = model({ provider: 'hf-inference', url: failing.url });
  const provider = await createProvider(two, testDeps());
  await assert.rejects(provider.generate(ask(two)), coded('model-bad-answer'));
  await assert.rejects(provider.generate(ask(two, { instruction: 'page' })), coded('model-bad-answer'));
});

test('whose token it is', async () => {
  const hub = await serving(startHub({ users: { hf_ok: { name: 'ada' } } }));
  const deps = testDeps({ HF_ENDPOINT: hub.url });
  assert.equal((await whoami('hf_ok', deps)).name, 'ada');
  await assert.rejects(whoami('hf_no', deps), coded('model-unauthorized', /settings\/tokens/));
});

test('parameters that a provider refuses by name are sent otherwise or left out, and stay so', async () => {
  const refused: Record<string, string> = {
    max_tokens:
      "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.",
    seed: "Unsupported parameter: 'seed' is not supported with this model.",
  };
  const router = await serving(
    startOpenAi({
      before: (request, response) => {
        const param = Object.keys(refused).find((name) => name in (request.body as object));
        if (param === undefined) return false;
        sendJson(response, 400, {
          error: {
            message: refused[param],
            type: 'invalid_request_error',
            param,
            code: 'unsupported_parameter',
          },
        });
        return true;
      },
    }),
  );
  const deps = testDeps({ HF_TOKEN: 'hf_test', HF_ENDPOINT: router.url, HF_INFERENCE_ENDPOINT: router.url });
  const config = model({ provider: 'hf-inference', name: 'm' });
  const provider = await createProvider(config, deps);
  const parameters = { max_new_tokens: 99, seed: 42, temperature: 0.2 };
  const deltas: string[] = [];
  const result = await provider.generate(ask(config, { parameters, onText: (d) => deltas.push(d) }));
  assert.deepEqual(result.sent, { max_completion_tokens: 99, temperature: 0.2 });
  assert.equal(deltas.join(''), text);
  await provider.generate(ask(config, { parameters }));
  assert.equal(router.requests.length, 4, 'it is not tried again');
});
