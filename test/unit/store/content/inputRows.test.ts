import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inputId } from '../../../../src/inputs/inputId.ts';
import type { Store } from '../../../../src/store/api/store.ts';
import type { StoredInput } from '../../../../src/domain/task.ts';
import { input, me, openWithTasks } from '../support.ts';

const codes = async (store: Store, taskId = 't0') =>
  (await store.taskDetail(taskId, me)).inputs.map((i) => [i.code, i.origin]);
const hidden = async (store: Store) => (await store.taskDetail('t0', me)).hiddenInputs;

test('inputs are kept with their task, in order of adding, each once', async () => {
  const store = await openWithTasks(2);
  const whole = input({
    code: 'f()',
    stdin: 'é\0',
    args: ['a b', ''],
    expectedValue: '1',
    expectedOutput: '',
  });
  await store.putInput('t0', whole);
  await store.putInput('t0', input({ code: 'f(2)' }, 'model'));
  await store.putInput('t0', input({ code: 'f(2)' }));
  await store.putInput('t1', input({ code: 'f(2)' }));
  const { inputs } = await store.taskDetail('t0', me);
  assert.deepEqual(inputs, [whole, input({ code: 'f(2)' }, 'model')]);
  assert.deepEqual(await codes(store, 't1'), [['f(2)', 'annotator']]);
});

test('a changed input takes the place of the old one', async () => {
  const store = await openWithTasks(1);
  const [a, b, c] = ['a', 'b', 'c'].map((code) => input({ code })) as [StoredInput, StoredInput, StoredInput];
  for (const each of [a, b]) await store.putInput('t0', each);
  await store.putInput('t0', c, a.id);
  assert.deepEqual(await codes(store), [
    ['c', 'annotator'],
    ['b', 'annotator'],
  ]);
  await store.putInput('t0', c, c.id);
  await store.putInput('t0', b, c.id);
  assert.deepEqual(await codes(store), [['b', 'annotator']]);
  assert.deepEqual(await hidden(store), []);
  await store.putInput('t0', a, 'of-the-dataset');
  assert.deepEqual((await codes(store)).flat(), ['b', 'annotator', 'a', 'annotator']);
  assert.deepEqual(await hidden(store), ['of-the-dataset']);
});

test('a stored input is removed, another one hidden until it comes back', async () => {
  const store = await openWithTasks(1);
  const a = input({ code: 'a' });
  await store.putInput('t0', a);
  await store.hideInput('t0', a.id, true);
  assert.deepEqual([await codes(store), await hidden(store)], [[], []]);
  for (const id of ['x', 'y', 'x']) await store.hideInput('t0', id, true);
  assert.deepEqual(await hidden(store), ['x', 'y']);
  await store.hideInput('t0', 'x', false);
  assert.deepEqual(await hidden(store), ['y']);
  await store.hideInput('t0', a.id, true);
  await store.putInput('t0', a);
  assert.deepEqual([await codes(store), await hidden(store)], [[['a', 'annotator']], ['y']]);
});

test('an input of a wrong shape, with a wrong id or of no task is refused', async () => {
  const store = await openWithTasks(1);
  await assert.rejects(store.putInput('t0', { ...input({ code: 'a' }), id: 'other' }), { code: 'internal' });
  const wrong = { ...input({ code: 'a' }), args: 'a' } as unknown as StoredInput;
  await assert.rejects(store.putInput('t0', wrong), { code: 'internal', message: /args/ });
  await assert.rejects(store.putInput('x', input({ code: 'a' })), { code: 'task-missing' });
  await assert.rejects(store.hideInput('x', 'a', true), { code: 'task-missing' });
  assert.deepEqual(await codes(store), []);
});

test('an id tells content apart, and nothing else', () => {
  const id = inputId({ code: 'f(1)' });
  assert.match(id, /^[0-9a-f]{16}$/);
  assert.equal(inputId({ args: [], stdin: '', code: 'f(1)' }), id);
  const others = [
    { stdin: 'f(1)' },
    { args: ['f(1)'] },
    { args: ['f', '(1)'] },
    { code: 'f(1)', expectedValue: '1' },
    { code: 'f(1)', expectedOutput: '1' },
    { code: 'f(1)', expectedOutput: '' },
  ].map(inputId);
  assert.equal(new Set([id, ...others]).size, 7);
});
