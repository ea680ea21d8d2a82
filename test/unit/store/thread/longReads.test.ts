import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isLong } from '../../../../src/store/thread/handlers.ts';
import { act, me, models, newFolder, openAs, openWithTasks, tasks } from '../support.ts';

/** What is typed goes before reads that may take long. */

test('a draft waits for the search that goes on, not for those that were asked before it', async () => {
  const store = await openAs(await newFolder());
  const long = '+ '.repeat(5_000);
  const many = tasks(1_000).map((one) => ({ ...one, instruction: `${one.instruction} ${long}` }));
  await store.upsertTasks(many, models);
  const order: string[] = [];
  const noted = <T>(name: string, asked: Promise<T>): Promise<T> => asked.finally(() => order.push(name));
  // What is no word is looked for in every text.
  const searches = Array.from({ length: 20 }, () =>
    noted('search', store.listTasks(me, { text: '=*'.repeat(30) })),
  );
  await searches[0];
  await noted('draft', store.act(act('t0', 'draft', { score1: 1 })));
  assert.deepEqual((await Promise.all(searches)).flat(), []);
  assert.equal(order.length, 21);
  assert.ok(order.indexOf('draft') < 10, order.join(' '));
});

test('what was asked before is seen, whether one waited for it or not', async () => {
  const store = await openWithTasks(10);
  for (let i = 0; i < 10; i++) {
    void store.act(act(`t${i}`, 'submitted', { score1: 1, score2: 1 }));
    const [found, { total }] = await Promise.all([
      store.listTasks(me, { score: { min: 1 } }),
      store.queueCounts(me, { score: { min: 1 } }),
    ]);
    assert.deepEqual([found.length, total], [i + 1, i + 1]);
  }
});

test('a read that fails ends nothing but itself, and closing answers what was asked', async () => {
  const store = await openWithTasks(3);
  const wrong = store.listTasks(me, { text: 'x', sort: { by: 'nothing' as 'gap' } });
  const right = store.listTasks(me, { text: 'instruction' });
  const closed = store.close();
  await assert.rejects(wrong);
  assert.equal((await right).length, 3);
  await closed;
});

test('what a list of one state or of named tasks asks is no long read', () => {
  assert.equal(isLong('listTasks', [me, { state: 'draft', limit: 251, after: 3 }]), false);
  assert.equal(isLong('listTasks', [me, { ids: ['t0'], text: 'a' }]), false);
  assert.equal(isLong('listTasks', [me]), false);
  assert.equal(isLong('listTasks', [me, { text: 'a' }]), true);
  assert.equal(isLong('listTasks', [me, { sort: { by: 'gap' } }]), true);
  assert.equal(isLong('act', [act('t0', 'draft')]), false);
});
