import * as l10n from '@vscode/l10n';
import { TouchstoneError, parseJson } from '../../platform/errors.ts';
import type { ErrorCode } from '../../domain/errorCode.ts';
import { withoutSecrets } from '../../platform/redaction/sentSecrets.ts';
import type { Ending } from './endings.ts';
import { serverError, type ServerWords } from './serverWords.ts';

/** Whom the message is about. */
export interface Asked {
  model: string;
  url: string;
  /** What to do when the server wants (another) secret. */
  signIn?: string;
  /** The header in which its key goes, where it is not the usual one. */
  keyHeader?: string;
}

/** The error for a status and the body (as text) that came with it. */
export function statusError(
  status: number,
  given: string,
  contentType: string,
  asked: Asked,
): TouchstoneError {
  const body = withoutSecrets(given);
  const said = serverError(parseJson(body), true);
  const html = contentType.includes('html') || /^\s*<(!doctype|html)/i.test(body);
  const words = said?.message ?? (html || body.trim() === '' ? undefined : body.trim().slice(0, 300));
  const code = codeOf(status, said?.kind ?? '', words ?? '');
  return kindError(
    code,
    { status, words, body, unpaid: isUnpaid(status, said?.kind ?? '', words ?? '') },
    asked,
  );
}

/** The error for an error event inside a stream (whose status was 200). */
export function eventError(said: ServerWords, asked: Asked): TouchstoneError {
  const { kind, message: words } = said;
  const status = /^[45]\d{2}$/.test(kind) ? Number(kind) : kindStatus[kind];
  const unpaid = isUnpaid(status ?? 0, kind, words);
  return kindError(codeOf(status ?? 500, kind, words), { status, words, body: '', unpaid }, asked);
}

/** The error for an answer that something else than the model ended. `words`: what it said, or what the server did. */
export function endedError(ending: Ending, reason: string, words: string, asked: Asked): TouchstoneError {
  const said =
    words.trim() === ''
      ? ''
      : `: ${words
          .trim()
          .slice(0, 1000)
          .replace(/[.\s]+$/, '')}`;
  switch (ending) {
    case 'refusal':
      return new TouchstoneError(
        'model-refused',
        l10n.t('{0} refused to answer', asked.model) + (said || ` (${reason})`) + '.',
        l10n.t('A refusal is no response to score. Change the instruction, or generate again.'),
      );
    case 'filter':
      return new TouchstoneError(
        'model-refused',
        l10n.t('A filter of {0} withheld the answer of {1} ({2})', place(asked), asked.model, reason) +
          `${said}.`,
        l10n.t('Change the instruction or the filter’s settings; what came of the answer was not stored.'),
      );
    case 'tool':
      return new TouchstoneError(
        'model-bad-answer',
        l10n.t('{0} called a tool instead of answering ({1})', asked.model, reason) + `${said}.`,
        l10n.t('Switch tools off at the server, or ask with another chat template.'),
      );
    default:
      return new TouchstoneError(
        'model-bad-answer',
        l10n.t('{0} broke the answer of {1} off ({2})', place(asked), asked.model, reason) + `${said}.`,
        l10n.t('What came of the answer was not stored. Generate again.'),
      );
  }
}

/** The error for a 200 that is neither a stream nor the JSON that was asked for. */
export function badAnswer(contentType: string, asked: Asked, detail?: string): TouchstoneError {
  const isPage = contentType.includes('html') || /^\s*<(!doctype|html)/i.test(detail ?? '');
  const what = isPage ? l10n.t('a web page') : `"${contentType || l10n.t('nothing')}"`;
  const words = isPage ? '' : (detail ?? '').trim().slice(0, 200);
  return new TouchstoneError(
    'model-bad-answer',
    l10n.t('{0} answered with {1} where a model’s answer was expected.', place(asked), what) +
      (words === '' ? '' : ` ${words}`),
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
// Others: the types of OpenAI and Anthropic, the names of Google.
const kindStatus: Record<string, number> = {
  overloaded_error: 503,
  rate_limit_error: 429,
  rate_limit_exceeded: 429,
  RESOURCE_EXHAUSTED: 429,
  authentication_error: 401,
  permission_error: 403,
  invalid_request_error: 400,
  INVALID_ARGUMENT: 400,
  exceed_context_size_error: 400,
  context_length_exceeded: 400,
  unavailable_error: 503,
  UNAVAILABLE: 503,
  validation: 422,
  template_error: 422,
  tool_error: 422,
  overloaded: 429,
  generation: 424,
  incomplete_generation: 500,
};

/**
 * Whether nothing comes before somebody pays: some say 429 to that, as to one who asks too often, but no waiting helps. Where the
 * server says when to ask again, it is a limit that passes.
 */
export function isUnpaid(status: number, kind: string, words: string): boolean {
  if (status === 402) return true;
  if (/quota|billing|balance|credit|payment|arrears/i.test(kind) && !/rate/i.test(kind)) return true;
  return (
    /exceeded your current quota|insufficient[ _](?:quota|balance|credits?|funds)|billing (?:hard )?limit|out of credits|(?:credit )?balance is too low|no credits|run out of credits|payment required|余额不足/i.test(
      words,
    ) && !/retry in \d|retryDelay|try again in \d/i.test(words)
  );
}

function codeOf(status: number, kind: string, message: string): ErrorCode {
  if (/content_filter|content_policy|ResponsibleAIPolicyViolation/i.test(kind)) return 'model-refused';
  if (isUnpaid(status, kind, message)) return 'model-unauthorized';
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
  {
    status,
    words,
    body,
    unpaid,
  }: { status: number | undefined; words: string | undefined; body: string; unpaid: boolean },
  asked: Asked,
): TouchstoneError {
  const said = words ? `: ${words.replace(/[.\s]+$/, '')}.` : '.';
  const options = { ...(status !== undefined && { status }), detail: body.slice(0, 4000) || undefined };
  const fail = (message: string, action: string): TouchstoneError =>
    new TouchstoneError(code, message, { ...options, action });
  if (unpaid)
    return fail(
      l10n.t('{0} wants to be paid for {1}', place(asked), asked.model) + said,
      l10n.t('Add credits to your account, or choose another provider.'),
    );
  switch (code) {
    case 'model-refused':
      return fail(
        l10n.t('A filter of {0} refused the instruction for {1}', place(asked), asked.model) + said,
        l10n.t('Change the instruction or the filter’s settings.'),
      );
    case 'model-unauthorized':
      return fail(
        l10n.t('{0} does not let you use {1}', place(asked), asked.model) + said,
        asked.signIn ??
          l10n.t('Save the key for this address (Touchstone: Sign In), or check that it may use the model.'),
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
        l10n.t('{0} refuses the request ({1})', place(asked), status ?? 400) + said,
        l10n.t('Check the parameters in touchstone.json; the instruction may be too long for the model.'),
      );
    default:
      return fail(
        (status === undefined
          ? l10n.t('{0} failed', place(asked))
          : l10n.t('{0} failed ({1})', place(asked), status)) + said,
        l10n.t('Look at the server’s log and try again.'),
      );
  }
}

function place(asked: Asked): string {
  return URL.canParse(asked.url) ? new URL(asked.url).origin : asked.url;
}
