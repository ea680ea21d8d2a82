import { setTimeout as pause } from 'node:timers/promises';
import type { Frame, Page } from 'playwright-core';
import { Panel } from './judging/panel.ts';
import { projectOf, scoreAll, tellOfChanges } from './scoredProject.ts';

/** From the command to the page with its first answer, and to all of them, in milliseconds. */
const [goalMs, allGoalMs] = [500, 1000];
const tasks = 5_000;

/** What the script in each page of the workbench notes, in milliseconds since 1970. */
interface Noted {
  touchstoneEnter?: number;
  touchstoneLooks?: Element;
  /** The first section was painted; all of them were. */
  touchstoneFirst?: number;
  touchstoneAll?: number;
}

/**
 * From the Enter that chooses *Open Insights* in the palette to its page being painted, in a real VS Code, on a project with 5,000 scored
 * tasks; the page is closed in between, so that each time it is made anew, and its figures are counted anew.
 */
export async function benchInsights(vsix: string, count: number): Promise<void> {
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
  const of = (which: keyof Lap): number => median(laps.map((lap) => lap[which]));
  const [loaded, first, all] = [of('loaded'), of('first'), of('all')];
  console.log(`insights of ${tasks} scored tasks, ${count} times, medians from the command on:`);
  console.log(`VS Code has loaded the page  ${loaded.toFixed(0)} ms`);
  console.log(`the first answer is painted  ${first.toFixed(0)} ms`);
  console.log(
    `all of them are            ${all.toFixed(0)} ms (${laps.map((lap) => lap.all.toFixed(0)).join(', ')})`,
  );
  console.log(`BENCH insights-5000-to-500-ms=${(first / goalMs).toFixed(2)} goal=<=1 n=${count}`);
  console.log(`BENCH insights-5000-all-to-1000-ms=${(all / allGoalMs).toFixed(2)} goal=<=1 n=${count}`);
}

/** From the command on, in milliseconds: until VS Code has made the page and loaded its script, until the first answer, until all are painted. */
interface Lap {
  loaded: number;
  first: number;
  all: number;
}

async function lap({ page, databasePath }: Panel): Promise<Lap> {
  // What was counted before does not hold any more, as far as the editor knows.
  tellOfChanges(databasePath);
  await page.locator('.part.sidebar .title-label').first().click(); // out of the review panel
  await page.keyboard.press('F1');
  const box = page.locator('.quick-input-widget input[type="text"]').first();
  await box.waitFor();
  await box.fill('>Touchstone: Open Insights');
  await page.locator('.quick-input-list .monaco-list-row.focused', { hasText: 'Open Insights' }).waitFor();
  await pause(2_000); // the editor hears of it, and what was begun by opening and closing pages comes to its end
  await page.keyboard.press('Enter');
  const frame = await drawn(page);
  const noted = await frame.evaluate(() => {
    const { touchstoneFirst, touchstoneAll } = window as Noted;
    const scripts = performance.getEntriesByType('resource') as PerformanceResourceTiming[];
    const script = scripts.find(({ name }) => /\/insights\.js/.test(name));
    return [script && performance.timeOrigin + script.responseEnd, touchstoneFirst, touchstoneAll] as const;
  });
  const enter = (await page.evaluate(() => (window as Noted).touchstoneEnter)) ?? NaN;
  const [loaded = NaN, first = NaN, all = NaN] = noted;
  await page.locator('.tab', { hasText: 'Insights' }).first().click({ button: 'middle' });
  await page.locator('.tab', { hasText: 'Insights' }).waitFor({ state: 'detached' });
  return { loaded: loaded - enter, first: first - enter, all: all - enter };
}

async function drawn(page: Page): Promise<Frame> {
  const until = performance.now() + 60_000;
  while (performance.now() < until) {
    for (const frame of page.frames()) {
      // A frame that is about to show another document says nothing.
      const asked = frame.evaluate(noteDrawing).catch(() => false);
      if (await Promise.race([asked, pause(500, false)])) return frame;
    }
    await pause(10);
  }
  throw new Error('the insights were not drawn within 60 s');
}

function noteEnter(): void {
  const note = ({ key, timeStamp }: KeyboardEvent): void => {
    if (key === 'Enter') (window as Noted).touchstoneEnter = performance.timeOrigin + timeStamp;
  };
  window.addEventListener('keydown', note, { capture: true });
}

/** Looks for the page of insights in a frame from now on, once for each document. Whether it was drawn. */
function noteDrawing(): boolean {
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
    const main = document.querySelector('.insights main');
    hasFirst = main?.querySelector('[data-section] svg') !== null && main !== null;
    hasAll = hasFirst && main?.getAttribute('aria-busy') !== 'true';
    if (noted.touchstoneAll === undefined) requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
  return false;
}

function median(values: number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const [low, high] = [sorted[middle - 1] ?? 0, sorted[middle] ?? 0];
  return sorted.length % 2 === 0 ? (low + high) / 2 : high;
}
