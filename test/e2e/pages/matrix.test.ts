import { deepEqual, equal, match, ok } from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type { Frame } from 'playwright-core';
import { openWorkbench, type Workbench } from '../../host/harness/index.mjs';
import { need, Person } from '../support/person.ts';
import { copySample } from '../support/sample.ts';
import { stepsOf } from '../support/steps.ts';
import { eventually } from '../support/wait.ts';

/** The matrix by keyboard alone: all is run, the failing tasks are found, one is opened, and back. */

let folder: string;
let workbench: Workbench;
let me: Person;

before(async () => {
  folder = mkdtempSync(join(tmpdir(), 'touchstone-matrix-'));
  copySample(folder);
  workbench = await openWorkbench({ vsix: need('TOUCHSTONE_VSIX'), folder });
  workbench.page.setDefaultTimeout(30_000);
  me = new Person(workbench.page, 'matrix');
});

after(async () => {
  await workbench?.close();
  rmSync(folder, { recursive: true, force: true });
});

test('the matrix by keyboard alone', { timeout: 600_000 }, async (t) => {
  const { page } = workbench;
  const step = stepsOf(t, me, workbench);
  let frame: Frame;

  const command = async (title: string): Promise<void> => {
    await page.keyboard.press('F1');
    const box = page.locator('.quick-input-widget input[type="text"]').first();
    await box.waitFor();
    await box.fill(`>Touchstone: ${title}`);
    await page.locator('.quick-input-list .monaco-list-row.focused', { hasText: title }).waitFor();
    await page.keyboard.press('Enter');
  };
  /** The page of the matrix, which is made anew each time that it is shown again. */
  const matrix = async (): Promise<Frame> => {
    let found: Frame | undefined;
    await eventually('the matrix is shown', async () => {
      for (const one of page.frames()) {
        const isIt = await one
          .evaluate(() => document.querySelector('.matrix .grid-row') !== null)
          .catch(() => false);
        if (isIt) found = one;
      }
      return found !== undefined;
    });
    return found as Frame;
  };
  const focused = (): Promise<string | null | undefined> =>
    frame.evaluate(() => document.activeElement?.getAttribute('role'));
  const said = (): Promise<string> => frame.locator('.said').innerText();
  const cell = async (): Promise<string> => {
    const id = await frame.locator('.grid').getAttribute('aria-activedescendant');
    return frame.locator(`#${String(id)} .visually-hidden`).innerText();
  };
  const toGrid = async (): Promise<void> => {
    await eventually('the page has the focus', () => frame.evaluate(() => document.hasFocus()));
    for (let i = 0; i < 30 && (await focused()) !== 'grid'; i++) await page.keyboard.press('Tab');
    equal(await focused(), 'grid');
  };

  await step('Run All opens it, and rows change while programs run', async () => {
    await me.openTouchstone();
    await me.row('merge_intervals').waitFor();
    await command('Run All Responses of the Project');
    frame = await matrix();
    await frame.locator('.work', { hasText: /responses run, in/ }).waitFor({ timeout: 240_000 });
    await eventually('each response has a result', async () => {
      const words = await frame.locator('.cell.tests .visually-hidden').allInnerTexts();
      return words.length > 0 && words.every((one) => !/not run|runs now/.test(one));
    });
    await eventually('pass@k is counted', async () =>
      /pass@1 \d+ %/.test(await frame.locator('.sums').innerText()),
    );
    await me.picture('run');
    ok(!/coder/.test(await frame.locator('body').innerText()), 'nobody is named in a blind project');
  });

  await step('filtered by result, sorted by a head, and cells read', async () => {
    await toGrid();
    await page.keyboard.press('/');
    await page.keyboard.type('no such task');
    await eventually('nothing is found', async () => (await said()).startsWith('0 of '));
    await page.keyboard.press('Escape');
    for (let i = 0; i < 3; i++) await page.keyboard.press('Tab');
    equal(await frame.evaluate(() => document.activeElement?.getAttribute('aria-label')), 'Result');
    await page.keyboard.type('failed');
    await eventually('failed ones are left', async () => /^[1-9]\d* of \d+ tasks/.test(await said()));
    await me.picture('failed');
    await toGrid();
    await page.keyboard.press('End');
    await page.keyboard.press('Home');
    for (let i = 0; i < 4 && !(await cell()).startsWith('Tests A'); i++)
      await page.keyboard.press('ArrowRight');
    match(await cell(), /^Tests A: \w+/);
    const shown = await frame.locator('.grid-row').first().locator('.tests .visually-hidden').allInnerTexts();
    ok(
      shown.some((one) => one.includes('failed')),
      shown.join(),
    );
  });

  await step('Enter opens the task; the page goes on where it was', async () => {
    const [before, title] = [
      await said(),
      await frame.locator('.grid-row.active .task').getAttribute('title'),
    ];
    await page.keyboard.press('Enter');
    const review = await me.review();
    const heading = (await review.locator('h1').first().innerText()).trim();
    ok(title?.includes(heading), `${String(title)} holds ${heading}`);
    await command('Open Matrix');
    frame = await matrix();
    await eventually('what was chosen is chosen still', async () => (await said()) === before);
    deepEqual(await frame.locator('.grid-row.active .task').getAttribute('title'), title);
  });

  await step('R runs the task again, and what is shown becomes the queue', async () => {
    await toGrid();
    await page.keyboard.press('r');
    await frame.locator('.work', { hasText: 'All 2 responses run' }).waitFor();
    for (let i = 0; i < 40; i++) {
      await page.keyboard.press('Shift+Tab');
      if ((await frame.evaluate(() => document.activeElement?.textContent)) === 'Use as Queue') break;
    }
    await page.keyboard.press('Enter');
    await page.locator('.pane-body .message', { hasText: /Matrix: \d+ tasks/ }).waitFor();
  });
});
