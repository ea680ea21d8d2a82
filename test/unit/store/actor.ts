import { storeWorker } from '../../storeWorker.ts';
import { writeSync } from 'node:fs';
import { TouchstoneError } from '../../../src/platform/errors.ts';
import { openStore } from '../../../src/store/thread/storeClient.ts';
import type { StoredAnnotation } from '../../../src/domain/annotationHistory.ts';

/**
 * A process that acts: node actor.ts <folder> <annotator> <first> <last> [tasks name]. For each number from first to last it submits
 * task `t<number>` with the number as comment. With `tasks` and `name` it submits or discards task `t<number % tasks>` as a window does
 * that others share the task with: expecting what it last saw, and again upon a conflict; the comment is `<name>:<number>`. It writes
 * the number, and then the revision, to its output once the store has acknowledged the act.
 */
const [folder = '', annotator = '', first = '0', last = '0', tasks, name = ''] = process.argv.slice(2);
const store = await openStore(folder, {
  worker: storeWorker,
});

async function act(i: number): Promise<StoredAnnotation | undefined> {
  const taskId = `t${tasks === undefined ? i : i % Number(tasks)}`;
  for (;;) {
    const seen =
      tasks === undefined
        ? undefined
        : ((await store.taskDetail(taskId, annotator)).annotation?.revision ?? 0);
    try {
      return await store.act({
        taskId,
        annotator,
        status: tasks !== undefined && i % 3 === 0 ? 'discarded' : 'submitted',
        answer: { score1: i % 8, score2: 7, comments: tasks === undefined ? String(i) : `${name}:${i}` },
        guidelinesVersion: 'g',
        send: true,
        expectedRevision: seen,
      });
    } catch (error) {
      if (!(error instanceof TouchstoneError) || error.code !== 'argilla-conflict') throw error;
    }
  }
}

for (let i = Number(first); i <= Number(last); i++) {
  const stored = await act(i);
  // Synchronous: what was written here was acknowledged before the process was killed.
  writeSync(1, `${i} ${stored?.revision ?? 0}\n`);
}
await store.close();
