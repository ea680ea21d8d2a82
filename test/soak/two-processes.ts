import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openStore } from '../../src/store/thread/storeClient.ts';
import { scoreTogether } from '../real/store/actors.ts';

const worker = new URL('../../src/store/thread/storeWorker.ts', import.meta.url);

/** Few enough that the two meet often. */
const taskCount = 20;

/** Two processes score the same tasks at once, so many acts each. Resolves to what is wrong. */
export async function twoProcesses(acts: number): Promise<string[]> {
  const folder = await mkdtemp(join(tmpdir(), 'touchstone-soak-'));
  const store = await openStore(folder, { worker });
  try {
    const tasks = Array.from({ length: taskCount }, (_, i) => ({
      id: `t${i}`,
      instruction: `Task ${i}`,
      source: 'soak',
    }));
    await store.upsertTasks(tasks, ['one', 'two']);
    const faults = await scoreTogether(folder, store, taskCount, acts);
    if (faults.length === 0)
      console.log(`two processes, ${acts} acts each on the same ${taskCount} tasks: all there, in order`);
    return faults;
  } finally {
    await store.close();
    await rm(folder, { recursive: true, force: true });
  }
}
