import { lstatSync, type BigIntStats } from 'node:fs';
import type { DatabaseSync } from 'node:sqlite';
import { attempt } from '../../platform/errors.ts';
import { connect, isSound, metaValue, peek, pragma } from './connection.ts';

/**
 * What the next start will find under the name of an open database: the file that is open; nothing, or a file whose log (`-wal`) is gone;
 * another file; the same file with another content.
 */
export type Found = 'here' | 'gone' | 'another' | 'overwritten';

/** How far a content is: what a database holds never goes back by itself. */
export interface Progress {
  store: string | undefined;
  seq: number;
  writer: unknown;
}

/** How long (ms) a file must have been left alone before what it holds is judged, and how long that is waited for. */
const settledMs = 150;
const patienceMs = 5_000;

/** Up to this size a file is looked at as a whole. */
const soundBytes = 32n * 1024n * 1024n;

/**
 * Compares device and inode of a path with those of the file that is open: SQLite does not look whether its file still has its name.
 * No descriptor of our own is opened on it: to close one would drop the locks that this process has on the file.
 */
export class FilePlace {
  readonly path: string;
  #main: BigIntStats | undefined;
  #log: BigIntStats | undefined;
  #progress: Progress | undefined;

  constructor(path: string) {
    this.path = path;
  }

  /** The file is open now. */
  remember(db: DatabaseSync): void {
    this.#main = stat(this.path);
    this.#log = pragma(db, 'journal_mode') === 'wal' ? stat(`${this.path}-wal`) : undefined;
    this.#progress = attempt(() => peek(this.path, progressOf));
  }

  /** Whether the path's own file is the one that is open, whatever became of its log. */
  get isOwn(): boolean {
    return same(stat(this.path), this.#main);
  }

  /** Whether the log that lies beside the path is that of the file that is open. */
  get isOwnLog(): boolean {
    return same(stat(`${this.path}-wal`), this.#log);
  }

  look(db: DatabaseSync): Found {
    const main = stat(this.path);
    if (!main) return 'gone';
    if (!same(main, this.#main)) return 'another';
    if (this.#log) {
      const log = stat(`${this.path}-wal`);
      if (!log) return 'gone';
      // An empty one was made by a program that looked in. What it wrote would be another's.
      if (!same(log, this.#log)) return log.size === 0n ? 'gone' : 'another';
    }
    if (untouched(main, this.#main)) return 'here';
    return this.#sameContent(db) ? 'here' : 'overwritten';
  }

  /** The file was written to: by a checkpoint, which only brings it further, or by somebody who copied another over it. */
  #sameContent(db: DatabaseSync): boolean {
    const until = Date.now() + patienceMs;
    let hurried = true;
    for (;;) {
      const before = stat(this.path);
      const now = attempt(() => peek(this.path, progressOf));
      const after = stat(this.path);
      if (!before || !after || !same(after, this.#main)) return true; // gone meanwhile: the next look tells
      const still = untouched(before, after);
      // Our own view is broken where pages of another content lie below it.
      const ours = attempt(() => progressOf(db));
      if (still && ours && this.#follows(now, ours) && (!this.#log || this.#isSound(after))) {
        this.#main = after;
        this.#progress = now ?? this.#progress;
        return true;
      }
      // A checkpoint of another window may be half done: judged once nobody writes any more.
      const quiet = Date.now() - Number(after.ctimeMs) > settledMs;
      if (still && quiet && !hurried) {
        if (!ours || !this.#log || !this.#isHalfWay(ours)) return false;
        this.#main = after;
        return true;
      }
      if (Date.now() > until) return false;
      hurried = !quiet;
      pause(25);
    }
  }

  /**
   * A backup that is newer than the last checkpoint follows it too, but the log belongs to other pages: what both make together is looked at
   * then, as the next start will see it, where that takes milliseconds. Without a log each act writes into the file itself, and there is
   * nothing that could belong to other pages.
   */
  #isSound({ size }: BigIntStats): boolean {
    if (size > soundBytes) return true;
    const db = connect(this.path);
    try {
      // Where another window is busy with it, nothing is known.
      return attempt(() => isSound(db), true);
    } finally {
      db.close();
    }
  }

  /**
   * Whether a checkpoint came no further: where somebody reads an older state (an export), it leaves out each page that was written again
   * since, and the file by itself is in no state at all. With its log it is whole, and holds what is seen here; a file that somebody else
   * wrote is whole by itself, or not even so. Reads all of it.
   */
  #isHalfWay(ours: Progress): boolean {
    if (attempt(() => peek(this.path, isSound), false)) return false;
    return attempt(() => {
      const db = connect(this.path);
      try {
        const both = progressOf(db);
        return both.store === ours.store && both.seq >= ours.seq && isSound(db);
      } finally {
        db.close();
      }
    }, false);
  }

  #follows(now: Progress | undefined, ours: Progress): boolean {
    const last = this.#progress;
    // All of a new database may still be in its log.
    if (!now) return !last;
    if ((now.store !== undefined && now.store !== ours.store) || now.seq > ours.seq) return false;
    return !last || now.seq > last.seq || (now.seq === last.seq && now.writer === last.writer);
  }
}

export function progressOf(db: DatabaseSync): Progress {
  const row = db.prepare('SELECT seq, writer FROM changes ORDER BY seq DESC LIMIT 1').get();
  return { store: metaValue(db, 'store'), seq: Number(row?.['seq'] ?? 0), writer: row?.['writer'] };
}

/** Undefined where there is none, or no way to it. */
function stat(path: string): BigIntStats | undefined {
  try {
    return lstatSync(path, { bigint: true });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw error;
  }
}

function same(one: BigIntStats | undefined, other: BigIntStats | undefined): boolean {
  return one !== undefined && one.dev === other?.dev && one.ino === other.ino;
}

function untouched(one: BigIntStats, other: BigIntStats | undefined): boolean {
  return one.ctimeNs === other?.ctimeNs && one.mtimeNs === other.mtimeNs && one.size === other.size;
}

/** Blocks: lives in the store's thread. */
export function pause(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}
