import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { isTransient, mayPass, waitOf } from '../../../src/argilla/api/argillaErrors.ts';
import { TouchstoneError } from '../../../src/platform/errors.ts';
import { Retries } from '../../../src/ui/argilla/retries.ts';
import { each } from '../../each.ts';
import type { Arrived } from '../../unit/platform/support.ts';
import { newDesk, scores, submitAll, tasks } from './argillaDesk.ts';
import { answerThere, page, refuses, startStandIn, type StandIn } from './argillaStandIn.ts';

/** Refuses requests whose body is longer, as nginx does: with a page of its own. */
function takesUpTo(it: StandIn, bytes: number): void {
  it.before = ({ body }, response) => {
    if (Buffer.byteLength(body) <= bytes) return false;
    response.writeHead(413, { 'content-type': 'text/html' }).end(page);
    return true;
  };
}

async function errorOf(work: Promise<unknown>): Promise<TouchstoneError> {
  const error: unknown = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  assert.ok(error instanceof TouchstoneError, String(error));
  return error;
}

describe('behind a proxy that takes one megabyte', () => {
  test('sixty long corrections arrive', async () => {
    const it = await startStandIn();
    takesUpTo(it, 1_000_000);
    const desk = await newDesk(it.url, { tasks: tasks(60) });
    for (let i = 0; i < 60; i++)
      await desk.act(`t/${i}`, 'submitted', {
        ...scores,
        corrected: 'Response 1',
        correction: 'x'.repeat(30_000),
      });
    assert.equal((await desk.sync.push()).responsesSent, 60);
    assert.deepEqual(await desk.waiting(), []);
    for (const { body } of each(it.origin.arrived))
      assert.ok(body.length < 600_000, `${body.length} bytes at once`);
  });

  test('so do a hundred and twenty long records', async () => {
    const it = await startStandIn();
    takesUpTo(it, 1_000_000);
    const long = tasks(120).map((task) => ({
      ...task,
      generations: ['a'.repeat(8_000), 'b'.repeat(8_000)] as [string, string],
    }));
    const desk = await newDesk(it.url, { tasks: long });
    assert.equal((await desk.sync.push()).recordsCreated, 120);
  });

  test('one answer that is too large alone is told by its task and waits, the others arrive', async () => {
    const it = await startStandIn();
    takesUpTo(it, 1_000_000);
    const desk = await newDesk(it.url);
    await submitAll(desk, 3, (i) => (i === 1 ? 'y'.repeat(1_200_000) : 'short'));
    const result = await desk.sync.push();
    assert.equal(it.responses.length, 2);
    assert.deepEqual(
      result.problems.map(({ taskId, message }) => [taskId, /no request of this size/.test(message)]),
      [['t/1', true]],
    );
    const [left] = await desk.waiting();
    assert.deepEqual([left?.taskId, left?.blocked], ['t/1', false]);
    assert.match(left?.lastError ?? '', /no request of this size/);
    takesUpTo(it, 2_000_000);
    await desk.sync.push({ what: 'outbox' });
    assert.equal(it.responses.length, 3);
  });

  test('a limit below that of a lot is found by halving, for searches as well', async () => {
    const it = await startStandIn();
    takesUpTo(it, 6_000);
    const desk = await newDesk(it.url, {
      tasks: tasks(60).map((task) => ({ ...task, id: `${task.id}/${'n'.repeat(190)}` })),
    });
    assert.equal((await desk.sync.push()).recordsCreated, 60);
  });
});

describe('what is at fault stands alone', () => {
  test('Argilla refuses one answer: it waits with its reason until it changes, also when the rest fails later', async () => {
    const it = await startStandIn();
    const desk = await newDesk(it.url, { tasks: tasks(8) });
    await desk.sync.push();
    refuses(it, 'odd words', 422, '{"detail":"comments: too odd"}');
    await submitAll(desk, 8, (i) => (i === 5 ? 'odd words' : 'words'));
    await desk.sync.push({ what: 'outbox' });
    assert.equal(it.responses.length, 7);
    const waits = async (): Promise<unknown[]> =>
      (await desk.waiting()).map(({ taskId, blocked, lastError }) => [
        taskId,
        blocked,
        /too odd/.test(lastError ?? ''),
      ]);
    assert.deepEqual(await waits(), [['t/5', true, true]]);
    // Of no use in the background until it is another answer.
    assert.equal((await desk.sync.push({ what: 'outbox' })).problems.length, 0);
    await desk.act('t/5', 'submitted', { ...scores, comments: 'plain' });
    await desk.sync.push({ what: 'outbox' });
    assert.equal(it.responses.length, 8);
  });

  test('a firewall dislikes what is in one answer', async () => {
    const it = await startStandIn();
    const desk = await newDesk(it.url, { tasks: tasks(6) });
    refuses(it, 'DROP TABLE', 403, page);
    await submitAll(desk, 6, (i) => (i === 0 ? '1; DROP TABLE x' : 'fine'));
    const { problems } = await desk.sync.push();
    assert.equal(it.responses.length, 5);
    assert.deepEqual(
      problems.map(({ taskId, code }) => [taskId, code]),
      [['t/0', 'argilla-gateway']],
    );
  });

  test('the server fails at one answer with a 500 each time', async () => {
    const it = await startStandIn();
    const desk = await newDesk(it.url, { tasks: tasks(4) });
    refuses(
      it,
      'breaks it',
      500,
      '{"detail":{"code":"argilla.api.errors::GenericServerError","params":{"message":"boom"}}}',
    );
    await submitAll(desk, 4, (i) => (i === 2 ? 'breaks it' : 'fine'));
    const result = await desk.sync.push();
    assert.equal(it.responses.length, 3);
    assert.equal(result.failed, 1);
    it.before = undefined;
    await desk.sync.push({ what: 'outbox' });
    assert.equal(it.responses.length, 4, 'it was not given up');
  });

  test('where it fails at all of them nothing is set aside one by one, and what comes behind has its turn', async () => {
    const it = await startStandIn();
    const desk = await newDesk(it.url, { tasks: tasks(12) });
    await desk.sync.push();
    refuses(it, 'values', 500, page);
    await submitAll(desk, 12, () => 'fine');
    assert.ok(isTransient(await errorOf(desk.sync.push({ what: 'outbox' }))));
    const first = it.origin.arrived.filter(({ path }) => path.includes('/responses/bulk')).length;
    assert.ok(first < 12, `${first} requests in vain`);
    const [next] = await desk.waiting();
    assert.notEqual(next?.taskId, 't/0', 'those that were tried alone stand behind the others');
    it.before = undefined;
    await desk.sync.push({ what: 'outbox' });
    assert.equal(it.responses.length, 12);
  });

  test('a record with a response that nobody knows stops neither push nor pull, and is not made again', async () => {
    const it = await startStandIn();
    const desk = await newDesk(it.url);
    await desk.sync.push();
    answerThere(it, 't/0', 'pending', { score_response_1: 1 });
    answerThere(it, 't/1', 'submitted', { score_response_1: 2, score_response_2: 2 });
    await desk.act('t/0', 'submitted', scores);
    await desk.act('t/2', 'submitted', scores);
    const pulled = await desk.sync.pull();
    assert.equal(pulled.answersPulled, 1);
    assert.deepEqual(
      pulled.unreadable.map(({ taskId, message }) => [taskId, /responses\.0\.status/.test(message)]),
      [['t/0', true]],
    );
    for (const what of ['outbox', 'all'] as const) {
      const result = await desk.sync.push({ what });
      assert.ok(result.problems.some(({ taskId }) => taskId === 't/0'));
    }
    assert.equal(it.records.length, 3);
    assert.deepEqual(
      (await desk.waiting()).map(({ taskId, blocked }) => [taskId, blocked]),
      [['t/0', true]],
    );
  });

  test('a record that the server itself fails to give stops neither push nor pull, and is not made again', async () => {
    const it = await startStandIn();
    const desk = await newDesk(it.url);
    await desk.sync.push();
    it.poisoned.add(it.records[1]!.id);
    answerThere(it, 't/2', 'submitted', { score_response_1: 2, score_response_2: 2 });
    for (const id of ['t/0', 't/1']) await desk.act(id, 'submitted', scores);
    await desk.sync.push({ what: 'outbox' });
    assert.equal(it.responses.length, 2);
    // A server’s failure may pass: it is no decision of anybody.
    assert.deepEqual(
      (await desk.waiting()).map(({ taskId, blocked }) => [taskId, blocked]),
      [['t/1', false]],
    );
    const pulled = await desk.sync.pull();
    assert.deepEqual([pulled.answersPulled, pulled.unreadable.length], [1, 1]);
    const again = await desk.sync.push();
    assert.deepEqual([again.problems.length, again.failed, again.blocked], [1, 1, 0]);
    assert.equal(it.records.length, 3);
    it.poisoned.clear();
    await desk.sync.push({ what: 'outbox' });
    assert.equal(it.responses.length, 3);
  });

  test('one answer that cannot be taken back does not keep the others', async () => {
    const it = await startStandIn();
    const desk = await newDesk(it.url);
    for (const id of ['t/0', 't/1', 't/2']) await desk.act(id, 'submitted', scores);
    await desk.sync.push();
    const stuck = it.responses[1]!;
    it.before = ({ method, path }, response) => {
      const refused = method === 'DELETE' && path.includes(stuck.id);
      if (refused) response.writeHead(422, { 'content-type': 'application/json' }).end('{"detail":"locked"}');
      return refused;
    };
    for (let i = 0; i < 3; i++) await desk.store.undo(desk.annotator, true);
    const { problems } = await desk.sync.push({ what: 'outbox' });
    assert.deepEqual(
      problems.map(({ taskId, message }) => [taskId, /locked/.test(message)]),
      [['t/1', true]],
    );
    assert.deepEqual(it.responses, [stuck]);
  });

  test('a suggestion of a kind that nobody knows takes nothing with it', async () => {
    const it = await startStandIn();
    const desk = await newDesk(it.url);
    await desk.sync.push();
    const question = it.questions().find(({ name }) => name === 'comments');
    it.records[0]!.suggestions.push(
      { question_id: 7, value: null },
      { question_id: question?.id, value: 'Clear.', agent: 'gpt' },
    );
    assert.equal((await desk.sync.pull()).suggestions, 1);
  });
});

describe('what passes is not the end', () => {
  const faults: [number, string, string][] = [
    [408, 'text/plain', 'Request Timeout'],
    [425, 'text/html', page],
    [429, 'text/html', page],
    [429, 'application/json', '{"error":"slow down"}'],
    [500, 'text/html', page],
    [503, 'application/json', '{"message":"no upstream"}'],
    [524, 'text/html', page],
    [530, 'text/plain', 'error 1033'],
    [200, 'text/html', page],
    [404, 'text/plain', '404 page not found'],
    [400, 'text/html', page],
  ];

  for (const [status, type, body] of faults)
    test(`${status} ${type}`, async () => {
      const it = await startStandIn();
      const desk = await newDesk(it.url, { tasks: tasks(1) });
      await desk.act('t/0', 'submitted', scores);
      it.before = (_request: Arrived, response) => {
        // Longer than anybody waits within a request, so that the error is handed out at once.
        response.writeHead(status, { 'content-type': type, 'retry-after': '45' }).end(body);
        return true;
      };
      const error = await errorOf(desk.sync.push({ what: 'outbox' }));
      assert.ok(isTransient(error), `${error.code}: ${error.message}`);
      assert.doesNotMatch(`${error.message} ${error.action}`, /argilla\.url|API key|role/);
      if (status >= 500 || status === 429) {
        assert.equal(waitOf(error), 45_000);
        assert.match(error.action ?? '', /45 seconds/);
      }
      it.before = undefined;
      await desk.sync.push({ what: 'outbox' });
      assert.equal(it.responses.length, 1);
    });

  test('a page in place of "not found" does not make an answer taken back', async () => {
    const it = await startStandIn();
    const desk = await newDesk(it.url, { tasks: tasks(1) });
    await desk.act('t/0', 'submitted', scores);
    await desk.sync.push();
    await desk.store.undo(desk.annotator, true);
    it.before = ({ method }, response) => {
      if (method === 'DELETE')
        response.writeHead(404, { 'content-type': 'text/plain' }).end('404 page not found');
      return method === 'DELETE';
    };
    assert.ok(isTransient(await errorOf(desk.sync.push({ what: 'outbox' }))));
    it.before = undefined;
    assert.equal((await desk.sync.push({ what: 'outbox' })).responsesDeleted, 1);
    assert.deepEqual(it.responses, []);
  });

  test('a Space that has let one in does so again: its page of 401, 403 or 404 is not the end', async () => {
    const space = page.replace('nginx', '<a href="https://huggingface.co">Hugging Face</a>');
    for (const status of each([401, 403, 404])) {
      const it = await startStandIn();
      const desk = await newDesk(it.url, { tasks: tasks(1) });
      await desk.act('t/0', 'submitted', scores);
      it.before = (_, response) => {
        response.writeHead(status, { 'content-type': 'text/html' }).end(space);
        return true;
      };
      const error = await errorOf(desk.sync.push({ what: 'outbox' }));
      assert.deepEqual([error.code, mayPass(error)], ['argilla-gateway', true]);
      assert.equal(isTransient(error), status === 404, 'who is not let in is told so');
      it.before = undefined;
      await desk.sync.push({ what: 'outbox' });
      assert.equal(it.responses.length, 1);
    }
  });

  test('what stands before Argilla speaks neither of its key nor of roles', async () => {
    const it = await startStandIn();
    const desk = await newDesk(it.url, { tasks: tasks(1) });
    for (const status of each([401, 403]))
      for (const body of each([
        page,
        '{"error":"not signed in"}',
        '{"message":"policy 12"}',
        '{"detail":"no"}',
      ])) {
        it.before = (_, response) => {
          response.writeHead(status, { 'content-type': 'text/html' }).end(body);
          return true;
        };
        const error = await errorOf(desk.sync.push());
        assert.equal(error.code, 'argilla-gateway');
        assert.match(error.message, new RegExp(String(status)));
      }
  });

  test('it is tried again for ever, slower each time, and not before the server wants it', () => {
    const retries = new Retries();
    const pauses = Array.from({ length: 100 }, () => retries.next());
    assert.deepEqual(pauses.slice(0, 4), [5_000, 15_000, 60_000, 300_000]);
    for (const pause of each(pauses.slice(4))) assert.equal(pause, 300_000);
    retries.forget();
    assert.equal(retries.next(45_000) > 44_000, true);
    assert.ok(retries.atLeast(800) > 44_000, 'a submit in between does not ask sooner');
    retries.forget();
    assert.equal(retries.atLeast(800), 800);
  });

  test('each thing is told once: a decision at once, what may pass when it has not', () => {
    const retries = new Retries();
    const refused = { taskId: 't/1', code: 'argilla-rejected' as const, message: 'no', blocked: true };
    const failed = { taskId: 't/2', code: 'argilla-rejected' as const, message: 'later' };
    const told = () => retries.newsIn([refused, failed]).map(({ taskId }) => taskId);
    assert.deepEqual([told(), told(), told()], [['t/1'], ['t/2'], []]);
  });
});

test('in the background no dataset is made where there was one, and an explicit push makes it with all answers', async () => {
  const it = await startStandIn();
  const desk = await newDesk(it.url);
  await desk.act('t/0', 'submitted', scores);
  await desk.sync.push();
  await desk.act('t/1', 'submitted', scores);
  Object.assign(it, { datasets: [], records: [], responses: [] });
  for (let i = 0; i < 3; i++)
    assert.equal((await errorOf(desk.sync.push({ what: 'outbox' }))).code, 'argilla-missing');
  assert.equal((await errorOf(desk.sync.push({ taskIds: ['t/1'] }))).code, 'argilla-missing');
  assert.equal(it.datasets.length, 0);
  await desk.sync.push();
  assert.deepEqual([it.records.length, it.responses.length], [3, 2]);
});
