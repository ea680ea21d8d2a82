import { equal, ok } from 'node:assert/strict';
import { readdirSync, readlinkSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { openSample, sampleFolder } from './support/extension.ts';
import { test, until } from './support/harness.ts';

test('runs both responses in the terminal and keeps the evidence', async () => {
  const touchstone = await openSample();
  const [task] = await touchstone.tasks({ state: 'to-score' });
  ok(task);
  const ended = await vscode.commands.executeCommand<unknown[]>('touchstone.runBoth', task.id);
  equal(ended.length, 2);
  const runs = await touchstone.runs(task.id);
  equal(runs.length, 2);
  for (const run of runs) {
    ok(run.exitCode !== undefined || run.signal !== undefined || run.timedOut);
    ok(run.durationMs > 0);
    equal(run.sandbox, 'none');
  }
  const names = vscode.window.terminals.map((terminal) => terminal.name);
  ok(
    names.some((name) => name.includes('Response A')) && names.some((name) => name.includes('Response B')),
    names.join(),
  );
});

test('an endless program is stopped by hand', async () => {
  const touchstone = await openSample();
  const tasks = await touchstone.tasks();
  // The one task of the sample whose first response never ends.
  const task = tasks.find((t) => /\b05\b|\/05-/.test(t.id));
  ok(task, 'the sample has its fifth task');
  let done = false;
  const running = vscode.commands.executeCommand<unknown[]>('touchstone.runBoth', task.id);
  void running.then(() => (done = true));
  // Once the other response has ended, a process at work in the folder of runs is the endless one.
  const folder = realpathSync(join(sampleFolder(), '.touchstone', 'runs'));
  await until('the endless response runs alone', async () => {
    const stored = await touchstone.runs(task.id);
    return stored.length === 1 && readdirSync('/proc').some((pid) => worksIn(pid, folder));
  });
  await until('the run ends after a stop', async () => {
    await vscode.commands.executeCommand('touchstone.stopRuns');
    return done;
  });
  const runs = await touchstone.runs(task.id);
  equal(runs.length, 2);
  ok(
    runs.every((run) => !run.timedOut),
    'stopped, not timed out',
  );
});

function worksIn(pid: string, folder: string): boolean {
  try {
    return readlinkSync(`/proc/${pid}/cwd`).startsWith(folder);
  } catch {
    return false; // no process, or gone meanwhile
  }
}
