import { writeSync } from 'node:fs';
import { openStore } from '../../../src/store/thread/storeClient.ts';
import { loadTasks } from '../../../src/tasks/loadTasks.ts';
import { storeTasks } from '../../../src/tasks/storeTasks.ts';
import { storeWorker } from '../../storeWorker.ts';
import { depsOf, projectOf } from '../../unit/tasks/support.ts';

/**
 * A window that loads a project's tasks: node loadingProcess.ts <folder> <file>. It writes a line once the first of them are in the store,
 * and is killed by whoever has started it.
 */
const [folder = '', path = ''] = process.argv.slice(2);
const store = await openStore(folder, { worker: storeWorker });
const project = projectOf(folder, { source: 'file', path, columns: { instruction: 'instruction' } });
const loaded = await loadTasks(project, depsOf());
const subscription = store.onDidChange(() => {
  subscription.dispose();
  writeSync(1, 'begun\n');
});
await storeTasks(store, loaded, 'file', ['model-one', 'model-two']);
writeSync(1, 'ended\n');
await store.close();
