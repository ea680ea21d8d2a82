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
    const last = this.#carriageReturn ? mark('\r') : '';
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
  return text.replace(unsafe, (match) => (match === '\r\n' || match === '\n' ? '\r\n' : mark(match)));
}

/** Line breaks, C0 but tab, DEL, C1, line separators, marks that turn the direction of text, invisible tag characters, BOM. */
const unsafe =
  // eslint-disable-next-line no-control-regex -- control characters are what this is about
  /\r\n|[\u0000-\u0008\u000a-\u001f\u007f-\u009f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]|[\u{e0000}-\u{e007f}]/gu;

/** ESC is shown as ␛ (the Unicode pictures of controls), others by their number: ⟨U+202E⟩. */
function mark(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  if (code < 0x20) return String.fromCodePoint(0x2400 + code);
  if (code === 0x7f) return '\u2421';
  return `\u27e8U+${code.toString(16).toUpperCase().padStart(4, '0')}\u27e9`;
}
