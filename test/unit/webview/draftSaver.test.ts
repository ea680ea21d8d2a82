import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import type { ReviewPageState, SentAnswer } from '../../../src/protocol/reviewState.ts';
import type { AnswerView } from '../../../src/protocol/reviewViews.ts';
import { Saving, type SavedDraft } from '../../../webview/review/control/draftSaver.ts';

const answer = (comments: string): AnswerView => ({
  points: { A: {}, B: {} },
  scores: {},
  correction: '',
  comments,
});

/** A host whose answers the test gives. */
function saver(t: TestContext, before: ReviewPageState = {}) {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  let kept = before;
  const sent: (SentAnswer & {
    over?: boolean;
    settle(saved: SavedDraft): void;
    refuse(error: Error): void;
  })[] = [];
  const told: string[] = [];
  const saving = new Saving({
    kept: () => kept,
    keep: (state) => (kept = state),
    save: (draft) => new Promise((settle, refuse) => sent.push({ ...draft, settle, refuse })),
    onSaved: ({ answer: { comments } }, { revision }) => told.push(`${comments} saved ${revision}`),
    onRefused: ({ answer: { comments } }) => told.push(`${comments} refused`),
    passes: () => true,
  });
  const reply = async (at: number, revision: number): Promise<void> => {
    sent[at]?.settle({ revision, canUndo: true, canRedo: false });
    await Promise.resolve();
  };
  return { saving, sent, told, reply, kept: () => kept };
}

test('many changes make one draft; each is kept at once', (t) => {
  const { saving, sent, kept } = saver(t);
  saving.adopt('t', 1, answer(''));
  for (const text of ['a', 'ab', 'abc']) {
    saving.changed(answer(text));
    assert.equal(kept().unsaved?.[0]?.answer.comments, text);
  }
  assert.equal(sent.length, 1, 'the first goes out at once');
  t.mock.timers.tick(200);
  assert.deepEqual(
    sent.map((one) => one.answer.comments),
    ['a', 'abc'],
  );
  saving.flush();
  assert.equal(sent.length, 2);
});

test('it is unsaved until the newest is on disk, and goes on from the newest revision', async (t) => {
  const { saving, sent, told, reply, kept } = saver(t);
  saving.adopt('t', 1, answer(''));
  saving.changed(answer('a'));
  saving.flush();
  saving.changed(answer('b'));
  saving.flush();
  await reply(0, 2);
  assert.ok(saving.unsaved && kept().unsaved);
  await reply(1, 3);
  assert.deepEqual([saving.unsaved, kept().unsaved, told], [false, undefined, ['a saved 2', 'b saved 3']]);
  saving.changed(answer('c'));
  saving.flush();
  assert.equal(sent.at(-1)?.revision, 3);
});

test('what is handed over goes out by another way and not twice; refused it can be sent again', async (t) => {
  const { saving, sent, kept } = saver(t);
  saving.adopt('t', 1, answer(''));
  saving.changed(answer('a'));
  const handed = saving.hand();
  assert.ok(handed);
  t.mock.timers.tick(300);
  saving.flush();
  assert.deepEqual([sent.length, saving.unsaved], [1, true]);
  saving.notTaken(handed, new Error('full'));
  assert.equal(kept().unsaved?.[0]?.answer.comments, 'a');
  saving.resend();
  assert.deepEqual(
    sent.map((one) => one.answer.comments),
    ['a', 'a'],
  );
  sent[1]?.refuse(new Error('full'));
  await Promise.resolve();
  assert.ok(saving.unsaved);
});

test('what was handed over and had been saved before is not unsaved when it is refused', (t) => {
  const { saving, kept } = saver(t);
  saving.adopt('t', 1, answer('a'));
  const handed = saving.hand();
  assert.ok(handed && saving.unsaved && kept().unsaved, 'kept until it is acknowledged');
  saving.notTaken(handed, new Error('full'));
  assert.deepEqual([saving.unsaved, kept().unsaved], [false, undefined]);
});

test('a late answer to a draft of a task that was left changes nothing of the next one', async (t) => {
  const { saving, reply, kept } = saver(t);
  saving.adopt('t', 1, answer(''));
  saving.changed(answer('a'));
  saving.adopt('u', 7, answer(''));
  saving.changed(answer('of u'));
  assert.deepEqual(
    kept().unsaved?.map(({ taskId }) => taskId),
    ['t', 'u'],
  );
  await reply(0, 2);
  assert.deepEqual(
    [saving.unsaved, saving.revision, kept().unsaved?.map(({ taskId }) => taskId)],
    [true, 7, ['u']],
  );
});

test('what others had changed in other fields comes with the answer, and is not written over by the next draft', async (t) => {
  const { saving, sent } = saver(t);
  saving.adopt('t', 1, answer(''));
  saving.changed(answer('a'));
  saving.changed(answer('ab'));
  const merged = { ...answer('a'), correction: 'theirs' };
  sent[0]?.settle({ revision: 3, canUndo: true, canRedo: false, answer: merged });
  await Promise.resolve();
  t.mock.timers.tick(200);
  assert.deepEqual(
    [sent[1]?.answer.comments, sent[1]?.answer.correction, sent[1]?.revision, sent[1]?.was?.fields],
    ['ab', 'theirs', 3, ['comments']],
  );
});
