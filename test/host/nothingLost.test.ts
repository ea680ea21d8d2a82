import { deepEqual, equal, match, ok } from 'node:assert/strict';
import * as vscode from 'vscode';
import { test, until } from './support/harness.ts';
import { command, openProject, otherWindow, right } from './support/recorded.ts';

const rows = (count: number): Record<string, [string, string]> =>
  Object.fromEntries(Array.from({ length: count }, (_, i) => [`t${i + 1}`, [right, right]]));

const scored = (score: number) => ({ score1: score, score2: score });

const closeEditors = (): Thenable<unknown> => command2('workbench.action.closeAllEditors');
const command2 = (name: string): Thenable<unknown> => vscode.commands.executeCommand(name);

test('undo and redo go through submits, discards and reopenings, each by its name', async () => {
  const touchstone = await openProject('steps', rows(2));
  const status = async (): Promise<(string | undefined)[]> =>
    Promise.all(['t1', 't2'].map(async (id) => (await touchstone.annotation(id))?.status));
  await touchstone.annotate('t1', scored(3), 'submitted');
  await touchstone.annotate('t2', { comments: 'kept' }, 'discarded');
  const reopen = async (): Promise<string[] | undefined> =>
    (await command<{ taskIds: string[] }>('reopen', 't1'))?.taskIds;
  deepEqual(await reopen(), ['t1']);
  deepEqual(await status(), ['draft', 'discarded']);
  equal((await touchstone.annotation('t1'))?.score1, 3, 'the answer is kept');
  deepEqual(await reopen(), [], 'it is open');
  const did = async (name: 'undo' | 'redo'): Promise<string | undefined> =>
    (await command<{ what: string }>(name))?.what;
  deepEqual(
    [await did('undo'), await did('undo'), await did('undo')],
    ['reopened', 'discarded', 'submitted'],
  );
  equal(await did('undo'), undefined);
  deepEqual(await status(), [undefined, undefined]);
  deepEqual(
    [await did('redo'), await did('redo'), await did('redo')],
    ['submitted', 'discarded', 'reopened'],
  );
  equal(await did('redo'), undefined);
  deepEqual(await status(), ['draft', 'discarded']);
  equal((await touchstone.annotation('t2'))?.comments, 'kept');
  await closeEditors();
});

test('an earlier answer comes back from the history, as an act that can be undone', async () => {
  const touchstone = await openProject('history', rows(1));
  await touchstone.annotate('t1', scored(5), 'submitted');
  await touchstone.annotate('t1', scored(2), 'submitted');
  const store = await otherWindow('history');
  const entries = await store.history('t1');
  await store.close();
  const [first] = entries;
  ok(first);
  equal(await command('showHistory', 't1', first.seq), first.seq);
  equal((await touchstone.annotation('t1'))?.score1, 5);
  equal((await command<{ what: string }>('undo'))?.what, 'restored');
  equal((await touchstone.annotation('t1'))?.score1, 2);
  await closeEditors();
});

test('a skipped task waits behind all others, and undo brings it back', async () => {
  const touchstone = await openProject('skipping', rows(3));
  await command('openTask', 't1');
  equal(await command('skip', 't1', ' needs more time '), 'needs more time');
  const annotation = await touchstone.annotation('t1');
  deepEqual([annotation?.status, annotation?.skipped], ['draft', 'needs more time']);
  equal(await command('nextTask'), 't3', 'the skip itself went on to t2');
  await touchstone.annotate('t2', scored(1), 'submitted');
  await touchstone.annotate('t3', scored(1), 'submitted');
  equal(await command('nextTask'), 't1', 'now its turn has come');
  equal(await command('skip', 't2', 'judged'), undefined, 'a judged task is not set aside');
  await closeEditors();
});

test('a bad task is flagged and stays as it was judged', async () => {
  const touchstone = await openProject('flagging', rows(2));
  await touchstone.annotate('t1', scored(4), 'submitted');
  equal(await command('flag', 't1', 'Ambiguous'), 'Ambiguous');
  equal(await command('flag', 't2', 'Cannot be solved'), 'Cannot be solved');
  const [one, two] = [await touchstone.annotation('t1'), await touchstone.annotation('t2')];
  deepEqual([one?.status, one?.score1, one?.flag], ['submitted', 4, 'Ambiguous']);
  deepEqual([two?.status, two?.flag], ['draft', 'Cannot be solved']);
  equal(await command('flag', 't1', ''), '');
  equal((await touchstone.annotation('t1'))?.flag, undefined);
  await closeEditors();
});

test('two windows on one project see each other’s work, and overwrite nothing', async () => {
  const touchstone = await openProject('windows', rows(2));
  await touchstone.annotate('t1', { comments: 'seen by both' }, 'draft');
  const mine = await touchstone.annotation('t1');
  const other = await otherWindow('windows');
  try {
    const heard: string[] = [];
    const listening = touchstone.onDidChange(({ taskIds }) => heard.push(...taskIds));
    const act = {
      taskId: 't1',
      annotator: mine?.annotator ?? '',
      status: 'draft',
      answer: { comments: 'from the other window' },
      guidelinesVersion: mine?.guidelinesVersion ?? '',
      send: false,
    } as const;
    const written = await other.act(act);
    await until('the other window’s draft is heard of', () => heard.includes('t1'));
    equal((await touchstone.annotation('t1'))?.comments, 'from the other window');
    listening.dispose();

    // Both go on from the same answer: the second is refused, not merged.
    await touchstone.annotate('t1', { comments: 'this window was faster' }, 'draft');
    const refused = await other
      .act({ ...act, answer: { comments: 'late' }, expectedRevision: written?.revision })
      .catch((error: unknown) => error as Error);
    match(refused instanceof Error ? refused.message : '', /changed in another window/);
    equal((await touchstone.annotation('t1'))?.comments, 'this window was faster');
  } finally {
    await other.close();
  }
});
