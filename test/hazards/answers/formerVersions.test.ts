import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, test } from 'node:test';
import { sha256 } from '../../../src/platform/hash.ts';
import { taskHash } from '../../../src/store/api/shownTexts.ts';
import { applicationId } from '../../../src/store/file/storeMark.ts';
import { taskShuffle } from '../../../src/store/sqlite/migration3.ts';
import { migrate } from '../../../src/store/sqlite/schema.ts';
import { act, generation, me, models, newFolder, openAs, task, tasks } from '../../unit/store/support.ts';

/** What was judged is known as well where an earlier version of this program had kept it, and where answers come out of a copy. */

const judged = { instruction: 'As it was', tests: ['assert f(1)'] };
const key = taskHash(judged);

/** A database of the version before, with an answer to a task whose instruction and tests are others by now. */
async function formerVersion(kept: object, more = ''): Promise<string> {
  const folder = await newFolder();
  const path = join(folder, '.touchstone', 'touchstone.sqlite');
  mkdirSync(dirname(path));
  const db = new DatabaseSync(path);
  migrate(db, 0, 7);
  db.prepare('INSERT INTO tasks (position, id, source, instruction, context) VALUES (0, ?, ?, ?, ?)').run(
    't0',
    'test',
    'Now',
    '{"level":"hard"}',
  );
  db.prepare('INSERT INTO task_facts (task, shuffle) VALUES (0, ?)').run(taskShuffle('t0'));
  const meta = db.prepare('INSERT INTO meta (key, value) VALUES (?, ?)');
  meta.run(`judgedTask:${key}`, JSON.stringify(kept));
  meta.run('store', 'theirs');
  const answer = JSON.stringify({ score1: 1, score2: 2, task: key });
  const columns = 'task, annotator, status, guidelines_version, answer';
  const values = [me, 'submitted', 'g1', answer];
  const at = '2025-01-01T00:00:00.000Z';
  db.prepare(
    `INSERT INTO annotations (${columns}, revision, updated_at) VALUES (0, ?, ?, ?, ?, 1, '${at}')`,
  ).run(...values);
  db.prepare(`INSERT INTO history (${columns}, kind, at) VALUES (0, ?, ?, ?, ?, 'act', '${at}')`).run(
    ...values,
  );
  db.exec(`PRAGMA application_id = ${applicationId}; ${more}`);
  db.close();
  return folder;
}

describe('an answer whose texts an earlier version had kept', () => {
  for (const { how, more } of [
    { how: 'is carried over where it lies', more: '' },
    { how: 'is taken in row by row', more: 'CREATE VIEW odd AS SELECT 1' },
  ])
    test(`has them when its database ${how}`, async () => {
      const folder = await formerVersion(judged, more);
      const store = await openAs(folder, { key: 'theirs', ownsUnmarked: false });
      assert.equal(store.imported === undefined, more === '');
      const [row] = await store.exportPage(me, undefined, 10);
      assert.ok(row);
      assert.deepEqual([row.task.instruction, row.task.tests], [judged.instruction, judged.tests]);
      assert.deepEqual(row.task.context, { level: 'hard' }, 'all that is known');
      assert.deepEqual(row.annotation?.judgedOther, ['task']);
      assert.equal(await store.getMeta(`judgedTask:${key}`), undefined);
    });

  test('has none that somebody else put in their place', async () => {
    const folder = await formerVersion(
      { instruction: 'Not what the hash says' },
      'CREATE VIEW odd AS SELECT 1',
    );
    const store = await openAs(folder, { key: 'mine', ownsUnmarked: false });
    const [row] = await store.exportPage(me, undefined, 10);
    assert.deepEqual([row?.task.instruction, row?.annotation?.judgedOther], ['', ['task']]);
  });
});

test('a version that does not say what its hash does is left out of a foreign database', async () => {
  const folder = await newFolder();
  const store = await openAs(folder, { key: 'theirs' });
  const [first] = tasks(1);
  assert.ok(first);
  await store.upsertTasks([first], models);
  await store.act(act('t0', 'submitted', { score1: 1 }));
  await store.upsertTasks([{ ...first, instruction: 'Now' }], models);
  await store.close();
  const db = new DatabaseSync(store.path);
  db.exec("UPDATE task_versions SET content = json_set(content, '$.instruction', 'Forged')");
  db.close();
  const taken = await openAs(folder, { key: 'mine', ownsUnmarked: false });
  assert.equal(taken.imported?.left, 1);
  const [row] = await taken.exportPage(me, undefined, 10);
  assert.equal(row?.task.instruction, '');
});

test('a copy brings answers to tasks that had left the data set, and no second sample of a text', async () => {
  const editor = { key: 'an editor', backups: join(await newFolder(), 'backups'), ownsUnmarked: false };
  const folder = await newFolder();
  const before = await openAs(folder, editor);
  const [first, second] = tasks(2);
  assert.ok(first && second);
  await before.upsertTasks([first, second, task('t2')], models);
  for (const id of ['t0', 't1']) await before.act(act(id, 'submitted', { score1: 1, score2: 2 }));
  await before.endLoad(await before.beginLoad('test', ['t0']), true);
  await before.close();
  await rm(join(folder, '.touchstone'), { recursive: true, force: true });
  const store = await openAs(folder, editor);
  await store.upsertTasks([first], models);
  await store.kept?.restore();
  const { task: left, annotation } = await store.taskDetail('t1', me);
  assert.deepEqual([left.withdrawn, annotation?.score1], [true, 1]);
  assert.equal((await store.counts(me)).total, 1);
  await assert.rejects(store.taskDetail('t2', me), 'nobody answered it');
  const { samples } = await store.samples('t0');
  assert.deepEqual(
    samples.map(({ text, replaced }) => [sha256(text), replaced]),
    [
      [sha256('first of t0'), false],
      [sha256('second of t0'), false],
    ],
  );
});

test('points for a response that was not there are none for one that comes later', async () => {
  const store = await openAs(await newFolder(), {});
  await store.upsertTasks([task('t0'), task('t1')], models);
  await store.act(act('t0', 'submitted', { score1: 5, score2: 2 }));
  await store.act(act('t1', 'discarded', { flag: 'Ambiguous' }));
  for (const id of ['t0', 't1']) await store.putGeneration(generation(id, 1, 'generated later'));
  const rows = await store.exportPage(me, undefined, 10);
  const texts = rows.map(({ generations: [first] }) => first?.text);
  assert.deepEqual(texts, [undefined, 'generated later'], 'a flag is about the task');
  const judgedOther = rows.map((row) => row.annotation?.judgedOther);
  assert.deepEqual(judgedOther, [['responses'], undefined]);
});
