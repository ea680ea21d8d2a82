import assert from 'node:assert/strict';
import { readdir, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, test } from 'node:test';
import type { Store } from '../../../src/store/api/store.ts';
import { each } from '../../each.ts';
import { act, me, models, newFolder, openAs, tasks } from '../../unit/store/support.ts';

/** A project whose database another editor made: answers to t0 and t1, the second waits to be sent. Changed then by `change`. */
async function cloned(change: string): Promise<string> {
  const folder = await newFolder();
  const theirs = await openAs(folder, { key: 'theirs' });
  await theirs.upsertTasks(tasks(4), models);
  await theirs.act(act('t0', 'submitted', { score1: 4, score2: 5, comments: 'theirs' }));
  await theirs.act(act('t1', 'submitted', { score1: 2, score2: 3 }, { send: true }));
  await theirs.close();
  const db = new DatabaseSync(theirs.path);
  db.enableDefensive(false);
  if (change !== '') db.exec(change);
  db.close();
  return folder;
}

const mine = { key: 'mine', ownsUnmarked: false };

async function answerOf(store: Store, id: string): Promise<unknown> {
  const { annotation } = await store.taskDetail(id, me);
  return annotation && [annotation.status, annotation.score1, annotation.score2];
}

/** Nothing of the file but what the migrations make. */
function strangers(path: string): string[] {
  const db = new DatabaseSync(path, { readOnly: true });
  const names = db.prepare("SELECT name FROM sqlite_schema WHERE name LIKE '%evil%'").all();
  db.close();
  return names.map(({ name }) => String(name));
}

const evil = {
  'a trigger that changes scores and fills the outbox': `
    CREATE TRIGGER evil AFTER INSERT ON annotations BEGIN
      UPDATE annotations SET answer = '{"score1":7,"score2":0}' WHERE task = NEW.task AND annotator = NEW.annotator;
      INSERT OR REPLACE INTO outbox (annotator, task, seq, status, answer)
        VALUES (NEW.annotator, 3, 99, 'submitted', '{"comments":"written by the clone"}');
    END`,
  'a trigger that takes for ever': `
    CREATE TRIGGER evil AFTER INSERT ON history BEGIN
      SELECT count(*) FROM (WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < 1000000000) SELECT n FROM c);
    END`,
  'a trigger of ours that does something else': `
    DROP TRIGGER answer_counted;
    CREATE TRIGGER answer_counted AFTER INSERT ON annotations BEGIN DELETE FROM history; END`,
  'a view in the place of a table': `
    ALTER TABLE suggestions RENAME TO evil_suggestions;
    CREATE VIEW suggestions AS SELECT * FROM evil_suggestions`,
  'a virtual table in the place of a table, by another text than SQLite writes': `
    DROP TABLE suggestions;
    CREATE VIRTUAL TABLE suggestions USING fts5(task, agent, field, origin, score, at, value, evil);
    INSERT INTO suggestions (task, agent, field, origin, score, at, value) VALUES (0, 'a', 'score1', 'agent', 1, 'now', '1');
    PRAGMA writable_schema = ON;
    UPDATE sqlite_schema SET sql = replace(sql, 'CREATE VIRTUAL', 'CREATE  VIRTUAL') WHERE name = 'suggestions';
    PRAGMA writable_schema = OFF`,
  'an index over an expression': 'CREATE INDEX evil ON tasks (length(instruction || instruction))',
  'a table more': 'CREATE TABLE evil (a, b AS (hex(zeroblob(100000000))))',
  'a column that is computed': 'ALTER TABLE history ADD COLUMN evil AS (hex(zeroblob(100000000)))',
  'a table of the full-text search with a condition of its own': `
    CREATE TABLE search_evil (a CHECK (a > 1))`,
  'a table less': 'DROP TABLE times',
};

describe('a database that came with a clone', () => {
  for (const [what, sql] of each(Object.entries(evil)))
    test(`${what} is not opened as it is; the answers in it are taken in`, async () => {
      const folder = await cloned(sql);
      const store = await openAs(folder, mine);
      assert.ok(store.imported, 'told');
      assert.deepEqual(strangers(store.path), []);
      assert.equal(store.imported.left, 0);
      assert.deepEqual(await answerOf(store, 't0'), ['submitted', 4, 5]);
      assert.deepEqual(await store.suggestions('t0'), [], 'of tables alone');
      // What one does is what is stored, and nothing besides.
      await store.act(act('t2', 'submitted', { score1: 1, score2: 6 }, { send: true }));
      assert.deepEqual(await answerOf(store, 't2'), ['submitted', 1, 6]);
      assert.equal((await store.history('t2')).length, 1);
      assert.equal(await answerOf(store, 't3'), undefined);
      assert.equal((await store.counts(me)).byState.submitted, 3);
      assert.equal((await store.listTasks(me, { text: 'second of t1' })).length, 1, 'found by its text');
      // Nothing of the clone's is sent, and nothing at all before one says whose it is.
      await assert.rejects(store.outbox(me, 10), { code: 'store-unavailable' });
      await store.claim();
      assert.deepEqual(
        (await store.outbox(me, 10)).map(({ taskId }) => taskId),
        ['t2'],
      );
      const names = await readdir(dirname(store.path));
      assert.equal(names.filter((name) => /^touchstone\.foreign-.*\.sqlite$/.test(name)).length, 1, 'kept');
      await store.close();
      const again = await openAs(folder, mine);
      assert.deepEqual([again.foreign, again.imported], [false, undefined]);
      assert.deepEqual(await answerOf(again, 't2'), ['submitted', 1, 6]);
    });

  test('rows that this program would not have written are left out, and the rest is taken in', async () => {
    const folder = await cloned(`
      UPDATE history SET answer = '{"score1":"<b>"}' WHERE task = 0;
      UPDATE tasks SET context = '[1]' WHERE id = 't3';
      UPDATE generations SET origin = 'evil' WHERE task = 2 AND response = 1;
      UPDATE annotations SET updated_at = x'00' WHERE task = 1`);
    const store = await openAs(folder, mine);
    // The fourth task takes its two responses along.
    assert.equal(store.imported?.left, 6);
    assert.deepEqual(await answerOf(store, 't0'), ['submitted', 4, 5]);
    assert.deepEqual(await store.history('t0'), []);
    assert.equal(await answerOf(store, 't1'), undefined);
    assert.deepEqual(
      (await store.listTasks(me)).map(({ id, state }) => [id, state]),
      [
        ['t0', 'submitted'],
        ['t1', 'to-score'],
        ['t2', 'to-generate'],
      ],
    );
  });

  test('one of another editor with nothing strange in it stays where it is, and is asked about', async () => {
    const folder = await cloned('');
    const store = await openAs(folder, mine);
    assert.deepEqual([store.foreign, store.imported], [true, undefined]);
    assert.deepEqual(await answerOf(store, 't1'), ['submitted', 2, 3]);
    await assert.rejects(store.outbox(me, 10), { code: 'store-unavailable', message: /made elsewhere/ });
    const { ino } = await stat(store.path);
    // The other editor may be the same person's, and open.
    const theirs = await openAs(folder, { key: 'theirs', ownsUnmarked: false });
    assert.equal(theirs.foreign, false);
    assert.equal((await theirs.outbox(me, 10)).length, 1);
    await store.claim();
    assert.equal(store.foreign, false);
    assert.equal((await store.outbox(me, 10)).length, 1, 'nothing of one’s own is lost');
    await Promise.all([store.close(), theirs.close()]);
    for (const key of each(['mine', 'theirs']))
      assert.equal((await openAs(folder, { key, ownsUnmarked: false })).foreign, false, key);
    assert.equal((await stat(store.path)).ino, ino, 'the same file all along');
  });

  test('what was claimed is one’s own at once, also for a window that has no trust', async () => {
    const folder = await cloned('');
    const store = await openAs(folder, mine);
    await store.claim();
    const other = await openAs(folder, { ...mine, trusted: false, elsewhere: await newFolder() });
    assert.deepEqual([other.path, other.foreign], [store.path, false]);
  });

  test('marks cannot be copied from one database to another', async () => {
    const own = await openAs(await newFolder(), mine);
    await own.close();
    const from = new DatabaseSync(own.path, { readOnly: true });
    const marks = from.prepare("SELECT key, value FROM meta WHERE key LIKE 'mark:%'").all();
    from.close();
    const rows = each(marks).map(({ key, value }) => `('${String(key)}', '${String(value)}')`);
    const folder = await cloned(`INSERT INTO meta (key, value) VALUES ${rows.join()}`);
    assert.equal((await openAs(folder, mine)).foreign, true);
  });

  test('without a mark it is not one’s own by itself, whatever it says of its age', async () => {
    const folder = await cloned(`PRAGMA application_id = 0; DELETE FROM meta`);
    const store = await openAs(folder, mine);
    assert.equal(store.foreign, true);
    await store.close();
    // That the project was open here is no reason any more: it was asked about.
    assert.equal((await openAs(folder, { key: 'mine', ownsUnmarked: true })).foreign, true);
  });
});

test('a database of before, in a project that was open here, is one’s own with all that waits to be sent', async () => {
  const folder = await cloned(`PRAGMA application_id = 0; DELETE FROM meta`);
  const store = await openAs(folder, { key: 'mine', ownsUnmarked: true });
  assert.deepEqual([store.foreign, store.imported], [false, undefined]);
  assert.equal((await store.outbox(me, 10)).length, 1);
  await store.close();
  assert.equal((await openAs(folder, mine)).foreign, false, 'it has its mark now');
});
