/**
 * A place in one line of markdown, in characters and in columns (a tab reaches to the next multiple of four, and may be
 * consumed in part: CommonMark 0.31, section 2.2).
 */
export class LineCursor {
  readonly #text: string;
  #pos = 0;
  #column = 0;
  /** Columns of a tab that was consumed in part. */
  #pending = 0;

  constructor(text: string) {
    this.#text = text;
  }

  /** Columns of white space ahead. */
  indent(): number {
    let column = this.#column + this.#pending;
    for (let i = this.#pos; i < this.#text.length; i++) {
      if (this.#text[i] === ' ') column++;
      else if (this.#text[i] === '\t') column += 4 - (column % 4);
      else break;
    }
    return column - this.#column;
  }

  /** Consumes up to `columns` columns of white space. */
  skip(columns: number): void {
    let left = columns;
    while (left > 0) {
      if (this.#pending > 0) {
        this.#pending--;
      } else if (this.#text[this.#pos] === ' ') {
        this.#pos++;
      } else if (this.#text[this.#pos] === '\t') {
        this.#pos++;
        this.#pending = 3 - (this.#column % 4);
      } else return;
      this.#column++;
      left--;
    }
  }

  /** Consumes characters that are no white space. */
  take(characters: number): void {
    this.#pos += characters;
    this.#column += characters;
  }

  /** What is left, a tab consumed in part as spaces. */
  rest(): string {
    return ' '.repeat(this.#pending) + this.#text.slice(this.#pos);
  }

  isBlank(): boolean {
    return this.rest().trim() === '';
  }
}
