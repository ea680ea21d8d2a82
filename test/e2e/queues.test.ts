import { deepEqual, equal, ok } from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type { Locator } from 'playwright-core';
import { openWorkbench, type Workbench } from '../host/harness/index.mjs';
import { need, Person } from './support/person.ts';
import { copySample } from './support/sample.ts';
import { stepsOf } from './support/steps.ts';
import { eventually, keysWork } from './support/wait.ts';
import { each } from '../each.ts';

/** Queues as a person chooses them: in the pickers, by keyboard, with the tree beside them. */

let folder: string;
let workbench: Workbench;
let me: Person;

before(async () => {
  folder = mkdtempSync(join(tmpdir(), 'touchstone-queues-'));
  copySample(folder);
  workbench = await openWorkbench({ vsix: need('TOUCHSTONE_VSIX'), folder });
  workbench.page.setDefaultTimeout(20_000);
  me = new Person(workbench.page, 'queues');
});

after(async () => {
  await workbench?.close();
  rmSync(folder, { recursive: true, force: true });
});

test('queues by keyboard', { timeout: 300_000 }, async (t) => {
  const { page } = workbench;
  const step = stepsOf(t, me, workbench);
  const rows = page.locator('.pane-body .monaco-list-row');
  const picks = page.locator('.quick-input-list .monaco-list-row');
  const message = (text: string | RegExp): Locator => page.locator('.pane-body .message', { hasText: text });
  const labels = async (): Promise<string[]> => rows.locator('.label-name').allInnerTexts();

  await step('words are typed: the tree has what holds them, with the hits highlighted', async () => {
    await me.openTouchstone();
    await me.row('merge_intervals').waitFor();
    await me.command('Filter Tasks…');
    await me.quickInput('Type words to look for');
    await me.picture('filter');
    await page.keyboard.type('sorted list');
    await page.keyboard.press('Enter');
    await message('“sorted list”').waitFor();
    await eventually('hits are highlighted', async () => (await rows.locator('.highlight').count()) > 1);
    ok(
      each(await rows.locator('.highlight').allInnerTexts(), 'highlight').every((hit) =>
        /^(sorted|list)/i.test(hit),
      ),
    );
    await me.picture('text');
    await me.command('Show All Tasks');
    await message('“sorted list”').waitFor({ state: 'detached' });
  });

  await step('a facet, then an order, from one list and back to it', async () => {
    await me.command('Filter Tasks…');
    await me.quickInput('Type words to look for');
    await page.keyboard.type('state');
    await page.keyboard.press('Enter');
    await me.quickInput('Which states?');
    await page.keyboard.type('to score');
    await me.picture('states');
    await page.keyboard.press('Enter');
    await me.quickInput('Type words to look for');
    await picks.filter({ hasText: 'Show these tasks: 12' }).waitFor();
    await me.picture('facets');
    await page.keyboard.type('order');
    await page.keyboard.press('Enter');
    await me.quickInput('By what are the tasks sorted?');
    await me.picture('order');
    await page.keyboard.type('instruction');
    await page.keyboard.press('Enter');
    await me.quickInput('In which direction?');
    await page.keyboard.press('Enter');
    await picks.filter({ hasText: 'Show these tasks: 12' }).waitFor();
    // The first line leaves.
    await page.keyboard.press('Enter');
    await page.locator('.quick-input-widget:visible').waitFor({ state: 'detached' });
    await message('to score · sorted by instruction ↑: 12 left').waitFor();
    await me.picture('sorted');
    equal((await labels()).includes('To score'), false, 'one list, no groups');
  });

  await step('the panel tells the place in the queue, and "Next" follows', async () => {
    const before = await labels();
    await rows.first().click();
    const frame = await me.review();
    await frame.getByTitle('1 of 12 in the queue').first().waitFor();
    await me.picture('panel');
    await me.command('Next Task to Score');
    await frame.getByTitle('2 of 12 in the queue').first().waitFor();
    const title = await frame.locator('header h1').innerText();
    equal(before[1], title);
  });

  await step('a task is found as one types', async () => {
    await me.command('Find Task…');
    await me.quickInput('Which task?');
    // The panel had the focus: its keys would do their work until the box has it.
    await page.locator('.quick-input-widget input[aria-label^="Which task?"]:focus').waitFor();
    await page.keyboard.type('interval');
    await picks.filter({ hasText: 'merge_intervals' }).first().waitFor();
    await eventually('hits are highlighted', async () => (await picks.locator('.highlight').count()) > 0);
    await me.picture('find');
    await page.keyboard.press('Enter');
    await (await me.review()).getByRole('heading', { name: 'merge_intervals' }).first().waitFor();
  });

  await step('several tasks are discarded at once, and come back with one undo', async () => {
    await me.command('Show All Tasks');
    await me.row('To score').waitFor();
    await rows.nth(1).click();
    await (await me.review()).getByTitle('Task 1 of 12').first().waitFor();
    await rows.nth(3).click({ modifiers: ['Shift'] });
    await eventually(
      'three are selected',
      async () => (await page.locator('.pane-body .monaco-list-row.selected').count()) === 3,
    );
    await rows.nth(2).click({ button: 'right' });
    await page.locator('.context-view .action-label', { hasText: 'Discard Selected Tasks…' }).waitFor();
    await me.picture('menu');
    await page.keyboard.press('Escape');
    await page.keyboard.press('Delete');
    const dialog = page.locator('.monaco-dialog-box');
    await dialog.getByText('Discard 3 tasks?').waitFor();
    await me.picture('question');
    await dialog.getByRole('button', { name: 'Discard' }).click();
    await me.row('Discarded').waitFor();
    const told = me.notification('Tasks discarded: 3.');
    await told.waitFor();
    await me.picture('discarded');
    await told.getByRole('button', { name: 'Undo' }).click();
    await me.row('Discarded').waitFor({ state: 'detached' });
    deepEqual((await labels()).length, 13, 'the group and its twelve tasks');
  });

  await step('the last task of a queue: what was done, and the ways on', async () => {
    await me.command('Filter Tasks…');
    await me.quickInput('Type words to look for');
    await page.keyboard.type('booking calendar');
    await page.keyboard.press('Enter');
    await message('“booking calendar”').waitFor();
    await rows.filter({ hasText: 'merge_intervals' }).first().click();
    const frame = await me.review();
    await frame.getByTitle('1 of 1 in the queue').first().waitFor();
    await page.keyboard.press('Control+1');
    await keysWork(page, frame);
    await page.keyboard.press('d');
    const title = frame.getByRole('heading', { name: 'This queue is done: “booking calendar”' });
    await title.waitFor();
    const lines = frame.locator('.done-lines');
    await lines.getByText('Submitted: 0, discarded: 1').waitFor();
    await lines.getByText('Still to be scored outside this queue: 11').waitFor();
    await message('“booking calendar”: 0 of 1 left').waitFor();
    await me.picture('done');

    // Back to the task that was judged last; and on again.
    await frame.getByRole('button', { name: 'Back to the last task' }).click();
    await frame.getByRole('heading', { name: 'merge_intervals' }).first().waitFor();
    await title.waitFor({ state: 'hidden' });
    await me.command('Next Task to Score');
    await title.waitFor();
    // The first way on has the focus.
    await frame.locator('.done-ways vscode-button:focus', { hasText: 'Go on with all tasks' }).waitFor();
    await page.keyboard.press('Enter');
    await title.waitFor({ state: 'hidden' });
    await message('“booking calendar”').waitFor({ state: 'detached' });
    await me.row('To score').getByText('11').waitFor();

    await me.command('Undo');
    await me.row('To score').getByText('12').waitFor();
  });

  await step('the keys stand in VS Code’s own editor of keys, each for our panel alone', async () => {
    await me.command('Change Keys…');
    const editor = page.locator('.keybindings-editor');
    const bindings = editor.locator('.monaco-list-row');
    await bindings.filter({ hasText: 'Touchstone: Discard Task' }).first().waitFor();
    await me.picture('keys');
    // Of the first screen: a key, and when it is one.
    const columns = await bindings.evaluateAll((all) =>
      all.map((row) => {
        const cells = [...row.querySelectorAll('.monaco-table-td')].map((cell) => cell.textContent.trim());
        return { key: cells[2] ?? '', when: cells[3] ?? '' };
      }),
    );
    const letters = columns.filter(({ key }) => /^[A-Z]$/.test(key));
    ok(letters.length > 10, JSON.stringify(columns));
    for (const { key, when } of letters) {
      const terms = when.split(' && ');
      const ours = ['touchstone.reviewFocused', '!touchstone.typing', '!inQuickOpen'];
      const inEditor = ['editorReadonly', 'editorTextFocus'];
      ok(
        [ours, inEditor].some((wanted) => wanted.every((term) => terms.includes(term))),
        `${key}: ${when}`,
      );
    }
  });
});
