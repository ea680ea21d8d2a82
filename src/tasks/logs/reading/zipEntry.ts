import { Readable, type Transform } from 'node:stream';
import * as zlib from 'node:zlib';
import * as l10n from '@vscode/l10n';
import type { FileRanges, ZipEntry } from './zipFile.ts';

/** What is wrong with one entry of a zip, in a sentence: the others may be whole. */
export class BadEntry extends Error {}

/** Up to here an entry is unpacked at once: to start a stream takes longer than that. */
const atOnce = 256 * 1024;
const pieceBytes = 256 * 1024;
const deflated = 8;
const zstd = 93;

/** The bytes of an entry, unpacked and compared with its sum. Throws `BadEntry`. `most`: more than so many bytes are not unpacked. */
export async function* entryBytes(
  file: FileRanges,
  entry: ZipEntry,
  most: number,
): AsyncGenerator<Buffer, void, undefined> {
  if (entry.isEncrypted) throw new BadEntry(l10n.t('it is encrypted'));
  if (entry.size > most) throw tooLarge(most);
  const head = Buffer.from(await file.bytes(entry.at, 30));
  if (head.length < 30 || head.readUInt32LE(0) !== 0x04034b50) throw damaged();
  const start = entry.at + 30 + head.readUInt16LE(26) + head.readUInt16LE(28);
  if (start + entry.packed > file.length) throw damaged();
  let [crc, size] = [0, 0];
  for await (const piece of unpacked(file, entry, start)) {
    size += piece.length;
    if (size > entry.size) throw damaged();
    crc = zlib.crc32(piece, crc);
    yield piece;
  }
  if (size !== entry.size || crc !== entry.crc) throw damaged();
}

const damaged = (): BadEntry => new BadEntry(l10n.t('it is damaged'));
const tooLarge = (most: number): BadEntry =>
  new BadEntry(l10n.t('it unpacks to more than {0} MiB', Math.floor(most / 1024 / 1024)));

async function* unpacked(
  file: FileRanges,
  { method, packed, size }: ZipEntry,
  start: number,
): AsyncGenerator<Buffer, void, undefined> {
  if (method === 0) return yield* rangesOf(file, start, packed);
  if (method !== deflated && method !== zstd)
    throw new BadEntry(l10n.t('it is packed in a way that is not known ({0})', method));
  if (method === zstd && typeof zlib.zstdDecompressSync !== 'function')
    throw new BadEntry(l10n.t('it is packed as zstd, which this version of the editor cannot read'));
  if (packed <= atOnce && size <= atOnce * 8) {
    const bytes = await file.bytes(start, packed);
    yield unpackAtOnce(method, bytes, size);
    return;
  }
  const unpack: Transform = method === zstd ? zlib.createZstdDecompress() : zlib.createInflateRaw();
  const source = Readable.from(rangesOf(file, start, packed));
  source.once('error', (error) => unpack.destroy(error));
  try {
    for await (const piece of source.pipe(unpack)) yield piece as Buffer;
  } catch (error) {
    if (error instanceof BadEntry) throw error;
    throw damaged();
  } finally {
    source.destroy();
    unpack.destroy();
  }
}

function unpackAtOnce(method: number, bytes: Buffer, size: number): Buffer {
  const most = { maxOutputLength: Math.max(1, size) };
  try {
    return method === zstd ? zlib.zstdDecompressSync(bytes, most) : zlib.inflateRawSync(bytes, most);
  } catch {
    throw damaged();
  }
}

async function* rangesOf(
  file: FileRanges,
  start: number,
  length: number,
): AsyncGenerator<Buffer, void, undefined> {
  for (let at = 0; at < length; at += pieceBytes)
    // The window is used again.
    yield Buffer.from(await file.bytes(start + at, Math.min(pieceBytes, length - at)));
}
