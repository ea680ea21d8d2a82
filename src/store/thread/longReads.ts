import { setImmediate } from 'node:timers/promises';

/**
 * Reads that may take long, one after the other: between two of them everything else that was asked meanwhile is done, so that whoever
 * types waits for one search at most, however many were asked for before. What was asked before a read is seen by it.
 *
 * Not beside the thread that writes, by a connection of its own: as long as that reads, SQLite brings the log into the file in part only,
 * and `FilePlace` has to read such a file as a whole to tell it from one that another program wrote over.
 */
export class LongReads {
  #last: Promise<unknown> = Promise.resolve();

  /** Resolves to what the read gives. Errors: those of the read. */
  take<T>(read: () => T | Promise<T>): Promise<T> {
    const turn = this.#last.then(() => setImmediate());
    const result = turn.then(read);
    // A failure is told by whoever asked; a read that waits for another program keeps the next ones from none of theirs.
    this.#last = turn;
    return result;
  }
}
