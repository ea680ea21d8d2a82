import { deepEqual, equal, match, ok, rejects } from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import * as vscode from 'vscode';
import type { TouchstoneApi } from '../../src/ui/api/api.ts';
import type { QueueSummary } from '../../src/ui/queue/queues.ts';
import { openSample, ownFolder } from './support/extension.ts';
import { test, until } from './support/harness.ts';
import { command, openProject, right } from './support/recorded.ts';

/** A task nobody has judged yet. */
async function freshTask(touchstone: TouchstoneApi): Promise<string> {
  const [task] = await touchstone.tasks({ state: 'to-score' });
  ok(task);
  return task.id;
}

async function openA(taskId: string): Promise<vscode.TextEditor> {
  await command('openResponse', taskId, 'A');
  return until('the response', () => {
    const active = vscode.window.activeTextEditor;
    return active?.document.uri.scheme === 'touchstone-response' && active.document.lineCount > 2
      ? active
      : undefined;
  });
}

const points = (documentation: number, example: number, correctness: number): Record<string, number> => ({
  documentation,
  example,
  correctness,
});

const closeAll = (): Thenable<unknown> => vscode.commands.executeCommand('workbench.action.closeAllEditors');

test('a comment on lines is in the annotation with line and quote, and is edited with it', async () => {
  const touchstone = await openSample();
  const taskId = await freshTask(touchstone);
  const editor = await openA(taskId);
  const id = await command<string>('commentLine', { text: 'Why so?', startLine: 2, endLine: 3 });
  ok(id, 'stored');
  const stored = await touchstone.annotation(taskId);
  equal(stored?.status, 'draft');
  match(stored?.comments ?? '', /Response A, lines 2–3:/);
  ok(stored?.comments?.includes(`  ${editor.document.lineAt(1).text}`.trimEnd()), 'quotes the line');
  match(stored?.comments ?? '', /Why so\?/);
  // What is written beside it stays beside it.
  await touchstone.annotate(taskId, { comments: 'Both are fine.' }, 'draft');
  const both = (await touchstone.annotation(taskId))?.comments ?? '';
  match(both, /^Both are fine\.\n\n/);
  match(both, /Why so\?/);
  await touchstone.annotate(taskId, { comments: 'Both are fine.', score1: 3, score2: 4 }, 'submitted');
  match((await touchstone.annotation(taskId))?.comments ?? '', /Why so\?/, 'sent with the answer');
  await command('removeLineComment', taskId, id);
  equal((await touchstone.annotation(taskId))?.comments, 'Both are fine.');
  await command('undo');
  await closeAll();
});

test('only our documents take comments', async () => {
  const touchstone = await openSample();
  const taskId = await freshTask(touchstone);
  const other = await vscode.workspace.openTextDocument({ content: 'x = 1\n', language: 'python' });
  await vscode.window.showTextDocument(other);
  equal(await command('commentLine', { text: 'not here' }), undefined);
  equal((await touchstone.annotation(taskId))?.comments, undefined);
  await command('openInstruction', taskId);
  equal(await command('commentLine', { text: 'nor here' }), undefined);
  await closeAll();
});

test('the correction is commented too, and compared with both responses', async () => {
  const touchstone = await openProject('corrected', { one: [right, `${right}\n\nprint(f(1))`] });
  await touchstone.annotate(
    'one',
    { corrected: 'Response 1', correction: '```python\ndef f(x):\n    return x + 1.0\n```' },
    'draft',
  );
  const { shownOrder } = (await touchstone.annotation('one')) ?? {};
  const side = shownOrder?.[0] === 1 ? 'A' : 'B';
  for (const one of ['A', 'B']) {
    equal(await command('compareWithCorrection', 'one', one), one);
    const { input, label } = await until('the diff', () => vscode.window.tabGroups.activeTabGroup.activeTab);
    ok(input instanceof vscode.TabInputTextDiff);
    match(label, new RegExp(`Response ${one} ↔ the correction`));
    match((await vscode.workspace.openTextDocument(input.modified)).getText(), /x \+ 1\.0/);
  }
  const file = await command<string>('correct', 'one', side);
  const editor = await until('the correction’s editor', () =>
    vscode.window.visibleTextEditors.find((one) => one.document.uri.fsPath === file),
  );
  equal(editor.document.languageId, 'python', 'the language’s own IntelliSense works on it');
  const lenses = await until('the lenses', async () => {
    const found = await vscode.commands.executeCommand<vscode.CodeLens[]>(
      'vscode.executeCodeLensProvider',
      editor.document.uri,
    );
    return found.length > 0 ? found : undefined;
  });
  deepEqual(
    lenses.map((lens) => lens.command?.command.replace('touchstone.', '')),
    ['runCorrection', 'scoreTask', 'compareWithCorrection', 'compareWithCorrection', 'openTask'],
  );
  await vscode.window.showTextDocument(editor.document);
  ok(await command('commentLine', { text: 'a float?', startLine: 2 }));
  match((await touchstone.annotation('one'))?.comments ?? '', /Correction, line 2:/);
  await closeAll();
});

test('a whole judgement without the panel: points, submit, and the next task in the same editor', async () => {
  const touchstone = await openProject('no-panel', { one: [right, right], two: [right, right] });
  await closeAll();
  const accept = (): Thenable<unknown> =>
    vscode.commands.executeCommand('workbench.action.acceptSelectedQuickOpenItem');
  await openA('one');
  const judged = command('scoreTask');
  let done = false;
  void Promise.resolve(judged).then(() => (done = true));
  // Each pick is accepted as it stands: the lowest points six times, then the correction that is asked for, then Submit.
  await until('it is judged', async () => {
    await accept();
    return done;
  });
  const answer = await touchstone.annotation('one');
  deepEqual([answer?.score1, answer?.score2, answer?.status], [0, 0, 'submitted']);
  equal(answer?.corrected, `Response ${answer?.shownOrder[0]}`, 'A was the first choice');
  await until('the next task', () =>
    vscode.window.activeTextEditor?.document.uri.query.includes('"taskId":"two"'),
  );
  await command('discard');
  equal((await touchstone.annotation('two'))?.status, 'discarded');
  await closeAll();
});

test('suggestions wait for the scores, are taken over by a command, and are told apart in the store and exports', async () => {
  const touchstone = await openProject('suggested', { one: [right, right] });
  const judge = { agent: 'judge-1', origin: 'judge' as const, score: 0.75 };
  await touchstone.suggest('one', [
    { ...judge, field: 'points1', value: points(2, 1, 3) },
    { ...judge, field: 'comments', value: 'Response 1 is cleaner.' },
    { agent: 'linter', field: 'corrected', value: 'Neither' },
  ]);
  await rejects(
    touchstone.suggest('one', [{ agent: 'x', field: 'score1', value: 'high' }]),
    (e: Error & { code?: string }) => e.code === 'answer-invalid',
  );
  equal(await command('takeSuggestions', 'one'), 0, 'not before it is scored by hand');
  await touchstone.annotate(
    'one',
    { points1: points(0, 1, 3), points2: points(1, 1, 1), comments: 'Mine.' },
    'draft',
  );
  // Of points1 what differs, and the choice; never over what was written.
  equal(await command('takeSuggestions', 'one'), 2);
  const answer = await touchstone.annotation('one');
  deepEqual(answer?.points1, points(2, 1, 3));
  deepEqual([answer?.corrected, answer?.comments, answer?.score1], ['Neither', 'Mine.', 6]);
  const path = join(ownFolder(), 'suggested', 'out.json');
  await command('export', { format: 'json', path });
  const [row] = JSON.parse(readFileSync(path, 'utf8')) as { taken: unknown }[];
  deepEqual(row?.taken, {
    'points1.documentation': { agent: 'judge-1', origin: 'judge' },
    corrected: { agent: 'linter', origin: 'agent' },
  });
});

test('the time spent is written while a task is in front', async () => {
  await openProject('paced', { one: [right, right] });
  await openA('one');
  const spent = (): number => {
    const db = new DatabaseSync(join(ownFolder(), 'paced', '.touchstone', 'touchstone.sqlite'), {
      readOnly: true,
    });
    try {
      return Number(db.prepare('SELECT sum(ms) AS ms FROM times').get()?.['ms'] ?? 0);
    } finally {
      db.close();
    }
  };
  await until('some time is written', () => spent() > 0);
  await closeAll();
});

/** As "name (3–4)". */
async function named(touchstone: TouchstoneApi, taskId: string): Promise<string[]> {
  const { tags = [] } = (await touchstone.annotation(taskId)) ?? {};
  return tags.map(({ tag, name = tag, lines }) => (lines ? `${name} (${lines.join('–')})` : name));
}

test('failure modes are named, merged, renamed, split and removed, each taken back by one undo', async () => {
  const touchstone = await openSample();
  const [first = '', second = ''] = (await touchstone.tasks({ state: 'to-score' })).map(({ id }) => id);
  await command('nameFailureMode', { taskId: first, response: 'A', name: 'Off by one' });
  await command('nameFailureMode', { taskId: second, response: 'B', name: 'Fencepost' });
  deepEqual(
    [await named(touchstone, first), await named(touchstone, second)],
    [['Off by one'], ['Fencepost']],
  );
  await command('manageFailureModes', { merge: 'fencepost', into: 'off by one' });
  deepEqual(await named(touchstone, second), ['Off by one']);
  const queue = await command<QueueSummary>('filterTasks', { tags: ['Off by one'] });
  equal(queue?.tasks, 2);
  await command('manageFailureModes', { rename: 'Off by one', to: 'Wrong bounds' });
  deepEqual(await named(touchstone, first), ['Wrong bounds']);
  await command('manageFailureModes', { split: 'Wrong bounds', to: 'Fence', tasks: [second] });
  deepEqual([await named(touchstone, first), await named(touchstone, second)], [['Wrong bounds'], ['Fence']]);
  await command('manageFailureModes', { remove: 'Wrong bounds' });
  deepEqual(await named(touchstone, first), []);
  for (const what of ['tag-removed', 'tagged', 'tag-renamed', 'tag-merged'])
    equal((await command<{ what: string }>('undo'))?.what, what);
  deepEqual(
    [await named(touchstone, first), await named(touchstone, second)],
    [['Off by one'], ['Fencepost']],
  );
  for (const _ of [first, second]) equal((await command<{ what: string }>('undo'))?.what, 'tagged');
  deepEqual(
    [await touchstone.annotation(first), await touchstone.annotation(second)],
    [undefined, undefined],
  );
  await command('clearFilter');
});

/** Names lines of A's program in its editor, and sees the name above them; then takes it back. */
async function nameLines(touchstone: TouchstoneApi, taskId: string): Promise<void> {
  const editor = await openA(taskId);
  editor.selection = new vscode.Selection(0, 0, 1, 1);
  equal(await command('nameFailureMode', 'Wrong type'), 'Wrong type');
  const [name = ''] = await named(touchstone, taskId);
  const lines = /^Wrong type \((\d+)–(\d+)\)$/.exec(name);
  ok(lines, name);
  const lenses = await until('the failure mode above its line', async () => {
    const all = await vscode.commands.executeCommand<vscode.CodeLens[]>(
      'vscode.executeCodeLensProvider',
      editor.document.uri,
      20,
    );
    const own = all.filter(({ command }) => command?.title === '$(tag) Wrong type');
    return own.length > 0 ? own : undefined;
  });
  deepEqual(
    lenses.map(({ range }) => range.start.line),
    [0],
  );
  const generations = await touchstone.generations(taskId);
  const found = generations.some(({ text }) => {
    const all = text.split('\n').slice(Number(lines[1]) - 1, Number(lines[2]));
    return all.join('\n') === editor.document.getText().split('\n').slice(0, 2).join('\n');
  });
  ok(found, 'those lines of the whole response');
  await command('undo');
  deepEqual(await named(touchstone, taskId), []);
}

test('in the editor of a response one is named of the lines at the cursor, where they are in its text', async () => {
  await nameLines(await openSample(), await freshTask(await openSample()));
  await rejects(async () => {
    const done = await vscode.commands.executeCommand('touchstone.manageFailureModes', {
      rename: 'no such',
      to: 'x',
    });
    if (done === undefined) throw new Error('refused');
  }, /refused/);
  await closeAll();
});

test('so are lines of a program that is joined from two blocks, with text between them', async () => {
  // The project puts its rows between fences.
  const joined =
    'import math\ndef f(x):\n    return x + g(x)\n```\n\nAnd this:\n\n```python\ndef g(x):\n    return math.floor(x)';
  const touchstone = await openProject('joined', { one: [joined, joined] });
  await nameLines(touchstone, 'one');
  const editor = await openA('one');
  match(editor.document.getText(), /import math[^]*def g/);
  const at = editor.document.getText().split('\n').indexOf('def g(x):');
  editor.selection = new vscode.Selection(at, 0, at + 1, 1);
  await command('nameFailureMode', 'Rounds down');
  deepEqual(await named(touchstone, 'one'), ['Rounds down (10–11)']);
  await closeAll();
});
