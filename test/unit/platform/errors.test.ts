import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  asTouchstoneError,
  fromPlainError,
  isAbort,
  isCancelled,
  toPlainError,
  TouchstoneError,
} from '../../../src/platform/errors.ts';

test('a typed error stays what it is', () => {
  const cause = new Error('below');
  const error = new TouchstoneError('model-loading', 'Loading.', { action: 'Wait.', status: 503, cause });
  assert.equal(asTouchstoneError(error), error);
  assert.deepEqual(
    [error.name, error.code, error.message, error.action, error.status, error.cause],
    ['TouchstoneError', 'model-loading', 'Loading.', 'Wait.', 503, cause],
  );
  assert.ok(!('cause' in new TouchstoneError('internal', 'x')), 'no cause where there is none');
});

test('it crosses a thread as plain data', () => {
  const error = new TouchstoneError('task-missing', 'Gone.', { action: 'Reload.', detail: 'for the log' });
  const back = fromPlainError(structuredClone(toPlainError(error)));
  assert.ok(back instanceof TouchstoneError);
  assert.deepEqual(
    [back.code, back.message, back.action, back.detail],
    ['task-missing', 'Gone.', 'Reload.', 'for the log'],
  );
  const plain = toPlainError(new TouchstoneError('internal', 'x'));
  assert.match(plain.detail ?? '', /errors\.test/, 'the stack, where there is no detail');
});

test('anything thrown becomes a typed error', () => {
  const cause = new TypeError('x is not a function');
  const internal = asTouchstoneError(cause);
  assert.deepEqual(
    [internal.code, internal.message, internal.cause, internal.detail],
    ['internal', 'x is not a function', cause, cause.stack],
  );
  assert.match(internal.action ?? '', /Show Log/);
  assert.equal(asTouchstoneError('a string').message, 'a string');
  assert.equal(asTouchstoneError(undefined).code, 'internal');
});

test('an abort is a cancellation', () => {
  const { reason } = AbortSignal.abort() as { reason: unknown };
  assert.ok(isAbort(reason));
  assert.equal(asTouchstoneError(reason).code, 'cancelled');
  for (const cancelled of [reason, new TouchstoneError('cancelled', 'Cancelled.')])
    assert.ok(isCancelled(cancelled));
  for (const other of [
    new Error('AbortError'),
    'AbortError',
    undefined,
    new TouchstoneError('internal', 'x'),
  ])
    assert.ok(!isCancelled(other));
});
