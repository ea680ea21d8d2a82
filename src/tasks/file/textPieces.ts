import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { createGunzip } from 'node:zlib';
import { pipeline } from 'node:stream';
import * as l10n from '@vscode/l10n';
import { TouchstoneError, cancelled } from '../../platform/errors.ts';
import { encodingOf, isUtf32, legacyEncoding, TextBytes } from './textEncoding.ts';

/** Largest text read from one file, unpacked: stops an archive that unpacks to more than the machine holds. */
export const maxTextBytes = 512 * 1024 * 1024;
/** Longest single row of a text file, in UTF-16 units. */
export const maxRowLength = 16 * 1024 * 1024;

/** The first bytes of a file: enough to know gzip, Parquet and UTF-16. */
export async function firstBytes(path: string, length = 4): Promise<Buffer> {
  const handle = await open(path, 'r');
  try {
    const { bytesRead, buffer } = await handle.read(Buffer.alloc(length), 0, length, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}

export function isGzip(head: Uint8Array): boolean {
  return head[0] === 0x1f && head[1] === 0x8b;
}

/** What is told of a file beside its rows. `line` counts from 1. */
export type Tell = (line: number, message: string) => void;

/**
 * The text of a file in pieces, unpacked if it is gzip by its first bytes (whatever it is called), without a byte order mark: UTF-8, UTF-16,
 * or, which is told, Windows-1252. Errors: `file-malformed` (too large, another encoding, damaged UTF-8, broken gzip).
 */
export async function* textPieces(
  path: string,
  name: string,
  {
    signal,
    maxBytes = maxTextBytes,
    tell,
  }: { signal?: AbortSignal; maxBytes?: number; tell?: Tell | undefined } = {},
): AsyncGenerator<string, void, undefined> {
  let reader: TextBytes | undefined;
  let before: Uint8Array = new Uint8Array();
  const decoded = async (piece: Uint8Array, isLast = false): Promise<string> => {
    if (!reader && isUtf32(piece))
      throw new TouchstoneError('file-malformed', l10n.t('{0} is UTF-32 text.', name), {
        action: l10n.t('Save the file as UTF-8.'),
      });
    reader ??= new TextBytes(encodingOf(piece));
    const text = reader.push(piece, isLast);
    if (text !== undefined) return text;
    const { encoding, line } = await legacyEncoding(bytesOf(path, name, maxBytes), name);
    if (encoding === undefined) {
      tell?.(line, l10n.t('The file ends in the middle of a character: it is cut off.'));
      return '\uFFFD';
    }
    tell?.(line, l10n.t('The text is not UTF-8: it was read as Windows-1252. Save the file as UTF-8.'));
    return reader.switchTo(encoding) + (reader.push(piece, isLast) ?? '');
  };
  for await (const piece of bytesOf(path, name, maxBytes)) {
    if (signal?.aborted) throw cancelled();
    // The encoding is known by four bytes.
    const whole: Uint8Array = before.length > 0 ? Buffer.concat([before, piece]) : piece;
    before = whole.length < 4 && !reader ? whole : new Uint8Array();
    if (before.length > 0) continue;
    const text = await decoded(whole);
    if (text) yield text;
  }
  const rest = await decoded(before, true);
  if (rest) yield rest;
}

/** The bytes of a file, unpacked. Errors: `file-malformed`, `file-missing`. */
async function* bytesOf(
  path: string,
  name: string,
  maxBytes: number,
): AsyncGenerator<Buffer, void, undefined> {
  const file = createReadStream(path);
  let bytes: AsyncIterable<Buffer> = file;
  if (isGzip(await firstBytes(path))) {
    // Errors of either stream come out of the loop below.
    bytes = pipeline(file, createGunzip(), () => undefined);
  }
  let size = 0;
  try {
    for await (const piece of bytes) {
      size += piece.byteLength;
      if (size > maxBytes)
        throw new TouchstoneError(
          'file-malformed',
          l10n.t('{0} holds more than {1} MiB of text.', name, Math.floor(maxBytes / 1024 / 1024)),
          l10n.t('Split the file, or convert it to Parquet.'),
        );
      yield piece;
    }
  } catch (error) {
    if (error instanceof TouchstoneError) throw error;
    const code = (error as { code?: unknown }).code;
    if (typeof code === 'string' && (code.startsWith('Z_') || code.startsWith('ERR_')))
      throw new TouchstoneError('file-malformed', l10n.t('{0} is not a complete gzip file.', name), {
        cause: error,
      });
    throw new TouchstoneError('file-missing', l10n.t('{0} cannot be read.', name), { cause: error });
  } finally {
    file.destroy();
  }
}

/** A line without its end, or `undefined` in place of one that is longer than the limit. `line` counts from 1. */
export interface Line {
  line: number;
  text: string | undefined;
}

/** Lines of text that comes in pieces (ends: LF or CRLF); a line over `limit` is dropped as it comes and told. */
export async function* lines(
  pieces: AsyncIterable<string> | Iterable<string>,
  limit = maxRowLength,
): AsyncGenerator<Line, void, undefined> {
  let line = 1;
  let held: string[] = [];
  let length = 0;
  const take = (): Line => {
    const text = length > limit ? undefined : held.join('');
    held = [];
    length = 0;
    return { line: line++, text: text?.endsWith('\r') ? text.slice(0, -1) : text };
  };
  const add = (text: string): void => {
    length += text.length;
    if (length > limit) held = [];
    else held.push(text);
  };
  for await (const piece of pieces) {
    let start = 0;
    for (let end = piece.indexOf('\n'); end !== -1; end = piece.indexOf('\n', start)) {
      add(piece.slice(start, end));
      yield take();
      start = end + 1;
    }
    if (start < piece.length) add(piece.slice(start));
  }
  if (length > 0) yield take();
}
