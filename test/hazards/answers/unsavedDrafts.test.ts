import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { after, test, type TestContext } from 'node:test';
import { asItWas } from '../../../src/annotation/mergeViews.ts';
import { playJournal, UnsavedJournal } from '../../../src/answers/unsavedJournal.ts';
import { TouchstoneError } from '../../../src/platform/errors.ts';
import {
  reviewPageStateSchema,
  type ReviewPageState,
  type SentAnswer,
} from '../../../src/protocol/reviewState.ts';
import type { AnswerView } from '../../../src/protocol/reviewViews.ts';
import { conflictOf } from '../../../src/store/api/answerConflict.ts';
import { Saving, type SavedDraft } from '../../../webview/review/control/draftSaver.ts';
import { each } from '../../each.ts';
import { act, me, newFolder, openWithTasks } from '../../unit/store/support.ts';

/** What was typed and refused is kept, by task and project, and sent again until it is on disk. */

const folder = mkdtempSync(join(tmpdir(), 'touchstone-unsaved-'));
after(() => rmSync(folder, { recursive: true, force: true }));

const view = (comments: string, more: Partial<AnswerView> = {}): AnswerView => ({
  ...{ points: { A: {}, B: {} }, scores: {}, correction: '', comments },
  ...more,
});

/** A page whose host refuses as long as `busy`. */
function page(t: TestContext, before: ReviewPageState = {}) {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  let kept = before;
  const host = { busy: false, why: new Error('busy'), passes: true };
  const stored = new Map<string, string>();
  const sent: SentAnswer[] = [];
  let revision = 10;
  const saving = new Saving({
    kept: () => kept,
    keep: (state) => (kept = reviewPageStateSchema.parse(JSON.parse(JSON.stringify(state)))),
    save: (draft) => {
      sent.push(structuredClone(draft));
      if (host.busy) return Promise.reject(host.why);
      stored.set(`${draft.folder ?? ''}|${draft.taskId}`, draft.answer.comments);
      const saved: SavedDraft = { revision: ++revision, canUndo: true, canRedo: false };
      return Promise.resolve(saved);
    },
    onSaved: () => undefined,
    onRefused: () => undefined,
    passes: () => host.passes,
  });
  const show = (taskId: string, project = 'p'): void => {
    saving.flush();
    saving.remember({ folder: project, taskId });
    saving.adopt(taskId, 1, view(''));
  };
  const heard = async (): Promise<void> => {
    for (let i = 0; i < 10; i++) await Promise.resolve();
  };
  const later = async (ms: number): Promise<void> => {
    t.mock.timers.tick(ms);
    await heard();
  };
  return { saving, host, stored, sent, show, heard, later, kept: () => kept };
}

test('a refused draft of a task that was left is sent again until it is on disk, whatever is typed elsewhere', async (t) => {
  const { saving, host, stored, sent, show, heard, later, kept } = page(t);
  show('X');
  host.busy = true;
  saving.changed(view('and an hour of work'));
  await heard();
  show('Y');
  saving.changed(view('one key'));
  await heard();
  assert.deepEqual(
    saving.waiting.map(({ taskId }) => taskId),
    ['X'],
  );
  assert.deepEqual(
    kept().unsaved?.map(({ taskId, answer }) => [taskId, answer.comments]),
    [
      ['X', 'and an hour of work'],
      ['Y', 'one key'],
    ],
  );
  const before = sent.length;
  await later(1000);
  await later(2000);
  assert.ok(sent.length > before, 'tried again while it is busy');
  host.busy = false;
  await later(30_000);
  assert.deepEqual(
    [stored.get('p|X'), stored.get('p|Y'), saving.unsaved, saving.waiting, kept().unsaved],
    ['and an hour of work', 'one key', false, [], undefined],
  );
});

test('the pauses grow, and a blur, a key or another task sends at once', async (t) => {
  const { saving, host, sent, show, heard, later } = page(t);
  show('X');
  host.busy = true;
  saving.changed(view('a'));
  await heard();
  const tries = async (ms: number): Promise<number> => {
    const count = sent.length;
    for (let at = 0; at < ms; at += 100) await later(100);
    return sent.length - count;
  };
  const first = await tries(10_000);
  const then = await tries(10_000);
  assert.ok(first > then && then <= 2, `${first} times in ten seconds, then ${then}`);
  const count = sent.length;
  saving.flush();
  await heard();
  assert.equal(sent.length, count + 1, 'on blur');
  show('Y');
  await heard();
  assert.equal(sent.length, count + 2, 'on leaving');
});

test('a submit that is refused after its task was left is told of, and goes out again as a draft', async (t) => {
  const { saving, host, stored, show, heard, later } = page(t);
  show('X');
  saving.changed(view('judged'));
  await heard();
  saving.changed(view('judged at last'));
  const handed = saving.hand();
  assert.ok(handed);
  show('Y');
  host.busy = true;
  saving.notTaken(handed, host.why);
  assert.deepEqual(
    saving.waiting.map(({ taskId }) => taskId),
    ['X'],
  );
  await later(1_000);
  host.busy = false;
  await later(30_000);
  assert.deepEqual([stored.get('p|X'), saving.waiting], ['judged at last', []]);
});

test('what is on its way or was refused may be stored after what a snapshot tells of', async (t) => {
  const { saving, host, show, heard, later } = page(t);
  show('X');
  assert.ok(saving.isQuiet);
  saving.changed(view('b'));
  assert.ok(!saving.isQuiet, 'on its way');
  await heard();
  assert.ok(saving.isQuiet);
  host.busy = true;
  await later(200);
  saving.changed(view('c'));
  await heard();
  assert.ok(!saving.isQuiet, 'refused, perhaps too late');
  host.busy = false;
  await later(30_000);
  assert.ok(saving.isQuiet);
});

test('after a reload of the page or the window all that was not saved goes out under its own name', async (t) => {
  const first = page(t);
  first.show('X');
  first.host.busy = true;
  first.saving.changed(view('of X'));
  first.show('Y');
  first.saving.changed(view('of Y'));
  await first.heard();
  t.mock.timers.reset();
  const second = page(t, first.kept());
  second.show('Z');
  second.saving.flush();
  await second.heard();
  assert.deepEqual([second.stored.get('p|X'), second.stored.get('p|Y')], ['of X', 'of Y']);
  const one = second.sent.find(({ taskId }) => taskId === 'X');
  assert.ok(one?.was && asItWas(one.answer, one.was).comments === '', 'with what it was made from');
  assert.equal(second.kept().unsaved, undefined);
});

test('another project’s text waits until that one is shown again', async (t) => {
  const { saving, host, stored, sent, show, heard, later } = page(t);
  show('X', 'one');
  host.busy = true;
  host.passes = false; // that project is not open
  saving.changed(view('of the first project'));
  await heard();
  show('X', 'two');
  host.busy = false;
  const count = sent.length;
  await later(60_000);
  assert.equal(sent.length, count);
  saving.changed(view('of the second'));
  await heard();
  assert.equal(stored.get('two|X'), 'of the second');
  assert.equal(stored.get('one|X'), undefined);
  saving.remember({ folder: 'one', taskId: 'W' });
  saving.adopt('W', 1, view(''));
  saving.resendWaiting();
  await heard();
  assert.equal(stored.get('one|X'), 'of the first project');
});

test('what the user throws away is gone, and nothing else', async (t) => {
  const { saving, host, show, heard, kept } = page(t);
  host.busy = true;
  for (const task of ['X', 'Y']) {
    show(task);
    saving.changed(view(`of ${task}`));
    await heard();
  }
  assert.deepEqual(
    saving.throwAway().map(({ taskId }) => taskId),
    ['X'],
  );
  assert.deepEqual(
    kept().unsaved?.map(({ taskId }) => taskId),
    ['Y'],
  );
});

test('the first key after a pause goes out at once, the others soon', async (t) => {
  const { saving, sent, show, later } = page(t);
  show('X');
  saving.changed(view('a'));
  assert.deepEqual(
    sent.map(({ answer }) => answer.comments),
    ['a'],
  );
  for (const text of ['ab', 'abc', 'abcd']) saving.changed(view(text));
  assert.equal(sent.length, 1);
  await later(200);
  assert.deepEqual(
    sent.map(({ answer }) => answer.comments),
    ['a', 'abcd'],
  );
  await later(1000);
  saving.changed(view('abcde'));
  assert.equal(sent.at(-1)?.answer.comments, 'abcde');
});

const sent = (taskId: string, comments: string): SentAnswer => ({
  ...{ folder: 'file:///p', taskId, revision: 0, answer: view(comments) },
  was: { fields: ['comments'], answer: view('') },
});

test('the journal has what the store refuses or lets wait, from then on, until the store has it', async () => {
  const place = join(folder, 'journal');
  const journal = new UnsavedJournal(place, (message) => assert.fail(message));
  const files = async (): Promise<string[]> =>
    (await readdir(place, { recursive: true })).filter((f) => f.endsWith('.json'));
  await journal.guard('file:///p', { annotator: me, sent: sent('quick', 'x') }, () => Promise.resolve());
  await assert.rejects(readdir(place), 'nothing is written for what is stored at once');

  const full = new TouchstoneError('store-unavailable', 'The disk is full.');
  const refused = journal.guard('file:///p', { annotator: me, sent: sent('X', 'of X') }, () =>
    Promise.reject(full),
  );
  await assert.rejects(refused, full);
  assert.equal((await files()).length, 1);

  const slow = Promise.withResolvers<void>();
  const waiting = journal.guard('file:///p', { annotator: me, sent: sent('Y', 'of Y') }, () => slow.promise);
  while ((await files()).length < 2) await new Promise((resolve) => setTimeout(resolve, 20));

  // The window is killed here; the next one begins.
  const next = new UnsavedJournal(place, (message) => assert.fail(message));
  assert.deepEqual(
    (await next.entries('file:///p'))
      .map(({ sent: { taskId, answer } }) => [taskId, answer.comments])
      .toSorted(),
    [
      ['X', 'of X'],
      ['Y', 'of Y'],
    ],
  );
  assert.deepEqual(await next.entries('file:///other'), []);
  slow.resolve();
  await waiting;
  assert.equal((await files()).length, 1, 'it is stored after all');
  await journal.guard('file:///p', { annotator: me, sent: sent('X', 'of X') }, () => Promise.resolve());
  assert.deepEqual(await files(), []);
});

test('what was thrown away while an attempt at it went on does not come back', async () => {
  const own = join(folder, 'thrown');
  const journal = new UnsavedJournal(own, (message) => assert.fail(message));
  const sent = { taskId: 'X', revision: 1, answer: view('of no use') };
  let refuse: (error: Error) => void = () => undefined;
  const attempt = journal.guard('p', { sent }, () => new Promise((_, no) => (refuse = no)));
  journal.throwAway('p', 'X');
  refuse(new Error('busy'));
  await assert.rejects(attempt, /busy/);
  const next = new UnsavedJournal(own, (message) => assert.fail(message));
  assert.deepEqual(await next.entries('p'), []);
  const later = { ...sent, answer: view('typed since') };
  await assert.rejects(journal.guard('p', { sent: later }, () => Promise.reject(new Error('busy'))));
  assert.deepEqual(
    (await next.entries('p')).map(({ sent: { answer } }) => answer.comments),
    ['typed since'],
  );
});

test('of several windows’ texts for one task the last one is stored, whatever their files are called', async () => {
  const own = join(folder, 'order');
  const texts = ['a', 'a b', 'a b c', 'a b c d', 'a b c d e'];
  for (const text of texts) {
    const journal = new UnsavedJournal(own, (message) => assert.fail(message));
    const sent = { taskId: 'X', revision: 1, answer: view(text) };
    await assert.rejects(journal.guard('p', { sent }, () => Promise.reject(new Error('full'))));
    await new Promise((resolve) => setTimeout(resolve, 2)); // a millisecond tells them apart
  }
  const next = new UnsavedJournal(own, (message) => assert.fail(message));
  const found = await next.entries('p');
  assert.deepEqual(
    found.map(({ sent }) => sent.answer.comments),
    texts.toReversed(),
  );
  // Its window has written on since it was read.
  const [last] = found;
  assert.ok(last);
  writeFileSync(last.file, last.text.replace('a b c d e', 'a b c d e f'));
  await next.done(last);
  assert.equal((await next.entries('p')).length, texts.length);
});

test('at the next start the journal is played as any other writer: stored, or kept in the history where it clashes', async () => {
  const place = join(folder, 'played');
  const store = await openWithTasks(3, await newFolder());
  await store.act(act('t1', 'draft', { comments: 'of another window' }));
  const earlier = new UnsavedJournal(place, (message) => assert.fail(message));
  const lost = new Error('the window went');
  for (const [task, annotator] of each([
    ['t0', me],
    ['t1', me],
    ['t2', 'local:somebody-else'],
  ] as const)) {
    const entry = { annotator, sent: sent(task, `typed for ${task}`) };
    await assert.rejects(earlier.guard('file:///p', entry, () => Promise.reject(lost)));
  }
  writeFileSync(join(place, (await readdir(place))[0] ?? '', 'broken.json'), '{');

  const said: string[] = [];
  const journal = new UnsavedJournal(place, (message) => said.push(message));
  const put = ({ taskId, answer: { comments }, revision }: SentAnswer) =>
    act(taskId, 'draft', { comments }, { expectedRevision: revision, base: {} });
  const played = await playJournal(
    journal,
    { project: 'file:///p', annotator: me },
    {
      store: (one) => store.act(put(one)),
      keep: (one) => store.settle({ ...put(one), expectedRevision: undefined }, 'theirs'),
      clashes: (error) => conflictOf(error) !== undefined,
      warn: (message) => said.push(message),
    },
  );
  assert.deepEqual(played, { stored: ['t0'], kept: ['t1'] });
  assert.equal((await store.taskDetail('t0', me)).annotation?.comments, 'typed for t0');
  assert.equal((await store.taskDetail('t1', me)).annotation?.comments, 'of another window');
  assert.ok((await store.history('t1')).some(({ answer }) => answer.comments === 'typed for t1'));
  assert.match(said.join('\n'), /broken\.json cannot be read/);
  const left = await journal.entries('file:///p');
  assert.deepEqual(
    left.map(({ annotator }) => annotator),
    ['local:somebody-else'],
    'another person’s stays theirs',
  );
});

test('a lock on the database that another program holds costs nothing that was typed', async () => {
  const project = await newFolder();
  const store = await openWithTasks(1, project);
  const place = join(folder, 'locked');
  const journal = new UnsavedJournal(place, (message) => assert.fail(message));
  const other = new DatabaseSync(store.path);
  other.exec('BEGIN IMMEDIATE');
  const writing = journal.guard('file:///p', { annotator: me, sent: sent('t0', 'typed meanwhile') }, () =>
    store.act(act('t0', 'draft', { comments: 'typed meanwhile' }, { expectedRevision: 0, base: {} })),
  );
  const outlived = new UnsavedJournal(place, (message) => assert.fail(message));
  while ((await outlived.entries('file:///p')).length === 0)
    await new Promise((resolve) => setTimeout(resolve, 20));
  other.exec('ROLLBACK');
  other.close();
  await writing;
  assert.equal((await store.taskDetail('t0', me)).annotation?.comments, 'typed meanwhile');
  assert.deepEqual(await outlived.entries('file:///p'), []);
});
