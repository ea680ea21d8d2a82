import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { exportRows } from '../../src/export/exportRows.ts';
import { defaultRubric } from '../../src/project/config.ts';
import { openStore } from '../../src/store/thread/storeClient.ts';
import { listPaged } from '../../src/store/api/taskPages.ts';
import type { Store } from '../../src/store/api/store.ts';
import type { TaskQueue } from '../../src/domain/queue.ts';
import { Longest } from './longest.ts';
import { collectGarbage, me, submitMost, syntheticTasks } from './manyTasks.ts';

const worker = new URL('../../src/store/thread/storeWorker.ts', import.meta.url);

/**
 * How long the thread that stands for the extension host is held by what a large project asks for. Prints a table.
 * `npm run bench -- scale [tasks]`.
 */
export async function benchScale(count: number): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'touchstone-scale-'));
  const store = await openStore(folder, { worker });
  try {
    console.log(
      `${count} tasks`.padEnd(35) + ['longest', 'of it busy', 'in all'].map((h) => h.padStart(14)).join(''),
    );
    const tasks = syntheticTasks(count);
    await measured('load the tasks', () => store.upsertTasks(tasks, ['m1', 'm2']));
    // The bench's own tasks would make every later collection of garbage longer.
    tasks.length = 0;
    collectGarbage();
    submitMost(store.path, count);
    await measured('counts', () => store.counts(me));
    await measured('next task, from the middle', () => store.nextTask(me, `t${count / 2}`, 'next'));
    await measured('next task, over half of them', () => store.nextTask(me, `t${count / 4}`, 'next'));
    await measured('next task, wrapping round', () => store.nextTask(me, `t${count - 1}`, 'next'));
    await measured('previous task', () => store.nextTask(me, `t${count / 2}`, 'previous'));
    await measured('a group of the tree', () => listPaged(store, me, { state: 'submitted', limit: 251 }));
    await measured('a group, twenty pages', () => listPaged(store, me, { state: 'submitted', limit: 5001 }));
    await measured('the list to pick from', () => listPaged(store, me, { limit: 5000 }));
    await measured('a search', () => store.listTasks(me, { text: 'number 77', limit: 251 }));
    const page = (queue: TaskQueue) => () => store.listTasks(me, { ...queue, limit: 251 });
    await measured('a queue by the gap of scores', page({ sort: { by: 'gap', descending: true } }));
    await measured('a queue in random order', page({ sort: { by: 'random', seed: '1' } }));
    await measured('a queue by runs', page({ verdicts: ['crashed', 'differs'] }));
    await measured('a sample of 200', page({ sample: { n: 200, seed: '1' } }));
    await measured('what a queue holds, by state', () =>
      store.queueCounts(me, { score: { min: 3 }, sort: { by: 'gap' } }),
    );
    const sampled: TaskQueue = {
      text: 'number',
      sample: { n: 200, seed: '1' },
      sort: { by: 'random', seed: '1' },
    };
    await measured('a task’s place in a sample', async () =>
      store.queueCounts(me, sampled, await store.place(me, 't1', sampled.sort)),
    );
    await measured('a queue by a column', page({ sort: { by: 'context', column: 'topic' } }));
    await measured('next task of a random queue', () =>
      store.nextTask(me, 't1', 'next', { sort: { by: 'random', seed: '1' } }),
    );
    await measured('pace', () => store.pace(me, '2025-01-01'));
    await afterDigits(store, count);
    await measured('every task, by pages', () => listPaged(store, me));
    await measured('a task with long outputs', () => store.taskDetail('t0', me));
    for (const format of ['parquet', 'jsonl', 'csv'] as const)
      await measured(`export as ${format}`, () => exported(store, folder, format));
  } finally {
    await store.close();
    await rm(folder, { recursive: true, force: true });
  }
}

/** What a window asks for after a digit, call by call: the store's own time and the way to its thread and back. */
async function afterDigits(store: Store, count: number): Promise<void> {
  const queues: TaskQueue[] = [{ score: { min: 3 }, sort: { by: 'gap' } }, { text: 'number 7' }];
  const took: { ms: number; name: string }[] = [];
  const timed = async (name: string, call: () => Promise<unknown>): Promise<void> => {
    const start = performance.now();
    await call();
    took.push({ ms: performance.now() - start, name });
  };
  for (const queue of queues) await store.queueCounts(me, queue); // as the tree has, which shows them
  for (let i = 0; i < 100; i++) {
    const id = `t${(1 + i * 997) % count}`; // not the one with long outputs, which is measured below
    const { annotation } = await store.taskDetail(id, me);
    await timed('draft', () =>
      store.act({
        taskId: id,
        annotator: me,
        status: 'draft',
        send: false,
        answer: { score1: i % 8 },
        guidelinesVersion: 'g',
        expectedRevision: annotation?.revision ?? 0,
      }),
    );
    await timed('overview', () => store.overview(me));
    for (const queue of queues) await timed('counts of a queue', () => store.queueCounts(me, queue));
    await timed('row of the tree', () => store.listTasks(me, { ids: [id] }));
    await timed('detail', () => store.taskDetail(id, me));
  }
  const sorted = took.toSorted((a, b) => b.ms - a.ms);
  const said = sorted.slice(0, 5).map(({ ms, name }) => `${name} ${ms.toFixed(1)} ms`);
  console.log(`  calls after a digit, the longest: ${said.join(', ')}`);
  const longest = sorted[0]?.ms ?? 0;
  console.log(
    `BENCH longest-call-after-a-digit-to-20-ms=${(longest / 20).toFixed(2)} goal=1 n=${took.length}`,
  );
}

function exported(store: Store, folder: string, format: 'parquet' | 'jsonl' | 'csv'): Promise<unknown> {
  const project = { config: { rubric: defaultRubric, blind: true } };
  return exportRows({
    store,
    project,
    format,
    shape: 'annotated',
    path: join(folder, `out.${format}`),
    annotator: me,
  });
}

/**
 * Runs `act`; a timer of 1 ms tells how long at most nothing else could run: by the clock, and by the processor time that this
 * thread used meanwhile, which does not count what other programs took.
 */
async function measured(name: string, act: () => Promise<unknown>): Promise<void> {
  const clock = new Longest(() => performance.now());
  const processor = new Longest(() => {
    const { user, system } = process.threadCpuUsage();
    return (user + system) / 1000;
  });
  const look = (): void => {
    clock.look();
    processor.look();
  };
  const timer = setInterval(look, 1);
  const start = performance.now();
  await act();
  const all = performance.now() - start;
  look();
  clearInterval(timer);
  const figures = [clock.most, processor.most, all].map((ms) => `${ms.toFixed(1)} ms`.padStart(14));
  console.log(`  ${name.padEnd(32)} ${figures.join('')}`);
}
