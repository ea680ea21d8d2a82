import { createHash } from 'node:crypto';
import { lstat, readdir, readFile, writeFile } from 'node:fs/promises';
import { basename, extname, join } from 'node:path';
import * as z from 'zod';
import { programOf } from '../code/program.ts';
import type { ProgramTask } from '../code/answer/askedNames.ts';
import { replaceCode } from '../code/replaceCode.ts';
import type { Generation, TaskDetail } from '../domain/task.ts';
import { sha256 } from '../platform/hash.ts';
import { ownFolder, writeOwnFile } from '../platform/ownFolder.ts';
import type { Store } from '../store/api/store.ts';
import type { AnswerService } from './answerService.ts';
import { answerOf } from './shownAnswer.ts';

/**
 * Corrections as files that the user edits. What is in a file is the user's: it is compared with what was last taken out of it or written
 * into it before it is written, and never lost for what the store says.
 */

/** Where the files lie, and whose answers they become. */
export interface CorrectionHome {
  /** The folder in which `.touchstone` lies. */
  readonly ownBase: string;
  readonly annotator: string;
  /** Other names of the same person. */
  readonly names?: readonly string[];
  readonly store: Pick<Store, 'getMeta' | 'setMeta'>;
  readonly answers: Pick<AnswerService, 'edit'>;
}

/** Which answer a file belongs to; kept in the store, since the file's name is a hash. */
const linkSchema = z.object({
  taskId: z.string(),
  response: z.union([z.literal(1), z.literal(2)]),
  part: z.enum(['code', 'markdown']),
  /** Missing in those that were written before it was kept. */
  annotator: z.string().optional(),
});
export type CorrectionLink = z.output<typeof linkSchema>;

/** How the file and the store stood to each other when one was last made from the other. All but `taken` are hashes. */
const knownSchema = z.object({
  /** What was in the file. */
  file: z.string(),
  /** The stored correction of that response; empty for none. */
  stored: z.string(),
  /** The response that is corrected. */
  of: z.string(),
  /** The file's text is the user's, and was stored. */
  taken: z.boolean(),
});
type Known = z.output<typeof knownSchema>;

/**
 * What came of a file. `replaced`: it is stored in the place of the other response's; `same`: nothing was to be done. Not taken:
 * `judged` (the task is submitted or discarded, and nobody asked), `clash` (the answer holds another correction since), `exchanged` (the
 * response is another one by now), `foreign` (another annotator's, or nobody's).
 */
export type Taking = 'taken' | 'replaced' | 'same' | 'judged' | 'clash' | 'exchanged' | 'foreign';

export const isTaken = (taking: Taking): boolean => ['taken', 'replaced', 'same'].includes(taking);

export function correctionFolder({ ownBase }: Pick<CorrectionHome, 'ownBase'>): string {
  return join(ownBase, '.touchstone', 'corrections');
}

/** Whether a file is called as one of these; what was kept beside them is not. */
export function isCorrectionFile(name: string): boolean {
  return /^[0-9a-f]{16}-[AB]\.[^.]+$/.test(name);
}

export async function linkOfFile(
  { store }: Pick<CorrectionHome, 'store'>,
  file: string,
): Promise<CorrectionLink | undefined> {
  const raw = await store.getMeta(linkKey(file));
  return raw === undefined ? undefined : linkSchema.parse(JSON.parse(raw));
}

function isOwn({ annotator, names }: CorrectionHome, link: CorrectionLink): boolean {
  return link.annotator === undefined || link.annotator === annotator || !!names?.includes(link.annotator);
}

/** What is to be corrected, and what a file that is not there yet begins with. */
export interface CorrectionStart {
  link: Omit<CorrectionLink, 'annotator'>;
  /** Of the file, in the folder of all. */
  name: string;
  content: string;
  generation: Generation;
  annotation: TaskDetail['annotation'];
}

/**
 * Makes the file ready to be edited: written from the store where nothing of the user's is lost by that, else left as it is, or put
 * aside. `kept`: where what was in it lies now. `taking`: what came of a text that nobody had taken; `failed`: why it could not be.
 * Errors: what the file system and the store throw; the file is as it was then.
 */
export async function readyCorrection(
  home: CorrectionHome,
  { link, name, content, generation, annotation }: CorrectionStart,
): Promise<{ file: string; kept?: string; taking?: Taking; failed?: unknown }> {
  const folder = await ownFolder(home.ownBase, '.touchstone', 'corrections');
  const file = join(folder, name);
  const text = content.endsWith('\n') ? content : `${content}\n`;
  const before = await linkOfFile(home, file);
  await home.store.setMeta(linkKey(file), JSON.stringify({ ...link, annotator: home.annotator }));
  const own = storedHash(annotation, link.response);
  const write = async (there?: Buffer): Promise<{ file: string; kept?: string }> => {
    const kept = there && (await keepBeside(folder, name, there));
    await writeOwnFile(folder, name, text);
    await remember(home, file, { file: sha256(text), stored: own, of: generation.hash, taken: own !== '' });
    return { file, ...(kept !== undefined && { kept }) };
  };

  const bytes = await bytesOf(file);
  if (!bytes) return write();
  const known = await knownOf(home, file);
  if (textIn(bytes) === text) {
    const taken = own !== '' || (known?.taken ?? false);
    await remember(home, file, { file: hashOf(bytes), stored: own, of: generation.hash, taken });
    return { file };
  }
  const mine = before === undefined || isOwn(home, before);
  const exchanged = known?.of !== generation.hash || !mine;
  if (known?.file === hashOf(bytes)) {
    if (!known.taken) return write();
    // What was taken once is in the answer or in its history; but that of an answer which is the other response's now goes on here.
    if (exchanged) return write(bytes);
    return own === '' ? { file } : write();
  }
  if (exchanged) return write(bytes);
  try {
    const taking = await takeCorrection(home, file, { asked: false });
    return taking === 'clash' && own !== '' ? { ...(await write(bytes)), taking } : { file, taking };
  } catch (failed) {
    return { file, failed };
  }
}

/**
 * Has the answer take what is in a file. `asked`: the user saved it, and means it, whatever the answer holds by now; `text`: as the
 * editor has it, which knows the file's encoding. Errors: those of `AnswerService.edit` and of the file system.
 */
export async function takeCorrection(
  home: CorrectionHome,
  file: string,
  { text: given, asked }: { text?: string; asked: boolean },
): Promise<Taking> {
  const link = await linkOfFile(home, file);
  const bytes = await bytesOf(file);
  const there = bytes && textIn(bytes);
  const text = given ?? there;
  const known = await knownOf(home, file);
  if (!link || text === undefined) return 'foreign';
  if (!asked && (!known || !isOwn(home, link))) return 'foreign';

  const seen = { taking: 'foreign' as Taking, of: '' };
  const stored = await home.answers.edit(link.taskId, (task) => {
    const generation = task.generations.find((g) => g.response === link.response);
    if (!generation) return undefined;
    seen.of = generation.hash;
    const former = answerOf(task.annotation);
    const corrected = `Response ${link.response}` as const;
    const own = former.corrected === corrected ? former.correction : undefined;
    const base = own ? own : generation.text;
    const correction = extname(file) === '.md' ? text : replaceCode(base, text, { task: task.task });
    const same = own ? correction === own : correction.trim() === generation.text.trim();
    const replaces = !!former.correction && !own && former.correction !== generation.text;
    const status = task.annotation?.status;
    if (known && known.of !== generation.hash) seen.taking = 'exchanged';
    else if (same) seen.taking = 'same';
    else if (!asked && (replaces || known?.stored !== storedHash(task.annotation, link.response)))
      seen.taking = 'clash';
    else if (!asked && (status === 'submitted' || status === 'discarded')) seen.taking = 'judged';
    else {
      seen.taking = replaces ? 'replaced' : 'taken';
      const entry = replaces ? { entry: 'own' as const } : {};
      return { status: 'draft', answer: { ...former, corrected, correction }, ...entry };
    }
    return undefined;
  });
  if (isTaken(seen.taking)) {
    const now = storedHash(stored, link.response);
    // In another encoding than ours it is known by its bytes; where others wrote since it was saved, they are not known.
    const hash = bytes && (there === undefined || there === text) ? hashOf(bytes) : sha256(text);
    await remember(home, file, { file: hash, stored: now, of: seen.of, taken: now !== '' });
  }
  return seen.taking;
}

/** A file whose text nobody has taken, and what came of it now. */
export interface Untaken {
  file: string;
  taskId: string;
  taking?: Taking;
  failed?: unknown;
}

/**
 * Looks through all files for what was saved while nobody could take it, or changed by another program, and takes it where the answer has
 * not gone on since. Gives those that had any.
 */
export async function takeUntaken(home: CorrectionHome): Promise<Untaken[]> {
  const folder = correctionFolder(home);
  const names = (await readdir(folder).catch(() => [])).filter(isCorrectionFile);
  const found: Untaken[] = [];
  for (const name of names) {
    const file = join(folder, name);
    const [link, known] = [await linkOfFile(home, file), await knownOf(home, file)];
    if (!link || !known) continue;
    const bytes = await bytesOf(file).catch(() => undefined);
    if (!bytes || hashOf(bytes) === known.file) continue;
    try {
      const taking = await takeCorrection(home, file, { asked: false });
      if (taking !== 'foreign') found.push({ file, taskId: link.taskId, taking });
    } catch (failed) {
      found.push({ file, taskId: link.taskId, failed });
    }
  }
  return found;
}

/** What a file of this kind begins with: the code of a text, or all of it. */
export function correctionContent(
  start: string,
  generation: Generation,
  { part, task }: { part: 'code' | 'markdown'; task: ProgramTask },
): string {
  if (part === 'markdown') return start;
  const options = { task };
  return programOf(start, options)?.code ?? programOf(generation.text, options)?.code ?? '';
}

const linkKey = (file: string): string => `correction:${basename(file, extname(file))}`;
const knownKey = (file: string): string => `correctionFile:${basename(file)}`;

async function knownOf({ store }: Pick<CorrectionHome, 'store'>, file: string): Promise<Known | undefined> {
  const raw = await store.getMeta(knownKey(file));
  return raw === undefined ? undefined : knownSchema.parse(JSON.parse(raw));
}

async function remember({ store }: CorrectionHome, file: string, known: Known): Promise<void> {
  await store.setMeta(knownKey(file), JSON.stringify(known));
}

function storedHash(annotation: TaskDetail['annotation'], response: 1 | 2): string {
  const { corrected, correction } = annotation ?? {};
  return corrected === `Response ${response}` && correction ? sha256(correction) : '';
}

/** What a plain file holds: nothing of ours is read through a link. */
async function bytesOf(file: string): Promise<Buffer | undefined> {
  const stat = await lstat(file).catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  });
  return stat?.isFile() ? readFile(file) : undefined;
}

function hashOf(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** Undefined for what is no UTF-8. */
function textIn(bytes: Buffer): string | undefined {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return text.includes('\0') ? undefined : text;
  } catch {
    return undefined;
  }
}

/** Under a name that is not there yet. */
async function keepBeside(folder: string, name: string, bytes: Buffer): Promise<string> {
  const [stem, extension] = [basename(name, extname(name)), extname(name)];
  for (let n = 1; ; n++) {
    const kept = join(folder, `${stem}.kept-${n}${extension}`);
    try {
      await writeFile(kept, bytes, { flag: 'wx' });
      return kept;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      if ((await bytesOf(kept))?.equals(bytes)) return kept;
    }
  }
}
