import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import * as z from 'zod';
import { argillaAnnotator, localAnnotator } from '../../annotation/annotatorId.ts';
import { writeFileAtomicSync } from '../../platform/atomicFile.ts';
import { attempt, parseJson } from '../../platform/errors.ts';
import { withFileLock } from './fileLock.ts';
import type { ProjectConfig } from '../../project/config.ts';

const knownUserSchema = z.object({ id: z.string(), username: z.string(), role: z.string() });

/** The Argilla user who was last connected to an origin. */
export type KnownUser = z.output<typeof knownUserSchema>;

const fileSchema = z.object({
  local: z.string().min(1),
  users: z.record(z.string(), knownUserSchema).default({}),
});
type Known = z.output<typeof fileSchema>;

export interface IdentitiesOptions {
  /** Another place, where the id of this machine is kept for the day on which the file cannot be read. */
  copy?: { get(): unknown; keep(local: string): void };
  /** The file could not be read: where it lies now. `recovered`: this machine is still known by the same id. */
  onUnreadable?: (kept: string, recovered: boolean) => void;
}

/**
 * Under which name one annotates: the Argilla user who was last connected to the project's server, else an id of this machine. Kept in a file
 * of the extension's storage, on the machine that has the store: VS Code in a browser keeps its own state with the browser, where the
 * same person would be a stranger in the next window. Windows share the file: each looks whether it is as it has read it, and adds to it
 * what it has learnt.
 */
export class Identities {
  readonly #file: string;
  readonly #options: IdentitiesOptions;
  #known: Known | undefined;
  #stamp: string | undefined;
  /** Made anew, where nothing was known. */
  #made: Known | undefined;

  /** `folder`: the extension's global storage. */
  constructor(folder: string, options: IdentitiesOptions = {}) {
    this.#file = join(folder, 'annotator.json');
    this.#options = options;
  }

  get local(): string {
    return localAnnotator(this.#read().local);
  }

  user(origin: string): KnownUser | undefined {
    return this.#read().users[origin];
  }

  /** The user of a name, where it is one of those. */
  userOf(name: string): KnownUser | undefined {
    const users = Object.entries(this.#read().users);
    return users.find(([origin, { id }]) => argillaAnnotator(origin, id) === name)?.[1];
  }

  remember(origin: string, user: KnownUser): void {
    this.#change((known) => ({ ...known, users: { ...known.users, [origin]: user } }));
  }

  annotatorOf(config: ProjectConfig): string {
    if (!config.argilla) return this.local;
    const origin = new URL(config.argilla.url).origin;
    const user = this.user(origin);
    return user ? argillaAnnotator(origin, user.id) : this.local;
  }

  #read(): Known {
    const stamp = this.#stampNow();
    if (this.#known && stamp !== undefined && stamp === this.#stamp) return this.#known;
    const known = this.#look();
    if (known) return this.#keep(known, stamp);
    try {
      return this.#change((one) => one);
    } catch {
      // Nobody can write there: good for as long as this window is open, and known again by the copy.
      return this.#keep(this.#recovered(undefined), undefined);
    }
  }

  /** Under the lock from reading to writing, so that nothing of what others have written meanwhile is lost. */
  #change(alter: (known: Known) => Known): Known {
    mkdirSync(dirname(this.#file), { recursive: true });
    let aside: { kept: string; recovered: boolean } | undefined;
    const known = withFileLock(`${this.#file}.lock`, () => {
      const before = this.#look();
      const text = before ? undefined : attempt(() => readFileSync(this.#file, 'utf8'));
      const base = before ?? this.#recovered(text);
      if (!before && existsSync(this.#file))
        aside = { kept: this.#setAside(), recovered: this.#known !== undefined || base !== this.#made };
      const after = alter(base);
      if (!isDeepStrictEqual(after, before))
        writeFileAtomicSync(this.#file, `${JSON.stringify(after, null, 2)}\n`);
      return this.#keep(after, this.#stampNow());
    });
    if (aside) this.#options.onUnreadable?.(aside.kept, aside.recovered);
    return known;
  }

  /** What is known without the file: by this window, by what can still be read of it, by the copy. */
  #recovered(text: string | undefined): Known {
    if (this.#known) return this.#known;
    const written = /"local":\s*"([^"]+)"/.exec(text ?? '')?.[1];
    const known = fileSchema.safeParse({ local: written ?? this.#options.copy?.get() }).data;
    if (known) return known;
    this.#made ??= { local: randomUUID(), users: {} };
    return this.#made;
  }

  /** It may hold what somebody can still read. */
  #setAside(): string {
    for (let n = 1; ; n++) {
      const kept = `${this.#file}.unreadable-${n}`;
      if (existsSync(kept)) continue;
      renameSync(this.#file, kept);
      return kept;
    }
  }

  #look(): Known | undefined {
    return fileSchema.safeParse(parseJson(attempt(() => readFileSync(this.#file, 'utf8')) ?? '')).data;
  }

  #keep(known: Known, stamp: string | undefined): Known {
    this.#known = known;
    this.#stamp = stamp;
    const { copy } = this.#options;
    if (copy && copy.get() !== known.local) copy.keep(known.local);
    return known;
  }

  #stampNow(): string | undefined {
    const stat = attempt(() => statSync(this.#file, { bigint: true }));
    return stat && `${stat.ino} ${stat.mtimeNs} ${stat.size}`;
  }
}
