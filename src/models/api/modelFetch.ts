import * as l10n from '@vscode/l10n';
import { TouchstoneError } from '../../platform/errors.ts';
import { answerTimeoutMs, answerTotalMs, askPatiently, type ProviderDeps } from './postToModel.ts';

/**
 * A `fetch` for libraries that bring their own addresses and put the token into a header themselves. It goes through our
 * HTTP (dispatcher, time limits, abort, no secret along a redirect), asks patiently, and knows every origin that may be
 * asked: a request to any other than `origins` is refused, so no library can carry a token elsewhere. `rewrite`: origins that the
 * library has built in, and what they are here (`HF_ENDPOINT`).
 */
export function guardedFetch(
  deps: ProviderDeps,
  { origins, rewrite = {} }: { origins: readonly string[]; rewrite?: Readonly<Record<string, string>> },
): (input: string | URL | Request, init?: RequestInit) => Promise<Response> {
  const allowed = new Set(origins.map((o) => new URL(o).origin));
  return async (input, init = {}) => {
    const asked = new URL(typeof input === 'object' && 'url' in input ? input.url : input);
    const url = rewritten(asked, rewrite);
    if (!allowed.has(url.origin))
      throw new TouchstoneError(
        'network-redirect',
        l10n.t('Nothing was sent to {0}: no model of this project is there.', url.origin),
      );
    // Node's own Headers and Response would bring its global dispatcher to life; undici's are the same without.
    const { Headers, Response: OurResponse } = await import('../../platform/undici.ts');
    const headers: Record<string, string> = {};
    const secretHeaders: Record<string, string> = {};
    new Headers(plain(init.headers)).forEach((value, name) => {
      (name === 'authorization' ? secretHeaders : headers)[name] = value;
    });
    if (init.body != null && typeof init.body !== 'string')
      throw new TouchstoneError('internal', l10n.t('Only text is sent to models.'));
    const method = init.method === 'POST' ? 'POST' : 'GET';
    const answer = await askPatiently(
      deps.http,
      url.href,
      {
        method,
        headers,
        secretHeaders,
        ...(init.body != null ? { body: init.body } : {}),
        ...(init.signal ? { signal: init.signal } : {}),
        timeoutMs: deps.timeoutMs ?? answerTimeoutMs,
        totalMs: answerTotalMs,
      },
      deps.log,
    );
    const bodiless = answer.status === 204 || answer.status === 205 || answer.status === 304;
    if (bodiless) await answer.discard();
    const response = new OurResponse(bodiless ? null : asReadable(answer.stream()), {
      status: answer.status,
      headers: answer.headers,
    });
    return response as unknown as Response;
  };
}

/** Headers in the form that both the library and undici know. */
function plain(headers: RequestInit['headers']): Record<string, string> | [string, string][] {
  if (headers === undefined) return {};
  if (Array.isArray(headers)) return headers;
  return Symbol.iterator in headers ? [...headers] : headers;
}

function rewritten(url: URL, rewrite: Readonly<Record<string, string>>): URL {
  const to = rewrite[url.origin];
  return to === undefined ? url : new URL(`${to.replace(/\/+$/, '')}${url.pathname}${url.search}`);
}

/** Cancelling it ends the loop over the pieces, which closes the connection. */
function asReadable(pieces: AsyncGenerator<Uint8Array, void, undefined>): ReadableStream<Uint8Array> {
  return new ReadableStream({
    async pull(controller) {
      const { done, value } = await pieces.next();
      if (done) controller.close();
      else controller.enqueue(value);
    },
    async cancel() {
      await pieces.return();
    },
  });
}
