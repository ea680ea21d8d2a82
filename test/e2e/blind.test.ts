import { deepEqual, ok } from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type { FrameLocator } from 'playwright-core';
import { openWorkbench, webviewFrame, type Workbench } from '../host/harness/index.mjs';
import { need, Person } from './support/person.ts';
import { stepsOf } from './support/steps.ts';
import { eventually, keysWork } from './support/wait.ts';

/** Nothing that is shown, named or written for a task tells which model wrote what, before it is submitted. */

const names = ['Zebraquill-70B', 'Otterlantern-8B'] as const;
const program = (value: number): string => `\`\`\`python\ndef f(x):\n    return x + ${value}\n\`\`\``;

let folder: string;
let workbench: Workbench;
let me: Person;
/** What lay in the temporary folder before. */
let former: Set<string>;

before(async () => {
  folder = mkdtempSync(join(tmpdir(), 'touchstone-blind-'));
  const columns = {
    instruction: 'instruction',
    id: 'id',
    generations: ['a', 'b'],
    language: 'language',
    tests: 'tests',
  };
  const config = {
    name: 'blind',
    tasks: { source: 'file', path: 'tasks.jsonl', columns },
    models: names.map((name) => ({ name, provider: 'hf-inference' })),
  };
  writeFileSync(join(folder, 'touchstone.json'), JSON.stringify(config));
  writeFileSync(join(folder, 'guidelines.md'), '# Judge\n');
  const rows = [1, 2].map((n) => ({
    id: `add${n}`,
    instruction: `Write a function named \`add${n}\`.`,
    language: 'python',
    a: program(n),
    b: program(n + 1),
    tests: [`assert f(1) == ${n + 1}`],
  }));
  writeFileSync(join(folder, 'tasks.jsonl'), rows.map((row) => JSON.stringify(row)).join('\n'));
  former = new Set(readdirSync(tmpdir()));
  workbench = await openWorkbench({
    vsix: need('TOUCHSTONE_VSIX'),
    folder,
    // Rows of the terminal as elements, to be read.
    settings: { 'terminal.integrated.gpuAcceleration': 'off', 'workbench.startupEditor': 'none' },
  });
  workbench.page.setDefaultTimeout(20_000);
  me = new Person(workbench.page, 'blind');
});

after(async () => {
  await workbench?.close();
  rmSync(folder, { recursive: true, force: true });
});

const told = (text: string): boolean =>
  names.some((name) => text.toLowerCase().includes(name.split('-')[0]?.toLowerCase() ?? name));

/** Where a name stands in what the window shows: the elements of all frames with their attributes, and what is read aloud. */
async function surfaces(): Promise<string[]> {
  const found: string[] = [];
  for (const frame of workbench.page.frames()) {
    const content = await frame.content().catch(() => ''); // a frame that goes away shows nothing
    if (told(content)) found.push(`elements of ${frame.name() || frame.url()}`);
    const aloud = await frame
      .locator('body')
      .ariaSnapshot({ timeout: 5000 })
      .catch(() => '');
    if (told(aloud)) found.push(`accessibility tree of ${frame.name() || frame.url()}`);
  }
  if (told(await workbench.page.title())) found.push('title of the window');
  return found;
}

/** Names and contents of what was made: all but the database, which no editor opens, and what the user wrote. */
function written(): string[] {
  const found: string[] = [];
  const look = (path: string, name: string): void => {
    if (told(name)) found.push(`file name ${name}`);
    if (statSync(path, { throwIfNoEntry: false })?.isDirectory()) {
      for (const inside of readdirSync(path)) look(join(path, inside), inside);
    } else if (!name.startsWith('touchstone.sqlite')) {
      if (told(readFileSync(path, 'latin1'))) found.push(`contents of ${path}`);
    }
  };
  look(join(folder, '.touchstone'), '.touchstone');
  // Others use the temporary folder as well, and files in it go while one looks: names alone.
  for (const name of readdirSync(tmpdir()))
    if (!former.has(name) && told(name)) found.push(`file name ${name}`);
  if (told(workbench.extHostLog())) found.push('a log');
  return found;
}

async function nobodyTells(where: string): Promise<void> {
  deepEqual([...(await surfaces()), ...written()], [], where);
}

test('no surface names a model before the task is submitted', { timeout: 300_000 }, async (t) => {
  const { page } = workbench;
  let frame: FrameLocator;
  const step = stepsOf(t, me, workbench);

  await step('the tree and its tooltips', async () => {
    await me.openTouchstone();
    await me.row('add1').waitFor();
    await me.tooltip(me.row('add1'), 'Write a function');
    await nobodyTells('the tree');
    await page.keyboard.press('Escape');
  });

  await step('the panel, the runs and their terminals', async () => {
    await me.row('add1').click();
    frame = await me.review();
    await keysWork(page, frame);
    await page.keyboard.press('r');
    await eventually('both have run', async () => {
      const text = (await frame.locator('.runs-table').textContent()) ?? '';
      return /passed/i.test(text) && /failed|expected/i.test(text);
    });
    await nobodyTells('the panel after a run');
  });

  await step('responses, diff, correction and history in editors', async () => {
    await me.command('Open Response in Editor');
    await me.choose('Response A');
    await me.editorInFront('Response A');
    // Its lenses come from the extension, which has heard of the editor then.
    await page.locator('.codelens-decoration', { hasText: 'Correct' }).first().waitFor();
    // That of the editor in front.
    await me.command('Correct a Response');
    await page.locator('.tab', { hasText: 'your correction' }).first().waitFor();
    const editor = page.locator('.monaco-diff-editor .editor.modified .view-lines');
    await editor.click();
    await page.keyboard.press('Control+Home');
    await page.keyboard.type('# better\n');
    await page.keyboard.press('Control+s');
    await me.row('Drafts').waitFor();
    await me.command('Compare Responses in Diff Editor');
    await page.locator('.tab', { hasText: 'A ↔ B' }).first().waitFor();
    await me.command('Show History of This Task');
    await page.locator('.quick-input-widget:visible', { hasText: 'History of this task' }).waitFor();
    await nobodyTells('editors and the history');
    await page.keyboard.press('Escape');
  });

  await step('the matrix and a notification', async () => {
    await me.command('Run All Responses of the Project');
    await page.locator('.tab', { hasText: 'Matrix' }).first().waitFor();
    const matrix = await webviewFrame(page, 1); // beside the review panel
    await matrix.locator('.work', { hasText: /responses run, in/ }).waitFor({ timeout: 120_000 });
    await matrix.locator('.grid-row').first().waitFor();
    await nobodyTells('the matrix');
  });

  await step('after the submit the panel names them: the search above would have found it', async () => {
    await me.row('add1').click();
    frame = await me.review();
    await frame.locator('h1', { hasText: 'add1' }).waitFor();
    await keysWork(page, frame);
    for (const digit of ['2', '2', '3', '1', '1', '1']) await page.keyboard.press(digit);
    await page.keyboard.press('Enter');
    await me.row('Submitted').waitFor();
    await frame.locator('h1', { hasText: 'add2' }).waitFor();
    await nobodyTells('the next task');
    await me.row('Submitted').click();
    await me.row('add1').click();
    await frame.locator('h1', { hasText: 'add1' }).waitFor();
    ok((await surfaces()).length > 0);
  });
});
