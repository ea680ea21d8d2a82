import { writeSync } from 'node:fs';
import { openStore } from '../../../src/store/client.ts';

/**
 * A process that acts: node actor.ts <folder> <annotator> <first> <last>. It submits tasks `t<first>` … `t<last>` one after the
 * other with the task's number as comment and writes each number to its output once the store has acknowledged the act.
 */
const [folder = '', annotator = '', first = '0', last = '0'] = process.argv.slice(2);
const store = await openStore(folder, { worker: new URL('../../../src/store/worker.ts', import.meta.url) });
for (let i = Number(first); i <= Number(last); i++) {
  await store.act({
    taskId: `t${i}`,
    annotator,
    status: 'submitted',
    answer: { score1: i % 8, score2: 7, comments: String(i) },
    guidelinesVersion: 'g',
    send: true,
  });
  // Synchronous: what was written here was acknowledged before the process was killed.
  writeSync(1, `${i}\n`);
}
await store.close();
