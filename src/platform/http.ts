import { Readable } from 'node:stream';
import { setTimeout as waitFor } from 'node:timers/promises';
import * as l10n from '@vscode/l10n';
import type { Dispatcher } from 'undici';
import { TouchstoneError, cancelled, isAbort } from './errors.ts';
import { Deadline } from './limited.ts';
import { rememberSecret, rememberSecrets, withoutSecrets } from './redaction/sentSecrets.ts';

/**
 * HTTP for the whole extension. Every request goes through a dispatcher of our own (undici's global one belongs to Node and
 * VS Code and is never touched), has time limits, can be aborted, and keeps secrets to the origin they were meant for: no other server
 * gets them, and no message, detail or log shows them where a server repeats what it was sent.
 */

export interface HttpRequest {
  method?: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  headers?: Record<string, string>;
  /** Headers with secrets: sent to the URL's own origin, never along a redirect to another. */
  secretHeaders?: Record<string, string>;
  /** Sent as JSON. */
  json?: unknown;
  /** A file goes piece by piece; each redirect and repeat reads it anew. */
  body?: string | Uint8Array | StreamedBody;
  signal?: AbortSignal;
  /** Limit in ms until the headers are there, and again between two pieces of the body. Default 30,000. */
  timeoutMs?: number;
  /** Limit in ms for all of it: redirects, repeats and the body until it was read. Default: twenty times `timeoutMs`. */
  totalMs?: number;
  /** Least speed in bytes for each second after the first `timeoutMs`, where a body is read whole. Default 512. */
  leastBytesPerSecond?: number;
  /** Largest body read by `text`, `json` and `bytes`. Default 64 MiB. */
  maxBytes?: number;
  /**
   * How often a request that is safe to repeat is tried again after a connection failure, 429, 502, 503 or 504 (waiting as
   * `Retry-After` says, else 0.5 s doubling with jitter, at most 30 s). Default: 2 for GET and HEAD, 0 otherwise.
   */
  retries?: number;
}

/** Something of a known size that is read when it is sent: a `Blob` is one. */
export interface StreamedBody {
  /** Bytes. */
  size: number;
  stream(): unknown;
}

export interface HttpResponse {
  status: number;
  /** Lower-case names. */
  headers: Record<string, string>;
  /** Where the answer came from, after redirects. */
  url: string;
  /** Of a refusal (400 and above) without the secrets that were sent. */
  text(): Promise<string>;
  json(): Promise<unknown>;
  /** What comes of the first `bytes` of a body, as text: to say what a refusal says. The rest is dropped. */
  excerpt(bytes: number): Promise<string>;
  bytes(): Promise<Uint8Array>;
  /** The body in pieces; leaving the loop early closes the connection. */
  stream(): AsyncGenerator<Uint8Array, void, undefined>;
  /** Drops the body. */
  discard(): Promise<void>;
}

export interface HttpOptions {
  /** VS Code's `http.proxy`; else the proxy environment variables count. */
  proxy?: string;
  /** Hosts that no proxy is used for, as in NO_PROXY. */
  noProxy?: string;
  /** VS Code's `http.proxyStrictSSL`. */
  strictTls?: boolean;
  userAgent?: string;
}

/** Headers that hold a secret, whoever sets them. */
const secretNames = /^(?:authorization|proxy-authorization|cookie|.*(?:api-?key|token|secret).*)$/i;

const maxRedirects = 5;
const proxyVariables = ['HTTP_PROXY', 'HTTPS_PROXY', 'http_proxy', 'https_proxy'];
const retryStatus = new Set([429, 502, 503, 504]);
const maxWaitMs = 30_000;
const usualTimeoutMs = 30_000;

export class Http {
  readonly #options: HttpOptions;
  #dispatcher: Promise<Dispatcher> | undefined;

  constructor(options: HttpOptions = {}) {
    this.#options = options;
  }

  /** Our own dispatcher, made at first use: undici is loaded then and not at activation. */
  dispatcher(): Promise<Dispatcher> {
    this.#dispatcher ??= this.#create();
    return this.#dispatcher;
  }

  async #create(): Promise<Dispatcher> {
    const { EnvHttpProxyAgent } = await import('./undici.ts');
    const { proxy, noProxy, strictTls } = this.#options;
    for (const address of [proxy, ...proxyVariables.map((name) => process.env[name])])
      if (address && URL.canParse(address)) rememberSecret(decodeURIComponent(new URL(address).password));
    const tls = strictTls === false ? { rejectUnauthorized: false } : undefined;
    const others = noProxy ?? process.env['NO_PROXY'] ?? process.env['no_proxy'] ?? '';
    return new EnvHttpProxyAgent({
      ...(proxy ? { httpProxy: proxy, httpsProxy: proxy } : {}),
      // A server on this machine is never behind a proxy.
      noProxy: ['localhost', '127.0.0.1', '[::1]', others].filter(Boolean).join(','),
      ...(tls ? { connect: tls, requestTls: tls } : {}),
    });
  }

  /** Resolves for any HTTP status. Errors: `network-unreachable`, `network-timeout`, `network-redirect`, `cancelled`. */
  async request(url: string | URL, request: HttpRequest = {}): Promise<HttpResponse> {
    const { timeoutMs = usualTimeoutMs, totalMs = 20 * timeoutMs, signal } = request;
    const deadline = new Deadline(new URL(url).origin, totalMs, signal);
    try {
      return await this.#repeat(new URL(url), request, deadline);
    } catch (error) {
      deadline.end();
      throw deadline.late && !signal?.aborted ? deadline.error(error) : error;
    }
  }

  async #repeat(url: URL, request: HttpRequest, deadline: Deadline): Promise<Answer> {
    const method = request.method ?? 'GET';
    const { signal } = deadline;
    const retries = request.retries ?? (method === 'GET' || method === 'HEAD' ? 2 : 0);
    for (let attempt = 0; ; attempt++) {
      let response: Answer;
      try {
        response = await this.#follow(url, { ...request, method, signal }, deadline);
      } catch (error) {
        const again =
          error instanceof TouchstoneError && error.code === 'network-unreachable' && attempt < retries;
        if (!again) throw error;
        await pause(backoff(attempt), signal);
        continue;
      }
      if (!retryStatus.has(response.status) || attempt >= retries) return response;
      const wait = retryAfter(response.headers['retry-after']) ?? backoff(attempt);
      // Told to wait for longer than a person would: let the caller say so.
      if (wait > maxWaitMs) return response;
      await response.drop();
      await pause(wait, signal);
    }
  }

  /** Closes idle connections. */
  async close(): Promise<void> {
    const dispatcher = await this.#dispatcher;
    await dispatcher?.destroy();
    this.#dispatcher = undefined;
  }

  async #follow(start: URL, request: HttpRequest, deadline: Deadline): Promise<Answer> {
    let url = start;
    let method = request.method;
    let sendBody = true;
    const misled = (sentence: string, action?: string): TouchstoneError =>
      new TouchstoneError('network-redirect', sentence, { action });
    for (let hops = 0; ; hops++) {
      const own = url.origin === start.origin;
      const response = await this.#once(url, { ...request, method }, own, sendBody, deadline);
      const location = response.headers['location'];
      if (![301, 302, 303, 307, 308].includes(response.status) || !location) return response;
      await response.drop();
      if (hops >= maxRedirects || !URL.canParse(location, url))
        throw misled(l10n.t('{0} redirects too often or to nowhere.', start.origin));
      const next = new URL(location, url);
      if (next.protocol !== 'https:' && next.protocol !== 'http:')
        throw misled(l10n.t('{0} redirects to {1}, which is not followed.', start.origin, next.protocol));
      const keepsMethod = response.status === 307 || response.status === 308;
      if (keepsMethod && next.origin !== start.origin && method !== 'GET' && method !== 'HEAD')
        // What is in the body was meant for one origin, too.
        throw misled(
          l10n.t('{0} redirects to {1}; nothing was sent there.', start.origin, next.origin),
          l10n.t('If {0} is right, put that address into touchstone.json.', next.origin),
        );
      if (!keepsMethod && method !== 'HEAD') {
        method = 'GET';
        sendBody = false;
      }
      url = next;
    }
  }

  async #once(
    url: URL,
    request: HttpRequest,
    ownOrigin: boolean,
    sendBody: boolean,
    deadline: Deadline,
  ): Promise<Answer> {
    const { request: send } = await import('./undici.ts');
    const dispatcher = await this.dispatcher();
    const { json, timeoutMs = usualTimeoutMs } = request;
    const given = !sendBody ? undefined : json !== undefined ? JSON.stringify(json) : request.body;
    const streamed = typeof given === 'object' && 'stream' in given ? given : undefined;
    const body = streamed
      ? Readable.from(streamed.stream() as AsyncIterable<Uint8Array>)
      : (given as string | Uint8Array | undefined);
    const headers: Record<string, string> = {
      'user-agent': this.#options.userAgent ?? 'touchstone',
      ...(sendBody && json !== undefined ? { 'content-type': 'application/json' } : {}),
      ...(streamed ? { 'content-length': String(streamed.size) } : {}),
      ...request.headers,
      ...(ownOrigin ? request.secretHeaders : {}),
    };
    const secret = Object.entries(request.headers ?? {}).filter(([name]) => secretNames.test(name));
    rememberSecrets({ ...request.secretHeaders, ...Object.fromEntries(secret) }, url);
    let answer: Dispatcher.ResponseData;
    try {
      answer = await send(url, {
        dispatcher,
        method: request.method ?? 'GET',
        headers,
        body: body ?? null,
        signal: request.signal ?? null,
        headersTimeout: timeoutMs,
        bodyTimeout: timeoutMs,
      });
    } catch (error) {
      // Whatever reason the signal was aborted with; a time limit of the caller's own is told as one.
      const reason: unknown = request.signal?.aborted ? request.signal.reason : undefined;
      if (request.signal?.aborted && !(reason instanceof Error && reason.name === 'TimeoutError'))
        throw cancelled(error);
      throw networkError(error, url, timeoutMs);
    }
    return new Answer(answer, url, request, deadline);
  }
}

class Answer implements HttpResponse {
  readonly status: number;
  readonly headers: Record<string, string>;
  readonly url: string;
  readonly #data: Dispatcher.ResponseData;
  readonly #request: HttpRequest;
  readonly #deadline: Deadline;

  constructor(data: Dispatcher.ResponseData, url: URL, request: HttpRequest, deadline: Deadline) {
    this.#data = data;
    this.#request = request;
    this.#deadline = deadline;
    this.status = data.statusCode;
    this.url = url.href;
    this.headers = Object.fromEntries(
      Object.entries(data.headers).map(([k, v]) => [
        k.toLowerCase(),
        Array.isArray(v) ? v.join(', ') : (v ?? ''),
      ]),
    );
  }

  async *stream(): AsyncGenerator<Uint8Array, void, undefined> {
    const deadline = this.#deadline;
    try {
      for await (const chunk of this.#data.body) yield chunk as Uint8Array;
    } catch (error) {
      if (deadline.late) throw deadline.error(error);
      throw networkError(error, new URL(this.url), this.#request.timeoutMs ?? usualTimeoutMs);
    } finally {
      this.#data.body.destroy();
      deadline.end();
    }
  }

  async bytes(): Promise<Uint8Array> {
    const {
      maxBytes = 64 * 1024 * 1024,
      timeoutMs = usualTimeoutMs,
      leastBytesPerSecond = 512,
    } = this.#request;
    const { origin } = new URL(this.url);
    const begun = performance.now();
    const parts: Uint8Array[] = [];
    let size = 0;
    for await (const part of this.stream()) {
      size += part.byteLength;
      if (size > maxBytes)
        throw new TouchstoneError(
          'network-too-large',
          l10n.t('The answer of {0} is larger than {1} bytes.', origin, maxBytes),
        );
      const ms = performance.now() - begun;
      if (ms > timeoutMs + (size / leastBytesPerSecond) * 1000)
        throw new TouchstoneError(
          'network-timeout',
          l10n.t('{0} sends too slowly: {1} bytes in {2} s.', origin, size, Math.round(ms / 1000)),
          l10n.t('Check that the server runs and try again.'),
        );
      parts.push(part);
    }
    return Buffer.concat(parts, size);
  }

  async text(): Promise<string> {
    const text = new TextDecoder().decode(await this.bytes());
    return this.status >= 400 ? withoutSecrets(text) : text;
  }

  async excerpt(bytes: number): Promise<string> {
    const decoder = new TextDecoder();
    let text = '';
    try {
      for await (const part of this.stream()) {
        text += decoder.decode(part, { stream: true });
        if (text.length >= bytes) break;
      }
    } catch {
      // What has come has to do.
    }
    return withoutSecrets(text).slice(0, bytes);
  }

  async json(): Promise<unknown> {
    const text = await this.text();
    try {
      return JSON.parse(text) as unknown;
    } catch (error) {
      throw new TouchstoneError(
        'network-bad-answer',
        l10n.t('{0} answered with something that is not JSON.', new URL(this.url).origin),
        { cause: error, status: this.status, detail: withoutSecrets(text).slice(0, 500) },
      );
    }
  }

  async discard(): Promise<void> {
    try {
      await this.drop();
    } finally {
      this.#deadline.end();
    }
  }

  /** The same where another request of the exchange follows, which has the same limit in all. */
  async drop(): Promise<void> {
    await this.#data.body.dump({ limit: 65_536 });
  }
}

function networkError(error: unknown, url: URL, timeoutMs: number): TouchstoneError {
  if (error instanceof TouchstoneError) return error;
  if (isAbort(error)) return cancelled(error);
  const code = (error as { code?: unknown }).code;
  const late = typeof code === 'string' && code.endsWith('_TIMEOUT');
  if (error instanceof Error && (error.name === 'TimeoutError' || late))
    return new TouchstoneError(
      'network-timeout',
      l10n.t('{0} did not answer within {1} s.', url.origin, Math.round(timeoutMs / 1000)),
      { cause: error, action: l10n.t('Check that the server runs and try again.') },
    );
  const reason =
    code === 'ECONNREFUSED'
      ? l10n.t('nothing listens there')
      : code === 'ENOTFOUND' || code === 'EAI_AGAIN'
        ? l10n.t('the host name is not known')
        : error instanceof Error
          ? error.message
          : String(error);
  return new TouchstoneError(
    'network-unreachable',
    l10n.t('{0} cannot be reached: {1}.', url.origin, reason),
    {
      cause: error,
      action: l10n.t('Check the address, the network and the proxy settings.'),
      detail: error instanceof Error ? error.stack : undefined,
    },
  );
}

/** `Retry-After` in ms: seconds or a date (RFC 9110, 10.2.3). */
export function retryAfter(value: string | undefined, now = Date.now()): number | undefined {
  if (!value) return undefined;
  if (/^\d+$/.test(value.trim())) return Number(value) * 1000;
  const at = Date.parse(value);
  return Number.isNaN(at) ? undefined : Math.max(0, at - now);
}

function backoff(attempt: number): number {
  return Math.min(maxWaitMs, 500 * 2 ** attempt) * (0.75 + Math.random() / 2);
}

/** Rejects with `cancelled` as soon as the signal is aborted. */
export async function pause(ms: number, signal?: AbortSignal): Promise<void> {
  await waitFor(ms, undefined, { signal }).catch((error: unknown) => {
    throw cancelled(error);
  });
}

/** The URL without user name, password, query and fragment: what may be stored and shown. */
export function publicUrl(url: string): string {
  if (!URL.canParse(url)) return '';
  const u = new URL(url);
  return `${u.origin}${u.pathname}`.replace(/\/+$/, '');
}
