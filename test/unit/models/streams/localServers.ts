import { chunkOf, counted, pieces, sse, thoughts, usage, type Json, type Server } from './chunks.ts';

/** https://docs.vllm.ai/en/latest/features/reasoning_outputs: `reasoning` beside `reasoning_content`, errors as a bare object. */
export function vllm(): Server {
  const chunk = chunkOf({}, { logprobs: null });
  const body = (...deltas: Json[]): string =>
    sse(
      chunk({ role: 'assistant', content: '' }),
      ...deltas.map((delta) => chunk(delta)),
      chunkOf({}, { stop_reason: null })({ content: '' }, 'stop'),
      { ...chunk({}), choices: [], usage },
      '[DONE]',
    );
  return {
    server: 'vLLM',
    plain: body(...pieces.map((content) => ({ content }))),
    thinking: body(
      ...thoughts.map((words) => ({ reasoning: words, reasoning_content: words })),
      ...pieces.map((content) => ({ content })),
    ),
    failing: sse(
      chunk({ content: pieces[0] }),
      {
        error: {
          message: 'EngineCore encountered an issue.',
          type: 'InternalServerError',
          param: null,
          code: 500,
        },
      },
      '[DONE]',
    ),
    words: /EngineCore encountered/,
    usage: counted,
  };
}

/** https://docs.sglang.ai/basic_usage/openai_api: null for what is not there, `matched_stop`. */
export function sglang(): Server {
  const chunk = chunkOf({ usage: null }, { logprobs: null, matched_stop: null });
  const body = (...deltas: Json[]): string =>
    sse(
      chunk({ role: 'assistant', content: '', reasoning_content: null, tool_calls: null }),
      ...deltas.map((delta) =>
        chunk({ role: null, content: null, reasoning_content: null, tool_calls: null, ...delta }),
      ),
      chunkOf({ usage: null }, { matched_stop: 151645 })(
        { role: null, content: null, reasoning_content: null },
        'stop',
      ),
      { ...chunk({}), choices: [], usage: { ...usage, reasoning_tokens: 4 } },
      '[DONE]',
    );
  return {
    server: 'SGLang',
    plain: body(...pieces.map((content) => ({ content }))),
    thinking: body(
      ...thoughts.map((words) => ({ reasoning_content: words })),
      ...pieces.map((content) => ({ content })),
    ),
    failing: sse(
      chunk({ content: pieces[0] }),
      {
        error: {
          object: 'error',
          message: 'The request was aborted: KV cache is full',
          type: 'BadRequestError',
          param: null,
          code: 400,
        },
      },
      '[DONE]',
    ),
    words: /KV cache is full/,
    usage: { ...counted, reasoningTokens: 4 },
  };
}

/** llama.cpp's server through 2024: an error is a line of its own, and the thoughts stay in the text. */
export function llamaOld(): Server {
  const chunk = chunkOf({});
  const end = chunk({}, 'stop', { usage, timings: { predicted_n: 21 } });
  return {
    server: 'llama.cpp, old',
    plain: sse(...pieces.map((content) => chunk({ content })), end),
    failing: `${sse(chunk({ content: pieces[0] }))}error: {"code":500,"message":"slot unavailable","type":"server_error"}\n\n`,
    words: /slot unavailable/,
    usage: counted,
  };
}

/** https://github.com/ggml-org/llama.cpp/tree/master/tools/server: `reasoning_content`, `timings`. */
export function llamaNew(): Server {
  const chunk = chunkOf({ system_fingerprint: 'b6000' });
  const body = (...deltas: Json[]): string =>
    sse(
      chunk({ role: 'assistant', content: null }),
      ...deltas.map((delta) => chunk(delta)),
      chunk({}, 'stop'),
      {
        ...chunk({}),
        choices: [],
        usage,
        timings: { prompt_n: 7, predicted_n: 21, predicted_per_second: 50 },
      },
      '[DONE]',
    );
  return {
    server: 'llama.cpp, new',
    plain: body(...pieces.map((content) => ({ content }))),
    thinking: body(
      ...thoughts.map((words) => ({ reasoning_content: words })),
      ...pieces.map((content) => ({ content })),
    ),
    failing: sse(chunk({ content: pieces[0] }), {
      error: {
        code: 400,
        message: 'the request exceeds the available context size',
        type: 'exceed_context_size_error',
        n_ctx: 4096,
      },
    }),
    words: /exceeds the available context size/,
    usage: counted,
  };
}

/** https://docs.ollama.com/api/openai-compatibility: `reasoning`, an error as a text. */
export function ollama(): Server {
  const chunk = chunkOf({ system_fingerprint: 'fp_ollama' });
  const body = (...deltas: Json[]): string =>
    sse(
      ...deltas.map((delta) => chunk({ role: 'assistant', ...delta })),
      chunk({ role: 'assistant', content: '' }, 'stop'),
      { ...chunk({}), choices: [], usage },
      '[DONE]',
    );
  return {
    server: 'Ollama',
    plain: body(...pieces.map((content) => ({ content }))),
    thinking: body(
      ...thoughts.map((words) => ({ content: '', reasoning: words })),
      ...pieces.map((content) => ({ content })),
    ),
    failing: sse(chunk({ content: pieces[0] }), {
      error: 'an error was encountered while running the model: unexpected EOF',
    }),
    words: /unexpected EOF/,
    usage: counted,
  };
}

/** https://lmstudio.ai/docs/developer/openai-compat: an event named error. */
export function lmStudio(): Server {
  const chunk = chunkOf({ system_fingerprint: 'm' }, { logprobs: null });
  const body = (...deltas: Json[]): string =>
    sse(
      ...deltas.map((delta) => chunk({ role: 'assistant', ...delta })),
      chunk({}, 'stop'),
      { ...chunk({}), choices: [], usage },
      '[DONE]',
    );
  return {
    server: 'LM Studio',
    plain: body(...pieces.map((content) => ({ content }))),
    thinking: body(
      ...thoughts.map((words) => ({ reasoning_content: words })),
      ...pieces.map((content) => ({ content })),
    ),
    failing: `${sse(chunk({ content: pieces[0] }))}event: error\ndata: {"error":{"message":"The model has crashed without additional information. (Exit code: 6)"},"message":"The model has crashed"}\n\n`,
    words: /has crashed/,
    usage: counted,
  };
}

/** https://huggingface.co/docs/text-generation-inference/messages_api: no blank behind `data:`, `error_type`. */
export function tgi(): Server {
  const chunk = chunkOf({ id: '', system_fingerprint: '3.0.1-sha' }, { logprobs: null });
  const tight = (...values: (Json | string)[]): string => sse(...values).replaceAll('data: ', 'data:');
  return {
    server: 'TGI',
    plain: tight(
      ...pieces.map((content) => chunk({ role: 'assistant', content }, null, { usage: null })),
      chunk({ role: 'assistant', content: '' }, 'stop', { usage: null }),
      { ...chunk({}), choices: [], usage },
      '[DONE]',
    ),
    failing: tight(chunk({ role: 'assistant', content: pieces[0] }), {
      error: 'Request failed during generation: Server error: CUDA out of memory',
      error_type: 'generation',
    }),
    words: /CUDA out of memory/,
    usage: counted,
  };
}
