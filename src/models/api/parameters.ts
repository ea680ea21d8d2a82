import type { GenerationParameters } from '../../project/config.ts';

/**
 * The parameters of `touchstone.json` (the words of Text Generation Inference, as in the cookbook) in each API's own words.
 *
 * | touchstone.json | chat, completions (OpenAI) | raw text generation (TGI) |
 * | --- | --- | --- |
 * | `max_new_tokens` | `max_tokens` | same |
 * | `temperature` | same | same; 0 is invalid there and means greedy: see `do_sample` |
 * | `top_p` | same | same; 1 is invalid there and means nothing: left out |
 * | `top_k` | same (an extension: vLLM, llama.cpp) | same |
 * | `do_sample: false` | `temperature: 0`, no `top_p`, no `top_k` | same, without `temperature`, `top_p`, `top_k`: any of them makes TGI sample |
 * | `do_sample: true` | left out: it is so | same |
 * | `repetition_penalty` | same (an extension: vLLM, TGI), `repeat_penalty` for llama.cpp | same |
 * | `return_full_text` | left out: neither API repeats the prompt | `false`: a response never holds its prompt |
 * | `seed` | same | same |
 * | `stop` | same | same |
 *
 * `null`, an empty `stop` and a `repetition_penalty` of 1 (no penalty) are left out: they are the defaults, and strict
 * servers refuse fields that they do not know.
 */
export type Dialect = 'openai' | 'llama.cpp';

type Sent = Record<string, unknown>;

/** For `/chat/completions` and `/completions`. */
export function openAiParameters(p: GenerationParameters, dialect: Dialect = 'openai'): Sent {
  const greedy = p.do_sample === false;
  return defined({
    max_tokens: p.max_new_tokens,
    temperature: greedy ? 0 : p.temperature,
    top_p: greedy ? undefined : p.top_p,
    top_k: greedy ? undefined : p.top_k,
    [dialect === 'llama.cpp' ? 'repeat_penalty' : 'repetition_penalty']: penalty(p),
    seed: p.seed,
    stop: stops(p),
  });
}

/** For `parameters` of TGI's `/generate_stream` and of `POST /`. `details` asks for finish reason, seed and token counts. */
export function tgiParameters(p: GenerationParameters, options: { details: boolean }): Sent {
  const greedy = p.do_sample === false || p.temperature === 0;
  return defined({
    max_new_tokens: p.max_new_tokens,
    do_sample: greedy ? false : p.do_sample,
    temperature: greedy ? undefined : p.temperature,
    top_p: greedy || p.top_p === 1 ? undefined : p.top_p,
    top_k: greedy ? undefined : p.top_k,
    repetition_penalty: penalty(p),
    return_full_text: false,
    seed: p.seed,
    stop: stops(p),
    details: options.details ? true : undefined,
  });
}

/** A schema for the answer, as chat completions take it (https://platform.openai.com/docs/guides/structured-outputs). */
export function shapeOf({ schema }: { schema?: Readonly<Record<string, unknown>> }): {
  response_format?: {
    type: 'json_schema';
    json_schema: { name: string; strict: true; schema: Readonly<Record<string, unknown>> };
  };
} {
  if (!schema) return {};
  return { response_format: { type: 'json_schema', json_schema: { name: 'answer', strict: true, schema } } };
}

function penalty(p: GenerationParameters): number | undefined {
  return p.repetition_penalty === 1 ? undefined : (p.repetition_penalty ?? undefined);
}

function stops(p: GenerationParameters): string[] | undefined {
  return p.stop?.length ? p.stop : undefined;
}

function defined(values: Record<string, unknown>): Sent {
  return Object.fromEntries(Object.entries(values).filter(([, v]) => v !== undefined && v !== null));
}
