import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createProvider } from '../../../../src/models/providers/createProvider.ts';
import { startOpenAi } from '../../../servers/inference/openai.ts';
import { openStream, write } from '../../../servers/inference/server.ts';
import { startTgi } from '../../../servers/inference/tgi.ts';
import { ask, model, serving, testDeps } from '../support.ts';

const schema = { type: 'object', properties: { a: { type: 'integer' } } };

test('a schema goes to the server as each API takes it, and it is told that it did', async () => {
  const chat = await serving(startOpenAi());
  const tgi = await serving(startTgi());
  const openai = model({ provider: 'openai', url: chat.url });
  const raw = model({ provider: 'tgi', url: tgi.url, chatTemplate: '{{ messages[0].content }}' });
  const [one, two] = await Promise.all(
    [openai, raw].map(async (config) =>
      (await createProvider(config, testDeps())).generate(ask(config, { schema })),
    ),
  );
  assert.deepEqual([one?.shaped, two?.shaped], [true, true]);
  const sent = chat.requests.at(-1)?.body as { response_format?: unknown };
  assert.deepEqual(sent.response_format, {
    type: 'json_schema',
    json_schema: { name: 'answer', strict: true, schema },
  });
  const { parameters } = tgi.requests.at(-1)?.body as { parameters: { grammar?: unknown } };
  assert.deepEqual(parameters.grammar, { type: 'json', value: schema });
  assert.ok(!JSON.stringify([one?.sent, two?.sent]).includes('properties'), 'it is no parameter');
});

test('where no schema can be sent, none is told', async () => {
  const server = await serving(startOpenAi());
  const config = model({
    provider: 'openai',
    url: server.url,
    api: 'completions',
    chatTemplate: '{{ messages[0].content }}',
  });
  const result = await (await createProvider(config, testDeps())).generate(ask(config, { schema }));
  assert.equal(result.shaped, undefined);
  const handler = await serving(startTgi({ handlerOnly: true }));
  const raw = model({ provider: 'tgi', url: handler.url, chatTemplate: '{{ messages[0].content }}' });
  assert.equal(
    (await (await createProvider(raw, testDeps())).generate(ask(raw, { schema }))).shaped,
    undefined,
  );
});

test('what a model thinks comes apart from its answer, under either name', async () => {
  const server = await serving(
    startOpenAi({
      async before(_, response) {
        openStream(response);
        const deltas = [{ reasoning_content: 'Is it ' }, { reasoning: 'four?' }, { content: 'Four.' }];
        for (const delta of deltas)
          await write(
            response,
            `data: ${JSON.stringify({ choices: [{ index: 0, delta, finish_reason: null }] })}\n\n`,
          );
        response.end(
          `data: ${JSON.stringify({ choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] })}\n\ndata: [DONE]\n\n`,
        );
        return true;
      },
    }),
  );
  const config = model({ provider: 'openai', url: server.url });
  const { text, reasoning } = await (await createProvider(config, testDeps())).generate(ask(config));
  assert.deepEqual([text, reasoning], ['Four.', 'Is it four?']);
});
