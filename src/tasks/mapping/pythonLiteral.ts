/** A value as Python's `repr` writes it: what `DataFrame.to_csv` leaves of a list. Pure, and linear in the text. */

/** Lists within lists beyond this are read by nobody. */
const deepest = 100;
const escapes: Record<string, string> = {
  n: '\n',
  t: '\t',
  r: '\r',
  '0': '\0',
  a: '\u0007',
  b: '\b',
  f: '\f',
  v: '\v',
  '\n': '',
};

/** The value of a list, tuple, dict, text, number, `True`, `False` or `None`; `undefined` where the text is anything else. */
export function pythonValue(text: string): unknown {
  const reader = new Literal(text);
  try {
    const value = reader.value(0);
    return reader.atEnd() ? value : undefined;
  } catch (error) {
    if (error instanceof NoLiteral) return undefined;
    throw error;
  }
}

class NoLiteral extends Error {}

class Literal {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  atEnd(): boolean {
    this.#skip();
    return this.#at === this.#text.length;
  }

  value(depth: number): unknown {
    if (depth > deepest) throw new NoLiteral();
    this.#skip();
    const c = this.#text[this.#at];
    if (c === '[') return this.#items(']', depth);
    if (c === '(') return this.#items(')', depth);
    if (c === '{') return this.#dict(depth);
    if (c === "'" || c === '"') return this.#string();
    return this.#word();
  }

  #skip(): void {
    while (/\s/.test(this.#text[this.#at] ?? 'x')) this.#at++;
  }

  /** Whether this comes next; then it is taken. */
  #takes(c: string): boolean {
    this.#skip();
    if (this.#text[this.#at] !== c) return false;
    this.#at++;
    return true;
  }

  #items(end: string, depth: number): unknown[] {
    this.#at++;
    const items: unknown[] = [];
    while (!this.#takes(end)) {
      items.push(this.value(depth + 1));
      // numpy's lists have blanks between items, and `repr` never joins texts.
      const after = this.#at;
      if (!this.#takes(',') && !this.#comes(end) && this.#at === after) throw new NoLiteral();
    }
    return items;
  }

  #comes(c: string): boolean {
    this.#skip();
    return this.#text[this.#at] === c;
  }

  #dict(depth: number): Record<string, unknown> {
    this.#at++;
    const entries: [string, unknown][] = [];
    while (!this.#takes('}')) {
      const key = this.value(depth + 1);
      if (!this.#takes(':')) throw new NoLiteral();
      entries.push([String(key), this.value(depth + 1)]);
      if (!this.#takes(',') && !this.#comes('}')) throw new NoLiteral();
    }
    return Object.fromEntries(entries);
  }

  #string(): string {
    const text = this.#text;
    const quote = text[this.#at++];
    const parts: string[] = [];
    let start = this.#at;
    for (; this.#at < text.length; this.#at++) {
      const c = text[this.#at];
      if (c === quote) {
        parts.push(text.slice(start, this.#at++));
        return parts.join('');
      }
      if (c === '\n') break;
      if (c !== '\\') continue;
      parts.push(text.slice(start, this.#at), this.#escape());
      start = this.#at + 1;
    }
    throw new NoLiteral();
  }

  /** Stands on the backslash; leaves the place on the last letter of the escape. */
  #escape(): string {
    const letter = this.#text[this.#at + 1] ?? '';
    const width = { x: 2, u: 4, U: 8 }[letter];
    if (width === undefined) {
      this.#at++;
      return escapes[letter] ?? (/[\\'"]/.test(letter) ? letter : `\\${letter}`);
    }
    const hex = this.#text.slice(this.#at + 2, this.#at + 2 + width);
    const code = /^[\da-fA-F]+$/.test(hex) ? parseInt(hex, 16) : NaN;
    if (hex.length !== width || !(code <= 0x10ffff)) throw new NoLiteral();
    this.#at += 1 + width;
    return String.fromCodePoint(code);
  }

  #word(): unknown {
    const word = /^[-+\w.]{1,400}/.exec(this.#text.slice(this.#at, this.#at + 401))?.[0] ?? '';
    this.#at += word.length;
    const known = new Map<string, unknown>([
      ['True', true],
      ['False', false],
      ['None', null],
      ['nan', NaN],
      ['inf', Infinity],
      ['-inf', -Infinity],
    ]);
    if (known.has(word)) return known.get(word);
    const number = Number(word);
    // One that would be rounded is another number.
    if (!/^[-+]?\d/.test(word) || Number.isNaN(number)) throw new NoLiteral();
    if (/^[-+]?\d+$/.test(word) && !Number.isSafeInteger(number)) throw new NoLiteral();
    return number;
  }
}
