import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AnswerService, type AnswerContext } from '../../../src/answers/answerService.ts';
import { answerOf } from '../../../src/answers/shownAnswer.ts';
import type { Answer } from '../../../src/domain/annotation.ts';
import type { Project } from '../../../src/project/loadProject.ts';
import { conflictOf } from '../../../src/store/api/answerConflict.ts';
import type { Store } from '../../../src/store/api/store.ts';
import { me, newFolder, open, openWithTasks } from '../store/support.ts';

const project = {
  config: { rubric: { criteria: [{ id: 'works', title: 'Works', max: 7 }] } },
  guidelines: { version: 'today' },
} as unknown as Project;

/** A service on a real store; `waiting` counts what is to be sent. */
function serviceOn(store: Store): { answers: AnswerService; waiting: () => number; forgotten: string[] } {
  let waiting = 0;
  const forgotten: string[] = [];
  const context: AnswerContext = {
    store,
    project,
    annotator: me,
    look: async (id) => ({ ...(await store.taskDetail(id, me)), shownOrder: [1, 2] }),
    known: async (id) => ({ ...(await store.taskDetail(id, me)), shownOrder: [1, 2] }),
    detail: (id) => store.taskDetail(id, me),
    forget: (id) => void forgotten.push(id),
  };
  return { answers: new AnswerService(context, () => waiting++), waiting: () => waiting, forgotten };
}

const draft = (answer: Answer) => ({ status: 'draft' as const, answer });

test('a change names the revision that it was made on; another one is a conflict, and nothing is lost', async () => {
  const store = await openWithTasks(1);
  const { answers, forgotten } = serviceOn(store);
  const first = await answers.change('t0', draft({ score1: 1 }), { expect: 0 });
  const second = await answers.change('t0', draft({ score1: 2 }), { expect: first?.revision ?? -1 });
  assert.equal(second?.guidelinesVersion, 'today');
  const late = answers.change('t0', draft({ score1: 5 }), { expect: first?.revision ?? -1 });
  await assert.rejects(late, (error) => conflictOf(error)?.theirs?.score1 === 2);
  assert.deepEqual(forgotten, ['t0'], 'what was known of the task is read again');
  assert.equal((await store.taskDetail('t0', me)).annotation?.score1, 2);
});

test('an edit goes on from what is stored, also where another window is faster', async () => {
  const folder = await newFolder();
  const store = await openWithTasks(1, folder);
  const other = serviceOn(await open(folder)).answers;
  const { answers } = serviceOn(store);
  await answers.change('t0', draft({ score1: 1, comments: 'mine' }), { expect: 0 });
  let made = 0;
  let between: Promise<unknown> = Promise.resolve();
  const slow = new AnswerService(
    {
      store,
      project,
      annotator: me,
      look: async (id) => {
        const task = { ...(await store.taskDetail(id, me)), shownOrder: [1, 2] as [1, 2] };
        // The first time somebody else writes after it was read.
        if (made === 0)
          between = other.edit('t0', ({ annotation }) => draft({ ...answerOf(annotation), flag: 'odd' }));
        await between;
        return task;
      },
      known: () => Promise.reject(new Error('read anew')),
      detail: (id) => store.taskDetail(id, me),
      forget: () => undefined,
    },
    () => undefined,
  );
  const stored = await slow.edit('t0', ({ annotation }) => {
    made++;
    return draft({ ...answerOf(annotation), score1: 4 });
  });
  assert.equal(made, 1, 'another field was changed: nothing has to be done again');
  assert.deepEqual([stored?.score1, stored?.comments, stored?.flag], [4, 'mine', 'odd']);
});

test('an edit that has nothing to change writes nothing', async () => {
  const store = await openWithTasks(1);
  const { answers } = serviceOn(store);
  assert.equal(await answers.edit('t0', () => undefined), undefined);
  assert.deepEqual(await store.history('t0'), []);
});

test('what is final waits to be sent, what is a draft does not', async () => {
  const store = await openWithTasks(2);
  const { answers, waiting } = serviceOn(store);
  await answers.edit('t0', () => draft({ score1: 1 }));
  assert.equal(waiting(), 0);
  await answers.edit('t0', () => ({ status: 'submitted', answer: { score1: 1, score2: 2 } }));
  assert.equal(waiting(), 1);
  assert.equal((await store.outbox(me, 10)).length, 1);
  assert.equal((await answers.step('undo'))?.taskId, 't0');
  assert.equal(waiting(), 2);
  assert.equal((await store.taskDetail('t0', me)).annotation?.status, 'draft');
});

test('a remark leaves what was judged as it was judged', async () => {
  const store = await openWithTasks(1);
  const { answers } = serviceOn(store);
  const old = { taskId: 't0', annotator: me, guidelinesVersion: 'old', send: false } as const;
  // Under the rubric of then: today's has no such criterion.
  await store.act({ ...old, status: 'submitted', answer: { score1: 9, score2: 9, points1: { gone: 9 } } });
  const flagged = await answers.remark('t0', { fields: { flag: 'odd' } });
  assert.deepEqual(
    [flagged?.status, flagged?.guidelinesVersion, flagged?.score1, flagged?.points1, flagged?.flag],
    ['submitted', 'old', 9, { gone: 9 }, 'odd'],
  );
});

test('a comment on lines is kept with the answer, and goes with it', async () => {
  const store = await openWithTasks(1);
  const { answers } = serviceOn(store);
  await answers.edit('t0', () => draft({ comments: 'as a whole' }));
  const at = '2025-01-01T00:00:00.000Z';
  const comment = { id: 'c', taskId: 't0', annotator: me, response: 1, startLine: 1, endLine: 1 } as const;
  await answers.putLineComment({ ...comment, quote: 'x = 1', text: 'why?', at });
  const { annotation, lineComments } = await store.taskDetail('t0', me);
  assert.match(annotation?.comments ?? '', /^as a whole[\s\S]*why\?/);
  assert.equal(lineComments.length, 1);
  await answers.removeLineComment('t0', 'c');
  assert.equal((await store.taskDetail('t0', me)).annotation?.comments, 'as a whole');
});
