import { deepEqual, equal, match, ok } from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { api, ownFolder } from '../support/extension.ts';
import { test, until } from '../support/harness.ts';
import { setting } from '../support/recorded.ts';

/** A project of recorded responses without models, from a file of this content. */
async function project(name: string, path: string, content: string, columns: object) {
  const folder = join(ownFolder(), name);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'guidelines.md'), 'Judge.');
  writeFileSync(join(folder, path), content);
  writeFileSync(
    join(folder, 'touchstone.json'),
    JSON.stringify({ name, tasks: { source: 'file', path, columns: { id: 'id', ...columns } } }),
  );
  const touchstone = await api();
  const opened = await touchstone.openProject(vscode.Uri.file(folder));
  return { touchstone, opened, file: vscode.Uri.file(join(folder, path)) };
}

const problems = (file: vscode.Uri): string[] =>
  vscode.languages
    .getDiagnostics(file)
    .map(({ range, message }) => `${range.start.line + 1}: ${message}`)
    .sort();

test('a table as a spreadsheet writes it opens without models; what was left out stands at its line', async () => {
  const table = 'sep=;\r\nid;instruction;a;b;\r\nt1;Add, then print;x;;\r\nt2;Sort;x;y;;z\r\nt3;;x;y;\r\n';
  const columns = { instruction: 'instruction', generations: ['a', 'b'] };
  const { touchstone, opened, file } = await project('table', 'tasks.csv', table, columns);
  equal(opened.taskCount, 1);
  const [task] = await touchstone.tasks();
  equal(task?.instruction, 'Add, then print');
  const texts = (await touchstone.generations('t1')).map(({ text, model }) => [model, text]);
  deepEqual(texts, [
    ['a', 'x'],
    ['b', ''],
  ]);
  const told = await until('what was left out is told', () =>
    problems(file).length === 2 ? problems(file) : undefined,
  );
  match(told[0] ?? '', /^4: Expected 5 cells, found 6/);
  match(told[1] ?? '', /^5: instruction: Expected the instruction as text/);
});

test('tests that prove nothing, or that the solution fails, are found in the background', async () => {
  await setting('run.checkDataset', true);
  try {
    const row = (id: string, tests: string[], reference: string): string =>
      JSON.stringify({
        id,
        instruction: 'Write f.',
        language: 'python',
        entry: 'f',
        tests,
        reference,
        a: 'x',
        b: 'y',
      });
    const rows = [
      row('good', ['assert f(1) == 2'], 'def f(x):\n    return x + 1'),
      row('wrong', ['assert f(1) == 2'], 'def f(x):\n    return x'),
      row('vacuous', ['assert True'], 'def f(x):\n    return x'),
    ];
    const columns = {
      ...{ instruction: 'instruction', generations: ['a', 'b'], tests: 'tests' },
      ...{ reference: 'reference', entryPoint: 'entry', language: 'language' },
    };
    const { file } = await project('proved', 'tasks.jsonl', rows.join('\n'), columns);
    const told = await until('both faults are told', () =>
      problems(file).length >= 2 ? problems(file) : undefined,
    );
    equal(told.length, 2, told.join('\n'));
    match(told[0] ?? '', /Task vacuous: A test of the dataset passes with a program that only raises/);
    match(told[1] ?? '', /Task wrong: The dataset’s own solution fails its tests \(/);
    ok(told.every((text) => text.startsWith('1: ')));
  } finally {
    await setting('run.checkDataset', false);
  }
});
