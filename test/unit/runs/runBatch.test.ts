import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import type { Run } from '../../../src/domain/task.ts';
import { RunBatch } from '../../../src/runs/runBatch.ts';

const run = (id: string) => ({ id }) as Run;

/** A batch with time in the test's hands, and what it has stored: the ids of each transaction. */
function batchOf({ mock }: TestContext, put = () => Promise.resolve()) {
  mock.timers.enable({ apis: ['setTimeout'] });
  const stored: string[][] = [];
  const batch = new RunBatch((runs) => {
    stored.push(runs.map(({ id }) => id));
    return put();
  });
  return { batch, stored, pass: (ms: number) => mock.timers.tick(ms) };
}

test('the first runs are stored after a tenth of a second, later ones after ever more time', async (t) => {
  const { batch, stored, pass } = batchOf(t);
  batch.enter();
  const first = [batch.add(run('a')), batch.add(run('b'))];
  pass(99);
  assert.deepEqual(stored, []);
  pass(1);
  assert.deepEqual(stored, [['a', 'b']]);
  await Promise.all(first);
  const later = batch.add(run('c'));
  pass(1999);
  assert.equal(stored.length, 1);
  pass(1);
  assert.deepEqual(stored.at(-1), ['c']);
  await later;
  for (const id of ['d', 'e']) {
    void batch.add(run(id));
    pass(4999);
    assert.notDeepEqual(stored.at(-1), [id]);
    pass(1);
    assert.deepEqual(stored.at(-1), [id]);
  }
});

test('what waits is stored at once when all have left, and the next begins anew', async (t) => {
  const { batch, stored, pass } = batchOf(t);
  batch.enter();
  batch.enter();
  const first = batch.add(run('a'));
  pass(100);
  const second = batch.add(run('b'));
  batch.leave();
  assert.equal(stored.length, 1, 'one is still there');
  batch.leave();
  assert.deepEqual(stored, [['a'], ['b']]);
  await Promise.all([first, second]);
  pass(5000);
  assert.equal(stored.length, 2, 'nothing is stored twice');
  batch.enter();
  void batch.add(run('c'));
  pass(100);
  assert.deepEqual(stored.at(-1), ['c']);
});

test('so many runs wait for nobody', (t) => {
  const { batch, stored } = batchOf(t);
  batch.enter();
  for (let i = 0; i < 200; i++) void batch.add(run(String(i)));
  assert.equal(stored[0]?.length, 200);
});

test('an error reaches everyone who waits, and those that follow are stored all the same', async (t) => {
  let broken = true;
  const { batch, stored, pass } = batchOf(t, () =>
    broken ? Promise.reject(new Error('The disk is full.')) : Promise.resolve(),
  );
  batch.enter();
  const waiting = [batch.add(run('a')), batch.add(run('b'))];
  const told = Promise.allSettled(waiting);
  pass(100);
  assert.deepEqual(
    (await told).map(({ status }) => status),
    ['rejected', 'rejected'],
  );
  broken = false;
  const next = batch.add(run('c'));
  pass(2000);
  await next;
  assert.deepEqual(stored, [['a', 'b'], ['c']]);
});
