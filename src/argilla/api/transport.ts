import * as l10n from '@vscode/l10n';
import * as z from 'zod';
import { TouchstoneError, parseJson } from '../../platform/errors.ts';
import { pause, type Http, type HttpRequest, type HttpResponse } from '../../platform/http.ts';
import { answerError, notArgilla, pageError } from './argillaErrors.ts';

export interface TransportOptions {
  /** Address of the server; a path (a reverse proxy's prefix) is kept. */
  url: string;
  key: string;
  /** Token for what stands before Argilla (a private Space); only one that was saved for this address. */
  bearer?: string;
  http: Http;
}

export interface CallOptions {
  signal?: AbortSignal;
}

/** One request to the API at a time: address, secrets, errors, and the check of what comes back. */
export class Transport {
  readonly origin: string;
  readonly #base: string;
  readonly #http: Http;
  readonly #secrets: Record<string, string>;
  /** Argilla itself has answered. */
  #known = false;

  constructor({ url, key, bearer, http }: TransportOptions) {
    const parsed = new URL(url);
    this.origin = parsed.origin;
    this.#base = `${parsed.origin}${parsed.pathname.replace(/\/+$/, '')}/api/v1`;
    this.#http = http;
    this.#secrets = { 'x-argilla-api-key': key, ...(bearer ? { authorization: `Bearer ${bearer}` } : {}) };
  }

  protected async list<T>(
    path: string,
    what: string,
    schema: z.ZodType<T>,
    options: CallOptions,
  ): Promise<T[]> {
    return (await this.call('GET', path, what, z.object({ items: z.array(schema) }), options)).items;
  }

  /** As `list`, without the rows that cannot be read: those that are looked for are known by their names. */
  protected async readable<T>(
    path: string,
    what: string,
    schema: z.ZodType<T>,
    options: CallOptions,
  ): Promise<T[]> {
    const items = await this.list(path, what, z.unknown(), options);
    return items.flatMap((item) => {
      const parsed = schema.safeParse(item);
      return parsed.success ? [parsed.data] : [];
    });
  }

  protected async call<T>(
    method: NonNullable<HttpRequest['method']>,
    path: string,
    what: string,
    schema: z.ZodType<T>,
    { signal }: CallOptions,
    json?: unknown,
    timeoutMs = 30_000,
  ): Promise<T> {
    const response = await this.#http.request(this.#base + path, {
      method,
      headers: { accept: 'application/json' },
      secretHeaders: this.#secrets,
      json,
      signal,
      timeoutMs,
      totalMs: 5 * timeoutMs,
      maxBytes: 512 * 1024 * 1024,
      // Every request here may be repeated: names are unique, records are known by external id, answers are upserts.
      // (After any 500 the server resets the kept connection, which the next request then meets.)
      retries: 2,
    });
    if (new URL(response.url).origin !== this.origin) throw await redirected(response, this.origin);
    const text = await response.text();
    const moved = new URL(response.url).pathname !== new URL(this.#base + path).pathname;
    const answering = { known: this.#known, moved };
    if (response.status < 200 || response.status >= 300) throw answerError(response, text, what, answering);
    const body = parseJson(text);
    if (body === undefined) throw pageError(response, text, answering);
    const parsed = schema.safeParse(body);
    if (!parsed.success)
      throw notArgilla(this.origin, {
        status: response.status,
        detail: `${method} ${path}\n${z.prettifyError(parsed.error)}`,
        cause: parsed.error,
      });
    this.#known = true;
    return parsed.data;
  }
}

/** The answer of another server is not read: it has not seen the key, and what it says is not Argilla's word. */
async function redirected(response: HttpResponse, origin: string): Promise<TouchstoneError> {
  await response.discard();
  const { origin: target } = new URL(response.url);
  const message = l10n.t('{0} redirects to {1}; your key was not sent there.', origin, target);
  const action = l10n.t('If {0} is right, put that address into touchstone.json.', target);
  return new TouchstoneError('network-redirect', message, { action, status: response.status });
}

/**
 * Repeats what is safe to repeat when the server fails (5xx): two clients that insert the same at one moment make its database
 * refuse the slower one, which a moment later is told so properly.
 */
export async function despiteFailures<T>(
  work: () => Promise<T>,
  signal?: AbortSignal,
  attempts = 3,
): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work();
    } catch (error) {
      const failed =
        error instanceof TouchstoneError && error.code === 'argilla-rejected' && (error.status ?? 0) >= 500;
      if (!failed || attempt === attempts) throw error;
      await pause(300 * attempt, signal);
    }
  }
}
