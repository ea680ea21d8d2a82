import * as l10n from '@vscode/l10n';
import * as z from 'zod';
import type { ErrorCode } from '../../domain/errorCode.ts';
import { TouchstoneError, parseJson } from '../../platform/errors.ts';
import { retryAfter, type HttpResponse } from '../../platform/http.ts';
import { withoutSecrets } from '../../platform/redaction/sentSecrets.ts';
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

/** The reason that the server gives, as one readable line without secrets; undefined when the body holds none. */
export function reasonOf(body: unknown): string | undefined {
  const reason = wordsOf(body);
  return reason === undefined ? undefined : withoutSecrets(reason).slice(0, 1000);
}

function wordsOf(body: unknown): string | undefined {
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
  const words = detail.params?.detail ?? detail.params?.message ?? detail.code;
  return words === undefined ? undefined : withoutSecrets(words.split('\n')[0] ?? '').slice(0, 200);
}

/** The reason of one item of a bulk answer. */
export function itemReason(error: { detail?: unknown } | null | undefined): string {
  return reasonOf(error) ?? l10n.t('the server gives no reason');
}

/** What is known of whoever answered. */
export interface Answering {
  /** Argilla itself has answered this client before: what comes now instead is from something before it. */
  known: boolean;
  /** The answer is that of another path, to which the request was redirected. */
  moved: boolean;
}

/** What a program may know of such an error: `TouchstoneError.data`. */
interface Fault {
  /** Trying again later can help without anybody doing anything. */
  passes: boolean;
  /** It is Argilla's word, and not that of a proxy or gateway before it. */
  own: boolean;
  /** How long one is asked to wait. */
  retryAfterMs?: number;
}

const fresh: Answering = { known: false, moved: false };

/** Statuses below 500 that pass by themselves, whatever comes with them. */
const passingStatus = new Set([408, 425, 429]);

/**
 * An answer that is no success, as an error. `what` says what was tried: "read the dataset". The status tells whether it passes; what the
 * body says of key, role and what is missing is believed only where it is Argilla's own.
 */
export function answerError(
  response: HttpResponse,
  text: string,
  what: string,
  answering: Answering = fresh,
): TouchstoneError {
  const json = parseJson(text);
  const { status } = response;
  if (json === undefined) {
    const space = spaceError(response, text, answering);
    if (space) return space;
  }
  const own = isOwn(json, status);
  if (status >= 500 || passingStatus.has(status))
    return passingError(response, text, what, own, reasonOf(json));
  const { origin } = new URL(response.url);
  if (status === 413)
    return failing(response, text, { passes: true, own })(
      'argilla-rejected',
      l10n.t('{0} takes no request of this size (413).', origin),
      l10n.t('Whoever runs what stands before Argilla can allow larger requests.'),
    );
  if (!own) return beforeArgilla(response, text, what, answering);
  const fail = failing(response, text, { passes: false, own });
  const reason = reasonOf(json);
  switch (status) {
    case 401:
      return fail('argilla-unauthorized', l10n.t('{0} does not accept the API key.', origin), connectAgain());
    case 403:
      return fail(
        'argilla-forbidden',
        l10n.t('Your role in Argilla does not allow it to {0}.', what),
        l10n.t(
          'Owners may do everything, admins all within their workspaces, annotators write their own answers: ask an owner to add you to the workspace or to do this for you.',
        ),
      );
    case 404:
      return fail(
        'argilla-missing',
        l10n.t('Argilla could not {0}: {1}.', what, reason ?? l10n.t('not found')),
        l10n.t(
          'Check the address, workspace and dataset in touchstone.json, or push again to create what is missing.',
        ),
      );
    default:
      return fail(
        'argilla-rejected',
        l10n.t('Argilla refuses to {0}: {1}.', what, reason ?? l10n.t('status {0}', status)),
      );
  }
}

/** Of key and role only an error with Argilla's code speaks; else any of its forms will do. */
function isOwn(json: unknown, status: number): boolean {
  const parsed = detailSchema.safeParse(json);
  if (status === 401 || status === 403)
    return parsed.success && typeof parsed.data.detail === 'object' && parsed.data.detail.code !== undefined;
  return parsed.success || messageSchema.extend({ code: z.string() }).safeParse(json).success;
}

/** What passes by itself. How long one is asked to wait is told. */
function passingError(
  response: HttpResponse,
  text: string,
  what: string,
  own: boolean,
  reason: string | undefined,
): TouchstoneError {
  const { origin } = new URL(response.url);
  const { status } = response;
  const retryAfterMs = retryAfter(response.headers['retry-after']);
  const fail = failing(response, text, {
    passes: true,
    own,
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  });
  const inSeconds =
    retryAfterMs === undefined
      ? undefined
      : l10n.t('Try again in {0} seconds.', Math.ceil(retryAfterMs / 1000));
  if (status === 429)
    return fail(
      'argilla-rejected',
      l10n.t('{0} takes no more requests at the moment.', origin),
      inSeconds ?? l10n.t('Try again later.'),
    );
  if (own && status >= 500)
    return fail(
      'argilla-rejected',
      l10n.t('Argilla failed to {0} ({1}{2}).', what, status, reason ? `: ${reason}` : ''),
      inSeconds ?? l10n.t('Try again; if it stays so, look into the log of the Argilla server.'),
    );
  // A proxy that answers while the server behind it is down, starting or slow.
  return fail(
    'argilla-sleeping',
    l10n.t('{0} is up, but Argilla does not answer behind it ({1}).', origin, status),
    inSeconds ?? l10n.t('Wait until Argilla has started, then try again. Nothing is lost meanwhile.'),
  );
}

/** A refusal that is not Argilla's. */
function beforeArgilla(
  response: HttpResponse,
  text: string,
  what: string,
  { known }: Answering,
): TouchstoneError {
  const { origin } = new URL(response.url);
  const { status } = response;
  if (status === 401 || status === 403 || status === 407)
    return failing(response, text, { passes: false, own: false })(
      'argilla-gateway',
      l10n.t('Something before Argilla at {0} refuses to let you in ({1}).', origin, status),
      askForToken(),
    );
  // While what stands before it is set up anew, nothing is found there for a while.
  if ((status === 404 || status === 405) && !known) return notArgilla(origin, told(response, text));
  return failing(response, text, { passes: true, own: false })(
    'argilla-gateway',
    l10n.t('Something before Argilla at {0} refuses to {1} ({2}).', origin, what, status),
    l10n.t('If it stays so, ask whoever runs it. Nothing is lost meanwhile.'),
  );
}

const askForToken = (): string =>
  l10n.t('Ask whoever runs it; if it wants a token, save that with "Touchstone: Save a Token for a Server".');

function told({ status, url }: HttpResponse, body: string): { status: number; detail: string } {
  return { status, detail: `${status} ${url}\n${withoutSecrets(body).slice(0, 2000)}` };
}

/** Makes errors that tell what came. */
const failing =
  (response: HttpResponse, body: string, data: Fault) =>
  (code: ErrorCode, message: string, action?: string) =>
    new TouchstoneError(code, message, { ...told(response, body), action, data });

/** A success that is no data: a page to sign in, a proxy's page, a Space that starts, or no Argilla at all. */
export function pageError(
  response: HttpResponse,
  text: string,
  answering: Answering = fresh,
): TouchstoneError {
  const space = spaceError(response, text, answering);
  if (space) return space;
  const { known, moved } = answering;
  const { origin } = new URL(response.url);
  if (moved)
    return failing(response, text, { passes: false, own: false })(
      'argilla-gateway',
      l10n.t('Something before Argilla at {0} asks you to sign in: a page came instead of data.', origin),
      askForToken(),
    );
  if (known)
    return failing(response, text, { passes: true, own: false })(
      'argilla-gateway',
      l10n.t('{0} answered with a page in place of Argilla’s data.', origin),
      l10n.t('If it stays so, ask whoever runs it. Nothing is lost meanwhile.'),
    );
  return notArgilla(origin, told(response, text));
}

/** A Space that sleeps, is built or is private; undefined where the page is none of Hugging Face's. */
function spaceError(response: HttpResponse, text: string, { known }: Answering): TouchstoneError | undefined {
  const { origin, hostname } = new URL(response.url);
  const missing = [401, 403, 404].includes(response.status);
  const fail = failing(response, text, { passes: !missing, own: false });
  if (hostname === 'huggingface.co' || hostname === 'hf.co')
    return failing(response, text, { passes: false, own: false })(
      'argilla-not-argilla',
      l10n.t('{0} is the page about a Space, not the Space itself.', response.url),
      l10n.t(
        'Use its direct address, https://OWNER-SPACENAME.hf.space (menu of the Space → Embed this Space).',
      ),
    );
  if (!isSpace(response.url) && !(response.status >= 400 && speaksOfSpaces(response, text))) return undefined;
  // The proxy of Hugging Face and Argilla's own limits speak for themselves.
  if (response.status === 413 || passingStatus.has(response.status)) return undefined;
  // One that has let us in is paused, restarted or closed to the token: as with anything else before Argilla, that may pass.
  if (missing && known) return undefined;
  return missing
    ? fail(
        'argilla-unauthorized',
        l10n.t('{0} is a private Space, or there is no Space of that name.', origin),
        l10n.t(
          'Run "Touchstone: Connect to Argilla" and give a Hugging Face token that may read the Space, or check the address.',
        ),
      )
    : fail(
        'argilla-sleeping',
        l10n.t('The Space {0} sleeps or is being built.', origin),
        l10n.t(
          'Open it in a browser, wait until Argilla’s page is there, then try again. Nothing is lost meanwhile.',
        ),
      );
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

function faultOf(error: unknown): Fault | undefined {
  const parsed = faultSchema.safeParse(error instanceof TouchstoneError ? error.data : undefined);
  return parsed.success ? parsed.data : undefined;
}

const faultSchema = z.object({
  passes: z.boolean(),
  own: z.boolean(),
  retryAfterMs: z.number().optional(),
}) satisfies z.ZodType<Fault>;

/** Whether trying again later can help without anybody doing anything. */
export function isTransient(error: unknown): boolean {
  if (!(error instanceof TouchstoneError)) return false;
  return ['network-unreachable', 'network-timeout'].includes(error.code) || (faultOf(error)?.passes ?? false);
}

/** How long the server asks to wait, in ms. */
export function waitOf(error: unknown): number | undefined {
  return faultOf(error)?.retryAfterMs;
}

/** Errors that only somebody's act ends: nothing is tried again before. What stands before Argilla may let one in again by itself. */
const needsSomebody = new Set<ErrorCode>([
  'argilla-unauthorized',
  'argilla-forbidden',
  'argilla-missing',
  'argilla-settings-differ',
  'argilla-rubric',
  'config-invalid',
  'config-missing',
  'secret-missing',
]);

export function mayPass(error: TouchstoneError): boolean {
  return !needsSomebody.has(error.code);
}

/**
 * Whether a refusal may be about what was in the request: then others of the same lot go through without it. Key, role, a dataset that is
 * gone, and a server that is away or busy concern them all.
 */
export function mayBeAtFault(error: unknown): error is TouchstoneError {
  if (!(error instanceof TouchstoneError) || error.status === undefined) return false;
  const { status } = error;
  if (status === 403) return error.code === 'argilla-gateway';
  return [400, 406, 409, 411, 413, 414, 415, 422, 431, 451, 500, 501].includes(status);
}

/** Whether the server fails at something that it has: one record that it cannot give hides no other. */
export function failsAtOne(error: unknown): boolean {
  return error instanceof TouchstoneError && error.status === 500 && faultOf(error)?.own === true;
}

/** Whether it is about that alone, so that only another answer or a decision of the user helps. */
export function isFinal(error: TouchstoneError): boolean {
  return faultOf(error)?.own === true && !isTransient(error);
}

function speaksOfSpaces(response: HttpResponse, text: string): boolean {
  return (
    response.headers['x-proxied-host'] !== undefined ||
    /huggingface\.co/i.test(response.headers['link'] ?? '') ||
    /huggingface\.co|hugging face/i.test(text)
  );
}
