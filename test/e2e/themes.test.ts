import { equal, ok } from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { openWorkbench } from '../host/harness/index.mjs';
import { need, Person } from './support/person.ts';
import { copySample } from './support/sample.ts';
import { eventually, keysWork } from './support/wait.ts';

/**
 * A pair of the sample, run and scored, in a theme of VS Code's own: the program that the tests catch out shows it. With
 * `TOUCHSTONE_PICTURES=1` in all four, which makes the pictures of the README.
 */

const all = [
  ['hc-light', 'Default High Contrast Light'],
  ['hc-dark', 'Default High Contrast'],
  ['light', 'Default Light Modern'],
  ['dark', 'Default Dark Modern'],
] as const;

for (const [name, theme] of process.env['TOUCHSTONE_PICTURES'] ? all : all.slice(0, 1))
  test(`run and scored in ${theme}`, { timeout: 180_000 }, async (t) => {
    const root = mkdtempSync(join(tmpdir(), 'touchstone-themes-'));
    const folder = join(root, 'sample');
    copySample(folder);
    const workbench = await openWorkbench({
      vsix: need('TOUCHSTONE_VSIX'),
      folder,
      theme,
      viewport: { width: 1440, height: 900 },
      settings: {
        'workbench.startupEditor': 'none',
        'workbench.secondarySideBar.defaultVisibility': 'hidden',
        'chat.disableAIFeatures': true,
      },
    });
    const { page } = workbench;
    page.setDefaultTimeout(20_000);
    const me = new Person(page, 'themes');
    let played = false;
    t.after(async () => {
      if (!played) await me.failurePicture(`themes ${name}`);
      await workbench.close();
      rmSync(root, { recursive: true, force: true });
    });

    await me.openTouchstone();
    await me.row('slugify').click();
    const frame = await me.review();
    await page.keyboard.press('Control+1');
    await keysWork(page, frame);
    await page.keyboard.press('r');
    const rows = frame.locator('.runs-table tbody tr');
    const passed = (side: 'A' | 'B'): Promise<number> =>
      rows.locator(`> :nth-child(${side === 'A' ? 2 : 3}) .outcome`, { hasText: 'passed' }).count();
    await eventually('all runs are over', async () => {
      const outcomes = await rows.locator('.outcome').allInnerTexts();
      return outcomes.length >= 6 && !outcomes.some((text) => /running|waiting|not run/.test(text));
    });
    await frame.locator('.run-all.going').waitFor({ state: 'detached' });
    const [a, b] = [await passed('A'), await passed('B')];
    equal(Math.min(a, b) < Math.max(a, b), true, `A passed ${a}, B passed ${b}`);

    await keysWork(page, frame);
    const [good, bad] = ['213', '001'];
    for (const digit of a > b ? good + bad : bad + good) await page.keyboard.press(digit);
    await frame.getByText('Draft saved').waitFor();
    const submit = await frame.locator('.submit').boundingBox();
    ok(submit && submit.x + submit.width <= 1440 && submit.y + submit.height <= 900, 'Submit is in view');
    equal(await page.locator('.notification-list-item').count(), 0);
    await me.picture(`review-${name}`);
    played = true;
  });
