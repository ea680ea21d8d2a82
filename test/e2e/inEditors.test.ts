import { equal, match } from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { after, before, test } from 'node:test';
import { openWorkbench, type Workbench } from '../host/harness/index.mjs';
import { need, Person } from './support/person.ts';
import { copySample } from './support/sample.ts';
import { eventually } from './support/wait.ts';

let folder: string;
let workbench: Workbench;
let me: Person;

before(async () => {
  folder = mkdtempSync(join(tmpdir(), 'touchstone-editors-'));
  copySample(folder);
  workbench = await openWorkbench({
    vsix: need('TOUCHSTONE_VSIX'),
    folder,
    settings: {
      'workbench.startupEditor': 'none',
      'workbench.secondarySideBar.defaultVisibility': 'hidden',
      'chat.disableAIFeatures': true,
    },
  });
  me = new Person(workbench.page, 'editors');
  workbench.page.setDefaultTimeout(20_000);
});

after(async () => {
  await workbench?.close();
  rmSync(folder, { recursive: true, force: true });
});

interface Stored {
  status: string;
  answer: string;
}

/** What the project's database holds, read beside the extension. */
function stored(): Stored[] {
  const db = new DatabaseSync(join(folder, '.touchstone', 'touchstone.sqlite'), { readOnly: true });
  try {
    return db.prepare('SELECT status, answer FROM annotations').all() as unknown as Stored[];
  } finally {
    db.close();
  }
}

/** The stored answer that `fits`, once it is there. */
async function answered(what: string, fits: (row: Stored) => boolean): Promise<Stored> {
  await eventually(what, () => Promise.resolve(stored().some(fits)));
  return stored().find(fits) ?? { status: '', answer: '' };
}

test('a whole judgement in editors, by keyboard alone', { timeout: 300_000 }, async (t) => {
  const { page } = workbench;
  try {
    await me.openTouchstone();
    await me.row(/To score/).waitFor();
    await me.command('Open Task…');
    await me.quickInput('Which task?');
    await page.keyboard.press('Enter');
    await me.review();
    await me.command('Open Response in Editor');
    await me.choose('Response A');
    const editor = page.locator('.editor-group-container.active .monaco-editor').last();
    await editor.locator('.view-line').first().waitFor();
    await editor.locator('.view-line').nth(1).click();

    // A comment at the cursor, in VS Code's own box.
    await page.keyboard.press('m');
    await page.locator('.review-widget .monaco-editor').waitFor();
    await me.picture('1-box');
    await page.keyboard.type('Why not a set?');
    await page.keyboard.press('Control+Enter');
    await page.locator('.review-widget .comment-body', { hasText: 'Why not a set?' }).waitFor();
    await me.picture('2-comment');
    await page.getByRole('button', { name: /Response A: not scored yet/ }).waitFor();
    const draft = await answered('the comment is in the answer', ({ answer }) => answer.includes('line'));
    match(draft.answer, /Response A, line 2:/);
    match(draft.answer, /Why not a set\?/);

    // From the panel back to the line, wherever the cursor is by then.
    const line = (number: number) =>
      page
        .locator('.statusbar-item', { hasText: `Ln ${number},` })
        .first()
        .waitFor();
    await page.locator('.editor-group-container.active .view-line', { hasText: 'def merge' }).first().click();
    await line(1);
    const panel = await me.review();
    await panel.getByRole('button', { name: 'Comments' }).first().click();
    await panel.getByRole('button', { name: 'Show the comment: Response A, line 2' }).click();
    await line(2);

    // Points by digits, then Submit.
    await page.keyboard.press('Control+2');
    await page.keyboard.press('s');
    for (const [at, points] of [2, 1, 3, 1, 0, 2].entries()) {
      await page.locator('.quick-input-widget:visible', { hasText: `(${at + 1}/6)` }).waitFor();
      if (at === 2) await me.picture('3-points');
      await page.keyboard.press(String(points));
    }
    await me.quickInput('Change anything, then submit');
    await page.getByRole('button', { name: /Response A: 6 of 7, Response B: 3 of 7/ }).waitFor();
    await me.picture('4-list');
    await page.keyboard.press('Enter');
    const done = await answered('it is submitted', ({ status }) => status === 'submitted');
    const answer = JSON.parse(done.answer) as { comments?: string; score1: number; score2: number };
    equal(Math.max(answer.score1, answer.score2), 6);
    equal(Math.min(answer.score1, answer.score2), 3);
    match(answer.comments ?? '', /Why not a set\?/);
  } catch (error) {
    await me.failurePicture(t.name);
    console.log(workbench.extHostLog().split('\n').slice(-60).join('\n'));
    throw error;
  }
});
