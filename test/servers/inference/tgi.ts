import { openStream, sendJson, startServer, write, type Handler, type TestServer } from './server.ts';

/**
 * A stand-in for Text Generation Inference's own routes, after its OpenAPI document
 * (https://huggingface.github.io/text-generation-inference): `/generate_stream`, `/`, `/tokenize`, and the checks that its
 * router makes of parameters. Its tokenizer knows one special token, the BOS, and puts it first as Llama's does.
 */
export interface TgiOptions {
  pieces?: string[];
  bos?: string;
  /** Without `/generate_stream`: as custom handlers of Inference Endpoints have it. */
  handlerOnly?: boolean;
  /** Repeats the prompt whatever it is told. */
  echoes?: boolean;
  key?: string;
  before?: (...args: Parameters<Handler>) => boolean | Promise<boolean>;
}

interface GenerateBody {
  inputs: string;
  parameters?: Record<string, unknown>;
  stream?: boolean;
}

export function startTgi(options: TgiOptions = {}): Promise<TestServer> {
  const { pieces = ['def add', '(a, b):', '\n    return a + b\n'], bos = '<s>' } = options;
  return startServer(async (request, response) => {
    if (await options.before?.(request, response)) return;
    if (options.key !== undefined && request.headers.authorization !== `Bearer ${options.key}`)
      return sendJson(response, 401, { error: 'Unauthorized' });
    const body = request.body as GenerateBody;
    const [path] = request.path.split('?');
    if (path === '/tokenize' && !options.handlerOnly)
      return sendJson(response, 200, tokenize(body.inputs, bos));
    const wrong = refusal(body.parameters ?? {});
    const text = (options.echoes ? body.inputs : '') + pieces.join('');
    if (path === '/' && options.handlerOnly) return sendJson(response, 200, [{ generated_text: text }]);
    if (options.handlerOnly || (path !== '/generate_stream' && path !== '/'))
      return sendJson(response, 404, { detail: 'Not Found' });
    const streams = path === '/generate_stream' || body.stream === true;
    if (!streams)
      return wrong
        ? sendJson(response, 422, { error: wrong, error_type: 'validation' })
        : sendJson(response, 200, [{ generated_text: text }]);
    openStream(response);
    // A stream's refusal comes as an event after the status 200.
    if (wrong) return void response.end(event({ error: wrong, error_type: 'validation' }));
    const wantsDetails = body.parameters?.['details'] === true;
    for (const [i, piece] of pieces.entries()) await write(response, event(token(i + 1, piece, false)));
    const details = wantsDetails
      ? {
          finish_reason: 'eos_token',
          generated_tokens: pieces.length + 1,
          seed: body.parameters?.['seed'] ?? null,
          input_length: tokenize(body.inputs, bos).length,
        }
      : null;
    response.end(event({ ...token(pieces.length + 1, '</s>', true), generated_text: text, details }));
  });
}

/** `data:` without a space, as TGI's own server writes it. */
export function event(value: object): string {
  return `data:${JSON.stringify(value)}\n\n`;
}

export function token(index: number, text: string, special: boolean): object {
  return { index, token: { id: index, text, logprob: -0.5, special }, generated_text: null, details: null };
}

/** BOS first, then one token a character; the BOS as text is one token as well. */
function tokenize(text: string, bos: string): { id: number; text: string }[] {
  const first = { id: 1, text: bos };
  const rest = text.startsWith(bos) ? [first, ...text.slice(bos.length)] : [...text];
  return [
    first,
    ...rest.map((t) => (typeof t === 'string' ? { id: 10 + (t.codePointAt(0) ?? 0), text: t } : t)),
  ];
}

/** The router's checks (`validation.rs`). */
function refusal(p: Record<string, unknown>): string | undefined {
  for (const key of ['temperature', 'repetition_penalty', 'top_k', 'max_new_tokens'])
    if (p[key] !== undefined && p[key] !== null && !(Number(p[key]) > 0))
      return `Input validation error: \`${key}\` must be strictly positive`;
  if (p['top_p'] != null && !(Number(p['top_p']) > 0 && Number(p['top_p']) < 1))
    return 'Input validation error: `top_p` must be > 0.0 and < 1.0';
  return undefined;
}
