import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { taskStates, type TaskState } from '../../../../src/domain/annotation.ts';
import type { TaskQueue } from '../../../../src/domain/queue.ts';
import { Database } from '../../../../src/store/sqlite/database.ts';
import { handle } from '../../../../src/store/thread/handlers.ts';
import { queueSql, stateSql, where } from '../../../../src/store/queue/queueSql.ts';
import { act, generation, me, models, newFolder, tasks } from '../support.ts';

/** Who was adopted is another one no more: the next takes the place. */
let adopted = 0;
const other = (): string => `local:other-${adopted}`;

/** By a look at all tasks, as nobody does any more. */
function counted(db: Database, annotator: string, queue: TaskQueue = {}): Record<TaskState, number> {
  const { from, conditions, params } = queueSql(annotator, queue);
  const rows = db.all<{ state: TaskState; n: number }>(
    `SELECT ${stateSql} AS state, count(*) AS n FROM ${from} ${where(conditions)} GROUP BY 1`,
    params,
  );
  const none = Object.fromEntries(taskStates.map((state) => [state, 0])) as Record<TaskState, number>;
  return Object.assign(none, Object.fromEntries(rows.map(({ state, n }) => [state, n])));
}

/** The same numbers at each run of the test. */
function dice(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
    return Math.floor((state / 2 ** 31) * below);
  };
}

/** Something that people and models do to one of 20 tasks. */
function doSomething(db: Database, roll: (below: number) => number, n: number): void {
  const taskId = `t${roll(20)}`;
  const annotator = roll(3) === 0 ? other() : me;
  const score = (): number => roll(8);
  const answer = { score1: score(), score2: score(), ...(roll(4) === 0 && { flag: 'odd' }) };
  const judged = roll(3) === 0 ? 'submitted' : roll(2) === 0 ? 'discarded' : 'draft';
  switch (roll(9)) {
    case 0:
      return void handle(db, 'undo', [annotator, roll(2) === 0]);
    case 1:
      return void handle(db, 'redo', [annotator, false]);
    case 2:
      return void handle(db, 'putGeneration', [generation(taskId, roll(2) === 0 ? 1 : 2, `text ${n}`)]);
    case 3:
      return void handle(db, 'putFailure', [
        { taskId, response: 1, code: 'model-loading', message: 'no', at: '2025-01-01T00:00:00.000Z' },
      ]);
    case 4:
      handle(db, 'adopt', [other(), me, true]);
      adopted++;
      return;
    case 5:
      return void handle(db, 'actMany', [
        [taskId, `t${roll(20)}`],
        { action: roll(2) === 0 ? 'discard' : 'reopen', annotator, guidelinesVersion: 'v', send: false },
      ]);
    case 6:
      return void handle(db, 'act', [{ ...act(taskId, 'pending'), annotator }]);
    default:
      try {
        return void handle(db, 'act', [
          { ...act(taskId, judged, answer, { send: roll(2) === 0 }), annotator },
        ]);
      } catch (error) {
        // The same scores once more, for texts that were not shown: nothing is changed by that.
        assert.equal((error as { code?: string }).code, 'texts-changed');
      }
  }
}

const queues: TaskQueue[] = [
  {},
  { states: ['draft', 'to-score'] },
  { score: { min: 3 } },
  { flagged: true },
  { sample: { n: 7, seed: 'a' } },
  { text: 'text' },
  { text: 'number', states: ['submitted'] },
  { guidelines: { is: 'v1' }, gap: { min: 1 } },
];

test('the kept counts are those of a look at all tasks, whatever is done, in two windows', async () => {
  const file = join(await newFolder(), 'x.sqlite');
  const windows = [new Database(file), new Database(file)] as const;
  const [one] = windows;
  const given = tasks(20).map((task, i) => (i % 3 === 0 ? { ...task, generations: undefined } : task));
  handle(one, 'upsertTasks', [given, models]);
  const roll = dice(7);
  for (let n = 0; n < 400; n++) {
    doSomething(windows[roll(2)] ?? one, roll, n);
    if (n === 200) handle(one, 'upsertTasks', [tasks(24), models]);
    for (const db of windows) {
      for (const annotator of [me, other()])
        assert.deepEqual(handle(db, 'counts', [annotator]).byState, counted(db, annotator), `act ${n}`);
      const queue = queues[n % queues.length] ?? {};
      const { byState, total } = handle(db, 'queueCounts', [me, queue]);
      assert.deepEqual(byState, counted(db, me, queue), `act ${n}, ${JSON.stringify(queue)}`);
      assert.equal(
        total,
        Object.values(byState).reduce((sum, count) => sum + count, 0),
      );
    }
  }
  const means = one.get<{ mean: number; n: number }>(
    `SELECT avg(score1) AS mean, count(score1) AS n FROM annotations WHERE annotator = :me AND status = 'submitted'`,
    { me },
  );
  assert.ok((means?.n ?? 0) > 0);
  const [first] = handle(one, 'counts', [me]).scores;
  assert.deepEqual([first.count, first.mean?.toFixed(6)], [means?.n, means?.mean.toFixed(6)]);
  for (const db of windows) db.close();
});

test('the place in a queue is counted without a look at the tasks before it', async () => {
  const db = new Database(join(await newFolder(), 'x.sqlite'));
  handle(db, 'upsertTasks', [tasks(10), models]);
  handle(db, 'act', [act('t2', 'submitted', { score1: 5, score2: 5 })]);
  handle(db, 'act', [act('t7', 'submitted', { score1: 5, score2: 1 })]);
  const queue: TaskQueue = { score: { min: 4 } };
  const place = (position: number, sort?: TaskQueue['sort']) =>
    handle(db, 'queueCounts', [me, { ...queue, sort }, { position, key: sort ? 4 : undefined }]).place;
  assert.deepEqual(place(2), { before: 0, here: true });
  assert.deepEqual(place(7), { before: 1, here: true });
  assert.deepEqual(place(8), { before: 2, here: false });
  assert.deepEqual(place(7, { by: 'position', descending: true }), { before: 0, here: true });
  assert.deepEqual(place(2, { by: 'position', descending: true }), { before: 1, here: true });
  assert.deepEqual(place(7, { by: 'gap' }), { before: 1, here: true });
  db.close();
});

test('a digit that is typed takes few statements', async () => {
  const db = new Database(join(await newFolder(), 'x.sqlite'));
  handle(db, 'upsertTasks', [tasks(10), models]);
  const cost = (work: () => unknown): number => {
    const before = db.statements;
    work();
    return db.statements - before;
  };
  const first = cost(() => handle(db, 'act', [act('t1', 'draft', { points1: { a: 1 } })]));
  const second = cost(() => handle(db, 'act', [act('t1', 'draft', { points1: { a: 2 } })]));
  const summary = cost(() => handle(db, 'overview', [me]));
  assert.ok(first <= 9 && second <= 9 && summary <= 5, `${first}, ${second}, ${summary}`);
  db.close();
});
