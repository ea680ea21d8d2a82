import * as l10n from '@vscode/l10n';
import { TouchstoneError } from '../../platform/errors.ts';

/**
 * Server-sent events, read as the WHATWG HTML standard says (section 9.2.6): UTF-8, an optional byte order mark, lines that
 * end in CRLF, LF or CR, several `data` lines joined by a newline, comments dropped, an event that the stream's end cuts
 * short dropped too. `id` and `retry` are for clients that reconnect, which a generation never does.
 */
export interface ServerSentEvent {
  /** `message` unless the server names another. */
  event: string;
  data: string;
}

/** Longest line or event in characters: a token is a few hundred, an error a few thousand. */
const maxEventChars = 8 * 1024 * 1024;

export class SseParser {
  readonly #decoder = new TextDecoder();
  /** Text of the line under way. */
  #line = '';
  /** The last character seen was a CR: an LF that follows belongs to it. */
  #afterCr = false;
  #data: string[] = [];
  #dataChars = 0;
  #event = '';

  /** The events that this piece completes. Throws `model-bad-answer` when one line or event grows without end. */
  push(bytes: Uint8Array): ServerSentEvent[] {
    const events: ServerSentEvent[] = [];
    let text = this.#decoder.decode(bytes, { stream: true });
    if (text === '') return events;
    if (this.#afterCr && text.startsWith('\n')) text = text.slice(1);
    this.#afterCr = text.endsWith('\r');
    const lines = text.split(/\r\n|\n|\r/);
    const last = lines.pop() ?? '';
    for (const rest of lines) {
      const line = this.#line + rest;
      this.#line = '';
      this.#take(line, events);
    }
    this.#line += last;
    if (this.#line.length + this.#dataChars > maxEventChars)
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
    const colon = line.indexOf(':');
    const field = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? '' : line.slice(line[colon + 1] === ' ' ? colon + 2 : colon + 1);
    if (field === 'data') {
      this.#data.push(value);
      this.#dataChars += value.length;
    } else if (field === 'event') this.#event = value;
  }
}

/** The events of a body as they come. Leaving the loop early closes the body. */
export async function* serverSentEvents(
  body: AsyncIterable<Uint8Array>,
): AsyncGenerator<ServerSentEvent, void, undefined> {
  const parser = new SseParser();
  for await (const bytes of body) yield* parser.push(bytes);
}
