import { chunkOf, counted, pieces, sse, thoughts, usage, type Json, type Server } from './chunks.ts';

/** https://platform.openai.com/docs/api-reference/chat-streaming: `obfuscation`, `refusal`, usage in a chunk of its own. */
export function openAi(): Server {
  const chunk = chunkOf(
    { service_tier: 'default', system_fingerprint: 'fp_1', obfuscation: 'x7Qz' },
    { logprobs: null },
  );
  const last = {
    ...chunk({}),
    choices: [],
    usage: { ...usage, completion_tokens_details: { reasoning_tokens: 0 } },
  };
  return {
    server: 'OpenAI chat',
    plain: sse(
      chunk({ role: 'assistant', content: '', refusal: null }),
      ...pieces.map((content) => chunk({ content })),
      chunk({}, 'stop'),
      last,
      '[DONE]',
    ),
    failing: sse(chunk({ role: 'assistant', content: '', refusal: null }), chunk({ content: pieces[0] }), {
      error: {
        message: 'The server had an error while processing your request. Sorry about that!',
        type: 'server_error',
        param: null,
        code: null,
      },
    }),
    words: /had an error while processing/,
    usage: { ...counted, reasoningTokens: 0 },
  };
}

/** Its reasoning models tell how many tokens they thought, not what. */
export function openAiReasoning(): Server {
  const chunk = chunkOf({ service_tier: 'default', system_fingerprint: null });
  const last = {
    ...chunk({}),
    choices: [],
    usage: { ...usage, completion_tokens_details: { reasoning_tokens: 13, accepted_prediction_tokens: 0 } },
  };
  return {
    server: 'OpenAI reasoning',
    plain: sse(
      chunk({ role: 'assistant', content: '', refusal: null }),
      ...pieces.map((content) => chunk({ content })),
      chunk({}, 'stop'),
      last,
      '[DONE]',
    ),
    failing: sse(
      chunk({ role: 'assistant', content: '' }),
      chunk({ refusal: 'I cannot help ' }),
      chunk({ refusal: 'with that.' }),
      chunk({}, 'stop'),
      '[DONE]',
    ),
    words: /I cannot help with that/,
    usage: { ...counted, reasoningTokens: 13 },
  };
}

/** https://learn.microsoft.com/azure/ai-services/openai/concepts/content-streaming: a first chunk without choices. */
export function azure(): Server {
  const clean = {
    hate: { filtered: false, severity: 'safe' },
    self_harm: { filtered: false, severity: 'safe' },
  };
  const chunk = chunkOf({}, { logprobs: null, content_filter_results: clean });
  const prompt = {
    id: '',
    object: '',
    created: 0,
    model: '',
    choices: [],
    prompt_filter_results: [{ prompt_index: 0, content_filter_results: clean }],
  };
  const filtered = chunkOf(
    {},
    { content_filter_results: { violence: { filtered: true, severity: 'high' } } },
  );
  return {
    server: 'Azure',
    plain: sse(
      prompt,
      chunk({ role: 'assistant', content: '' }),
      ...pieces.map((content) => chunk({ content })),
      chunk({}, 'stop'),
      { ...chunk({}), choices: [], usage },
      '[DONE]',
    ),
    failing: sse(prompt, chunk({ content: pieces[0] }), filtered({}, 'content_filter'), '[DONE]'),
    words: /filter .*violence/,
    usage: counted,
  };
}

/** https://docs.mistral.ai/capabilities/reasoning: the content is a list of parts while it thinks. */
export function mistral(): Server {
  const chunk = chunkOf({ p: 'abcdefgh' });
  return {
    server: 'Mistral',
    plain: sse(
      chunk({ role: 'assistant', content: '' }),
      ...pieces.map((content) => chunk({ content })),
      chunk({ content: '' }, 'stop', { usage }),
      '[DONE]',
    ),
    thinking: sse(
      chunk({ role: 'assistant', content: '' }),
      ...thoughts.map((words) =>
        chunk({ content: [{ type: 'thinking', thinking: [{ type: 'text', text: words }], closed: false }] }),
      ),
      chunk({ content: [{ type: 'text', text: pieces[0] }] }),
      ...pieces.slice(1).map((content) => chunk({ content })),
      chunk({ content: '' }, 'stop', { usage }),
      '[DONE]',
    ),
    failing: sse(chunk({ content: pieces[0] }), {
      object: 'error',
      message: { detail: [{ type: 'internal', loc: ['body'], msg: 'Service tier capacity exceeded' }] },
      type: 'invalid_request_error',
      code: 3505,
    }),
    words: /capacity exceeded/,
    usage: counted,
  };
}

/** https://docs.claude.com/en/api/openai-sdk: errors keep Anthropic's shape. */
export function anthropic(): Server {
  const chunk = chunkOf({ id: 'msg_01' });
  return {
    server: 'Anthropic',
    plain: sse(
      chunk({ role: 'assistant', content: '' }),
      ...pieces.map((content) => chunk({ content })),
      chunk({}, 'stop'),
      { ...chunk({}), choices: [], usage },
      '[DONE]',
    ),
    failing: `${sse(chunk({ content: pieces[0] }))}event: error\ndata: {"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}\n\n`,
    words: /Overloaded/,
    usage: counted,
  };
}

/** https://ai.google.dev/gemini-api/docs/openai: usage in each chunk, thoughts in tags of `extra_content`, errors in a list. */
export function gemini(): Server {
  const chunk = chunkOf({ id: 'abc' });
  const sofar = { usage: { completion_tokens: 0, prompt_tokens: 7, total_tokens: 7 } };
  const body = (...deltas: Json[]): string =>
    sse(
      ...deltas.map((delta) => chunk({ role: 'assistant', ...delta }, null, sofar)),
      chunk({ role: 'assistant' }, 'stop', { usage }),
      '[DONE]',
    );
  return {
    server: 'Gemini',
    plain: body(...pieces.map((content) => ({ content }))),
    failing: `${sse(chunk({ content: pieces[0], role: 'assistant' }))}[{"error":{"code":503,"message":"The model is overloaded. Please try again later.","status":"UNAVAILABLE"}}]\n`,
    words: /model is overloaded/,
    usage: counted,
  };
}

/** https://openrouter.ai/docs/api-reference/streaming: comments, `native_finish_reason`, errors in a choice. */
export function openRouter(): Server {
  const chunk = chunkOf({ provider: 'Fireworks' }, { native_finish_reason: null, logprobs: null });
  const end = chunkOf({ provider: 'Fireworks' }, { native_finish_reason: 'completed' });
  const wait = ': OPENROUTER PROCESSING\n\n';
  const last = {
    ...chunk({ role: 'assistant', content: '' }),
    usage: { ...usage, cost: 0.1, completion_tokens_details: { reasoning_tokens: 5 } },
  };
  return {
    server: 'OpenRouter',
    plain: `${wait}${wait}${sse(...pieces.map((content) => chunk({ role: 'assistant', content })), end({ role: 'assistant', content: '' }, 'stop'), last, '[DONE]')}`,
    thinking: `${wait}${sse(
      ...thoughts.map((words) =>
        chunk({
          role: 'assistant',
          content: '',
          reasoning: words,
          reasoning_details: [{ type: 'reasoning.text', text: words, index: 0 }],
        }),
      ),
      ...pieces.map((content) => chunk({ role: 'assistant', content, reasoning: null })),
      end({ role: 'assistant', content: '' }, 'stop'),
      last,
      '[DONE]',
    )}`,
    failing: sse(chunk({ content: pieces[0] }), {
      ...chunk({ content: '' }, 'error'),
      error: {
        code: 502,
        message: 'Provider returned error',
        metadata: { provider_name: 'X', raw: '{"error":{"message":"upstream ran out of memory"}}' },
      },
    }),
    words: /upstream ran out of memory/,
    usage: { ...counted, reasoningTokens: 5 },
  };
}

/** https://api-docs.deepseek.com/guides/reasoning_model: `: keep-alive` while it waits, content null while it thinks. */
export function deepSeek(): Server {
  const chunk = chunkOf({ system_fingerprint: 'fp_prod' }, { logprobs: null });
  const detailed = {
    ...usage,
    completion_tokens_details: { reasoning_tokens: 6 },
    prompt_cache_hit_tokens: 0,
  };
  const body = (...deltas: Json[]): string =>
    `: keep-alive\n\n: keep-alive\n\n${sse(...deltas.map((delta) => chunk(delta)), chunk({ content: '', reasoning_content: null }, 'stop', { usage: detailed }), '[DONE]')}`;
  return {
    server: 'DeepSeek',
    plain: body({ role: 'assistant', content: '' }, ...pieces.map((content) => ({ content }))),
    thinking: body(
      { role: 'assistant', content: null, reasoning_content: '' },
      ...thoughts.map((words) => ({ content: null, reasoning_content: words })),
      ...pieces.map((content) => ({ content, reasoning_content: null })),
    ),
    failing: sse(chunk({ content: pieces[0] }), chunk({}, 'insufficient_system_resource'), '[DONE]'),
    words: /insufficient_system_resource/,
    usage: { ...counted, reasoningTokens: 6 },
  };
}
