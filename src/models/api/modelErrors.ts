import * as l10n from '@vscode/l10n';
import * as z from 'zod';
import { TouchstoneError, parseJson } from '../../platform/errors.ts';
import type { ErrorCode } from '../../domain/errorCode.ts';
import type { HttpResponse } from '../../platform/http.ts';
import { withoutSecrets } from '../../platform/redaction/sentSecrets.ts';

/**
 * What model servers answer instead of text, as typed errors. The shapes: OpenAI and what follows it
 * `{error: {message, type, code}}`, TGI and Ollama `{error: text, error_type}`, vLLM `{object: 'error', message}`,
 * FastAPI `{detail: text | [{msg}]}`.
 */
const errorBody = z.union([
  z
    .looseObject({ error: z.string(), error_type: z.string().nullish() })
    .transform((b) => ({ message: b.error, kind: b.error_type ?? '' })),
  z
    .looseObject({
      error: z.looseObject({
        message: z.string(),
        type: z.string().nullish(),
        code: z.union([z.string(), z.number()]).nullish(),
      }),
    })
    .transform((b) => ({ message: b.error.message, kind: String(b.error.code ?? b.error.type ?? '') })),
  z
    .looseObject({ error: z.array(z.string()).min(1) })
    .transform((b) => ({ message: b.error.join(' '), kind: '' })),
  z
    .looseObject({ object: z.literal('error'), message: z.string() })
    .transform((b) => ({ message: b.message, kind: '' })),
  z
    .looseObject({ detail: z.array(z.looseObject({ msg: z.string() })).min(1) })
    .transform((b) => ({ message: b.detail.map((d) => d.msg).join(' '), kind: '' })),
  z.looseObject({ detail: z.string() }).transform((b) => ({ message: b.detail, kind: '' })),
]);

/** Whom the message is about. */
export interface Asked {
  model: string;
  url: string;
  /** What to do when the server wants (another) secret. */
  signIn?: string;
}

/** The server's own words, where the value is an error in one of the known shapes. */
export function serverError(value: unknown): { message: string; kind: string } | undefined {
  const parsed = errorBody.safeParse(value);
  // Before it is cut: half a secret is one, too.
  return parsed.success
    ? { ...parsed.data, message: withoutSecrets(parsed.data.message).slice(0, 1000) }
    : undefined;
}

/** The error for a response whose status is not 2xx. Reads (and so frees) its body. */
export async function responseError(response: HttpResponse, asked: Asked): Promise<TouchstoneError> {
  const body = await response.excerpt(65_536);
  return statusError(response.status, body, response.headers['content-type'] ?? '', asked);
}

/** The error for a status and the body (as text) that came with it. */
export function statusError(
  status: number,
  given: string,
  contentType: string,
  asked: Asked,
): TouchstoneError {
  const body = withoutSecrets(given);
  const said = serverError(parseJson(body));
  const html = contentType.includes('html') || /^\s*<(!doctype|html)/i.test(body);
  const words = said?.message ?? (html || body.trim() === '' ? undefined : body.trim().slice(0, 300));
  return kindError(codeOf(status, said?.kind ?? '', words ?? ''), status, words, body, asked);
}

/** The error for an error event inside a stream (whose status was 200). */
export function eventError(said: { message: string; kind: string }, asked: Asked): TouchstoneError {
  const status = /^\d{3}$/.test(said.kind) ? Number(said.kind) : (tgiStatus[said.kind] ?? 500);
  return kindError(codeOf(status, said.kind, said.message), status, said.message, '', asked);
}

/** The error for a 200 that is neither a stream nor the JSON that was asked for. */
export function badAnswer(contentType: string, asked: Asked, detail?: string): TouchstoneError {
  const what = contentType.includes('html') ? l10n.t('a web page') : `"${contentType || l10n.t('nothing')}"`;
  return new TouchstoneError(
    'model-bad-answer',
    l10n.t('{0} answered with {1} where a model’s answer was expected.', place(asked), what),
    {
      action: l10n.t(
        'Check the model’s url in touchstone.json; a sleeping endpoint may need a minute to wake up.',
      ),
      ...(detail ? { detail } : {}),
    },
  );
}

/** The error for a stream that ended before the answer did. */
export function cutShort(asked: Asked): TouchstoneError {
  return new TouchstoneError(
    'model-bad-answer',
    l10n.t('{0} ended the stream before {1} had finished.', place(asked), asked.model),
    l10n.t('Try again; if it happens again, look at the server’s log.'),
  );
}

// Text Generation Inference, `InferError`: what an error event's type would have been as a status.
const tgiStatus: Record<string, number> = {
  validation: 422,
  template_error: 422,
  tool_error: 422,
  overloaded: 429,
  generation: 424,
  incomplete_generation: 500,
};

function codeOf(status: number, kind: string, message: string): ErrorCode {
  // Some servers say 400 to a model that they do not have.
  if (/^model_not_(found|supported)$/.test(kind) || /^model_not_supported_by_provider$/.test(kind))
    return 'model-missing';
  if (status === 401 || status === 402 || status === 403) return 'model-unauthorized';
  if (status === 404 || status === 410) return 'model-missing';
  if (status === 429) return 'model-rate-limited';
  if (status === 503) return 'model-loading';
  if (status === 400 && /model .*does not exist/i.test(message)) return 'model-missing';
  if (status >= 400 && status < 500 && status !== 424) return 'model-bad-request';
  return 'model-bad-answer';
}

function kindError(
  code: ErrorCode,
  status: number,
  words: string | undefined,
  body: string,
  asked: Asked,
): TouchstoneError {
  const said = words ? `: ${words.replace(/[.\s]+$/, '')}.` : '.';
  const options = { status, detail: body.slice(0, 2000) || undefined };
  const fail = (message: string, action: string): TouchstoneError =>
    new TouchstoneError(code, message, { ...options, action });
  switch (code) {
    case 'model-unauthorized':
      return status === 402
        ? fail(
            l10n.t('{0} wants to be paid for {1}', place(asked), asked.model) + said,
            l10n.t('Add credits to your account, or choose another provider.'),
          )
        : fail(
            l10n.t('{0} does not let you use {1}', place(asked), asked.model) + said,
            asked.signIn ??
              l10n.t(
                'Save the key for this address (Touchstone: Sign In), or check that it may use the model.',
              ),
          );
    case 'model-missing':
      return fail(
        l10n.t('{0} has no model {1} at this address', place(asked), asked.model) + said,
        l10n.t('Check name, url and provider of the model in touchstone.json.'),
      );
    case 'model-rate-limited':
      return fail(
        l10n.t('{0} is asked too often', place(asked)) + said,
        l10n.t('Wait a while and generate again.'),
      );
    case 'model-loading':
      return fail(
        l10n.t('{0} is not ready for {1} yet', place(asked), asked.model) + said,
        l10n.t('Wait until the model is loaded and generate again.'),
      );
    case 'model-bad-request':
      return fail(
        l10n.t('{0} refuses the request ({1})', place(asked), status) + said,
        l10n.t('Check the parameters in touchstone.json; the instruction may be too long for the model.'),
      );
    default:
      return fail(
        l10n.t('{0} failed ({1})', place(asked), status) + said,
        l10n.t('Look at the server’s log and try again.'),
      );
  }
}

function place(asked: Asked): string {
  return URL.canParse(asked.url) ? new URL(asked.url).origin : asked.url;
}
