import { equal, match, ok } from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { test } from 'node:test';
import { launchBrowser, workbenchReady } from '../host/harness/index.mjs';
import { need, Person } from './support/person.ts';
import { keysWork } from './support/wait.ts';

const repo = join(import.meta.dirname, '..', '..');

test(
  'npm start opens the sample, where a task can be scored, until Ctrl+C',
  { timeout: 180_000 },
  async (t) => {
    const data = mkdtempSync(join(tmpdir(), 'touchstone-start-'));
    const env = { ...process.env, TOUCHSTONE_VSIX: need('TOUCHSTONE_VSIX'), TOUCHSTONE_DATA: data };
    const child = spawn(process.execPath, [join(repo, 'scripts', 'start.mjs'), '--browser'], {
      env,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
    t.after(async () => {
      child.kill('SIGTERM');
      await ended;
      rmSync(data, { recursive: true, force: true });
    });

    let url = '';
    for await (const line of createInterface(child.stdout)) {
      url = /^Touchstone is open at (http:\S+)$/.exec(line)?.[1] ?? url;
      if (line === 'Ctrl+C stops everything.') break;
    }
    match(url, /^http:\/\/127\.0\.0\.1:\d+\/\?tkn=[\w-]+&folder=/);

    const browser = await launchBrowser();
    t.after(() => browser.close());
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
    await page.goto(url);
    await workbenchReady(page);
    const me = new Person(page, 'start');
    // Without a click: the tasks in the sidebar, the first of them open.
    await me.row('To score').getByText('12').waitFor({ timeout: 60_000 });
    const frame = await me.review();
    equal(await page.locator('.notification-list-item').count(), 0);
    await me.picture('first-sight');

    await keysWork(page, frame);
    // One of the two is good enough to need no correction.
    for (const digit of '122001') await page.keyboard.press(digit);
    await frame.getByText('Draft saved').waitFor();
    await page.keyboard.press('Enter');
    await me.row('Submitted').getByText('1').waitFor();
    await me.row('To score').getByText('11').waitFor();

    child.kill('SIGINT');
    equal(await ended, 0);
    const answers = await fetch(url).then(
      () => true,
      () => false,
    );
    ok(!answers, 'nothing listens there any more');
  },
);
