import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after } from 'node:test';

/** The least that a project needs. */
export const least = {
  name: 'code-llm',
  tasks: { source: 'sample' },
  models: [
    { name: 'one', provider: 'hf-inference' },
    { name: 'two', provider: 'vscode-lm' },
  ],
};

/** The text of a `touchstone.json`, one field or bracket a line: `least` with these fields added or, when undefined, left out. */
export function configText(more: Record<string, unknown> = {}): string {
  return JSON.stringify({ ...least, ...more }, null, 2);
}

/** A project folder with these files, that goes when the file's tests are done. */
export async function projectFolder(files: Record<string, string>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'touchstone-project-'));
  after(() => rm(folder, { recursive: true, force: true }));
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
  return folder;
}
