import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import type { Store } from '../../../src/store/api/store.ts';
import { loadTasks } from '../../../src/tasks/loadTasks.ts';
import { loadAtStart, storeTasks } from '../../../src/tasks/storeTasks.ts';
import { act, me, models, newFolder, open, task } from '../../unit/store/support.ts';
import { depsOf, projectOf } from '../../unit/tasks/support.ts';

const count = 5_000;
const file = 'tasks.jsonl';

async function projectFolder(rows = count): Promise<string> {
  const folder = await newFolder();
  const lines = Array.from({ length: rows }, (_, i) =>
    JSON.stringify({ instruction: `Write program ${i}.` }),
  );
  await writeFile(join(folder, file), lines.join('\n'));
  return folder;
}

/** Loads as a window does, and is killed when the first tasks are stored. Resolves to what it said. */
async function killedLoad(folder: string): Promise<string[]> {
  const program = fileURLToPath(new URL('loadingProcess.ts', import.meta.url));
  const child = spawn(process.execPath, [program, folder, file], { stdio: ['ignore', 'pipe', 'inherit'] });
  const exited = once(child, 'close');
  const said: string[] = [];
  for await (const line of createInterface({ input: child.stdout })) {
    said.push(line);
    child.kill('SIGKILL');
  }
  await exited;
  return said;
}

async function isToBeLoaded(store: Store): Promise<boolean> {
  const { total } = await store.counts(me);
  const begun = (await store.unfinishedLoad()) !== undefined;
  return loadAtStart('file', { total, begun, isOwn: true }) === 'load';
}

/** What opening a project does. */
async function loadIfNeeded(store: Store, folder: string): Promise<boolean> {
  if (!(await isToBeLoaded(store))) return false;
  const project = projectOf(folder, { source: 'file', path: file, columns: { instruction: 'instruction' } });
  await storeTasks(store, await loadTasks(project, depsOf()), 'file', models);
  return true;
}

test('a first load that is killed is taken up at the next start, with the answers that were given meanwhile', async () => {
  const folder = await projectFolder();
  assert.deepEqual(await killedLoad(folder), ['begun']);
  const store = await open(folder);
  const first = await store.listTasks(me);
  assert.ok(first.length > 0 && first.length < count, `${first.length} of ${count} tasks were stored`);
  assert.equal((await store.unfinishedLoad())?.source, 'file');
  const [answered] = first;
  assert.ok(answered);
  await store.act(act(answered.id, 'submitted', { score1: 3, score2: 4 }));

  assert.equal(await loadIfNeeded(store, folder), true);
  const all = await store.listTasks(me);
  assert.deepEqual([all.length, new Set(all.map(({ instruction }) => instruction)).size], [count, count]);
  assert.deepEqual(
    all.slice(0, first.length).map(({ id, position }) => [id, position]),
    first.map(({ id, position }) => [id, position]),
    'what was there stays where it was',
  );
  assert.equal((await store.taskDetail(answered.id, me)).annotation?.score2, 4);
  assert.equal(await store.unfinishedLoad(), undefined);
  assert.equal(await loadIfNeeded(store, folder), false, 'nothing is loaded at the start after that');
});

test('one that is killed again and again comes to its end all the same', async () => {
  const folder = await projectFolder();
  let before = 0;
  for (let i = 0; i < 3; i++) {
    assert.deepEqual((await killedLoad(folder))[0], 'begun');
    const store = await open(folder);
    const { total } = await store.counts(me);
    assert.ok(total >= before, `${total} tasks after ${before}`);
    assert.equal(await isToBeLoaded(store), true);
    before = total;
    await store.close();
  }
  const store = await open(folder);
  assert.equal(await loadIfNeeded(store, folder), true);
  assert.equal((await store.counts(me)).total, count);
});

test('a load that fails in the middle is not ended either', async () => {
  const store = await open();
  const tasks = [...Array(300).keys()].map((i) => task(`t${i}`));
  const failing = {
    ...store,
    upsertTasks: async (...[some, names]: Parameters<Store['upsertTasks']>) => {
      await store.upsertTasks(some.slice(0, 250), names);
      throw new Error('The disk is full.');
    },
  };
  await assert.rejects(storeTasks(failing, { tasks, leftOut: 0 }, 'file', models), /full/);
  assert.deepEqual([(await store.counts(me)).total, await isToBeLoaded(store)], [250, true]);
  await storeTasks(store, { tasks, leftOut: 0 }, 'file', models);
  assert.deepEqual([(await store.counts(me)).total, await isToBeLoaded(store)], [300, false]);
});

test('two windows that load at once: what the later one has ended needs no third', async () => {
  const folder = await newFolder();
  const one = await open(folder);
  const two = await open(folder);
  await one.beginLoad('file', ['a']);
  const load = await two.beginLoad('file', ['a']);
  await two.upsertTasks([task('a')], models);
  await two.endLoad(load, true);
  assert.equal(await one.unfinishedLoad(), undefined);
});

test('nothing is asked of a server for a load that somebody else began', () => {
  const begun = { total: 3, begun: true, isOwn: false };
  assert.deepEqual(
    [
      loadAtStart('hub', begun),
      loadAtStart('hub', { ...begun, isOwn: true }),
      loadAtStart('argilla', { ...begun, isOwn: true }),
      loadAtStart('hub', { total: 0, begun: false, isOwn: true }),
      loadAtStart('file', begun),
      loadAtStart('sample', { ...begun, begun: false }),
      loadAtStart('sample', { total: 0, begun: false, isOwn: false }),
    ],
    ['tell', 'load', 'tell', undefined, 'load', undefined, 'load'],
  );
});
