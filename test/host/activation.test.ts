import { deepEqual, equal, ok } from 'node:assert/strict';
import * as vscode from 'vscode';
import { atStart, dispatchers } from './support/atStart.ts';
import { extension } from './support/extension.ts';
import { print, test } from './support/harness.ts';

test('activates at the first look, quickly, and tells how long it took', async () => {
  const { wasActive, activationMs, touchstone } = await atStart();
  equal(wasActive, false, 'nothing has activated the extension before');
  print(`activation: ${Math.round(activationMs)} ms with loading the bundle`);
  const [measured] = performance.getEntriesByName('touchstone.activate');
  print(`activate(): ${measured?.duration.toFixed(1)} ms (aim: 60)`);
  equal(touchstone?.version, 1);
});

test('leaves the global dispatchers as they were', async () => {
  deepEqual(dispatchers(), (await atStart()).dispatchers);
});

test('registers every command it contributes', async () => {
  const known = new Set(await vscode.commands.getCommands(true));
  const { contributes } = extension().packageJSON as { contributes: { commands: { command: string }[] } };
  const missing = contributes.commands.map((c) => c.command).filter((c) => !known.has(c));
  deepEqual(missing, []);
});

test('has a title for every contributed string', async () => {
  const text = JSON.stringify((extension().packageJSON as { contributes: unknown }).contributes);
  ok(!/"%[\w.]+%"/.test(text), 'every %key% was found in package.nls.json');
});
