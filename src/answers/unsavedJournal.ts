import { randomUUID } from 'node:crypto';
import { mkdirSync, rmSync } from 'node:fs';
import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { writeFileAtomicSync } from '../platform/atomicFile.ts';
import { sha256 } from '../platform/hash.ts';
import { textsChangedOf } from '../store/api/shownTexts.ts';
import { sentAnswer, type SentAnswer } from '../protocol/reviewState.ts';

/** How long the store may take for an answer before it is written down here, in milliseconds. */
const patienceMs = 250;

/** `annotator`: missing where it was not known whose answer it is. `at`: when it was sent, in milliseconds since 1970. */
const entrySchema = z.object({
  annotator: z.string().optional(),
  sent: sentAnswer,
  at: z.number().default(0),
});
export type JournalEntry = Omit<z.output<typeof entrySchema>, 'at'>;

/** An entry that was found, with its file and what is in it. */
export type FoundEntry = z.output<typeof entrySchema> & { file: string; text: string };

/**
 * The last resort for what a page has sent and the store has not taken: a file for each task, outside the project. It is written when the
 * store refuses, or lets one wait; it goes when the store has the answer; what is still there is looked for when the project is
 * opened again. Nothing here throws: where it cannot be written either, the page has the text still, and `warn` is told.
 */
export class UnsavedJournal {
  readonly #folder: string;
  readonly #warn: (message: string) => void;
  /** Windows that share the folder have files of their own. */
  readonly #window = randomUUID().slice(0, 8);
  /** Of each file of this window, the number of the answer in it. */
  readonly #written = new Map<string, number>();
  /** Of each file of this window, the last answer that is of no use any more: an attempt at it may still be refused. */
  readonly #thrown = new Map<string, number>();
  #count = 0;

  /** @param folder of this journal alone; it is made when it is needed */
  constructor(folder: string, warn: (message: string) => void) {
    this.#folder = folder;
    this.#warn = warn;
  }

  /** Does `work`, which has the store take the entry. Errors: those of `work`. */
  async guard<T>(project: string, entry: JournalEntry, work: () => Promise<T>): Promise<T> {
    const number = ++this.#count;
    const dated = { ...entry, at: Date.now() };
    const write = (): void => this.#write(project, dated, number);
    const timer = setTimeout(write, patienceMs);
    try {
      const result = await work();
      clearTimeout(timer);
      this.#forget(project, entry.sent.taskId, number);
      return result;
    } catch (error) {
      clearTimeout(timer);
      // About other texts than are there: it is in the task's history.
      if (textsChangedOf(error)?.kept) this.#forget(project, entry.sent.taskId, number);
      else write();
      throw error;
    }
  }

  /** The user does not want it. */
  throwAway(project: string, taskId: string): void {
    this.#thrown.set(this.#fileOf(project, taskId), this.#count);
    this.#forget(project, taskId, this.#count);
  }

  /** What is left of earlier windows, and what other windows are still trying to store; what was sent last comes first. */
  async entries(project: string): Promise<FoundEntry[]> {
    const folder = this.#folderOf(project);
    const names = await readdir(folder).catch(() => []);
    const found: FoundEntry[] = [];
    for (const name of names.filter((one) => one.endsWith('.json'))) {
      const file = join(folder, name);
      if (this.#written.has(file)) continue; // of this window: its page tries it again
      try {
        const text = await readFile(file, 'utf8');
        found.push({ ...entrySchema.parse(JSON.parse(text)), file, text });
      } catch (error) {
        this.#warn(`${file} cannot be read: ${String(error)}`);
      }
    }
    return found.toSorted((a, b) => b.at - a.at);
  }

  /** The store has it. The window whose it is may have written another one meanwhile. */
  async done({ file, text }: FoundEntry): Promise<void> {
    try {
      if ((await readFile(file, 'utf8')) === text) await rm(file);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') this.#warn(String(error));
    }
  }

  #write(project: string, entry: z.output<typeof entrySchema>, number: number): void {
    const file = this.#fileOf(project, entry.sent.taskId);
    if ((this.#written.get(file) ?? 0) > number || (this.#thrown.get(file) ?? 0) >= number) return;
    try {
      mkdirSync(this.#folderOf(project), { recursive: true, mode: 0o700 });
      writeFileAtomicSync(file, JSON.stringify(entry));
      this.#written.set(file, number);
    } catch (error) {
      this.#warn(`What was typed cannot be written down: ${String(error)}`);
    }
  }

  #forget(project: string, taskId: string, number: number): void {
    const file = this.#fileOf(project, taskId);
    const written = this.#written.get(file);
    if (written === undefined || written > number) return;
    this.#written.delete(file);
    try {
      rmSync(file, { force: true });
    } catch (error) {
      this.#warn(String(error));
    }
  }

  #folderOf(project: string): string {
    return join(this.#folder, sha256(project, 16));
  }

  #fileOf(project: string, taskId: string): string {
    return join(this.#folderOf(project), `${sha256(taskId, 16)}-${this.#window}.json`);
  }
}

/** `stored`: as a draft; `kept`: others had changed the same, so it is in the task's history. */
export interface Played {
  stored: string[];
  kept: string[];
}

/**
 * Has the store take what is left of earlier windows. `store` decides as for any other writer; what it cannot take now stays for the next
 * time, what clashes with the stored answer goes to the history by `keep`.
 */
export async function playJournal(
  journal: UnsavedJournal,
  { project, annotator, names = [] }: { project: string; annotator: string; names?: readonly string[] },
  {
    store,
    keep,
    clashes,
    warn,
  }: {
    store: (sent: SentAnswer) => Promise<unknown>;
    keep: (sent: SentAnswer) => Promise<unknown>;
    clashes: (error: unknown) => boolean;
    warn: (message: string) => void;
  },
): Promise<Played> {
  const played: Played = { stored: [], kept: [] };
  for (const entry of await journal.entries(project)) {
    if (entry.annotator !== undefined && ![annotator, ...names].includes(entry.annotator)) continue;
    const { taskId } = entry.sent;
    try {
      await store(entry.sent);
      played.stored.push(taskId);
    } catch (error) {
      if (textsChangedOf(error)?.kept) {
        played.kept.push(taskId);
        await journal.done(entry);
        continue;
      }
      if (!clashes(error)) {
        warn(`What was typed for a task waits still: ${String(error)}`);
        continue;
      }
      try {
        await keep(entry.sent);
      } catch (why) {
        warn(`What was typed for a task waits still: ${String(why)}`);
        continue;
      }
      played.kept.push(taskId);
    }
    await journal.done(entry);
  }
  return played;
}
