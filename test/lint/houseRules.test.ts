import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { ESLint } from 'eslint';
import { importFaults } from '../../scripts/house/importFaults.ts';
import { sizeFaults } from '../../scripts/house/sizeFaults.ts';

/** A small house in which everything is in its place. */
const clean: Record<string, string> = {
  'src/domain/word.ts': 'export interface Word { text: string }\n',
  'src/platform/log.ts':
    "import type { Word } from '../domain/word.ts';\nexport type Log = (word: Word) => void;\n",
  'src/protocol/message.ts': "import type { Word } from '../domain/word.ts';\nexport type Message = Word;\n",
  'src/ui/common/notice.ts':
    "import * as vscode from 'vscode';\nimport type { Log } from '../../platform/log.ts';\nexport const log: Log = ({ text }) => void vscode.window.showInformationMessage(text);\n",
  'src/extension.ts': "export { log } from './ui/common/notice.ts';\n",
  'webview/common/page.ts':
    "import type { Message } from '../../src/protocol/message.ts';\nexport type Page = Message;\n",
};

/** Faults, each with the line that is to name it. */
const planted: [fault: RegExp, files: Record<string, string>][] = [
  [
    /^back: src\/project\/up\.ts → src\/ui\/common\/down\.ts\./,
    {
      'src/project/up.ts': "import type { Down } from '../ui/common/down.ts';\nexport type Up = Down;\n",
      'src/ui/common/down.ts': 'export type Down = 1;\n',
    },
  ],
  [
    /^circle: src\/code\/(?:a → src\/code\/b|a\.ts → src\/code\/b\.ts)/,
    {
      'src/code/a.ts': "import type { B } from './b.ts';\nexport type A = B | 1;\n",
      'src/code/b.ts': "import type { A } from './a.ts';\nexport type B = A[];\n",
    },
  ],
  [
    /^folder-circle: src\/export → src\/insights → src\/export\./,
    {
      'src/export/rows.ts': 'export type Rows = 1;\n',
      'src/export/table.ts': "import type { Mean } from '../insights/mean.ts';\nexport type Table = Mean;\n",
      'src/insights/mean.ts': "import type { Rows } from '../export/rows.ts';\nexport type Mean = Rows;\n",
    },
  ],
  [/^no-room: src\/attic\/box\.ts → /, { 'src/attic/box.ts': "import '../domain/word.ts';\n" }],
  [
    /^vscode: src\/argilla\/editor\.ts → vscode\./,
    { 'src/argilla/editor.ts': "import type { Uri } from 'vscode';\nexport type Place = Uri;\n" },
  ],
  [
    /^domain: src\/domain\/outside\.ts → (?:node:)?path\./,
    { 'src/domain/outside.ts': "import 'node:path';\n" },
  ],
  [
    /^stats: src\/stats\/base\/outside\.ts → (?:node:)?crypto\./,
    { 'src/stats/base/outside.ts': "import 'node:crypto';\n" },
  ],
  [/^node-in-page: webview\/content\/file\.ts → /, { 'webview/content/file.ts': "import 'node:fs';\n" }],
  [
    /^page: webview\/content\/host\.ts → src\/platform\/log\.ts\./,
    {
      'webview/content/host.ts':
        "import type { Log } from '../../src/platform/log.ts';\nexport type Host = Log;\n",
    },
  ],
  [
    /^migration: src\/store\/sqlite\/migration9\.ts → src\/platform\/log\.ts\./,
    { 'src/store/sqlite/migration9.ts': "import '../../platform/log.ts';\n" },
  ],
  [
    /^folder: test\/crowd holds 16 files/,
    Object.fromEntries(Array.from({ length: 16 }, (_, i) => [`test/crowd/${i}.test.ts`, '\n'])),
  ],
  [
    /^outside: src\/runs\/borrowed\.ts/,
    {
      'src/runs/borrowed.ts': "export { relay } from '../../test/unit/relay.ts';\n",
      'test/unit/relay.ts': 'export const relay = 1;\n',
    },
  ],
  [/^length: scripts\/long\.mjs has 401 lines/, { 'scripts/long.mjs': '//\n'.repeat(401) }],
  [/^length: test\/servers\/long\.py has 401 lines/, { 'test/servers/long.py': '#\n'.repeat(401) }],
  [
    /^name: src\/inputs\/twin\.ts and webview\/review\/twin\.css are both called twin\./,
    {
      'src/inputs/twin.ts': '\n',
      'webview/review/twin.css': '\n',
    },
  ],
];

async function house(files: Record<string, string>): Promise<string> {
  const root = await mkdtemp(join(tmpdir(), 'touchstone-house-'));
  for (const [file, text] of Object.entries(files)) {
    await mkdir(join(root, dirname(file)), { recursive: true });
    await writeFile(join(root, file), text);
  }
  return root;
}

async function faultsOf(files: Record<string, string>): Promise<string[]> {
  const root = await house(files);
  try {
    return [...sizeFaults(root), ...(await importFaults(root))];
  } finally {
    await rm(root, { recursive: true });
  }
}

test('a house in order has no faults', async () => {
  assert.deepEqual(await faultsOf(clean), []);
});

test('each fault is named', async () => {
  const files = Object.fromEntries(planted.flatMap(([, some]) => Object.entries(some)));
  const faults = await faultsOf({ ...clean, ...files });
  for (const [fault] of planted)
    assert.ok(
      faults.some((line) => fault.test(line)),
      `${fault} is not in\n${faults.join('\n')}`,
    );
});

test('what is imported is written where it is imported', async () => {
  const linter = new ESLint({ cwd: fileURLToPath(new URL('../..', import.meta.url)) });
  const hidden = [
    'export const page = (name: string): Promise<unknown> => import(name);',
    'export const file = (name: string): URL => new URL(name, import.meta.url);',
    "import { createRequire } from 'node:module';\nexport const need = createRequire(import.meta.url);",
  ];
  for (const filePath of ['src/platform/text.ts', 'webview/common/dom.ts'])
    for (const text of hidden) {
      const [result] = await linter.lintText(`${text}\n`, { filePath });
      const rules = result?.messages.map(({ ruleId }) => ruleId) ?? [];
      assert.ok(rules.includes('no-restricted-syntax'), `${filePath}: ${text}`);
    }
});

test('half of the files are short', async () => {
  const long = Object.fromEntries(
    Array.from({ length: 9 }, (_, i) => [`src/runs/part${i}.ts`, '//\n'.repeat(91)]),
  );
  assert.deepEqual(await faultsOf({ ...clean, ...long }), [
    'median: files of src and webview have 91 lines in the middle, at most 90 are wanted.',
  ]);
});
