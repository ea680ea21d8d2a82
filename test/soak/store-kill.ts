import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openStore } from '../../src/store/thread/storeClient.ts';
import { missing, runActor } from '../real/store/actors.ts';

const annotator = 'local:soak';
const worker = new URL('../../src/store/thread/storeWorker.ts', import.meta.url);
const taskCount = 200;

/**
 * Kills a process that acts on the store, again and again, and checks after each kill that every acknowledged act is there. Resolves to
 * what is wrong; it ends with the first fault.
 */
export async function storeKill(kills: number): Promise<string[]> {
  const folder = await mkdtemp(join(tmpdir(), 'touchstone-soak-'));
  const tasks = Array.from({ length: taskCount }, (_, i) => ({
    id: `t${i}`,
    instruction: `Task ${i}`,
    source: 'soak',
  }));
  let acts = 0;
  let faults: string[] = [];
  const setUp = await openStore(folder, { worker });
  await setUp.upsertTasks(tasks, ['one', 'two']);
  await setUp.close();
  for (let round = 1; round <= kills && faults.length === 0; round++) {
    // From right at an acknowledgement to well into the acts after it.
    const kill = { after: 1 + Math.floor(Math.random() * 15), delayMs: Math.random() * 12 };
    const { acknowledged } = await runActor(folder, annotator, 0, taskCount - 1, { kill });
    const store = await openStore(folder, { worker });
    faults = await missing(store, annotator, acknowledged);
    const counts = await store.counts(annotator);
    if (counts.unsent !== counts.byState.submitted) faults.push('answers and outbox differ in number');
    await store.close();
    acts += acknowledged.length;
    if (faults.length === 0 && (round % 50 === 0 || round === kills))
      console.log(`${round} kills, ${acts} acknowledged acts, all there`);
  }
  await rm(folder, { recursive: true, force: true });
  return faults;
}
