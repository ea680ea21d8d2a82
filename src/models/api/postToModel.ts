import * as l10n from '@vscode/l10n';
import { TouchstoneError, parseJson } from '../../platform/errors.ts';
import { pause, retryAfter, type Http, type HttpRequest, type HttpResponse } from '../../platform/http.ts';
import type { Log } from '../../platform/log.ts';
import type { Secrets } from '../../platform/secrets.ts';
import { asking } from './asking.ts';
import { isUnpaid, statusError, type Asked } from './modelErrors.ts';
import { serverError } from './serverWords.ts';

/** What every provider is given. */
export interface ProviderDeps {
  http: Http;
  secrets: Secrets;
  log: Log;
  /** Limit in ms for the first sign of an answer (a busy server queues) and between two pieces of it. Default 5 minutes. */
  timeoutMs?: number;
}

export const answerTimeoutMs = 300_000;

/** Limit in ms for a whole answer, however much of it goes on coming: a model that thinks for long takes many minutes. */
export const answerTotalMs = 3_600_000;

/** How often a server that is loading or overloaded is asked again, and how long it may tell us to wait. */
const maxRetries = 4;
const maxWaitMs = 60_000;

/**
 * Asks once, and again (at most four times) while the server says 429 or 503: it has done nothing yet then. Waits as
 * `Retry-After` says, else 1 s doubling. A connection that fails is not tried again: nobody may be there. Nor is a 429 that means that
 * nothing is paid for any more. Within an `asking` it asks once.
 */
export async function askPatiently(
  http: Http,
  url: string,
  request: HttpRequest,
  log: Log,
): Promise<HttpResponse> {
  for (let attempt = 0; ; attempt++) {
    const response = await http.request(url, { ...request, retries: 0 });
    if (request.method === 'POST') await mustNotHaveMoved(response, url);
    const one = asking.getStore();
    one?.heard(response.headers);
    if (one) return response;
    if ((response.status !== 429 && response.status !== 503) || attempt >= maxRetries) return response;
    const wait = retryAfter(response.headers['retry-after']) ?? 1000 * 2 ** attempt;
    // Told to wait for longer than a person would: let the caller say so.
    if (wait > maxWaitMs) return response;
    const body = await response.excerpt(65_536);
    const said = serverError(parseJson(body), true) ?? { kind: '', message: body };
    const passes = response.headers['retry-after'] !== undefined;
    if (!passes && isUnpaid(response.status, said.kind, said.message)) return withBody(response, body);
    log.info(`${new URL(url).origin} answered ${response.status}; asking again in ${wait} ms.`);
    await pause(wait, request.signal);
  }
}

/** A response whose body was read to see what it says. */
function withBody(response: HttpResponse, body: string): HttpResponse {
  const { status, headers, url } = response;
  const bytes = (): Promise<Uint8Array> => Promise.resolve(Buffer.from(body));
  return {
    ...{ status, headers, url, bytes },
    text: () => Promise.resolve(body),
    json: () => Promise.resolve(JSON.parse(body) as unknown),
    excerpt: (length) => Promise.resolve(body.slice(0, length)),
    async *stream() {
      yield await bytes();
    },
    discard: () => Promise.resolve(),
  };
}

/** After a 301 or 302 a GET was sent to another origin, without the question: what came back is no answer to it. */
async function mustNotHaveMoved(response: HttpResponse, url: string): Promise<void> {
  const [from, to] = [new URL(url).origin, new URL(response.url).origin];
  if (from === to) return;
  await response.discard();
  throw new TouchstoneError(
    'network-redirect',
    l10n.t('{0} redirects to {1}; nothing was sent there.', from, to),
    l10n.t('If {0} is right, put that address into touchstone.json.', to),
  );
}

/** As `postToModel`, for a route that a server may not have (404, 405): resolves to undefined then. */
export async function postIfThere(
  ...[deps, asked, json, signal]: Parameters<typeof postToModel>
): Promise<HttpResponse | undefined> {
  try {
    return await postToModel(deps, asked, json, signal);
  } catch (error) {
    if (error instanceof TouchstoneError && (error.status === 404 || error.status === 405)) return undefined;
    throw error;
  }
}

/** Posts to a model server with what was saved for its origin. Resolves for 2xx, else throws what the server said. */
export async function postToModel(
  deps: ProviderDeps,
  asked: Asked,
  json: unknown,
  signal: AbortSignal,
): Promise<HttpResponse> {
  const response = await askPatiently(
    deps.http,
    asked.url,
    {
      method: 'POST',
      headers: { accept: 'text/event-stream, application/json' },
      secretHeaders: await keyHeaders(deps.secrets, asked.url, asked.keyHeader),
      json,
      signal,
      timeoutMs: deps.timeoutMs ?? answerTimeoutMs,
      totalMs: answerTotalMs,
    },
    deps.log,
  );
  if (response.status >= 200 && response.status < 300) return response;
  const body = await response.excerpt(65_536);
  throw statusError(response.status, body, response.headers['content-type'] ?? '', asked);
}

/** Azure's keys go in a header of their own; its tokens (JSON Web Tokens) do not. */
const azure = /\.(?:openai|cognitiveservices|services\.ai)\.azure\.com$/;

/**
 * The secret header for a URL: what belongs to its origin, or none. `keyHeader`: the header that the model names; else the key goes as
 * `Authorization: Bearer`, or as the server's vendor wants it.
 */
export async function keyHeaders(
  secrets: Secrets,
  url: string,
  keyHeader?: string,
): Promise<Record<string, string>> {
  const token = await secrets.tokenFor(url);
  if (!token) return {};
  const own = azure.test(new URL(url).hostname) && !token.startsWith('eyJ') ? 'api-key' : 'authorization';
  const name = (keyHeader ?? own).toLowerCase();
  // With a scheme of its own it goes as it is.
  return { [name]: name === 'authorization' && !/\s/.test(token) ? `Bearer ${token}` : token };
}
