import assert from 'node:assert/strict';
import { test } from 'node:test';
import { defaultRubric } from '../../../../src/project/config.ts';
import { worksCriterion } from '../../../../src/project/rubricRules.ts';
import type { Store } from '../../../../src/store/api/store.ts';
import { passTasks, type Pass } from '../../../../src/ui/queue/pass/passTasks.ts';
import { each } from '../../../each.ts';
import { act, me, openWithTasks, run } from '../../store/support.ts';

const rubric = defaultRubric;
const works = worksCriterion(rubric);
assert.ok(works);
const { id, max } = works;
const through = async (store: Store, pass: Pass, seed = '7'): Promise<string[]> =>
  passTasks(store, me, rubric, pass, seed);

test('a pass goes through what one has submitted oneself, in the order of loading', async () => {
  const store = await openWithTasks(6);
  for (const [taskId, status] of each([
    ['t4', 'submitted'],
    ['t1', 'submitted'],
    ['t2', 'draft'],
    ['t3', 'discarded'],
  ] as const))
    await store.act(act(taskId, status, { score1: 1, score2: 2 }));
  await store.act(act('t5', 'submitted', { score1: 1, score2: 2 }, { annotator: 'local:other' }));
  assert.deepEqual(await through(store, 'all'), ['t1', 't4']);
  assert.deepEqual(await through(store, 'contradicting'), []);
});

test('a tenth is drawn by lot: the same by the same seed, one at least, rounded up', async () => {
  const store = await openWithTasks(42);
  assert.deepEqual(await through(store, 'tenth'), [], 'nothing is submitted');
  for (let i = 0; i < 41; i++) await store.act(act(`t${i}`, 'submitted', { score1: 1, score2: 2 }));
  const drawn = await through(store, 'tenth');
  assert.equal(drawn.length, 5);
  assert.deepEqual(await through(store, 'tenth'), drawn);
  const places = drawn.map((one) => Number(one.slice(1)));
  assert.deepEqual(
    places,
    places.toSorted((a, b) => a - b),
  );
  assert.ok(each(places).every((place) => place < 41));
  const others = await Promise.all(['8', '9', '10'].map((seed) => through(store, 'tenth', seed)));
  assert.ok(
    others.some((other) => other.join() !== drawn.join()),
    'another seed draws others',
  );
});

test('points for what fails and none for what passes: both contradict, whichever response it is', async () => {
  const store = await openWithTasks(6);
  const test = { id: 'x', origin: 'dataset', code: 'assert f(1)', checks: true } as const;
  const judge = (taskId: string, points: number, more = {}) =>
    store.act(act(taskId, 'submitted', { score1: points, points1: { [id]: points }, ...more }));
  await store.putRun(
    run('t0', 'r0', { input: test, verdict: 'crashed' }),
    run('t1', 'r1', { input: test, verdict: 'passed' }),
    run('t2', 'r2', { input: test, verdict: 'passed' }),
    run('t3', 'r3', { response: 2, input: test, verdict: 'differs' }),
    run('t4', 'r4', { input: test, verdict: 'crashed' }),
  );
  await judge('t0', max);
  await judge('t1', 0);
  await judge('t2', max);
  await judge('t3', max, { score2: max, points2: { [id]: max } });
  await store.act(act('t4', 'draft', { score1: max, points1: { [id]: max } }));
  await judge('t5', max);
  assert.deepEqual(await through(store, 'contradicting'), ['t0', 't1', 't3']);
});
