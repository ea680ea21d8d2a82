import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { Http } from '../../../src/platform/http.ts';
import { Secrets } from '../../../src/platform/secrets.ts';
import { configSchema } from '../../../src/project/config.ts';
import type { Project } from '../../../src/project/loadProject.ts';
import { loadTasks, type LoadDeps } from '../../../src/tasks/loadTasks.ts';
import type { LoadedTasks } from '../../../src/tasks/mapping/collectTasks.ts';

export const sampleFolder = new URL('../../../media/sample', import.meta.url).pathname;

/** A folder that is removed when the test ends. */
export async function tempFolder(t: TestContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'touchstone-tasks-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

export function projectOf(folder: string, tasks: unknown): Project {
  const model = { name: 'm', provider: 'openai', url: 'http://127.0.0.1:9/v1' };
  const config = configSchema.parse({ name: 'test', tasks, models: [model, model] });
  return { folder, config, guidelines: { text: '', version: '' } };
}

/** A vault in memory, no token of this machine. */
export function secretsOf(saved: Record<string, string> = {}, env: Record<string, string> = {}): Secrets {
  const kept = new Map(Object.entries(saved));
  const vault = {
    get: (key: string) => Promise.resolve(kept.get(key)),
    store: (key: string, value: string) => Promise.resolve(void kept.set(key, value)),
    delete: (key: string) => Promise.resolve(void kept.delete(key)),
  };
  return new Secrets(vault, { HF_TOKEN_PATH: '/nonexistent', ...env });
}

export function depsOf(deps: Partial<LoadDeps> = {}): LoadDeps {
  return { http: new Http(), secrets: secretsOf(), sampleFolder, ...deps };
}

/** Loads a file with that name and content as a project's tasks. */
export async function loadFile(
  t: TestContext,
  name: string,
  content: string | Uint8Array,
  columns: Record<string, unknown> = { instruction: 'instruction' },
  deps: Partial<LoadDeps> = {},
): Promise<LoadedTasks> {
  const folder = await tempFolder(t);
  await writeFile(join(folder, name), content);
  return loadTasks(projectOf(folder, { source: 'file', path: name, columns }), depsOf(deps));
}

/** The text in pieces of `size` characters, so that every boundary is met. */
export async function* inPieces(text: string, size: number): AsyncGenerator<string, void, undefined> {
  for (let i = 0; i < text.length; i += size) yield await Promise.resolve(text.slice(i, i + size));
}

export async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = [];
  for await (const item of items) list.push(item);
  return list;
}
