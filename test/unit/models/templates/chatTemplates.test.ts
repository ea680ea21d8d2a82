import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { ChatTemplates, renderTemplate } from '../../../../src/models/templates/chatTemplates.ts';
import { startHub } from '../../../servers/hub/hub.ts';
import { sendJson, startServer } from '../../../servers/inference/server.ts';
import { coded, model, serving, testDeps } from '../support.ts';

const corpus = (name: string): Promise<string> =>
  readFile(new URL(`../../../corpora/templates/${name}`, import.meta.url), 'utf8');

/** The cookbook's first instruction, and the prompts as its notebook prints them. */
const instruction =
  'Write a Python function named `get_value` that takes a matrix (represented by a list of lists) and a tuple of indices, and returns the value at that index in the matrix. The function should handle index out of range errors by returning None.';
const printedForMixtral = `<s>[INST] ${instruction} [/INST]`;
const printedForLlama = `<|begin_of_text|><|start_header_id|>user<|end_header_id|>\n\n${instruction}<|eot_id|><|start_header_id|>assistant<|end_header_id|>\n\n`;

const mixtral = 'mistralai/Mixtral-8x7B-Instruct-v0.1';
const llama = 'meta-llama/Meta-Llama-3-70B-Instruct';

test('the prompts of the cookbook’s two models are those that its notebook prints, each with its own template', async () => {
  const hub = await serving(
    startHub({
      models: {
        // As text in tokenizer_config.json, with tokens as objects.
        [mixtral]: {
          'tokenizer_config.json': JSON.stringify({
            bos_token: { content: '<s>', lstrip: false },
            eos_token: { content: '</s>' },
            chat_template: await corpus('mixtral-8x7b-instruct-v0.1.jinja'),
          }),
        },
        // As a file of its own, which wins over another in the configuration.
        [llama]: {
          'chat_template.jinja': await corpus('llama-3-70b-instruct.jinja'),
          'tokenizer_config.json': JSON.stringify({
            bos_token: '<|begin_of_text|>',
            eos_token: '<|eot_id|>',
            chat_template: 'an old one',
          }),
        },
      },
    }),
  );
  const templates = new ChatTemplates(testDeps({ HF_ENDPOINT: hub.url }));
  const url = 'https://endpoint.invalid';
  const one = await templates.render(
    model({ provider: 'tgi', url, name: mixtral, chatTemplate: 'auto' }),
    instruction,
  );
  assert.deepEqual(one, { text: printedForMixtral, bos: '<s>' });
  const two = await templates.render(model({ provider: 'tgi', url, name: llama }), instruction);
  assert.deepEqual(two, { text: printedForLlama, bos: '<|begin_of_text|>' });

  const before = hub.requests.length;
  await templates.render(model({ provider: 'tgi', url, name: llama }), instruction);
  assert.equal(hub.requests.length, before, 'what was fetched is remembered');
});

test('a named list of templates, old special tokens, and another model’s tokenizer', async () => {
  const hub = await serving(
    startHub({
      models: {
        'owner/named': {
          'tokenizer_config.json': JSON.stringify({
            chat_template: [
              { name: 'tool_use', template: 'tools' },
              { name: 'default', template: '{{ bos_token }}{{ messages[0].content }}' },
            ],
          }),
          'special_tokens_map.json': '{"bos_token":"<bos>"}',
        },
      },
    }),
  );
  const templates = new ChatTemplates(testDeps({ HF_ENDPOINT: hub.url }));
  const rendered = await templates.render(
    model({ provider: 'tgi', url: 'http://x.invalid', name: 'llama3:8b', tokenizer: 'owner/named' }),
    'hi',
  );
  assert.deepEqual(rendered, { text: '<bos>hi', bos: '<bos>' });
});

test('a template in touchstone.json comes first, with the Hub’s tokens if it uses any', async () => {
  const hub = await serving(
    startHub({ models: { 'o/m': { 'tokenizer_config.json': '{"bos_token":"<s>","chat_template":"x"}' } } }),
  );
  const templates = new ChatTemplates(testDeps({ HF_ENDPOINT: hub.url }));
  const own = (chatTemplate: string, name = 'o/m') =>
    templates.render(model({ provider: 'tgi', url: 'http://x.invalid', name, chatTemplate }), 'hi');
  assert.equal((await own('A {{ messages[0].content }}')).text, 'A hi');
  assert.equal(hub.requests.length, 0);
  assert.equal((await own('{{ bos_token }}B {{ messages[0].content }}')).text, '<s>B hi');
  assert.equal((await own('{{ bos_token }}C', 'o/none')).text, 'C', 'unknown tokens render as nothing');
});

test('a server that tells its template is believed (llama.cpp)', async () => {
  const server = await serving(
    startServer((request, response) => {
      assert.equal(request.path, '/props');
      sendJson(response, 200, {
        chat_template: '<|im_start|>user\n{{ messages[0].content }}<|im_end|>',
        bos_token: '<|im_start|>',
        eos_token: '<|im_end|>',
      });
    }),
  );
  const templates = new ChatTemplates(testDeps({ HF_ENDPOINT: 'http://127.0.0.1:9' }));
  const rendered = await templates.render(
    model({ provider: 'openai', url: `${server.url}/v1`, api: 'completions' }),
    'hi',
  );
  // Its BOS token stands there as part of the format, not as a BOS: it must stay.
  assert.deepEqual(rendered, { text: '<|im_start|>user\nhi<|im_end|>' });
});

test('who cancels does not take a template away from another who waits for it', async () => {
  const gate = Promise.withResolvers<void>();
  const server = await serving(
    startServer(async (_, response) => {
      await gate.promise;
      sendJson(response, 200, { chat_template: '{{ messages[0].content }}' });
    }),
  );
  const templates = new ChatTemplates(testDeps());
  const config = model({ provider: 'openai', url: server.url, api: 'completions' });
  const stop = new AbortController();
  const impatient = templates.render(config, 'one', stop.signal);
  const patient = templates.render(config, 'two');
  stop.abort();
  await assert.rejects(impatient, coded('cancelled'));
  gate.resolve();
  assert.equal((await patient).text, 'two');
  assert.equal(server.requests.length, 1);
});

test('gated, missing, base models and names that are no names', async () => {
  const gated = await serving(
    startServer((request, response) =>
      request.headers.authorization === 'Bearer hf_ok'
        ? void response.end('{{ messages[0].content }}')
        : sendJson(response, 401, { error: 'Access is restricted' }, { 'x-error-code': 'GatedRepo' }),
    ),
  );
  const config = model({ provider: 'tgi', url: 'http://x.invalid', name: llama });
  await assert.rejects(
    new ChatTemplates(testDeps({ HF_ENDPOINT: gated.url })).render(config, 'hi'),
    coded('model-unauthorized', /terms.*Sign In/),
  );
  const hub = await serving(
    startHub({
      users: { hf_ok: { name: 'me' } },
      models: {
        'o/base': { 'tokenizer_config.json': '{"bos_token":"<s>"}' },
        'o/broken': { 'tokenizer_config.json': '{' },
      },
    }),
  );
  const deps = testDeps({ HF_ENDPOINT: hub.url, HF_TOKEN: 'hf_ok' });
  const render = (name: string): Promise<unknown> =>
    new ChatTemplates(deps).render(model({ provider: 'tgi', url: 'http://x.invalid', name }), 'hi');
  await assert.rejects(render('o/base'), coded('template-missing', /base model/));
  await assert.rejects(render('o/none'), coded('template-missing', /no such model/));
  await assert.rejects(render('o/broken'), coded('template-invalid'));
  const asked = hub.requests.length;
  for (const name of ['../../etc/passwd', 'a/../b', 'llama3:8b', 'a b', 'o/m/x'])
    await assert.rejects(render(name), coded('template-missing', /"tokenizer"/));
  assert.equal(hub.requests.length, asked, 'nothing is asked for such a name');
});

test('whatever a template throws is template-invalid, with its words', async () => {
  const bad: [template: string, words: RegExp][] = [
    ['{% for x in y %}', /cannot be rendered/],
    ['{{ raise_exception("Only user and assistant roles") }}', /Only user and assistant roles/],
    ['{{ messages[0].content | no_such_filter }}', /cannot be rendered/],
    ['{# nothing #}', /renders nothing/],
    ['{{', /cannot be rendered/],
  ];
  for (const [template, words] of bad)
    await assert.rejects(
      renderTemplate({ template, tokens: {}, from: 'touchstone.json' }, 'hi'),
      coded('template-invalid', words),
    );
  const templates = new ChatTemplates(testDeps());
  await assert.rejects(
    templates.render(
      model({ provider: 'tgi', url: 'http://x.invalid', chatTemplate: 'x'.repeat(300_000) }),
      'hi',
    ),
    coded('template-invalid', /too large/),
  );
});

const rendering: [name: string, template: string, wanted: string][] = [
  [
    'line breaks of Windows',
    '{%- if true -%}\r\n<u>\r\n{{ messages[0].content }}\r\n{% endif %}\r\n<a>\r\n',
    '<u>\nAdd two numbers.\n<a>',
  ],
  [
    'line breaks of old Macs',
    '<u>\r{{ messages[0].content }}\r{% if true %}\r<a>{% endif %}',
    '<u>\nAdd two numbers.\n<a>',
  ],
  [
    'filters of what is undefined',
    "{{ tools | trim }}{{ tools | upper }}{{ tools | length }}{{ tools | list | length }}{{ messages[0].name | default('u') }}: {{ messages[0].content | trim }}",
    '00u: Add two numbers.',
  ],
  [
    'a filter with arguments of what is undefined',
    "{{ documents | join(', ') }}{{ documents | replace('a', 'b') }}{% for x in documents | selectattr('title') %}x{% endfor %}{{ messages[0].content }}",
    'Add two numbers.',
  ],
  [
    'names that Jinja knows, too',
    "{{ messages | count }}{{ system | d('S') }} {{ messages[0].content }}",
    '1S Add two numbers.',
  ],
  [
    'typed content alone',
    "{% for m in messages %}{% for part in m.content %}{% if part.type == 'text' %}<t>{{ part.text }}</t>{% endif %}{% endfor %}{% endfor %}",
    '<t>Add two numbers.</t>',
  ],
  [
    'typed content, which raises for a text',
    "{% for m in messages %}{% if m.content is string %}{{ raise_exception('Only parts') }}{% endif %}{{ m.content[0]['text'] }}{% endfor %}",
    'Add two numbers.',
  ],
  [
    'either, where the text comes first',
    '{% for m in messages %}{% if m.content is string %}plain {{ m.content }}{% else %}parts{% endif %}{% endfor %}',
    'plain Add two numbers.',
  ],
];
for (const [name, template, wanted] of rendering)
  test(`a template renders as in transformers: ${name}`, async () => {
    const source = { template, tokens: {}, from: 'a test' };
    assert.equal((await renderTemplate(source, 'Add two numbers.')).text, wanted);
  });
