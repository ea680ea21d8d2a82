import { execFileSync } from 'node:child_process';
import { chmod, copyFile, cp, mkdir, mkdtemp, readdir, rename, rm, statfs } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Store } from '../../src/store/api/store.ts';
import { asTouchstoneError } from '../../src/platform/errors.ts';
import { openStore } from '../../src/store/thread/storeClient.ts';

const worker = new URL('../../src/store/thread/storeWorker.ts', import.meta.url);
const annotator = 'local:folder';
const taskCount = 30;

/** Room for a database, a copy of it and what git stashes; the disk is to be full soon. */
const diskMegabytes = 192;

export interface FolderActsOptions {
  /** The project lies on a small disk of its own, which is filled now and then. Needs to be root; throws where it may not mount one. */
  smallDisk?: boolean;
}

export interface FolderActs {
  /** What was acknowledged and is missing without anybody having been told. */
  faults: string[];
  acknowledged: number;
  /** Refused with a reason, as on a full disk; what was acknowledged before is there all the same. */
  refused: number;
  /** What was done to the folder, and how often. */
  done: Map<string, number>;
}

/** Numbers from 0 to 1, the same for the same seed. */
function lots(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

/**
 * One or two windows score while somebody removes, moves, restores or locks their folder, drawn by lot. Each act that was acknowledged must
 * be in the file that the next start opens, unless a refusal has told that another database lies there: then in the copy that it names.
 */
export async function folderActs(
  seed: number,
  rounds: number,
  { smallDisk = false }: FolderActsOptions = {},
): Promise<FolderActs> {
  const draw = lots(seed);
  const pick = <T>(list: readonly T[]): T => list[Math.floor(draw() * list.length)] as T;
  const root = await mkdtemp(join(tmpdir(), 'touchstone-soak-'));
  const disk = join(root, 'disk');
  await mkdir(disk);
  if (smallDisk)
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${diskMegabytes}m`, 'none', disk], { stdio: 'pipe' });
  const project = join(disk, 'project');
  await mkdir(project);
  const git = (...args: string[]): void =>
    void execFileSync(
      'git',
      ['-C', project, '-c', 'user.name=soak', '-c', 'user.email=soak@localhost', ...args],
      {
        stdio: 'pipe',
      },
    );
  git('init', '-q');
  git('commit', '-q', '--allow-empty', '-m', 'Begin');
  const own = join(project, '.touchstone');
  const file = join(own, 'touchstone.sqlite');
  let stores = [await openStore(project, { worker })];
  const tasks = Array.from({ length: taskCount }, (_, i) => ({
    id: `t${i}`,
    instruction: `Task ${i}`,
    source: 'soak',
  }));
  await stores[0]?.upsertTasks(tasks, ['one', 'two']);
  const copy = async (): Promise<string> => {
    const to = join(root, `copy-${(await readdir(root)).length}`);
    await mkdir(to);
    const db = new DatabaseSync(file, { readOnly: true });
    db.prepare('VACUUM INTO ?').run(join(to, 'touchstone.sqlite'));
    db.close();
    return to;
  };
  const copies = [await copy()];
  const moved = join(disk, 'moved');
  const ballast = join(disk, 'ballast');
  let stashed = false;
  /** Takes back what lasts as long as the acts after it. */
  let release = (): unknown => undefined;
  const folder: Record<string, () => Promise<unknown>> = {
    remove: () => rm(own, { recursive: true, force: true }),
    move: async () => {
      await rm(moved, { recursive: true, force: true });
      await rename(own, moved);
    },
    clean: () => Promise.resolve(git('clean', '-fdxq')),
    stash: () => {
      if (stashed) git('stash', 'drop', '-q');
      git('stash', '-a', '-q');
      stashed = true;
      return Promise.resolve();
    },
    unstash: async () => {
      if (!stashed) return;
      await rm(own, { recursive: true, force: true });
      git('stash', 'pop', '-q');
      stashed = false;
    },
    logs: () => Promise.all(['-wal', '-shm'].map((end) => rm(file + end, { force: true }))),
    readOnly: async () => {
      await chmod(own, 0o500);
      release = () => chmod(own, 0o700).catch(() => undefined);
    },
    // Who is root may write whatever the mode says.
    immutable: () => {
      const names = draw() < 0.5 ? [own] : [file];
      const set = (how: string): unknown => {
        try {
          return execFileSync('chattr', [how, ...names], { stdio: 'pipe' });
        } catch {
          return undefined; // not on this file system, or not as root
        }
      };
      set('+i');
      release = () => set('-i');
      return Promise.resolve();
    },
    ...(smallDisk && {
      full: async () => {
        const { bavail, bsize } = await statfs(disk);
        if (bavail > 0) execFileSync('fallocate', ['-l', String(bavail * bsize), ballast], { stdio: 'pipe' });
        release = () => rm(ballast, { force: true });
      },
    }),
    restore: async () => {
      await rm(own, { recursive: true, force: true });
      await cp(pick(copies), own, { recursive: true });
    },
    overwrite: () => copyFile(join(pick(copies), 'touchstone.sqlite'), file),
    backup: async () => copies.push(await copy()),
    second: async () => stores.length < 2 && stores.push(await openStore(project, { worker })),
    nothing: () => Promise.resolve(),
  };
  /** By task: the last comment that was acknowledged. */
  let said = new Map<string, string>();
  /** Of these, what was refused since: it may have come to the file before something else failed. */
  const since = new Map<string, Set<string>>();
  const isThere = (id: string, comment: string, now: string | undefined): boolean =>
    now === comment || (now !== undefined && since.get(id)?.has(now) === true);
  /** Of these, what a window was told: another one may have gone on elsewhere. */
  const told = new Map<Store, Map<string, string>>();
  const faults: string[] = [];
  let acknowledged = 0;
  let refused = 0;
  const done = new Map<string, number>();
  let history = '';
  const restart = async (lost: boolean): Promise<void> => {
    await Promise.all(stores.map((store) => store.close()));
    const store = await openStore(project, { worker });
    stores = [store];
    const now = await answers(store);
    if (!lost)
      for (const [id, comment] of said)
        if (!isThere(id, comment, now.get(id)))
          faults.push(`${id}: ${comment} became ${now.get(id)} (${history})`);
    said = now;
    since.clear();
    told.clear();
    history = '';
  };
  try {
    for (let i = 0; i < rounds && faults.length === 0; i++) {
      const name = pick(Object.keys(folder));
      history += ` ${name}`;
      done.set(name, (done.get(name) ?? 0) + 1);
      await folder[name]?.();
      let lost = false;
      const burst = 1 + Math.floor(draw() * 6);
      const acts = Array.from({ length: burst }, (_, n) => {
        const id = `t${Math.floor(draw() * taskCount)}`;
        return { id, comment: `${i}.${n}`, store: pick(stores), size: draw() < 0.2 ? 400_000 : 1 };
      });
      for (const { id, comment, store, size } of acts)
        try {
          const answer = { score1: 1, score2: 2, comments: comment, correction: 'x'.repeat(size) };
          await store.act({
            taskId: id,
            annotator,
            status: 'submitted',
            answer,
            guidelinesVersion: 'g',
            send: true,
          });
          said.set(id, comment);
          since.delete(id);
          for (const known of told.values()) known.delete(id);
          told.set(store, (told.get(store) ?? new Map<string, string>()).set(id, comment));
          acknowledged++;
        } catch (error) {
          const { code, message, action = '' } = asTouchstoneError(error);
          if (code !== 'store-unavailable') faults.push(`${code}: ${message} (${history})`);
          // The others say that another database lies there, or that pages of one lie below this one's.
          if (!/Nothing is saved in this window|is damaged/.test(message)) {
            refused++;
            since.set(id, (since.get(id) ?? new Set()).add(comment));
            continue;
          }
          // One that was copied into the file took pages away that nobody else has.
          const whole = !action.includes('may be missing');
          const copied = whole && /\/\S+\.rescued-\S+\.sqlite/.exec(action)?.[0];
          if (!lost && copied)
            faults.push(...missingIn(copied, told.get(store) ?? new Map(), isThere, history));
          lost = true;
        }
      await release();
      release = () => undefined;
      if (lost || draw() < 0.3) await restart(lost);
    }
    await restart(false);
  } catch (error) {
    faults.push(
      `seed ${seed}: ${error instanceof Error ? `${error.stack} ${String((error as { detail?: unknown }).detail)}` : String(error)} (${history})`,
    );
  } finally {
    await release();
    await Promise.all(stores.map((store) => store.close()));
    if (smallDisk) execFileSync('umount', [disk]);
    await rm(root, { recursive: true, force: true });
  }
  return { faults, acknowledged, refused, done };
}

/** What was acknowledged before a refusal, and is not in the copy that it names. */
function missingIn(
  file: string,
  said: ReadonlyMap<string, string>,
  isThere: (id: string, comment: string, now: string | undefined) => boolean,
  history: string,
): string[] {
  const db = new DatabaseSync(file, { readOnly: true });
  const rows = db
    .prepare(
      "SELECT t.id, a.answer ->> '$.comments' AS comment FROM annotations a JOIN tasks t ON t.position = a.task",
    )
    .all();
  db.close();
  const there = new Map(rows.map(({ id, comment }) => [String(id), String(comment)]));
  return [...said]
    .filter(([id, comment]) => !isThere(id, comment, there.get(id)))
    .map(([id, comment]) => `${id}: ${comment} is not in the copy (${history})`);
}

async function answers(store: Store): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  for (const { id } of await store.listTasks(annotator)) {
    const { annotation } = await store.taskDetail(id, annotator);
    if (annotation?.comments !== undefined) found.set(id, annotation.comments);
  }
  return found;
}
