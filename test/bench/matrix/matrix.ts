import { setTimeout as pause } from 'node:timers/promises';
import type { Frame, Page } from 'playwright-core';
import { Panel } from '../judging/panel.ts';
import { projectOf, scoreAll } from '../scoredProject.ts';

/** From the command to the page with all its rows; from a click on a head, or a letter, to the rows that are shown then: in milliseconds. */
const [openGoalMs, chooseGoalMs] = [500, 100];
const tasks = 5_000;

/** What the script in each page of the workbench notes, in milliseconds since 1970. */
interface Noted {
  touchstoneEnter?: number;
  touchstoneLooks?: Element;
  /** The first rows were painted; all rows were there. */
  touchstoneFirst?: number;
  touchstoneAll?: number;
}

interface Lap {
  /** VS Code has made the page and loaded its script. */
  loaded: number;
  first: number;
  all: number;
  sorted: number[];
  filtered: number[];
}

/**
 * From the Enter that chooses *Open Matrix* in the palette to its page being painted with all rows, in a real VS Code, on a project with 5,000
 * scored tasks, four runs each; then sorting by each column and filtering, to the frame that shows it. The page is closed in between.
 */
export async function benchMatrix(vsix: string, count: number): Promise<void> {
  const panel = await Panel.open({ vsix, files: projectOf(tasks) }, 'Task number 0');
  const laps: Lap[] = [];
  try {
    scoreAll(panel.databasePath);
    await panel.page.evaluate(noteEnter);
    await lap(panel); // the first one loads what is loaded once
    for (let i = 0; i < count; i++) laps.push(await lap(panel));
  } catch (error) {
    await panel.failurePicture();
    console.log(panel.workbench.extHostLog().split('\n').slice(-40).join('\n'));
    throw error;
  } finally {
    await panel.close();
  }
  const [first, all] = [median(laps.map((one) => one.first)), median(laps.map((one) => one.all))];
  const sorted = median(laps.flatMap((one) => one.sorted));
  const filtered = median(laps.flatMap((one) => one.filtered));
  console.log(`matrix of ${tasks} scored tasks, ${count} times, medians:`);
  console.log(
    `VS Code has loaded the page ${median(laps.map((one) => one.loaded)).toFixed(0)} ms after the command`,
  );
  console.log(`the first rows are painted  ${first.toFixed(0)} ms`);
  console.log(
    `all rows are there         ${all.toFixed(0)} ms (${laps.map((one) => one.all.toFixed(0)).join(', ')})`,
  );
  console.log(`sorted                     ${sorted.toFixed(0)} ms, at most ${greatest(laps, 'sorted')} ms`);
  console.log(
    `filtered                   ${filtered.toFixed(0)} ms, at most ${greatest(laps, 'filtered')} ms`,
  );
  console.log(`BENCH matrix-5000-to-500-ms=${(all / openGoalMs).toFixed(2)} goal=<=1 n=${count}`);
  console.log(`BENCH matrix-5000-sort-to-100-ms=${(sorted / chooseGoalMs).toFixed(2)} goal=<=1 n=${count}`);
  console.log(
    `BENCH matrix-5000-filter-to-100-ms=${(filtered / chooseGoalMs).toFixed(2)} goal=<=1 n=${count}`,
  );
}

async function lap({ page }: Panel): Promise<Lap> {
  await page.locator('.part.sidebar .title-label').first().click(); // out of the review panel
  await page.keyboard.press('F1');
  const box = page.locator('.quick-input-widget input[type="text"]').first();
  await box.waitFor();
  await box.fill('>Touchstone: Open Matrix');
  await page.locator('.quick-input-list .monaco-list-row.focused', { hasText: 'Open Matrix' }).waitFor();
  await pause(2_000); // the editor hears of it, and what was begun by opening and closing pages comes to its end
  await page.keyboard.press('Enter');
  const frame = await drawn(page);
  const [loaded = NaN, first = NaN, all = NaN] = await frame.evaluate(() => {
    const { touchstoneFirst, touchstoneAll } = window as Noted;
    const scripts = performance.getEntriesByType('resource') as PerformanceResourceTiming[];
    const script = scripts.find(({ name }) => /\/matrix\.js/.test(name));
    return [script && performance.timeOrigin + script.responseEnd, touchstoneFirst, touchstoneAll] as const;
  });
  const enter = (await page.evaluate(() => (window as Noted).touchstoneEnter)) ?? NaN;
  const { sorted, filtered } = await frame.evaluate(choose);
  await page.locator('.tab', { hasText: 'Matrix' }).first().click({ button: 'middle' });
  await page.locator('.tab', { hasText: 'Matrix' }).waitFor({ state: 'detached' });
  return { loaded: loaded - enter, first: first - enter, all: all - enter, sorted, filtered };
}

/** In the page: from the act to the end of the frame that shows what came of it. */
async function choose(): Promise<{ sorted: number[]; filtered: number[] }> {
  const timed = async (act: () => void): Promise<number> => {
    await new Promise((resolve) => setTimeout(resolve, 300)); // what was begun before comes to its end
    const began = performance.now();
    act();
    // The message comes after the frame was laid out and painted.
    await new Promise<void>((resolve) =>
      requestAnimationFrame(() => {
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = () => resolve();
        port2.postMessage(undefined);
      }),
    );
    return performance.now() - began;
  };
  const sorted: number[] = [];
  for (const key of ['gap', 'task', 'tests', 'points', 'changed', 'lines'])
    sorted.push(await timed(() => document.querySelector<HTMLElement>(`[data-sort="${key}"]`)?.click()));
  const filtered: number[] = [];
  const find = document.querySelector('input[type="search"]');
  for (const text of ['t', 't4', 't49', '']) {
    const type = (): void => {
      if (!(find instanceof HTMLInputElement)) throw new Error('there is no box to find in');
      find.value = text;
      find.dispatchEvent(new Event('input', { bubbles: true }));
    };
    filtered.push(await timed(type));
  }
  return { sorted, filtered };
}

async function drawn(page: Page): Promise<Frame> {
  const until = performance.now() + 120_000;
  while (performance.now() < until) {
    for (const frame of page.frames()) {
      // A frame that is about to show another document says nothing.
      const asked = frame.evaluate(noteDrawing, tasks).catch(() => false);
      if (await Promise.race([asked, pause(500, false)])) return frame;
    }
    await pause(10);
  }
  throw new Error('the matrix was not drawn within 120 s');
}

function noteEnter(): void {
  const note = ({ key, timeStamp }: KeyboardEvent): void => {
    if (key === 'Enter') (window as Noted).touchstoneEnter = performance.timeOrigin + timeStamp;
  };
  window.addEventListener('keydown', note, { capture: true });
}

/** Looks for the matrix in a frame from now on, once for each document. Whether all of it was drawn. */
function noteDrawing(rows: number): boolean {
  const noted = window as Noted;
  // VS Code writes the page into the document of a frame that is there already, which ends what was asked for before.
  const { documentElement } = document;
  if (noted.touchstoneLooks === documentElement) return noted.touchstoneAll !== undefined;
  noted.touchstoneLooks = documentElement;
  let [hasFirst, hasAll] = [false, false];
  // From frame to frame: what is seen before one is painted has been painted before the next.
  const look = (): void => {
    const now = performance.timeOrigin + performance.now();
    if (hasFirst) noted.touchstoneFirst ??= now;
    if (hasAll) noted.touchstoneAll ??= now;
    hasFirst = document.querySelector('.matrix .grid-row') !== null;
    hasAll = hasFirst && document.querySelector('.grid')?.getAttribute('aria-rowcount') === String(rows + 1);
    if (noted.touchstoneAll === undefined) requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
  return false;
}

function greatest(laps: readonly Lap[], which: 'sorted' | 'filtered'): string {
  return Math.max(...laps.flatMap((one) => one[which])).toFixed(0);
}

function median(values: number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const [low, high] = [sorted[middle - 1] ?? 0, sorted[middle] ?? 0];
  return sorted.length % 2 === 0 ? (low + high) / 2 : high;
}
