import { deepEqual, equal, match, ok, rejects } from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { openSample, sampleFolder } from './support/extension.ts';
import { test, until } from './support/harness.ts';
import { each } from '../each.ts';

const points = (documentation: number, example: number, correctness: number): Record<string, number> => ({
  documentation,
  example,
  correctness,
});

test('an annotation is checked, kept and told', async () => {
  const touchstone = await openSample();
  const [task] = await touchstone.tasks();
  ok(task);
  const heard: string[] = [];
  const listening = touchstone.onDidChange(({ taskIds }) => heard.push(...taskIds));
  await rejects(
    touchstone.annotate(task.id, { score1: 9 }, 'draft'),
    (e: Error & { code?: string }) => e.code === 'answer-invalid',
  );
  await rejects(
    touchstone.annotate(task.id, { score1: 3 }, 'submitted'),
    (e: Error & { code?: string }) => e.code === 'answer-invalid',
  );
  await touchstone.annotate(task.id, { points1: points(2, 1, 3), score2: 4, comments: 'fine' }, 'submitted');
  const annotation = await touchstone.annotation(task.id);
  deepEqual(
    [annotation?.score1, annotation?.score2, annotation?.comments, annotation?.status],
    [6, 4, 'fine', 'submitted'],
  );
  match(annotation?.guidelinesVersion ?? '', /^[0-9a-f]{12}$/);
  ok(
    annotation &&
      [1, 2].includes(annotation.shownOrder[0]) &&
      annotation.shownOrder[0] !== annotation.shownOrder[1],
  );
  await until('the change is told', () => heard.includes(task.id));
  listening.dispose();
});

test('undo takes a submit and a discard back', async () => {
  const touchstone = await openSample();
  const [task] = await touchstone.tasks({ state: 'to-score' });
  ok(task);
  await touchstone.annotate(task.id, { score1: 1, score2: 2 }, 'submitted');
  await touchstone.annotate(task.id, { score1: 1, score2: 2 }, 'discarded');
  await vscode.commands.executeCommand('touchstone.undo');
  equal((await touchstone.annotation(task.id))?.status, 'submitted');
  await vscode.commands.executeCommand('touchstone.undo');
  equal((await touchstone.annotation(task.id))?.status, undefined);
});

test('responses open read-only in their language, without the name of a model', async () => {
  const touchstone = await openSample();
  const [task] = await touchstone.tasks({ state: 'to-score' });
  ok(task);
  await vscode.commands.executeCommand('touchstone.openResponse', task.id, 'A');
  const editor = await until('the editor', () => {
    const active = vscode.window.activeTextEditor;
    return active?.document.uri.scheme === 'touchstone-response' ? active : undefined;
  });
  equal(editor.document.languageId, 'python');
  ok(editor.document.getText().length > 10);
  const models = (
    JSON.parse(readFileSync(join(sampleFolder(), 'touchstone.json'), 'utf8')) as {
      models: { name: string }[];
    }
  ).models;
  for (const model of each(models))
    ok(!editor.document.uri.toString(true).includes(model.name), 'a blind title');
  const lenses = await until('the lenses', async () => {
    const found = await vscode.commands.executeCommand<vscode.CodeLens[]>(
      'vscode.executeCodeLensProvider',
      editor.document.uri,
    );
    return found.length >= 5 ? found : undefined;
  });
  deepEqual(
    lenses.map((lens) => lens.command?.command.replace('touchstone.', '')),
    ['runResponse1', 'scoreResponse', 'compareInDiffEditor', 'correct', 'openTask'],
  );
});

test('what is saved in the correction’s file becomes the correction', async () => {
  const touchstone = await openSample();
  const [task] = await touchstone.tasks({ state: 'to-score' });
  ok(task);
  const file = await vscode.commands.executeCommand<string>('touchstone.correct', task.id, 'B');
  ok(existsSync(file), 'a real file');
  const document = await vscode.workspace.openTextDocument(vscode.Uri.file(file));
  const edit = new vscode.WorkspaceEdit();
  edit.insert(document.uri, new vscode.Position(0, 0), '# corrected by hand\n');
  await vscode.workspace.applyEdit(edit);
  // VS Code in a browser saves by itself too: whichever saved it, it is on disk.
  await document.save();
  await until('it is saved', () => !document.isDirty);
  const annotation = await until('the correction is stored', async () => {
    const found = await touchstone.annotation(task.id);
    return found?.correction ? found : undefined;
  });
  equal(annotation.status, 'draft');
  const response = annotation.shownOrder[1];
  equal(annotation.corrected, `Response ${response}`);
  match(annotation.correction ?? '', /# corrected by hand/);
  const original = (await touchstone.generations(task.id)).find((g) => g.response === response)?.text ?? '';
  const prose = original.split('```')[0]?.trim() ?? '';
  ok(annotation.correction?.includes(prose), 'the prose of the response is kept');
  await vscode.commands.executeCommand('workbench.action.closeAllEditors');
});

test('the diff editor shows both responses', async () => {
  const touchstone = await openSample();
  const [task] = await touchstone.tasks({ state: 'to-score' });
  ok(task);
  await vscode.commands.executeCommand('touchstone.compareInDiffEditor', task.id);
  const tab = await until('the diff', () => {
    const input = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
    return input instanceof vscode.TabInputTextDiff ? input : undefined;
  });
  deepEqual([tab.original.scheme, tab.modified.scheme], ['touchstone-response', 'touchstone-response']);
  await vscode.commands.executeCommand('workbench.action.closeAllEditors');
});

test('exports the table in every format', async () => {
  await openSample();
  for (const format of ['csv', 'jsonl', 'json', 'parquet']) {
    const path = join(sampleFolder(), `out.${format}`);
    const result = await vscode.commands.executeCommand<{ rows: number; path: string }>('touchstone.export', {
      format,
      path,
    });
    equal(result.rows, 12, format);
    ok(existsSync(path));
  }
  const lines = readFileSync(join(sampleFolder(), 'out.jsonl'), 'utf8').trim().split('\n');
  const submitted = lines
    .map((line) => JSON.parse(line) as Record<string, unknown>)
    .filter((row) => row['status'] === 'submitted');
  equal(submitted.length, 1);
  equal(submitted[0]?.['score_response_1'], 6);
});

test('exports training data as a folder, and says what is left out', async () => {
  await openSample();
  const path = join(sampleFolder(), 'pairs');
  const result = await vscode.commands.executeCommand<{
    rows: number;
    dataset: { tasks: object; leftOut: object; files: { path: string }[] };
  }>('touchstone.export', { format: 'jsonl', path: 'pairs', shape: 'dpo', folder: true });
  equal(result.rows, 1);
  deepEqual(result.dataset.tasks, { seen: 12, used: 1 });
  // The draft of the tests above is an answer that does not count.
  deepEqual(result.dataset.leftOut, { answers: { status: 1 }, tasks: { unanswered: 11 }, rows: {} });
  deepEqual(
    result.dataset.files.map((file) => file.path),
    [join(path, 'data', 'train.jsonl')],
  );
  deepEqual(Object.keys(JSON.parse(readFileSync(join(path, 'data', 'train.jsonl'), 'utf8')) as object), [
    'prompt',
    'chosen',
    'rejected',
  ]);
  match(readFileSync(join(path, 'README.md'), 'utf8'), /in the project touchstone-sample/);
});

test('a menu of the tree that lost its task does nothing to the open one', async () => {
  const touchstone = await openSample();
  const [task] = await touchstone.tasks({ state: 'to-score' });
  ok(task);
  await vscode.commands.executeCommand('touchstone.openTask', task.id);
  equal(await vscode.commands.executeCommand('touchstone.discard', undefined, undefined), undefined);
  for (const name of ['runBoth', 'compareInDiffEditor'])
    equal(await vscode.commands.executeCommand(`touchstone.${name}`, undefined, undefined), undefined);
  deepEqual(await touchstone.runs(task.id), []);
  equal((await touchstone.annotation(task.id))?.status, undefined);
  await vscode.commands.executeCommand('workbench.action.closeAllEditors');
});
