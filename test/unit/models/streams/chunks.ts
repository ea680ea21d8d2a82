/** What all recorded streams are made of: the same answer in the same pieces. */

/** What a server counts. */
export interface Counted {
  promptTokens: number;
  completionTokens: number;
  reasoningTokens?: number;
}

export const pieces = ['Grüße 😀:\n\n', '```python\n', 'def add(a, b):', '\n    return a + b\n```\n'];
export const text = pieces.join('');
export const thoughts = ['Two numbers, ', 'so a sum: ', '“+”.'];
export const reasoning = thoughts.join('');

export type Json = Record<string, unknown>;

export const sse = (...values: (Json | string)[]): string =>
  values.map((value) => `data: ${typeof value === 'string' ? value : JSON.stringify(value)}\n\n`).join('');

/** A chunk as most servers write it, with what each adds. */
export function chunkOf(head: Json, choice: Json = {}) {
  return (delta: Json, finish: string | null = null, more: Json = {}): Json => ({
    id: 'chatcmpl-1',
    object: 'chat.completion.chunk',
    created: 1_750_000_000,
    model: 'm',
    ...head,
    choices: [{ index: 0, delta, ...choice, finish_reason: finish }],
    ...more,
  });
}

export const usage = { prompt_tokens: 7, completion_tokens: 21, total_tokens: 28 };
export const counted = { promptTokens: 7, completionTokens: 21 };

export interface Server {
  server: string;
  plain: string;
  thinking?: string;
  failing: string;
  words: RegExp;
  usage?: Counted;
  thinkingUsage?: Counted;
}
