import * as l10n from '@vscode/l10n';
import { maxRowLength } from '../../file/textPieces.ts';

/**
 * Takes out of a JSON text, as it comes, the values that are wanted, without holding or parsing the rest: a log of an evaluation holds
 * every event beside the few texts that matter. It follows strings and brackets alone.
 */

/** Keys from the root; `*` for an item of a list. */
export type JsonPath = readonly string[];
/** What to do with a value: look into it, leave it out, take it, or take it without these of its members. */
export type Choice = 'enter' | 'skip' | 'take' | ReadonlySet<string>;

export interface Picked {
  path: JsonPath;
  /** From 1: where it begins. */
  line: number;
  /** `undefined` where it is longer than the limit. */
  text: string | undefined;
}

interface Frame {
  kind: '{' | '[';
  /** Its members are looked at one by one. */
  entered: boolean;
}

interface Capture {
  path: JsonPath;
  line: number;
  parts: string[];
  length: number;
  /** How many brackets were open when it began. */
  depth: number;
  without: ReadonlySet<string> | undefined;
}

/** Longer names of members are none that anybody asks for. */
const longestKey = 1000;

export class JsonSkimmer {
  readonly #choose: (path: JsonPath) => Choice;
  readonly #limit: number;
  readonly #frames: Frame[] = [];
  #path: string[] = [];
  #line = 1;
  #capture: Capture | undefined;
  /** A member of what is captured that is left out: how many brackets were open when it began. */
  #muted: number | undefined;
  #state: 'value' | 'key' | 'colon' | 'after' | 'string' | 'key-string' | 'word' | 'over' = 'value';
  #escaped = false;
  #key: string[] = [];
  #keyLength = 0;
  #isDone = false;
  /** Why nothing more can be read, and where that was seen. */
  problem: { line: number; message: string } | undefined;

  constructor(choose: (path: JsonPath) => Choice, limit = maxRowLength) {
    this.#choose = choose;
    this.#limit = limit;
  }

  *push(piece: string): Generator<Picked, void, undefined> {
    let i = 0;
    // Where in this piece that begins which is captured and not held yet.
    let from = 0;
    const hold = (end: number): void => {
      const capture = this.#capture;
      if (capture && this.#muted === undefined && end > from) {
        capture.length += end - from;
        if (capture.length > this.#limit) capture.parts = [];
        else capture.parts.push(piece.slice(from, end));
      }
      from = end;
    };
    while (i < piece.length && !this.problem) {
      if (this.#state === 'string' || this.#state === 'key-string') {
        const end = this.#stringEnd(piece, i);
        if (this.#state === 'key-string') this.#addKey(piece.slice(i, end ?? piece.length));
        if (end === undefined) break;
        i = end;
        if (this.#state === 'key-string') this.#state = 'colon';
        else {
          const picked = this.#valueEnds(hold, i);
          if (picked) yield picked;
        }
        continue;
      }
      const c = piece.charCodeAt(i);
      if (this.#state === 'word') {
        if (c > 32 && c !== 44 && c !== 93 && c !== 125 && c !== 58) {
          i++;
          continue;
        }
        const picked = this.#valueEnds(hold, i);
        if (picked) yield picked;
        continue;
      }
      if (c <= 32 || c === 0xfeff) {
        if (c === 10) this.#line++;
        i++;
        continue;
      }
      if (c === 93 || c === 125) {
        const frame = this.#frames.pop();
        const open = c === 93 ? '[' : '{';
        const early = this.#state === 'colon' || (this.#state === 'value' && open === '{');
        if (frame?.kind !== open || early) {
          this.#fail(l10n.t('a bracket is out of place'));
          break;
        }
        i++;
        const picked = this.#valueEnds(hold, i);
        if (picked) yield picked;
        continue;
      }
      i = this.#token(c, i, (end) => hold(end));
      if (this.#state === 'over') break;
    }
    hold(piece.length);
  }

  /** To be called at the end: what was not closed. */
  end(): { line: number; message: string } | undefined {
    if (this.#state === 'word' && this.#frames.length === 0) this.#isDone = true;
    if (!this.problem && !this.#isDone)
      this.#fail(l10n.t('the text ends before it is closed: it is cut off'));
    return this.problem;
  }

  /** A token that opens something or stands between values. Gives the place behind it. */
  #token(c: number, i: number, hold: (end: number) => void): number {
    if (this.#state === 'over' || this.#isDone)
      return this.#fail(l10n.t('there is something after its end'), i);
    if (c === 44) {
      const frame = this.#frames.at(-1);
      if (this.#state !== 'after' || !frame) return this.#fail(l10n.t('a comma is out of place'), i);
      this.#state = frame.kind === '{' ? 'key' : 'value';
      return i + 1;
    }
    if (c === 58) {
      if (this.#state !== 'colon') return this.#fail(l10n.t('a colon is out of place'), i);
      this.#state = 'value';
      return i + 1;
    }
    if (this.#state === 'key') {
      if (c !== 34) return this.#fail(l10n.t('a name in quotes is missing'), i);
      this.#key = [];
      this.#keyLength = 0;
      this.#state = 'key-string';
      return i + 1;
    }
    if (this.#state !== 'value') return this.#fail(l10n.t('a comma or colon is missing'), i);
    const entered = this.#begins(hold, i);
    if (c === 34) {
      this.#state = 'string';
      return i + 1;
    }
    if (c === 123 || c === 91) {
      this.#frames.push({ kind: c === 123 ? '{' : '[', entered });
      this.#state = c === 123 ? 'key' : 'value';
      return i + 1;
    }
    this.#state = 'word';
    return i;
  }

  /** A value begins at `i`: whether its members are looked at. */
  #begins(hold: (end: number) => void, i: number): boolean {
    const parent = this.#frames.at(-1);
    const capture = this.#capture;
    if (capture) {
      const isMember = parent?.kind === '{' && this.#frames.length === capture.depth + 1;
      if (!isMember || !capture.without || this.#muted !== undefined) return false;
      if (!capture.without.has(this.#keyText())) return false;
      hold(i);
      capture.parts.push('null');
      this.#muted = this.#frames.length;
      return false;
    }
    if (parent && !parent.entered) return false;
    if (parent) this.#path[this.#frames.length - 1] = parent.kind === '{' ? this.#keyText() : '*';
    this.#path.length = this.#frames.length;
    const choice = this.#choose(this.#path);
    if (choice === 'enter' || choice === 'skip') return choice === 'enter';
    hold(i);
    const depth = this.#frames.length;
    const without = choice === 'take' ? undefined : choice;
    this.#capture = { path: [...this.#path], line: this.#line, parts: [], length: 0, depth, without };
    return false;
  }

  /** A value ended before `i`. */
  #valueEnds(hold: (end: number) => void, i: number): Picked | undefined {
    this.#state = 'after';
    const depth = this.#frames.length;
    if (depth === 0) this.#isDone = true;
    const capture = this.#capture;
    if (this.#muted === depth) {
      hold(i);
      this.#muted = undefined;
      return undefined;
    }
    if (capture?.depth !== depth) return undefined;
    hold(i);
    this.#capture = undefined;
    const text = capture.length > this.#limit ? undefined : capture.parts.join('');
    return { path: capture.path, line: capture.line, text };
  }

  /** The place behind the closing quote; `undefined` where that is not in this piece. */
  #stringEnd(piece: string, start: number): number | undefined {
    let i = start;
    if (this.#escaped) {
      this.#escaped = false;
      i++;
    }
    for (; i < piece.length; i++) {
      const c = piece.charCodeAt(i);
      if (c === 34) return i + 1;
      if (c !== 92) continue;
      if (++i === piece.length) this.#escaped = true;
    }
    return undefined;
  }

  #addKey(text: string): void {
    this.#keyLength += text.length;
    if (this.#keyLength > longestKey) this.#key = [];
    else this.#key.push(text);
  }

  /** The name of the member whose value begins. */
  #keyText(): string {
    if (this.#keyLength > longestKey) return '';
    const text = this.#key.join('');
    const bare = text.endsWith('"') ? text.slice(0, -1) : text;
    if (!bare.includes('\\')) return bare;
    try {
      return String(JSON.parse(`"${bare}"`));
    } catch {
      return bare;
    }
  }

  #fail(message: string, i = 0): number {
    this.problem ??= { line: this.#line, message };
    this.#state = 'over';
    return i;
  }
}
