import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { createProvider } from '../../../../src/models/providers/createProvider.ts';
import { parametersSchema } from '../../../../src/project/config.ts';
import { startHub } from '../../../servers/hub/hub.ts';
import { openStream, sendJson, write } from '../../../servers/inference/server.ts';
import { event, startTgi, token } from '../../../servers/inference/tgi.ts';
import { ask, coded, model, serving, testDeps } from '../support.ts';

const text = 'def add(a, b):\n    return a + b\n';
const chatTemplate = '[INST] {{ messages[0].content }} [/INST]';
const cookbook = parametersSchema.parse({
  temperature: 0.2,
  top_p: 0.6,
  top_k: null,
  repetition_penalty: 1,
  do_sample: true,
  max_new_tokens: 1024,
  return_full_text: false,
  seed: 42,
});

test('the event stream: text without special tokens, finish reason, usage, prompt', async () => {
  const server = await serving(startTgi());
  const config = model({ provider: 'tgi', url: server.url, chatTemplate });
  const deltas: string[] = [];
  const result = await (
    await createProvider(config, testDeps())
  ).generate(ask(config, { parameters: cookbook, onText: (d) => deltas.push(d) }));
  const sent = {
    max_new_tokens: 1024,
    do_sample: true,
    temperature: 0.2,
    top_p: 0.6,
    return_full_text: false,
    seed: 42,
    details: true,
  };
  assert.deepEqual(result, {
    text,
    finishReason: 'stop',
    usage: { promptTokens: 1 + '[INST] Add two numbers. [/INST]'.length, completionTokens: 4 },
    prompt: '[INST] Add two numbers. [/INST]',
    url: `${server.url}/generate_stream`,
    sent,
  });
  assert.equal(deltas.join(''), text);
  assert.deepEqual(server.requests.at(-1)?.body, { inputs: result.prompt, parameters: sent });
});

test('parameters that TGI refuses are sent in its own way', async () => {
  const server = await serving(startTgi());
  const config = model({ provider: 'tgi', url: `${server.url}/generate_stream`, chatTemplate });
  const provider = await createProvider(config, testDeps());
  for (const parameters of [
    { temperature: 0 },
    { temperature: 0, top_p: 0.5 },
    { top_p: 1 },
    { top_k: null, repetition_penalty: null, seed: null },
    { do_sample: false, temperature: 0.7, top_k: 3 },
  ]) {
    const result = await provider.generate(ask(config, { parameters: parametersSchema.parse(parameters) }));
    assert.equal(result.text, text, JSON.stringify(parameters));
  }
});

test('a custom handler answers in one piece; that there is no stream is asked once', async () => {
  const server = await serving(startTgi({ handlerOnly: true }));
  const config = model({ provider: 'tgi', url: server.url, chatTemplate });
  const provider = await createProvider(config, testDeps());
  const deltas: string[] = [];
  const result = await provider.generate(
    ask(config, { parameters: cookbook, onText: (d) => deltas.push(d) }),
  );
  assert.equal(result.text, text);
  assert.deepEqual(deltas, [text]);
  assert.equal(result.url, server.url);
  assert.ok(!('details' in result.sent));
  await provider.generate(ask(config));
  assert.deepEqual(
    server.requests.map((r) => r.path),
    ['/generate_stream', '/', '/'],
  );
});

test('a prompt that the server repeats is taken off', async () => {
  for (const handlerOnly of [true, false]) {
    const server = await serving(startTgi({ handlerOnly, echoes: true }));
    const config = model({ provider: 'tgi', url: server.url, chatTemplate });
    assert.equal((await (await createProvider(config, testDeps())).generate(ask(config))).text, text);
  }
});

test('no BOS twice: the one that the template wrote is left out where the server adds its own', async () => {
  const template = await readFile(
    new URL('../../../corpora/templates/mixtral-8x7b-instruct-v0.1.jinja', import.meta.url),
    'utf8',
  );
  const server = await serving(startTgi({ bos: '<s>' }));
  const deps = testDeps();
  const hub = await serving(
    startHub({
      models: {
        'owner/mixtral': {
          'chat_template.jinja': template,
          'tokenizer_config.json': '{"bos_token":"<s>","eos_token":{"content":"</s>"}}',
        },
      },
    }),
  );
  const withHub = { ...deps, secrets: testDeps({ HF_ENDPOINT: hub.url }).secrets };
  const config = model({ provider: 'tgi', url: server.url, name: 'owner/mixtral' });
  const provider = await createProvider(config, withHub);
  const result = await provider.generate(ask(config));
  assert.equal(result.prompt, '[INST] Add two numbers. [/INST]');
  // One BOS, then the prompt: as many tokens as the chat route counts.
  assert.equal(result.usage?.promptTokens, 1 + result.prompt.length);
  await provider.generate(ask(config));
  assert.equal(server.requests.filter((r) => r.path === '/tokenize').length, 1, 'the server is asked once');
});

test('errors: as a status, and inside the stream', async () => {
  const refusing = await serving(
    startTgi({
      before: (_, response) => {
        response
          .writeHead(424, { 'content-type': 'application/json' })
          .end('{"error":"Request failed during generation","error_type":"generation"}');
        return true;
      },
    }),
  );
  const one = model({ provider: 'tgi', url: refusing.url, chatTemplate });
  await assert.rejects(
    (await createProvider(one, testDeps())).generate(ask(one)),
    coded('model-bad-answer', /during generation/),
  );

  for (const [type, code] of [
    ['validation', 'model-bad-request'],
    ['overloaded', 'model-rate-limited'],
    ['incomplete_generation', 'model-bad-answer'],
  ] as const) {
    const server = await serving(
      startTgi({
        before: async (_, response) => {
          openStream(response);
          await write(response, event(token(1, 'x', false)));
          response.end(event({ error: 'no more', error_type: type }));
          return true;
        },
      }),
    );
    const config = model({ provider: 'tgi', url: server.url, chatTemplate });
    await assert.rejects(
      (await createProvider(config, testDeps())).generate(ask(config)),
      coded(code, /no more/),
    );
  }
});

test('a stream without its last event, and an answer without generated_text', async () => {
  const cut = await serving(
    startTgi({
      before: (_, response) => {
        openStream(response);
        response.end(event(token(1, 'x', false)));
        return true;
      },
    }),
  );
  const one = model({ provider: 'tgi', url: cut.url, chatTemplate });
  await assert.rejects(
    (await createProvider(one, testDeps())).generate(ask(one)),
    coded('model-bad-answer', /ended the stream/),
  );

  const other = await serving(
    startTgi({
      before: (_, response) => {
        response.writeHead(200, { 'content-type': 'application/json' }).end('{"choices":[]}');
        return true;
      },
    }),
  );
  const two = model({ provider: 'tgi', url: other.url, chatTemplate });
  await assert.rejects(
    (await createProvider(two, testDeps())).generate(ask(two)),
    coded('model-bad-answer', /"openai"/),
  );
});

test('a parameter that is refused by name is left out from then on, said with a status or in an event', async () => {
  for (const status of [400, 200]) {
    const server = await serving(
      startTgi({
        before: (request, response) => {
          const { parameters = {} } = request.body as { parameters?: object };
          if (!('top_k' in parameters)) return false;
          const error = {
            error: "The following `model_kwargs` are not used by the model: ['top_k']",
            error_type: 'validation',
          };
          if (status === 200) {
            openStream(response);
            response.end(event(error));
          } else sendJson(response, status, error);
          return true;
        },
      }),
    );
    const config = model({ provider: 'tgi', url: server.url, chatTemplate });
    const provider = await createProvider(config, testDeps());
    const parameters = parametersSchema.parse({ top_k: 5, seed: 42 });
    const first = await provider.generate(ask(config, { parameters }));
    assert.equal(first.text, text);
    assert.deepEqual([first.sent['top_k'], first.sent['seed']], [undefined, 42]);
    await provider.generate(ask(config, { parameters }));
    assert.equal(server.requests.filter(({ path }) => path === '/generate_stream').length, 3, String(status));
  }
});

test('a value that is refused is told, not left out', async () => {
  const server = await serving(
    startTgi({
      before: (_, response) => {
        sendJson(response, 422, {
          error: 'Input validation error: `temperature` must be strictly positive',
          error_type: 'validation',
        });
        return true;
      },
    }),
  );
  const config = model({ provider: 'tgi', url: server.url, chatTemplate });
  const provider = await createProvider(config, testDeps());
  await assert.rejects(
    provider.generate(ask(config, { parameters: cookbook })),
    coded('model-bad-request', /positive/),
  );
  assert.equal(server.requests.length, 1);
});
