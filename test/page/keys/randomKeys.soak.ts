import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { each } from '../../each.ts';
import { startPages } from '../support/page.ts';
import { tested } from '../support/runStates.ts';
import { state } from '../support/states.ts';
import { unexplained } from './explainKeys.ts';
import { bindings } from './bindings.ts';
import { playHost, type Play } from './playedHost.ts';

/** Keys at random, by seeds: whatever comes of them, the keys say why. */

const keysOfARun = 100;
const seeds = Array.from({ length: 20 }, (_, index) => index + 1);
const atOnce = 4;

let pages: Awaited<ReturnType<typeof startPages>>;
before(async () => {
  pages = await startPages();
});
after(() => pages.close());

const letters = 'abcdefghijklmnopqrstuvwxyz';
const moves = [
  'ArrowUp',
  'ArrowDown',
  'ArrowLeft',
  'ArrowRight',
  'PageUp',
  'PageDown',
  'Home',
  'End',
  'Space',
];
const others = [
  'Enter',
  'Escape',
  'Escape',
  'Escape',
  'Tab',
  'Shift+Tab',
  'Delete',
  'Backspace',
  'F2',
  'F8',
  'Shift+F8',
];
const chords = ['Control+z', 'Control+Shift+z', 'Control+Enter', 'Control+f', 'Alt+z'];
const pool = [
  ...[...letters, ...letters.toUpperCase()],
  ...[...'0123456789', ...'01230123', ...'=#?[]', ...'abeurno'],
  ...[...moves, ...others, ...chords],
];

/** Tasks of all kinds: none begun, one half scored, one that may be submitted, one that is. */
function tasks() {
  const full = { documentation: 1, example: 2, correctness: 3 };
  const kinds = [
    () => ({}),
    () => ({ answer: { points: { A: full, B: { example: 1 } } } }),
    () => ({ answer: { points: { A: full, B: full } } }),
    () => ({ status: 'submitted' as const, answer: { points: { A: full, B: full } } }),
  ];
  const made = Array.from({ length: 8 }, (_, index) =>
    state({ task: { id: `task-${String(index)}`, position: index }, ...kinds[index % kinds.length]?.() }),
  );
  // One with checks that failed.
  return made.map((one, index) =>
    index % 3 === 0 ? { ...tested(), ...{ task: one.task, answer: one.answer, status: one.status } } : one,
  );
}

function numbers(seed: number): () => number {
  let now = seed;
  return () => {
    now = (Math.imul(now, 1103515245) + 12345) & 0x7fffffff;
    return now / 0x80000000;
  };
}

async function play(seed: number): Promise<{ seed: number; pressed: string[]; play: Play }> {
  const states = tasks();
  const review = await pages.open({ state: states[0] });
  await review.page.evaluate(playHost, { states, bindings, seed, slowestMs: 40 });
  const next = numbers(seed * 7919);
  const pressed: string[] = [];
  while (pressed.length < keysOfARun) {
    const key = pool[Math.floor(next() * pool.length)] ?? 'a';
    pressed.push(key);
    await review.page.keyboard.press(key);
    // Some at once, some after what the ones before have done.
    if (next() < 0.3) await review.page.waitForTimeout(next() * 120);
  }
  const play = await review.page.evaluate(() => window.play.settled());
  assert.deepEqual(review.forbidden, []);
  await review.close();
  return { seed, pressed, play };
}

test('2,000 random keys: nothing is there that they do not explain, and no points but by a digit or =', async () => {
  let given = 0;
  for (let first = 0; first < seeds.length; first += atOnce) {
    const runs = await Promise.all(seeds.slice(first, first + atOnce).map(play));
    for (const { seed, pressed, play: played } of each(runs)) {
      assert.deepEqual(unexplained(played), [], `seed ${String(seed)}: ${pressed.join(' ')}`);
      assert.ok(played.stimuli.filter(({ kind }) => kind === 'key').length >= keysOfARun);
      given += played.asked.filter(({ name }) => name === 'saveDraft').length;
    }
  }
  assert.ok(given > seeds.length, 'there was something to explain');
});
