import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { StoredAnnotation } from '../../../../src/domain/annotationHistory.ts';
import type { TaskAspect, TaskChange } from '../../../../src/domain/change.ts';
import type { AnswerView } from '../../../../src/protocol/reviewViews.ts';
import { Revisions } from '../../../../src/ui/review/answerRevisions.ts';

const answer = (taskId: string, revision: number) => ({ taskId, revision }) as StoredAnnotation;
const change = (answers: StoredAnnotation[], ...what: TaskAspect[]): TaskChange => ({
  ids: new Set(answers.map(({ taskId }) => taskId)),
  what: new Set(what.length > 0 ? what : (['answer'] as const)),
  answers,
});

/** A page that was shown revision 1 of a task and has written its second. */
function written(): Revisions {
  const revisions = new Revisions();
  revisions.shown('a', 1);
  revisions.wrote('a', 2);
  return revisions;
}

test('what the page wrote itself comes back as an echo, also on its way to Argilla', () => {
  assert.ok(written().isEcho(change([answer('a', 2)])));
  assert.ok(written().isEcho(change([answer('a', 1), answer('a', 2)])), 'the newest counts');
  assert.ok(written().isEcho(change([answer('a', 2)], 'answer', 'outbox')));
});

test('anything else is news', () => {
  const revisions = written();
  assert.ok(!revisions.isEcho(change([answer('a', 3)])), 'somebody else wrote');
  assert.ok(!revisions.isEcho(change([answer('a', 2), answer('b', 2)])), 'another task');
  assert.ok(!revisions.isEcho(change([answer('a', 2)], 'answer', 'run')));
  assert.ok(!revisions.isEcho({ ids: new Set(['a']), what: new Set(['answer']) }), 'it has to be read');
  assert.ok(!revisions.isEcho({ ids: 'all', what: new Set(['answer']), answers: [answer('a', 2)] }));
  revisions.forget();
  assert.ok(!revisions.isEcho(change([answer('a', 2)])));
});

const view = (comments: string, correction = ''): AnswerView => ({
  ...{ points: { A: {}, B: {} }, scores: {}, correction, comments },
});

test('a draft that was sent before the page had heard of its last one is made on that one, field by field', () => {
  const revisions = new Revisions();
  revisions.shown('a', 1);
  const base = view('', 'as it was');
  assert.deepEqual(revisions.madeOn('a', 1, base), base);
  const earlier = 'of an earlier snapshot';
  revisions.wrote('a', 2, { answer: view('a', earlier), base: view('', earlier) });
  assert.deepEqual(toPlain(revisions.madeOn('a', 1, base)), toPlain(view('a', 'as it was')));
  revisions.shown('a', 7);
  assert.equal(revisions.madeOn('a', 1, base).comments, 'a', 'typed before the seventh was seen');
  revisions.keep('b');
  assert.equal(revisions.madeOn('a', 1, base).comments, 'a', 'also when it has been left');
  revisions.wrote('a', 8, { answer: view('ab', earlier), base: view('a', earlier) });
  assert.equal(revisions.madeOn('a', 1, base).comments, 'ab', 'and all that it has not heard of');
  assert.deepEqual(revisions.madeOn('a', 8, base), base);
  revisions.wrote('a', 9);
  assert.deepEqual(revisions.madeOn('a', 1, base), base, 'theirs was taken');
});

/** Without what is undefined. */
function toPlain(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value));
}
