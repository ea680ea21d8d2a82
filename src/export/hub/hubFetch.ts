import * as l10n from '@vscode/l10n';
import { TouchstoneError } from '../../platform/errors.ts';
import { pause, retryAfter, type Http, type HttpRequest, type HttpResponse } from '../../platform/http.ts';
import type { Secrets } from '../../platform/secrets.ts';

export interface PushDeps {
  http: Http;
  secrets: Pick<Secrets, 'hub' | 'tokenFor'>;
  signal?: AbortSignal;
}

/** What of an answer the library of the Hub reads. */
interface Answered {
  ok: boolean;
  status: number;
  url: string;
  headers: { get(name: string): string | null };
  json(): Promise<unknown>;
  text(): Promise<string>;
}

/** Bytes for each second that an upload is given at least, and what it has in any case, in milliseconds. */
const slowest = 20_000;
const leastMs = 10 * 60_000;
/** Whoever is told to wait for longer says so. */
const longestWaitMs = 30_000;

/**
 * A `fetch` for the library of the Hub, through our HTTP: our dispatcher, time limits, abort. The token goes to the Hub alone, whatever address
 * an answer names for an upload, and such an address is a secret as long as it holds: it is told nowhere.
 */
export function hubFetch({ http, secrets, signal }: PushDeps): typeof fetch {
  const hub = new URL(secrets.hub);
  const ask = async (input: string | URL | Request, init: RequestInit = {}): Promise<Answered> => {
    const url = new URL(typeof input === 'object' && 'url' in input ? input.url : input);
    const isHub = url.origin === hub.origin;
    if (!isHub && url.protocol !== 'https:' && hub.protocol === 'https:')
      throw new TouchstoneError(
        'network-redirect',
        l10n.t('{0} wants the files sent to {1}, which can be read on the way.', hub.origin, url.origin),
      );
    const { authorization, ...headers } = lowered(init.headers);
    const token = isHub && authorization !== undefined ? await secrets.tokenFor(url.href) : undefined;
    const body = init.body as HttpRequest['body'] | null;
    const size = typeof body === 'object' && body && 'size' in body ? body.size : 0;
    const once = /\/commit\/|\/repos\/create$/.test(url.pathname);
    const request: HttpRequest = {
      method: (init.method ?? 'GET') as HttpRequest['method'],
      headers,
      ...(token ? { secretHeaders: { authorization: `Bearer ${token}` } } : {}),
      ...(body ? { body } : {}),
      signal: AbortSignal.any([signal, init.signal].filter((one) => one instanceof AbortSignal)),
      totalMs: leastMs + (size / slowest) * 1000,
      // What may have been done though its answer was lost is not asked for again.
      retries: once ? 0 : 3,
    };
    let answer = await http.request(url, request);
    for (let tries = 0; once && tries < 3 && [429, 503].includes(answer.status); tries++) {
      // A refusal to be asked again later: nothing was done.
      const wait = retryAfter(answer.headers['retry-after']) ?? 1000 * 2 ** tries;
      if (wait > longestWaitMs) break;
      await answer.discard();
      await pause(wait, request.signal);
      answer = await http.request(url, request);
    }
    return answered(answer, isHub ? url.href : url.origin);
  };
  return ask as unknown as typeof fetch;
}

function answered(answer: HttpResponse, url: string): Answered {
  const { status, headers } = answer;
  return {
    ok: status >= 200 && status < 300,
    status,
    url,
    headers: { get: (name) => headers[name.toLowerCase()] ?? null },
    json: () => answer.json(),
    text: () => answer.text(),
  };
}

function lowered(headers: RequestInit['headers']): Record<string, string> {
  const pairs =
    headers === undefined
      ? []
      : Symbol.iterator in headers
        ? [...(headers as Iterable<[string, string]>)]
        : Object.entries(headers);
  return Object.fromEntries(pairs.map(([name, value]) => [name.toLowerCase(), value]));
}
