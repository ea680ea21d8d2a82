import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { sampleFolder, workspaceFolder } from '../support/extension.ts';

/** The file that a response would write if it ran. */
export function markerFile(): string {
  return join(workspaceFolder(), 'it-ran.txt');
}

/**
 * A project as a cloned repository may hold it: every address leads to the listener, and what can run leaves a mark.
 * `recorded` brings its responses; without it they would have to be asked for.
 */
export function makeTrap(name: string, url: string, recorded: boolean): string {
  const folder = join(workspaceFolder(), name);
  mkdirSync(folder, { recursive: true });
  cpSync(join(sampleFolder(), 'guidelines.md'), join(folder, 'guidelines.md'));
  const program = `\`\`\`python\nopen(${JSON.stringify(markerFile())}, "w").write("ran")\n\`\`\``;
  const rows = ['one', 'two', 'three'].map((id) => ({
    id,
    instruction: `Write ${id}.`,
    a: program,
    b: program,
  }));
  writeFileSync(join(folder, 'tasks.jsonl'), rows.map((row) => JSON.stringify(row)).join('\n'));
  const sample = JSON.parse(readFileSync(join(sampleFolder(), 'touchstone.json'), 'utf8')) as Record<
    string,
    unknown
  >;
  const columns = {
    instruction: 'instruction',
    id: 'id',
    context: [],
    ...(recorded ? { generations: ['a', 'b'] } : {}),
  };
  const config = {
    ...sample,
    name,
    tasks: { source: 'file', path: 'tasks.jsonl', columns },
    models: [
      { name: 'one', provider: 'openai', url: `${url}/v1` },
      { name: 'two', provider: 'tgi', url, chatTemplate: 'auto' },
    ],
    argilla: { url, workspace: 'argilla', dataset: name },
  };
  writeFileSync(join(folder, 'touchstone.json'), JSON.stringify(config));
  return folder;
}
