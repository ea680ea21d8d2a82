import { deepEqual, equal, match, ok } from 'node:assert/strict';
import { globSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { test } from 'node:test';
import type { Page } from 'playwright-core';
import type { Answer } from '../../src/domain/annotation.ts';
import { openWorkbench, type Workbench } from '../host/harness/index.mjs';
import { DocumentEyes, TreeEyes, type Eyes } from './support/eyes.ts';
import { need, Person } from './support/person.ts';
import { eventually, keepsPanel } from './support/wait.ts';

/**
 * Played without a mouse: open the sample, score ten tasks, correct one, take a discard back, reload in the middle of a draft. Then
 * the store holds exactly what was meant. Once by looking at the documents, once with the accessibility tree alone to read from.
 */

const criteria = ['documentation', 'example', 'correctness'] as const;
const titles = ['Comments, docstrings', 'Test example', 'Runs, works'];
const corrected = 2;
const discarded = 4;
const reloaded = 6;
/** One whose second response gets a failure mode, and whose first one gets one that is taken back. */
const tagged = 7;
const comment = 'B forgets the empty list.';
const line = '# corrected by keyboard';

/** The points of a task for A and B; one of them is good enough to need no correction. */
const pointsFor = (task: number): [number[], number[]] => [
  [2, 1 + (task % 2), 2 + (task % 2)],
  [task % 3, (task + 1) % 3, task % 4],
];

interface Stored {
  id: string;
  /** The response shown as A. */
  first: number;
  status: string;
  answer: Answer;
}

for (const [name, open] of [
  ['the documents', (page: Page): Promise<Eyes> => Promise.resolve(new DocumentEyes(page))],
  ['the accessibility tree alone', (page: Page): Promise<Eyes> => TreeEyes.open(page)],
] as const)
  test(`ten tasks by keyboard, read from ${name}`, { timeout: 600_000 }, async () => {
    const workbench = await openWorkbench({ vsix: need('TOUCHSTONE_VSIX'), folder: undefined });
    try {
      await play(workbench, await open(workbench.page));
    } catch (error) {
      console.log(`the focus is on ${await (await open(workbench.page)).focused()}`);
      await new Person(workbench.page, 'keyboard').failurePicture(`keyboard-${name}`);
      console.log(workbench.extHostLog().split('\n').slice(-60).join('\n'));
      throw error;
    } finally {
      await workbench.close();
    }
  });

async function play({ page, dataDir }: Workbench, eyes: Eyes): Promise<void> {
  const { keyboard } = page;
  const command = async (title: string): Promise<void> => {
    await keyboard.press('F1');
    await eventually('the palette has the focus', async () =>
      /^(combobox|textbox|input)/.test(await eyes.focused()),
    );
    await keyboard.type(title);
    await eventually(`the palette offers ${title}`, () => eyes.offers(title));
    await keyboard.press('Enter');
  };
  /** Out of a text box, where one has the focus, and to the scores of a side. */
  const atScores = async (side: 'A' | 'B') => {
    await eventually('the page has the focus', () => eyes.atReview());
    await keyboard.press('Escape');
    await keyboard.press(side.toLowerCase());
    await eventually(`the scores of ${side} have the focus`, async () =>
      (await eyes.focused()).startsWith(`radiogroup Response ${side}: `),
    );
  };
  const give = async (side: 'A' | 'B', points: readonly number[]): Promise<void> => {
    for (const point of points) await keyboard.press(String(point));
    await eventually(`points of ${side} are given`, async () => {
      const chosen = await eyes.chosen();
      return titles.every((title, i) => chosen[`Response ${side}: ${title}`] === String(points[i]));
    });
  };
  const another = (than: string | undefined) =>
    eventually('another task is shown', async () => {
      const title = await eyes.title();
      return title !== undefined && title !== than;
    });

  // The palette lists what was there when it was opened: VS Code begins without its extensions.
  await eventually('Touchstone is there', () => eyes.hasTab('Touchstone'));
  await command('Touchstone: Open the Sample Project');
  await eventually('the first task is shown', async () => (await eyes.title()) !== undefined, 60_000);

  const shown: string[] = [];
  for (let task = 0; task < 10; task += 1) {
    const title = await eyes.title();
    ok(title && !shown.includes(title), `a task that was not shown before, not ${title}`);
    shown.push(title);
    const [a, b] = pointsFor(task);
    await atScores('A');
    if (task === discarded) {
      await keyboard.press('d');
      await another(title);
      await atScores('A');
      await keyboard.press('u');
      await eventually('the discarded task is back', async () => (await eyes.title()) === title);
      await atScores('A');
    }
    await give('A', a);
    if (task === reloaded) {
      await keyboard.press('m');
      await eventually('the comment has the focus', async () =>
        /^textbox Comments/.test(await eyes.focused()),
      );
      await keyboard.type(comment);
      await eventually('the draft is saved', () => eyes.sees('Draft saved'));
      await eventually('VS Code keeps that the panel is open', () => keepsPanel(page));
      await page.reload();
      await eventually('the same task is back', async () => (await eyes.title()) === title, 60_000);
      await keyboard.press('Control+1');
      await atScores('B');
      equal((await eyes.chosen())[`Response A: ${titles[0] ?? ''}`], String(a[0]), 'with its points');
    }
    if (task === tagged) {
      await keyboard.press('#');
      await eventually('the box has the focus', async () => (await eyes.focused()).startsWith('combobox'));
      await keyboard.type('off by one');
      await keyboard.press('Enter');
      await atScores('A');
      await keyboard.press('#');
      await eventually('the box has the focus again', async () =>
        (await eyes.focused()).startsWith('combobox'),
      );
      await keyboard.type('slow');
      await keyboard.press('Enter');
      await atScores('A');
      await keyboard.press('u');
      await eventually('the last one is taken back', () =>
        eyes.sees('The failure modes are as they were before'),
      );
      await atScores('B');
    }
    await give('B', b);
    match(await eyes.said(), task === corrected ? /./ : /Response B|scored/i, 'the sum is said');
    if (task === corrected) {
      await atScores('A');
      await keyboard.press('e');
      await eventually('the page asks which one', async () =>
        (await eyes.focused()).startsWith('radiogroup Corrected response'),
      );
      await keyboard.press('a');
      await eventually('an editor has the focus', async () =>
        /^textbox .*accessibility help/.test(await eyes.focused()),
      );
      await keyboard.press('Control+End');
      await keyboard.type(`\n${line}\n`);
      await keyboard.press('Control+s');
      await eventually('the correction is saved', () => eyes.sees('Correction saved with the task'));
      await keyboard.press('Control+PageUp');
      await eventually('the task is there again', async () => (await eyes.title()) === title);
      await atScores('A');
    }
    await keyboard.press('Control+Enter');
    await another(title);
  }

  // `?` tells the keys, Escape closes them.
  await atScores('A');
  const sentence = 'While a text box has the focus, keys write text.';
  equal(await eyes.sees(sentence), false);
  await keyboard.press('?');
  await eventually('the keys are shown', () => eyes.sees(sentence));
  await keyboard.press('Escape');
  await eventually('they are gone', async () => !(await eyes.sees(sentence)));

  const rows = stored(dataDir);
  equal(rows.length, 10);
  for (const [task, { id, first, status, answer }] of rows.entries()) {
    const [a, b] = pointsFor(task);
    const given = [answer.points1, answer.points2].map((points) => criteria.map((one) => points?.[one]));
    equal(status, 'submitted', id);
    deepEqual(first === 1 ? given : given.reverse(), [a, b], id);
    equal(answer.comments ?? '', task === reloaded ? comment : '', id);
    equal(answer.corrected, task === corrected ? `Response ${first}` : undefined, id);
    equal((answer.correction ?? '').includes(line), task === corrected, id);
    const tags = task === tagged ? [{ response: first === 1 ? 2 : 1, tag: 'off by one' }] : undefined;
    deepEqual(answer.tags, tags, id);
  }
}

/** The ten answers in the order of the tasks, read beside the extension. */
function stored(dataDir: string): Stored[] {
  const [file] = globSync(join(dataDir, '**', 'sample', '.touchstone', 'touchstone.sqlite'));
  ok(file, 'the sample has a store');
  const database = new DatabaseSync(file, { readOnly: true });
  try {
    const rows = database
      .prepare(
        `SELECT tasks.id, orders.first, status, answer
         FROM annotations JOIN tasks ON tasks.position = annotations.task JOIN orders ON orders.task = annotations.task
         ORDER BY tasks.position`,
      )
      .all() as unknown as (Omit<Stored, 'answer'> & { answer: string })[];
    return rows.map((row) => ({ ...row, answer: JSON.parse(row.answer) as Answer }));
  } finally {
    database.close();
  }
}
