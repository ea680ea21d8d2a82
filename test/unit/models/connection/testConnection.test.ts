import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Finding } from '../../../../src/models/connection/connectionReport.ts';
import { testConnection } from '../../../../src/models/connection/testConnection.ts';
import type { ModelConfig } from '../../../../src/project/config.ts';
import { chunks, startOpenAi, type OpenAiOptions } from '../../../servers/inference/openai.ts';
import {
  openStream,
  sendJson,
  startServer,
  write,
  type Received,
} from '../../../servers/inference/server.ts';
import { startTgi } from '../../../servers/inference/tgi.ts';
import { coded, model, serving, testDeps } from '../support.ts';

const parameters = { max_new_tokens: 512, temperature: 0.2, seed: 42 };

interface Tried {
  more?: Partial<ModelConfig>;
  deps?: ReturnType<typeof testDeps>;
  wanted?: object;
}

const tested = (url: string, { more = {}, deps = testDeps(), wanted = parameters }: Tried = {}) =>
  testConnection(model({ provider: 'openai', url, ...more }), wanted, {
    ...deps,
    signal: new AbortController().signal,
  });

const inShort = (findings: readonly Finding[]): string[] => findings.map(({ of, state }) => `${of} ${state}`);
const textOf = (findings: readonly Finding[], thing: string): string =>
  findings.find(({ of }) => of === thing)?.text ?? '';

/** The stand-in with what other servers' lists tell. */
const listing = (data: object[], more: Partial<OpenAiOptions> = {}) =>
  startOpenAi({
    ...more,
    before: (request, response) => {
      if (request.path !== '/v1/models') return false;
      sendJson(response, 200, { object: 'list', data });
      return true;
    },
  });

test('a server that works: everything that was looked at, as it becomes known', async () => {
  const server = await serving(
    listing([{ id: 'm', max_model_len: 4096 }], { pieces: Array.from({ length: 20 }, (_, i) => `t${i} `) }),
  );
  const told: string[] = [];
  const report = await testConnection(model({ provider: 'openai', url: server.url }), parameters, {
    ...testDeps(),
    signal: new AbortController().signal,
    onFinding: ({ of }) => told.push(of),
  });
  assert.equal(report.fault, undefined);
  assert.deepEqual(inShort(report.findings), [
    'host good',
    'path good',
    'context good',
    'template good',
    'model good',
    'streaming good',
    'speed good',
  ]);
  assert.deepEqual(told, ['host', 'path', 'context', 'template', 'model', 'streaming', 'speed']);
  assert.match(textOf(report.findings, 'context'), /4096/);
  assert.ok((report.tokensPerSecond ?? 0) > 0);
  const asked = server.requests.find(({ path }) => path === '/v1/chat/completions')?.body as object;
  assert.deepEqual(
    { max_tokens: 512, temperature: 0.2, seed: 42 },
    Object.fromEntries(Object.entries(asked).filter(([key]) => /max_tokens|temperature|seed/.test(key))),
    'asked as every response is',
  );
});

test('nobody there: the host is at fault, and no more is tried', async () => {
  const server = await startOpenAi();
  await server.stop();
  const { fault, findings } = await tested(server.url);
  assert.equal(fault?.of, 'host');
  assert.deepEqual(inShort(findings), ['host fault']);
  assert.match(fault.error.message, /cannot be reached/);
});

test('a wrong path: the one where a list of models is found is offered', async () => {
  const server = await serving(
    startOpenAi({
      before: (request, response) => {
        if (request.path.startsWith('/v1/')) return false;
        sendJson(response, 404, { detail: 'Not Found' });
        return true;
      },
    }),
  );
  const { fault } = await tested(`${server.url}/api/v9`);
  assert.equal(fault?.of, 'path');
  assert.deepEqual(fault.ways[0], { do: 'edit', field: 'url', value: `${server.url}/v1` });
});

test('a page where an API was expected is told as such', async () => {
  const page = await serving(
    startServer((_, response) => {
      response.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html><p>Welcome</p>');
    }),
  );
  const { fault } = await tested(page.url);
  assert.equal(fault?.of, 'path');
  assert.match(fault.error.message, /a web page/);
});

test('a key that is missing, and one that is wrong; neither is told', async () => {
  const server = await serving(startOpenAi({ key: 'sk-right-one-1234' }));
  const missing = (await tested(server.url)).fault;
  assert.equal(missing?.of, 'key');
  assert.match(missing.error.message, /none is saved/);
  assert.deepEqual(missing.ways[0], { do: 'saveKey', url: server.url });

  const deps = testDeps();
  await deps.secrets.saveToken(server.url, 'sk-wrong-one-5678');
  const wrong = await tested(server.url, { deps });
  assert.equal(wrong.fault?.of, 'key');
  assert.doesNotMatch(JSON.stringify([wrong, deps.lines]), /sk-wrong-one-5678/);

  await deps.secrets.saveToken(server.url, 'sk-right-one-1234');
  assert.equal((await tested(server.url, { deps })).fault, undefined);
});

test('a server that repeats the key it was sent has it told nowhere', async () => {
  const deps = testDeps();
  const server = await serving(
    startServer((request, response) =>
      sendJson(response, 401, { error: { message: `Bad key: ${request.headers.authorization}` } }),
    ),
  );
  await deps.secrets.saveToken(server.url, 'sk-repeated-key-9999');
  const report = await tested(server.url, { deps });
  assert.equal(report.fault?.of, 'key');
  assert.doesNotMatch(JSON.stringify(report) + report.fault.error.message, /sk-repeated-key-9999/);
});

test('a name that the server does not know: the nearest of its list are offered', async () => {
  const models = ['qwen2.5-coder:7b', 'llama3:latest', 'gemma2:9b'];
  const server = await serving(startOpenAi({ models }));
  const { fault, names } = await tested(server.url, { more: { name: 'qwen2.5-coder' } });
  assert.equal(fault?.of, 'model');
  assert.deepEqual(names, models);
  assert.deepEqual(fault.ways[0], { do: 'edit', field: 'name', value: 'qwen2.5-coder:7b' });
  assert.match(fault.action, /qwen2\.5-coder:7b/);
});

test('a server that takes any name works, and says that its list has another', async () => {
  const server = await serving(listing([{ id: '/models/qwen.gguf' }]));
  const { fault, findings } = await tested(server.url, { more: { name: 'qwen' } });
  assert.equal(fault, undefined);
  assert.match(textOf(findings, 'model'), /no qwen/);
});

test('servers without a list of models are fine', async () => {
  const server = await serving(
    startOpenAi({
      before: (request, response) => {
        if (request.path !== '/v1/models') return false;
        sendJson(response, 404, { error: 'no such route' });
        return true;
      },
    }),
  );
  const { fault, findings, names } = await tested(server.url);
  assert.equal(fault, undefined);
  assert.equal(names, undefined);
  assert.match(textOf(findings, 'path'), /answers at this address/);
});

test('parameters that are not taken are named; others that are refused are the fault', async () => {
  const refuses = (words: string, param: string, code: string) => (request: Received) =>
    request.path.endsWith('/chat/completions') && param in (request.body as object)
      ? { error: { message: words, param, code } }
      : undefined;
  const refusing = (refuse: ReturnType<typeof refuses>) =>
    startOpenAi({
      before: (request, response) => {
        const said = refuse(request);
        if (said) sendJson(response, 400, said);
        return said !== undefined;
      },
    });
  const noSeed = await serving(
    refusing(refuses('Unsupported parameter: seed', 'seed', 'unsupported_parameter')),
  );
  const { fault, findings } = await tested(noSeed.url);
  assert.equal(fault, undefined);
  assert.match(textOf(findings, 'parameters'), /seed/);

  const tooMuch = await serving(
    refusing(refuses('max_tokens is too large: 512. Context: 256', 'max_tokens', 'invalid_value')),
  );
  assert.equal((await tested(tooMuch.url)).fault?.of, 'parameters');
});

test('a window with no room for the answer is the fault where the server refuses', async () => {
  const server = await serving(
    startOpenAi({
      before: (request, response) => {
        if (request.path === '/v1/models')
          sendJson(response, 200, { data: [{ id: 'm', max_model_len: 256 }] });
        else
          sendJson(response, 400, {
            error: { message: 'This model’s maximum context length is 256 tokens' },
          });
        return true;
      },
    }),
  );
  const { fault } = await tested(server.url);
  assert.equal(fault?.of, 'context');
  assert.deepEqual(fault.ways[0], { do: 'edit', field: 'max_new_tokens', value: 128 });
});

test('the window of llama.cpp’s /props and of TGI’s /info counts where the list does not tell it', async () => {
  for (const [path, body] of [
    ['/props', { default_generation_settings: { n_ctx: 2048 }, chat_template: '' }],
    ['/info', { model_id: 'm', max_total_tokens: 2048 }],
  ] as const) {
    const server = await serving(
      startOpenAi({
        before: (request, response) => {
          if (request.path !== path) return false;
          sendJson(response, 200, body);
          return true;
        },
      }),
    );
    assert.match(textOf((await tested(server.url)).findings, 'context'), /2048/, path);
  }
});

test('a model that thinks says so; one that only thinks needs more tokens', async () => {
  const thinking = await serving(
    startOpenAi({ pieces: ['<think>', 'so ', 'so', '</think>', 'def ', 'add'] }),
  );
  const { fault, findings } = await tested(thinking.url);
  assert.equal(fault, undefined);
  assert.ok(inShort(findings).includes('reasoning note'));

  const endless = await serving(
    startOpenAi({
      before: async (request, response) => {
        if (!request.path.endsWith('/chat/completions')) return false;
        openStream(response);
        for (const chunk of chunks(true, ['<think>', 'and ', 'so ']).slice(0, -1))
          await write(response, `data: ${JSON.stringify(chunk)}\n\n`);
        const end = { choices: [{ index: 0, delta: {}, finish_reason: 'length' }] };
        response.end(`data: ${JSON.stringify(end)}\n\ndata: [DONE]\n\n`);
        return true;
      },
    }),
  );
  const report = await tested(endless.url);
  assert.equal(report.fault?.of, 'reasoning');
  assert.deepEqual(report.fault.ways[0], { do: 'edit', field: 'max_new_tokens', value: 8192 });
});

test('an answer in one piece is a note', async () => {
  const whole = await serving(
    startOpenAi({
      before: (request, response) => {
        if (!request.path.endsWith('/chat/completions')) return false;
        const message = { role: 'assistant', content: 'def add(a, b): return a + b' };
        sendJson(response, 200, { choices: [{ index: 0, message, finish_reason: 'stop' }] });
        return true;
      },
    }),
  );
  const { fault, findings } = await tested(whole.url);
  assert.equal(fault, undefined);
  assert.ok(inShort(findings).includes('streaming note'));
});

test('an endless answer is left once enough of it has come', async () => {
  const server = await serving(
    startOpenAi({
      before: async (request, response) => {
        if (!request.path.endsWith('/chat/completions')) return false;
        openStream(response);
        while (!response.destroyed) {
          const chunk = { choices: [{ index: 0, delta: { content: 'x ' }, finish_reason: null }] };
          await write(response, `data: ${JSON.stringify(chunk)}\n\n`);
        }
        return true;
      },
    }),
  );
  const { fault, findings } = await tested(server.url);
  assert.equal(fault, undefined);
  assert.ok(inShort(findings).includes('speed good'));
  assert.equal(
    await server.requests.find(({ method }) => method === 'POST')?.left,
    true,
    'and stopped there',
  );
});

test('a silent server ends with the time limit, a cancelled test with `cancelled`', async () => {
  const silent = await serving(startServer(() => undefined));
  const config = model({ provider: 'openai', url: silent.url });
  const report = await testConnection(config, parameters, {
    ...testDeps(),
    signal: new AbortController().signal,
    limitMs: 300,
  });
  assert.equal(report.fault?.error.code, 'network-timeout');
  const stop = new AbortController();
  const testing = testConnection(config, parameters, { ...testDeps(), signal: stop.signal });
  stop.abort();
  await assert.rejects(testing, coded('cancelled'));
});

test('raw text generation: the template is looked at, and its fault is told before anything is asked', async () => {
  const server = await serving(startTgi());
  const good = await tested(server.url, {
    more: { provider: 'tgi', chatTemplate: '<u>{{ messages[0].content }}' },
  });
  assert.equal(good.fault, undefined);
  assert.match(textOf(good.findings, 'template'), /touchstone\.json/);
  const bad = await tested(server.url, { more: { provider: 'tgi', chatTemplate: '{% if %}' } });
  assert.equal(bad.fault?.of, 'template');
  assert.equal(server.requests.filter(({ path }) => path === '/generate_stream').length, 1);
});
