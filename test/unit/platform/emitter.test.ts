import assert from 'node:assert/strict';
import { once } from 'node:events';
import { test } from 'node:test';
import { Worker } from 'node:worker_threads';
import { disposeAll, Emitter } from '../../../src/platform/emitter.ts';

test('listeners hear in the order in which they came, until disposed', () => {
  const emitter = new Emitter<number>();
  const heard: string[] = [];
  const a = emitter.event((n) => heard.push(`a${n}`));
  emitter.event((n) => heard.push(`b${n}`));
  emitter.fire(1);
  a.dispose();
  a.dispose();
  emitter.fire(2);
  emitter.dispose();
  emitter.fire(3);
  assert.deepEqual(heard, ['a1', 'b1', 'b2']);
});

test('who comes while an event is told hears the next one', () => {
  const emitter = new Emitter<number>();
  const heard: number[] = [];
  const first = emitter.event(() => {
    first.dispose();
    emitter.event((n) => heard.push(n));
  });
  emitter.fire(1);
  emitter.fire(2);
  assert.deepEqual(heard, [2]);
});

test('a listener that throws keeps nobody from hearing, and is reported', async () => {
  // In a thread of its own: the error goes to the uncaught ones, which here would end the test.
  const emitter = new URL('../../../src/platform/emitter.ts', import.meta.url).href;
  const worker = new Worker(
    `const { parentPort } = require('node:worker_threads');
     import(${JSON.stringify(emitter)}).then(({ Emitter }) => {
       const heard = [];
       process.on('uncaughtException', (error) => parentPort.postMessage({ heard, error: error.message }));
       const emitter = new Emitter();
       emitter.event(() => { throw new Error('of one listener'); });
       emitter.event((value) => heard.push(value));
       emitter.fire('x');
       heard.push('after fire');
     });`,
    { eval: true },
  );
  const [message] = (await once(worker, 'message')) as [unknown];
  assert.deepEqual(message, { heard: ['x', 'after fire'], error: 'of one listener' });
  await worker.terminate();
});

test('all are disposed, and the first error comes at the end', () => {
  const done: number[] = [];
  const failing = (n: number) => ({
    dispose: () => {
      done.push(n);
      throw new Error(`of ${n}`);
    },
  });
  assert.throws(() => disposeAll([failing(1), { dispose: () => done.push(2) }, failing(3)]), /^Error: of 1$/);
  assert.deepEqual(done, [1, 2, 3]);
  disposeAll([]);
});
