import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AnswerService, type AnswerContext } from '../../../src/answers/answerService.ts';
import type { Project } from '../../../src/project/loadProject.ts';
import { textsChangedOf, textsOf } from '../../../src/store/api/shownTexts.ts';
import type { Store } from '../../../src/store/api/store.ts';
import { act, generation, me, newFolder, open, openWithTasks } from '../store/support.ts';

const project = (argilla?: object): Project =>
  ({
    config: { rubric: { criteria: [{ id: 'works', title: 'Works', max: 7 }] }, argilla },
    guidelines: { version: 'today' },
  }) as unknown as Project;

function serviceOn(store: Store, argilla?: object): AnswerService {
  const context: AnswerContext = {
    store,
    project: project(argilla),
    annotator: me,
    look: async (id) => ({ ...(await store.taskDetail(id, me)), shownOrder: [1, 2] }),
    known: async (id) => ({ ...(await store.taskDetail(id, me)), shownOrder: [1, 2] }),
    detail: (id) => store.taskDetail(id, me),
    forget: () => undefined,
  };
  return new AnswerService(context, () => undefined);
}

const add = (...names: string[]) => ({ add: names.map((name) => ({ response: 1 as const, name })) });

async function names(store: Store, taskId: string): Promise<string[]> {
  return ((await store.taskDetail(taskId, me)).annotation?.tags ?? []).map(({ name }) => name ?? '?');
}

test('two windows name at the same time, and all of it is there', async () => {
  const folder = await newFolder();
  const store = await openWithTasks(1, folder);
  const [one, two] = [serviceOn(store), serviceOn(await open(folder))];
  const words = Array.from({ length: 12 }, (_, i) => `word ${i}`);
  await Promise.all(words.map((word, i) => (i % 2 === 0 ? one : two).tag('t0', add(word))));
  assert.deepEqual((await names(store, 't0')).toSorted(), words.toSorted());
  // And none while points are given.
  const seen = (await store.taskDetail('t0', me)).annotation?.revision ?? 0;
  await two.tag('t0', add('late'));
  await one.change('t0', { status: 'draft', answer: { score1: 3 } }, { expect: seen, base: {} });
  const { annotation } = await store.taskDetail('t0', me);
  assert.deepEqual([annotation?.score1, annotation?.tags?.length], [3, 13]);
});

test('what was judged stays as it was judged, under what it was judged under', async () => {
  const store = await openWithTasks(1);
  await store.act(act('t0', 'submitted', { score1: 1, score2: 2 }, { guidelinesVersion: 'former' }));
  await serviceOn(store).tag('t0', add('slow'));
  const { annotation } = await store.taskDetail('t0', me);
  assert.deepEqual([annotation?.status, annotation?.guidelinesVersion], ['submitted', 'former']);
  assert.deepEqual(await store.outbox(me, 10), []);
  await serviceOn(store, { failureModes: true }).tag('t0', add('wrong'));
  const [row] = await store.outbox(me, 10);
  assert.deepEqual([row?.status, row?.answer.tags?.length], ['submitted', 2]);
});

test('what was exchanged while it was on screen is not what is named', async () => {
  const store = await openWithTasks(1);
  const shown = textsOf(await store.taskDetail('t0', me));
  await store.putGeneration(generation('t0', 1, 'another text'));
  await assert.rejects(
    serviceOn(store).tag('t0', add('slow'), shown),
    (error) => textsChangedOf(error) !== undefined,
  );
  assert.equal((await store.taskDetail('t0', me)).annotation, undefined);
});

test('a split of many uses is one step of undo', async () => {
  const store = await openWithTasks(450);
  for (let i = 0; i < 450; i++)
    await store.act(act(`t${i}`, 'draft', {}, { tags: add('wrong'), entry: 'step' }));
  const answers = serviceOn(store);
  const uses = await store.tagUses(me, 'wrong', 1000);
  assert.equal(await answers.moveTagUses(uses.slice(0, 430), 'wrong type'), 430);
  const counts = async () => (await store.tags(me)).map(({ name, uses: n }) => `${name} ${n}`);
  assert.deepEqual(await counts(), ['wrong type 430', 'wrong 20']);
  assert.equal((await store.undo(me, false))?.taskIds.length, 430);
  assert.deepEqual(await counts(), ['wrong 450']);
});
