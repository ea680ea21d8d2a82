import { TouchstoneError, parseJson } from '../../platform/errors.ts';
import { isFields, serverError } from './serverWords.ts';

/** The body of a request, or a part of it. */
type Body = Record<string, unknown>;

/** What may be sent otherwise, or not at all: parameters as they are usual, of which single models take some no more. */
const dispensable = [
  ...['max_tokens', 'max_completion_tokens', 'temperature', 'top_p', 'top_k', 'seed', 'stop'],
  ...['repetition_penalty', 'repeat_penalty', 'stream_options', 'stream'],
  // Of raw text generation: custom handlers pass on what they know.
  ...['do_sample', 'return_full_text', 'details'],
] as const;

const otherName: Readonly<Record<string, string>> = { max_tokens: 'max_completion_tokens' };

/** That a server does not take a field, or no value but its own: anything else about a value is for the user to mend. */
const unsupportedKind =
  /unsupported|unknown_(?:param|field|arg)|unrecogni[sz]ed|extra_forbidden|not_supported|deprecated/i;
const unsupportedWords =
  /unsupported|not supported|(?:does not|doesn't|do not) (?:support|take|accept|allow)|no longer (?:supported|available|accepted)|not (?:allowed|permitted|available|accepted)|(?:extra|additional) (?:inputs|fields|properties)|unknown (?:name|field|parameter|argument|property|key)|unrecogni[sz]ed|not used by the model|unexpected (?:keyword|field|parameter|argument|property|key)|deprecated|only the default|only \S+ is (?:allowed|supported)|cannot (?:both|be used|be specified|be set)|can(?:not|'t) be combined|use '?"?`?max_completion_tokens/i;

/**
 * Fields that the server of one model has refused by name: what is sent to it from then on has them under another name, or not. OpenAI's
 * reasoning models take no `max_tokens` and no `temperature` but 1, others no `seed` or `top_k`, and say so one at a time.
 */
export class RefusedFields {
  /** With the name that the server takes instead, if any. */
  readonly #refused = new Map<string, string | undefined>();

  /** What may be sent. */
  allowed(body: Body): Body {
    if (this.#refused.size === 0) return body;
    const entries = Object.entries(body).flatMap(([name, value]): [string, unknown][] => {
      if (!this.#refused.has(name)) return [[name, value]];
      const other = this.#refused.get(name);
      return other === undefined || this.#refused.has(other) || other in body ? [] : [[other, value]];
    });
    return Object.fromEntries(entries);
  }

  /**
   * Whether the error is the refusal of a field that was sent and can be spared: then it is remembered. `sent`: the body; `own`: fields that
   * the user wants in any case.
   */
  learn(error: unknown, sent: Body, own: Body = {}): boolean {
    if (!(error instanceof TouchstoneError) || (error.status !== 400 && error.status !== 422)) return false;
    const names = namedIn(error, sent).filter((name) => !(name in own));
    for (const name of names) {
      this.#refused.set(name, otherName[name]);
      if (name === 'stream') this.#refused.set('stream_options', undefined);
    }
    return names.length > 0;
  }
}

function namedIn(error: TouchstoneError, sent: Body): string[] {
  const body = error.detail === undefined ? undefined : parseJson(error.detail);
  const said = serverError(body, true) ?? { message: error.message, kind: '' };
  const isSent = (name: string): boolean => name in sent && (dispensable as readonly string[]).includes(name);
  const forbidden = forbiddenIn(body).filter(isSent);
  if (forbidden.length > 0) return forbidden;
  if (!unsupportedKind.test(said.kind) && !unsupportedWords.test(said.message)) return [];
  const param = 'param' in said ? said.param?.replace(/^(?:body|parameters)\./, '') : undefined;
  if (param !== undefined) return isSent(param) ? [param] : [];
  const spoken = dispensable
    .filter(isSent)
    .map((name) => ({ name, at: placeOf(name, said.message) }))
    .filter(({ at }) => at >= 0)
    .sort((one, other) => one.at - other.at)
    .map(({ name }) => name);
  // "`temperature` and `top_p` cannot both be specified": the one that says more stays.
  const [first, second] = spoken;
  if (first === 'temperature' && second === 'top_p' && /both|one of|only one/i.test(said.message))
    return [second];
  return spoken.slice(0, 1);
}

/** Pydantic's `{detail: [{type: 'extra_forbidden', loc: ['body', 'seed']}]}`. */
function forbiddenIn(body: unknown): string[] {
  const detail: unknown = isFields(body) ? (body['detail'] ?? body['message']) : undefined;
  const list: unknown = isFields(detail) ? detail['detail'] : detail;
  if (!Array.isArray(list)) return [];
  return list.flatMap((one): string[] => {
    if (!isFields(one) || !(typeof one['type'] === 'string' && /forbidden|unexpected/.test(one['type'])))
      return [];
    const { loc } = one;
    const last: unknown = Array.isArray(loc) ? loc.at(-1) : undefined;
    return typeof last === 'string' ? [last] : [];
  });
}

/** Where a field is spoken of: a word that may mean anything else only where it stands as a name. */
function placeOf(name: string, words: string): number {
  if (name.includes('_')) return words.search(new RegExp(`(?<![\\w.])${name}(?!\\w)`));
  return words.search(
    new RegExp(
      `["'\`“‘]${name}["'\`”’]|(?:parameter|argument|property|field|supplied|name|model):? ${name}(?!\\w)|^\\W*${name}(?=:)|${name === 'temperature' ? 'temperature' : `(?<!\\w)${name} (?:parameter|argument|field|is)`}`,
      'i',
    ),
  );
}
