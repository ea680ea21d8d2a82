import { deepEqual, equal, ok } from 'node:assert/strict';
import * as vscode from 'vscode';
import { extension, api } from './support/extension.ts';
import { print, test } from './support/harness.ts';

/** The process-wide dispatchers of undici, which belong to Node and VS Code. */
const symbols = ['undici.globalDispatcher.1', 'undici.globalDispatcher.2'].map((name) => Symbol.for(name));

export function dispatchers(): (PropertyDescriptor | undefined)[] {
  return symbols.map((symbol) => Object.getOwnPropertyDescriptor(globalThis, symbol));
}

export const dispatchersBefore = dispatchers();

test('activates at the first look, quickly, and tells how long it took', async () => {
  equal(extension().isActive, false, 'nothing has activated the extension before');
  const started = performance.now();
  const touchstone = await api();
  print(`activation: ${Math.round(performance.now() - started)} ms with loading the bundle`);
  const [measured] = performance.getEntriesByName('touchstone.activate');
  print(`activate(): ${measured?.duration.toFixed(1)} ms (aim: 60)`);
  equal(touchstone.version, 1);
});

test('leaves the global dispatchers as they were', async () => {
  deepEqual(dispatchers(), dispatchersBefore);
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
