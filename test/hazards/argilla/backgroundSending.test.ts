import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { TouchstoneError } from '../../../src/platform/errors.ts';
import { BackgroundSending, type Sending } from '../../../src/ui/argilla/backgroundSending.ts';
import { Retries } from '../../../src/ui/argilla/retries.ts';
import { newDesk, submitAll, type Desk } from './argillaDesk.ts';
import { page, refuses, startStandIn } from './argillaStandIn.ts';

describe('in the background', () => {
  /** Sends as the editor does; the pauses are those of a test. */
  function sendingOf(
    desk: Desk,
    push: Sending['push'] = () => desk.sync.push({ what: 'outbox' as const }),
    retries = new Retries([1, 2, 5]),
  ) {
    const told: string[] = [];
    const attempts: string[] = [];
    const sending = new BackgroundSending(
      {
        push: async () => {
          const result = await push();
          attempts.push(`${result?.failed} failed`);
          return result;
        },
        tellProblems: (problems) => told.push(...problems.map(({ taskId }) => taskId)),
        tellError: ({ code }) => void told.push(code),
        log: { warn: (line) => void attempts.push(line) },
      },
      retries,
    );
    after(() => sending.dispose());
    return { sending, told, attempts };
  }

  async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
    while (!(await holds())) await new Promise((resolve) => setTimeout(resolve, 5));
  }

  test('it goes on by itself through all that passes, and tells nobody', async () => {
    const it = await startStandIn();
    const desk = await newDesk(it.url);
    await desk.sync.push();
    await submitAll(desk, 3, () => 'fine');
    const bodies = ['<html>', 'busy', '{"message":"no upstream"}'];
    let left = 12;
    it.before = (_, response) => {
      if (left-- <= 0) return false;
      const status = [500, 408, 524, 200][left % 4] ?? 500;
      response
        .writeHead(status, { 'content-type': 'text/html' })
        .end(status === 200 ? page : bodies[left % 3]);
      return true;
    };
    const { sending, told, attempts } = sendingOf(desk);
    sending.soon(0);
    await until(() => it.responses.length === 3);
    assert.deepEqual(told, []);
    assert.ok(attempts.length >= 12, attempts.join('\n'));
  });

  test('what stands in the way is told once, and it goes on when it is gone', async () => {
    const it = await startStandIn();
    const desk = await newDesk(it.url);
    await desk.sync.push();
    await submitAll(desk, 2, (i) => (i === 0 ? 'odd words' : 'fine'));
    let asked = 0;
    it.before = (_, response) => {
      if (++asked > 10) return false;
      response.writeHead(403, { 'content-type': 'text/html' }).end(page);
      return true;
    };
    const { sending, told } = sendingOf(desk);
    sending.soon(0);
    await until(() => asked > 5);
    assert.deepEqual(told, ['argilla-gateway']);
    refuses(it, 'odd words', 422, '{"detail":"too odd"}');
    await until(() => told.length === 2);
    assert.deepEqual(told, ['argilla-gateway', 't/0']);
    assert.equal(it.responses.length, 1);
  });

  test('one attempt at a time, and what came meanwhile goes at its end, not after the pause of a failure', async () => {
    const it = await startStandIn();
    const desk = await newDesk(it.url);
    const going = Promise.withResolvers<void>();
    let [now, most, begun] = [0, 0, 0];
    const push = async () => {
      begun++;
      most = Math.max(most, ++now);
      await going.promise;
      now--;
      return { ...(await desk.sync.push({ what: 'outbox' })), failed: begun === 1 ? 1 : 0 };
    };
    const { sending } = sendingOf(desk, push, new Retries([600_000]));
    sending.soon(0);
    await until(() => begun === 1);
    await submitAll(desk, 1, () => 'fine');
    for (let i = 0; i < 5; i++) {
      sending.soon(0);
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
    assert.equal(begun, 1);
    going.resolve();
    await until(() => begun === 2);
    assert.equal(most, 1);
  });

  test('what is forgotten while it is under way has no consequences, and does not keep the next project', async () => {
    const desk = await newDesk((await startStandIn()).url);
    const going = Promise.withResolvers<void>();
    let begun = 0;
    const push = async () => {
      if (++begun > 1) return { failed: 0, problems: [] };
      await going.promise;
      throw new TouchstoneError('argilla-forbidden', 'Not you.');
    };
    const { sending, told, attempts } = sendingOf(desk, push);
    sending.soon(0);
    await until(() => begun === 1);
    sending.forget();
    sending.soon(0);
    await until(() => attempts.length === 1);
    going.resolve();
    await new Promise((resolve) => setTimeout(resolve));
    sending.soon(0);
    await until(() => attempts.length === 2);
    assert.deepEqual([told, attempts], [[], ['0 failed', '0 failed']]);
  });

  test('a key that is refused is not tried for ever, but again after the next answer', async () => {
    const it = await startStandIn();
    const desk = await newDesk(it.url);
    await desk.sync.push();
    await submitAll(desk, 1, () => 'fine');
    it.before = (_, response) => {
      const detail = { code: 'argilla.api.errors::UnauthorizedError', params: { detail: 'Invalid' } };
      response.writeHead(401, { 'content-type': 'application/json' }).end(JSON.stringify({ detail }));
      return true;
    };
    const { sending, told, attempts } = sendingOf(desk);
    sending.soon(0);
    await until(() => told.length === 1);
    assert.deepEqual([told, attempts.length], [['argilla-unauthorized'], 1]);
    it.before = undefined;
    sending.soon(0);
    await until(() => it.responses.length === 1);
  });
});
