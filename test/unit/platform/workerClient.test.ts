import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { WorkerClient } from '../../../src/platform/workerClient.ts';
import type { EchoThread } from './echoWorker.ts';

const clients: WorkerClient<EchoThread, string>[] = [];
after(() => Promise.all(clients.map((client) => client.close())));

function start(onEvent?: (event: string) => void): WorkerClient<EchoThread, string> {
  const died = (cause: unknown): Error => new Error('dead', { cause });
  const program = new URL('./echoWorker.ts', import.meta.url);
  const client = new WorkerClient<EchoThread, string>(program, { name: 'echo', died, onEvent });
  clients.push(client);
  return client;
}

test('what is transferred is gone here; what cannot be copied is refused', async () => {
  const client = start();
  const bytes = new ArrayBuffer(5);
  assert.equal(await client.call('size', [bytes], { transfer: [bytes] }), 5);
  assert.equal(bytes.byteLength, 0);
  await assert.rejects(client.call('size', [(() => 1) as unknown as ArrayBuffer]), { message: 'dead' });
});

test('an error comes with its code, action and data', async () => {
  await assert.rejects(start().call('fail', []), {
    code: 'file-missing',
    message: 'Gone.',
    action: 'Look.',
    data: { n: 1 },
  });
});

test('events of a call come before its answer, to its own listener or the common one', async () => {
  const common: string[] = [];
  const own: string[] = [];
  const client = start((event) => common.push(event));
  assert.equal(await client.call('count', [2], { onEvent: (event) => own.push(event) }), 'counted');
  assert.deepEqual([own, common], [['1', '2', 'alongside'], []]);
  client.tell('say', 'hello');
  await client.call('count', [1]);
  assert.deepEqual(common, ['hello', '1', 'alongside']);
});

test('a signal cancels one call, closing all of them', async () => {
  const client = start();
  const stopping = new AbortController();
  const [one, other] = [client.call('hang', [], { signal: stopping.signal }), client.call('hang', [])];
  stopping.abort();
  assert.equal(await one, 'cancelled');
  const closing = Promise.all([client.close(new Error('closed')), client.close()]);
  assert.equal(await other, 'cancelled');
  await closing;
  await assert.rejects(client.call('hang', []), { message: 'closed' });
  await assert.rejects(start().call('hang', [], { signal: stopping.signal }), { code: 'cancelled' });
});

test('the end of the thread refuses what was asked and what will be', async () => {
  const client = start();
  const asked = client.call('hang', []);
  client.tell('die');
  await assert.rejects(asked, { message: 'dead' });
  assert.equal(client.ended, true);
  await assert.rejects(client.call('count', [1]), { message: 'dead' });

  const killed = start();
  const hanging = assert.rejects(killed.call('hang', []), { message: 'enough' });
  await killed.kill(new Error('enough'));
  await hanging;
});
