import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Store } from '../../src/store/api/store.ts';
import { openStore } from '../../src/store/thread/storeClient.ts';
import { exportRows } from '../../src/export/exportRows.ts';
import { defaultRubric } from '../../src/project/config.ts';
import { Longest } from './longest.ts';
import { collectGarbage, me, submitMost, syntheticTasks } from './manyTasks.ts';

const worker = new URL('../../src/store/thread/storeWorker.ts', import.meta.url);
/** As many as a bulk action changes in one go, and a push sends in one lot. */
const [bulkLot, pushLot] = [250, 50];
/** Between two keys of somebody who types fast. */
const pauseMs = 60;

/**
 * How long a draft is waited for while the same window changes, takes back and sends very many answers, and searches and exports all: the 95th percentile of what is
 * typed meanwhile, and how long the thread that stands for the extension host could do nothing else. `npm run bench -- typing [tasks]`.
 */
export async function benchTyping(count: number): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'touchstone-typing-'));
  const store = await openStore(folder, { worker });
  try {
    const tasks = syntheticTasks(count);
    await store.upsertTasks(tasks, ['m1', 'm2']);
    tasks.length = 0;
    submitMost(store.path, count);
    collectGarbage();
    const ids = Array.from({ length: count / 5 }, (_, i) => `t${i * 4 + 1}`);
    console.log(`${count} tasks; while ${ids.length} of them are …`);
    const batch = {
      action: 'discard',
      annotator: me,
      guidelinesVersion: 'g',
      send: true,
      batch: 'b',
    } as const;
    const drafts = [
      await typedWhile(store, 'discarded', async () => {
        for (const lot of lotsOf(ids, bulkLot)) await store.actMany(lot, batch);
      }),
      await typedWhile(store, 'read and sent', () => sent(store, ids.length)),
      await typedWhile(store, 'taken back by undo', () => store.undo(me, true)),
      await typedWhile(store, 'discarded again by redo', () => store.redo(me, true)),
      await typedWhile(store, 'searched and exported, all', () => searchedAndExported(store, folder)),
    ].flat();
    const p95 = quantile(drafts, 0.95);
    console.log(
      `BENCH p95-of-a-draft-beside-them-to-50-ms=${(p95 / 50).toFixed(2)} goal=1 n=${drafts.length}`,
    );
  } finally {
    await store.close();
    await rm(folder, { recursive: true, force: true });
  }
}

/** Reads what waits in lots, with its tasks, and acknowledges it, as a push does beside its requests. */
async function sent(store: Store, most: number): Promise<void> {
  for (let done = 0; done < most; done += pushLot) {
    const rows = await store.outbox(me, pushLot);
    if (rows.length === 0) return;
    await Promise.all(rows.map(({ taskId }) => store.taskDetail(taskId, me)));
    await Promise.all(rows.map(({ taskId }) => store.lastJudged(taskId, me)));
    await Promise.all(
      rows.map((row) =>
        store.ackOutbox(row, { dataset: 'd', taskId: row.taskId, recordId: row.taskId, annotator: me }),
      ),
    );
  }
}

/** An export of all, and beside it what *Find Task…* and the tree ask for while somebody looks for something. */
async function searchedAndExported(store: Store, folder: string): Promise<void> {
  const path = join(folder, 'out.jsonl');
  const project = { config: { rubric: defaultRubric, blind: true } };
  let exporting = true;
  const done = exportRows({ store, project, format: 'jsonl', shape: 'annotated', path }).finally(
    () => (exporting = false),
  );
  const texts = ['n', 'nu', 'num', 'number 77', 'prime sum', 'zzzz', '=='];
  for (let i = 0; exporting || i < texts.length; i++) {
    const text = texts[i % texts.length];
    await store.listTasks(me, { text, limit: 251, snippets: true });
    await store.queueCounts(me, { text, score: { min: i % 8 } });
  }
  await done;
}

/** Types until the work is done. Gives how long (ms) each draft took until it was on disk. */
async function typedWhile(store: Store, name: string, work: () => Promise<unknown>): Promise<number[]> {
  const host = new Longest(() => performance.now());
  // Less what other programs took of the processors.
  const busy = new Longest(() => {
    const { user, system } = process.threadCpuUsage();
    return (user + system) / 1000;
  });
  const timer = setInterval(() => {
    host.look();
    busy.look();
  }, 1);
  const start = performance.now();
  let working = true;
  const done = work().finally(() => (working = false));
  const took: number[] = [];
  const taskId = 't2';
  for (let i = 0; working || took.length < 20; i++) {
    const { annotation } = await store.taskDetail(taskId, me);
    const before = performance.now();
    await store.act({
      taskId,
      annotator: me,
      status: 'draft',
      send: false,
      answer: { score1: i % 8 },
      guidelinesVersion: 'g',
      expectedRevision: annotation?.revision ?? 0,
    });
    took.push(performance.now() - before);
    await pause(pauseMs);
  }
  await done;
  clearInterval(timer);
  const all = (performance.now() - start) / 1000;
  const [median, p95, longest] = [0.5, 0.95, 1].map((share) => quantile(took, share).toFixed(1));
  console.log(
    `  ${name.padEnd(24)} ${all.toFixed(1).padStart(6)} s, ${took.length} drafts: median ${median}, p95 ${p95}, longest ${longest} ms; ` +
      `the host's thread held for at most ${host.most.toFixed(1)} ms, ${busy.most.toFixed(1)} of them busy`,
  );
  return took;
}

function lotsOf<T>(all: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(all.length / size) }, (_, i) => all.slice(i * size, (i + 1) * size));
}

function quantile(numbers: readonly number[], share: number): number {
  const sorted = numbers.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? NaN;
}
