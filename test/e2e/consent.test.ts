import { deepEqual, equal, ok } from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { after, before, test } from 'node:test';
import type { FrameLocator, Locator } from 'playwright-core';
import { openWorkbench, type Workbench } from '../host/harness/index.mjs';
import { need, Person } from './support/person.ts';
import { copySample } from './support/sample.ts';
import { stepsOf } from './support/steps.ts';
import { eventually, keysWork } from './support/wait.ts';

/** On a machine without a sandbox nothing runs until a person says so; the answer holds for the project, until it is taken back. */

let folder: string;
let workbench: Workbench;
let me: Person;

before(async () => {
  folder = mkdtempSync(join(tmpdir(), 'touchstone-consent-'));
  const project = join(folder, 'project');
  copySample(project);
  workbench = await openWorkbench({
    vsix: need('TOUCHSTONE_VSIX'),
    folder: project,
    env: { PATH: pathWithout('bwrap'), SHELL: plainShell() },
  });
  workbench.page.setDefaultTimeout(20_000);
  me = new Person(workbench.page, 'consent');
});

after(async () => {
  await workbench?.close();
  rmSync(folder, { recursive: true, force: true });
});

test('a person is asked before anything runs without a sandbox', { timeout: 300_000 }, async (t) => {
  const { page } = workbench;
  let frame: FrameLocator;
  const step = stepsOf(t, me, workbench);

  await step('the panel says that there is none', async () => {
    await me.openTouchstone();
    await me.row('merge_intervals').click();
    frame = await me.review();
    await page.keyboard.press('Control+1');
    await keysWork(page, frame);
    await frame.getByText('no sandbox').first().waitFor();
  });

  await step('a run asks first, in plain words, and a No runs nothing', async () => {
    await page.keyboard.press('r');
    const dialog = await question();
    await dialog.getByText('it can read and change your files and use your network').waitFor();
    await dialog.getByText('bubblewrap is not installed').waitFor();
    await me.picture('consent');
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    // What was asked for is over, and can be asked for again.
    await eventually('the panel is at rest', async () => (await frame.getByText('waiting').count()) === 0);
    deepEqual(runs(), []);
    deepEqual(runFolders(), []);
  });

  await step('a Yes runs, and the evidence says that there was no sandbox', async () => {
    await keysWork(page, frame);
    await page.keyboard.press('r');
    const dialog = await question();
    await dialog.getByRole('button', { name: 'Run Without a Sandbox' }).click();
    await dialog.waitFor({ state: 'detached' });
    await eventually('both ran', () =>
      Promise.resolve(new Set(runs().map((run) => run.response)).size === 2),
    );
    deepEqual([...new Set(runs().map((run) => run.sandbox))], ['none']);
  });

  await step('the next run asks no more', async () => {
    await eventually(
      'all have ended',
      async () => (await frame.getByRole('button', { name: /^Stop/ }).count()) === 0,
    );
    await keysWork(page, frame);
    const before = runs().length;
    await page.keyboard.press('r');
    await eventually('they ran again', () => Promise.resolve(runs().length >= 2 * before));
    equal(await page.locator('.monaco-dialog-box').count(), 0);
  });

  await step('the answer can be taken back', async () => {
    await me.command('Ask Again Before Running Without a Sandbox');
    await page.getByText('You will be asked again').first().waitFor();
    await page.keyboard.press('Control+1');
    await keysWork(page, frame);
    const before = runs().length;
    await page.keyboard.press('r');
    await question();
    await page.keyboard.press('Escape');
    equal(runs().length, before);
  });

  async function question(): Promise<Locator> {
    const dialog = page.locator('.monaco-dialog-box', { hasText: 'There is no sandbox on this machine' });
    await dialog.waitFor();
    return dialog;
  }

  function runFolders(): string[] {
    const home = join(folder, 'project', '.touchstone', 'runs');
    try {
      return readdirSync(home);
    } catch {
      return [];
    }
  }
});

function runs(): { response: string; sandbox: string }[] {
  const db = new DatabaseSync(join(folder, 'project', '.touchstone', 'touchstone.sqlite'), {
    readOnly: true,
  });
  try {
    return db.prepare('SELECT response, sandbox FROM runs').all() as { response: string; sandbox: string }[];
  } finally {
    db.close();
  }
}

/** A PATH with all that this machine has, but for one program. */
function pathWithout(name: string): string {
  const home = join(folder, 'bin');
  mkdirSync(home);
  for (const place of (process.env['PATH'] ?? '').split(':'))
    for (const program of list(place))
      if (program !== name) {
        try {
          symlinkSync(join(place, program), join(home, program));
        } catch {
          // The first one of a name counts.
        }
      }
  ok(readdirSync(home).includes('python3'));
  return home;
}

/** VS Code asks a login shell for the environment, whose profile would set another PATH: this one reads none. */
function plainShell(): string {
  const file = join(folder, 'shell');
  writeFileSync(
    file,
    '#!/bin/sh\nwhile [ $# -gt 0 ] && [ "$1" != -c ]; do shift; done\nexec /bin/sh "$@"\n',
    { mode: 0o755 },
  );
  return file;
}

function list(place: string): string[] {
  try {
    return readdirSync(place);
  } catch {
    return [];
  }
}
