import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type { FrameLocator, Locator } from 'playwright-core';
import { openWorkbench, workbenchReady, type Workbench } from '../host/harness/index.mjs';
import { need, Person } from './support/person.ts';
import { copySample } from './support/sample.ts';
import { stepsOf } from './support/steps.ts';
import { eventually, keepsPanel, keysWork } from './support/wait.ts';

/** Inputs of a task, changed in the panel and kept by the extension. */

let folder: string;
let workbench: Workbench;
let me: Person;

before(async () => {
  folder = mkdtempSync(join(tmpdir(), 'touchstone-inputs-'));
  copySample(folder);
  workbench = await openWorkbench({ vsix: need('TOUCHSTONE_VSIX'), folder });
  workbench.page.setDefaultTimeout(20_000);
  me = new Person(workbench.page, 'inputs');
});

after(async () => {
  await workbench?.close();
  rmSync(folder, { recursive: true, force: true });
});

const rows = (frame: FrameLocator, name: string) =>
  frame.locator('.runs-table tbody tr').filter({ has: frame.getByRole('button', { name }) });

test('inputs are added, changed, hidden and brought back', { timeout: 300_000 }, async (t) => {
  const { page } = workbench;
  const step = stepsOf(t, me, workbench);
  const box = (frame: FrameLocator, name: string) => frame.getByRole('textbox', { name, exact: true });
  const remove = async (row: Locator): Promise<void> => {
    await row.focus();
    await eventually('the row has the focus', () =>
      row.evaluate((element) => element === document.activeElement && document.hasFocus()),
    );
    await page.keyboard.press('Delete');
  };
  const openChecks = async (frame: FrameLocator): Promise<void> => {
    const list = frame.locator('.runs-table');
    if (!(await list.isVisible())) await frame.getByRole('button', { name: /^Checks/ }).click();
    await list.waitFor();
  };

  /** What is there after the window came back is stored. */
  const reloaded = async (): Promise<FrameLocator> => {
    // And no form in it, with what was written there: that is the draft of an input.
    await eventually('VS Code keeps that the panel is open', () => keepsPanel(page, 'draft'));
    await page.reload();
    await workbenchReady(page);
    return me.review();
  };

  await step('a new input runs for both', async () => {
    await me.openTouchstone();
    await me.row('merge_intervals').click();
    const frame = await me.review();
    await frame.getByRole('button', { name: 'Add a check' }).click();
    await box(frame, 'Code').fill('merge_intervals([[1, 4], [2, 5]])');
    await box(frame, 'Expected value').fill('[[1, 4]]');
    await frame.getByRole('button', { name: 'Save and run' }).click();
    await rows(frame, '[[1, 4], [2, 5]]').getByText('failed').first().waitFor();
  });

  await step('changed, it takes the place of what it was', async () => {
    const frame = await me.review();
    await rows(frame, '[[1, 4], [2, 5]]').getByRole('button').first().click();
    await frame.getByRole('button', { name: 'Change this check' }).click();
    await box(frame, 'Expected value').fill('[(1, 5)]');
    await frame.getByRole('button', { name: 'Save and run' }).click();
    await rows(frame, '[[1, 4], [2, 5]]').getByText('passed').first().waitFor();
    const again = await reloaded();
    await openChecks(again);
    await rows(again, '[[1, 4], [2, 5]]').getByText('passed').first().waitFor();
    await eventually('it is there once', async () => (await rows(again, '[[1, 4], [2, 5]]').count()) === 1);
  });

  await step('removed, it is gone; one that was found is hidden and can be brought back', async () => {
    const frame = await me.review();
    // The window has just come back, and its parts take the focus one after the other.
    await keysWork(page, frame);
    await openChecks(frame);
    const all = frame.locator('.runs-table tbody tr');
    const count = await all.count();
    await remove(rows(frame, '[[1, 4], [2, 5]]').getByRole('button').first());
    await eventually('a row less', async () => (await all.count()) === count - 1);
    // Behind the program as it is written: an input of the dataset or an example.
    await remove(all.nth(1).getByRole('button').first());
    await eventually('another less', async () => (await all.count()) === count - 2);
    const again = await reloaded();
    await openChecks(again);
    await again.getByRole('button', { name: 'Restore 1 hidden check' }).click();
    const shown = again.locator('.runs-table tbody tr');
    await eventually(
      'the hidden one is back, the removed one is not',
      async () => (await shown.count()) === count - 1,
    );
  });
});
