import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AnswerService, type AnswerContext } from '../../../src/answers/answerService.ts';
import { UnsavedJournal } from '../../../src/answers/unsavedJournal.ts';
import type { Answer } from '../../../src/domain/annotation.ts';
import { sha256 } from '../../../src/platform/hash.ts';
import type { Project } from '../../../src/project/loadProject.ts';
import { textsChangedOf, textsOf } from '../../../src/store/api/shownTexts.ts';
import type { Store } from '../../../src/store/api/store.ts';
import {
  act,
  generation,
  me,
  models,
  newFolder,
  open,
  openWithTasks,
  task,
  tasks,
} from '../../unit/store/support.ts';

/** An answer is bound to the texts that were on screen when it was given: no score travels to others. */

const project = {
  config: { rubric: { criteria: [{ id: 'works', title: 'Works', max: 7 }] } },
  guidelines: { version: 'today' },
} as unknown as Project;

function serviceOn(store: Store): AnswerService {
  const look: AnswerContext['look'] = async (id) => ({
    ...(await store.taskDetail(id, me)),
    shownOrder: [1, 2],
  });
  const context: AnswerContext = {
    ...{ store, project, annotator: me, look, known: look },
    detail: (id) => store.taskDetail(id, me),
    forget: () => undefined,
  };
  return new AnswerService(context, () => undefined);
}

const detailOf = (store: Store) => store.taskDetail('t0', me);
const shownIn = async (store: Store) => textsOf(await detailOf(store));
const points: Answer = { points1: { works: 7 }, points2: { works: 1 }, score1: 7, score2: 1 };

test('a response that is generated again while the page shows the old one: the submit is refused, and what was given is in the history', async () => {
  const folder = await newFolder();
  const store = await openWithTasks(1, folder);
  const shown = await shownIn(store);
  const other = await open(folder); // "Generate all" of a second window
  await other.putGeneration(generation('t0', 2, 'never on screen'));
  const submit = serviceOn(store).change(
    't0',
    { status: 'submitted', answer: { ...points, comments: 'A is right' }, shown },
    { expect: 0, base: {} },
  );
  await assert.rejects(submit, (error) => textsChangedOf(error)?.kept === true);
  assert.equal((await detailOf(store)).annotation, undefined, 'the task begins anew');
  assert.deepEqual(await store.outbox(me, 10), []);
  const kept = (await store.history('t0')).find(({ answer }) => answer.comments === 'A is right');
  assert.deepEqual(kept?.generationHashes, shown.responses, 'with the texts that it was given for');
  assert.equal(kept.status, 'draft');
});

test('a digit, a pick and a comment on lines are held to what was shown, too', async () => {
  const store = await openWithTasks(1);
  const answers = serviceOn(store);
  const shown = await shownIn(store);
  await answers.change('t0', { status: 'draft', answer: { comments: 'seen' }, shown }, { expect: 0 });
  await store.putGeneration(generation('t0', 1, 'another'));
  const late = (work: Promise<unknown>) =>
    assert.rejects(work, (error) => textsChangedOf(error) !== undefined);
  const draft = { status: 'draft' as const, shown };
  await late(answers.change('t0', { ...draft, answer: { score1: 3 } }, { expect: 1, base: {} }));
  await late(answers.edit('t0', () => ({ ...draft, answer: { score1: 4 } })));
  await late(answers.resolve('t0', { ...draft, answer: { score1: 5 } }, 'mine', { expect: 0 }));
  assert.equal((await detailOf(store)).annotation, undefined);
  const given = (await store.history('t0'))
    .map(({ answer }) => answer.score1)
    .filter((one) => one !== undefined);
  assert.deepEqual(given, [3, 4], 'none of it is lost');
  // What is looked at anew is judged as it is.
  const now = await shownIn(store);
  const stored = await answers.change('t0', { ...draft, answer: points, shown: now }, { expect: 0 });
  assert.equal(stored?.score1, 7);
});

test('tests that became others are texts as well', async () => {
  const store = await open();
  const input = task('t0', { tests: ['assert f(1) == 2'], generations: ['a', 'b'] });
  await store.upsertTasks([input], models);
  const shown = await shownIn(store);
  await store.upsertTasks([{ ...input, tests: ['assert f(1) == 3'] }], models);
  await assert.rejects(
    store.act(act('t0', 'submitted', points, { shown })),
    (error) => textsChangedOf(error) !== undefined,
  );
  await store.upsertTasks([input], models);
  assert.equal((await store.act(act('t0', 'submitted', points, { shown })))?.status, 'submitted');
});

test('under a draft the texts are exchanged: it is set aside with them, and can be brought back', async () => {
  const store = await openWithTasks(1);
  const shown = await shownIn(store);
  await store.act(act('t0', 'draft', { ...points, comments: 'A is right' }, { shown }));
  await store.act(act('t0', 'draft', { comments: 'of another annotator' }, { annotator: 'other', shown }));
  const changes: string[][] = [];
  store.onDidChange(({ what }) => changes.push([...what]));
  await store.putGeneration(generation('t0', 1, 'a colleague’s text'));
  const now = await detailOf(store);
  assert.equal(now.annotation, undefined);
  assert.equal(now.setAside, true, 'and that is told');
  assert.ok(changes.flat().includes('answer'), 'whoever shows it reads it again');
  assert.equal((await store.taskDetail('t0', 'other')).annotation, undefined);
  assert.equal((await store.counts(me)).byState['to-score'], 1);
  const entry = (await store.history('t0')).find(({ answer }) => answer.comments === 'A is right');
  assert.deepEqual(entry?.generationHashes, shown.responses);
  const back = await store.revert('t0', me, entry.seq, false);
  assert.equal(back?.comments, 'A is right');
  assert.deepEqual(
    (await detailOf(store)).annotation?.judgedOther,
    ['responses'],
    'about other texts, and so it says',
  );
});

test('a draft stays where it is about what comes, or about no text at all', async () => {
  const store = await openWithTasks(2);
  await store.act(act('t0', 'draft', { flag: 'Ambiguous', skipped: 'later' }));
  await store.act(act('t1', 'draft', points));
  await store.putGeneration(generation('t0', 1, 'another'));
  await store.putGeneration({ ...generation('t1', 1, 'first of t1'), origin: 'argilla' });
  assert.equal((await store.taskDetail('t0', me)).annotation?.flag, 'Ambiguous');
  assert.equal((await store.taskDetail('t1', me)).annotation?.score1, 7);
});

test('what was submitted stays about what was judged, also when it is flagged, discarded or taken back and forth', async () => {
  const store = await openWithTasks(1);
  const shown = await shownIn(store);
  await store.act(act('t0', 'submitted', points, { shown }));
  await store.putGeneration(generation('t0', 1, 'generated again'));
  const hash = async (): Promise<string | undefined> =>
    (await store.history('t0')).at(-1)?.generationHashes[0];
  await serviceOn(store).remark('t0', { fields: { flag: 'odd' } });
  assert.equal(await hash(), sha256('first of t0'), 'a flag is no judgement of the new text');
  await store.actMany(['t0'], { action: 'discard', annotator: me, guidelinesVersion: 'g1', send: false });
  assert.equal(await hash(), sha256('first of t0'));
  await store.undo(me, false);
  assert.equal(await hash(), sha256('first of t0'));
  assert.deepEqual((await detailOf(store)).annotation?.judgedOther, ['responses']);
});

test('an instruction that is loaded anew is not exported beside old scores as if they were its own', async () => {
  const store = await openWithTasks(2);
  await store.act(act('t0', 'submitted', points, { shown: await shownIn(store) }));
  await store.act(act('t1', 'draft', { comments: 'begun' }));
  const [first, second] = tasks(2);
  assert.ok(first && second);
  await store.upsertTasks(
    [
      { ...first, instruction: 'Something else.' },
      { ...second, instruction: 'New.' },
    ],
    models,
  );
  const rows = async () => store.exportPage(me, undefined, 10);
  const [judged, begun] = await rows();
  assert.equal(judged?.task.instruction, 'Instruction of t0', 'the one that was judged');
  assert.deepEqual(judged.annotation?.judgedOther, ['task']);
  assert.ok(begun);
  assert.equal(begun.annotation, undefined, 'a draft was set aside');
  assert.equal(begun.task.instruction, 'New.');
  assert.deepEqual((await detailOf(store)).annotation?.judgedOther, ['task']);

  // Back and forth it stays known what was judged.
  await store.actMany(['t0'], { action: 'reopen', annotator: me, guidelinesVersion: 'g1', send: false });
  await store.undo(me, false);
  assert.deepEqual((await detailOf(store)).annotation?.judgedOther, ['task']);
  await store.upsertTasks([first], models);
  assert.equal((await detailOf(store)).annotation?.judgedOther, undefined, 'it is the judged one again');
  await store.upsertTasks([{ ...first, instruction: 'Something else.' }], models);
  await store.act(act('t0', 'submitted', points, { shown: await shownIn(store) }));
  assert.equal((await rows())[0]?.task.instruction, 'Something else.');
  assert.equal((await detailOf(store)).annotation?.judgedOther, undefined, 'judged anew');
});

test('what is kept in the history needs no place among what is not saved', async () => {
  const store = await openWithTasks(1);
  const journal = new UnsavedJournal(await newFolder(), () => undefined);
  const shown = await shownIn(store);
  await store.putGeneration(generation('t0', 1, 'another'));
  const view = { points: { A: {}, B: {} }, scores: {}, correction: '', comments: 'typed' };
  const sent = { taskId: 't0', revision: 0, answer: view };
  const saving = journal.guard('p', { annotator: me, sent }, () =>
    serviceOn(store).change('t0', { status: 'draft', answer: { comments: 'typed' }, shown }, { expect: 0 }),
  );
  await assert.rejects(saving);
  const later = new UnsavedJournal(await newFolder(), () => undefined);
  assert.deepEqual([await journal.entries('p'), await later.entries('p')], [[], []]);
  assert.ok((await store.history('t0')).some(({ answer }) => answer.comments === 'typed'));
});

test('names of models that change places rename no judged text; one that is spelled anew does', async () => {
  const store = await openWithTasks(2);
  await store.act(act('t0', 'submitted', points, { shown: await shownIn(store) }));
  const names = async (id: string) => (await store.taskDetail(id, me)).generations.map(({ model }) => model);
  await store.upsertTasks(tasks(2), ['model-two', 'model-one']);
  assert.deepEqual(await names('t0'), ['model-one', 'model-two']);
  assert.deepEqual(await names('t1'), ['model-two', 'model-one'], 'nobody has judged it');
  await store.upsertTasks(tasks(2), ['Model One', 'model-two']);
  assert.deepEqual(await names('t0'), ['Model One', 'model-two']);
});
