import { deepEqual, equal, match, ok } from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { openStore } from '../../src/store/thread/storeClient.ts';
import { extension, ownFolder } from './support/extension.ts';
import { test, until } from './support/harness.ts';
import { command, openProject, right } from './support/recorded.ts';

interface Config {
  rubric: { criteria: { id: string; title: string; max: number; levels?: string[] }[] };
}

const folder = (name: string): string => join(ownFolder(), name);

function editConfig(name: string, edit: (config: Config) => void): void {
  const file = join(folder(name), 'touchstone.json');
  const config = JSON.parse(readFileSync(file, 'utf8')) as Config;
  edit(config);
  writeFileSync(file, JSON.stringify(config, null, 2));
}

const criteria = (works: number): Config['rubric']['criteria'] => [
  { id: 'style', title: 'Style', max: 2 },
  { id: 'works', title: 'Works', max: works },
];

const two: Record<string, [string, string]> = { g1: [right, right], g2: [right, right] };

test('another version of the guidelines is noticed, shown as a diff, and older answers are reopened', async () => {
  const name = 'versions';
  const touchstone = await openProject(name, two);
  await touchstone.annotate('g1', { score1: 3, score2: 2 }, 'submitted');
  const before = (await touchstone.annotation('g1'))?.guidelinesVersion;
  // By another program: no document is saved. VS Code may not look at a folder yet that was made a moment ago.
  writeFileSync(join(folder(name), 'guidelines.md'), 'Judge better.\n');
  const after = await until('the new version is followed', async () => {
    await touchstone.annotate('g2', { score1: 1, score2: 1 }, 'submitted');
    const version = (await touchstone.annotation('g2'))?.guidelinesVersion;
    return version === before ? undefined : version;
  });
  equal((await touchstone.annotation('g1'))?.guidelinesVersion, before, 'each answer names its own');

  await command('openTask', 'g1');
  deepEqual(await command('compareGuidelines'), { from: before, to: after });
  const tab = await until('the diff', () => {
    const input = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
    return input instanceof vscode.TabInputTextDiff ? input : undefined;
  });
  const text = async (uri: vscode.Uri): Promise<string> =>
    (await vscode.workspace.openTextDocument(uri)).getText();
  match(await text(tab.original), /^Judge\.\n/);
  match(await text(tab.modified), /^Judge better\.\n[\s\S]*0–/);

  deepEqual(await command('reopenOlder', ['g1', 'g2']), ['g1', 'g2']);
  deepEqual((await touchstone.annotation('g1'))?.status, 'draft');
  equal((await command<{ taskIds: string[] }>('undo'))?.taskIds.length, 2, 'one step');
  equal((await touchstone.annotation('g1'))?.status, 'submitted');
  await vscode.commands.executeCommand('workbench.action.closeAllEditors');
});

test('an edited rubric is another version: what was given is kept, and what no longer fits is never sent', async () => {
  const name = 'rubric';
  const touchstone = await openProject(name, two);
  editConfig(name, ({ rubric }) => (rubric.criteria = criteria(3)));
  const versionOf = async (id: string): Promise<string | undefined> =>
    (await touchstone.annotation(id))?.guidelinesVersion;
  const points = { style: 2, works: 3 };
  await until('the first rubric is read', () =>
    touchstone.annotate('g1', { points1: points, points2: points }, 'submitted').then(
      () => true,
      () => false,
    ),
  );
  const before = await versionOf('g1');
  // The maximum shrinks, and a criterion goes.
  editConfig(name, ({ rubric }) => (rubric.criteria = criteria(2).slice(1)));
  await until('the second rubric is read', () =>
    touchstone.annotate('g2', { points1: { works: 2 }, points2: { works: 1 } }, 'submitted').then(
      () => true,
      () => false,
    ),
  );
  ok((await versionOf('g2')) !== before);
  const kept = await touchstone.annotation('g1');
  deepEqual([kept?.points1, kept?.score1, kept?.guidelinesVersion], [points, 5, before], 'nothing is lost');
  await command('reopen', 'g1');
  equal(await command('submit', 'g1'), undefined, 'what is left of it is no whole answer');
  await command('discard', 'g1');
  equal((await touchstone.annotation('g1'))?.status, 'discarded', 'it may be discarded as it is');
  const worker = join(extension().extensionPath, 'dist', 'store-worker.js');
  const store = await openStore(folder(name), { worker });
  const first = (await store.history('g1')).find(({ status }) => status === 'submitted');
  deepEqual(first?.answer.points1, points);
  await store.close();
});

test('a faulty rubric is told with its place, and the former one goes on', async () => {
  const name = 'faulty';
  const touchstone = await openProject(name, two);
  const before = readFileSync(join(folder(name), 'touchstone.json'), 'utf8');
  editConfig(
    name,
    ({ rubric }) => (rubric.criteria = [...criteria(3), { id: 'style', title: 'Twice', max: 1 }]),
  );
  await touchstone.annotate('g1', { score1: 7, score2: 6 }, 'submitted');
  equal((await touchstone.annotation('g1'))?.score1, 7, 'under the former rubric');
  writeFileSync(join(folder(name), 'touchstone.json'), before);
});

test('the guidelines open to the side, once', async () => {
  await openProject('aside', two);
  const version = await command<string>('openGuidelines');
  match(version ?? '', /^[0-9a-f]{12}$/);
  const tabs = (): vscode.Tab[] =>
    vscode.window.tabGroups.all
      .flatMap((group) => group.tabs)
      .filter(
        ({ input }) =>
          input instanceof vscode.TabInputWebview && input.viewType.endsWith('touchstone.guidelines'),
      );
  await until('the panel', () => tabs().length === 1);
  equal(await command('openGuidelines'), version);
  equal(tabs().length, 1);
  await vscode.commands.executeCommand('workbench.action.closeAllEditors');
});
