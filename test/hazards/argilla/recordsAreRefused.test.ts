import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { describe, test } from 'node:test';
import { isTransient } from '../../../src/argilla/api/argillaErrors.ts';
import { sendHalved } from '../../../src/argilla/api/lots.ts';
import { TouchstoneError } from '../../../src/platform/errors.ts';
import { each } from '../../each.ts';
import { newDesk, scores, submitAll, tasks, type Desk } from './argillaDesk.ts';
import { page, startStandIn, type StandIn } from './argillaStandIn.ts';

/** Refuses to make records with one of these words in them. */
function refusesRecords(it: StandIn, words: readonly string[], status: number, body: string): void {
  it.before = ({ path, body: sent }, response) => {
    if (!path.endsWith('/records/bulk') || !words.some((word) => sent.includes(word))) return false;
    response.writeHead(status, { 'content-type': body.startsWith('{') ? 'application/json' : 'text/html' });
    response.end(body);
    return true;
  };
}

/** Two tasks that have their records, and more that have none; all are answered. */
async function desk12(it: StandIn): Promise<Desk> {
  const desk = await newDesk(it.url, { tasks: tasks(2) });
  await desk.sync.push();
  await desk.store.upsertTasks(tasks(12), ['one', 'two']);
  await submitAll(desk, 12, () => 'fine');
  return desk;
}

const words = (...numbers: number[]): string[] => numbers.map((i) => `Write function ${i}.`);

async function stopped(work: Promise<unknown>): Promise<TouchstoneError> {
  const error: unknown = await work.then(
    () => assert.fail('it went through'),
    (thrown: unknown) => thrown,
  );
  assert.ok(error instanceof TouchstoneError, String(error));
  return error;
}

describe('records that cannot be made', () => {
  test('do not keep answers that have one, and each that waits says why', async () => {
    const it = await startStandIn();
    const desk = await desk12(it);
    refusesRecords(it, ['external_id'], 500, page);
    for (const what of ['outbox', 'all'] as const) {
      assert.ok(isTransient(await stopped(desk.sync.push({ what }))));
      assert.equal(it.responses.length, 2);
      const waiting = await desk.waiting();
      assert.equal(waiting.length, 10);
      for (const { lastError, blocked } of each(waiting)) {
        assert.match(lastError ?? '', /does not answer behind it \(500\)/);
        assert.equal(blocked, false);
      }
    }
    it.before = undefined;
    await desk.sync.push({ what: 'outbox' });
    assert.equal(it.responses.length, 12);
  });

  test('three in front hide none of the others', async () => {
    const it = await startStandIn();
    const desk = await desk12(it);
    refusesRecords(it, words(2, 3, 4), 500, page);
    const result = await desk.sync.push({ what: 'outbox' });
    assert.deepEqual([it.records.length, it.responses.length, result.failed], [9, 9, 3]);
  });

  test('nor do those at both ends, the next time', async () => {
    const it = await startStandIn();
    const desk = await desk12(it);
    refusesRecords(it, words(2, 3, 4, 11), 500, page);
    await stopped(desk.sync.push({ what: 'outbox' }));
    const result = await desk.sync.push({ what: 'outbox' });
    assert.deepEqual([it.records.length, it.responses.length, result.failed], [8, 8, 4]);
  });

  test('one that Argilla refuses keeps its reason, is told once and waits for a decision', async () => {
    const it = await startStandIn();
    const desk = await desk12(it);
    refusesRecords(it, words(5), 422, '{"detail":"fields: too odd"}');
    const result = await desk.sync.push({ what: 'outbox' });
    assert.deepEqual([it.responses.length, result.failed, result.blocked], [11, 0, 1]);
    assert.deepEqual(
      result.problems.map(({ taskId, message, blocked }) => [taskId, /too odd/.test(message), blocked]),
      [['t/5', true, true]],
    );
    const [left] = await desk.waiting();
    assert.deepEqual([left?.taskId, left?.blocked], ['t/5', true]);
    assert.match(left?.lastError ?? '', /too odd/);
    assert.equal((await desk.sync.push({ what: 'outbox' })).problems.length, 0);
    assert.equal((await desk.sync.push()).problems.length, 1);
    it.before = undefined;
    await desk.sync.push();
    assert.equal(it.responses.length, 12);
  });
});

describe('what cannot be read back', () => {
  const boom = JSON.stringify({
    detail: { code: 'argilla.api.errors::GenericServerError', params: { message: 'boom' } },
  });
  const passing: [number, string][] = [
    [500, boom],
    [500, page],
    [524, page],
    [503, '{"message":"no upstream"}'],
    [429, '{"error":"slow down"}'],
    [408, 'Request Timeout'],
    [400, page],
  ];

  for (const [status, body] of passing)
    test(`${status} ${body.slice(0, 12)} while records are read keeps no answer for good`, async () => {
      const it = await startStandIn();
      const desk = await newDesk(it.url, { tasks: tasks(5) });
      await desk.sync.push();
      for (const count of each([1, 5])) {
        await submitAll(desk, count, () => `with ${count}`);
        it.before = ({ path }, response) => {
          if (!path.includes('/records/search')) return false;
          // Longer than anybody waits within a request, so that the error is handed out at once.
          response.writeHead(status, { 'content-type': 'text/plain', 'retry-after': '45' }).end(body);
          return true;
        };
        // One that the server fails at is set aside for now, a failure at all is thrown.
        await desk.sync.push({ what: 'outbox' }).then(
          ({ failed, blocked }) => assert.deepEqual([failed, blocked], [count, 0]),
          (error: unknown) => assert.ok(isTransient(error), String(error)),
        );
        const waiting = await desk.waiting();
        assert.equal(waiting.length, count);
        for (const { blocked, lastError } of each(waiting)) {
          assert.equal(blocked, false);
          assert.ok(lastError);
        }
        it.before = undefined;
        assert.equal((await desk.sync.push({ what: 'outbox' })).responsesSent, count);
        assert.deepEqual(await desk.waiting(), []);
      }
    });

  test('a record without an id of ours that the server fails to give is not made again', async () => {
    const it = await startStandIn();
    const desk = await newDesk(it.url);
    await desk.sync.push();
    const [, second] = it.records;
    assert.ok(second);
    Object.assign(second, { external_id: null });
    it.poisoned.add(second.id);
    await submitAll(desk, 3, () => 'fine');
    const result = await desk.sync.push();
    assert.deepEqual([it.records.length, it.responses.length, result.failed, result.blocked], [3, 2, 1, 0]);
    it.poisoned.clear();
    await desk.sync.push({ what: 'outbox' });
    assert.deepEqual([it.records.length, it.responses.length], [3, 3]);
  });

  test('those that the server fails to give in front keep no others from being made', async () => {
    const it = await startStandIn();
    await (await newDesk(it.url)).sync.push();
    for (const { id } of it.records) it.poisoned.add(id);
    const others = tasks(12, (i) => `Write another function ${i}.`).map((task, i) => ({
      ...task,
      id: `new/${i}`,
    }));
    const desk = await newDesk(it.url, { tasks: others });
    await desk.act('new/7', 'submitted', scores);
    const { recordsCreated, responsesSent, failed } = await desk.sync.push();
    assert.deepEqual([recordsCreated, responsesSent, failed], [12, 1, 0]);
    assert.deepEqual([it.records.length, it.responses.length], [15, 1]);
    // Where it gives nothing at all, nothing is made that may be there already.
    await desk.store.upsertTasks(tasks(1), ['one', 'two']);
    it.before = ({ path }, response) => {
      if (!path.includes('/search')) return false;
      response.writeHead(500, { 'content-type': 'application/json' });
      response.end('{"detail":{"code":"argilla.api.errors::GenericServerError","params":{}}}');
      return true;
    };
    assert.match((await stopped(desk.sync.push())).message, /failed to read the records/);
    assert.equal(it.records.length, 15);
  });

  test('a record that somebody else makes at this moment, in a form that nobody knows, is named', async () => {
    const it = await startStandIn();
    const desk = await newDesk(it.url);
    await desk.sync.push();
    // As another client makes it at this moment: the server knows its id already, the search does not yet.
    const [made] = it.records;
    const [task] = tasks(1);
    assert.ok(made && task);
    await desk.store.upsertTasks([{ ...task, id: 't/new', instruction: 'New.' }], ['one', 'two']);
    it.records.push({ ...made, id: randomUUID(), external_id: 't/new', status: 7 });
    let searched = 0;
    it.before = ({ path, body }, response) => {
      if (!path.includes('/records/search') || !body.includes('t/new') || ++searched > 1) return false;
      response.writeHead(200, { 'content-type': 'application/json' }).end('{"items":[],"total":0}');
      return true;
    };
    await desk.act('t/new', 'submitted', scores);
    const { problems } = await desk.sync.push({ what: 'outbox' });
    assert.deepEqual(
      problems.map(({ taskId, message, blocked }) => [taskId, /cannot be read/.test(message), blocked]),
      [['t/new', true, true]],
    );
  });

  test('one whose record has gone, and is refused when it is made again, is told once with that reason', async () => {
    const it = await startStandIn();
    const desk = await newDesk(it.url);
    await desk.sync.push();
    await submitAll(desk, 3, () => 'fine');
    it.records = it.records.filter(({ external_id }) => external_id !== 't/1');
    refusesRecords(it, words(1), 422, '{"detail":"fields: too odd"}');
    const result = await desk.sync.push({ what: 'outbox' });
    assert.deepEqual([it.responses.length, result.failed, result.blocked], [2, 0, 1]);
    assert.deepEqual(
      result.problems.map(({ taskId, message }) => [taskId, /too odd/.test(message)]),
      [['t/1', true]],
    );
    assert.match((await desk.waiting())[0]?.lastError ?? '', /too odd/);
  });
});

describe('a lot is halved', () => {
  const failure = new TouchstoneError('argilla-rejected', 'no', { status: 500 });

  async function halve(count: number, bad: (item: number) => boolean) {
    const sent: number[] = [];
    const refused: number[] = [];
    let requests = 0;
    const send = async (lot: number[]): Promise<void> => {
      requests++;
      if (lot.some(bad)) throw failure;
      sent.push(...lot);
    };
    const work = sendHalved(
      Array.from({ length: count }, (_, i) => i),
      send,
      async (item) => void refused.push(item),
    );
    const error: unknown = await work.then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
    return { sent: sent.sort((a, b) => a - b), refused, gaveUp: error === failure, requests };
  }

  test('each is sent or refused once, wherever those at fault stand', async () => {
    for (const bad of each([
      [0, 1, 2],
      [0, 1, 2, 3, 4],
      [5, 6, 7],
      [0, 3, 9],
      [0, 1, 2, 8],
    ])) {
      const { sent, refused, gaveUp } = await halve(10, (item) => bad.includes(item));
      assert.deepEqual([refused.sort((a, b) => a - b), gaveUp], [bad, false]);
      assert.deepEqual(
        sent,
        Array.from({ length: 10 }, (_, i) => i).filter((i) => !bad.includes(i)),
      );
    }
  });

  test('it is given up where the last fails like those in front', async () => {
    const { sent, refused, gaveUp, requests } = await halve(100, () => true);
    assert.deepEqual([sent, refused, gaveUp], [[], [0, 1, 2, 99], true]);
    assert.ok(requests < 15, `${requests} requests in vain`);
    for (const count of each([1, 2, 3, 4])) {
      const few = await halve(count, () => true);
      assert.deepEqual([few.refused.length, few.gaveUp], [count, count >= 3]);
    }
  });
});
