import assert from 'node:assert/strict';
import { test } from 'node:test';
import { z } from 'zod';
import { discoverServers } from '../../../src/models/discoverServers.ts';
import { testConnection } from '../../../src/models/connection/testConnection.ts';
import { createProvider } from '../../../src/models/providers/createProvider.ts';
import { ChatTemplates } from '../../../src/models/templates/chatTemplates.ts';
import type { GenerateRequest, GenerateResult } from '../../../src/models/api/provider.ts';
import { parametersSchema, type ModelConfig } from '../../../src/project/config.ts';
import { startRouter } from '../../servers/inference/router.ts';
import { ask, coded, model, serving, testDeps } from '../../unit/models/support.ts';
import { post, realModel, whenSlots } from './support.ts';

const limit = { timeout: 120_000 };
const instruction = 'Write a Python function that adds two numbers.';
const a = realModel('A');
const b = realModel('B');
const c = realModel('C');

async function generate(config: ModelConfig, more: Partial<GenerateRequest> = {}): Promise<GenerateResult> {
  const parameters = parametersSchema.parse({ max_new_tokens: 24, temperature: 0.2, top_p: 0.6, seed: 42 });
  return (await createProvider(config, testDeps())).generate(
    ask(config, { instruction, parameters, ...more }),
  );
}

for (const server of [a, b]) {
  const chat = model({ provider: 'openai', url: server.url, name: server.model });
  const raw = model({ ...chat, api: 'completions', chatTemplate: 'auto' });

  test(
    `${server.model}: chat and raw completions are streamed, with usage and finish reason`,
    limit,
    async () => {
      for (const config of [chat, raw]) {
        let streamed = '';
        let pieces = 0;
        const result = await generate(config, {
          onText: (delta) => {
            streamed += delta;
            pieces++;
          },
        });
        assert.ok(pieces > 1, 'more than one piece');
        assert.equal(streamed, result.text);
        assert.ok(!result.text.includes('null'));
        assert.match(result.finishReason ?? '', /^(stop|length)$/);
        assert.ok(result.usage?.completionTokens && result.usage.completionTokens <= 25);
      }
    },
  );

  test(
    `${server.model}: the connection test finds everything in order, and the name where it is not`,
    limit,
    async () => {
      const test = (config: ModelConfig) =>
        testConnection(
          config,
          { max_new_tokens: 64, seed: 42 },
          { ...testDeps(), signal: AbortSignal.timeout(100_000) },
        );
      for (const config of [chat, raw]) {
        const { fault, findings, tokensPerSecond } = await test(config);
        assert.equal(fault, undefined);
        const good = findings.filter(({ state }) => state === 'good').map(({ of }) => of);
        for (const thing of ['host', 'path', 'context', 'template', 'streaming', 'speed'] as const)
          assert.ok(good.includes(thing), thing);
        assert.ok((tokensPerSecond ?? 0) > 0);
      }
      const elsewhere = await test({ ...chat, url: `${server.url}/nowhere` });
      assert.deepEqual(elsewhere.fault?.ways[0], {
        do: 'edit',
        field: 'url',
        value: `${new URL(server.url).origin}/v1`,
      });
    },
  );

  test(
    `${server.model}: the prompt rendered here is the server's own, but for a BOS that the server adds`,
    limit,
    async () => {
      const templates = new ChatTemplates(testDeps());
      for (const text of [instruction, '  padded \n', 'braces {{ x }} {% y %}', 'é😀\n\n```py\nx\n```']) {
        const { text: ours, bos } = await templates.render(raw, text);
        const theirs = z
          .object({ prompt: z.string() })
          .parse(
            await post(`${server.url}/apply-template`, { messages: [{ role: 'user', content: text }] }),
          ).prompt;
        assert.equal(bos === undefined ? ours : ours.slice(bos.length), theirs);
      }
    },
  );

  test(
    `${server.model}: the raw route counts as many tokens as the chat route: no BOS twice`,
    limit,
    async () => {
      const [one, two] = [await generate(chat), await generate(raw)];
      assert.ok(one.usage?.promptTokens);
      assert.equal(two.usage?.promptTokens, one.usage.promptTokens);
      assert.ok(two.prompt?.includes(instruction));
    },
  );

  test(`${server.model}: the same seed gives the same text, one request after the other`, limit, async () => {
    const parameters = parametersSchema.parse({ max_new_tokens: 32, temperature: 0.8, seed: 7 });
    const [one, two] = [await generate(chat, { parameters }), await generate(chat, { parameters })];
    assert.equal(two.text, one.text);
    const other = await generate(chat, { parameters: { ...parameters, seed: 8 } });
    assert.notEqual(other.text, one.text);
  });

  test(`${server.model}: cancelling frees the slot`, limit, async () => {
    for (const config of [chat, raw]) {
      await whenSlots(server, (busy) => busy === 0);
      const stop = new AbortController();
      const asking = generate(config, {
        signal: stop.signal,
        parameters: parametersSchema.parse({ max_new_tokens: 1500, temperature: 1.5 }),
        instruction: 'Count from 1 to 1000, one number a line, and never stop.',
        onText: () => stop.abort(),
      });
      await assert.rejects(asking, coded('cancelled'));
      const started = performance.now();
      await whenSlots(server, (busy) => busy === 0);
      assert.ok(performance.now() - started < 5_000, 'the slot is free long before 1,500 tokens are through');
    }
  });
}

test('a repetition penalty reaches llama.cpp under its own name', limit, async () => {
  const config = model({ provider: 'openai', url: a.url, name: a.model });
  const parameters = parametersSchema.parse({ max_new_tokens: 8, repetition_penalty: 1.2 });
  assert.deepEqual((await generate(config, { parameters })).sent, { max_tokens: 8, repeat_penalty: 1.2 });
});

test('a prompt longer than the context is refused with the server’s words', limit, async () => {
  const config = model({ provider: 'openai', url: a.url, name: a.model });
  await assert.rejects(
    generate(config, { instruction: 'word '.repeat(8000) }),
    coded('model-bad-request', /context.*too long/),
  );
});

test('raw text generation by a custom handler: text without prompt, the seed repeats it', limit, async () => {
  const config = model({
    provider: 'tgi',
    url: c.url,
    name: c.model,
    chatTemplate: "<|im_start|>user\n{{ messages[0].content }}<|im_end|>\n{{ '<|im_start|>assistant\n' }}",
  });
  const one = await generate(config);
  assert.equal(one.prompt, `<|im_start|>user\n${instruction}<|im_end|>\n<|im_start|>assistant\n`);
  assert.ok(one.text.trim() !== '' && !one.text.includes('<|im_start|>'));
  assert.equal((await generate(config)).text, one.text);
});

test(
  'the router’s stand-in passes on to a real model: the library’s stream, usage and cancellation',
  limit,
  async () => {
    const router = await serving(
      startRouter({
        token: 'hf_real',
        models: ['owner/real'],
        forward: { url: `${a.url}/v1`, model: a.model },
      }),
    );
    const deps = testDeps({
      HF_TOKEN: 'hf_real',
      HF_ENDPOINT: router.url,
      HF_INFERENCE_ENDPOINT: router.url,
    });
    const config = model({ provider: 'hf-inference', name: 'owner/real' });
    const provider = await createProvider(config, deps);
    const parameters = parametersSchema.parse({ max_new_tokens: 24, temperature: 0.2, top_p: 0.6, seed: 42 });
    const result = await provider.generate(ask(config, { instruction, parameters }));
    const direct = await generate(model({ provider: 'openai', url: a.url, name: a.model }));
    assert.equal(result.text, direct.text, 'the same text as asked directly');
    assert.deepEqual(result.usage, direct.usage);

    await whenSlots(a, (busy) => busy === 0);
    const stop = new AbortController();
    const endless = ask(config, {
      instruction: 'Count from 1 to 1000 and never stop.',
      parameters: parametersSchema.parse({ max_new_tokens: 1500, temperature: 1.5 }),
      signal: stop.signal,
      onText: () => stop.abort(),
    });
    await assert.rejects(provider.generate(endless), coded('cancelled'));
    await whenSlots(a, (busy) => busy === 0);
  },
);

test('the real servers are found by their list of models', limit, async () => {
  const places = [a, b].map(({ url, model: name }) => ({ name, url: `${url}/v1` }));
  const found = await discoverServers({ http: testDeps().http, places });
  assert.deepEqual(
    found.map((s) => s.models[0]),
    [a.model, b.model],
  );
});
