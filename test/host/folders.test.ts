import { deepEqual, equal, ok } from 'node:assert/strict';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import * as vscode from 'vscode';
import { args, expected, folderNames, samples, stdin } from '../real/runs/programs.ts';
import { api, ownFolder, sampleFolder } from './support/extension.ts';
import { command } from './support/recorded.ts';
import { print, test, until } from './support/harness.ts';
import { each } from '../each.ts';

const languages = Object.keys(samples);

/** A project with one task for each language, whose two responses are the same program. */
function makeProject(name: string): string {
  const folder = join(ownFolder(), 'folders', name);
  mkdirSync(folder, { recursive: true });
  const sample = JSON.parse(readFileSync(join(sampleFolder(), 'touchstone.json'), 'utf8')) as object;
  const columns = { instruction: 'instruction', id: 'id', generations: ['a', 'b'], language: 'language' };
  writeFileSync(join(folder, 'guidelines.md'), 'Judge.');
  writeFileSync(
    join(folder, 'touchstone.json'),
    JSON.stringify({ ...sample, name: 'folders', tasks: { source: 'file', path: 'tasks.jsonl', columns } }),
  );
  const rows = languages.map((language) => {
    const response = `\`\`\`${language}\n${samples[language]?.code}\n\`\`\``;
    return JSON.stringify({ id: language, instruction: 'Echo.', language, a: response, b: response });
  });
  writeFileSync(join(folder, 'tasks.jsonl'), rows.join('\n'));
  return folder;
}

const run = async (): Promise<void> => {
  const touchstone = await api();
  const rows = new Map(languages.map((language) => [language, [language.padEnd(12)]]));
  for (const name of Object.values(folderNames)) {
    const { taskCount } = await touchstone.openProject(vscode.Uri.file(makeProject(name)));
    equal(taskCount, languages.length);
    for (const language of languages) {
      const id = await command<string>('addInput', language, { args, stdin, expectedOutput: expected });
      ok(id);
      const where = `${language} in ${JSON.stringify(name)}`;
      const made = await until(
        `${where} has run`,
        async () => {
          const runs = (await touchstone.runs(language)).filter((run) => run.inputId === id);
          return runs.length === 2 ? runs : undefined;
        },
        60_000,
      );
      for (const run of each(made))
        deepEqual([run.verdict, run.stdout, run.stderr, run.exitCode], ['passed', expected, '', 0], where);
      rows.get(language)?.push(String(Math.round(Math.max(...made.map((run) => run.durationMs)))).padEnd(9));
    }
  }
  print(
    `Longest run, in ms, in the project folder\n# ${''.padEnd(12)}${Object.keys(folderNames)
      .map((title) => title.padEnd(9))
      .join('')}`,
  );
  for (const cells of rows.values()) print(cells.join(''));
  const all = readdirSync(ownFolder(), { recursive: true, encoding: 'utf8' });
  ok(!all.some((path) => basename(path) === 'pwned'), 'nothing of a name or an argument was run by a shell');
};

test('every language runs in project folders of every name', run, { limitMs: 8 * 60_000 });
