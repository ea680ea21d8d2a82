import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { each } from '../../each.ts';

const root = join(import.meta.dirname, '..', '..', '..');

/** What of Node's file system makes, opens for writing, renames or changes something; removing is not among it. */
const writers = new Set(
  [
    ...[
      'mkdir',
      'mkdtemp',
      'writeFile',
      'appendFile',
      'copyFile',
      'cp',
      'rename',
      'link',
      'symlink',
      'chmod',
    ],
    ...['chown', 'utimes', 'truncate', 'ftruncate', 'write', 'open', 'createWriteStream', 'WriteStream'],
  ].flatMap((name) => [name, `${name}Sync`]),
);

/**
 * Every place in `src` that writes, by what it writes with, and why it may. A path of ours below a project goes through
 * `src/platform/ownFolder.ts`; who adds a place adds its line, with the reason.
 */
const places: Record<string, [with_: string, why: string]> = {
  'src/platform/ownFolder.ts': [
    'mkdir mkdirSync',
    'the one way into a project: step by step, through no link',
  ],
  'src/store/file/ownFiles.ts': ['openSync writeFileSync', 'where there is no file yet; opens to flush'],
  'src/platform/atomicFile.ts': [
    'copyFile open openSync rename renameSync writeFile writeFileSync',
    'a new name beside a path that the user chose, or in the folder that ownFolder made; renaming replaces a link that is there',
  ],
  'src/ui/session/fileLock.ts': [
    'linkSync openSync renameSync writeFileSync',
    'a name of ours beside a file of the editor’s storage',
  ],
  'src/store/file/connection.ts': ['DatabaseSync', 'opens what choosePlace has looked at'],
  'src/store/file/copies.ts': [
    'VACUUM copyFileSync linkSync renameSync',
    'names of ours beside the database, in the folder that ownFolder made',
  ],
  'src/store/sqlite/schema.ts': ['DatabaseSync', 'in memory'],
  'src/store/sqlite/importForeign.ts': ['DatabaseSync', 'a new name beside the database'],
  'src/store/thread/choosePlace.ts': ['openSync', 'reads a journal'],
  'src/export/files/moment.ts': ['VACUUM', 'a new name in the folder that ownFolder made'],
  'src/export/files/exportFolder.ts': [
    'cp mkdir rename writeFile',
    'a new name beside a path that the user chose, or in the folder that ownFolder made; renamed to a name that is free',
  ],
  'src/export/datasetFiles.ts': ['mkdir', 'in the folder that is not complete yet'],
  'src/answers/correctionFiles.ts': ['writeFile', 'a new name in the folder that ownFolder made'],
  'src/answers/unsavedJournal.ts': ['mkdirSync', 'the editor’s storage'],
  'src/tasks/file/parquetFile.ts': ['open', 'reads'],
  'src/tasks/file/textPieces.ts': ['open', 'reads'],
  'src/tasks/logs/reading/zipFile.ts': ['open', 'reads'],
  'src/ui/projects/new/newProject.ts': [
    'copyFile mkdir writeFile',
    'a folder that the user chose, for a new project',
  ],
  'src/ui/insights/insightsFiles.ts': ['workspace.fs.writeFile', 'a file that the user chose'],
  'src/ui/session/projects.ts': ['cp mkdir', 'the sample’s copy in the editor’s storage'],
  'src/ui/session/projectStore.ts': ['mkdirSync writeFileSync', 'the editor’s storage'],
  'src/ui/session/identities.ts': ['mkdirSync renameSync', 'the editor’s storage'],
  'src/runs/harness/javascript.ts': ['*', 'text of a program that runs in the sandbox'],
  'src/runs/checks/javascriptChecks.ts': ['*', 'text of a program that runs in the sandbox'],
  'src/runs/process/runFolder.ts': [
    'chmod mkdir mkdtemp symlink writeFile',
    'below the folder for runs that ownFolder made, where the workspace is trusted',
  ],
  'src/runs/process/priority.ts': ['writeFileSync', '/proc'],
  'src/runs/process/descriptors.ts': ['openSync', '/dev/null'],
  'src/runs/process/watchdog.ts': ['openSync', 'reads'],
  'src/runs/sandbox/cgroups.ts': ['mkdirSync writeFile writeFileSync', 'control groups'],
  'src/runs/sandbox/probeSandbox.ts': ['mkdtemp', 'the system’s folder for temporary files'],
  'src/runs/runners/probeTool.ts': ['mkdtemp', 'the system’s folder for temporary files'],
  'src/runs/runners/prepareOnce.ts': ['mkdir mkdtemp utimes writeFile', 'the cache of this machine'],
};

/** What a module writes with: by what it imports, whatever it calls it, and by what it asks SQLite and VS Code for. */
function writesWith(text: string): string {
  const found = new Set<string>();
  for (const [, names = ''] of text.matchAll(
    /import (?!type)([^;]*?) from '(?:node:)?fs(?:\/promises)?';/g,
  )) {
    if (!names.includes('{')) found.add('*');
    for (const [name] of names.matchAll(/\b\w+\b/g)) if (writers.has(name)) found.add(name);
  }
  if (/(?:import|require)\('(?:node:)?fs(?:\/promises)?'\)/.test(text)) found.add('*');
  if (/new DatabaseSync\(/.test(text)) found.add('DatabaseSync');
  if (/VACUUM INTO|ATTACH /.test(text)) found.add('VACUUM');
  if (/\bimport \{[^}]*\bbackup\b[^}]*\} from 'node:sqlite'/.test(text)) found.add('backup');
  for (const [, name = ''] of text.matchAll(/workspace\.fs\.(writeFile|copy|rename|createDirectory)\(/g))
    found.add(`workspace.fs.${name}`);
  return [...found].sort().join(' ');
}

test('every place that writes is known, with its reason', () => {
  const found = each(globSync('src/**/*.ts', { cwd: root }), 'module')
    .map((file) => [file.replaceAll('\\', '/'), writesWith(readFileSync(join(root, file), 'utf8'))] as const)
    .filter(([, names]) => names !== '');
  assert.deepEqual(
    Object.fromEntries(found),
    Object.fromEntries(Object.entries(places).map(([file, [names]]) => [file, names])),
  );
});

test('a new place would be found', () => {
  const planted: Record<string, string> = {
    "import { readFile, writeFile } from 'node:fs/promises';": 'writeFile',
    "import { renameSync as move } from 'fs';": 'renameSync',
    "import * as fs from 'node:fs';": '*',
    "import fs from 'node:fs';": '*',
    "const { mkdir } = await import('node:fs/promises');": '*',
    "import {\n  openSync,\n  type Stats,\n} from 'node:fs';": 'openSync',
    "const db = new DatabaseSync(join(session.folder, 'x.sqlite'));": 'DatabaseSync',
    "import { backup, DatabaseSync } from 'node:sqlite';": 'backup',
    'await vscode.workspace.fs.writeFile(uri, bytes);': 'workspace.fs.writeFile',
    "import { existsSync, readFileSync } from 'node:fs';": '',
    "import type { FileHandle } from 'node:fs/promises';": '',
  };
  for (const [line, names] of each(Object.entries(planted))) assert.equal(writesWith(line), names, line);
});

test('whatever a part of the editor makes below .touchstone goes through the one function', () => {
  const direct = each(globSync('src/ui/**/*.ts', { cwd: root })).filter((file) => {
    const text = readFileSync(join(root, file), 'utf8');
    // The sample is copied without the folder; a file of a correction is known by its own.
    return (
      text.includes("'.touchstone'") && !/\bownFolder\(|basename\(source\)|endsWith\(path\.join\(/.test(text)
    );
  });
  assert.deepEqual(direct, []);
});
