import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { isTransient } from '../../../src/argilla/api/argillaErrors.ts';
import { TouchstoneError } from '../../../src/platform/errors.ts';
import type { TaskInput } from '../../../src/domain/task.ts';
import { each } from '../../each.ts';
import { startGateway, type Gateway } from './gateway.ts';
import {
  answersIn,
  closeAll,
  configFor,
  findBySdk,
  freshName,
  newDesk,
  notOnce,
  readBySdk,
  sampleTasks,
  type Desk,
} from './lab.ts';

after(closeAll);

async function deskBehind(dataset: string, tasks: TaskInput[]): Promise<{ gateway: Gateway; desk: Desk }> {
  const gateway = await startGateway();
  const config = configFor(dataset, { argilla: { url: gateway.url, workspace: 'argilla', dataset } });
  return { gateway, desk: await newDesk({ config, tasks }) };
}

async function refusal(work: Promise<unknown>): Promise<TouchstoneError> {
  const error: unknown = await work.then(
    () => assert.fail('it went through'),
    (thrown: unknown) => thrown,
  );
  assert.ok(error instanceof TouchstoneError, String(error));
  return error;
}

const pageOf = (words: string): string =>
  `<!doctype html><title>${words}</title><body><center><h1>${words}</h1></center><hr>gateway</body>`;

describe('a gateway that takes small requests alone', () => {
  for (const [name, type, body] of [
    ['a page', 'text/html', pageOf('Payload too large')],
    ['words of its own', 'application/json', '{"message":"body exceeds the limit of this route"}'],
    ['nothing', '', ''],
  ] as const)
    test(`with ${name}: all arrive once but what is too large alone, and that is named`, async () => {
      const dataset = freshName('limited');
      const tasks = sampleTasks(12).map((task) => ({
        ...task,
        instruction: task.instruction.padEnd(900, '.'),
      }));
      const large = tasks[5]!;
      large.instruction = large.instruction.padEnd(20_000, '.');
      const { gateway, desk } = await deskBehind(dataset, tasks);
      gateway.before = ({ headers }, response) => {
        if (Number(headers['content-length'] ?? 0) <= 9_000) return false;
        response.writeHead(413, type ? { 'content-type': type } : {}).end(body);
        return true;
      };
      const answered = ['HumanEval/0', 'HumanEval/1', 'HumanEval/2'];
      for (const id of answered)
        await desk.act(id, 'submitted', { score1: 6, score2: 2, comments: id.padEnd(4_000, '.') });
      const { problems } = await desk.sync.push();
      assert.deepEqual(
        problems.map(({ taskId, message }) => [taskId, message]),
        [[large.id, `${gateway.url} takes no request of this size (413).`]],
      );
      await desk.sync.push();
      const view = await readBySdk(dataset);
      assert.deepEqual([view.records.length, notOnce(view)], [11, []]);
      const answers = answersIn(view, 'score_response_1');
      for (const { id } of each(tasks.filter((task) => task !== large))) {
        const has = answered.includes(id);
        assert.deepEqual(answers[id], [has ? [[6], ['submitted']] : [null, null]], id);
      }
      // Once the limit is raised it comes along.
      gateway.before = undefined;
      assert.equal((await desk.sync.push()).recordsCreated, 1);
      assert.deepEqual(notOnce(await readBySdk(dataset)), []);
    });
});

test('faults that pass, in the words of whatever stands there: what is unsent waits, and is there once afterwards', async () => {
  const dataset = freshName('passing');
  const { gateway, desk } = await deskBehind(dataset, sampleTasks(2));
  await desk.sync.push();
  await desk.act('HumanEval/0', 'submitted', { score1: 5, score2: 1 });
  const retry = { 'retry-after': '90' };
  for (const [status, type, body, headers] of each([
    [429, 'text/html', pageOf('Slow down'), retry],
    [429, 'application/json', '{"error":"quota"}', retry],
    [500, 'text/plain', 'oops', {}],
    [503, 'text/html', pageOf('Restarting'), retry],
    [502, 'application/json', '{"message":"upstream is gone"}', {}],
    [521, 'text/html', pageOf('Web server is down'), {}],
    [408, 'text/plain', 'too slow', {}],
  ] as const)) {
    gateway.before = (_, response) => {
      response.writeHead(status, { 'content-type': type, ...headers }).end(body);
      return true;
    };
    const error = await refusal(desk.sync.push({ what: 'outbox' }));
    assert.ok(isTransient(error), `${status} ${type}: ${error.message}`);
    assert.doesNotMatch(`${error.message} ${error.action}`, /argilla\.url|API key|role/);
    if ('retry-after' in headers) assert.match(error.action ?? '', /in 90 seconds/);
    else assert.ok(error.action);
    const [row] = await desk.store.outbox(desk.connection.annotator, 10);
    assert.deepEqual([row?.taskId, row?.blocked], ['HumanEval/0', false]);
  }
  // The answer arrives, but what says so does not.
  gateway.before = ({ path }, response) => {
    if (!path.includes('/responses/bulk')) return false;
    response.writeHead(504, { 'content-type': 'text/html' }).end(pageOf('Too late'));
    return true;
  };
  assert.ok(isTransient(await refusal(desk.sync.push({ what: 'outbox' }))));
  gateway.before = undefined;
  assert.equal((await desk.sync.push({ what: 'outbox' })).responsesSent, 1);
  const view = await readBySdk(dataset);
  assert.deepEqual(notOnce(view), []);
  assert.deepEqual(answersIn(view, 'score_response_1', 'score_response_2'), {
    'HumanEval/0': [
      [[5], ['submitted']],
      [[1], ['submitted']],
    ],
    'HumanEval/1': [
      [null, null],
      [null, null],
    ],
  });
});

test('a gateway that asks who one is: neither key, role nor address are blamed, and nothing is made', async () => {
  const dataset = freshName('asked');
  const { gateway, desk } = await deskBehind(dataset, sampleTasks(2));
  await desk.act('HumanEval/0', 'submitted', { score1: 5, score2: 1 });
  for (const [status, type, body] of each([
    [401, 'text/html', pageOf('Who are you?')],
    [403, 'text/html', pageOf('Not from here')],
    [401, 'application/json', '{"error":"no session"}'],
    [403, 'application/json', '{"message":"policy 7 denies it"}'],
  ] as const)) {
    gateway.before = (_, response) => {
      response.writeHead(status, { 'content-type': type }).end(body);
      return true;
    };
    const error = await refusal(desk.sync.push());
    assert.equal(error.code, 'argilla-gateway');
    assert.equal(
      error.message,
      `Something before Argilla at ${gateway.url} refuses to let you in (${status}).`,
    );
    assert.match(error.action ?? '', /Save a Token for a Server/);
  }
  // A page to sign in, to which one is sent.
  gateway.before = ({ path }, response) => {
    if (path === '/sign-in') response.writeHead(200, { 'content-type': 'text/html' }).end(pageOf('Sign in'));
    else response.writeHead(302, { location: '/sign-in' }).end();
    return true;
  };
  const asked = await refusal(desk.sync.push());
  assert.equal(asked.code, 'argilla-gateway');
  assert.match(asked.message, /asks you to sign in/);
  assert.equal(await findBySdk(dataset), undefined, 'nothing was made');

  gateway.before = undefined;
  assert.deepEqual(
    (({ recordsCreated, responsesSent }) => [recordsCreated, responsesSent])(await desk.sync.push()),
    [2, 1],
  );
  // In front of a dataset that is there, nothing is made anew either.
  await desk.act('HumanEval/1', 'submitted', { score1: 2, score2: 3 });
  gateway.before = (_, response) => {
    response.writeHead(404, { 'content-type': 'text/html' }).end(pageOf('Nothing here'));
    return true;
  };
  assert.equal((await refusal(desk.sync.push({ what: 'outbox' }))).code, 'argilla-gateway');
  gateway.before = undefined;
  assert.equal((await desk.sync.push({ what: 'outbox' })).responsesSent, 1);
  const view = await readBySdk(dataset);
  assert.deepEqual([view.records.length, notOnce(view)], [2, []]);
  assert.deepEqual(answersIn(view, 'score_response_2'), {
    'HumanEval/0': [[[1], ['submitted']]],
    'HumanEval/1': [[[3], ['submitted']]],
  });
});
