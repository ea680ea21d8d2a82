import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TagUse } from '../../../../src/domain/tags.ts';
import type { Suggestion } from '../../../../src/domain/annotationHistory.ts';
import { act, generation, me, nextChange, openWithTasks } from '../support.ts';

const at = '2025-01-01T00:00:00.000Z';
const suggestion = (more: Partial<Suggestion>): Suggestion => ({
  agent: 'judge/one',
  origin: 'judge',
  field: 'score1',
  value: 5,
  at,
  ...more,
});
const byJudge = { agent: 'judge/one', origin: 'judge' as const };

test('failure modes are proposed by name, and what is no name is refused', async () => {
  const store = await openWithTasks(1);
  const at = '2026-01-01T00:00:00.000Z';
  const propose = (value: TagUse[]) =>
    store.putSuggestions('t0', [{ agent: 'judge', origin: 'judge', field: 'tags', value, at }]);
  await propose([{ response: 2, tag: 'Off by one', lines: [1, 2] }]);
  const [kept] = await store.suggestions('t0');
  assert.deepEqual([kept?.field, kept?.value], ['tags', [{ response: 2, tag: 'Off by one', lines: [1, 2] }]]);
  for (const value of [[], [{ response: 1 as const, tag: ' ' }], [{ response: 3 as 1, tag: 'x' }]])
    await assert.rejects(propose(value), /says nothing/);
  assert.deepEqual(await store.tags(me), []);
});

test('one for each task, agent and field; a newer one replaces it', async () => {
  const store = await openWithTasks(2);
  const changed = nextChange(store);
  await store.putSuggestions('t0', [
    suggestion({ field: 'comments', value: 'good', score: 0.25 }),
    suggestion({ value: 3 }),
    suggestion({ agent: 'a', origin: 'agent', value: 1 }),
    suggestion({ field: 'points2', value: { example: 2 } }),
    suggestion({ field: 'corrected', value: 'Neither' }),
  ]);
  assert.deepEqual(await changed, ['t0']);
  await store.putSuggestions('t0', [suggestion({ value: 4, score: 1 })]);
  const stored = await store.suggestions('t0');
  assert.deepEqual(
    stored.map(({ agent, field, value, score, origin }) => [agent, field, value, score, origin]),
    [
      ['a', 'score1', 1, undefined, 'agent'],
      ['judge/one', 'score1', 4, 1, 'judge'],
      ['judge/one', 'points2', { example: 2 }, undefined, 'judge'],
      ['judge/one', 'corrected', 'Neither', undefined, 'judge'],
      ['judge/one', 'comments', 'good', 0.25, 'judge'],
    ],
  );
  assert.deepEqual((await store.taskDetail('t0', me)).suggestions, stored);
  assert.deepEqual(await store.suggestions('t1'), []);
  await store.putSuggestions('t1', [suggestion({})]);
  assert.equal(await store.removeSuggestions({ taskId: 't0', agent: 'judge/one' }), 4);
  assert.equal(await store.removeSuggestions({ agent: 'judge/one' }), 1);
  assert.equal(await store.removeSuggestions({}), 1);
});

test('it is outdated when a response got another text', async () => {
  const store = await openWithTasks(1);
  await store.putSuggestions('t0', [suggestion({})]);
  assert.equal((await store.suggestions('t0'))[0]?.outdated, undefined);
  await store.putGeneration(generation('t0', 2, 'another'));
  assert.equal((await store.suggestions('t0'))[0]?.outdated, true);
});

test('a value that the field cannot have is refused, with all of them', async () => {
  const store = await openWithTasks(1);
  const wrong: object[] = [
    { value: -1 },
    { value: 'x' },
    { field: 'corrected', value: 'A' },
    { field: 'points1', value: 2 },
    { field: 'flag', value: 'x' },
    { score: 2 },
    { origin: 'me' },
  ];
  for (const more of wrong)
    await assert.rejects(store.putSuggestions('t0', [suggestion({}), suggestion(more)]));
  assert.deepEqual(await store.suggestions('t0'), []);
});

test('an answer tells which fields were taken over, until they are changed', async () => {
  const store = await openWithTasks(1);
  const taken = { score1: byJudge, points2: byJudge };
  const first = await store.act(
    act('t0', 'draft', { score1: 5, points2: { a: 1 } }, { taken, expectedRevision: 0 }),
  );
  assert.deepEqual(first?.taken, taken);
  assert.equal(
    (await store.act(act('t0', 'draft', { score1: 5, points2: { a: 2 } })))?.taken?.points2,
    undefined,
  );
  const sent = await store.act(
    act('t0', 'submitted', { score1: 5, score2: 2, comments: 'mine' }, { send: true }),
  );
  assert.deepEqual(sent?.taken, { score1: byJudge });
  const [row] = await store.outbox(me, 1);
  assert.deepEqual(row?.answer, { score1: 5, score2: 2, comments: 'mine' }, 'nothing of it is sent');
  const changed = await store.act(act('t0', 'submitted', { score1: 4, score2: 2 }));
  assert.equal(changed?.taken, undefined);
  await store.undo(me, false);
  assert.deepEqual((await store.taskDetail('t0', me)).annotation?.taken, { score1: byJudge });
  const history = await store.history('t0');
  assert.deepEqual(
    history.map((entry) => entry.taken),
    [{ score1: byJudge }, { score1: byJudge }, undefined, { score1: byJudge }],
  );
  await store.actMany(['t0'], { action: 'reopen', annotator: me, guidelinesVersion: 'g', send: false });
  await store.adopt(me, 'argilla:http://x/u', false);
  const adopted = (await store.taskDetail('t0', 'argilla:http://x/u')).annotation;
  assert.deepEqual(adopted?.taken, { score1: byJudge });
  await store.act({ ...act('t0', 'pending'), annotator: 'argilla:http://x/u' });
  const again = await store.act({ ...act('t0', 'draft', { score1: 5 }), annotator: 'argilla:http://x/u' });
  assert.equal(again?.taken, undefined);
});

test('one criterion’s points may be a suggestion’s, the others one’s own', async () => {
  const store = await openWithTasks(1);
  const taken = { 'points1.example': byJudge, 'points2.example': byJudge };
  const points = { points1: { example: 2, works: 1 }, points2: { example: 0 } };
  assert.deepEqual((await store.act(act('t0', 'draft', points, { taken })))?.taken, taken);
  const others = { ...points, points1: { example: 2, works: 3 } };
  assert.deepEqual((await store.act(act('t0', 'draft', others)))?.taken, taken, 'others do not matter');
  const changed = { ...others, points1: { example: 1, works: 3 } };
  assert.deepEqual((await store.act(act('t0', 'draft', changed)))?.taken, { 'points2.example': byJudge });
  await assert.rejects(
    store.act(act('t0', 'draft', changed, { taken: { 'points3.example': byJudge } as object })),
    {
      code: 'answer-invalid',
    },
  );
});
