import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AnswerService, type AnswerContext } from '../../../src/answers/answerService.ts';
import { answerOf, ownAnswer, withGiven } from '../../../src/answers/shownAnswer.ts';
import type { Project } from '../../../src/project/loadProject.ts';
import { textsChangedOf, textsOf } from '../../../src/store/api/shownTexts.ts';
import type { Store } from '../../../src/store/api/store.ts';
import { act, me, models, openWithTasks, task } from '../../unit/store/support.ts';

/** Scores that were given for former texts become those of the new ones only where somebody gives them again. */

const project = {
  config: { rubric: { criteria: [{ id: 'works', title: 'Works', max: 7 }] }, argilla: { url: 'http://x' } },
  guidelines: { version: 'g1' },
} as unknown as Project;

function serviceOn(store: Store): AnswerService {
  const look: AnswerContext['look'] = async (id) => ({
    ...(await store.taskDetail(id, me)),
    shownOrder: [1, 2],
  });
  const detail = (id: string) => store.taskDetail(id, me);
  return new AnswerService(
    { store, project, annotator: me, look, known: look, detail, forget: () => undefined },
    () => undefined,
  );
}

const others = ['first of the new', 'second of the new'] as [string, string];
const exchange = (store: Store) =>
  store.upsertTasks([task('t0', { instruction: 'Another question', generations: others })], models);
const annotationOf = async (store: Store) => (await store.taskDetail('t0', me)).annotation;

async function judgedBefore(): Promise<Store> {
  const store = await openWithTasks(1);
  await store.act(act('t0', 'submitted', { score1: 7, score2: 0 }));
  await exchange(store);
  return store;
}

/** The scores stand beside the texts that they were given for, in exports as well. */
async function assertFormer(store: Store): Promise<void> {
  const annotation = await annotationOf(store);
  assert.deepEqual(annotation?.judgedOther, ['task', 'responses']);
  const [row] = await store.exportPage(me, undefined, 1);
  assert.equal(row?.task.instruction, 'Instruction of t0');
  assert.deepEqual(
    row.generations.map((one) => one?.text),
    ['first of t0', 'second of t0'],
  );
  assert.deepEqual([row.annotation?.score1, row.annotation?.score2], [7, 0]);
}

const refused = (work: Promise<unknown>) =>
  assert.rejects(work, (error) => textsChangedOf(error)?.kept === false);

test('a comment by the API leaves the scores with the texts that they were given for', async () => {
  const store = await judgedBefore();
  await serviceOn(store).edit('t0', (look) => ({
    status: 'submitted',
    answer: withGiven(ownAnswer(look), { comments: 'checked by a linter' }),
  }));
  assert.equal((await annotationOf(store))?.comments, 'checked by a linter');
  await assertFormer(store);
});

test('what was reopened is not submitted by a command that showed nothing', async () => {
  const store = await judgedBefore();
  const answers = serviceOn(store);
  await answers.changeMany(['t0'], 'reopen');
  const waiting = await store.outbox(me, 5);
  await refused(
    answers.edit('t0', ({ annotation }) => ({ status: 'submitted', answer: answerOf(annotation) })),
  );
  assert.equal((await annotationOf(store))?.status, 'draft');
  assert.deepEqual(await store.outbox(me, 5), waiting, 'nothing more is sent');
  await assertFormer(store);
});

test('a draft that undo brought back keeps its texts through a comment, also on lines and with the new texts on screen', async () => {
  const store = await openWithTasks(1);
  await store.act(act('t0', 'draft', { score1: 7, score2: 0 }));
  await store.act(act('t0', 'submitted', { score1: 7, score2: 0 }));
  await exchange(store);
  await store.undo(me, false);
  const answers = serviceOn(store);
  const shown = textsOf(await store.taskDetail('t0', me));
  const stored = await answers.edit('t0', ({ annotation }) => ({
    status: 'draft',
    answer: { ...answerOf(annotation), comments: 'hm' },
    shown,
  }));
  assert.deepEqual(stored?.judgedOther, ['task', 'responses'], 'whoever wrote it knows it at once');
  await answers.putLineComment({
    ...{ id: '11111111-1111-4111-8111-111111111111', taskId: 't0', annotator: me, response: 1 },
    ...{ startLine: 1, endLine: 1, quote: 'first of the new', text: 'why', at: new Date().toISOString() },
  });
  await assertFormer(store);
  const answer = answerOf(await annotationOf(store));
  await refused(answers.edit('t0', () => ({ status: 'submitted', answer })));
  await refused(store.act(act('t0', 'submitted', answer)));
});

test('a score that is given again with the new text on screen is that one’s, the other one’s stays', async () => {
  const store = await judgedBefore();
  const answers = serviceOn(store);
  const { generations, ...detail } = await store.taskDetail('t0', me);
  const shown = textsOf({ generations, ...detail });
  const give = (answer: { score1?: number; score2?: number }) =>
    answers.edit('t0', ({ annotation }) => ({
      status: 'draft',
      answer: { ...answerOf(annotation), ...answer },
      shown,
    }));
  assert.deepEqual((await give({ score1: 3 }))?.judgedOther, ['responses']);
  const [half] = await store.exportPage(me, undefined, 1);
  assert.deepEqual(
    half?.generations.map((one) => one?.text),
    ['first of the new', 'second of t0'],
  );
  await refused(answers.edit('t0', (look) => ({ status: 'submitted', answer: answerOf(look.annotation) })));
  assert.equal((await give({ score2: 4 }))?.judgedOther, undefined);
  await answers.edit('t0', (look) => ({ status: 'submitted', answer: answerOf(look.annotation) }));
  const [row] = await store.exportPage(me, undefined, 1);
  assert.equal(row?.task.instruction, 'Another question');
  assert.deepEqual([row.annotation?.status, row.annotation?.judgedOther], ['submitted', undefined]);
});

test('a submit with the new texts on screen gives the scores again', async () => {
  const store = await judgedBefore();
  const shown = textsOf(await store.taskDetail('t0', me));
  await serviceOn(store).edit('t0', (look) => ({
    status: 'submitted',
    answer: answerOf(look.annotation),
    shown,
  }));
  const [row] = await store.exportPage(me, undefined, 1);
  assert.equal(row?.task.instruction, 'Another question');
  assert.equal(row.annotation?.judgedOther, undefined);
});
