import * as l10n from '@vscode/l10n';
import { TouchstoneError } from '../../platform/errors.ts';

/**
 * Server-sent events, read as the WHATWG HTML standard says (section 9.2.6): UTF-8, an optional byte order mark, lines that
 * end in CRLF, LF or CR, several `data` lines joined by a newline, comments dropped. `id` and `retry` are for clients that reconnect,
 * which a generation never does. Beyond the standard, as servers are: what stands in the last lines counts although no blank line
 * follows (`end`), a line `error: …` is an event of that name (llama.cpp), and a line that begins with `{` or `[` is one without
 * its field (JSON lines). A library's parser keeps to the standard alone: these lines never come out of it.
 */
export interface ServerSentEvent {
  /** `message` unless the server names another. */
  event: string;
  data: string;
  /** No blank line followed: the stream had ended, perhaps in the middle of it. */
  last?: true;
}

/** Longest line or event in characters: a token is a few hundred, an error a few thousand. */
const maxEventChars = 8 * 1024 * 1024;

export class SseParser {
  readonly #decoder = new TextDecoder();
  /** Text of the line under way, in pieces. */
  #line: string[] = [];
  #lineChars = 0;
  /** The last character seen was a CR: an LF that follows belongs to it. */
  #afterCr = false;
  #data: string[] = [];
  #dataChars = 0;
  #event = '';

  /** The events that this piece completes. Throws `model-bad-answer` when one line or event grows without end. */
  push(bytes: Uint8Array): ServerSentEvent[] {
    return this.#pushText(this.#decoder.decode(bytes, { stream: true }));
  }

  /** What is left when the stream has ended. */
  end(): ServerSentEvent[] {
    const events = this.#pushText(this.#decoder.decode());
    const line = this.#line.join('');
    this.#line = [];
    this.#lineChars = 0;
    const closed = events.length;
    if (line !== '') this.#take(line, events);
    this.#take('', events);
    return events.map((event, i) => (i < closed ? event : { ...event, last: true }));
  }

  #pushText(given: string): ServerSentEvent[] {
    const events: ServerSentEvent[] = [];
    let text = given;
    if (text === '') return events;
    if (this.#afterCr && text.startsWith('\n')) text = text.slice(1);
    this.#afterCr = given.endsWith('\r');
    const lines = text.split(/\r\n|\n|\r/);
    const last = lines.pop() ?? '';
    for (const rest of lines) {
      const line = this.#line.length === 0 ? rest : [...this.#line, rest].join('');
      this.#line = [];
      this.#lineChars = 0;
      this.#take(line, events);
    }
    if (last !== '') this.#line.push(last);
    this.#lineChars += last.length;
    if (this.#lineChars + this.#dataChars > maxEventChars)
      throw new TouchstoneError(
        'model-bad-answer',
        l10n.t('The server sent an event that is too large to be text of a model.'),
      );
    return events;
  }

  #take(line: string, events: ServerSentEvent[]): void {
    if (line === '') {
      if (this.#data.length > 0)
        events.push({ event: this.#event || 'message', data: this.#data.join('\n') });
      this.#data = [];
      this.#dataChars = 0;
      this.#event = '';
      return;
    }
    if (/^\s*[{[]/.test(line)) {
      // A line of its own: the next may be another one, without a blank between.
      events.push({ event: this.#event || 'message', data: line });
      return;
    }
    const colon = line.indexOf(':');
    const field = (colon < 0 ? line : line.slice(0, colon)).trim();
    const value = colon < 0 ? '' : line.slice(line[colon + 1] === ' ' ? colon + 2 : colon + 1);
    if (field === 'data') {
      this.#data.push(value);
      this.#dataChars += value.length;
    } else if (field === 'event') this.#event = value;
    else if (field === 'error') events.push({ event: 'error', data: value });
  }
}

/** The events of a body as they come, the unfinished last one among them. Leaving the loop early closes the body. */
export async function* serverSentEvents(
  body: AsyncIterable<Uint8Array>,
): AsyncGenerator<ServerSentEvent, void, undefined> {
  const parser = new SseParser();
  for await (const bytes of body) yield* parser.push(bytes);
  yield* parser.end();
}
