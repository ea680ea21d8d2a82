import { execFileSync } from 'node:child_process';
import { chmod, copyFile, cp, mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Store } from '../../src/store/api/store.ts';
import { asTouchstoneError } from '../../src/platform/errors.ts';
import { openStore } from '../../src/store/thread/storeClient.ts';

const worker = new URL('../../src/store/thread/storeWorker.ts', import.meta.url);
const annotator = 'local:folder';
const taskCount = 30;

export interface FolderActs {
  /** What was acknowledged and is missing without anybody having been told. */
  faults: string[];
  acknowledged: number;
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
export async function folderActs(seed: number, rounds: number): Promise<FolderActs> {
  const draw = lots(seed);
  const pick = <T>(list: readonly T[]): T => list[Math.floor(draw() * list.length)] as T;
  const root = await mkdtemp(join(tmpdir(), 'touchstone-soak-'));
  const project = join(root, 'project');
  await mkdir(project);
  execFileSync('git', ['init', '-q', project]);
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
  const folder: Record<string, () => Promise<unknown>> = {
    remove: () => rm(own, { recursive: true, force: true }),
    move: async () => rename(own, join(root, `moved-${(await readdir(root)).length}`)),
    clean: () => Promise.resolve(execFileSync('git', ['-C', project, 'clean', '-fdxq'])),
    logs: () => Promise.all(['-wal', '-shm'].map((end) => rm(file + end, { force: true }))),
    readOnly: async () => {
      await chmod(own, 0o500);
      await chmod(own, 0o700);
    },
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
  /** Of these, what a window was told: another one may have gone on elsewhere. */
  const told = new Map<Store, Map<string, string>>();
  const faults: string[] = [];
  let acknowledged = 0;
  let history = '';
  const restart = async (lost: boolean): Promise<void> => {
    await Promise.all(stores.map((store) => store.close()));
    const store = await openStore(project, { worker });
    stores = [store];
    const now = await answers(store);
    if (!lost)
      for (const [id, comment] of said)
        if (now.get(id) !== comment) faults.push(`${id}: ${comment} became ${now.get(id)} (${history})`);
    said = now;
    told.clear();
    history = '';
  };
  try {
    for (let i = 0; i < rounds && faults.length === 0; i++) {
      const name = pick(Object.keys(folder));
      history += ` ${name}`;
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
          for (const known of told.values()) known.delete(id);
          told.set(store, (told.get(store) ?? new Map<string, string>()).set(id, comment));
          acknowledged++;
        } catch (error) {
          const { code, message, action = '' } = asTouchstoneError(error);
          if (code !== 'store-unavailable') faults.push(`${code}: ${message} (${history})`);
          // One that was copied into the file took pages away that nobody else has.
          const whole = !action.includes('may be missing');
          const copied = whole && /\/\S+\.rescued-\S+\.sqlite/.exec(action)?.[0];
          if (!lost && copied) faults.push(...missingIn(copied, told.get(store) ?? new Map(), history));
          lost = true;
        }
      if (lost || draw() < 0.3) await restart(lost);
    }
    await restart(false);
  } catch (error) {
    faults.push(
      `seed ${seed}: ${error instanceof Error ? `${error.stack} ${String((error as { detail?: unknown }).detail)}` : String(error)} (${history})`,
    );
  } finally {
    await Promise.all(stores.map((store) => store.close()));
    await rm(root, { recursive: true, force: true });
  }
  return { faults, acknowledged };
}

/** What was acknowledged before a refusal, and is not in the copy that it names. */
function missingIn(file: string, said: ReadonlyMap<string, string>, history: string): string[] {
  const db = new DatabaseSync(file, { readOnly: true });
  const rows = db
    .prepare(
      "SELECT t.id, a.answer ->> '$.comments' AS comment FROM annotations a JOIN tasks t ON t.position = a.task",
    )
    .all();
  db.close();
  const there = new Map(rows.map(({ id, comment }) => [id, comment]));
  return [...said]
    .filter(([id, comment]) => there.get(id) !== comment)
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
