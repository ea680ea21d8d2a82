import assert from 'node:assert/strict';
import { statSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { test } from 'node:test';
import { migrations } from '../../../src/store/sqlite/migrations.ts';
import { migrate } from '../../../src/store/sqlite/schema.ts';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { act, me, newFolder, open, openWithTasks } from '../../unit/store/support.ts';

/** All that JSON, SQLite and UTF-8 may stumble over. */
const odd = '"\\ \0 \u0001 \u2028 \ud800 \udfff 😀 é e\u0301 \ufeff \ufffd $.a ';
const long = (name: string, length = 100_000): string => `${odd}${name} ${'x'.repeat(length)} ${name}${odd}`;

test('two hundred acts with a correction of 100 kB keep it once', async (t) => {
  const folder = await newFolder();
  const store = await openWithTasks(1, folder);
  const correction = long('the same');
  for (let i = 0; i < 200; i++) {
    const status = i % 2 === 0 ? 'submitted' : 'discarded';
    await store.act(act('t0', status, { score1: i % 8, score2: 2, correction, comments: `act ${i}` }));
  }
  const history = await store.history('t0');
  assert.equal(history.length, 200);
  assert.deepEqual(
    history.map(({ answer }) => [answer.score1, answer.comments, answer.correction === correction]),
    [...Array(200).keys()].map((i) => [i % 8, `act ${i}`, true]),
  );
  await store.close();
  const { size } = statSync(store.path);
  t.diagnostic(`${(size / 1e6).toFixed(2)} MB`);
  assert.ok(size < 1.5e6, `${size} bytes`);
});

test('an undo across fifty acts, and redo back, give the exact texts', async () => {
  const store = await openWithTasks(2);
  const answers = [...Array(50).keys()].map((i) => ({
    score1: i % 8,
    score2: 1,
    correction: long(`correction ${i}`, 2_000),
    // Some of them more than once, some short.
    comments: i % 3 === 0 ? long('comments') : `short ${i}`,
    ...(i % 5 === 0 && { flag: long(`flag ${i}`, 400) }),
  }));
  for (const answer of answers) await store.act(act('t0', 'submitted', answer));
  const now = async () => {
    const { annotation } = await store.taskDetail('t0', me);
    return annotation && { ...answerOf(annotation) };
  };
  for (const answer of answers.slice(0, -1).reverse()) {
    await store.undo(me, false);
    assert.deepEqual(await now(), answer);
  }
  await store.undo(me, false);
  assert.equal(await now(), undefined);
  for (const answer of answers) {
    await store.redo(me, false);
    assert.deepEqual(await now(), answer);
  }
  const entry = (await store.history('t0'))[7];
  await store.revert('t0', me, entry?.seq ?? 0, false);
  assert.deepEqual(await now(), answers[7]);
});

function answerOf(annotation: object): object {
  const { score1, score2, correction, comments, flag } = annotation as Record<string, unknown>;
  return { score1, score2, correction, comments, ...(flag !== undefined && { flag }) };
}

test('typing into a long text leaves one copy, and what another entry has stays', async () => {
  const store = await openWithTasks(2);
  const shared = long('shared');
  await store.act(act('t1', 'submitted', { score1: 1, score2: 2, correction: shared }));
  await store.act(act('t0', 'draft', { correction: shared }));
  for (let i = 1; i <= 100; i++)
    await store.act(act('t0', 'draft', { correction: `${shared}${'y'.repeat(i)}` }));
  const [entry, ...others] = await store.history('t0');
  assert.deepEqual([entry?.answer.correction, others.length], [`${shared}${'y'.repeat(100)}`, 0]);
  assert.equal((await store.history('t1'))[0]?.answer.correction, shared);
  // Short again: the long one goes to an entry of its own, and is there.
  await store.act(act('t0', 'draft', { correction: 'short' }));
  assert.deepEqual(
    (await store.history('t0')).map(({ answer }) => answer.correction?.length),
    [shared.length + 100, 5],
  );
  await store.close();
  const db = new DatabaseSync(store.path);
  assert.deepEqual(db.prepare('SELECT count(*) AS n FROM texts').get(), { __proto__: null, n: 2 });
  db.close();
});

test('a history of before is carried over with its texts', async () => {
  const folder = await newFolder();
  await mkdir(join(folder, '.touchstone'));
  const path = join(folder, '.touchstone', 'touchstone.sqlite');
  const db = new DatabaseSync(path);
  migrate(db, 0, 5);
  db.exec(`INSERT INTO tasks (position, id, source, instruction) VALUES (0, 'a', 's', 'i');
    INSERT INTO task_facts (task, shuffle) VALUES (0, 1);`);
  const insert = db.prepare(
    `INSERT INTO history (task, annotator, kind, status, at, guidelines_version, answer)
     VALUES (0, ?, 'act', 'submitted', '2025', 'g', ?)`,
  );
  const answers = [...Array(40).keys()].map((i) => ({
    score1: i % 8,
    correction: long('old'),
    comments: odd,
  }));
  for (const answer of answers) insert.run(me, JSON.stringify(answer));
  const runs = db.prepare(
    `INSERT INTO runs (id, task, response, input_id, verdict, code_hash, language, runner, timed_out, stopped, compiling,
       truncated_bytes, duration_ms, sandbox, started_at, stdout, stderr)
     VALUES (?, 0, '1', '', 'ran', ?, 'python', 'p', 0, 0, 0, 7, 1, 'none', '2025', ?, ?)`,
  );
  for (let i = 0; i < 10; i++) runs.run(`run ${i}`, i < 3 ? 'old' : 'new', `${'é'.repeat(30_000)}`, '\0err');
  db.close();
  const store = await open(folder);
  assert.equal(migrations.length >= 6, true);
  assert.deepEqual(
    (await store.history('a')).map(({ answer }) => answer),
    answers,
  );
  const whole = await store.run('run 9');
  assert.deepEqual([whole?.stdout.length, whole?.stderr, whole?.truncatedBytes], [30_000, '\0err', 7]);
  const former = await store.run('run 8');
  assert.deepEqual(
    [former?.stdout, former?.stderr, former?.truncatedBytes],
    ['é'.repeat(1_024), '\0err', 57_959],
  );
  assert.deepEqual(
    [(await store.run('run 2'))?.stdout.length, await store.run('run 5')],
    [20_000, undefined],
    'what exports show of an earlier program',
  );
  await store.close();
  const after = new DatabaseSync(path);
  assert.equal(after.prepare('SELECT count(*) AS n FROM texts').get()?.['n'], 1);
  after.close();
});
