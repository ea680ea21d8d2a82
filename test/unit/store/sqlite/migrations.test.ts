import assert from 'node:assert/strict';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { test } from 'node:test';
import { inputId } from '../../../../src/inputs/inputId.ts';
import { runInput1 } from '../../../../src/store/sqlite/migration2.ts';
import { migrations } from '../../../../src/store/sqlite/migrations.ts';
import type { TaskFilter } from '../../../../src/domain/queue.ts';
import { me, newFolder, open, run, task, models } from '../support.ts';

/** A file as version 1 made it, with what version 1 wrote. */
async function version1(folder: string): Promise<void> {
  await mkdir(join(folder, '.touchstone'));
  const db = new DatabaseSync(join(folder, '.touchstone', 'touchstone.sqlite'));
  db.exec(`PRAGMA journal_mode = WAL; ${migrations[0]} PRAGMA user_version = 1;
    INSERT INTO tasks (position, id, source, instruction, tests) VALUES (0, 'a', 's', 'i', 'assert f(1)'), (1, 'b', 's', 'i', NULL);
    INSERT INTO generations VALUES (0, 1, 'h', 'model', 'm', 'openai', '{"startedAt":"2025"}', 'text');
    INSERT INTO annotations (annotator, task, status, revision, updated_at, guidelines_version, answer)
      VALUES ('${me}', 0, 'draft', 4, '2025', 'g', '{"score1":3}');`);
  const insert = db.prepare(
    `INSERT INTO runs (id, task, response, code_hash, language, runner, input, exit_code, signal, timed_out, stopped,
       truncated_bytes, duration_ms, sandbox, started_at, stdout, stderr)
     VALUES (?, 0, ?, 'c', 'python', 'python 3.11.7', ?, ?, ?, ?, ?, 5, 1.5, 'none', '2025', ?, 'e')`,
  );
  insert.run('ok', '1', null, 0, null, 0, 0, 'a\0b');
  insert.run('deleted', '1', null, 0, null, 0, 0, '');
  insert.run('fails', '1', 'print(f("é"))\n', 1, null, 0, 0, '');
  insert.run('killed', '2', 'f(1)', null, 'SIGSEGV', 0, 0, '');
  insert.run('late', '2', ' ', null, 'SIGTERM', 1, 0, '');
  insert.run('stopped', 'correction', 'f(2)', null, 'SIGTERM', 0, 1, '');
  db.exec("DELETE FROM runs WHERE id = 'deleted'");
  db.close();
}

test('a store of version 1 is carried over with its runs', async () => {
  const folder = await newFolder();
  await version1(folder);
  const store = await open(folder);
  const detail = await store.taskDetail('a', me);
  assert.equal(detail.task.tests, 'assert f(1)');
  assert.equal(detail.annotation?.revision, 4);
  assert.deepEqual([detail.inputs, detail.hiddenInputs, detail.generations.length], [[], [], 1]);
  const typed = (code: string) => ({ id: inputId({ code }), origin: 'annotator', code });
  assert.deepEqual(
    detail.runs.map((r) => [r.id, r.response, r.verdict, r.limit, r.input, r.exitCode, r.signal]),
    [
      ['ok', 1, 'ran', undefined, undefined, 0, undefined],
      ['fails', 1, 'crashed', undefined, typed('print(f("é"))\n'), 1, undefined],
      ['killed', 2, 'crashed', undefined, typed('f(1)'), undefined, 'SIGSEGV'],
      ['late', 2, 'timed-out', 'time', undefined, undefined, 'SIGTERM'],
      ['stopped', 'correction', 'stopped', undefined, typed('f(2)'), undefined, 'SIGTERM'],
    ],
  );
  const ok = await store.run('ok');
  assert.deepEqual(
    [ok?.stdout, ok?.stderr, ok?.truncatedBytes, ok?.durationMs, ok?.runner, ok?.codeHash, ok?.startedAt],
    ['a\0b', 'e', 5, 1.5, 'python 3.11.7', 'c', '2025'],
  );
  assert.equal((await store.listTasks(me))[0]?.runs, 6, 'not counted again');
  await store.putRun(run('b', 'new'));
  assert.equal((await store.listTasks(me))[1]?.runs, 1, 'still counted by a trigger');
  await store.putRun(run('a', 'newer'));
  assert.equal((await store.taskDetail('a', me)).runs.at(-1)?.id, 'newer');
  await store.upsertTasks([task('a', { tests: ['x'], testSetup: 'y' })], models);
  assert.deepEqual((await store.taskDetail('a', me)).task.tests, ['x']);
});

/** A file as version 2 made it: with acts, one of them undone, and runs. */
async function version2(folder: string): Promise<void> {
  await version1(folder);
  const db = new DatabaseSync(join(folder, '.touchstone', 'touchstone.sqlite'));
  db.function('run_input_1', runInput1);
  db.exec(`${migrations[1]} PRAGMA user_version = 2;
    INSERT INTO history (task, annotator, kind, status, closed, at, guidelines_version, hash1, answer) VALUES
      (0, '${me}', 'act', 'draft', 0, '2025-01-01', 'g', 'h', '{"score1":1}'),
      (0, '${me}', 'act', 'submitted', 0, '2025-01-02', 'g', 'h', '{"score1":1,"score2":1}'),
      (0, '${me}', 'act', 'discarded', 1, '2025-01-03', 'g', 'h', '{}'),
      (0, '${me}', 'undo', 'submitted', 0, '2025-01-04', 'g', 'h', '{"score1":1,"score2":1}');
    UPDATE annotations SET status = 'submitted', answer = '{"score1":1,"score2":1}';
    INSERT INTO outbox (annotator, task, seq, status, answer) VALUES ('${me}', 0, 4, 'submitted', '{}');`);
  db.close();
}

test('a store of version 2 is carried over with its history, and can be judged on', async () => {
  const folder = await newFolder();
  await version2(folder);
  const store = await open(folder);
  const history = await store.history('a');
  assert.deepEqual(
    history.map((entry) => [entry.seq, entry.kind, entry.status, entry.at, entry.answer.score2]),
    [
      [1, 'act', 'draft', '2025-01-01', undefined],
      [2, 'act', 'submitted', '2025-01-02', 1],
      [3, 'act', 'discarded', '2025-01-03', undefined],
      [4, 'undo', 'submitted', '2025-01-04', 1],
    ],
  );
  assert.equal(await store.redo(me, false), undefined, 'undone before there was a redo');
  const ids = async (filter: TaskFilter): Promise<string> =>
    (await store.listTasks(me, filter)).map(({ id }) => id).join(' ');
  assert.equal(await ids({ verdicts: ['ran'] }), 'a');
  assert.equal(await ids({ verdicts: ['not-run'] }), 'b');
  assert.equal((await ids({ sort: { by: 'random', seed: '1' } })).length, 3);
  assert.equal((await store.outbox(me, 1))[0]?.seq, 4);
  assert.equal((await store.undo(me, true))?.undone, 'submitted');
  assert.equal((await store.taskDetail('a', me)).annotation?.status, 'draft');
  assert.equal((await store.history('a')).at(-1)?.seq, 5);
  assert.equal((await store.redo(me, true))?.redone, 'submitted');
});

test('a store that was carried over has the schema of a new one', async () => {
  const folder = await newFolder();
  await version1(folder);
  const schemas = await Promise.all(
    [folder, await newFolder()].map(async (each) => {
      const store = await open(each);
      await store.close();
      const db = new DatabaseSync(store.path);
      const rows = db.prepare('SELECT type, name, sql FROM sqlite_schema ORDER BY type, name').all();
      assert.deepEqual(db.prepare('PRAGMA integrity_check').all().map(Object.values), [['ok']]);
      assert.deepEqual(db.prepare('PRAGMA foreign_key_check').all(), []);
      assert.equal(db.prepare('PRAGMA user_version').get()?.['user_version'], migrations.length);
      db.close();
      return rows;
    }),
  );
  assert.deepEqual(schemas[0], schemas[1]);
});
