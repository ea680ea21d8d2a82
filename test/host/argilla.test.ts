import { deepEqual, equal, ok } from 'node:assert/strict';
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { atStart, dispatchers } from './support/atStart.ts';
import { openSample, ownFolder, sampleFolder } from './support/extension.ts';
import { test, until } from './support/harness.ts';
import { otherWindow, setting } from './support/recorded.ts';

/** Address and key come from the environment, as a user may have them. */
const url = process.env['ARGILLA_API_URL'];

test('pushes to a real Argilla, and twice sends nothing twice', async () => {
  ok(url && process.env['ARGILLA_API_KEY'], 'ARGILLA_API_URL and ARGILLA_API_KEY are set');
  const folder = join(ownFolder(), 'pushed');
  cpSync(sampleFolder(), folder, { recursive: true, filter: (source) => !source.includes('.touchstone') });
  const config = JSON.parse(readFileSync(join(folder, 'touchstone.json'), 'utf8')) as Record<string, unknown>;
  config['name'] = 'pushed';
  config['argilla'] = { url, workspace: 'argilla', dataset: `host-${Date.now()}` };
  writeFileSync(join(folder, 'touchstone.json'), JSON.stringify(config));
  const touchstone = await openSample();
  // A key of the environment was given in no project: here nobody is there to be asked.
  await setting('secrets.askPerProject', false);
  try {
    await touchstone.openProject(vscode.Uri.file(folder));
  } finally {
    await setting('secrets.askPerProject', undefined);
  }
  const first = await touchstone.sync();
  equal(first.user, 'argilla');
  const tasks = await touchstone.tasks();
  const [one, two, three] = tasks;
  ok(one && two && three);
  await touchstone.annotate(one.id, { score1: 5, score2: 2, comments: 'pushed' }, 'submitted');
  await touchstone.annotate(two.id, {}, 'discarded');
  const second = await touchstone.sync();
  deepEqual([second.unsent, second.failed], [0, 0]);
  const again = await vscode.commands.executeCommand<{ recordsCreated: number; responsesSent: number }>(
    'touchstone.push',
  );
  deepEqual([again.recordsCreated, again.responsesSent], [0, 0]);

  // From the push by hand on, answers go by themselves.
  await touchstone.annotate(three.id, { score1: 1, score2: 4 }, 'submitted');
  const annotator = (await touchstone.annotation(three.id))?.annotator ?? '';
  const other = await otherWindow('pushed');
  try {
    await until('the answer is sent', async () => (await other.counts(annotator)).unsent === 0);
  } finally {
    await other.close();
  }
});

test('a push leaves the global dispatchers as they were', async () => {
  deepEqual(dispatchers(), (await atStart()).dispatchers);
});
