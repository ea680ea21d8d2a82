import assert from 'node:assert/strict';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout } from 'node:timers/promises';
import { describe, test } from 'node:test';
import { toView } from '../../../src/annotation/answerView.ts';
import { playJournal, UnsavedJournal } from '../../../src/answers/unsavedJournal.ts';
import type { Answer } from '../../../src/domain/annotation.ts';
import type { Act } from '../../../src/domain/annotationHistory.ts';
import type { SentAnswer } from '../../../src/protocol/reviewState.ts';
import type { ExportRow, Store } from '../../../src/store/api/store.ts';
import { act, models, newFolder, open, openAs, openWithTasks, tasks } from '../../unit/store/support.ts';

/** A person with several names is one in the store: in what is counted, shown, undone, sent and exported. */

const here = 'local:here';
const there = 'local:there';
const ann = 'argilla:http://127.0.0.1:6900/ann';
const annToo = 'argilla:http://localhost:6900/ann';

async function give(store: Store, annotator: string, id: string, status: Act['status'], answer: Answer = {}) {
  await store.act(act(id, status, answer, { annotator, send: annotator !== here && status !== 'draft' }));
  // The next act is a later one by the clock.
  await setTimeout(2);
}

const exported = (store: Store, annotator?: string): Promise<ExportRow[]> =>
  store.exportPage(annotator, undefined, 100);
const rowsOf = (rows: ExportRow[]): unknown[] =>
  rows.flatMap(({ task, annotation }) =>
    annotation ? [[task.id, annotation.annotator, annotation.score1]] : [],
  );

describe('two names of one person', () => {
  test('are one in counts, exports and the lists, whichever is asked for', async () => {
    const store = await openWithTasks(4);
    await give(store, here, 't0', 'submitted', { score1: 1, score2: 1 });
    await give(store, ann, 't0', 'submitted', { score1: 2, score2: 2 });
    await give(store, here, 't1', 'submitted', { score1: 3, score2: 3 });
    await give(store, ann, 't2', 'draft', { score1: 4 });
    assert.equal(rowsOf(await exported(store)).length, 4, 'strangers until then');
    assert.equal(await store.adopt(here, ann, true), 1);
    const expected = [
      ['t0', ann, 2],
      ['t1', ann, 3],
      ['t2', ann, 4],
    ];
    for (const name of [here, ann]) {
      const { byState, scores } = await store.counts(name);
      assert.deepEqual([byState.submitted, byState.draft, byState['to-score']], [2, 1, 1], name);
      assert.equal(scores[0].count, 2);
      assert.deepEqual(rowsOf(await exported(store, name)), expected);
      assert.equal((await store.listTasks(name, { state: 'submitted' })).length, 2);
      assert.equal((await store.queueCounts(name, { score: { min: 3 } })).total, 2);
    }
    assert.deepEqual(rowsOf(await exported(store)), expected);
    assert.deepEqual(await store.otherPeople(here), []);
  });

  test('are called as the user of Argilla among them, whoever adopts whom', async () => {
    for (const [from, to] of [
      [here, ann],
      [ann, here],
    ] as const) {
      const store = await openWithTasks(2);
      await give(store, here, 't0', 'draft', { score1: 1 });
      await give(store, ann, 't1', 'submitted', { score1: 2, score2: 2 });
      await store.adopt(from, to, false);
      assert.deepEqual(rowsOf(await exported(store)), [
        ['t0', ann, 1],
        ['t1', ann, 2],
      ]);
      assert.deepEqual(await store.whoIs(here), {
        annotator: ann,
        names: [here, ann].toSorted().toReversed(),
      });
    }
  });

  test('a third name joins the same person', async () => {
    const store = await openWithTasks(3);
    await give(store, here, 't0', 'draft', { score1: 1 });
    await give(store, ann, 't1', 'draft', { score1: 2 });
    await give(store, there, 't2', 'draft', { score1: 3 });
    await store.adopt(here, ann, false);
    await store.adopt(there, here, false);
    await store.adopt(ann, annToo, false);
    for (const name of [here, there, ann, annToo]) {
      assert.equal((await store.whoIs(name)).annotator, annToo);
      assert.equal((await store.counts(name)).byState.draft, 3);
    }
    assert.equal(await store.adopt(here, there, false), 0, 'they are one already');
  });

  test('of two answers the other is in the history, and can be had back', async () => {
    const store = await openWithTasks(1);
    await give(store, here, 't0', 'submitted', { score1: 1, score2: 1, comments: 'the first' });
    await give(store, ann, 't0', 'submitted', { score1: 7, score2: 7 });
    await store.adopt(here, ann, true);
    const history = await store.history('t0');
    assert.deepEqual(
      history.map(({ kind, annotator, answer }) => [kind, annotator, answer.score1]),
      [
        ['act', ann, 1],
        ['act', ann, 7],
        ['adopt', ann, 7],
      ],
    );
    const back = await store.revert('t0', here, history[0]?.seq ?? 0, true);
    assert.deepEqual([back?.comments, back?.annotator], ['the first', ann]);
    assert.deepEqual((await store.undo(ann, true))?.taskIds, ['t0']);
    assert.equal((await store.taskDetail('t0', ann)).annotation?.score1, 7);
  });

  test('what was submitted is not hidden by what was begun later', async () => {
    const store = await openWithTasks(1);
    await give(store, ann, 't0', 'submitted', { score1: 5, score2: 5 });
    await give(store, annToo, 't0', 'draft', { score1: 1 });
    await store.adopt(ann, annToo, true);
    const { annotation } = await store.taskDetail('t0', annToo);
    assert.deepEqual([annotation?.status, annotation?.score1], ['submitted', 5]);
    assert.ok(
      (await store.history('t0')).some(({ status, answer }) => status === 'draft' && answer.score1 === 1),
    );
  });

  test('A stays A with the answer that is in use', async () => {
    const store = await openWithTasks(3);
    for (const [name, order] of [
      [here, [2, 1]],
      [ann, [1, 2]],
    ] as const)
      for (const id of ['t0', 't1']) await store.shownOrder(id, name, [...order]);
    await store.shownOrder('t2', here, [2, 1]);
    await give(store, ann, 't0', 'submitted', { score1: 1, score2: 1 });
    await give(store, here, 't0', 'submitted', { score1: 2, score2: 2 });
    await give(store, ann, 't1', 'submitted', { score1: 1, score2: 1 });
    await store.adopt(here, ann, true);
    const orders = await Promise.all(['t0', 't1', 't2'].map((id) => store.shownOrder(id, ann, [1, 2])));
    assert.deepEqual(orders, [
      [2, 1],
      [1, 2],
      [2, 1],
    ]);
  });

  test('each have responses in Argilla of their own', async () => {
    const store = await openWithTasks(1);
    const remote = (annotator: string) => ({
      ...{ dataset: 'http://x/d', taskId: 't0', recordId: 'r', seenUpdatedAt: 'then' },
      ...{ annotator, responseId: `of ${annotator}` },
    });
    await give(store, ann, 't0', 'submitted', { score1: 5, score2: 5 });
    const [row] = await store.outbox(ann, 1);
    assert.ok(row);
    await store.ackOutbox(row, remote(ann));
    await store.adopt(ann, annToo, true);
    assert.equal(
      (await store.remotes('http://x/d', annToo))[0]?.responseId,
      undefined,
      'not the other user’s',
    );
    const [again] = await store.outbox(annToo, 1);
    assert.ok(again);
    await store.ackOutbox({ ...again, annotator: annToo }, remote(annToo));
    for (const name of [ann, annToo])
      assert.equal((await store.remotes('http://x/d', name))[0]?.responseId, `of ${name}`);
    assert.deepEqual(await store.outbox(ann, 1), []);
  });
});

describe('another window', () => {
  test('that goes on under the former name writes to the same person, and is told', async () => {
    const folder = await newFolder();
    const one = await openWithTasks(3, folder);
    const two = await open(folder);
    await give(two, here, 't0', 'draft', { score1: 1 });
    const told = Promise.withResolvers<unknown>();
    two.onDidChange(({ ids }) => ids === 'all' && told.resolve(ids));
    await one.adopt(here, ann, true);
    // At once, before anybody could have told it.
    await give(two, here, 't1', 'submitted', { score1: 2, score2: 2 });
    await two.shownOrder('t2', here, [2, 1]);
    await two.addTime('t1', here, 5);
    await two.actMany(['t2'], { action: 'discard', annotator: here, guidelinesVersion: 'g', send: false });
    await told.promise;
    const { byState } = await one.counts(ann);
    assert.deepEqual([byState.draft, byState.submitted, byState.discarded], [1, 1, 1]);
    assert.equal((await one.taskDetail('t1', ann)).spentMs, 5);
    assert.deepEqual(await one.otherPeople(ann), [], 'nobody else has answered here');
    assert.deepEqual((await two.undo(here, false))?.taskIds, ['t2']);
  });

  test('hears that somebody annotates under a new name', async () => {
    const folder = await newFolder();
    const one = await openWithTasks(1, folder);
    const two = await open(folder);
    const told = new Promise((resolve) => two.onDidChange(({ ids }) => ids === 'all' && resolve(ids)));
    await one.introduce(ann, 'ann');
    assert.equal(await told, 'all');
    assert.equal((await two.whoIs(ann)).label, 'ann');
  });
});

describe('the same folder', () => {
  test('in another editor asks about the answers of the first, and goes on with them', async () => {
    const folder = await newFolder();
    const first = await openAs(folder, { key: 'first', ownsUnmarked: false });
    await first.upsertTasks(tasks(2), models);
    await give(first, here, 't0', 'draft', { score1: 1 });
    const second = await openAs(folder, { key: 'second', ownsUnmarked: false });
    const [other, ...more] = await second.otherPeople(there);
    assert.deepEqual([other?.annotator, other?.answers, other?.isStranger, more], [here, 1, false, []]);
    assert.ok(other && Date.parse(other.lastAt) <= Date.now());
    await second.adopt(here, there, false);
    assert.equal((await second.counts(there)).byState.draft, 1);
    assert.equal((await first.counts(here)).byState.draft, 1, 'the first goes on as well');
    // That they are one’s own does not make the database this editor’s: what is sent from it is asked for itself.
    assert.equal(second.foreign, true);
    await assert.rejects(second.outbox(there, 1), { code: 'store-unavailable' });
  });

  test('with answers of before there were persons needs no row to be rewritten', async () => {
    const folder = await newFolder();
    const made = await openWithTasks(2, folder);
    await give(made, here, 't0', 'submitted', { score1: 1, score2: 2 });
    await give(made, ann, 't1', 'draft', { score1: 3 });
    const { path } = made;
    await made.close();
    const former = new DatabaseSync(path);
    former.exec('DROP TABLE names; DROP TABLE strangers; PRAGMA user_version = 6');
    former.close();
    const store = await open(folder);
    assert.deepEqual(rowsOf(await exported(store)), [
      ['t0', here, 1],
      ['t1', ann, 3],
    ]);
    assert.deepEqual(await store.whoIs(here), { annotator: here, names: [here] });
    assert.deepEqual(
      (await store.otherPeople(here)).map(({ annotator }) => annotator),
      [ann],
    );
  });

  test('with two databases has as one person who is one in either', async () => {
    const [folder, elsewhere] = [await newFolder(), await newFolder()];
    const untrusted = { key: 'mine', ownsUnmarked: false, trusted: false, elsewhere };
    const theirs = await openAs(folder, { key: 'theirs', ownsUnmarked: false });
    await theirs.upsertTasks(tasks(4), models);
    await give(theirs, here, 't0', 'submitted', { score1: 1, score2: 1 });
    await theirs.close();
    const away = await openAs(folder, untrusted);
    await give(away, ann, 't1', 'submitted', { score1: 2, score2: 2 });
    await away.adopt(here, ann, false);
    await away.keepApart(ann, there);
    await away.close();
    const store = await openAs(folder, { key: 'mine', ownsUnmarked: false, elsewhere });
    assert.deepEqual(rowsOf(await exported(store)), [
      ['t0', ann, 1],
      ['t1', ann, 2],
    ]);
    assert.equal((await store.counts(here)).byState.submitted, 2);
    await give(store, there, 't2', 'draft', { score1: 3 });
    assert.equal((await store.otherPeople(ann))[0]?.isStranger, true);
  });

  test('with a database that is taken in by its tables keeps who is one, for when its user says that it is theirs', async () => {
    const folder = await newFolder();
    const made = await openAs(folder, { key: 'theirs', ownsUnmarked: false });
    await made.upsertTasks(tasks(2), models);
    await give(made, here, 't0', 'draft', { score1: 1 });
    await give(made, ann, 't1', 'draft', { score1: 1 });
    await made.adopt(here, ann, false);
    const { path } = made;
    await made.close();
    const strange = new DatabaseSync(path);
    strange.exec('CREATE TRIGGER trap AFTER INSERT ON history BEGIN SELECT 1; END');
    strange.exec(`INSERT INTO names (name, person, label) VALUES ('local:odd', x'00', 'no text')`);
    strange.close();
    const store = await openAs(folder, { key: 'mine', ownsUnmarked: false });
    assert.ok(store.imported);
    assert.equal((await store.counts(here)).byState.draft, 0);
    await store.claim();
    assert.equal((await store.counts(here)).byState.draft, 2);
    assert.equal((await store.whoIs('local:odd')).annotator, 'local:odd');
  });
});

test('what could not be saved under a former name is the same person’s', async () => {
  const place = join(await newFolder(), 'unsaved');
  const window = (): UnsavedJournal => new UnsavedJournal(place, (message) => assert.fail(message));
  const sent: SentAnswer = { taskId: 't0', revision: 0, answer: toView({ comments: 'typed' }, [1, 2]) };
  const refused = window().guard('p', { annotator: here, sent }, () => Promise.reject(new Error('busy')));
  await assert.rejects(refused, /busy/);
  const taken: unknown[] = [];
  const how = {
    store: async ({ taskId }: { taskId: string }) => taken.push(taskId),
    keep: async () => undefined,
    clashes: () => false,
    warn: () => undefined,
  };
  await playJournal(window(), { project: 'p', annotator: ann }, how);
  assert.deepEqual(taken, [], 'somebody else’s');
  await playJournal(window(), { project: 'p', annotator: ann, names: [ann, here] }, how);
  assert.deepEqual(taken, ['t0']);
});
