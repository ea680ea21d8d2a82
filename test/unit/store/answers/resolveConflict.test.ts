import assert from 'node:assert/strict';
import { test } from 'node:test';
import { conflictOf } from '../../../../src/store/api/answerConflict.ts';
import type { Store } from '../../../../src/store/api/store.ts';
import type { AnswerConflict } from '../../../../src/domain/annotationHistory.ts';
import { act, me, newFolder, nextChange, open, openWithTasks } from '../support.ts';

/** Two windows have seen the same draft; theirs writes first, mine is refused. */
async function meet(): Promise<{ mine: Store; theirs: Store; conflict: AnswerConflict }> {
  const folder = await newFolder();
  const mine = await openWithTasks(1, folder);
  const theirs = await open(folder);
  const seen = await mine.act(act('t0', 'draft', { comments: 'both saw this' }));
  const expectedRevision = seen?.revision ?? 0;
  await theirs.act(act('t0', 'draft', { comments: 'theirs' }, { expectedRevision }));
  const refused = await mine
    .act(act('t0', 'draft', { comments: 'mine' }, { expectedRevision }))
    .catch((error: unknown) => error);
  const conflict = conflictOf(refused);
  assert.ok(conflict, 'the second writer is told');
  assert.equal(conflict.theirs?.comments, 'theirs');
  return { mine, theirs, conflict };
}

const comments = async (store: Store): Promise<(string | undefined)[]> =>
  (await store.history('t0')).map(({ answer }) => answer.comments);

test('a window hears of the other’s draft at once', async () => {
  const folder = await newFolder();
  const mine = await openWithTasks(1, folder);
  const theirs = await open(folder);
  const heard = nextChange(mine, (ids) => ids.includes('t0'));
  await theirs.act(act('t0', 'draft', { comments: 'live' }));
  await heard;
  assert.equal((await mine.taskDetail('t0', me)).annotation?.comments, 'live');
});

test('mine is kept, and theirs stays in the history', async () => {
  const { mine, conflict } = await meet();
  const stored = await mine.settle(
    act('t0', 'draft', { comments: 'mine' }, { expectedRevision: conflict.revision }),
    'mine',
  );
  assert.equal(stored?.comments, 'mine');
  assert.deepEqual(await comments(mine), ['theirs', 'mine']);
});

test('theirs is kept, mine stays in the history and comes back by undo', async () => {
  const { mine, theirs, conflict } = await meet();
  const stored = await mine.settle(
    act('t0', 'draft', { comments: 'mine' }, { expectedRevision: conflict.revision }),
    'theirs',
  );
  assert.equal(stored?.comments, 'theirs');
  assert.deepEqual(await comments(mine), ['theirs', 'mine', 'theirs']);
  const [first, , last] = await mine.history('t0');
  assert.deepEqual([last?.kind, last?.of], ['revert', first?.seq]);
  assert.equal((await theirs.undo(me, false))?.what, 'restored');
  assert.equal((await mine.taskDetail('t0', me)).annotation?.comments, 'mine');
});

test('a submit of the other window stays as it is when theirs is taken', async () => {
  const folder = await newFolder();
  const mine = await openWithTasks(1, folder);
  const theirs = await open(folder);
  const submitted = await theirs.act(act('t0', 'submitted', { score1: 3, score2: 2 }, { send: true }));
  const sent = await mine.outbox(me, 5);
  const stored = await mine.settle(
    act('t0', 'submitted', { score1: 1, score2: 1 }, { expectedRevision: submitted?.revision, send: true }),
    'theirs',
  );
  assert.deepEqual([stored?.status, stored?.score1], ['submitted', 3]);
  assert.deepEqual(await mine.outbox(me, 5), sent, 'Argilla gets theirs, once');
});

test('who decides is refused when the other window has gone on meanwhile', async () => {
  const { mine, theirs, conflict } = await meet();
  await theirs.act(act('t0', 'draft', { comments: 'theirs, later' }));
  for (const keep of ['mine', 'theirs'] as const) {
    const error = await mine
      .settle(act('t0', 'draft', { comments: 'mine' }, { expectedRevision: conflict.revision }), keep)
      .catch((e: unknown) => e);
    assert.equal(conflictOf(error)?.theirs?.comments, 'theirs, later');
  }
});
