import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { LineComment } from '../../../../src/domain/annotationHistory.ts';
import { act, me, nextChange, openWithTasks } from '../support.ts';

const comment = (id: string, more: Partial<LineComment> = {}): LineComment => ({
  id,
  taskId: 't0',
  annotator: me,
  response: 1,
  startLine: 1,
  endLine: 1,
  quote: 'x',
  text: 'why?',
  at: '2025-01-01T00:00:00.000Z',
  ...more,
});

test('comments on lines come back by response and line, changed and removed by their id', async () => {
  const store = await openWithTasks(2);
  const changed = nextChange(store);
  await store.putLineComment(comment('a', { response: 'correction' }));
  assert.deepEqual(await changed, ['t0']);
  await store.putLineComment(comment('b', { response: 2, startLine: 9, endLine: 10 }));
  await store.putLineComment(comment('c', { response: 2, startLine: 3, endLine: 3 }));
  await store.putLineComment(comment('a', { annotator: 'local:other', text: 'another’s' }));
  const stored = async (): Promise<LineComment[]> => (await store.taskDetail('t0', me)).lineComments;
  assert.deepEqual(
    (await stored()).map(({ id }) => id),
    ['c', 'b', 'a'],
  );
  await store.putLineComment(comment('b', { text: 'changed', quote: 'é\n  y' }));
  assert.deepEqual((await stored())[0], comment('b', { text: 'changed', quote: 'é\n  y' }));
  await store.removeLineComment(me, 'b');
  await store.removeLineComment(me, 'none');
  assert.equal((await stored()).length, 2);
  assert.equal((await store.taskDetail('t0', 'local:other')).lineComments[0]?.text, 'another’s');
  for (const wrong of [{ startLine: 0 }, { startLine: 3, endLine: 2 }, { response: 3 as 2 }])
    await assert.rejects(store.putLineComment(comment('w', wrong)), { code: 'internal' });
});

test('they go with an answer that is adopted', async () => {
  const store = await openWithTasks(2);
  await store.putLineComment(comment('a'));
  await store.act(act('t0', 'draft', { score1: 1 }));
  await store.adopt(me, 'argilla:http://x/u', false);
  for (const name of [me, 'argilla:http://x/u']) {
    const [only, ...more] = (await store.taskDetail('t0', name)).lineComments;
    assert.deepEqual([only?.annotator, more], ['argilla:http://x/u', []]);
  }
});

test('a comment and what it makes of the answer are one transaction', async () => {
  const store = await openWithTasks(1);
  await store.putLineComment(comment('a'), act('t0', 'draft', { comments: 'one' }, { expectedRevision: 0 }));
  const detail = await store.taskDetail('t0', me);
  assert.deepEqual([detail.lineComments.length, detail.annotation?.comments], [1, 'one']);
  const late = { expectedRevision: 0 };
  await assert.rejects(store.putLineComment(comment('b'), act('t0', 'draft', { comments: 'two' }, late)), {
    code: 'argilla-conflict',
  });
  await assert.rejects(store.removeLineComment(me, 'a', act('t0', 'draft', {}, late)), {
    code: 'argilla-conflict',
  });
  const after = await store.taskDetail('t0', me);
  assert.deepEqual([after.lineComments.map(({ id }) => id), after.annotation?.comments], [['a'], 'one']);
  await store.removeLineComment(me, 'a', act('t0', 'draft', {}, { expectedRevision: 1 }));
  const none = await store.taskDetail('t0', me);
  assert.deepEqual([none.lineComments, none.annotation?.comments], [[], undefined]);
});
