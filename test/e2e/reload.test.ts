import { deepEqual, equal, ok } from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type { FrameLocator, Page } from 'playwright-core';
import { openWorkbench, runCommand, workbenchReady, type Workbench } from '../host/harness/index.mjs';
import { need, Person } from './support/person.ts';
import { copySample } from './support/sample.ts';
import { stepsOf } from './support/steps.ts';
import { eventually, keepsPanel, keysWork } from './support/wait.ts';

/** What a person has typed outlives the window; keys that are meant for other places judge nothing. */

const comment = 'The second one forgets the empty list; I would not ship it.';
const points = { 'A documentation': 2, 'A example': 1, 'A correctness': 3, 'B documentation': 0 };
let folder: string;
let workbench: Workbench;
let me: Person;

before(async () => {
  folder = mkdtempSync(join(tmpdir(), 'touchstone-reload-'));
  copySample(folder);
  workbench = await openWorkbench({
    vsix: need('TOUCHSTONE_VSIX'),
    folder,
    // Rows of the terminal as elements, to be read.
    settings: { 'terminal.integrated.gpuAcceleration': 'off' },
  });
  workbench.page.setDefaultTimeout(20_000);
  me = new Person(workbench.page, 'reload');
});

after(async () => {
  await workbench?.close();
  rmSync(folder, { recursive: true, force: true });
});

test('work outlives the window', { timeout: 300_000 }, async (t) => {
  const { page } = workbench;
  const step = stepsOf(t, me, workbench);

  await step('one click, then keys: four of six points and a comment', async () => {
    await me.openTouchstone();
    await me.row('merge_intervals').waitFor();
    await page.keyboard.press('Control+0');
    await page.locator('.pane-body .monaco-list:focus').waitFor();
    // The group "To score", then its first task.
    await page.keyboard.press('Home');
    await page.keyboard.press('ArrowDown');
    await eventually('the first task is chosen', () =>
      me.row('merge_intervals').evaluate((row) => row.classList.contains('focused')),
    );
    await page.keyboard.press('Enter');
    const frame = await me.review();
    await eventually('VS Code keeps that the panel is open', () => keepsPanel(page));
    await keysWork(page, frame);
    for (const digit of Object.values(points)) await page.keyboard.press(String(digit));
    await typeComment(page, frame, comment);
  });

  await step('a reload brings the same task back with all of it', async () => {
    await saved(await me.review());
    await page.reload();
    await workbenchReady(page);
    const frame = await me.review();
    await isWhole(frame);
    deepEqual(await shownTitle(frame), 'merge_intervals');
    await me.row('Drafts').waitFor();
  });

  await step('a reload in the middle of typing keeps what was saved and is no conflict', async () => {
    let kept = comment;
    for (const more of [' One.', ' Two more words.', ' And a third, longer sentence that takes its time.']) {
      const frame = await me.review();
      await page.keyboard.press('Control+1');
      await keysWork(page, frame);
      await typeComment(page, frame, more);
      const typed = kept + more;
      await page.reload();
      await workbenchReady(page);
      const again = await me.review();
      await saved(again);
      const text = await again.getByRole('textbox', { name: 'Comments', includeHidden: true }).inputValue();
      // The last keys may have been on their way; what was acknowledged before is there.
      ok(text.startsWith(kept) && typed.startsWith(text), text);
      await isWhole(again, text);
      kept = text;
    }
  });

  await step('U takes a discard back, with the draft', async () => {
    const before = await me.review();
    const text = await before.getByRole('textbox', { name: 'Comments', includeHidden: true }).inputValue();
    await page.keyboard.press('Control+1');
    await keysWork(page, before);
    await page.keyboard.press('d');
    await me.row('Discarded').waitFor();
    await me.row('Drafts').waitFor({ state: 'detached' });
    const frame = await me.review();
    await eventually('the next task is shown', async () => (await shownTitle(frame)) !== 'merge_intervals');
    await judged(page, 1);
    await keysWork(page, frame);
    await page.keyboard.press('u');
    await eventually('the task is back', async () => (await shownTitle(frame)) === 'merge_intervals');
    await isWhole(frame, text);
    await me.row('Drafts').waitFor();
    await me.row('Discarded').waitFor({ state: 'detached' });
    await judged(page, 0);
  });

  await step('two windows on one folder see each other’s work', async () => {
    const other = new Person(await workbench.context.newPage(), 'reload');
    try {
      other.page.setDefaultTimeout(20_000);
      await other.page.goto(workbench.url);
      await workbenchReady(other.page);
      await other.openTouchstone();
      await other.row('merge_intervals').click();
      const theirs = await other.review();
      await eventually('the same draft', async () => (await pointsIn(theirs))['A correctness'] === 3);
      await page.bringToFront();
      const frame = await me.review();
      await page.keyboard.press('Control+1');
      await keysWork(page, frame, 'b');
      for (const digit of ['1', '2']) await page.keyboard.press(digit);
      await eventually('all points are given', async () => Object.keys(await pointsIn(frame)).length === 6);
      await page.keyboard.press('Control+Enter');
      await me.row('Submitted').waitFor();
      // Nothing was done in the other window.
      await other.row('Submitted').waitFor();
      await judged(other.page, 1);
      await theirs.locator('.status', { hasText: 'Submitted' }).waitFor();
      deepEqual(Object.keys(await pointsIn(theirs)).length, 6);
    } finally {
      await other.page.close();
    }
  });

  await step('keys typed elsewhere judge nothing', async () => {
    const frame = await me.review();
    await page.keyboard.press('Control+1');
    await keysWork(page, frame);
    const title = await shownTitle(frame);
    const untouched = async (): Promise<void> => {
      await judged(page, 1);
      equal(await shownTitle(frame), title, 'the same task is shown');
      await page
        .locator('.pane-body .monaco-list-row', { hasText: 'Discarded' })
        .waitFor({ state: 'detached' });
    };

    await runCommand(page, 'Terminal: Create New Terminal');
    await page.locator('.xterm-rows:visible', { hasText: /[#$]/ }).waitFor();
    await page.locator('.terminal-widget-container:visible').first().click();
    await page.locator('.xterm.focus').waitFor();
    for (const key of ['d', 'n', 'u', 'r', '1', 'Enter', 'Enter']) await page.keyboard.press(key);
    // The shell has them: they are worked on by now, wherever else they might have gone.
    await page.locator('.xterm-rows', { hasText: /dnur1.*(not found|No such)/s }).waitFor();
    await untouched();

    await me.row('To score').click();
    await page.keyboard.press('Control+Alt+f');
    const find = page.locator('.pane-body .monaco-inputbox input:visible').first();
    await find.waitFor();
    for (const key of ['d', 'n']) await page.keyboard.press(key);
    equal(await find.inputValue(), 'dn');
    await page.keyboard.press('Enter');
    await untouched();
    await page.keyboard.press('Escape');

    await me.command('Filter Tasks…');
    const box = await me.quickInput('Type words to look for');
    for (const key of ['d', 'n']) await page.keyboard.press(key);
    equal(await box.inputValue(), 'dn');
    await page.keyboard.press('Enter');
    await page.getByText('No task is in this queue').waitFor();
    await untouched();
    await me.command('Show All Tasks');
    await page.getByText('No task is in this queue').waitFor({ state: 'detached' });

    // The same keys do their work where they belong: the check above would have seen it.
    await page.keyboard.press('Control+1');
    await keysWork(page, frame);
    await page.keyboard.press('d');
    await judged(page, 2);
  });
});

async function typeComment(page: Page, frame: FrameLocator, text: string): Promise<void> {
  const box = frame.getByRole('textbox', { name: 'Comments' });
  await page.keyboard.press('m');
  await eventually('the comment’s box has the focus', () =>
    box.evaluate((element) => element === document.activeElement),
  );
  await page.keyboard.press('Control+End');
  await page.keyboard.type(text);
}

/** What is shown is on disk. */
async function saved(frame: FrameLocator): Promise<void> {
  await frame.locator('footer .saved', { hasText: 'Draft saved' }).waitFor();
}

/** The points and the comment are there, and nothing is said to be unsaved or in conflict. */
async function isWhole(frame: FrameLocator, text = comment): Promise<void> {
  const box = frame.getByRole('textbox', { name: 'Comments', includeHidden: true });
  await eventually('the comment is whole', async () => (await box.inputValue()) === text);
  deepEqual(await pointsIn(frame), points);
  await saved(frame);
  equal(await frame.locator('div.refusal').isVisible(), false, 'no conflict with oneself');
}

function pointsIn(frame: FrameLocator): Promise<Record<string, number>> {
  return frame.locator('body').evaluate(() => {
    const given: Record<string, number> = {};
    for (const input of document.querySelectorAll<HTMLInputElement>('[data-criterion] input:checked')) {
      const group = input.closest('[data-criterion]');
      given[`${group?.getAttribute('data-side')} ${group?.getAttribute('data-criterion')}`] = Number(
        input.value,
      );
    }
    return given;
  });
}

async function shownTitle(frame: FrameLocator): Promise<string> {
  const text = await frame.locator('h1').first().textContent();
  ok(text);
  return text.trim();
}

async function judged(page: Page, count: number): Promise<void> {
  await page
    .locator('.statusbar-item', { hasText: `${count}/12` })
    .first()
    .waitFor();
}
