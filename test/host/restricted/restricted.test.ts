import { deepEqual, equal, ok, rejects } from 'node:assert/strict';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { api, extension, workspaceFolder } from '../support/extension.ts';
import { after, before, test, until } from '../support/harness.ts';
import { Listener } from '../support/listener.ts';
import { makeTrap, markerFile } from './traps.ts';
import { each } from '../../each.ts';

/** In a workspace that nobody has trusted one reads and scores; nothing runs and nobody is called. */

let listener: Listener;
const folders = { recorded: '', asked: '' };

async function openTrap(name: keyof typeof folders): ReturnType<typeof api> {
  const touchstone = await api();
  await touchstone.openProject(vscode.Uri.file(folders[name]));
  return touchstone;
}

/** Neither a run, nor a terminal, nor a request. */
async function assertNothingStarted(): Promise<void> {
  const touchstone = await api();
  for (const task of each(await touchstone.tasks())) deepEqual(await touchstone.runs(task.id), [], task.id);
  deepEqual(
    vscode.window.terminals.map((terminal) => terminal.name),
    [],
  );
  deepEqual(
    vscode.tasks.taskExecutions.map((execution) => execution.task.name),
    [],
  );
  equal(existsSync(markerFile()), false, 'no response ran');
  deepEqual(listener.requests, [], 'nobody was called');
}

before(async () => {
  listener = await Listener.start();
  // A key that fits the trap's address: only the missing trust is in the way of a push.
  process.env['ARGILLA_API_URL'] = listener.url;
  process.env['ARGILLA_API_KEY'] = 'key-of-the-restricted-test';
  folders.recorded = makeTrap('recorded', listener.url, true);
  folders.asked = makeTrap('asked', listener.url, false);
});
after(async () => listener.close());

test('the workspace is not trusted, and the extension works in it all the same', async () => {
  equal(vscode.workspace.isTrusted, false);
  equal((await api()).version, 1);
});

test('the runners, limits and sandbox that the workspace names do not count', async () => {
  const folder = join(workspaceFolder(), '.vscode');
  mkdirSync(folder, { recursive: true });
  const own = {
    'editor.tabSize': 7,
    'touchstone.run.runners': { python: { command: ['touch', markerFile()] } },
    'touchstone.run.sandbox': 'off',
    'touchstone.run.timeoutSeconds': 3600,
    'touchstone.run.memoryMB': 100_000,
    'touchstone.run.processes': 100_000,
    'touchstone.run.diskMB': 100_000,
    'touchstone.run.concurrency': 64,
    'touchstone.run.checkDataset': true,
    'touchstone.run.revealTerminal': 'always',
  };
  writeFileSync(join(folder, 'settings.json'), JSON.stringify(own));
  const { getConfiguration } = vscode.workspace;
  await until('the workspace’s settings are read', () => getConfiguration('editor').get('tabSize') === 7);
  const names = Object.keys(own).filter((name) => name.startsWith('touchstone.'));
  for (const name of each(names)) {
    const said = getConfiguration().inspect(name);
    deepEqual(getConfiguration().get(name), said?.globalValue ?? said?.defaultValue, name);
  }
  const { capabilities, contributes } = extension().packageJSON as {
    capabilities: { untrustedWorkspaces: { restrictedConfigurations: string[] } };
    contributes: { configuration: { properties: Record<string, unknown> } };
  };
  deepEqual(
    Object.keys(contributes.configuration.properties)
      .filter((name) => name.startsWith('touchstone.run.'))
      .sort(),
    capabilities.untrustedWorkspaces.restrictedConfigurations.toSorted(),
  );
  deepEqual(names.toSorted(), capabilities.untrustedWorkspaces.restrictedConfigurations.toSorted());
});

test('a task of the workspace’s tasks.json runs nothing', async () => {
  await openTrap('recorded');
  const tasks = ['A', 'B', 'correction'].map((response) => ({
    type: 'touchstone',
    response,
    label: `trap ${response}`,
  }));
  writeFileSync(
    join(workspaceFolder(), '.vscode', 'tasks.json'),
    JSON.stringify({ version: '2.0.0', tasks }),
  );
  // VS Code asks for trust before it looks at tasks, and waits for an answer: what comes of it is looked at once more at the end.
  for (const { label } of tasks) void vscode.commands.executeCommand('workbench.action.tasks.runTask', label);
  await assertNothingStarted();
});

test('opening calls none of the project’s addresses', async () => {
  for (const name of ['asked', 'recorded'] as const) {
    const touchstone = await openTrap(name);
    const tasks = await touchstone.tasks();
    deepEqual(
      tasks.map(({ id, state }) => [id, state]),
      ['one', 'two', 'three'].map((id) => [id, name === 'asked' ? 'to-generate' : 'to-score']),
    );
    await vscode.commands.executeCommand('touchstone.openTask', 'one');
    await vscode.commands.executeCommand('touchstone.loadTasks');
  }
  await assertNothingStarted();
});

test('reading and scoring work: annotate, undo, export', async () => {
  const touchstone = await openTrap('recorded');
  equal((await touchstone.generations('one')).length, 2);
  await touchstone.annotate('one', { score1: 5, score2: 2, comments: 'restricted' }, 'submitted');
  await touchstone.annotate('two', { score1: 1 }, 'draft');
  await touchstone.annotate('three', {}, 'discarded');
  await vscode.commands.executeCommand('touchstone.undo');
  equal((await touchstone.annotation('three'))?.status, undefined);
  deepEqual(
    (await touchstone.tasks()).map(({ state }) => state),
    ['submitted', 'draft', 'to-score'],
  );
  const path = join(folders.recorded, 'out.jsonl');
  const result = await vscode.commands.executeCommand<{ rows: number }>('touchstone.export', {
    format: 'jsonl',
    path,
  });
  equal(result.rows, 3);
  ok(readFileSync(path, 'utf8').includes('restricted'));
  await vscode.commands.executeCommand('touchstone.openResponse', 'one', 'A');
  await until(
    'the response is open to read',
    () => vscode.window.activeTextEditor?.document.uri.scheme === 'touchstone-response',
  );
  await assertNothingStarted();
});

test('nothing was written into the project but what was exported', async () => {
  const touchstone = await openTrap('recorded');
  const correction = await vscode.commands.executeCommand<string>('touchstone.correct', 'two', 'A');
  ok(existsSync(correction), 'a correction is edited as a file of the editor’s storage');
  ok(!correction.startsWith(folders.recorded));
  await vscode.commands.executeCommand('workbench.action.closeActiveEditor');
  equal((await touchstone.annotation('one'))?.status, 'submitted', 'kept all the same');
  deepEqual(readdirSync(folders.recorded).toSorted(), [
    'guidelines.md',
    'out.jsonl',
    'tasks.jsonl',
    'touchstone.json',
  ]);
  await assertNothingStarted();
});

test('no command runs a response', async () => {
  await openTrap('recorded');
  await vscode.commands.executeCommand('touchstone.openTask', 'one');
  const calls: [string, ...unknown[]][] = [
    ['runBoth', 'one'],
    ['runResponse1', 'one'],
    ['runResponse2', 'one'],
    ['runBoth'],
    ['runBoth', { task: { id: 'two' } }],
    ['runBoth', undefined],
    ['runCorrection', 'one'],
    ['runAll'],
    ['runAll', { again: true, taskIds: ['one'] }],
    ['openShell', 'one', 'A'],
    ['openShell', 'one', 'B'],
  ];
  for (const [name, ...args] of calls)
    equal(await vscode.commands.executeCommand(`touchstone.${name}`, ...args), undefined, name);
  await assertNothingStarted();
});

test('inputs can be kept, and nothing runs with them', async () => {
  const touchstone = await openTrap('recorded');
  const correction = `\`\`\`python\nopen(${JSON.stringify(markerFile())}, "w")\n\`\`\``;
  await touchstone.annotate('two', { score1: 1, correction, corrected: 'Response 1' }, 'draft');
  const id = await vscode.commands.executeCommand<string>('touchstone.addInput', 'two', { code: '1 + 1' });
  ok(id);
  const calls: [string, ...unknown[]][] = [
    ['runBoth', 'two'],
    ['runCorrection', 'two'],
    ['addInput', 'two', { code: '2 + 2' }],
    ['diffOutputs', 'two'],
  ];
  for (const [name, ...args] of calls) await vscode.commands.executeCommand(`touchstone.${name}`, ...args);
  await assertNothingStarted();
});

test('the page’s keys and messages run nothing', async () => {
  await openTrap('recorded');
  await vscode.commands.executeCommand('touchstone.openTask', 'one');
  // What a keybinding passes: the page is asked, and says nothing where code may not run.
  for (const name of ['runBoth', 'runResponse1', 'runResponse2', 'addInput', 'showRuns'])
    await vscode.commands.executeCommand(`touchstone.${name}`, { fromKey: true });
  await vscode.commands.executeCommand('touchstone.openResponse', 'one', 'A');
  const editor = await until('the response is in front', () => {
    const active = vscode.window.activeTextEditor;
    return active?.document.uri.scheme === 'touchstone-response' ? active : undefined;
  });
  const lenses = await vscode.commands.executeCommand<vscode.CodeLens[]>(
    'vscode.executeCodeLensProvider',
    editor.document.uri,
  );
  deepEqual(
    lenses.map((lens) => lens.command?.command).filter((name) => name?.includes('run')),
    [],
  );
  await assertNothingStarted();
});

test('no command asks a model', async () => {
  const touchstone = await openTrap('asked');
  for (const [name, ...args] of [
    ['generate', 'one'],
    ['generateAll'],
    ['testConnection'],
    ['suggestInputs', 'one'],
    ['judge', 'one'],
  ])
    equal(await vscode.commands.executeCommand(`touchstone.${name}`, ...args), undefined, name);
  deepEqual(await touchstone.generations('one'), []);
  ok(
    each(await touchstone.tasks()).every(({ state }) => state === 'to-generate'),
    'no failure is noted either',
  );
  await assertNothingStarted();
});

test('no command reaches Argilla', async () => {
  const touchstone = await openTrap('recorded');
  for (const name of ['push', 'pull', 'pushSuggestions', 'updateGuidelines', 'connectArgilla'])
    equal(await vscode.commands.executeCommand(`touchstone.${name}`), undefined, name);
  await rejects(touchstone.sync(), (error: Error & { code?: string }) => error.code === 'run-untrusted');
  await assertNothingStarted();
});

test('nothing has run after all, also by the tasks that were asked for', async () => {
  await openTrap('recorded');
  await assertNothingStarted();
});

test('the listener would have heard', async () => {
  await fetch(`${listener.url}/control`);
  deepEqual(listener.requests, ['connection', 'GET /control']);
});
