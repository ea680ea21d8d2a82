import * as l10n from '@vscode/l10n';
import * as z from 'zod';
import { TouchstoneError } from '../../platform/errors.ts';
import type { HttpResponse } from '../../platform/http.ts';
import { retryAfter } from '../../platform/http.ts';
import { isSpace } from './space.ts';

/** How the faults that an Argilla server (or what stands before it) reports become errors that people can act on. */

const connectAgain = (): string =>
  l10n.t('Run "Touchstone: Connect to Argilla" and paste your API key (in Argilla: My Settings → API key).');

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
  return reasonOf(error) ?? l10n.t('the server gives no reason');
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
      return new TouchstoneError('argilla-unauthorized', l10n.t('{0} does not accept the API key.', origin), {
        ...options,
        action: connectAgain(),
      });
    case 403:
      return new TouchstoneError(
        'argilla-forbidden',
        l10n.t('Your role in Argilla does not allow it to {0}.', what),
        {
          ...options,
          action: l10n.t(
            'Owners may do everything, admins all within their workspaces, annotators write their own answers: ask an owner to add you to the workspace or to do this for you.',
          ),
        },
      );
    case 404:
      return new TouchstoneError(
        'argilla-missing',
        l10n.t('Argilla could not {0}: {1}.', what, reason ?? l10n.t('not found')),
        {
          ...options,
          action: l10n.t(
            'Check the address, workspace and dataset in touchstone.json, or push again to create what is missing.',
          ),
        },
      );
    case 429: {
      const wait = retryAfter(response.headers['retry-after']);
      return new TouchstoneError(
        'argilla-rejected',
        l10n.t('{0} takes no more requests at the moment.', origin),
        {
          ...options,
          action:
            wait === undefined
              ? l10n.t('Try again later.')
              : l10n.t('Try again in {0} seconds.', Math.ceil(wait / 1000)),
        },
      );
    }
    default:
      return new TouchstoneError(
        'argilla-rejected',
        response.status >= 500
          ? l10n.t('Argilla failed to {0} ({1}{2}).', what, response.status, reason ? `: ${reason}` : '')
          : l10n.t('Argilla refuses to {0}: {1}.', what, reason ?? l10n.t('status {0}', response.status)),
        {
          ...options,
          ...(response.status >= 500
            ? { action: l10n.t('Try again; if it stays so, look into the log of the Argilla server.') }
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
      l10n.t('{0} is the page about a Space, not the Space itself.', response.url),
      {
        ...options,
        action: l10n.t(
          'Use its direct address, https://OWNER-SPACENAME.hf.space (menu of the Space → Embed this Space).',
        ),
      },
    );
  if (isSpace(response.url) || (response.status >= 400 && speaksOfSpaces(response, text))) {
    if ([401, 403, 404].includes(response.status))
      return new TouchstoneError(
        'argilla-unauthorized',
        l10n.t('{0} is a private Space, or there is no Space of that name.', origin),
        {
          ...options,
          action: l10n.t(
            'Run "Touchstone: Connect to Argilla" and give a Hugging Face token that may read the Space, or check the address.',
          ),
        },
      );
    return new TouchstoneError(
      'argilla-sleeping',
      l10n.t('The Space {0} sleeps or is being built.', origin),
      {
        ...options,
        action: l10n.t(
          'Open it in a browser, wait until Argilla’s page is there, then try again. Nothing is lost meanwhile.',
        ),
      },
    );
  }
  // A proxy that answers while the server behind it is down or starting.
  if ([502, 503, 504].includes(response.status))
    return new TouchstoneError(
      'argilla-sleeping',
      l10n.t('{0} is up, but Argilla does not answer behind it.', origin),
      {
        ...options,
        action: l10n.t('Wait until Argilla has started, then try again. Nothing is lost meanwhile.'),
      },
    );
  return notArgilla(origin, options);
}

export function notArgilla(
  origin: string,
  options: { status?: number; detail?: string; cause?: unknown } = {},
): TouchstoneError {
  return new TouchstoneError(
    'argilla-not-argilla',
    l10n.t('{0} does not answer as an Argilla server does.', origin),
    {
      ...options,
      action: l10n.t(
        'Check "argilla.url" in touchstone.json: it is the address at which Argilla’s page opens in a browser.',
      ),
    },
  );
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
