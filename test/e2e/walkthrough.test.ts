import { deepEqual, ok } from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import type { FrameLocator, Page } from 'playwright-core';
import { openWorkbench, webviewFrame } from '../host/harness/index.mjs';
import { need, Person } from './support/person.ts';
import { eventually, keysWork } from './support/wait.ts';
import { toWebp } from './support/webp.ts';

/**
 * Plays "Get started with Touchstone" as a newcomer does: every step is ticked off by what was done, none by a click on its link.
 * With `TOUCHSTONE_PICTURES=1` this takes the walkthrough's own pictures, in a dark and in a light theme.
 */

const repo = join(import.meta.dirname, '..', '..');
const taking = process.env['TOUCHSTONE_PICTURES'] !== undefined;
const themes = [
  ['dark', 'Default Dark Modern'],
  ['light', 'Default Light Modern'],
] as const;
const steps = ['open', 'score', 'run', 'correct', 'insights', 'share'];

/** Wide enough for the walkthrough to show its pictures, and small enough for what is in a picture to be read there. */
const wide = { width: 1600, height: 900 };
const small = { width: 1240, height: 810 };
/** What of the small window is in a picture, in pixels. */
const clips = {
  open: { x: 0, y: 0, width: 1240, height: 560 },
  score: { x: 346, y: 350, width: 892, height: 400 },
  run: { x: 346, y: 400, width: 892, height: 386 },
  correct: { x: 346, y: 36, width: 892, height: 460 },
  insights: { x: 346, y: 36, width: 892, height: 460 },
  share: { x: 0, y: 0, width: 1240, height: 400 },
};

for (const [name, theme] of taking ? themes : themes.slice(0, 1))
  test(`the walkthrough ticks off what was done (${name})`, { timeout: 240_000 }, async (t) => {
    const root = mkdtempSync(join(tmpdir(), 'touchstone-walkthrough-'));
    const folder = join(root, 'my-project');
    mkdirSync(folder);
    const workbench = await openWorkbench({
      vsix: need('TOUCHSTONE_VSIX'),
      folder,
      theme,
      viewport: wide,
      settings: {
        // What is typed below stays as it is typed.
        'editor.quickSuggestions': false,
        'editor.suggestOnTriggerCharacters': false,
        // No paths of this machine in the pictures.
        'breadcrumbs.enabled': false,
      },
    });
    const { page } = workbench;
    page.setDefaultTimeout(20_000);
    const me = new Person(page, 'walkthrough');
    let played = false;
    t.after(async () => {
      if (!played) await me.failurePicture(`walkthrough ${name}`);
      await workbench.close();
      rmSync(root, { recursive: true, force: true });
    });
    const picture = async (step: keyof typeof clips | 'walkthrough'): Promise<void> => {
      await page.mouse.move(640, 744); // no hover in the way
      const png = await page.screenshot(step === 'walkthrough' ? {} : { clip: clips[step] });
      if (taking) {
        const file = join(repo, 'media', 'walkthrough', `${step}-${name}.webp`);
        writeFileSync(file, await toWebp(workbench.browser, png));
      } else {
        mkdirSync(join(repo, 'test-results', 'walkthrough'), { recursive: true });
        writeFileSync(join(repo, 'test-results', 'walkthrough', `${step}-${name}.png`), png);
      }
    };

    await me.openTouchstone();
    await page.locator('.welcome-view a', { hasText: 'Getting Started' }).first().click();
    await ticked(page, []);
    if (!taking) {
      await eachStepHasItsPicture(page);
      await picture('walkthrough');
    }
    await page.setViewportSize(small);

    await page.getByRole('button', { name: 'Open the Sample Project' }).last().click();
    await me.row('To score').getByText('12').waitFor({ timeout: 60_000 });
    const frame = await me.review();
    await keysWork(page, frame);
    await picture('open');

    for (const digit of ['2', '1', '3', '1', '0']) await page.keyboard.press(digit);
    await frame.getByText('Draft saved').waitFor({ state: 'attached' });
    await picture('score');
    await page.keyboard.press('2');
    await frame.getByText('Draft saved').waitFor({ state: 'attached' });
    await page.keyboard.press('Enter');
    await me.row('Submitted').getByText('1').waitFor();

    await frame.getByText('2/12').first().waitFor();
    await page.keyboard.press('r');
    await frame.getByText('Tests').first().waitFor();
    await frame.locator('.run-all.going').waitFor({ state: 'detached' });
    await page.keyboard.press('t');
    await frame.locator('.runs-table').waitFor();
    await picture('run');

    await correct(me, frame);
    await picture('correct');
    await page.keyboard.press('Control+s');
    await page.getByText('Correction saved with the task').waitFor();

    await me.command('Export…');
    const exports = await me.exportPage();
    await exports.getByText('12 rows from 12 of 12 tasks').first().waitFor();
    await picture('share');
    await exports.getByRole('button', { name: 'Export…' }).click();
    await page.locator('.quick-input-widget input[type="text"]').first().waitFor();
    await page.keyboard.press('Enter');
    await me.notification('12 rows written').waitFor();

    await me.command('Open the Sample That Is Judged Already');
    await me.row('To score').getByText('60').waitFor({ timeout: 60_000 });
    const insights = await webviewFrame(page);
    await insights.getByText('You may stop').first().waitFor();
    await insights.locator('main:not([aria-busy])').waitFor();
    await picture('insights');

    await page.setViewportSize(wide);
    await me.command('Getting Started');
    await ticked(page, steps);
    played = true;
  });

/** Mends the response of the second task that forgets the accents, as its inputs show. */
async function correct(me: Person, frame: FrameLocator): Promise<void> {
  const text = await frame.locator('[data-side="B"] .response').first().innerText();
  const side = text.includes('compact solution') ? 'B' : 'A';
  const { keyboard } = me.page;
  await keyboard.press('e');
  await frame.getByRole('radiogroup', { name: 'Corrected response' }).waitFor();
  await keyboard.press(side.toLowerCase());
  await me.page.locator('.monaco-diff-editor .editor.modified .view-lines').click();
  await keyboard.press('Control+Home');
  await keyboard.press('End');
  await keyboard.press('Enter');
  await keyboard.type('import unicodedata');
  for (const key of ['ArrowDown', 'ArrowDown', 'End', 'Enter']) await keyboard.press(key);
  await keyboard.type('title = unicodedata.normalize("NFKD", title)');
  await keyboard.press('Enter');
  await keyboard.type('title = title.encode("ascii", "ignore").decode()');
  await me.page.locator('.monaco-diff-editor .editor.modified .line-insert').first().waitFor();
}

/** Waits until exactly these steps of the walkthrough are ticked off. */
async function ticked(page: Page, wanted: string[]): Promise<void> {
  const list = page.locator('.gettingStartedContainer [data-step-id]');
  await list.nth(steps.length - 1).waitFor();
  let found: string[] = [];
  const look = async (): Promise<boolean> => {
    found = await list.evaluateAll((all) =>
      all
        .filter((step) => step.querySelector('.codicon-getting-started-step-checked.complete'))
        .map((step) => (step.getAttribute('data-step-id') ?? '').split('#').at(-1) ?? ''),
    );
    return found.length >= wanted.length;
  };
  await eventually('the steps are ticked off', look).catch((error: Error) => {
    // What is ticked off says more than that it was waited for.
    if (!error.message.includes('in vain')) throw error;
  });
  deepEqual(found, wanted);
}

async function eachStepHasItsPicture(page: Page): Promise<void> {
  const choose = (step: string): Promise<void> =>
    page.locator(`.gettingStartedContainer [data-step-id$="#${step}"] .step-title`).click();
  for (const step of [...steps.slice(1), 'open']) {
    await choose(step);
    const image = page.locator(`.getting-started-media img[srcset*="${step}-"]`);
    await image.waitFor({ state: 'attached' });
    ok(await image.getAttribute('alt'));
    await eventually(`the picture of ${step} is there`, () =>
      image.evaluate((one) => (one as HTMLImageElement).naturalWidth > 0),
    );
  }
}
