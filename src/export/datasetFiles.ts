import { randomUUID } from 'node:crypto';
import { lstat, mkdir, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import * as l10n from '@vscode/l10n';
import { AtomicFile, type Scratch } from '../platform/atomicFile.ts';
import { TouchstoneError } from '../platform/errors.ts';
import { arrowFile } from './arrow/datasetsFolder.ts';
import { checkName, ExportFolder } from './files/exportFolder.ts';
import { factsOf, type FileFacts } from './files/fileFacts.ts';
import type { ExportJob } from './exportProtocol.ts';
import { scratchName } from './files/exportScratch.ts';
import { splitNames, type SplitName } from './split/splitPlan.ts';

/** Where the files of an export are written, all of which appear together at the end. */
export interface DatasetFiles {
  /** Where the file of a part will be. */
  pathOf(split: SplitName): string;
  open(split: SplitName): Promise<AtomicFile>;
  /** Where something may lie meanwhile. */
  spoolPath(): string;
  /** Puts the files that were opened in their place; of a folder, `others` tells what else is in it. */
  commit(others: (files: FileFacts[]) => Promise<Record<string, string>>): Promise<void>;
  abort(): Promise<void>;
}

type Job = Pick<ExportJob, 'format' | 'path' | 'from' | 'dataset'>;

export async function datasetFiles(job: Job): Promise<DatasetFiles> {
  checkName(basename(job.path));
  if (job.dataset) checkName(job.dataset.about.name);
  if (job.dataset?.folder || job.format === 'arrow') return FolderFiles.create(job);
  return SingleFiles.create(job);
}

/** `out.jsonl`, or `out.train.jsonl` and so on, which take the place of nothing that nobody was asked about. Each is whole under its name; they are put there one after the other at the end. */
class SingleFiles implements DatasetFiles {
  readonly #job: Job;
  readonly #open: { file: AtomicFile; path: string; isNew: boolean }[] = [];
  /** New ones that are in their place. */
  readonly #placed: string[] = [];

  private constructor(job: Job) {
    this.#job = job;
  }

  /** Errors: `export-failed` where one of the parts is there already. */
  static async create(job: Job): Promise<SingleFiles> {
    const files = new SingleFiles(job);
    const { split, overwrite } = job.dataset ?? {};
    const parts = split && !overwrite ? splitNames.filter((name) => split[name] > 0) : [];
    for (const path of parts.map((name) => files.pathOf(name))) await files.#look(path);
    return files;
  }

  pathOf(split: SplitName): string {
    const { path, format, dataset } = this.#job;
    if (!dataset?.split) return path;
    const name = basename(path);
    const ending = `.${format}`;
    const stem = name.toLowerCase().endsWith(ending) ? name.slice(0, -ending.length) : name;
    return join(dirname(path), `${stem}.${split}${ending}`);
  }

  async open(split: SplitName): Promise<AtomicFile> {
    const path = this.pathOf(split);
    const isThere = await this.#look(path);
    const file = await AtomicFile.create(path, scratchOf(this.#job));
    this.#open.push({ file, path, isNew: !isThere });
    return file;
  }

  /** Whether there is a file that may be replaced. */
  async #look(path: string): Promise<boolean> {
    const { split, overwrite } = this.#job.dataset ?? {};
    const there = await lstat(path).catch(() => undefined);
    const action = l10n.t('Choose another name, or remove it.');
    if (there?.isDirectory())
      throw new TouchstoneError('export-failed', l10n.t('{0} is a folder.', path), { action });
    if (there && split && !overwrite)
      throw new TouchstoneError('export-failed', l10n.t('{0} is there already.', path), { action });
    return there !== undefined;
  }

  spoolPath(): string {
    return temporary(this.#job, dirname(this.#job.path));
  }

  async commit(): Promise<void> {
    for (const { file, path, isNew } of this.#open) {
      // It may have come meanwhile.
      if (isNew) await this.#look(path);
      await file.commit();
      if (isNew) this.#placed.push(path);
    }
  }

  async abort(): Promise<void> {
    for (const { file } of this.#open) await file.abort();
    // Some of the parts alone would be taken for all of them.
    for (const path of this.#placed) await rm(path, { force: true });
  }
}

/** A folder with `data/train.jsonl` and so on, or as `datasets` keeps it on disk, and what tells of them. */
class FolderFiles implements DatasetFiles {
  readonly #job: Job;
  readonly #folder: ExportFolder;
  readonly #open = new Map<string, AtomicFile>();

  private constructor(job: Job, folder: ExportFolder) {
    this.#job = job;
    this.#folder = folder;
  }

  static async create(job: Job): Promise<FolderFiles> {
    const folder = await ExportFolder.create(job.path, scratchOf(job));
    return new FolderFiles(job, folder);
  }

  pathOf(split: SplitName): string {
    return join(this.#job.path, this.#inside(split));
  }

  async open(split: SplitName): Promise<AtomicFile> {
    const path = join(this.#folder.path, this.#inside(split));
    await mkdir(dirname(path), { recursive: true });
    const file = await AtomicFile.create(path);
    this.#open.set(this.#inside(split), file);
    return file;
  }

  spoolPath(): string {
    return temporary(this.#job, dirname(this.#job.path));
  }

  async commit(others: (files: FileFacts[]) => Promise<Record<string, string>>): Promise<void> {
    const facts: FileFacts[] = [];
    for (const [path, file] of this.#open) {
      await file.commit();
      facts.push({ path, ...(await factsOf(join(this.#folder.path, path))) });
    }
    for (const [name, text] of Object.entries(await others(facts))) {
      for (const part of name.split('/')) checkName(part);
      const file = await AtomicFile.create(join(this.#folder.path, name));
      await file.writeText(text);
      await file.commit();
    }
    await this.#folder.commit();
  }

  async abort(): Promise<void> {
    for (const file of this.#open.values()) await file.abort();
    await this.#folder.abort();
  }

  #inside(split: SplitName): string {
    const { format, dataset } = this.#job;
    if (format !== 'arrow') return `data/${split}.${format}`;
    return dataset?.split ? `${split}/${arrowFile}` : arrowFile;
  }
}

function scratchOf({ from }: Job): Scratch | undefined {
  if (!from) return undefined;
  const id = randomUUID();
  return {
    temporary: join(from.scratch, scratchName(id)),
    beside: join(from.scratch, scratchName(id, 'beside')),
  };
}

function temporary(job: Job, folder: string): string {
  return scratchOf(job)?.temporary ?? join(folder, `.touchstone-${randomUUID().slice(0, 8)}.tmp`);
}
