import * as l10n from '@vscode/l10n';
import { TouchstoneError, isCancelled, parseJson } from '../../platform/errors.ts';
import type { HttpResponse } from '../../platform/http.ts';
import { badAnswer, eventError, type Asked } from './modelErrors.ts';
import { serverError } from './serverWords.ts';
import { SseParser, type ServerSentEvent } from './sse.ts';
import type { AnswerText } from './streamedText.ts';

/** Longest answer that comes in one piece, in characters. */
const maxWholeChars = 64 * 1024 * 1024;

/** Where the reader of an answer is. */
export interface Reading {
  /** The answer is known to be complete: what comes behind it may be damaged. */
  finished(): boolean;
  /** `[DONE]` has come. */
  done?(): void;
}

/** One value of an answer. */
export interface AnswerEvent {
  value: unknown;
  /** All of the answer came in one piece: it is no stream. */
  whole?: true;
}

/**
 * The values of an answer as they come: chunks of a stream of events, JSON texts in lines, or one JSON text. Which of them a body is
 * is seen in its first characters, since gateways name any content type; keep-alive events are passed over, and it ends with `[DONE]`
 * or with the body.
 *
 * Errors: what the server says in an event of an error; `model-bad-answer` for a body of another kind and for an event that cannot
 * be read, since text may have been in it; `network-*`, `cancelled`.
 */
export async function* answerEvents(
  response: HttpResponse,
  answer: AnswerText,
  asked: Asked,
  reading: Reading,
): AsyncGenerator<AnswerEvent, void, undefined> {
  const body = answer.counted(response.stream())[Symbol.asyncIterator]();
  try {
    const { kind, first } = await begins(body);
    if (kind === 'other')
      throw badAnswer(response.headers['content-type'] ?? '', asked, first.toString('utf8', 0, 500));
    yield* kind === 'json'
      ? jsonAnswer(first, body, asked, reading)
      : streamAnswer(first, body, asked, reading);
  } catch (error) {
    // The connection broke off behind the answer.
    if (reading.finished() && isNetwork(error) && !isCancelled(error)) return;
    throw error;
  } finally {
    await body.return?.();
  }
}

function isNetwork(error: unknown): boolean {
  return (
    error instanceof TouchstoneError &&
    (error.code === 'network-unreachable' || error.code === 'network-timeout')
  );
}

type Body = AsyncIterator<Uint8Array, void, undefined>;

const fields = ['data', 'event', 'id', 'retry', 'error', ''];

/** What the first characters of a body show. */
async function begins(body: Body): Promise<{ kind: 'json' | 'stream' | 'other'; first: Buffer }> {
  let first = Buffer.alloc(0);
  for (;;) {
    const { done: ended, value } = await body.next();
    if (value) first = Buffer.concat([first, value]);
    const text = first
      .toString('utf8')
      .replace(/^\uFEFF/, '')
      .trimStart();
    if (/^[{[]/.test(text)) return { kind: 'json', first };
    if (/^(?:(?:data|event|id|retry|error)?[^\S\r\n]*:|(?:data|event|id|retry)[\r\n])/.test(text))
      return { kind: 'stream', first };
    // An empty body is a stream that has ended too early.
    if (ended) return { kind: text === '' ? 'stream' : 'other', first };
    if (!fields.some((field) => `${field}:`.startsWith(text)) || first.length > 65_536)
      return { kind: 'other', first };
  }
}

async function* streamAnswer(
  first: Uint8Array,
  rest: Body,
  asked: Asked,
  reading: Reading,
): AsyncGenerator<AnswerEvent, void, undefined> {
  const parser = new SseParser();
  for await (const events of batches(parser, first, rest))
    for (const event of events) {
      const values = valuesOf(event, asked, reading);
      for (const value of values) {
        if (value === done) return reading.done?.();
        yield { value };
      }
    }
}

async function* batches(
  parser: SseParser,
  first: Uint8Array,
  rest: Body,
): AsyncGenerator<ServerSentEvent[], void, undefined> {
  yield parser.push(first);
  for (;;) {
    const { done: ended, value } = await rest.next();
    if (ended) break;
    yield parser.push(value);
  }
  yield parser.end();
}

/** A JSON text, or several in lines (then each as soon as its line has come). */
async function* jsonAnswer(
  first: Uint8Array,
  rest: Body,
  asked: Asked,
  reading: Reading,
): AsyncGenerator<AnswerEvent, void, undefined> {
  const decoder = new TextDecoder();
  let waiting: string[] = [];
  let chars = 0;
  let inLines: boolean | undefined;
  const lines = function* (text: string): Generator<AnswerEvent | typeof done> {
    for (const line of text.split(/\r\n|\n|\r/)) {
      // A stream may follow what was sent before it.
      const data = line.replace(/^\s*data:/, '').trim();
      if (data === '' || /^(?:event|id|retry)?:/.test(data)) continue;
      for (const value of valuesOf({ event: 'message', data }, asked, reading))
        yield value === done ? done : { value };
    }
  };
  for (
    let piece: IteratorResult<Uint8Array, void> = { done: false, value: first };
    !piece.done;
    piece = await rest.next()
  ) {
    const text = decoder.decode(piece.value, { stream: true });
    chars += text.length;
    if (chars > maxWholeChars)
      throw new TouchstoneError('network-too-large', l10n.t('The server sends without end and was cut off.'));
    const at = Math.max(text.lastIndexOf('\n'), text.lastIndexOf('\r'));
    if (at < 0 || inLines === false) {
      waiting.push(text);
      continue;
    }
    const ready = [...waiting, text.slice(0, at)].join('');
    // The first line says whether each is a text of its own.
    inLines ??= isJson(ready.trimStart().split(/\r\n|\n|\r/, 1)[0] ?? '');
    if (!inLines) {
      waiting.push(text);
      continue;
    }
    waiting = [text.slice(at + 1)];
    chars = text.length - at;
    for (const one of lines(ready)) {
      if (one === done) return reading.done?.();
      yield one;
    }
  }
  const left = (waiting.join('') + decoder.decode()).replace(/^\uFEFF/, '').trim();
  if (left === '') return;
  if (inLines) {
    if (reading.finished() && !isJson(left) && !isDone(left)) return;
    for (const one of lines(left)) {
      if (one === done) return reading.done?.();
      yield one;
    }
    return;
  }
  if (!isJson(left))
    throw notJson(left, l10n.t('{0} answered with something that is not JSON.', place(asked)));
  const value = parseJson(left);
  // Google's servers put chunks and errors into a list.
  if (Array.isArray(value)) for (const one of value) yield { value: one, whole: true };
  else yield { value, whole: true };
}

const isJson = (text: string): boolean => parseJson(text) !== undefined;

const done = Symbol('[DONE]');
const isDone = (data: string): boolean => /^\[?done\]?$/i.test(data.trim());

/** What an event's data may be that has nothing to say. */
const keepsAlive =
  /^(?:null|true|\d+|""|:.*|\W*(?:ping|pong|keep[-_ ]?alive|heart[-_ ]?beat|processing|connected|ok)\W*)$/i;

/** The values of one event; none where it only keeps the connection open. */
function valuesOf(event: ServerSentEvent, asked: Asked, reading: Reading): unknown[] {
  const data = event.data.trim();
  if (isDone(data)) return [done];
  if (/^error$/i.test(event.event)) throw toldError(data, asked);
  if (data === '' || keepsAlive.test(data)) return [];
  const value = parseJson(data);
  if (typeof value === 'string') return [];
  if (value !== undefined) return Array.isArray(value) ? value : [value];
  // Several in one event: a server that writes one line break where two are meant.
  const lines = event.data.split('\n').map((line) => line.trim());
  if (lines.length > 1 && lines.every((line) => line === '' || isDone(line) || isJson(line)))
    return lines.flatMap((line) => (line === '' ? [] : isDone(line) ? [done] : [parseJson(line)]));
  // Cut off behind the answer: nothing of it is missing.
  if (event.last && reading.finished()) return [];
  // A ping may tell the time, or anything else that is not meant to be read.
  if (event.event !== 'message' && !/[{[]/.test(data)) return [];
  throw notJson(data, l10n.t('{0} sent an event that is not JSON.', place(asked)));
}

/** An event named error: an error in any shape, the error itself, or words. */
function toldError(data: string, asked: Asked): TouchstoneError {
  const value = parseJson(data);
  const said = serverError(value) ?? serverError({ error: value ?? data });
  return eventError(said ?? { message: data || l10n.t('an error without words'), kind: '' }, asked);
}

function notJson(data: string, sentence: string): TouchstoneError {
  const isWords = !/^[{["]/.test(data);
  return new TouchstoneError(
    'model-bad-answer',
    isWords ? `${sentence.replace(/\.$/, '')}: ${data.slice(0, 300).replace(/[.\s]+$/, '')}.` : sentence,
    {
      detail: data.slice(0, 500),
      action: l10n.t('Try again; if it happens again, look at the server’s log.'),
    },
  );
}

function place(asked: Asked): string {
  return URL.canParse(asked.url) ? new URL(asked.url).origin : asked.url;
}
