import { deepEqual, equal, match } from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { bundleTexts } from '../../../scripts/l10n/extract.ts';
import { faults } from '../../../scripts/l10n/faults.ts';
import { run } from '../../../scripts/l10n/index.ts';

const root = new URL('../../../', import.meta.url).pathname;

test('every text is translated, with the same placeholders, and nothing is stale', async () => {
  deepEqual(await run(false), [], 'run `npm run l10n` and translate what it names');
});

test('texts are found in the editor’s part and in plain modules', async () => {
  const bundle = await bundleTexts(root);
  // vscode.l10n.t in src/ui, l10n.t of @vscode/l10n elsewhere, one that is broken over lines.
  for (const text of [
    'Tasks to score: {0}',
    '{0} cannot be reached: {1}.',
    'There is no code in this response.',
  ])
    equal(bundle[text], text);
});

test('a translation that misses a text, a placeholder, a link or a command is told', () => {
  const english = { a: '{0} of {1}', b: '[Go](command:x.y) on', c: '`code`', d: 'fine' };
  deepEqual(faults('de', english, { a: '{0} von', b: '[Los](command:x.z)', c: '`code`', e: 'alt', d: ' ' }), [
    'de: other placeholders, links or commands: a',
    'de: other placeholders, links or commands: b',
    'de: missing: d',
    'de: not used any more: e',
  ]);
});

test('the manifest finds its texts in every language', () => {
  const manifest = readFileSync(`${root}package.json`, 'utf8');
  const keys = [...manifest.matchAll(/"%([\w.]+)%"/g)].map((found) => found[1] ?? '');
  const english = JSON.parse(readFileSync(`${root}package.nls.json`, 'utf8')) as Record<string, string>;
  deepEqual(
    [...new Set(keys)].filter((key) => !Object.hasOwn(english, key)),
    [],
  );
  match(manifest, /"l10n": "\.\/l10n"/);
});
