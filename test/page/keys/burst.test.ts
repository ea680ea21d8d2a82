import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { ReviewState } from '../../../src/protocol/reviewState.ts';
import { startPages, type ReviewPage } from '../support/page.ts';
import { state } from '../support/states.ts';
import { bindings } from './bindings.ts';
import { playHost, type Play } from './playedHost.ts';

/** A hundred keys at once, where VS Code and the host take their time: all of them act, each where it was meant. */

let pages: Awaited<ReturnType<typeof startPages>>;
before(async () => {
  pages = await startPages();
});
after(() => pages.close());

const criteria = ['documentation', 'example', 'correctness'];
/** `b` and three digits, `a` and three digits, and so on: a hundred keys. */
const blocks = Array.from({ length: 25 }, (_, index) => ({
  side: index % 2 === 0 ? 'B' : 'A',
  digits: [index % 3, (index + 1) % 3, index % 4].map(String),
}));
const burst = blocks.flatMap(({ side, digits }) => [side.toLowerCase(), ...digits]);

const full = { documentation: 2, example: 2, correctness: 2 };

function tasks(first: Parameters<typeof state>[0] = {}): ReviewState[] {
  return [0, 1, 2].map((index) =>
    state({ task: { id: `task-${String(index)}`, position: index }, ...(index === 0 ? first : {}) }),
  );
}

async function begin(states: ReviewState[], loading = false): Promise<ReviewPage> {
  const review = await pages.open({ state: states[0], loading });
  await review.page.evaluate(playHost, { states, bindings, seed: 7, slowestMs: 30 });
  return review;
}

async function pressAll(review: ReviewPage, keys = burst): Promise<void> {
  // None waits for the one before it.
  await Promise.all(keys.map((key) => review.page.keyboard.press(key)));
}

/** Before each command came all that was pressed before it had been done; and in the end everything. `waited`: for a task that came later. */
function allActed({ stimuli, shown, stored, unsaved, faults }: Play, taskId: string, waited = false): void {
  assert.deepEqual(faults, []);
  const commands = stimuli.filter(({ kind, name }) => kind === 'do' && name.startsWith('focus'));
  assert.equal(commands.length, blocks.length);
  const points: Record<string, string> = {};
  for (const [index, { side, digits }] of blocks.entries()) {
    if (!waited) assert.deepEqual(commands[index]?.before.points, points, `before key ${String(index * 4)}`);
    digits.forEach((digit, at) => (points[`${side} ${criteria[at] ?? ''}`] = digit));
  }
  assert.deepEqual(shown.points, points);
  assert.equal(shown.task, taskId);
  const kept = stored[taskId]?.answer.points;
  assert.deepEqual(Object.values(kept?.B ?? {}).map(String), blocks.at(-1)?.digits);
  assert.equal(unsaved, 0);
}

test('after a click', async () => {
  const review = await begin(tasks());
  await review.page.evaluate(() => window.play.stall(300));
  await review.page.locator('[data-side=A] .response').click();
  await pressAll(review);
  allActed(await review.page.evaluate(() => window.play.settled()), 'task-0');
  await review.close();
});

test('after Escape from a box, while VS Code still believes that one types', async () => {
  const review = await begin(tasks());
  await review.page.keyboard.press('m');
  await review.saysTyping(true);
  await review.page.evaluate(() => window.play.stall(300));
  await review.page.keyboard.press('Escape');
  await pressAll(review);
  allActed(await review.page.evaluate(() => window.play.settled()), 'task-0');
  await review.close();
});

test('in a page that was loaded anew, before its task is there', async () => {
  const review = await begin(tasks(), true);
  await pressAll(review);
  await review.page.evaluate(() => window.play.open(0));
  allActed(await review.page.evaluate(() => window.play.settled()), 'task-0', true);
  await review.close();
});

test('after a submit, for the task that comes', async () => {
  const review = await begin(tasks({ answer: { points: { A: full, B: full } } }));
  await pressAll(review, ['Enter', ...burst]);
  allActed(await review.page.evaluate(() => window.play.settled()), 'task-1', true);
  await review.close();
});

test('after a step to the next task, and back', async () => {
  const review = await begin(tasks());
  await pressAll(review, ['n', 'n', 'p', ...burst]);
  allActed(await review.page.evaluate(() => window.play.settled()), 'task-1', true);
  await review.close();
});

test('in a task that was opened elsewhere, while VS Code has not heard of the focus', async () => {
  const review = await begin(tasks());
  await review.page.evaluate(() => {
    window.play.stall(300);
    window.play.open(2);
  });
  await review.page.locator('h1[title$="task-2"]').waitFor();
  await pressAll(review);
  allActed(await review.page.evaluate(() => window.play.settled()), 'task-2');
  await review.close();
});

test('letters after the key of a text box are its text, and no commands', async () => {
  const review = await begin(tasks());
  await pressAll(review, [...'mrule d30 ']);
  const play = await review.page.evaluate(() => window.play.settled());
  assert.equal(play.stored['task-0']?.answer.comments, 'rule d30 ');
  assert.deepEqual(play.shown.points, {});
  assert.deepEqual(
    play.asked.filter(({ name }) => name !== 'saveDraft'),
    [],
  );
  await review.close();
});
