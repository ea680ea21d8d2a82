import assert from 'node:assert/strict';
import fs, { copyFileSync, existsSync, mkdirSync } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, test } from 'node:test';
import { applicationId } from '../../../src/store/file/storeMark.ts';
import { taskShuffle } from '../../../src/store/sqlite/migration3.ts';
import { migrate } from '../../../src/store/sqlite/schema.ts';
import { openDatabase } from '../../../src/store/thread/openDatabase.ts';
import { each } from '../../each.ts';
import { act, me, models, newFolder, openAs, tasks } from '../../unit/store/support.ts';

/** What another one made is looked at before it is used, once, and never stands between two files. */

const mine = { key: 'mine', ownsUnmarked: false };
/** The one after it makes a table anew, which fails where a row names nothing. */
const before = 4;

/** A database of the version before, with two tasks, an answer to the first, and what `sql` adds. */
async function formerVersion(sql: string): Promise<string> {
  const folder = await newFolder();
  mkdirSync(join(folder, '.touchstone'));
  const db = new DatabaseSync(join(folder, '.touchstone', 'touchstone.sqlite'), {
    enableForeignKeyConstraints: false,
  });
  migrate(db, 0, before);
  const task = db.prepare('INSERT INTO tasks (position, id, source, instruction) VALUES (?, ?, ?, ?)');
  const facts = db.prepare('INSERT INTO task_facts (task, shuffle) VALUES (?, ?)');
  for (const i of [0, 1]) {
    task.run(i, `t${i}`, 'test', 'Do it.');
    facts.run(i, taskShuffle(`t${i}`));
  }
  db.exec(`INSERT INTO annotations (annotator, task, status, revision, updated_at, guidelines_version, answer)
    VALUES ('${me}', 0, 'submitted', 1, '2025-01-01T00:00:00.000Z', 'g1', '{"score1":1,"score2":2}');
    PRAGMA application_id = ${applicationId}; INSERT INTO meta VALUES ('store', 'theirs'); ${sql}`);
  db.close();
  return folder;
}

function versionOf(path: string): unknown {
  const db = new DatabaseSync(path, { readOnly: true });
  const version = db.prepare('PRAGMA user_version').get()?.['user_version'];
  db.close();
  return version;
}

describe('a foreign database of a former version', () => {
  const faults = {
    'is not what its schema asks for': `PRAGMA ignore_check_constraints = ON;
      INSERT INTO history (task, annotator, kind, status, at, guidelines_version, answer)
        VALUES (0, '${me}', 'evil', 'draft', '2025-01-01T00:00:00.000Z', 'g1', '{}')`,
    'cannot be carried over': `INSERT INTO suggestions (task, agent, field, origin, at, value)
        VALUES (999, 'a', 'score1', 'agent', '2025-01-01T00:00:00.000Z', '1')`,
  };
  for (const [what, sql] of each(Object.entries(faults)))
    test(`whose content ${what} is taken in by its rows, and kept as it was`, async () => {
      const store = await openAs(await formerVersion(sql), mine);
      assert.equal(store.imported?.left, 1);
      assert.equal((await store.taskDetail('t0', me)).annotation?.score2, 2);
      assert.equal(versionOf(store.imported.kept), before);
    });

  test('in which everything is as we write it is carried over where it lies', async () => {
    const store = await openAs(await formerVersion(''), mine);
    assert.deepEqual([store.imported, store.foreign], [undefined, true]);
    assert.equal((await store.taskDetail('t0', me)).annotation?.score2, 2);
  });
});

test('the rows of a foreign database are read through once, not at each opening', async (t) => {
  const folder = await formerVersion('');
  const asked = t.mock.method(DatabaseSync.prototype, 'prepare');
  const looks = (): number => {
    asked.mock.resetCalls();
    openDatabase({ folder, trusted: true, ...mine }, {}).database.close();
    const texts = asked.mock.calls.map(({ arguments: [sql] }) => sql);
    assert.ok(texts.length > 0);
    return texts.filter((sql) => /^SELECT \* FROM|quick_check/.test(sql)).length;
  };
  assert.ok(looks() > 10);
  assert.equal(looks(), 0);
});

test('what others left to be remembered is not believed before one says that the database is one’s own', async () => {
  const folder = await newFolder();
  const theirs = await openAs(folder, { key: 'theirs' });
  await theirs.upsertTasks(tasks(1), models);
  await theirs.setMeta('warned', 'yes');
  await theirs.setMeta('panel', 'theirs');
  const remote = { dataset: 'd', taskId: 't0', recordId: 'r' };
  await theirs.putRemotes([remote]);
  await theirs.close();
  const store = await openAs(folder, mine);
  assert.deepEqual([await store.getMeta('warned'), await store.remotes('d')], [undefined, []]);
  await store.setMeta('panel', 'mine');
  await store.close();
  const again = await openAs(folder, mine);
  assert.deepEqual([await again.getMeta('panel'), await again.getMeta('warned')], ['mine', undefined]);
  await again.claim();
  assert.deepEqual([await again.getMeta('panel'), await again.getMeta('warned')], ['mine', 'yes']);
  assert.deepEqual(
    (await again.remotes('d')).map(({ recordId }) => recordId),
    ['r'],
  );
});

test('while a foreign database is taken in, there is at each moment a whole one in the place', async (t) => {
  const folder = await newFolder();
  const theirs = await openAs(folder, { key: 'theirs' });
  await theirs.upsertTasks(tasks(2), models);
  await theirs.act(act('t0', 'submitted', { score1: 4, score2: 5 }));
  await theirs.close();
  const { path } = theirs;
  const db = new DatabaseSync(path);
  db.exec('CREATE TABLE evil (a)');
  db.close();
  const looks: string[] = [];
  let watching = true;
  const copy = copyFileSync;
  /** What the next start would find. */
  const snapshot = (): void => {
    const to = join(dirname(path), `state-${looks.length}`);
    mkdirSync(to);
    for (const end of ['', '-wal']) if (existsSync(path + end)) copy(path + end, join(to, `x.sqlite${end}`));
    looks.push(join(to, 'x.sqlite'));
  };
  for (const name of ['copyFileSync', 'renameSync', 'linkSync', 'rmSync', 'fsyncSync'] as const) {
    const work = fs[name] as (...args: unknown[]) => unknown;
    t.mock.method(fs, name, (...args: unknown[]) => {
      if (!watching) return work(...args);
      watching = false;
      snapshot();
      const value = work(...args);
      snapshot();
      watching = true;
      return value;
    });
  }
  syncBuiltinESMExports();
  const opened = openDatabase({ folder, trusted: true, ...mine }, {});
  watching = false;
  t.mock.restoreAll();
  syncBuiltinESMExports();
  assert.ok(opened.imported);
  opened.database.close();
  assert.ok(looks.length >= 6);
  const states = looks.map((file) => {
    const state = new DatabaseSync(file);
    const score: unknown = state.prepare("SELECT answer ->> '$.score2' AS score FROM annotations").get()?.[
      'score'
    ];
    state.close();
    return score;
  });
  assert.deepEqual([...new Set(states)], [5]);
});
