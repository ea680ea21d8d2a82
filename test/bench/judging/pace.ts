import { configSchema } from '../../../src/project/config.ts';
import type { TaskInput } from '../../../src/domain/task.ts';
import { ArgillaPage } from './argillaPage.ts';
import { readClock, setClock, type Lap } from './clock.ts';
import { Panel } from './panel.ts';

/**
 * From the submit key to the next task painted: Argilla's web page and Touchstone's panel in the same browser, in turns. Both
 * clocks start at the key's own time stamp and stop at the second frame after the next task's texts are there.
 */

const warmUp = 5;
const turn = 10;
const bigSizes: [name: string, unit: string][] = [
  ['bigprose', 'Some words *and* more `code` of an answer, [a link](https://example.org).\n\n'],
  ['bigcode', 'def f(x):\n    return {"a": [x, 1, "two"]}  # comment\n\n'],
];
const argillaTexts: [string, number][] = [0, 1, 2].map((i) => ['.content-area', i]);
const ourTexts: [string, number][] = [
  ['.task-text', 0],
  ['[data-side="A"] .markdown', 0],
  ['[data-side="B"] .markdown', 0],
];

export async function benchPace(vsix: string, count: number): Promise<void> {
  const small = Array.from({ length: count + warmUp + 1 }, (_, i) => task(String(i).padStart(4, '0')));
  const big = bigSizes.map(([name, unit]) => task(name, unit));
  const config = {
    name: 'pace',
    tasks: {
      source: 'file',
      path: 'tasks.jsonl',
      columns: { instruction: 'instruction', id: 'id', generations: ['response_1', 'response_2'] },
    },
    models: [
      { name: 'model-one', provider: 'openai', url: 'http://127.0.0.1:9/v1' },
      { name: 'model-two', provider: 'openai', url: 'http://127.0.0.1:9/v1' },
    ],
  };
  const rows = [...small, ...big].map(({ id, instruction, generations }) =>
    JSON.stringify({ id, instruction, response_1: generations?.[0], response_2: generations?.[1] }),
  );
  const guidelines = '# Guidelines\nScore both.\n';
  const panel = await Panel.open(
    {
      vsix,
      files: {
        'touchstone.json': JSON.stringify(config),
        'guidelines.md': guidelines,
        'tasks.jsonl': `${rows.join('\n')}\n`,
      },
    },
    'solve_0000',
  );
  try {
    const argilla = await ArgillaPage.open(panel.workbench.browser, {
      config: configSchema.parse(config),
      guidelines: { text: guidelines, version: 'v1' },
      tasks: small,
    });
    const laps: { argilla: Lap[]; touchstone: Lap[] } = { argilla: [], touchstone: [] };
    const judged = count + warmUp;
    for (let from = 0; from < judged; from += turn) {
      const n = Math.min(turn, judged - from);
      await argilla.page.bringToFront();
      for (let i = 0; i < n; i++) laps.argilla.push(await submitInArgilla(argilla));
      await panel.page.bringToFront();
      await panel.focus();
      for (let i = 0; i < n; i++) laps.touchstone.push(await submitInTouchstone(panel));
    }
    const theirs = (await argilla.stored()).filter((one) => one.status === 'submitted').length;
    const ours = panel.stored().filter((one) => one.status === 'submitted').length;
    if (theirs !== judged || ours !== judged)
      throw new Error(`${judged} submitted, but Argilla has ${theirs}, Touchstone ${ours}`);
    report(laps.argilla.slice(warmUp), laps.touchstone.slice(warmUp));
    await argilla.close();
    await openBig(panel);
  } finally {
    await panel.close();
  }
}

async function submitInArgilla(argilla: ArgillaPage): Promise<Lap> {
  await argilla.rating(1, 5).click();
  await argilla.rating(2, 3).click();
  await argilla.canSubmit();
  await setClock(argilla.page, argillaTexts);
  await argilla.page.keyboard.press('Enter');
  return readClock(argilla.page);
}

async function submitInTouchstone(panel: Panel): Promise<Lap> {
  const { page, frame } = panel;
  await panel.hasFocus();
  for (const digit of ['2', '1', '2', '1', '1', '1']) await page.keyboard.press(digit);
  await panel.scored(6);
  await setClock(frame, ourTexts);
  await page.keyboard.press('Enter');
  return readClock(frame);
}

/** Goes on by key to each task with a response of 1 MB. */
async function openBig(panel: Panel): Promise<void> {
  for (;;) {
    await setClock(panel.frame, ourTexts);
    await panel.page.keyboard.press('n');
    const { shown, painted } = await readClock(panel.frame);
    const at = bigSizes.findIndex(([name]) => name === shown);
    if (at < 0) throw new Error(`the task ${shown} came instead of a big one`);
    console.log(
      `a response of 1 MB (${shown}): ${painted.toFixed(0)} ms from the key to painted (aim < 1000)`,
    );
    if (at === bigSizes.length - 1) return;
    await panel.focus();
  }
}

function report(argilla: Lap[], touchstone: Lap[]): void {
  console.log(`\nfrom the submit key to the next task, ${touchstone.length} tasks each, milliseconds`);
  console.log('                     median     p95   (in the document: median, p95)');
  const theirs = numbers('Argilla', argilla);
  const ours = numbers('Touchstone', touchstone);
  const third = ours.median / theirs.median;
  const half = ours.p95 / theirs.median;
  console.log(`median / median   ${third.toFixed(2)}   (aim ≤ 0.33)`);
  console.log(`p95 / their median ${half.toFixed(2)}  (aim ≤ 0.50)`);
}

function numbers(name: string, laps: Lap[]): { median: number; p95: number } {
  const painted = laps.map((lap) => lap.painted);
  const changed = laps.map((lap) => lap.changed);
  const [median, p95] = [quantile(painted, 0.5), quantile(painted, 0.95)];
  const inDocument = [quantile(changed, 0.5), quantile(changed, 0.95)];
  const columns = [median, p95, ...inDocument].map((ms) => ms.toFixed(1).padStart(8));
  console.log(`${name.padEnd(18)} ${columns.join('')}`);
  return { median, p95 };
}

/** The value below which this share of the values lies (nearest rank). */
export function quantile(values: number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? NaN;
}

/** A task whose three texts carry its mark; of an ordinary length, or with a first response that `unit` fills up to 1 MB. */
function task(mark: string, unit?: string): TaskInput {
  const response = (n: 1 | 2): string => {
    const head = `Task number ${mark}: this is answer ${n}, which explains first what it is going to do.\n\n`;
    if (n === 1 && unit?.startsWith('def')) return `${head}\`\`\`python\n${fill(unit)}\`\`\`\n`;
    if (n === 1 && unit) return head + fill(unit);
    const lines = Array.from(
      { length: 20 },
      (_, i) => `    total += values[${i}] * ${n}  # step ${i} of ${mark}`,
    );
    return `${head}\`\`\`python\ndef solve_${mark}(values):\n    """Adds them up."""\n    total = 0\n${lines.join('\n')}\n    return total\n\nprint(solve_${mark}(range(20)))\n\`\`\`\n\nIt prints the sum. ${'It is simple and fast. '.repeat(10)}`;
  };
  return {
    id: `pace/${mark}`,
    instruction: `Task number ${mark}: write \`solve_${mark}(values)\` in Python. It adds up twenty values. ${'Mind the edge cases. '.repeat(10)}`,
    source: 'pace',
    generations: [response(1), response(2)],
  };
}

function fill(unit: string): string {
  return unit.repeat(Math.ceil((1024 * 1024) / unit.length));
}
