import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { Store } from '../../../src/store/api/store.ts';
import { openStore } from '../../../src/store/thread/storeClient.ts';
import { extension } from './extension.ts';
import { api, ownFolder, sampleFolder } from './extension.ts';

/** Runs one of our commands; one that failed resolves to undefined. */
export const command = <T>(name: string, ...args: unknown[]): Thenable<T | undefined> =>
  vscode.commands.executeCommand<T>(`touchstone.${name}`, ...args);

/** Sets one of the user's own settings; undefined takes it back. */
export async function setting(name: string, value: unknown): Promise<void> {
  await vscode.workspace
    .getConfiguration('touchstone')
    .update(name, value, vscode.ConfigurationTarget.Global);
}

/** A project of recorded Python responses, by task id, in the test file's own folder. */
export async function openProject(
  name: string,
  rows: Record<string, [string, string]>,
): ReturnType<typeof api> {
  const folder = join(ownFolder(), name);
  mkdirSync(folder, { recursive: true });
  const sample = JSON.parse(readFileSync(join(sampleFolder(), 'touchstone.json'), 'utf8')) as Record<
    string,
    unknown
  >;
  const columns = {
    instruction: 'instruction',
    id: 'id',
    generations: ['a', 'b'],
    tests: 'tests',
    language: 'language',
  };
  const config = { ...sample, name, tasks: { source: 'file', path: 'tasks.jsonl', columns } };
  writeFileSync(join(folder, 'guidelines.md'), 'Judge.');
  writeFileSync(
    join(folder, 'tasks.jsonl'),
    Object.entries(rows)
      .map(([id, [a, b]]) =>
        JSON.stringify({
          id,
          instruction: `Write ${id}.`,
          language: 'python',
          a: `\`\`\`python\n${a}\n\`\`\``,
          b: `\`\`\`python\n${b}\n\`\`\``,
          tests: ['assert f(1) == 2'],
        }),
      )
      .join('\n'),
  );
  writeFileSync(join(folder, 'touchstone.json'), JSON.stringify(config));
  const touchstone = await api();
  await touchstone.openProject(vscode.Uri.file(folder));
  return touchstone;
}

export const right = 'def f(x):\n    return x + 1';

/** Another window: a second client of the same project's database, with a worker of its own. */
export function otherWindow(project: string): Promise<Store> {
  const worker = join(extension().extensionPath, 'dist', 'store-worker.js');
  return openStore(join(ownFolder(), project), { worker });
}
