import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { Database } from '../../../../src/store/sqlite/database.ts';
import { handle } from '../../../../src/store/thread/handlers.ts';
import {
  act,
  generation,
  input,
  me,
  models,
  newFolder,
  nextChange,
  open,
  openWithTasks,
  run,
  tasks,
} from '../support.ts';

test('own writes are told with their tasks; reads and refused writes are not', async () => {
  const store = await openWithTasks(3);
  const seen: string[][] = [];
  store.onDidChange(({ ids, what }) => seen.push([...ids, ...what]));
  await store.act(act('t1', 'draft'));
  await store.listTasks(me);
  await assert.rejects(store.act(act('t1', 'draft', {}, { expectedRevision: 9 })));
  await store.putGeneration(generation('t2', 1, 'x'));
  await store.putRun(run('t0', 'r'));
  await store.upsertTasks(tasks(3), models);
  await store.upsertTasks(tasks(4), models);
  await store.setMeta('a', 'b');
  await store.putInput('t1', input({ code: 'f(1)' }));
  await store.hideInput('t2', 'x', true);
  assert.deepEqual(seen, [
    ['t1', 'answer'],
    ['t2', 'response'],
    ['t0', 'run'],
    ['t2', 'response'],
    ['t3', 'task'],
    ['t1', 'input'],
    ['t2', 'input'],
  ]);
});

test('a second window on the same file hears what the first one did, and sees it', async () => {
  const folder = await newFolder();
  const one = await openWithTasks(3, folder);
  const two = await open(folder);
  const heard = nextChange(two);
  await two.counts(me);
  await one.act(act('t2', 'submitted', { score1: 3, score2: 4 }));
  assert.deepEqual(await heard, ['t2']);
  assert.equal((await two.taskDetail('t2', me)).annotation?.score2, 4);

  const back = nextChange(one);
  await one.counts(me);
  await two.undo(me, false);
  assert.deepEqual(await back, ['t2']);
  assert.equal((await one.taskDetail('t2', me)).annotation, undefined);
});

test('a window is not told twice of its own writes', async () => {
  const folder = await newFolder();
  const one = await openWithTasks(3, folder);
  const two = await open(folder);
  const seen: string[][] = [];
  one.onDidChange(({ ids }) => seen.push([...ids]));
  const other = nextChange(one, (ids) => ids.includes('t1'));
  await one.act(act('t0', 'draft'));
  await two.act(act('t1', 'draft'));
  await other;
  assert.deepEqual(seen, [['t0'], ['t1']]);
});

test('an answer is told as it was stored, to this window alone', async () => {
  const folder = await newFolder();
  const one = await openWithTasks(1, folder);
  const two = await open(folder);
  const seen: (number | undefined)[] = [];
  one.onDidChange(({ answers }) => seen.push(answers?.[0]?.revision));
  two.onDidChange(({ answers }) => seen.push(answers?.length));
  const heard = nextChange(two);
  await two.counts(me); // it listens from here on
  const stored = await one.act(act('t0', 'draft', { score1: 2 }));
  await heard;
  assert.deepEqual(seen, [stored?.revision, undefined]);
});

test('who stopped listening hears no more', async () => {
  const store = await openWithTasks(1);
  const seen: string[][] = [];
  const subscription = store.onDidChange(({ ids }) => seen.push([...ids]));
  subscription.dispose();
  subscription.dispose();
  await store.act(act('t0', 'draft'));
  assert.deepEqual(seen, []);
});

test('many tasks at once are told as "unknown which"; so is what was trimmed', async () => {
  const file = join(await newFolder(), 'x.sqlite');
  const one = new Database(file);
  const two = new Database(file);
  handle(one, 'upsertTasks', [tasks(600), models]);
  assert.equal(two.changes.poll()?.taskIds, 'all');
  assert.equal(two.changes.poll(), undefined);
  assert.equal(one.changes.takeOwn()?.taskIds.length, 600);
  for (let i = 0; i < 30; i++)
    one.write(() => {
      for (let p = 0; p < 400; p++) one.changes.add(p, `t${p}`, 'run');
    });
  const kept = one.get<{ n: number }>('SELECT count(*) AS n FROM changes')?.n ?? 0;
  assert.ok(kept >= 10_000 && kept <= 11_000, `${kept} rows`);
  assert.equal(two.changes.poll()?.taskIds, 'all');
  handle(one, 'act', [act('t5', 'draft')]);
  assert.deepEqual(two.changes.poll(), { taskIds: ['t5'], what: ['answer'] });
  one.close();
  two.close();
});
