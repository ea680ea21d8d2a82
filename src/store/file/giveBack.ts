import type { DatabaseSync } from 'node:sqlite';

/** Free pages that are not worth the work: the next acts fill them. */
const few = 256;
/** In one transaction, which others wait for: 2 MB. */
const pagesAtOnce = 512;
/** Free bytes for which a file of an earlier version is written anew, and how large what it holds may be: others wait that long. */
const worthIt = 16 * 1024 * 1024;
const atMost = 128 * 1024 * 1024;

/** How many of its pages are free. A file that was made by an earlier version gives none back without being written anew. */
function pagesOf(db: DatabaseSync): { free: number; all: number; size: number; canGive: boolean } {
  const value = (name: string): number =>
    Number(Object.values(db.prepare(`PRAGMA ${name}`).get() ?? {})[0] ?? 0);
  const [free, all, size] = [value('freelist_count'), value('page_count'), value('page_size')];
  return { free, all, size, canGive: value('auto_vacuum') === 2 };
}

/** What is to be done to give space back: in small parts, or at once. */
export function wayToGive(db: DatabaseSync): 'parts' | 'anew' | undefined {
  const { free, all, size, canGive } = pagesOf(db);
  if (free <= few) return undefined;
  if (canGive) return 'parts';
  return free * size >= worthIt && free * 2 >= all && (all - free) * size <= atMost ? 'anew' : undefined;
}

/** Gives a part of the free pages back. Called in a transaction. */
export function givePart(db: DatabaseSync): void {
  db.exec(`PRAGMA incremental_vacuum(${pagesAtOnce})`);
}

/** Writes the file anew, once: it gives back in parts from then on. Called outside of transactions. */
export function giveAll(db: DatabaseSync): void {
  db.exec('PRAGMA auto_vacuum = INCREMENTAL; VACUUM');
}
