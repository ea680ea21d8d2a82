import assert from 'node:assert/strict';
import type { ServerResponse } from 'node:http';
import { createProvider } from '../../../../src/models/providers/createProvider.ts';
import { TouchstoneError } from '../../../../src/platform/errors.ts';
import type { GenerationParameters, ModelConfig } from '../../../../src/project/config.ts';
import type { GenerateResult } from '../../../../src/models/api/provider.ts';
import { startServer, type Received } from '../../../servers/inference/server.ts';
import { ask, model, testDeps } from '../support.ts';

/** The answer that the scripted servers give, in two pieces. */
export const answer = 'Here it is:\n\n```python\ndef add(a, b):\n    return a + b\n```\n';
export const [head, tail] = [answer.slice(0, 30), answer.slice(30)];

export const chunk = (delta: object | null, finish: string | null = null, more: object = {}): object => ({
  id: 'c1',
  object: 'chat.completion.chunk',
  choices: [{ index: 0, delta, finish_reason: finish }],
  ...more,
});
export const stop = chunk({}, 'stop');
export const done = 'data: [DONE]\n\n';
export const whole = (content: unknown, finish: string | null = 'stop', message: object = {}): object => ({
  object: 'chat.completion',
  choices: [{ index: 0, message: { role: 'assistant', content, ...message }, finish_reason: finish }],
});

/** A stream: objects become events, texts are sent as they are. */
export const stream = (...parts: (object | string)[]): string =>
  parts.map((part) => (typeof part === 'string' ? part : `data: ${JSON.stringify(part)}\n\n`)).join('');

export type Handler = (request: Received, response: ServerResponse) => void;

/** A handler that sends this body. */
export const sends =
  (body: string | object, type = 'text/event-stream', status = 200): Handler =>
  (_, response) =>
    void response
      .writeHead(status, type ? { 'content-type': type } : {})
      .end(typeof body === 'string' ? body : JSON.stringify(body));

export interface Asked {
  result?: GenerateResult;
  error?: TouchstoneError;
  requests: Received[];
}

/** Asks a model of this server once; `key`: what is saved for it. */
export async function asks(
  handler: Handler,
  more: Partial<ModelConfig> & {
    path?: string;
    key?: string;
    with?: GenerationParameters;
    times?: number;
  } = {},
): Promise<Asked> {
  const { path = '/v1', key, with: parameters, times = 1, ...config } = more;
  const server = await startServer(handler);
  const deps = testDeps();
  try {
    const one = model({ provider: 'openai', url: `${server.url}${path}`, ...config });
    if (key !== undefined) await deps.secrets.saveToken(`${server.url}${path}`, key);
    const provider = await createProvider(one, deps);
    const request = ask(one, parameters ? { parameters } : {});
    let result: GenerateResult | undefined;
    for (let i = 0; i < times; i++) result = await provider.generate(request);
    return { ...(result && { result }), requests: server.requests };
  } catch (error) {
    assert.ok(error instanceof TouchstoneError, String(error));
    return { error, requests: server.requests };
  } finally {
    await server.stop();
  }
}

export async function comes(handler: Handler, more: Parameters<typeof asks>[1] = {}): Promise<Asked> {
  const asked = await asks(handler, more);
  assert.equal(asked.result?.text, answer, asked.error?.message);
  return asked;
}

/** Nothing comes, and the words are told. */
export async function isTold(
  handler: Handler,
  words: RegExp,
  more: Parameters<typeof asks>[1] = {},
): Promise<Asked> {
  const asked = await asks(handler, more);
  assert.ok(asked.error, `stored as an answer: ${JSON.stringify(asked.result?.text)}`);
  assert.match(`${asked.error.message} ${asked.error.action ?? ''}`, words);
  return asked;
}
