import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { describe, test } from 'node:test';
import { claimAnswers, unaskedPeople } from '../../../src/answers/claimAnswers.ts';
import { argillaAnnotator } from '../../../src/annotation/annotatorId.ts';
import { newDesk, scores, submitAll, tasks, type Desk } from '../argilla/argillaDesk.ts';
import { startStandIn, type StandIn } from '../argilla/argillaStandIn.ts';

/** One person whom a server knows by another name than before: what the editor asks, and what comes of the answer. */

const askedOf = async ({ store, annotator }: Desk): Promise<[string, number][]> =>
  (await unaskedPeople(store, annotator)).map((other) => [other.annotator, other.answers]);

async function answer(desk: Desk, isMine: boolean): Promise<void> {
  const others = await unaskedPeople(desk.store, desk.annotator);
  await claimAnswers(desk.store, { name: desk.annotator, send: true }, others, isMine ? others : []);
}

const elsewhere = (it: StandIn): string => it.url.replace('127.0.0.1', 'localhost');

/** As a container that was made anew on the same port. */
function makeAnew(it: StandIn): void {
  it.datasets.length = 0;
  it.records.length = 0;
  it.responses.length = 0;
  it.userId = randomUUID();
}

describe('a server under another address', () => {
  test('asks once about the answers given under the former one, and has them all after a yes', async () => {
    const it = await startStandIn();
    const before = await newDesk(it.url, { tasks: tasks(4) });
    await submitAll(before, 2, (i) => `of ${i}`);
    await before.sync.push();
    await before.act('t/2', 'draft', { score1: 1 });
    const now = await newDesk(elsewhere(it), { folder: before.folder, tasks: tasks(4) });
    assert.notEqual(now.annotator, before.annotator);
    assert.deepEqual(await askedOf(now), [[before.annotator, 3]]);
    await answer(now, true);
    assert.deepEqual(await askedOf(now), []);
    assert.deepEqual(await askedOf(before), []);
    const { byState } = await now.store.counts(now.annotator);
    assert.deepEqual([byState.submitted, byState.draft], [2, 1]);
    // They are there already: nothing is sent twice, and nothing is changed there.
    const [sentAt] = it.responses.map(({ updated_at }) => updated_at);
    const { responsesSent, unchanged, problems } = await now.sync.push();
    assert.deepEqual([responsesSent, unchanged, problems], [0, 2, []]);
    assert.deepEqual([it.responses.length, it.responses[0]?.updated_at], [2, sentAt]);
    assert.deepEqual(await now.waiting(), []);
  });

  test('what waited to be sent under the former one is sent under the new one', async () => {
    const it = await startStandIn();
    const before = await newDesk(it.url);
    await before.sync.push();
    await submitAll(before, 1, () => 'first');
    await before.sync.push();
    await submitAll(before, 2, () => 'second');
    const now = await newDesk(elsewhere(it), { folder: before.folder });
    await answer(now, true);
    const { responsesSent, problems } = await now.sync.push({ what: 'outbox' });
    assert.deepEqual([responsesSent, problems], [2, []]);
    const comments = it.responses.map(({ values }) => values['comments']?.value);
    assert.deepEqual(comments, ['second', 'second']);
    // And under the former one nothing waits any more: both are one person.
    assert.deepEqual(await before.waiting(), []);
  });

  test('what was taken back meanwhile is taken back there', async () => {
    const it = await startStandIn();
    const before = await newDesk(it.url);
    await submitAll(before, 1, () => 'x');
    await before.sync.push();
    await before.store.undo(before.annotator, true);
    const now = await newDesk(elsewhere(it), { folder: before.folder });
    await answer(now, true);
    await before.store.adopt(before.annotator, now.annotator, true);
    assert.equal((await now.sync.push()).responsesDeleted, 1);
    assert.deepEqual(it.responses, []);
  });

  test('a no is kept, for both, and the answers stay where they are and are told of', async () => {
    const it = await startStandIn();
    const before = await newDesk(it.url);
    await submitAll(before, 2, () => 'x');
    const now = await newDesk(elsewhere(it), { folder: before.folder });
    await submitAll(now, 1, () => 'y');
    await answer(now, false);
    assert.deepEqual(await askedOf(now), []);
    await submitAll(before, 3, () => 'x');
    assert.deepEqual([await askedOf(now), await askedOf(before)], [[], []]);
    const told = await now.store.otherPeople(now.annotator);
    assert.deepEqual(
      told.map(({ annotator, answers, isStranger }) => [annotator, answers, isStranger]),
      [[before.annotator, 3, true]],
    );
    assert.equal((await now.store.counts(now.annotator)).byState.submitted, 1);
    // Who has said no by mistake says so later.
    await now.store.adopt(before.annotator, now.annotator, true);
    assert.equal((await now.store.counts(now.annotator)).byState.submitted, 3);
    assert.deepEqual(await now.store.otherPeople(now.annotator), []);
  });

  test('every other one is asked about, not that of this machine alone', async () => {
    const it = await startStandIn();
    const before = await newDesk(it.url);
    await submitAll(before, 3, () => 'x');
    for (const [annotator, taskId] of [
      ['local:here', 't/0'],
      ['local:there', 't/1'],
    ] as const)
      await before.store.act({
        ...{ taskId, annotator, status: 'draft', answer: { score1: 1 } },
        ...{ guidelinesVersion: 'v1', send: false },
      });
    const now = await newDesk(elsewhere(it), { folder: before.folder });
    assert.deepEqual(await askedOf(now), [
      [before.annotator, 3],
      ['local:here', 1],
      ['local:there', 1],
    ]);
    await answer(now, true);
    const { names } = await now.store.whoIs('local:there');
    assert.deepEqual(
      names.toSorted(),
      [before.annotator, now.annotator, 'local:here', 'local:there'].toSorted(),
    );
    // A draft that was begun elsewhere does not take the place of an answer that was given.
    assert.equal((await now.store.counts(now.annotator)).byState.submitted, 3);
  });
});

describe('a server that was made anew', () => {
  test('asks the same, and a push sends all answers again after a yes', async () => {
    const it = await startStandIn();
    const before = await newDesk(it.url);
    await submitAll(before, 3, (i) => `of ${i}`);
    await before.sync.push();
    assert.equal(it.responses.length, 3);
    makeAnew(it);
    const now = await newDesk(it.url, { folder: before.folder });
    assert.notEqual(now.annotator, before.annotator);
    assert.deepEqual(await askedOf(now), [[before.annotator, 3]]);
    await answer(now, true);
    const pushed = await now.sync.push();
    assert.deepEqual([pushed.recordsCreated, pushed.responsesSent, pushed.problems], [3, 3, []]);
    assert.deepEqual(
      it.responses.map(({ user_id, values }) => [user_id, values['comments']?.value]),
      ['of 0', 'of 1', 'of 2'].map((text) => [it.userId, text]),
    );
    const again = await now.sync.push();
    assert.deepEqual([again.responsesSent, again.problems], [0, []]);
  });

  test('who has no answers here is asked nothing', async () => {
    const it = await startStandIn();
    const before = await newDesk(it.url);
    await before.act('t/0', 'submitted', scores);
    await before.store.undo(before.annotator, false);
    makeAnew(it);
    const now = await newDesk(it.url, { folder: before.folder });
    assert.deepEqual(await askedOf(now), []);
    assert.equal(now.annotator, argillaAnnotator(it.url, it.userId));
  });
});
