import { isUtf8 } from 'node:buffer';
import * as l10n from '@vscode/l10n';
import { TouchstoneError } from '../../platform/errors.ts';

/** How a text file is encoded, found from its bytes. Pure but for the stream that is read. */

type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'windows-1252';

/** The encoding that the first bytes tell by a mark, or by the zeros that UTF-16 has between the letters of code. */
export function encodingOf(head: Uint8Array): 'utf-8' | 'utf-16le' | 'utf-16be' {
  const [a = 1, b = 1, c = 1, d = 1] = head;
  if (a === 0xff && b === 0xfe) return 'utf-16le';
  if (a === 0xfe && b === 0xff) return 'utf-16be';
  if (a !== 0 && b === 0 && c !== 0 && d === 0) return 'utf-16le';
  if (a === 0 && b !== 0 && c === 0 && d !== 0) return 'utf-16be';
  return 'utf-8';
}

/** Whether the mark of UTF-32 comes first; nobody decodes that. */
export function isUtf32([a, b, c, d]: Uint8Array): boolean {
  return (a === 0xff && b === 0xfe && c === 0 && d === 0) || (a === 0 && b === 0 && c === 0xfe && d === 0xff);
}

/** What is not UTF-8 in a file that should be. */
interface Strange {
  /** Line of the first such byte, from 1. */
  line: number;
  /** Characters of several bytes that are well formed. */
  formed: number;
  /** Bytes above 0x7f that are part of no such character. */
  loose: number;
  /** Of these, how many stand in rows of four or more: a word of another alphabet. */
  inRows: number;
  /** Bytes that Windows-1252 does not know. */
  unknown: number;
  /** How many of the loose ones begin a character at the very end. */
  cut: number;
}

const unknownTo1252 = new Set([0x81, 0x8d, 0x8f, 0x90, 0x9d]);

/**
 * Decides how bytes that are not UTF-8 throughout are to be read: `windows-1252`, where they can be that, or not otherwise (`undefined`),
 * where the last character alone is cut off. Errors: `file-malformed`, with the line, where they are damaged UTF-8 or of an encoding that
 * nobody can tell.
 */
export async function legacyEncoding(
  bytes: AsyncIterable<Buffer>,
  name: string,
): Promise<{ encoding: 'windows-1252' | undefined; line: number }> {
  const strange = await strangeBytes(bytes);
  const { line, formed, loose, inRows, unknown, cut } = strange;
  if (formed > 0 && loose === cut) return { encoding: undefined, line };
  if (formed > 0)
    throw new TouchstoneError(
      'file-malformed',
      l10n.t('{0}, line {1}: there are bytes that are not UTF-8, though the file is.', name, line),
      l10n.t('The file is damaged there. Fix the line, or write the file again as UTF-8.'),
    );
  if (unknown > 0 || inRows * 2 > loose)
    throw new TouchstoneError(
      'file-malformed',
      l10n.t('{0}, line {1}: the encoding of the text is not known: it is not UTF-8.', name, line),
      l10n.t('Save the file as UTF-8.'),
    );
  return { encoding: 'windows-1252', line };
}

async function strangeBytes(bytes: AsyncIterable<Buffer>): Promise<Strange> {
  const found: Strange = { line: 0, formed: 0, loose: 0, inRows: 0, unknown: 0, cut: 0 };
  let line = 1;
  let row = 0;
  // Bytes of the character that is being read, and how many it needs.
  let need = 0;
  let have: number[] = [];
  const isLoose = (byte: number): void => {
    if (found.line === 0) found.line = line;
    found.loose++;
    row++;
    if (row === 4) found.inRows += 4;
    else if (row > 4) found.inRows++;
    if (unknownTo1252.has(byte)) found.unknown++;
  };
  const giveUp = (): void => {
    have.forEach(isLoose);
    have = [];
    need = 0;
  };
  for await (const piece of bytes)
    for (const byte of piece) {
      if (need > 0 && byte >= 0x80 && byte <= 0xbf) {
        have.push(byte);
        if (have.length < need) continue;
        if (isUtf8(Uint8Array.from(have))) {
          found.formed++;
          row = 0;
        } else have.forEach(isLoose);
        have = [];
        need = 0;
        continue;
      }
      giveUp();
      if (byte < 0x80) {
        row = 0;
        if (byte === 10) line++;
      } else if (byte >= 0xc2 && byte <= 0xf4) {
        need = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2;
        have = [byte];
      } else isLoose(byte);
    }
  found.cut = have.length;
  giveUp();
  return found;
}

/** Decodes pieces of bytes; says where they stop being what they seemed. */
export class TextBytes {
  encoding: Encoding;
  #decoder: TextDecoder;
  #held: Uint8Array = new Uint8Array();

  constructor(encoding: Encoding) {
    this.encoding = encoding;
    this.#decoder = new TextDecoder(encoding, { ignoreBOM: false });
  }

  /**
   * The text of a piece, or `undefined` where it holds bytes that are not UTF-8: then nothing of it was taken, and `switchTo` or another
   * end has to follow.
   */
  push(piece: Uint8Array, isLast = false): string | undefined {
    if (this.encoding !== 'utf-8') return this.#decoder.decode(piece, { stream: !isLast });
    const joined = this.#held.length > 0 ? Buffer.concat([this.#held, piece]) : piece;
    const cut = isLast ? joined.length : wholeCharacters(joined);
    if (!isUtf8(joined.subarray(0, cut))) return undefined;
    this.#held = joined.slice(cut);
    return this.#decoder.decode(joined.subarray(0, cut), { stream: !isLast });
  }

  /** From here on, with what is held back, as Windows-1252; all that came before was ASCII, which is the same in both. */
  switchTo(encoding: 'windows-1252'): string {
    const held = this.#held;
    this.#held = new Uint8Array();
    this.encoding = encoding;
    this.#decoder = new TextDecoder(encoding);
    return this.#decoder.decode(held, { stream: true });
  }
}

/** How many of the bytes end with a whole character of UTF-8: up to three are kept for the next piece. */
function wholeCharacters(bytes: Uint8Array): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back++) {
    const byte = bytes[bytes.length - back] ?? 0;
    if (byte < 0x80) return bytes.length;
    if (byte < 0xc0) continue;
    const length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2;
    return back < length ? bytes.length - back : bytes.length;
  }
  return bytes.length;
}
