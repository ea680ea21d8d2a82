import { randomUUID } from 'node:crypto';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { argillaAnnotator, localAnnotator } from '../../annotation/annotatorId.ts';
import { writeFileAtomicSync } from '../../platform/atomicFile.ts';
import type { ProjectConfig } from '../../project/config.ts';

const knownUserSchema = z.object({ id: z.string(), username: z.string(), role: z.string() });

/** The Argilla user who was last connected to an origin. */
export type KnownUser = z.output<typeof knownUserSchema>;

const fileSchema = z.object({
  local: z.string().min(1),
  users: z.record(z.string(), knownUserSchema).default({}),
});

/**
 * Who annotates: the Argilla user who was last connected to the project's server, else an id of this machine. Kept in a file of the
 * extension's storage, on the machine that has the store: VS Code in a browser keeps its own state with the browser, where the
 * same person would be a stranger in the next window.
 */
export class Identities {
  readonly #file: string;
  #known: z.output<typeof fileSchema> | undefined;

  /** `folder`: the extension's global storage. */
  constructor(folder: string) {
    this.#file = join(folder, 'annotator.json');
  }

  get local(): string {
    return localAnnotator(this.#read().local);
  }

  user(origin: string): KnownUser | undefined {
    return this.#read().users[origin];
  }

  remember(origin: string, user: KnownUser): void {
    const known = this.#read();
    this.#write({ ...known, users: { ...known.users, [origin]: user } });
  }

  annotatorOf(config: ProjectConfig): string {
    if (!config.argilla) return this.local;
    const origin = new URL(config.argilla.url).origin;
    const user = this.user(origin);
    return user ? argillaAnnotator(origin, user.id) : this.local;
  }

  #read(): z.output<typeof fileSchema> {
    if (this.#known) return this.#known;
    try {
      this.#known = fileSchema.parse(JSON.parse(readFileSync(this.#file, 'utf8')));
    } catch {
      // The first time, or not readable any more: answers under a lost id are still in the store and its history.
      this.#write({ local: randomUUID(), users: {} });
    }
    return this.#known ?? { local: '', users: {} };
  }

  #write(known: z.output<typeof fileSchema>): void {
    this.#known = known;
    mkdirSync(join(this.#file, '..'), { recursive: true });
    writeFileAtomicSync(this.#file, `${JSON.stringify(known, null, 2)}\n`);
  }
}
