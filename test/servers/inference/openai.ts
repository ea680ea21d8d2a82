import type { ServerResponse } from 'node:http';
import { openStream, sendJson, startServer, write, type Handler, type TestServer } from './server.ts';

/**
 * A stand-in for a server of OpenAI's completions, streaming as documented
 * (https://platform.openai.com/docs/api-reference/chat-streaming): the first chunk has the role and no content, the last one
 * the finish reason, one more the usage and no choices when asked for, then `[DONE]`.
 */
export interface OpenAiOptions {
  /** The pieces of the answer. Default: a short one. */
  pieces?: string[];
  /** Bearer token that is wanted. */
  key?: string;
  /** Models that there are; else any name will do. */
  models?: string[];
  /** Answers instead, where it does. */
  before?: (...args: Parameters<Handler>) => boolean | Promise<boolean>;
}

export const defaultPieces = ['def add', '(a, b):', '\n    return a + b\n'];

export function startOpenAi(options: OpenAiOptions = {}): Promise<TestServer> {
  return startServer(async (request, response) => {
    if (await options.before?.(request, response)) return;
    if (options.key !== undefined && request.headers.authorization !== `Bearer ${options.key}`)
      return sendJson(response, 401, {
        error: { message: 'Invalid API Key', type: 'authentication_error', code: 401 },
      });
    if (request.path === '/v1/models')
      return sendJson(response, 200, {
        object: 'list',
        data: (options.models ?? ['m']).map((id) => ({ id })),
      });
    const chat = request.path.endsWith('/chat/completions');
    if (!chat && !request.path.endsWith('/completions'))
      return sendJson(response, 404, {
        error: { message: 'File Not Found', type: 'not_found_error', code: 404 },
      });
    const { model } = request.body as { model: string };
    if (options.models && !options.models.includes(model))
      return sendJson(response, 404, { error: { message: `model "${model}" not found`, type: 'api_error' } });
    await streamAnswer(response, chat, options.pieces ?? defaultPieces, request.body);
  });
}

export async function streamAnswer(
  response: ServerResponse,
  chat: boolean,
  pieces: string[],
  body: unknown,
): Promise<void> {
  openStream(response);
  for (const chunk of chunks(chat, pieces)) await write(response, `data: ${JSON.stringify(chunk)}\n\n`);
  if ((body as { stream_options?: { include_usage?: boolean } }).stream_options?.include_usage)
    await write(
      response,
      `data: ${JSON.stringify({ choices: [], usage: { prompt_tokens: 7, completion_tokens: pieces.length } })}\n\n`,
    );
  response.end('data: [DONE]\n\n');
}

/** The chunks of one answer without usage. */
export function chunks(chat: boolean, pieces: string[]): object[] {
  const choice = (content: object, finish: string | null): object => ({
    id: 'x',
    object: chat ? 'chat.completion.chunk' : 'text_completion',
    created: 1,
    model: 'm',
    choices: [{ index: 0, finish_reason: finish, ...content }],
  });
  return chat
    ? [
        choice({ delta: { role: 'assistant', content: null } }, null),
        ...pieces.map((content) => choice({ delta: { content } }, null)),
        choice({ delta: {} }, 'stop'),
      ]
    : [...pieces.map((text) => choice({ text }, null)), choice({ text: '' }, 'stop')];
}
