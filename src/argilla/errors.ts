import * as z from 'zod';
import { TouchstoneError } from '../platform/errors.ts';
import type { HttpResponse } from '../platform/http.ts';
import { retryAfter } from '../platform/http.ts';
import { isSpace } from './space.ts';

/** How the faults that an Argilla server (or what stands before it) reports become errors that people can act on. */

const connectAgain =
  'Run "Touchstone: Connect to Argilla" and paste your API key (in Argilla: My Settings → API key).';

const detailSchema = z.object({
  detail: z.union([
    z.string(),
    z.object({
      code: z.string().optional(),
      params: z
        .object({
          detail: z.string().optional(),
          message: z.string().optional(),
          errors: z
            .array(z.object({ loc: z.array(z.union([z.string(), z.number()])), msg: z.string() }))
            .optional(),
        })
        .loose()
        .optional(),
    }),
  ]),
});
// Two rules of the server answer without `detail`.
const messageSchema = z.object({ message: z.string() });

/** The reason that the server gives, as one readable line; undefined when the body holds none. */
export function reasonOf(body: unknown): string | undefined {
  const parsed = detailSchema.safeParse(body);
  if (!parsed.success) {
    const bare = messageSchema.safeParse(body);
    return bare.success ? bare.data.message : undefined;
  }
  const { detail } = parsed.data;
  if (typeof detail === 'string') return detail;
  const errors = detail.params?.errors;
  if (errors && errors.length > 0)
    return errors.map((e) => `${e.loc.filter((part) => part !== 'body').join('.')}: ${e.msg}`).join('; ');
  // A database's error is many lines long; the log has the whole.
  return (detail.params?.detail ?? detail.params?.message ?? detail.code)?.split('\n')[0]?.slice(0, 200);
}

/** The reason of one item of a bulk answer. */
export function itemReason(error: { detail?: unknown } | null | undefined): string {
  return reasonOf(error) ?? 'the server gives no reason';
}

/** An answer that is no success, as an error. `what` says what was tried: "read the dataset". */
export function answerError(response: HttpResponse, text: string, what: string): TouchstoneError {
  const json = parseJson(text);
  if (json === undefined) return pageError(response, text);
  const { origin } = new URL(response.url);
  const reason = reasonOf(json);
  const options = {
    status: response.status,
    detail: `${response.status} ${response.url}\n${text.slice(0, 2000)}`,
  };
  switch (response.status) {
    case 401:
      return new TouchstoneError('argilla-unauthorized', `${origin} does not accept the API key.`, {
        ...options,
        action: connectAgain,
      });
    case 403:
      return new TouchstoneError('argilla-forbidden', `Your role in Argilla does not allow it to ${what}.`, {
        ...options,
        action:
          'Owners may do everything, admins all within their workspaces, annotators write their own answers: ask an owner to add you to the workspace or to do this for you.',
      });
    case 404:
      return new TouchstoneError('argilla-missing', `Argilla could not ${what}: ${reason ?? 'not found'}.`, {
        ...options,
        action:
          'Check the address, workspace and dataset in touchstone.json, or push again to create what is missing.',
      });
    case 429: {
      const wait = retryAfter(response.headers['retry-after']);
      return new TouchstoneError('argilla-rejected', `${origin} takes no more requests at the moment.`, {
        ...options,
        action: wait === undefined ? 'Try again later.' : `Try again in ${Math.ceil(wait / 1000)} seconds.`,
      });
    }
    default:
      return new TouchstoneError(
        'argilla-rejected',
        response.status >= 500
          ? `Argilla failed to ${what} (${response.status}${reason ? `: ${reason}` : ''}).`
          : `Argilla refuses to ${what}: ${reason ?? `status ${response.status}`}.`,
        {
          ...options,
          ...(response.status >= 500
            ? { action: 'Try again; if it stays so, look into the log of the Argilla server.' }
            : {}),
        },
      );
  }
}

/** Something that is not JSON: a Space that sleeps, is built or is private, or no Argilla at all. */
export function pageError(response: HttpResponse, text: string): TouchstoneError {
  const { origin, hostname } = new URL(response.url);
  const options = {
    status: response.status,
    detail: `${response.status} ${response.url}\n${text.slice(0, 500)}`,
  };
  if (hostname === 'huggingface.co' || hostname === 'hf.co')
    return new TouchstoneError(
      'argilla-not-argilla',
      `${response.url} is the page about a Space, not the Space itself.`,
      {
        ...options,
        action:
          'Use its direct address, https://OWNER-SPACENAME.hf.space (menu of the Space → Embed this Space).',
      },
    );
  if (isSpace(response.url) || (response.status >= 400 && speaksOfSpaces(response, text))) {
    if ([401, 403, 404].includes(response.status))
      return new TouchstoneError(
        'argilla-unauthorized',
        `${origin} is a private Space, or there is no Space of that name.`,
        {
          ...options,
          action:
            'Run "Touchstone: Connect to Argilla" and give a Hugging Face token that may read the Space, or check the address.',
        },
      );
    return new TouchstoneError('argilla-sleeping', `The Space ${origin} sleeps or is being built.`, {
      ...options,
      action:
        'Open it in a browser, wait until Argilla’s page is there, then try again. Nothing is lost meanwhile.',
    });
  }
  // A proxy that answers while the server behind it is down or starting.
  if ([502, 503, 504].includes(response.status))
    return new TouchstoneError(
      'argilla-sleeping',
      `${origin} is up, but Argilla does not answer behind it.`,
      {
        ...options,
        action: 'Wait until Argilla has started, then try again. Nothing is lost meanwhile.',
      },
    );
  return notArgilla(origin, options);
}

export function notArgilla(
  origin: string,
  options: { status?: number; detail?: string; cause?: unknown } = {},
): TouchstoneError {
  return new TouchstoneError('argilla-not-argilla', `${origin} does not answer as an Argilla server does.`, {
    ...options,
    action:
      'Check "argilla.url" in touchstone.json: it is the address at which Argilla’s page opens in a browser.',
  });
}

/** Whether trying again later can help without anybody doing anything. */
export function isTransient(error: unknown): boolean {
  if (!(error instanceof TouchstoneError)) return false;
  if (
    error.code === 'argilla-sleeping' ||
    error.code === 'network-unreachable' ||
    error.code === 'network-timeout'
  )
    return true;
  return error.code === 'argilla-rejected' && (error.status === 429 || (error.status ?? 0) >= 500);
}

function speaksOfSpaces(response: HttpResponse, text: string): boolean {
  return (
    response.headers['x-proxied-host'] !== undefined ||
    /huggingface\.co/i.test(response.headers['link'] ?? '') ||
    /huggingface\.co|hugging face/i.test(text)
  );
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
