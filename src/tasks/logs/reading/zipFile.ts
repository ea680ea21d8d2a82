import { open, type FileHandle } from 'node:fs/promises';
import * as l10n from '@vscode/l10n';
import { TouchstoneError } from '../../../platform/errors.ts';

/** What lies in a zip, by its list at the end; of one that was cut off, by what stands before each entry. Nothing is unpacked here. */

export interface ZipEntry {
  name: string;
  method: number;
  isEncrypted: boolean;
  /** Bytes in the file, and unpacked, as the zip says. */
  packed: number;
  size: number;
  crc: number;
  /** Where its own header begins. */
  at: number;
}

export interface ZipList {
  /** Of two with one name the later counts, as in Python. */
  entries: Map<string, ZipEntry>;
  /** The list at the end is missing. */
  isCut: boolean;
}

const mostEntries = 1_000_000;
const largestList = 128 * 1024 * 1024;
/** Read at once, where entries follow each other. */
const windowBytes = 1024 * 1024;

/** A file of which ranges are read; neighbours come from one reading. */
export class FileRanges {
  readonly length: number;
  readonly #handle: FileHandle;
  #window = Buffer.alloc(0);
  #start = 0;

  private constructor(handle: FileHandle, length: number) {
    this.#handle = handle;
    this.length = length;
  }

  static async open(path: string): Promise<FileRanges> {
    const handle = await open(path, 'r');
    try {
      return new FileRanges(handle, (await handle.stat()).size);
    } catch (error) {
      await handle.close();
      throw error;
    }
  }

  /** Fewer bytes where the file ends before. */
  async bytes(at: number, length: number): Promise<Buffer> {
    if (at < this.#start || at + length > this.#start + this.#window.length) {
      const wanted = Math.max(0, Math.min(Math.max(length, windowBytes), this.length - at));
      const buffer = Buffer.alloc(wanted);
      const { bytesRead } = await this.#handle.read(buffer, 0, wanted, at);
      this.#window = buffer.subarray(0, bytesRead);
      this.#start = at;
    }
    const from = at - this.#start;
    return this.#window.subarray(from, from + length);
  }

  async close(): Promise<void> {
    await this.#handle.close();
  }
}

/** Errors: `file-malformed`. */
export async function listZip(file: FileRanges, name: string): Promise<ZipList> {
  const place = await listPlace(file);
  if (!place) return { entries: byName(await entriesInOrder(file)), isCut: true };
  const { at, bytes, count, shift } = place;
  if (bytes > largestList || count > mostEntries)
    throw new TouchstoneError('file-malformed', l10n.t('{0} lists more entries than can be read.', name));
  const list = await file.bytes(at, bytes);
  const entries: ZipEntry[] = [];
  for (let i = 0; i + 46 <= list.length && entries.length < count;) {
    if (list.readUInt32LE(i) !== 0x02014b50) break;
    const [nameLength, extraLength, commentLength] = [28, 30, 32].map((offset) =>
      list.readUInt16LE(i + offset),
    );
    const rest = 46 + (nameLength ?? 0);
    const entry = {
      name: list.toString('utf8', i + 46, i + rest),
      method: list.readUInt16LE(i + 10),
      isEncrypted: (list.readUInt16LE(i + 8) & 1) === 1,
      crc: list.readUInt32LE(i + 16),
      packed: list.readUInt32LE(i + 20),
      size: list.readUInt32LE(i + 24),
      at: list.readUInt32LE(i + 42),
    };
    const extra = list.subarray(i + rest, i + rest + (extraLength ?? 0));
    const large = withLarge(entry, extra);
    entries.push({ ...large, at: large.at + shift });
    i += rest + (extraLength ?? 0) + (commentLength ?? 0);
  }
  if (entries.length < count) return { entries: byName(await entriesInOrder(file)), isCut: true };
  return { entries: byName(entries), isCut: false };
}

function byName(entries: readonly ZipEntry[]): Map<string, ZipEntry> {
  return new Map(entries.map((entry) => [entry.name, entry]));
}

/** Where the list of entries is; `undefined` where there is none that fits. */
async function listPlace(
  file: FileRanges,
): Promise<{ at: number; bytes: number; count: number; shift: number } | undefined> {
  const tailStart = Math.max(0, file.length - 22 - 0xffff);
  const tail = await file.bytes(tailStart, file.length - tailStart);
  for (let i = tail.length - 22; i >= 0; i--) {
    if (tail.readUInt32LE(i) !== 0x06054b50) continue;
    let end = tailStart + i;
    let [count, bytes, at] = [
      tail.readUInt16LE(i + 10),
      tail.readUInt32LE(i + 12),
      tail.readUInt32LE(i + 16),
    ];
    if (count === 0xffff || bytes === 0xffffffff || at === 0xffffffff) {
      const locator =
        i >= 20 && tail.readUInt32LE(i - 20) === 0x07064b50 ? tail.readBigUInt64LE(i - 12) : -1n;
      const large = locator < 0n ? Buffer.alloc(0) : await file.bytes(Number(locator), 56);
      if (large.length < 56 || large.readUInt32LE(0) !== 0x06064b50) return undefined;
      [count, bytes, at] = [32, 40, 48].map((offset) => Number(large.readBigUInt64LE(offset))) as [
        number,
        number,
        number,
      ];
      end = Number(locator);
    }
    // Something may stand before the zip, as in programs that unpack themselves.
    const shift = end - bytes - at;
    return shift < 0 ? undefined : { at: at + shift, bytes, count, shift };
  }
  return undefined;
}

/** Sizes and places that do not fit into 32 bits stand in a field of their own. */
function withLarge(entry: ZipEntry, extra: Buffer): ZipEntry {
  for (let i = 0; i + 4 <= extra.length;) {
    const length = extra.readUInt16LE(i + 2);
    if (extra.readUInt16LE(i) === 1) {
      let next = i + 4;
      const take = (value: number): number => {
        if (value !== 0xffffffff || next + 8 > extra.length) return value;
        next += 8;
        return Number(extra.readBigUInt64LE(next - 8));
      };
      const size = take(entry.size);
      const packed = take(entry.packed);
      return { ...entry, size, packed, at: take(entry.at) };
    }
    i += 4 + length;
  }
  return entry;
}

/** Entries by their own headers, as long as these follow each other and are whole. */
async function entriesInOrder(file: FileRanges): Promise<ZipEntry[]> {
  const entries: ZipEntry[] = [];
  for (let at = 0; at + 30 <= file.length && entries.length < mostEntries;) {
    const head = Buffer.from(await file.bytes(at, 30));
    if (head.length < 30 || head.readUInt32LE(0) !== 0x04034b50) break;
    const flags = head.readUInt16LE(6);
    const [nameLength, extraLength] = [head.readUInt16LE(26), head.readUInt16LE(28)];
    const rest = Buffer.from(await file.bytes(at + 30, nameLength + extraLength));
    if (rest.length < nameLength + extraLength) break;
    const entry = withLarge(
      {
        name: rest.toString('utf8', 0, nameLength),
        method: head.readUInt16LE(8),
        isEncrypted: (flags & 1) === 1,
        crc: head.readUInt32LE(14),
        packed: head.readUInt32LE(18),
        size: head.readUInt32LE(22),
        at,
      },
      rest.subarray(nameLength),
    );
    const end = at + 30 + nameLength + extraLength + entry.packed;
    // Written as it came: how long it is stands behind it.
    if ((flags & 8) !== 0 && entry.packed === 0) break;
    if (end > file.length) break;
    entries.push({ ...entry, at });
    at = end;
  }
  return entries;
}
