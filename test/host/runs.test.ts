import { deepEqual, equal, match, ok } from 'node:assert/strict';
import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { TouchstoneApi } from '../../src/ui/api/api.ts';
import { otherWindow } from './support/recorded.ts';
import { openSample, ownFolder, sampleFolder, workspaceFolder } from './support/extension.ts';
import { command, openProject, right, setting } from './support/recorded.ts';
import { print, test, until } from './support/harness.ts';
import { each } from '../each.ts';

type Runs = Awaited<ReturnType<TouchstoneApi['runs']>>;

const wrong = 'def f(x):\n    return x - 1';

/** Verdicts by response and input, as `1 f(1): passed`. */
function verdicts(runs: Runs): string[] {
  return runs.map((run) => `${run.response} ${run.input ?? 'as written'}: ${run.verdict}`).sort();
}

test('one command runs both responses with all inputs, in the sandbox and in terminals of their own', async () => {
  const touchstone = await openProject('inputs', { task: [right, wrong] });
  await setting('run.sandbox', 'required');
  try {
    const made = await command<unknown[]>('runBoth', 'task');
    equal(made?.length, 4);
  } finally {
    await setting('run.sandbox', undefined);
  }
  const runs = await touchstone.runs('task');
  deepEqual(verdicts(runs), [
    '1 as written: ran',
    '1 assert f(1) == 2: passed',
    '2 as written: ran',
    '2 assert f(1) == 2: differs',
  ]);
  for (const run of each(runs)) {
    match(run.sandbox, /^bubblewrap \d/);
    match(run.runner, /^python 3/);
    ok(run.durationMs > 0);
  }
  const names = (): string[] => vscode.window.terminals.map((terminal) => terminal.name);
  for (const side of ['A', 'B'])
    await until(`the terminal of ${side}`, () => names().some((name) => name.includes(`Response ${side}`)));
});

test('an input that is added runs for both at once, and can be changed, hidden and brought back', async () => {
  const touchstone = await openProject('inputs', { task: [right, wrong] });
  const id = await command<string>('addInput', 'task', { code: 'f(5)', expectedValue: '6' });
  ok(id);
  const both = await until('both ran with it', async () => {
    const found = (await touchstone.runs('task')).filter((run) => run.inputId === id);
    return found.length === 2 ? found : undefined;
  });
  deepEqual(both.map((run) => [run.response, run.verdict, run.value]).sort(), [
    [1, 'passed', '6'],
    [2, 'differs', '4'],
  ]);
  const other = await command<string>('addInput', 'task', { code: 'f(6)' });
  await until('the new one ran', async () =>
    (await touchstone.runs('task')).some((r) => r.inputId === other),
  );
  // Another window changes, hides and brings back.
  const store = await otherWindow('inputs');
  for (const gone of [id, other]) await store.hideInput('task', gone ?? '', true);
  // What is hidden is not run.
  const tests = (await touchstone.runs('task')).find((run) => run.input === 'assert f(1) == 2');
  await store.hideInput('task', tests?.inputId ?? '', true);
  equal((await command<unknown[]>('runBoth', 'task'))?.length, 2);
  await store.hideInput('task', tests?.inputId ?? '', false);
  await store.close();
  equal((await command<unknown[]>('runBoth', 'task'))?.length, 4);
  equal(await command('addInput', 'task', { code: ' ' }), undefined, 'an empty input is refused');
  equal(await command('addInput', 'task', { code: 'f(1)', shell: 'x', stdin: 7 }), undefined);
});

test('the correction runs with the same inputs', async () => {
  const touchstone = await openProject('inputs', { task: [right, wrong] });
  const correction = `\`\`\`python\n${right}\n\`\`\``;
  await touchstone.annotate('task', { correction, corrected: 'Response 2' }, 'draft');
  await command('runCorrection', 'task');
  const runs = (await touchstone.runs('task')).filter((run) => run.response === 'correction');
  deepEqual(verdicts(runs), ['correction as written: ran', 'correction assert f(1) == 2: passed']);
});

test('whole outputs open as documents with escapes made visible, and as a diff', async () => {
  const loud = 'print("\\x1b[31mred\\x07")\nprint("x" * 50000)\ndef f(x): return x + 1';
  const touchstone = await openProject('outputs', { task: [loud, right] });
  await command('runBoth', 'task');
  const made = await command<{ id: string; stdout: string }[]>('runBoth', 'task');
  const run = made?.find(({ stdout }) => stdout.includes('red'));
  const shown = (await touchstone.runs('task')).find(({ stdout }) => stdout.includes('red'));
  equal(shown?.stdout.length, 20_000, 'clipped for the panel');
  const whole = (runId: string | undefined) =>
    vscode.workspace.openTextDocument(
      vscode.Uri.from({
        scheme: 'touchstone-output',
        path: '/test/Response A.txt',
        query: JSON.stringify({ runId, part: 'all' }),
      }),
    );
  const document = await whole(run?.id);
  ok(document.getText().includes('␛[31mred␇'), document.getText().slice(0, 300));
  ok(document.getText().includes('x'.repeat(50_000)), 'the whole of it');
  await command('diffOutputs', 'task');
  const tab = await until('the diff', () => {
    const input = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
    return input instanceof vscode.TabInputTextDiff ? input : undefined;
  });
  deepEqual([tab.original.scheme, tab.modified.scheme], ['touchstone-output', 'touchstone-output']);
  equal((await whole('no such run')).getText(), 'This run no longer exists.');
  await vscode.commands.executeCommand('workbench.action.closeAllEditors');
});

test('a shell opens with a response loaded, and ends with its terminal', async () => {
  await openProject('inputs', { task: [right, right] });
  const name = await command<string>('openShell', 'task', 'A');
  const terminal = vscode.window.terminals.find((t) => t.name === name);
  ok(terminal, 'a terminal of that name');
  const folder = join(ownFolder(), 'inputs', '.touchstone', 'runs');
  await until('it has a folder of its own', () => readdirSync(folder).length === 1);
  terminal.sendText('exit()');
  await until('the shell has ended and its folder is gone', () => readdirSync(folder).length === 0);
});

test('everything is run, and what is stored already is not run again', async () => {
  const touchstone = await openProject('all', { one: [right, wrong], two: [wrong, 'def f(x): 1/0'] });
  interface Result {
    made: number;
    kept: number;
    models: {
      name: string;
      withCode: number;
      ran: number;
      tested: number;
      passed: number;
      passAt: unknown[];
    }[];
  }
  const first = await command<Result>('runAll');
  deepEqual([first?.made, first?.kept], [8, 0]);
  const [a, b] = first?.models ?? [];
  deepEqual(
    [a?.name, b?.name],
    ['Response 1', 'Response 2'],
    'no names while tasks are open in a blind project',
  );
  deepEqual([a?.withCode, a?.ran, a?.tested, a?.passed], [2, 2, 2, 1]);
  deepEqual(a?.passAt, [{ k: 1, value: 0.5, tasks: 2 }]);
  const runs = await touchstone.runs('one');
  ok(each(runs).every((run) => run.sandbox.startsWith('bubblewrap')));
  const second = await command<Result>('runAll');
  deepEqual([second?.made, second?.kept], [0, 8]);
  const again = await command<Result>('runAll', { again: true, taskIds: ['one'] });
  deepEqual([again?.made, again?.kept], [4, 0]);
  equal(await command('runAll', { everything: true }), undefined);
  for (const id of ['one', 'two']) await touchstone.annotate(id, { score1: 1, score2: 1 }, 'submitted');
  const named = await command<Result>('runAll');
  deepEqual(
    named?.models.map(({ name }) => name),
    ['tidy-coder-1b', 'swift-coder-1b'],
  );
  await until('the matrix is shown', () =>
    vscode.window.tabGroups.all
      .flatMap(({ tabs }) => tabs)
      .some(
        ({ input }) =>
          input instanceof vscode.TabInputWebview && input.viewType.endsWith('touchstone.matrix'),
      ),
  );
  await vscode.commands.executeCommand('workbench.action.closeAllEditors');
});

test('an endless program is stopped by hand, with all that was to follow', async () => {
  const touchstone = await openProject('endless', {
    task: ['print("on", flush=True)\nwhile True: pass', right],
  });
  const running = command<unknown[]>('runBoth', 'task');
  await until('the other response has ended', async () => (await touchstone.runs('task')).length === 2);
  await command('stopRuns', 'task');
  await running;
  const runs = await touchstone.runs('task');
  deepEqual(
    runs.filter((run) => run.verdict === 'stopped').map((run) => [run.timedOut, run.input]),
    [[false, undefined]],
  );
  equal(runs.length, 3);
});

test('after two checks that ran out of time the others wait, until somebody wants them', async () => {
  const touchstone = await openProject('waiting', { task: [right, right] });
  for (const code of each(['f(2)', 'f(3)', 'f(0)', 'f(4)'])) ok(await command('addInput', 'task', { code }));
  await until('all have run with the responses', async () => (await touchstone.runs('task')).length === 8);
  const slow = 'def f(x):\n    while x > 1: pass\n    return x + 1';
  const correction = `\`\`\`python\n${slow}\n\`\`\``;
  await touchstone.annotate('task', { correction, corrected: 'Response 2' }, 'draft');
  const run = async (name: string): Promise<string[]> => {
    await command(name, 'task');
    const runs = (await touchstone.runs('task')).filter(({ response }) => response === 'correction');
    return verdicts(runs).map((one) => one.replace('correction ', ''));
  };
  const first = ['as written: ran', 'assert f(1) == 2: passed', 'f(2): timed-out', 'f(3): timed-out'];
  await setting('run.timeoutSeconds', 2);
  try {
    deepEqual(await run('runCorrection'), first);
    deepEqual(await run('runRest'), [...first, 'f(0): ran', 'f(4): timed-out'].sort());
    equal((await command<unknown[]>('runRest', 'task'))?.length, 0, 'nothing waits');
  } finally {
    await setting('run.timeoutSeconds', undefined);
  }
});

test('the settings of a workspace do not take the protection away', async () => {
  const folder = join(workspaceFolder(), '.vscode');
  mkdirSync(folder, { recursive: true });
  const file = join(folder, 'settings.json');
  writeFileSync(file, JSON.stringify({ 'editor.tabSize': 6, 'touchstone.run.sandbox': 'off' }));
  const { getConfiguration } = vscode.workspace;
  await until('the workspace’s settings are read', () => getConfiguration('editor').get('tabSize') === 6);
  const touchstone = await openProject('settings', { task: [right, right] });
  await command('runBoth', 'task');
  const runs = await touchstone.runs('task');
  equal(runs.length, 4, 'both responses, as written and with the test');
  for (const run of runs) match(run.sandbox, /^bubblewrap/);
  rmSync(file);
});

test('an entry of tasks.json with our type stands for nothing that could be started', async () => {
  const folder = join(workspaceFolder(), '.vscode');
  mkdirSync(folder, { recursive: true });
  const file = join(folder, 'tasks.json');
  const entry = { type: 'touchstone', response: 'A', label: 'trap' };
  writeFileSync(file, JSON.stringify({ version: '2.0.0', tasks: [entry] }));
  deepEqual(await vscode.tasks.fetchTasks({ type: 'touchstone' }), []);
  const all = await vscode.tasks.fetchTasks();
  deepEqual(
    all.filter(({ definition }) => definition.type === 'touchstone'),
    [],
  );
  rmSync(file);
});

test('runs of the sample are measured', async () => {
  const touchstone = await openSample();
  const [task] = await touchstone.tasks({ state: 'to-score' });
  ok(task);
  const started = performance.now();
  const made = await command<unknown[]>('runBoth', task.id);
  print(
    `${made?.length ?? 0} runs of the sample's first open task in ${Math.round(performance.now() - started)} ms`,
  );
  ok(existsSync(join(sampleFolder(), '.touchstone', 'runs')));
  deepEqual(readdirSync(join(sampleFolder(), '.touchstone', 'runs')), []);
});
