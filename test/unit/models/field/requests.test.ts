import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openAiBase, openAiRoute } from '../../../../src/models/api/urls.ts';
import { keyHeaders } from '../../../../src/models/api/postToModel.ts';
import { keyAsPasted } from '../../../../src/platform/secrets.ts';
import { configSchema, modelSchema, parametersOf } from '../../../../src/project/config.ts';
import { testDeps } from '../support.ts';
import { asks, chunk, comes, done, head, isTold, sends, stop, stream, tail, type Handler } from './asked.ts';

const ok = sends(stream(chunk({ content: head }), chunk({ content: tail }), stop, done));
const usual = { max_new_tokens: 512, temperature: 0.2, top_p: 0.6, seed: 42 };
const bodyOf = (request: { body: unknown } | undefined): Record<string, unknown> =>
  request?.body as Record<string, unknown>;

/** A server that refuses a field as long as it is sent. */
const refusing =
  (
    field: string,
    status: number,
    refusal: object,
    isRefused: (value: unknown) => boolean = () => true,
  ): Handler =>
  (request, response) => {
    const body = bodyOf(request);
    const refuse = field in body && isRefused(body[field]);
    return (refuse ? sends(refusal, 'application/json', status) : ok)(request, response);
  };
const openAi = (message: string, param: string | null, code: string | null): object => ({
  error: { message, type: 'invalid_request_error', param, code },
});

const refused: [server: string, field: string, status: number, refusal: object, sent: object][] = [
  [
    'OpenAI',
    'max_tokens',
    400,
    openAi(
      "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.",
      'max_tokens',
      'unsupported_parameter',
    ),
    { max_completion_tokens: 512, temperature: 0.2, top_p: 0.6, seed: 42 },
  ],
  [
    'OpenAI, in words alone',
    'max_tokens',
    400,
    openAi(
      "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.",
      null,
      null,
    ),
    { max_completion_tokens: 512, temperature: 0.2, top_p: 0.6, seed: 42 },
  ],
  [
    'OpenAI',
    'temperature',
    400,
    openAi(
      "Unsupported value: 'temperature' does not support 0.2 with this model. Only the default (1) value is supported.",
      'temperature',
      'unsupported_value',
    ),
    { max_tokens: 512, top_p: 0.6, seed: 42 },
  ],
  [
    'OpenAI, not verified',
    'stream_options',
    400,
    openAi('Your organization must be verified to stream this model.', 'stream', 'unsupported_value'),
    { max_tokens: 512, temperature: 0.2, top_p: 0.6, seed: 42 },
  ],
  [
    'Groq',
    'top_p',
    400,
    openAi("property 'top_p' is unsupported", null, null),
    { max_tokens: 512, temperature: 0.2, seed: 42 },
  ],
  [
    'OpenAI, of old',
    'seed',
    400,
    openAi('Unrecognized request argument supplied: seed', null, null),
    { max_tokens: 512, temperature: 0.2, top_p: 0.6 },
  ],
  [
    'Mistral',
    'seed',
    422,
    {
      detail: [
        { type: 'extra_forbidden', loc: ['body', 'seed'], msg: 'Extra inputs are not permitted', input: 42 },
      ],
    },
    { max_tokens: 512, temperature: 0.2, top_p: 0.6 },
  ],
  [
    'Gemini',
    'seed',
    400,
    [
      {
        error: {
          code: 400,
          message: 'Invalid JSON payload received. Unknown name "seed": Cannot find field.',
          status: 'INVALID_ARGUMENT',
        },
      },
    ],
    { max_tokens: 512, temperature: 0.2, top_p: 0.6 },
  ],
  [
    'xAI',
    'seed',
    400,
    { code: 'Client specified an invalid argument', error: 'Argument not supported on this model: seed' },
    { max_tokens: 512, temperature: 0.2, top_p: 0.6 },
  ],
  [
    'Anthropic',
    'top_p',
    400,
    {
      type: 'error',
      error: {
        type: 'invalid_request_error',
        message: '`temperature` and `top_p` cannot both be specified for this model. Please use only one.',
      },
    },
    { max_tokens: 512, temperature: 0.2, seed: 42 },
  ],
  [
    'Moonshot',
    'temperature',
    400,
    openAi('invalid temperature: only 1 is allowed for this model', null, null),
    { max_tokens: 512, top_p: 0.6, seed: 42 },
  ],
  [
    'Anthropic, newer',
    'temperature',
    400,
    openAi('`temperature` is deprecated for this model.', null, null),
    { max_tokens: 512, top_p: 0.6, seed: 42 },
  ],
];
for (const [server, field, status, refusal, sent] of refused)
  test(`a refused parameter is spared once and for all: ${server}, ${field}`, async () => {
    const { result, requests } = await comes(refusing(field, status, refusal), { with: usual, times: 2 });
    assert.deepEqual(result?.sent, sent, 'what was sent is what is told');
    assert.equal(requests.length, 3, 'it is remembered');
  });

test('several are learnt one after the other', async () => {
  const strict: Handler = (request, response) => {
    const body = bodyOf(request);
    const field = ['max_tokens', 'temperature', 'top_p'].find((name) => name in body);
    const refusal = openAi(`This model takes no ${field}.`, field ?? null, 'unsupported_parameter');
    (field === undefined ? ok : sends(refusal, 'application/json', 400))(request, response);
  };
  const { result, requests } = await comes(strict, { with: usual });
  assert.deepEqual(result?.sent, { max_completion_tokens: 512, seed: 42 });
  assert.equal(requests.length, 4);
});

const told: [name: string, status: number, refusal: object, words: RegExp][] = [
  [
    'a context that is too short',
    400,
    openAi(
      'The context holds 8192 tokens, these are 9000 (max_tokens: 512).',
      'messages',
      'context_length_exceeded',
    ),
    /9000/,
  ],
  [
    'a limit that is too high',
    400,
    openAi('max_tokens is too large: 512. This model has at most 256.', 'max_tokens', 'invalid_value'),
    /too large/,
  ],
  [
    'a temperature out of its range',
    400,
    openAi('temperature must be between 0 and 0.1', 'temperature', null),
    /between/,
  ],
  [
    'a role that is not supported',
    400,
    openAi(
      "Unsupported value: 'messages[0].role' does not support 'user' with this model.",
      'messages[0].role',
      'unsupported_value',
    ),
    /role/,
  ],
  [
    'words that name a parameter by chance',
    400,
    openAi('This region is not supported. Stop and seed a new one.', null, null),
    /region/,
  ],
  [
    'a missing field',
    422,
    { detail: [{ type: 'missing', loc: ['body', 'seed'], msg: 'Field required' }] },
    /required/,
  ],
];
for (const [name, status, refusal, words] of told)
  test(`another refusal is told at once: ${name}`, async () => {
    const { requests } = await isTold(sends(refusal, 'application/json', status), words, { with: usual });
    assert.equal(requests.length, 1);
  });

test('a field that the user asks for is not left out', async () => {
  const refusal = openAi('top_k is not supported', 'top_k', 'unsupported_parameter');
  await isTold(refusing('top_k', 400, refusal), /top_k/, { extraBody: { top_k: 5 } });
});

test('further fields of a request are sent, told, and cannot replace the question', async () => {
  const extraBody = {
    reasoning_effort: 'low',
    chat_template_kwargs: { enable_thinking: false },
    provider: { order: ['x'] },
  };
  const { result, requests } = await comes(ok, { extraBody, with: usual });
  assert.deepEqual(result?.sent, { max_tokens: 512, temperature: 0.2, top_p: 0.6, seed: 42, ...extraBody });
  assert.deepEqual(bodyOf(requests[0])['chat_template_kwargs'], { enable_thinking: false });
  for (const field of ['messages', 'prompt', 'inputs', 'model', 'stream', 'api_key', 'authorization']) {
    const parsed = modelSchema.safeParse({
      name: 'm',
      provider: 'openai',
      url: 'http://h',
      extraBody: { [field]: 'x' },
    });
    assert.ok(!parsed.success, field);
  }
});

test('parameters of a model go over those of the project, and null takes one away', () => {
  const project = configSchema.parse({
    name: 'p',
    tasks: { source: 'sample' },
    models: [
      {
        name: 'a',
        provider: 'openai',
        url: 'http://h',
        parameters: { max_new_tokens: 8000, temperature: 1, top_p: null },
      },
      { name: 'b', provider: 'openai', url: 'http://h', parameters: { max_new_tokens: null, stop: null } },
    ],
    parameters: { ...usual, stop: ['</s>'] },
  });
  const [a, b] = project.models;
  assert.deepEqual(parametersOf(a, project), {
    max_new_tokens: 8000,
    temperature: 1,
    seed: 42,
    stop: ['</s>'],
  });
  assert.deepEqual(parametersOf(b, project), { temperature: 0.2, top_p: 0.6, seed: 42 });
  for (const parameters of [{ temperature: 'hot' }, { max_tokens: 5 }, { top_p: 2 }])
    assert.ok(!modelSchema.safeParse({ name: 'm', provider: 'openai', url: 'http://h', parameters }).success);
});

test('addresses as people paste them', () => {
  const bases: Record<string, string> = {
    'http://h:1': 'http://h:1/v1',
    'http://h:1/v1/chat/completions': 'http://h:1/v1',
    'http://h:1/v1/chat/completions/': 'http://h:1/v1',
    'http://h:1/v1/models': 'http://h:1/v1',
    'http://h:1/v1/responses?x=1': 'http://h:1/v1',
    'https://h/models': 'https://h/models',
    'https://n.openai.azure.com/': 'https://n.openai.azure.com/openai/v1',
    'https://n.openai.azure.com/openai/deployments/gpt/chat/completions?api-version=2024-10-21':
      'https://n.openai.azure.com/openai/deployments/gpt',
    'https://generativelanguage.googleapis.com': 'https://generativelanguage.googleapis.com/v1beta/openai',
    'https://openrouter.ai': 'https://openrouter.ai/api/v1',
    'https://api.groq.com': 'https://api.groq.com/openai/v1',
  };
  for (const [url, base] of Object.entries(bases)) assert.equal(openAiBase(url), base);
  assert.equal(
    openAiRoute('https://h/openai/deployments/gpt/chat/completions?api-version=1&x=y', '/chat/completions'),
    'https://h/openai/deployments/gpt/chat/completions?api-version=1&x=y',
  );
  for (const pasted of [
    ' http://h:1/v1 ',
    '"http://h:1/v1"',
    '<http://h:1/v1>',
    'http://h:1/v1,\n',
    '\u200Bhttp://h:1/v1',
  ])
    assert.equal(modelSchema.parse({ name: 'm', provider: 'openai', url: pasted }).url, 'http://h:1/v1');
});

test('keys as people paste them', () => {
  for (const pasted of [
    'sk-1',
    ' sk-1\n',
    '"sk-1"',
    'Bearer sk-1',
    'Authorization: Bearer sk-1',
    'api-key: sk-1',
    'OPENAI_API_KEY=sk-1',
    'export OPENAI_API_KEY="sk-1"',
    '\uFEFFsk-1',
  ])
    assert.equal(keyAsPasted(pasted), 'sk-1', pasted);
  for (const key of ['abc==', 'A=B', 'AbC_d==', 'hf_x']) assert.equal(keyAsPasted(key), key);
});

test('a key goes in the header that the model names, and in no other', async () => {
  const seen: (string | undefined)[][] = [];
  const keyed: Handler = (request, response) => {
    seen.push([request.headers.authorization, request.headers['api-key'] as string | undefined]);
    ok(request, response);
  };
  await comes(keyed, { key: 'k-123' });
  await comes(keyed, { key: 'Bearer k-123', keyHeader: 'API-Key' });
  await comes(keyed, { key: 'Basic k-123', keyHeader: 'Authorization' });
  assert.deepEqual(seen, [
    ['Bearer k-123', undefined],
    [undefined, 'k-123'],
    ['Basic k-123', undefined],
  ]);
  for (const keyHeader of ['host', 'content-type', 'a b', 'a:b', 'x\ny', 'cookie'])
    assert.ok(
      !modelSchema.safeParse({ name: 'm', provider: 'openai', url: 'http://h', keyHeader }).success,
      keyHeader,
    );
});

test('Azure’s keys go in its header, its tokens as bearers', async () => {
  const { secrets } = testDeps();
  const url = 'https://n.openai.azure.com/openai/deployments/gpt/chat/completions?api-version=1';
  await secrets.saveToken(url, 'k-123');
  assert.deepEqual(await keyHeaders(secrets, url), { 'api-key': 'k-123' });
  await secrets.saveToken(url, 'eyJ0.e30.x');
  assert.deepEqual(await keyHeaders(secrets, url), { authorization: 'Bearer eyJ0.e30.x' });
});

test('the query of an address goes along and is told nowhere', async () => {
  const { result, requests } = await asks(ok, { path: '/openai/deployments/gpt?api-version=2024-10-21' });
  assert.equal(requests[0]?.path, '/openai/deployments/gpt/chat/completions?api-version=2024-10-21');
  assert.ok(result?.url?.endsWith('/openai/deployments/gpt/chat/completions'), result?.url);
});
