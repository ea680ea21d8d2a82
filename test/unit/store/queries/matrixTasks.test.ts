import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sha256 } from '../../../../src/platform/hash.ts';
import { act, generation, input, me, models, open, openWithTasks, run, task } from '../support.ts';

test('each task with its answer, its texts, what its checks showed, its failure modes and what judges gave', async () => {
  const store = await openWithTasks(3);
  await store.putGeneration(generation('t0', 1, 'one\ntwo\nthree'));
  const typed = input({ code: 'f(2)', expectedValue: '2' });
  await store.putInput('t0', typed);
  await store.putRun(
    run('t0', 'r1'),
    run('t0', 'r2', {
      input: { id: 'x', origin: 'dataset', code: 'assert f(1)', checks: true },
      verdict: 'crashed',
    }),
    run('t0', 'r3', {
      input: { id: 'x', origin: 'dataset', code: 'assert f(1)', checks: true },
      verdict: 'passed',
    }),
    run('t0', 'r4', { input: typed, verdict: 'differs' }),
    run('t0', 'r5', {
      input: { id: 'own', origin: 'example', from: 1, code: 'f(0)', expectedValue: '0' },
      verdict: 'passed',
    }),
    run('t0', 'r6', { response: 2, verdict: 'crashed' }),
    run('t0', 'r7', { response: 'correction', verdict: 'timed-out' }),
  );
  await store.shownOrder('t0', me, [2, 1]);
  await store.act(act('t0', 'submitted', { score1: 5, score2: 2, points1: { works: 3 }, flag: 'odd' }));
  await store.act({
    ...act('t1', 'draft', {}),
    tags: { add: [{ response: 2, name: 'wrong edge case' }] },
  });
  const at = '2025-01-01T00:00:00.000Z';
  await store.putSuggestions('t0', [
    { agent: 'one', origin: 'judge', field: 'score1', value: 4, at },
    { agent: 'two', origin: 'judge', field: 'score1', value: 6, at },
    { agent: 'person', origin: 'agent', field: 'score1', value: 0, at },
  ]);
  const [first, second] = await store.matrixTasks(me, { limit: 2 });
  assert.ok(first && second);
  const { responses, updatedAt, ...rest } = first;
  assert.ok(updatedAt);
  assert.deepEqual(rest, {
    id: 't0',
    position: 0,
    instruction: 'Instruction of t0',
    language: undefined,
    state: 'submitted',
    flag: 'odd',
    skipped: undefined,
    shownOrder: [2, 1],
  });
  assert.deepEqual(responses[0], {
    model: 'model-one',
    outcome: 'failed',
    tests: { passed: 1, judged: 2 },
    own: { passed: 1, judged: 1 },
    lines: 3,
    score: 5,
    points: { works: 3 },
    judge: 5,
    tags: [],
  });
  assert.deepEqual(
    [responses[1].outcome, responses[1].tests, responses[1].score, responses[1].lines],
    ['crashed', { passed: 0, judged: 0 }, 2, 1],
  );
  assert.deepEqual(
    [second.id, second.state, second.shownOrder, second.responses[0].outcome, second.responses[1].tags],
    ['t1', 'draft', undefined, 'not-run', ['wrong edge case']],
  );

  // A hidden input, one that was removed, and another text take their runs with them.
  await store.hideInput('t0', 'x', true);
  await store.hideInput('t0', typed.id, true);
  const [fewer] = await store.matrixTasks(me, { ids: ['t0', 'no such task'] });
  assert.deepEqual([fewer?.responses[0].outcome, fewer?.responses[0].tests.judged], ['ran', 0]);
  await store.putGeneration(generation('t0', 1, 'another'));
  const [other] = await store.matrixTasks(me, { ids: ['t0'] });
  assert.deepEqual(
    [other?.responses[0].outcome, other?.responses[0].judge, other?.responses[1].outcome],
    ['not-run', undefined, 'crashed'],
  );
  assert.deepEqual(
    (await store.matrixTasks(me, { after: 0, limit: 9 })).map(({ id }) => id),
    ['t1', 't2'],
  );
});

test('why a response is missing, and whose answer it is', async () => {
  const store = await open();
  await store.upsertTasks([task('a'), task('b')], models);
  await store.putFailure({
    taskId: 'a',
    response: 2,
    code: 'model-empty',
    message: 'Nothing came.',
    at: '2025-01-01',
  });
  await store.putGeneration({ ...generation('b', 1, ''), hash: sha256('') });
  const [a, b] = await store.matrixTasks(me, { limit: 9 });
  assert.deepEqual(
    a?.responses.map(({ outcome, failure }) => [outcome, failure?.code]),
    [
      ['missing', undefined],
      ['gone-wrong', 'model-empty'],
    ],
  );
  assert.deepEqual([a?.state, b?.responses[0].outcome, b?.responses[0].lines], ['failed', 'not-run', 0]);
});
