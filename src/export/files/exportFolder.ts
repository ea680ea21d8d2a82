import { randomUUID } from 'node:crypto';
import { cp, lstat, mkdir, readdir, rename, rm, rmdir, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import * as l10n from '@vscode/l10n';
import type { Scratch } from '../../platform/atomicFile.ts';
import { TouchstoneError } from '../../platform/errors.ts';

/**
 * A folder that appears under its name when all that is in it is complete. What stands there is never replaced: it may hold more than an
 * export (a clone of a repository of the Hub).
 */
export class ExportFolder {
  /** Where to write. */
  readonly path: string;
  readonly #target: string;
  readonly #scratch: Scratch | undefined;

  private constructor(target: string, path: string, scratch: Scratch | undefined) {
    this.#target = target;
    this.path = path;
    this.#scratch = scratch;
  }

  /** Made beside its place, if there is no `scratch`. Errors: `export-failed` where something is in its place, what Node's `fs` throws. */
  static async create(target: string, scratch?: Scratch): Promise<ExportFolder> {
    await mustBeFree(target);
    const path = scratch?.temporary ?? besideOf(target);
    await mkdir(path);
    return new ExportFolder(target, path, scratch);
  }

  /** Puts it in its place; its files are on disk already. */
  async commit(): Promise<void> {
    await mustBeFree(this.#target);
    // An empty folder that stands there is given up for it: Windows renames to nothing but a free name.
    await rmdir(this.#target).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOENT') throw error;
    });
    try {
      await rename(this.path, this.#target);
    } catch (error) {
      if (!this.#scratch || (error as NodeJS.ErrnoException).code !== 'EXDEV') throw error;
      await this.#moveOver(this.#scratch);
    }
  }

  /** To another drive: what stands there meanwhile is told before it is made. */
  async #moveOver({ beside }: Scratch): Promise<void> {
    const copy = besideOf(this.#target);
    await writeFile(beside, copy, { flag: 'wx' });
    try {
      await cp(this.path, copy, { recursive: true, errorOnExist: true, force: false });
      await rename(copy, this.#target);
    } catch (error) {
      await rm(copy, { recursive: true, force: true });
      throw error;
    } finally {
      await rm(beside, { force: true });
    }
    await this.abort();
  }

  /** Removes what was written. */
  async abort(): Promise<void> {
    await rm(this.path, { recursive: true, force: true });
  }
}

async function mustBeFree(target: string): Promise<void> {
  const there = await lstat(target).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (!there || (there.isDirectory() && (await readdir(target)).length === 0)) return;
  throw new TouchstoneError('export-failed', l10n.t('{0} is there already.', target), {
    action: l10n.t('Choose another name, or remove it.'),
  });
}

/** As `AtomicFile` names what it writes: known to who sweeps. */
function besideOf(path: string): string {
  return join(dirname(path), `.touchstone-${randomUUID().slice(0, 8)}.tmp`);
}

/** Names that mean something else, or nothing, on some system. */
const reserved = /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/i;

/** A name for a file, a folder or a dataset that is one on every system, never a path. Errors: `export-failed`. */
export function checkName(name: string): string {
  const isName = name !== '' && !/[/\\:*?"<>|\p{Cc}]/u.test(name) && !/^\.+$|^\s|[\s.]$/.test(name);
  if (isName && !reserved.test(name) && basename(name) === name) return name;
  throw new TouchstoneError('export-failed', l10n.t('"{0}" is no name for a file or folder.', name), {
    action: l10n.t('Use letters, digits, dashes, underscores and dots; no slashes or backslashes.'),
  });
}
