import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DatabaseSync } from 'node:sqlite';
import { drawChances, evenPart } from '../../../../src/store/queue/drawChances.ts';
import { Database } from '../../../../src/store/sqlite/database.ts';
import type { Store } from '../../../../src/store/api/store.ts';
import { each } from '../../../each.ts';
import { act, me, models, newFolder, open, openAs, openWithTasks, run, tasks } from '../support.ts';

interface Draw {
  annotator: string;
  id: string;
  chance: number;
  tasks: number;
}

function drawsIn({ path }: Store): Draw[] {
  const db = new DatabaseSync(path, { readOnly: true });
  try {
    return db
      .prepare(
        'SELECT d.annotator, t.id, d.chance, d.tasks FROM draws d JOIN tasks t ON t.position = d.task ORDER BY d.n',
      )
      .all()
      .map((row) => ({ ...row })) as unknown as Draw[];
  } finally {
    db.close();
  }
}

const queue = { sort: { by: 'informative' as const } };
const submit = (store: Store, id: string) => store.act(act(id, 'submitted', { score1: 1, score2: 1 }));

test('what was drawn comes again until it is judged or left, and its chance is kept', async () => {
  const store = await openWithTasks(20);
  const first = (await store.drawTask(me, undefined, queue)) ?? '';
  assert.equal(await store.drawTask(me, undefined, queue), first);
  assert.equal(await store.drawTask(me, 'gone', queue), first);
  const second = (await store.drawTask(me, first, queue)) ?? '';
  assert.notEqual(second, first);
  await submit(store, first);
  assert.equal(await store.drawTask(me, first, queue), second, 'it was sent ahead');
  assert.deepEqual(
    drawsIn(store).map(({ id, tasks }) => [id, tasks]),
    [
      [first, 20],
      [second, 19],
    ],
  );
  await submit(store, second);
  const other = await store.drawTask('local:bob', undefined, queue);
  assert.ok(other !== undefined, 'each annotator draws for themselves');
});

test('all are drawn in the end, once each, and then nothing is; no chance is under the floor', async () => {
  const store = await openWithTasks(12);
  const seen: string[] = [];
  for (let at: string | undefined, next; (next = await store.drawTask(me, at, queue)); at = next) {
    seen.push(next);
    await submit(store, next);
  }
  assert.equal(new Set(seen).size, 12);
  assert.equal(seen.length, 12);
  for (const { chance, tasks: left } of each(drawsIn(store)))
    assert.ok(chance >= evenPart / left && chance <= 1, `${chance} of ${left}`);
  assert.equal(drawsIn(store).at(-1)?.chance, 1);
});

test('drafts are not drawn, nor what a queue leaves out', async () => {
  const store = await open();
  const languages = tasks(10).map((task, i) => ({ ...task, context: { kind: i % 2 ? 'odd' : 'even' } }));
  await store.upsertTasks(languages, models);
  for (let i = 0; i < 8; i++) await store.act(act(`t${i}`, 'draft', { score1: 1 }));
  const odd = { ...queue, context: [{ column: 'kind', values: ['odd'] }] };
  assert.equal(await store.drawTask(me, undefined, odd), 't9');
  await submit(store, 't9');
  assert.equal(await store.drawTask(me, 't9', odd), undefined);
  assert.equal(await store.drawTask(me, 't9', queue), 't8');
});

test('chances follow runs, judges and what is covered, and their sum is 1', async () => {
  const store = await open();
  await store.upsertTasks(
    tasks(6).map((task, i) => ({ ...task, language: i === 5 ? 'rare' : 'python' })),
    models,
  );
  const ran = (id: string, response: 1 | 2, passes: boolean) =>
    run(id, `${id}-${response}`, { response, verdict: passes ? 'passed' : 'crashed' });
  // t0: runs differ; t1: both pass; t2: judges contradict each other; t3: a clear judge; t4 and t5: nothing is known.
  await store.putRun(ran('t0', 1, true), ran('t0', 2, false), ran('t1', 1, true), ran('t1', 2, true));
  const judged = (agent: string, score1: number, score2: number) =>
    ([1, 2] as const).map((n) => ({
      agent,
      origin: 'judge' as const,
      field: `score${n}` as const,
      value: n === 1 ? score1 : score2,
      at: '2026-01-01T00:00:00.000Z',
    }));
  await store.putSuggestions('t2', [...judged('one', 6, 2), ...judged('two', 2, 6)]);
  await store.putSuggestions('t3', [...judged('one', 6, 2), ...judged('two', 7, 2)]);
  const db = new Database(store.path, { readOnly: true });
  try {
    const chances = drawChances(db, me, [0, 1, 2, 3, 4, 5]);
    const [t0 = 0, t1 = 0, t2 = 0, t3 = 0, t4 = 0, t5 = 0] = chances;
    assert.ok(Math.abs(chances.reduce((a, b) => a + b, 0) - 1) < 1e-12);
    assert.ok(t0 > t4 && t4 > t1 && t2 > t4 && t4 > t3 && Math.abs(t4 - t5) < 1e-12, chances.join(' '));
    for (const chance of each(chances)) assert.ok(chance >= evenPart / 6);
  } finally {
    db.close();
  }
  for (const id of ['t0', 't1', 't2', 't3']) await submit(store, id);
  const later = new Database(store.path, { readOnly: true });
  try {
    const [known = 0, rare = 0] = drawChances(later, me, [4, 5]);
    assert.ok(rare > known, 'a language that nobody judged yet');
  } finally {
    later.close();
  }
});

test('of very many tasks some are weighed, and the chance is that of all', async () => {
  const store = await openWithTasks(1200);
  for (let i = 0, at: string | undefined; i < 5; i++) {
    at = (await store.drawTask(me, at, queue)) ?? '';
    await submit(store, at);
  }
  for (const { chance, tasks: left } of each(drawsIn(store)))
    assert.ok(chance >= evenPart / left && chance < 20 / left, `${chance} of ${left}`);
});

test('draws go along with whoever becomes another person, and with a database that is taken in', async () => {
  const store = await openWithTasks(5);
  const drawn = (await store.drawTask(me, undefined, queue)) ?? '';
  await submit(store, drawn);
  await store.adopt(me, 'argilla:http://x/u', false);
  assert.deepEqual(
    drawsIn(store).map(({ annotator, id }) => [annotator, id]),
    [['argilla:http://x/u', drawn]],
  );
  const [row] = await store.exportPage(undefined, { position: Number(drawn.slice(1)) - 1 }, 1);
  assert.equal(row?.drawChance, drawsIn(store)[0]?.chance);
});

test('a database with an impossible chance is taken in without it', async () => {
  const folder = await newFolder();
  const store = await openAs(folder, { key: 'another editor', trusted: true });
  await store.upsertTasks(tasks(3), models);
  await store.drawTask(me, undefined, queue);
  await store.close();
  const db = new DatabaseSync(store.path);
  db.exec('UPDATE draws SET chance = 7');
  db.close();
  const opened = await openAs(folder, { key: 'this editor', trusted: true });
  assert.equal(opened.imported?.left, 1);
  assert.deepEqual(drawsIn(opened), []);
});
