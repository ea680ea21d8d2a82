import { deepEqual, equal } from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { test } from './support/harness.ts';
import { command, openProject, right, setting } from './support/recorded.ts';

test('without a sandbox nothing runs before the user has agreed, and nothing at all where one is required', async () => {
  const touchstone = await openProject('bare', { task: [right, right] });
  const before = process.env['PATH'];
  // Python is named by the user, bubblewrap is not to be found.
  const folder = mkdtempSync(join(tmpdir(), 'touchstone-path-'));
  const own = ['-c', 'import sys; print(sys.executable)'];
  const python = execFileSync('python3', own, { encoding: 'utf8' }).trim();
  await setting('run.runners', { python: { command: [python, '{file}'] } });
  process.env['PATH'] = folder;
  try {
    // VS Code's tests refuse every question: nobody agrees.
    equal(await command('runBoth', 'task'), undefined);
    await setting('run.sandbox', 'required');
    equal(await command('runBoth', 'task'), undefined);
    equal(await command('runAll'), undefined);
    deepEqual(await touchstone.runs('task'), []);
    deepEqual(vscode.tasks.taskExecutions, []);
    equal(await command('forgetRunConsent'), false);
  } finally {
    process.env['PATH'] = before;
    await setting('run.sandbox', undefined);
    await setting('run.runners', undefined);
    rmSync(folder, { recursive: true });
  }
});
