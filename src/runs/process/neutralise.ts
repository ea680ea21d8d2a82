import { escapeControls } from '../../platform/text.ts';

/**
 * Makes a program's output safe to show in a terminal. A program may try to move the cursor, rename the window, write to
 * the clipboard, or turn text around so that it reads as something else: every control character is shown as a visible
 * mark instead. Colours are not kept either: nothing that begins with ESC is interpreted. Line breaks and tabs are.
 */
export class Neutraliser {
  readonly #decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  #carriageReturn = false;

  /** A piece of raw output; characters and line breaks that are cut in two are held back until the next one. */
  push(chunk: Uint8Array): string {
    return this.#convert(this.#decoder.decode(chunk, { stream: true }));
  }

  /** What was held back, at the stream's end. */
  flush(): string {
    const rest = this.#convert(this.#decoder.decode());
    const last = this.#carriageReturn ? escapeControls('\r') : '';
    this.#carriageReturn = false;
    return rest + last;
  }

  #convert(decoded: string): string {
    if (decoded === '') return '';
    let text = this.#carriageReturn ? '\r' + decoded : decoded;
    this.#carriageReturn = text.endsWith('\r');
    if (this.#carriageReturn) text = text.slice(0, -1);
    return neutralise(text);
  }
}

/** The same for a whole text. */
export function neutralise(text: string): string {
  return escapeControls(text).replaceAll('\n', '\r\n');
}
