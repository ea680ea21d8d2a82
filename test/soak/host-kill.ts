import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { FrameLocator, Page } from 'playwright-core';
import { eventually, keepsPanel, keysWork } from '../e2e/support/wait.ts';
import { Person } from '../e2e/support/person.ts';
import { openWorkbench, workbenchReady } from '../host/harness/index.mjs';

const criteria = ['documentation', 'example', 'correctness'];
const maxima: Record<string, number> = { documentation: 2, example: 2, correctness: 3 };
const states = ['draft', 'submitted', 'discarded', 'pending'];

/** What the page says is kept: read in one go, so that a point and “saved” belong together. */
interface Acknowledged {
  title: string;
  points: Record<string, number>;
  judged: number;
}

interface Stored {
  instruction: string;
  status: string;
  points: Record<string, number>;
}

/**
 * Scores the sample by keyboard in a real workbench and kills its extension host again and again, at any moment. After each kill
 * everything that the page had said is saved is in the store, and the window that is opened again shows it. Resolves to what is wrong.
 */
export async function hostKill(kills: number, vsix: string): Promise<string[]> {
  const folder = mkdtempSync(join(tmpdir(), 'touchstone-soak-'));
  cpSync(join(import.meta.dirname, '..', '..', 'media', 'sample'), folder, {
    recursive: true,
    filter: (source) => !source.includes('.touchstone'),
  });
  const workbench = await openWorkbench({ vsix, folder });
  const { page } = workbench;
  page.setDefaultTimeout(60_000);
  const faults: string[] = [];
  let acts = 0;
  try {
    const me = new Person(page, 'soak');
    await me.openTouchstone();
    await me.row('merge_intervals').click();
    await me.review();
    await eventually('VS Code keeps that the panel is open', () => keepsPanel(page));
    for (let round = 1; round <= kills && faults.length === 0; round++) {
      let frame = await me.review();
      await page.keyboard.press('Control+1');
      await keysWork(page, frame);
      // A task that nobody has scored: each point is given once.
      for (let now = await look(frame, true); now && Object.keys(now.points).length > 0;) {
        const { title } = now;
        await page.keyboard.press('n');
        await eventually('another task is shown', async () => {
          now = await look(frame, true);
          return now !== undefined && now.title !== title;
        });
      }
      await keysWork(page, frame);
      let last = await look(frame);
      const seen = watch(frame, (now) => (last = now ?? last));
      // Half the rounds score a task whole and submit it; the kill falls anywhere in between or soon after.
      const keys = [...criteria, ...criteria].map((id) =>
        String(Math.floor(Math.random() * ((maxima[id] ?? 0) + 1))),
      );
      const typed =
        round % 2 === 0 ? [...keys, 'Control+Enter'] : keys.slice(0, 1 + Math.floor(Math.random() * 6));
      for (const key of typed) await page.keyboard.press(key, { delay: Math.random() * 60 });
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 1500));
      if (workbench.killExtensionHost() === 0) faults.push('there was no extension host to kill');
      await seen.stop();
      const stored = read(folder);
      faults.push(...missing(last, stored), ...impossible(stored));
      acts += Object.keys(last?.points ?? {}).length + (last?.judged ?? 0);
      await page.reload();
      await workbenchReady(page);
      frame = await me.review();
      const title = await settled(frame, page);
      const kept = answerTo(title, stored)?.points ?? {};
      const shown = (await look(frame, true))?.points ?? {};
      if (JSON.stringify(sorted(shown)) !== JSON.stringify(sorted(kept)))
        faults.push(`round ${round}: ${JSON.stringify(shown)} is shown, ${JSON.stringify(kept)} is stored`);
      console.log(`${round} kills of the extension host: ${stored.length} answers, ${faults.length} faults`);
      if (stored.filter(({ status }) => status === 'submitted').length > 9) break;
    }
    console.log(`${acts} acknowledged points and submits, all there: ${faults.length === 0}`);
  } finally {
    await workbench.close();
    rmSync(folder, { recursive: true, force: true });
  }
  return faults;
}

/**
 * What is shown, where the page says that it is saved (or in any case, with `always`). The words are painted a frame after a key: what
 * stays the same over a frame belongs to them.
 */
function look(frame: FrameLocator, always = false): Promise<Acknowledged | undefined> {
  return frame.locator('body').evaluate(async (_, any) => {
    const given = (): Record<string, number> => {
      const points: Record<string, number> = {};
      for (const input of document.querySelectorAll<HTMLInputElement>('[data-criterion] input:checked')) {
        const group = input.closest('[data-criterion]');
        points[`${group?.getAttribute('data-side')} ${group?.getAttribute('data-criterion')}`] = Number(
          input.value,
        );
      }
      return points;
    };
    const before = given();
    for (let i = 0; i < 2; i++) await new Promise((resolve) => requestAnimationFrame(resolve));
    const points = given();
    const words = document.querySelector('footer .saved')?.textContent ?? '';
    const title = document.querySelector('h1')?.textContent?.trim() ?? '';
    const judged = Number(/^\d+/.exec(document.querySelector('.judged')?.textContent ?? '')?.[0] ?? 0);
    const settled =
      JSON.stringify(before) === JSON.stringify(points) && /^(?:draft saved|submitted)/i.test(words.trim());
    return any || settled ? { title, points, judged } : undefined;
  }, always);
}

/** Looks again and again until it is told to stop, since nobody knows when the kill will fall. */
function watch(frame: FrameLocator, see: (now: Acknowledged | undefined) => void): { stop(): Promise<void> } {
  let stopped = false;
  const looking = (async () => {
    while (!stopped) see(await look(frame).catch(() => undefined));
  })();
  return {
    stop: () => {
      stopped = true;
      return looking;
    },
  };
}

async function settled(frame: FrameLocator, page: Page): Promise<string> {
  let title = '';
  await eventually('the panel is back', async () => {
    const before = title;
    title = (await frame.locator('h1').first().textContent())?.trim() ?? '';
    const busy = await page.locator('.monaco-progress-container.active').count();
    return title !== '' && title === before && busy === 0;
  });
  return title;
}

function read(folder: string): Stored[] {
  const db = new DatabaseSync(join(folder, '.touchstone', 'touchstone.sqlite'), { readOnly: true });
  try {
    const rows = db
      .prepare(
        `SELECT tasks.instruction, annotations.status, annotations.answer, orders.first
         FROM annotations JOIN tasks ON tasks.position = annotations.task
           JOIN orders ON orders.task = annotations.task AND orders.annotator = annotations.annotator`,
      )
      .all() as { instruction: string; status: string; answer: string; first: 1 | 2 }[];
    return rows.map(({ instruction, status, answer, first }) => {
      const { points1, points2 } = JSON.parse(answer) as Record<
        'points1' | 'points2',
        Record<string, number>
      >;
      const named = (response: 1 | 2, points: Record<string, number> = {}): [string, number][] =>
        Object.entries(points).map(([id, value]) => [`${first === response ? 'A' : 'B'} ${id}`, value]);
      return {
        instruction,
        status,
        points: Object.fromEntries([...named(1, points1), ...named(2, points2)]),
      };
    });
  } finally {
    db.close();
  }
}

function missing(said: Acknowledged | undefined, stored: readonly Stored[]): string[] {
  if (!said) return [];
  const faults: string[] = [];
  const answer = answerTo(said.title, stored);
  for (const [criterion, value] of Object.entries(said.points))
    if (answer?.points[criterion] !== value)
      faults.push(
        `${said.title}: ${criterion} ${value} was said to be saved, ${answer?.points[criterion]} is stored`,
      );
  const done = stored.filter(({ status }) => status === 'submitted' || status === 'discarded').length;
  if (done < said.judged) faults.push(`${said.judged} were said to be judged, ${done} are`);
  return faults;
}

function impossible(stored: readonly Stored[]): string[] {
  return stored.flatMap(({ instruction, status, points }) => {
    const title = instruction.slice(0, 60);
    const faults: string[] = [];
    if (!states.includes(status)) faults.push(`${title} is ${status}`);
    if (status === 'submitted' && Object.keys(points).length !== 6)
      faults.push(`${title} is submitted without all points`);
    for (const [name, value] of Object.entries(points))
      if (!Number.isInteger(value) || value < 0 || value > (maxima[name.slice(2)] ?? -1))
        faults.push(`${title}: ${name} is ${value}`);
    return faults;
  });
}

/** The sample's titles are names of functions that its instructions hold. */
function answerTo(title: string, stored: readonly Stored[]): Stored | undefined {
  return stored.find(({ instruction }) => instruction.includes(title));
}

function sorted(points: Record<string, number>): [string, number][] {
  return Object.entries(points).sort(([a], [b]) => a.localeCompare(b));
}
