import { request as send } from 'node:http';
import { streamAnswer, defaultPieces } from './openai.ts';
import { sendJson, startServer, type TestServer } from './server.ts';

/**
 * A stand-in for Hugging Face's inference router (https://huggingface.co/docs/inference-providers) and the Hub's route that
 * tells which provider serves a model (`/api/models/{id}?expand[]=inferenceProviderMapping`). It wants a token, knows some
 * models, and answers with a canned stream, or with that of a real model that it passes requests on to.
 */
export interface RouterOptions {
  token?: string;
  /** Model ids; each is served by the provider `together`, too, under another name. */
  models?: string[];
  pieces?: string[];
  /** Base (`…/v1`) and name of a server of OpenAI's completions that answers in its place. */
  forward?: { url: string; model: string };
}

export function startRouter(options: RouterOptions = {}): Promise<TestServer> {
  const { token = 'hf_test', models = ['owner/model'] } = options;
  return startServer(async (request, response) => {
    const path = request.path.split('?')[0] ?? '';
    if (path.startsWith('/api/models/')) {
      const id = decodeURIComponent(path.slice('/api/models/'.length));
      return models.includes(id)
        ? sendJson(response, 200, {
            inferenceProviderMapping: [
              { provider: 'together', providerId: `together/${id}`, status: 'live', task: 'conversational' },
            ],
          })
        : sendJson(response, 404, { error: 'Repository not found' });
    }
    if (request.headers.authorization !== `Bearer ${token}`)
      return sendJson(response, 401, { error: 'Invalid username or password.' });
    const known = models.flatMap((m) => [m, `together/${m}`]);
    const body = request.body as { model: string; stream?: boolean };
    if (!path.endsWith('/v1/chat/completions') || !known.includes(body.model))
      return sendJson(response, 400, {
        error: {
          message: `The requested model '${body.model}' does not exist`,
          type: 'invalid_request_error',
          param: 'model',
          code: 'model_not_found',
        },
      });
    if (!options.forward) return streamAnswer(response, true, options.pieces ?? defaultPieces, body);
    const onward = send(
      `${options.forward.url}/chat/completions`,
      { method: 'POST', headers: { 'content-type': 'application/json' } },
      (answer) => {
        response.writeHead(answer.statusCode ?? 502, {
          'content-type': answer.headers['content-type'] ?? '',
        });
        answer.pipe(response);
      },
    );
    onward.on('error', (error) => response.destroy(error));
    response.on('close', () => onward.destroy());
    onward.end(JSON.stringify({ ...body, model: options.forward.model }));
  });
}
