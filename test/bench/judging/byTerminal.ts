import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ArgillaPage } from './argillaPage.ts';
import { PageHands, type Counter } from './counter.ts';
import { total, type Case } from './material.ts';
import type { Shell, ShellHands } from './shell.ts';
import { eventually } from '../../e2e/support/wait.ts';

/**
 * How the terminal is used. `plain`: the code is pasted into a file, then a command line for each input. `terse`: one command line
 * takes the paste and tries both inputs; for the second response it is fetched by the arrow key.
 */
export type Way = 'plain' | 'terse';

/** One judgement in Argilla's page with a terminal beside it, the shown record being that of the case. */
export async function judgeByTerminal(
  argilla: ArgillaPage,
  shell: Shell,
  one: Case,
  counter: Counter,
  way: Way,
): Promise<void> {
  const page = new PageHands(argilla.page, counter);
  const terminal = shell.hands(counter);
  let lastLine = '';
  for (const response of [1, 2] as const) {
    const [first = 0, ...others] = one.blocks?.[response] ?? [0];
    let pasted = await copy(argilla, page, response, first);
    counter.add('window');
    const line = opening(one, response, way);
    if (way === 'terse' && line === lastLine) await terminal.startAgain(announced);
    else await terminal.start(line, announced);
    lastLine = line;
    await paste(terminal, pasted);
    for (const block of others) {
      // The clipboard holds one block at a time.
      counter.add('window');
      const next = await copy(argilla, page, response, block);
      counter.add('window');
      await paste(terminal, next);
      pasted = `${ended(pasted)}${next}`;
    }
    await terminal.end();
    checkFile(shell, one, pasted);
    if (way === 'plain') for (const line of commands(one, response)) await terminal.command(line);
    counter.add('window');
  }
  for (const response of [1, 2] as const)
    await page.click(argilla.rating(response, total(one.points[response - 1] ?? [])));
  await argilla.canSubmit();
  await page.key('Enter');
  await eventually('Argilla goes on to another record', async () => {
    const texts = await argilla.page.locator('.content-area').allTextContents();
    const gone = !texts[0]?.includes(one.task.entryPoint ?? '');
    return gone && (await argilla.stored()).some((stored) => stored.taskId === one.task.id);
  });
}

async function copy(argilla: ArgillaPage, page: PageHands, response: 1 | 2, block: number): Promise<string> {
  await page.click(argilla.copyButton(response, block));
  return argilla.page.evaluate(() => navigator.clipboard.readText());
}

async function paste(terminal: ShellHands, text: string): Promise<void> {
  await terminal.paste(text);
  if (!text.endsWith('\n')) terminal.enter();
}

const ended = (text: string): string => (text.endsWith('\n') ? text : `${text}\n`);

/** Says that what follows is read: what is pasted before that could get lost. */
const announced = '\npaste:\r\n';

function opening(one: Case, response: 1 | 2, way: Way): string {
  const open = `echo paste:; cat > ${fileOf(one)}`;
  return way === 'plain' ? open : [open, ...commands(one, response)].join('; ');
}

const isPython = (one: Case): boolean => one.task.language === 'python';
const fileOf = (one: Case): string => (isPython(one) ? 'a.py' : 'a.js');

/** The command lines that try the two inputs. What does not end is stopped by the line itself. */
function commands(one: Case, response: 1 | 2): string[] {
  const stdin = one.stdin?.[response];
  if (stdin) return stdin.map((text) => `printf '${text}' | timeout 5 python3 a.py`);
  return one.inputs.map((input) =>
    isPython(one)
      ? `timeout 5 python3 -c 'from a import *; print(${input})'`
      : `(cat a.js; echo 'console.log(${input})') | timeout 5 node -`,
  );
}

/** What stands in the file is what was copied, and that is the response's code. */
function checkFile(shell: Shell, one: Case, pasted: string): void {
  const written = readFileSync(join(shell.folder, fileOf(one)), 'utf8');
  if (written !== ended(pasted) || !written.includes(one.task.entryPoint ?? '\0'))
    throw new Error(
      `${one.task.id}: what was pasted did not arrive: ${JSON.stringify(written.slice(0, 200))}`,
    );
}
