import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createProvider } from '../../../../src/models/providers/createProvider.ts';
import { maxAnswerChars } from '../../../../src/models/api/streamedText.ts';
import { parametersSchema } from '../../../../src/project/config.ts';
import { chunks, defaultPieces, startOpenAi } from '../../../servers/inference/openai.ts';
import { openStream, sendJson, write, type Received } from '../../../servers/inference/server.ts';
import { ask, coded, model, serving, testDeps } from '../support.ts';

const whole = defaultPieces.join('');

test('a chat is streamed: text, finish reason, usage, what was sent and where', async () => {
  const server = await serving(startOpenAi());
  const config = model({ provider: 'openai', url: `${server.url}/`, name: 'coder' });
  const deltas: string[] = [];
  const result = await (
    await createProvider(config, testDeps())
  ).generate(
    ask(config, {
      parameters: parametersSchema.parse({ temperature: 0.2, top_k: null, seed: 42, max_new_tokens: 64 }),
      onText: (delta) => deltas.push(delta),
    }),
  );
  assert.deepEqual(result, {
    text: whole,
    finishReason: 'stop',
    usage: { promptTokens: 7, completionTokens: 3 },
    url: `${server.url}/v1/chat/completions`,
    sent: { max_tokens: 64, temperature: 0.2, seed: 42 },
  });
  assert.deepEqual(deltas, defaultPieces);
  assert.deepEqual(server.requests[0]?.body, {
    model: 'coder',
    messages: [{ role: 'user', content: 'Add two numbers.' }],
    max_tokens: 64,
    temperature: 0.2,
    seed: 42,
    stream: true,
    stream_options: { include_usage: true },
  });
});

test('raw completions send the rendered prompt', async () => {
  const server = await serving(startOpenAi());
  const config = model({
    provider: 'openai',
    url: `${server.url}/v1`,
    api: 'completions',
    chatTemplate: '<u>{{ messages[0].content }}</u>{% if add_generation_prompt %}<a>{% endif %}',
  });
  const result = await (await createProvider(config, testDeps())).generate(ask(config));
  assert.equal(result.text, whole);
  assert.equal(result.prompt, '<u>Add two numbers.</u><a>');
  const [request] = server.requests;
  assert.equal(request?.path, '/v1/completions');
  assert.equal((request?.body as { prompt: string }).prompt, result.prompt);
});

test('a server that does not stream is understood, too', async () => {
  const server = await serving(
    startOpenAi({
      before: (_, response) => {
        const choices = [
          { index: 0, finish_reason: 'length', message: { role: 'assistant', content: 'x = 1' } },
        ];
        sendJson(response, 200, { choices, usage: { prompt_tokens: 3, completion_tokens: 4 } });
        return true;
      },
    }),
  );
  const config = model({ provider: 'openai', url: server.url });
  const result = await (await createProvider(config, testDeps())).generate(ask(config));
  assert.equal(result.text, 'x = 1');
  assert.equal(result.finishReason, 'length');
  assert.deepEqual(result.usage, { promptTokens: 3, completionTokens: 4 });
});

test('a loading or busy server is asked again as it says, and no more often than four times', async () => {
  let refusals = 2;
  const server = await serving(
    startOpenAi({
      before: (_, response) => {
        if (refusals-- <= 0) return false;
        sendJson(
          response,
          refusals === 1 ? 503 : 429,
          { error: { message: 'Loading model', code: 503 } },
          { 'retry-after': '0' },
        );
        return true;
      },
    }),
  );
  const config = model({ provider: 'openai', url: server.url });
  const provider = await createProvider(config, testDeps());
  assert.equal((await provider.generate(ask(config))).text, whole);
  assert.equal(server.requests.length, 3);
  refusals = Infinity;
  await assert.rejects(provider.generate(ask(config)), coded('model-rate-limited', /Loading model/));
  assert.equal(server.requests.length, 3 + 5);
});

test('told to wait for longer than a person would, it says so at once', async () => {
  const server = await serving(
    startOpenAi({
      before: (_, response) => {
        sendJson(response, 503, { error: 'Model is loading' }, { 'retry-after': '3600' });
        return true;
      },
    }),
  );
  const config = model({ provider: 'openai', url: server.url });
  await assert.rejects(
    (await createProvider(config, testDeps())).generate(ask(config)),
    coded('model-loading', /Wait until/),
  );
  assert.equal(server.requests.length, 1);
});

const answers: [name: string, status: number, type: string, body: string, code: string, words: RegExp][] = [
  ['a web page', 200, 'text/html', '<html>Sleeping</html>', 'model-bad-answer', /web page/],
  [
    'a web page with an error',
    500,
    'text/html',
    '<html><b>x</b></html>',
    'model-bad-answer',
    /failed \(500\)\. /,
  ],
  [
    'an unknown model (Ollama)',
    404,
    'application/json',
    '{"error":{"message":"model \\"m\\" not found"}}',
    'model-missing',
    /not found/,
  ],
  [
    'an unknown model (router)',
    400,
    'application/json',
    '{"error":{"message":"no such","code":"model_not_found"}}',
    'model-missing',
    /no such/,
  ],
  ['a wrong key', 401, 'application/json', '{"error":"Unauthorized"}', 'model-unauthorized', /key/],
  ['no credits', 402, 'application/json', '{"error":"Exceeded"}', 'model-unauthorized', /credits/],
  [
    'a prompt too long',
    400,
    'application/json',
    '{"error":{"message":"exceeds the context size","type":"exceed_context_size_error"}}',
    'model-bad-request',
    /too long/,
  ],
  [
    'FastAPI’s refusal',
    422,
    'application/json',
    '{"detail":[{"loc":["body"],"msg":"field required"}]}',
    'model-bad-request',
    /field required/,
  ],
  ['an empty 502', 502, '', '', 'model-bad-answer', /502/],
  [
    'JSON of another kind',
    200,
    'application/json',
    '{"choices":"no"}',
    'model-bad-answer',
    /not a completion/,
  ],
];
for (const [name, status, type, body, code, words] of answers)
  test(`answered with ${name}: ${code}`, async () => {
    const server = await serving(
      startOpenAi({
        before: (_, response) => {
          response.writeHead(status, { 'content-type': type }).end(body);
          return true;
        },
      }),
    );
    const config = model({ provider: 'openai', url: server.url });
    await assert.rejects(
      (await createProvider(config, testDeps())).generate(ask(config)),
      coded(code, words),
    );
  });

const streams: [name: string, text: string, code: string, words: RegExp][] = [
  [
    'is cut short',
    `data: ${JSON.stringify(chunks(true, ['x = '])[1])}\n\n`,
    'model-bad-answer',
    /ended the stream/,
  ],
  [
    'holds an error',
    'data: {"error":{"message":"out of memory","code":500}}\n\n',
    'model-bad-answer',
    /out of memory/,
  ],
  [
    'holds a refusal',
    'data: {"error":"too long","error_type":"validation"}\n\n',
    'model-bad-request',
    /too long/,
  ],
  ['is not JSON', 'data: hello\n\n', 'model-bad-answer', /not JSON/],
  [
    'brings no text',
    'data: {"choices":[{"delta":{},"finish_reason":"length"}]}\n\ndata: [DONE]\n\n',
    'model-empty',
    /max_new_tokens/,
  ],
];
for (const [name, text, code, words] of streams)
  test(`a stream that ${name}: ${code}`, async () => {
    const server = await serving(
      startOpenAi({
        before: (_, response) => {
          openStream(response);
          response.end(text);
          return true;
        },
      }),
    );
    const config = model({ provider: 'openai', url: server.url });
    await assert.rejects(
      (await createProvider(config, testDeps())).generate(ask(config)),
      coded(code, words),
    );
  });

test('a connection that breaks in the middle of the answer', async () => {
  const server = await serving(
    startOpenAi({
      before: async (_, response) => {
        openStream(response);
        await write(response, `data: ${JSON.stringify(chunks(true, ['x = '])[1])}\n\n`);
        response.destroy();
        return true;
      },
    }),
  );
  const config = model({ provider: 'openai', url: server.url });
  await assert.rejects(
    (await createProvider(config, testDeps())).generate(ask(config)),
    coded('network-unreachable'),
  );
});

test('the same answer comes out when every byte arrives alone', async () => {
  const server = await serving(
    startOpenAi({
      before: async (_, response) => {
        openStream(response);
        const text = chunks(true, ['é', '😀', '\r\n'])
          .map((c) => `data: ${JSON.stringify(c)}\r\n\r\n`)
          .join('');
        for (const byte of Buffer.from(text)) await write(response, Uint8Array.of(byte));
        response.end('data: [DONE]\r\n\r\n');
        return true;
      },
    }),
  );
  const config = model({ provider: 'openai', url: server.url });
  assert.equal((await (await createProvider(config, testDeps())).generate(ask(config))).text, 'é😀\r\n');
});

test('cancelling closes the connection, so that the server can stop', async () => {
  const server = await serving(
    startOpenAi({
      before: async (_, response) => {
        openStream(response);
        await write(response, `data: ${JSON.stringify(chunks(true, ['x = '])[1])}\n\n`);
        return true; // and no more
      },
    }),
  );
  const config = model({ provider: 'openai', url: server.url });
  const stop = new AbortController();
  const asking = (await createProvider(config, testDeps())).generate(
    ask(config, { signal: stop.signal, onText: () => stop.abort() }),
  );
  await assert.rejects(asking, coded('cancelled'));
  assert.equal(await server.requests[0]?.left, true);
});

test('a server that falls silent in the middle of its answer is given up, and let go', async () => {
  const server = await serving(
    startOpenAi({
      before: async (_, response) => {
        openStream(response);
        await write(response, `data: ${JSON.stringify(chunks(true, ['x = '])[1])}\n\n`);
        return true;
      },
    }),
  );
  const config = model({ provider: 'openai', url: server.url });
  const provider = await createProvider(config, { ...testDeps(), timeoutMs: 300 });
  await assert.rejects(provider.generate(ask(config)), coded('network-timeout'));
  assert.equal(await server.requests[0]?.left, true);
});

test('an answer without end is cut off, and the server let go', async () => {
  let request: Received | undefined;
  const server = await serving(
    startOpenAi({
      before: async (received, response) => {
        request = received;
        openStream(response);
        const piece = `data: ${JSON.stringify(chunks(true, ['x'.repeat(256 * 1024)])[1])}\n\n`;
        let gone = false;
        void received.left.then(() => (gone = true));
        while (!gone) await write(response, piece);
        return true;
      },
    }),
  );
  const config = model({ provider: 'openai', url: server.url });
  const result = await (await createProvider(config, testDeps())).generate(ask(config));
  assert.equal(result.text.length, maxAnswerChars);
  assert.equal(result.finishReason, 'length');
  assert.equal(await request?.left, true);
});

test('an unknown host and a closed port', async () => {
  const server = await startOpenAi();
  await server.stop();
  const config = model({ provider: 'openai', url: server.url });
  await assert.rejects(
    (await createProvider(config, testDeps())).generate(ask(config)),
    coded('network-unreachable', /nothing listens/),
  );
});

test('the editor’s models come from the editor', async () => {
  const config = model({ provider: 'vscode-lm', name: 'copilot' });
  await assert.rejects(createProvider(config, testDeps()), coded('model-missing', /VS Code/));
  const provider = await createProvider(config, {
    ...testDeps(),
    languageModel: (name) => ({ generate: async () => ({ text: `by ${name}`, sent: {} }) }),
  });
  assert.equal((await provider.generate(ask(config))).text, 'by copilot');
});
