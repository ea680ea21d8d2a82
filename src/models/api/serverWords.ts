import { parseJson } from '../../platform/errors.ts';
import { withoutSecrets } from '../../platform/redaction/sentSecrets.ts';

/** What a server says went wrong. */
export interface ServerWords {
  message: string;
  /** Its own word or number for the kind of error; empty where it gives none. */
  kind: string;
  /** The field of the request that it names. */
  param?: string;
}

type Fields = Record<string, unknown>;

/** Where the words of an error are, the best first. */
const wordsIn = ['message', 'msg', 'error_msg', 'error_message', 'detail', 'description', 'reason', 'title'];
const kindsIn = ['code', 'type', 'error_code', 'error_type', 'status', 'name'];

/** Half a secret is one, too: it is taken out before the rest is cut. */
const longest = 1000;
/** Errors within errors, as gateways wrap what a provider behind them said. */
const deepest = 4;

/**
 * The server's own words, where the value is an error. OpenAI and what follows it write `{error: {message, type, code, param}}`, TGI
 * and Ollama `{error: text, error_type}`, vLLM `{object: 'error', message}`, FastAPI `{detail: text | [{loc, msg}]}`, Google
 * `[{error: …}]`, Anthropic `{type: 'error', error: …}`, others `{code, msg}`, `{errors: […]}` or `{success: false, message}`.
 *
 * `refused`: the status says that it is an error, so a `message` alone is one, too.
 */
export function serverError(value: unknown, refused = false): ServerWords | undefined {
  const found = errorIn(value, refused, 0);
  return found && { ...found, message: withoutSecrets(found.message).slice(0, longest) };
}

function errorIn(value: unknown, refused: boolean, depth: number): ServerWords | undefined {
  if (depth > deepest) return undefined;
  if (Array.isArray(value)) {
    for (const one of value.slice(0, 16)) {
      const found = errorIn(one, refused, depth + 1);
      if (found) return found;
    }
    return undefined;
  }
  if (!isFields(value)) return undefined;
  const inside = told(value['error'], value, depth) ?? told(value['errors'], value, depth);
  if (inside) return inside;
  const isError =
    value['object'] === 'error' ||
    value['type'] === 'error' ||
    value['success'] === false ||
    /^(?:error|failed?)$/i.test(text(value['status']) ?? '') ||
    value['error'] === true ||
    typeof value['error'] === 'number' ||
    (!('choices' in value) && !('generated_text' in value) && !('token' in value) && hasCode(value));
  if (isError || refused || 'detail' in value) {
    const words = plainWords(value, depth);
    if (words !== undefined) return { message: words, kind: kindOf(value), ...paramOf(value) };
  }
  return undefined;
}

/** What stands in a field `error`: nothing where it is empty. */
function told(error: unknown, around: Fields, depth: number): ServerWords | undefined {
  if (typeof error === 'string') {
    const nested = /^\s*[{[]/.test(error) ? errorIn(parseJson(error), true, depth + 1) : undefined;
    if (nested) return nested;
    // `{error: 'kind', message: 'words'}`
    const words = plainWords(around, depth);
    if (error.trim() === '') return undefined;
    const message = words !== undefined && words !== error ? `${error}: ${words}` : error;
    return { message, kind: kindOf(around) };
  }
  if (Array.isArray(error)) {
    const all = error
      .slice(0, 8)
      .map((one) => (typeof one === 'string' ? { message: one, kind: '' } : told(one, {}, depth + 1)))
      .filter((one) => one !== undefined);
    const [first] = all;
    return first && { ...first, message: all.map((one) => one.message).join(' ') };
  }
  if (!isFields(error)) return undefined;
  const own = kindOf(error);
  const words = plainWords(error, depth) ?? (isFields(error['error']) ? undefined : text(error['error']));
  const deeper = isFields(error['error']) ? told(error['error'], error, depth + 1) : undefined;
  if (deeper) return deeper;
  const raw = rawWords(error, depth);
  const message = [words, raw].filter((one) => one !== undefined && one !== '').join(': ');
  if (message !== '') return { message, kind: own || kindOf(around), ...paramOf(error) };
  return own === '' || own === '0' ? undefined : { message: own, kind: own, ...paramOf(error) };
}

/** What a provider behind a router said (OpenRouter: `metadata.raw`, where its own message only says that there was an error). */
function rawWords(error: Fields, depth: number): string | undefined {
  const { metadata } = error;
  if (!isFields(metadata)) return undefined;
  const { raw } = metadata;
  if (isFields(raw)) return errorIn(raw, true, depth + 1)?.message;
  if (typeof raw !== 'string' || raw.trim() === '') return undefined;
  return errorIn(parseJson(raw), true, depth + 1)?.message ?? raw.trim().slice(0, longest);
}

function plainWords(fields: Fields, depth: number): string | undefined {
  for (const name of wordsIn) {
    const value = fields[name];
    const plain = text(value);
    if (plain !== undefined) {
      // LiteLLM and others put a whole body into the message.
      const nested = /^\s*\{/.test(plain) ? errorIn(parseJson(plain), true, depth + 1) : undefined;
      return nested?.message ?? plain;
    }
    if (Array.isArray(value)) {
      const all = value.slice(0, 8).map((one) => (isFields(one) ? located(one, depth) : text(one)));
      const words = all.filter((one) => one !== undefined).join(' ');
      if (words !== '') return words;
    }
    if (isFields(value) && depth < deepest) {
      const words = errorIn(value, true, depth + 1)?.message;
      if (words !== undefined) return words;
    }
  }
  return undefined;
}

/** FastAPI's `{loc: ['body', 'seed'], msg}`. */
function located(one: Fields, depth: number): string | undefined {
  const words = plainWords(one, depth + 1);
  const { loc } = one;
  const where = Array.isArray(loc) ? loc.filter((part) => part !== 'body').join('.') : '';
  return words !== undefined && where !== '' && !words.includes(where) ? `${where}: ${words}` : words;
}

function kindOf(fields: Fields): string {
  for (const name of kindsIn) {
    const value = fields[name];
    if ((typeof value === 'string' && value.trim() !== '' && value !== 'error') || typeof value === 'number')
      return String(value);
  }
  return '';
}

function paramOf(fields: Fields): { param?: string } {
  const { param } = fields;
  return typeof param === 'string' && param !== '' ? { param } : {};
}

/** Whether it has a code that is not that of success. */
function hasCode(fields: Fields): boolean {
  const code = fields['code'] ?? fields['error_code'] ?? fields['status_code'];
  return (
    (typeof code === 'string' || typeof code === 'number') && !/^(?:0|200|ok|success)?$/i.test(String(code))
  );
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined;
}

export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
