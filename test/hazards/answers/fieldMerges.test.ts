import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { toView } from '../../../src/annotation/answerView.ts';
import { commentsText, withoutLineComments } from '../../../src/annotation/commentsSection.ts';
import { AnswerService, type AnswerContext } from '../../../src/answers/answerService.ts';
import type { ReviewTask } from '../../../src/answers/reviewTask.ts';
import { answerOf, ownAnswer, withGiven } from '../../../src/answers/shownAnswer.ts';
import type { Answer } from '../../../src/domain/annotation.ts';
import type { Project } from '../../../src/project/loadProject.ts';
import type { ReviewState, SentAnswer } from '../../../src/protocol/reviewState.ts';
import type { AnswerView } from '../../../src/protocol/reviewViews.ts';
import { conflictOf } from '../../../src/store/api/answerConflict.ts';
import type { Store } from '../../../src/store/api/store.ts';
import { Revisions } from '../../../src/ui/review/answerRevisions.ts';
import { storeSent, type SavedAnswer } from '../../../src/ui/review/sentAnswers.ts';
import { Saving } from '../../../webview/review/control/draftSaver.ts';
import { sameAnswer } from '../../../webview/review/state/model.ts';
import { each } from '../../each.ts';
import { me, newFolder, open, openWithTasks } from '../../unit/store/support.ts';

/** Fields of an answer are written by many at once: the panel, a correction's file, comments on lines, picks, the API, other windows. */

const criteria = ['works', 'reads'].map((id) => ({ id, title: id, max: 9 }));
const project = {
  config: { rubric: { criteria }, blind: false, models: [] },
  guidelines: { version: 'today' },
} as unknown as Project;
const order: [1, 2] = [1, 2];

/** One window's way to the store. */
function windowOn(store: Store) {
  const look = async (id: string): Promise<ReviewTask> => ({
    ...(await store.taskDetail(id, me)),
    shownOrder: order,
  });
  const context: AnswerContext = {
    ...{ store, project, annotator: me, look, known: look },
    detail: (id) => store.taskDetail(id, me),
    forget: () => undefined,
  };
  const answers = new AnswerService(context, () => undefined);
  return { answers, look, known: look, project };
}

async function stateOf(store: Store): Promise<ReviewState> {
  const task: ReviewTask = { ...(await store.taskDetail('t0', me)), shownOrder: order };
  return {
    task: { id: 't0' },
    revision: task.annotation?.revision ?? 0,
    status: task.annotation?.status ?? 'none',
    answer: toView(ownAnswer(task), order),
    rubric: { criteria, max: 18 },
  } as unknown as ReviewState;
}

/** The page's end, with the host's in the test's hands: what is on its way arrives in order, when the test says so. */
function panelOn(t: TestContext, store: Store) {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const session = windowOn(store);
  const revisions = new Revisions();
  const toHost: (() => Promise<void>)[] = [];
  const toPage: (() => void)[] = [];
  const refused: unknown[] = [];
  const acknowledged: string[] = [];
  const saving = new Saving({
    kept: () => ({}),
    keep: () => undefined,
    save: (sent: SentAnswer) =>
      new Promise((resolve, reject) => {
        toHost.push(() =>
          storeSent(session, revisions, sent, 'draft').then(
            (saved: SavedAnswer) =>
              void toPage.push(() => {
                acknowledged.push(sent.answer.comments);
                resolve({ ...saved, canUndo: true, canRedo: false });
              }),
            (error: Error) => void toPage.push(() => reject(error)),
          ),
        );
      }),
    onSaved: () => undefined,
    onRefused: (_, error) => refused.push(error),
    passes: (error) => conflictOf(error) === undefined,
  });
  saving.adopt('t0', 0, toView({}, order));
  const view = (): AnswerView => saving.current?.answer ?? toView({}, order);
  return {
    saving,
    refused,
    acknowledged,
    view,
    change: (change: Partial<AnswerView>) => saving.changed({ ...view(), ...change }),
    /** The host works on what came first; or the page hears what was answered first. */
    async handle() {
      await toHost.shift()?.();
    },
    async hear() {
      toPage.shift()?.();
      // The answer's own handlers.
      for (let i = 0; i < 5; i++) await Promise.resolve();
    },
    async snapshot() {
      const state = await stateOf(store);
      revisions.shown('t0', state.revision);
      toPage.push(() => {
        if (!saving.unsaved || sameAnswer(view(), state.answer))
          saving.adopt('t0', state.revision, structuredClone(state.answer));
        else saving.meet(state);
      });
    },
    async settle() {
      for (let i = 0; i < 200 && (toHost.length > 0 || toPage.length > 0 || saving.unsaved); i++) {
        await this.handle();
        await this.hear();
        t.mock.timers.tick(200);
      }
      assert.ok(!saving.unsaved, 'all that was typed is on disk');
    },
  };
}

function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let x = Math.imul(state ^ (state >>> 15), 1 | state);
    x = (x + Math.imul(x ^ (x >>> 7), 61 | x)) ^ x;
    return ((x ^ (x >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** So many events are played for each seed. */
const events = 200;

/** `npm run soak -- interleavings` has others: a list, or `first..last`. */
const seeds = process.env['TOUCHSTONE_SEEDS'] ?? '3,14,159,2653,58979';
const [first = 0, last] = seeds.split('..').map(Number);

for (const seed of each(
  last === undefined
    ? seeds.split(',').map(Number)
    : Array.from({ length: last - first + 1 }, (_, i) => first + i),
  'seed',
))
  test(`writers of different fields never clash, lose nothing, and leave all in the history: ${seed}`, (t) =>
    play(t, seed));

async function play(t: TestContext, seed: number): Promise<void> {
  const folder = await newFolder();
  const store = await openWithTasks(1, folder);
  const other = windowOn(await open(folder)).answers;
  const { answers } = windowOn(store);
  const panel = panelOn(t, store);
  const next = random(seed);
  const words = (): string =>
    Array.from({ length: 8 }, () => Math.floor(next() * 1e9).toString(36)).join(' ');
  const written = { correction: '', flag: '', works: -1, score2: -1 };
  const corrections: string[] = [];
  const lines = new Set<string>();
  const draft = (answer: Answer) => ({ status: 'draft' as const, answer });
  /** Started and not over: their transactions come when they come. */
  let running: Promise<unknown>[] = [];
  const start = (work: Promise<unknown>): void => void running.push(work);

  const steps: (() => Promise<void> | void)[] = [
    () => panel.change({ comments: `${panel.view().comments}${words()} ` }),
    () => panel.change({ comments: words() }),
    () => {
      const points = panel.view().points;
      panel.change({ points: { ...points, A: { ...points.A, reads: Math.floor(next() * 9) } } });
    },
    () => t.mock.timers.tick(200),
    () => panel.handle(),
    () => panel.hear(),
    () => panel.snapshot(),
    () => {
      const correction = (written.correction = words());
      corrections.push(correction);
      start(
        answers.edit('t0', ({ annotation }) =>
          draft({ ...answerOf(annotation), corrected: 'Response 1', correction }),
        ),
      );
    },
    () => {
      const text = words();
      lines.add(text);
      const at = '2026-01-01T00:00:00.000Z';
      const line = {
        id: text,
        taskId: 't0',
        annotator: me,
        response: 1,
        startLine: 1,
        endLine: 1,
        at,
      } as const;
      start(answers.putLineComment({ ...line, quote: 'first of t0', text }));
    },
    () => {
      const works = (written.works = Math.floor(next() * 9));
      start(
        answers.edit('t0', ({ annotation }) => {
          const former = answerOf(annotation);
          return draft({ ...former, score1: undefined, points1: { ...former.points1, works } });
        }),
      );
    },
    () => {
      const score2 = (written.score2 = Math.floor(next() * 18));
      start(answers.edit('t0', (look) => draft(withGiven(ownAnswer(look), { score2 }))));
    },
    () => {
      const flag = (written.flag = words());
      start(other.remark('t0', { fields: { flag } }));
    },
    () => {
      const remote = { dataset: 'd', taskId: 't0', recordId: 'r', responseId: 'x' };
      const seenUpdatedAt = '2000-01-01T00:00:00';
      start(store.putPulled('t0', me, 'draft', { comments: 'old' }, 'g', { ...remote, seenUpdatedAt }));
    },
    async () => {
      await Promise.all(running);
      running = [];
    },
  ];
  panel.change({ comments: words() });
  await panel.settle();
  for (let i = 0; i < events; i++) {
    // Writers of one field wait for each other, as the person who uses them does.
    if (running.length > 3) await Promise.all(running.splice(0));
    await steps[Math.floor(next() * steps.length)]?.();
  }
  await Promise.all(running);
  await panel.settle();

  assert.deepEqual(panel.refused, [], 'no conflict of different fields');
  const { annotation, lineComments } = await store.taskDetail('t0', me);
  assert.equal(withoutLineComments(annotation?.comments ?? ''), panel.view().comments.trim());
  assert.deepEqual(
    [annotation?.correction, annotation?.flag, annotation?.score2],
    [written.correction, written.flag, written.score2],
  );
  assert.deepEqual(annotation?.points1, { works: written.works, reads: panel.view().points.A['reads'] });
  assert.deepEqual(new Set(lineComments.map(({ text }) => text)), lines);
  for (const text of each(lines, 'comment on lines')) assert.ok(annotation?.comments?.includes(text), text);

  const history = await store.history('t0');
  const comments = history.map(({ answer }) => withoutLineComments(answer.comments ?? ''));
  for (const text of each(panel.acknowledged, 'acknowledged comment'))
    assert.ok(
      comments.some((one) => one.includes(text.trim())),
      `in the history: ${text}`,
    );
  for (const text of each(corrections, 'correction'))
    assert.ok(
      history.some(({ answer }) => answer.correction === text),
      `in the history: ${text}`,
    );
}

test('one window: a correction that is saved while one types comments is no conflict, and loses nothing', async (t) => {
  const store = await openWithTasks(1);
  const { answers } = windowOn(store);
  const panel = panelOn(t, store);
  panel.change({ comments: 'an hour of work' });
  for (const version of ['one', 'one, and more', 'one, and more, and all of it']) {
    await answers.edit('t0', ({ annotation }) => ({
      status: 'draft',
      answer: { ...answerOf(annotation), corrected: 'Response 1', correction: version },
    }));
    await panel.snapshot();
    panel.change({ comments: `${panel.view().comments}, ${version}` });
    await panel.handle();
    t.mock.timers.tick(200);
    await panel.hear();
  }
  await panel.settle();
  assert.deepEqual(panel.refused, []);
  const { annotation } = await store.taskDetail('t0', me);
  assert.deepEqual(
    [annotation?.comments, annotation?.corrected, annotation?.correction],
    [
      'an hour of work, one, one, and more, one, and more, and all of it',
      'Response 1',
      'one, and more, and all of it',
    ],
  );
});

test('the same field with two new values asks, and names it; keeping mine keeps what they changed elsewhere', async () => {
  const folder = await newFolder();
  const store = await openWithTasks(1, folder);
  const { answers } = windowOn(store);
  const other = windowOn(await open(folder)).answers;
  const first = await answers.change('t0', { status: 'draft', answer: { comments: 'begun' } }, { expect: 0 });
  const base = answerOf(first);
  await other.edit('t0', () => ({
    status: 'draft',
    answer: { comments: 'theirs', corrected: 'Response 2', correction: 'their correction of it' },
  }));
  const mine = { status: 'draft' as const, answer: { comments: 'mine', points1: { works: 3 } } };
  const error: unknown = await answers
    .change('t0', mine, { expect: first?.revision ?? -1, base })
    .catch((reason: unknown) => reason);
  const both = conflictOf(error);
  assert.deepEqual([both?.fields, both?.theirs?.comments], [['comments'], 'theirs']);

  // The page has merged what does not clash, and says what it has seen.
  const seen = { expect: both?.revision ?? -1, base: answerOf(both?.theirs) };
  const kept = await answers.resolve(
    't0',
    { ...mine, answer: { ...answerOf(both?.theirs), ...mine.answer } },
    'mine',
    seen,
  );
  assert.deepEqual(
    [kept?.comments, kept?.correction, kept?.points1],
    ['mine', 'their correction of it', { works: 3 }],
  );
  const texts = (await store.history('t0')).map(({ answer }) => answer.comments);
  assert.ok(texts.includes('theirs') && texts.includes('mine'), texts.join());
});

test('a draft is not made of what another window has submitted meanwhile; one that brings nothing new is no conflict', async () => {
  const folder = await newFolder();
  const store = await openWithTasks(1, folder);
  const { answers } = windowOn(store);
  const other = windowOn(await open(folder)).answers;
  const scored = { score1: 3, score2: 5, comments: 'both work' };
  const first = await answers.change('t0', { status: 'draft', answer: scored }, { expect: 0 });
  const on = { expect: first?.revision ?? -1, base: scored };
  await other.edit('t0', ({ annotation }) => ({ status: 'submitted', answer: answerOf(annotation) }));
  const late = answers.change('t0', { status: 'draft', answer: { ...scored, flag: 'odd' } }, on);
  await assert.rejects(late, (error) => conflictOf(error)?.theirs?.status === 'submitted');
  const again = await answers.change('t0', { status: 'draft', answer: scored }, on);
  assert.equal(again?.status, 'submitted', 'a draft that is sent again since its answer got lost');
});

test('a text that a later draft drops stays in the history, whoever wrote it; typing is one entry', async () => {
  const store = await openWithTasks(1);
  const { answers } = windowOn(store);
  const combination = 'Both together: the loop of the first, with the guard of the second.';
  const write = (answer: Answer) =>
    answers.edit('t0', ({ annotation }) => ({
      status: 'draft',
      answer: { ...answerOf(annotation), ...answer },
    }));
  for (let end = 1; end <= combination.length; end++) await write({ correction: combination.slice(0, end) });
  assert.equal((await store.history('t0')).length, 1, 'typed on');
  await write({ correction: combination.replace('guard', 'gaurd') });
  await write({ correction: combination });
  assert.equal((await store.history('t0')).length, 1, 'a word put right');
  await write({ corrected: 'Response 1', correction: 'the first, with one character more' });
  await write({ corrected: 'Neither', correction: undefined });
  await answers.edit('t0', (look) => ({
    status: 'draft',
    answer: withGiven(ownAnswer(look), { score1: 5 }),
  }));
  const kept = (await store.history('t0')).map(({ answer }) => answer.correction);
  assert.deepEqual(kept, [combination, 'the first, with one character more', undefined]);
});

test('what is deleted bit by bit is kept as it was at its longest', async () => {
  const store = await openWithTasks(1);
  const { answers } = windowOn(store);
  const long = Array.from({ length: 60 }, (_, i) => `reason ${i}`).join(', ');
  const write = (comments: string) => answers.edit('t0', () => ({ status: 'draft', answer: { comments } }));
  await write(long);
  for (let end = long.length; end > 0; end -= 20) await write(long.slice(0, end));
  await write('something else altogether, which is another text');
  const kept = (await store.history('t0')).map(({ answer }) => answer.comments ?? '');
  assert.ok(kept.some((one) => long.startsWith(one) && one.length >= long.length - 24));
  assert.ok(kept.length <= 4, `${kept.length} entries`);
});

test('what the API does not name stays; an empty text takes a field away', () => {
  const former: Answer = { score1: 2, points1: { works: 2 }, comments: 'kept', correction: 'kept too' };
  assert.deepEqual(withGiven(former, { score1: 5 }), { ...former, points1: undefined, score1: 5 });
  assert.deepEqual(withGiven(former, { points1: { reads: 1 } }), {
    ...former,
    score1: undefined,
    points1: { reads: 1 },
  });
  assert.equal(withGiven(former, { comments: '' }).comments, '');
});

test('comments on lines are the store’s own: a draft from before one was made keeps it', async () => {
  const store = await openWithTasks(1);
  const { answers } = windowOn(store);
  const first = await answers.change('t0', { status: 'draft', answer: { comments: 'begun' } }, { expect: 0 });
  const line = { id: 'c', taskId: 't0', annotator: me, response: 2, startLine: 1, endLine: 1 } as const;
  const comment = { ...line, quote: 'second', text: 'why?', at: '2026-01-01T00:00:00.000Z' };
  await answers.putLineComment(comment);
  const on = { expect: first?.revision ?? -1, base: { comments: 'begun' } };
  const stored = await answers.change('t0', { status: 'draft', answer: { comments: 'begun, and done' } }, on);
  assert.equal(stored?.comments, commentsText([comment], 'begun, and done', order));
});
