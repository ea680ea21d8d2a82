import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { describe, test } from 'node:test';
import { OneSender } from '../../../src/argilla/sync/oneSender.ts';
import { newDesk, scores, type Desk } from './argillaDesk.ts';
import { startStandIn, type StandIn } from './argillaStandIn.ts';

/** Two windows on one project and one server. */
async function twoWindows(times = { lookMs: 5 }): Promise<{ it: StandIn; first: Desk; second: Desk }> {
  const it = await startStandIn();
  const first = await newDesk(it.url, { times });
  const second = await newDesk(it.url, { folder: first.folder, times });
  await first.sync.push();
  return { it, first, second };
}

/** The next answers that are sent reach the server only when `release` is called. */
function holdAnswers(it: StandIn): { arrived: Promise<void>; release: () => void } {
  const arrived = Promise.withResolvers<void>();
  let held: (() => void) | undefined;
  it.before = (request, response: ServerResponse) => {
    if (!request.path.includes('/responses/bulk') || held) return false;
    held = () => {
      it.before = undefined;
      it.reply(request, response);
    };
    arrived.resolve();
    return true;
  };
  return { arrived: arrived.promise, release: () => held?.() };
}

describe('two windows that send', () => {
  test('what one takes back while the other sends it is not there afterwards', async () => {
    const { it, first, second } = await twoWindows();
    await first.act('t/0', 'submitted', scores);
    const { arrived, release } = holdAnswers(it);
    const sending = first.sync.push({ what: 'outbox' });
    await arrived;
    await second.store.undo(second.annotator, true);
    let waited = 0;
    const taking = second.sync.push({ what: 'outbox', onWait: () => waited++ });
    // It waits for its turn: nothing of it is settled before the other is done.
    while (waited === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    assert.equal((await second.waiting()).length, 1);
    release();
    await Promise.all([sending, taking]);
    assert.deepEqual(it.responses, []);
    assert.deepEqual(await second.waiting(), []);
  });

  test('an answer that arrives after it was taken back without a word is looked at again', async () => {
    const { it, first } = await twoWindows();
    await first.act('t/0', 'submitted', scores);
    const { arrived, release } = holdAnswers(it);
    const sending = first.sync.push({ what: 'outbox' });
    await arrived;
    // As a version without turns did: undone, found to be nothing there, and settled.
    await first.store.undo(first.annotator, true);
    const [row] = await first.store.outbox(first.annotator, 10);
    const [remote] = await first.store.remotes(`${first.connection.origin}/${it.datasets[0]?.id}`);
    assert.ok(row && remote);
    await first.store.ackOutbox(row, { ...remote, annotator: first.annotator });
    assert.deepEqual(await first.waiting(), []);
    release();
    await sending;
    assert.equal(it.responses.length, 1);
    assert.equal((await first.waiting()).length, 1);
    await first.sync.push({ what: 'outbox' });
    assert.deepEqual([it.responses, await first.waiting()], [[], []]);
  });

  test('an answer that both have sent stays, also under a draft that was begun since', async () => {
    const { it, first } = await twoWindows();
    await first.act('t/0', 'submitted', scores);
    const [row] = await first.store.outbox(first.annotator, 10);
    await first.sync.push({ what: 'outbox' });
    await first.act('t/0', 'draft', { ...scores, score1: 1 });
    const [remote] = await first.store.remotes(`${first.connection.origin}/${it.datasets[0]?.id}`);
    assert.ok(row && remote);
    await first.store.ackOutbox(row, remote);
    const { held } = await first.sync.push({ what: 'outbox' });
    assert.equal(held, 1);
    assert.deepEqual(
      it.responses.map(({ status }) => status),
      ['submitted'],
    );
  });
});

describe('the turn of a window', () => {
  test('one that was killed keeps nobody waiting for long', async () => {
    const { first } = await twoWindows();
    const killed = randomUUID();
    assert.ok(await first.store.holdLease('argilla x', killed, 50));
    const sender = new OneSender(first.store, 'x', { leaseMs: 50, lookMs: 5 });
    let waits = 0;
    const { signal } = new AbortController();
    assert.equal(
      await sender.alone(() => Promise.resolve('done'), { signal, onWait: () => waits++ }),
      'done',
    );
    assert.equal(waits, 1);
  });

  test('a clock that was set back keeps nobody waiting', async () => {
    const { first } = await twoWindows();
    const lease = JSON.stringify({ holder: 'gone', until: Date.now() + 86_400_000 });
    await first.store.setMeta('lease:argilla x', lease);
    assert.ok(await first.store.holdLease('argilla x', 'me', 1000));
    assert.equal(await first.store.holdLease('argilla x', 'you', 1000), false);
    await first.store.endLease('argilla x', 'you');
    assert.equal(await first.store.holdLease('argilla x', 'you', 1000), false);
    await first.store.endLease('argilla x', 'me');
    assert.ok(await first.store.holdLease('argilla x', 'you', 1000));
  });

  test('who waits can leave; who is at work keeps it; who lost it stops', async () => {
    const { first } = await twoWindows();
    const sender = new OneSender(first.store, 'x', { leaseMs: 3000, lookMs: 5 });
    const other = new OneSender(first.store, 'x', { leaseMs: 3000, lookMs: 5 });
    const { signal } = new AbortController();
    const end = Promise.withResolvers<void>();
    const working = sender.alone(() => end.promise, { signal });
    const leaving = new AbortController();
    const waiting = other.alone(() => assert.fail('beside another'), { signal: leaving.signal });
    // Longer than a turn lasts by itself.
    setTimeout(() => leaving.abort(), 4000);
    await assert.rejects(waiting, { code: 'cancelled' });
    end.resolve();
    await working;

    const asleep = sender.alone(
      (stop) =>
        new Promise((_, reject) => stop.addEventListener('abort', () => reject(new Error('stopped')))),
      { signal },
    );
    await first.store.setMeta(
      'lease:argilla x',
      JSON.stringify({ holder: 'else', until: Date.now() + 2500 }),
    );
    await assert.rejects(asleep, { code: 'network-timeout' });
  });
});
