import { equal, match, ok } from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import * as vscode from 'vscode';
import { ownFolder } from './support/extension.ts';
import { test, until } from './support/harness.ts';
import { command, openProject, right } from './support/recorded.ts';

const closeEditors = (): Thenable<unknown> =>
  vscode.commands.executeCommand('workbench.action.closeAllEditors');

/** Writes a line into the file's editor and saves it. */
async function saveLine(file: string, line: string): Promise<void> {
  const document = await vscode.workspace.openTextDocument(vscode.Uri.file(file));
  const edit = new vscode.WorkspaceEdit();
  edit.insert(document.uri, new vscode.Position(0, 0), `${line}\n`);
  await vscode.workspace.applyEdit(edit);
  await document.save();
  await until('it is saved', () => !document.isDirty);
}

const marks = (file: string): string[] =>
  vscode.languages
    .getDiagnostics(vscode.Uri.file(file))
    .filter(({ source }) => source === 'Touchstone')
    .map(({ message }) => message);

test(
  'a correction that the store refuses is marked in its file, is not overwritten, and is saved by itself',
  async () => {
    const touchstone = await openProject('refusing', { t1: [right, right] });
    const file = await command<string>('correct', 't1', 'A');
    ok(file);
    const other = new DatabaseSync(join(ownFolder(), 'refusing', '.touchstone', 'touchstone.sqlite'));
    try {
      other.exec('BEGIN IMMEDIATE');
      await saveLine(file, '# an hour of work');
      const [mark] = await until('it is marked', () => (marks(file).length > 0 ? marks(file) : undefined));
      match(mark ?? '', /not saved with its task/);
      match(readFileSync(file, 'utf8'), /# an hour of work/);
      equal((await touchstone.annotation('t1'))?.correction, undefined);
    } finally {
      other.exec('ROLLBACK');
      other.close();
    }
    equal(await command<string>('correct', 't1', 'A'), file);
    match(readFileSync(file, 'utf8'), /# an hour of work/, 'E leaves what is in it');
    await until('the correction is stored', async () =>
      (await touchstone.annotation('t1'))?.correction?.includes('# an hour of work'),
    );
    await until('the mark is gone', () => marks(file).length === 0);
    await closeEditors();
  },
  { limitMs: 120_000 },
);

test('a correction that is saved while another project is open comes in when its own is opened', async () => {
  await openProject('left', { t1: [right, right] });
  const file = await command<string>('correct', 't1', 'B');
  ok(file);
  await openProject('entered', { t1: [right, right] });
  await saveLine(file, '# saved from elsewhere');
  match(
    (await until('it is marked', () => (marks(file).length > 0 ? marks(file) : undefined)))[0] ?? '',
    /project is not open/,
  );
  const touchstone = await openProject('left', { t1: [right, right] });
  await until('the correction is stored', async () =>
    (await touchstone.annotation('t1'))?.correction?.includes('# saved from elsewhere'),
  );
  equal(await command<string>('correct', 't1', 'B'), file);
  match(readFileSync(file, 'utf8'), /# saved from elsewhere/);
  await closeEditors();
});
