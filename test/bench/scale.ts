import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { exportRows } from '../../src/export/exportRows.ts';
import { defaultRubric } from '../../src/project/config.ts';
import { openStore } from '../../src/store/thread/storeClient.ts';
import { listPaged } from '../../src/store/api/taskPages.ts';
import type { Store } from '../../src/store/api/store.ts';
import type { TaskInput } from '../../src/domain/task.ts';
import type { TaskQueue } from '../../src/domain/queue.ts';

const worker = new URL('../../src/store/thread/storeWorker.ts', import.meta.url);
const me = 'local:me';

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

function collectGarbage(): void {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
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

class Longest {
  readonly #now: () => number;
  #last: number;
  most = 0;

  constructor(now: () => number) {
    this.#now = now;
    this.#last = now();
  }

  look(): void {
    const now = this.#now();
    this.most = Math.max(this.most, now - this.#last);
    this.#last = now;
  }
}

function syntheticTasks(count: number): TaskInput[] {
  const prose = 'Write a function that returns the sum of all prime numbers below its argument. '.repeat(4);
  const code =
    '```python\ndef f(n: int) -> int:\n    """Sum the primes below n."""\n    return n\n```\n'.repeat(12);
  return Array.from({ length: count }, (_, i) => ({
    id: `t${i}`,
    instruction: `Task number ${i}. ${prose}`,
    source: 'bench',
    language: 'python',
    tests: [`assert f(${i}) == ${i}`],
    generations: [`${code}# first of ${i}`, `${code}# second of ${i}`],
  }));
}

/** Written by SQL: as single acts they would take their time. The half in the middle is all submitted, else every second. */
function submitMost(path: string, count: number): void {
  const db = new DatabaseSync(path);
  const output = 'x'.repeat(1_000_000);
  db.exec(`BEGIN;
    INSERT INTO annotations (annotator, task, status, revision, updated_at, guidelines_version, answer)
      SELECT '${me}', position, 'submitted', 1, '2025-01-01', 'g', '{"score1":5,"score2":3}' FROM tasks
      WHERE position % 2 = 0 OR position BETWEEN ${count / 4} AND ${(count * 3) / 4};`);
  const insert = db.prepare(
    `INSERT INTO runs (id, task, response, input_id, verdict, code_hash, language, runner, timed_out, stopped, compiling,
       truncated_bytes, duration_ms, sandbox, started_at, stdout, stderr)
     VALUES (?, ?, ?, ?, 'ran', 'c', 'python', 'python 3', 0, 0, 0, 0, 1, 'none', '2025-01-01', ?, ?)`,
  );
  for (let i = 0; i < 40; i++) insert.run(`long${i}`, 0, String(1 + (i % 2)), `i${i >> 1}`, output, output);
  for (let task = 1; task < count; task += 10)
    for (const response of ['1', '2']) insert.run(`r${task}-${response}`, task, response, '', 'done\n', '');
  db.exec('COMMIT');
  db.close();
}
