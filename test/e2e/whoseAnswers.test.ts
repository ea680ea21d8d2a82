import { deepEqual, equal } from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type { Locator } from 'playwright-core';
import { openStore } from '../../src/store/thread/storeClient.ts';
import type { Store } from '../../src/store/api/store.ts';
import { openWorkbench, workbenchReady, type Workbench } from '../host/harness/index.mjs';
import { need, Person } from './support/person.ts';
import { copySample } from './support/sample.ts';
import { stepsOf } from './support/steps.ts';
import { eventually, keysWork } from './support/wait.ts';
import { each } from '../each.ts';

/** Answers under another name: one is asked once, a no is kept, and the list of them leads back. */

const worker = new URL('../../src/store/thread/storeWorker.ts', import.meta.url);
const theirs = 'local:another-machine';
let folder: string;
let workbench: Workbench;
let me: Person;
let store: Store;

before(async () => {
  folder = mkdtempSync(join(tmpdir(), 'touchstone-whose-'));
  copySample(folder);
  workbench = await openWorkbench({ vsix: need('TOUCHSTONE_VSIX'), folder });
  workbench.page.setDefaultTimeout(20_000);
  me = new Person(workbench.page, 'whose');
});

after(async () => {
  await store?.close();
  await workbench?.close();
  rmSync(folder, { recursive: true, force: true });
});

test('whose the answers under another name are', { timeout: 300_000 }, async (t) => {
  const { page } = workbench;
  const step = stepsOf(t, me, workbench);
  const asked = (): Locator => me.notification('Are these yours?');
  let mine = '';
  /** Of all others with answers here: how many, and whether it was said that they are somebody else. */
  const others = async (): Promise<[string, number, boolean][]> =>
    (await store.otherPeople(mine)).map(({ annotator, answers, isStranger }) => [
      annotator,
      answers,
      isStranger,
    ]);
  const reopen = async (): Promise<void> => {
    // Not in the middle of a start.
    await me.row('Drafts').waitFor({ timeout: 60_000 });
    await page.reload();
    await workbenchReady(page);
  };

  await step('one answers a task, and somebody else two in the same folder', async () => {
    await me.openTouchstone();
    await me.row('merge_intervals').click();
    const frame = await me.review();
    await page.keyboard.press('Control+1');
    await keysWork(page, frame);
    await page.keyboard.press('2');
    await me.row('Drafts').waitFor();
    store = await openStore(folder, { worker });
    const [self] = await store.otherPeople(theirs);
    mine = self?.annotator ?? '';
    const tasks = await store.listTasks(mine, { state: 'to-score' });
    for (const { id } of each(tasks.slice(0, 2))) {
      const answer = { score1: 3, score2: 4 };
      const act = { taskId: id, annotator: theirs, answer, guidelinesVersion: 'v1' };
      await store.act({ ...act, status: 'submitted', send: false });
    }
    deepEqual(await others(), [[theirs, 2, false]]);
  });

  await step(
    'when the project is opened the next time one is asked, and Not Mine leaves them as they are',
    async () => {
      await reopen();
      // Such a message goes into the list of notifications after a while.
      await asked().waitFor({ timeout: 60_000 });
      await me.picture('asked');
      await asked().getByRole('button', { name: 'Not Mine' }).click();
      await asked().waitFor({ state: 'detached' });
      await eventually('it is kept', async () => (await others())[0]?.[2] === true);
      deepEqual(await others(), [[theirs, 2, true]]);
      equal(await me.row('Submitted').count(), 0, 'nothing became one’s own');
    },
  );

  await step('nobody asks again, and the list of all leads back at any time', async () => {
    await reopen();
    await me.row('Drafts').waitFor({ timeout: 60_000 });
    await me.command('Whose Answers Are These?');
    await me.quickInput('Check what you have answered yourself');
    await me.picture('list');
    equal(await asked().count(), 0);
    deepEqual(await others(), [[theirs, 2, true]]);
    // Who has erred checks them there.
    await me.choose('another editor without a connection');
    await page.keyboard.press('Enter');
    await me.notification('Answers that are yours now: 2.').waitFor();
    await me.row('Submitted').getByText('2').waitFor();
    deepEqual(await others(), []);
  });
});
