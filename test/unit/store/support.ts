import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach } from 'node:test';
import { storeWorker } from '../../storeWorker.ts';
import type { Answer } from '../../../src/domain/annotation.ts';
import { sha256 } from '../../../src/platform/hash.ts';
import { openStore, type OpenStoreOptions } from '../../../src/store/thread/storeClient.ts';
import { inputId } from '../../../src/inputs/inputId.ts';
import type { InputContent } from '../../../src/domain/run.ts';
import type { Store } from '../../../src/store/api/store.ts';
import type { Act } from '../../../src/domain/annotationHistory.ts';
import type { Generation, Run, StoredInput, TaskInput } from '../../../src/domain/task.ts';

export const worker = storeWorker;
export const models: [string, string] = ['model-one', 'model-two'];
export const me = 'local:me';

const folders: string[] = [];
const stores: Store[] = [];

afterEach(async () => {
  await Promise.all(stores.splice(0).map((store) => store.close()));
  await Promise.all(folders.splice(0).map((folder) => rm(folder, { recursive: true, force: true })));
});

/** A folder that goes when the test ends. */
export async function newFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'touchstone-store-'));
  folders.push(folder);
  return folder;
}

/** A store that is closed when the test ends. */
export async function open(folder?: string): Promise<Store> {
  return openAs(folder ?? (await newFolder()));
}

/** The same as a certain editor opens it. */
export async function openAs(folder: string, options: Partial<OpenStoreOptions> = {}): Promise<Store> {
  const store = await openStore(folder, { worker, ...options });
  stores.push(store);
  return store;
}

export function task(id: string, more: Partial<TaskInput> = {}): TaskInput {
  return { id, instruction: `Instruction of ${id}`, source: 'test', ...more };
}

/** Tasks `t0`, `t1`, … with two recorded responses each. */
export function tasks(count: number): TaskInput[] {
  return Array.from({ length: count }, (_, i) =>
    task(`t${i}`, { generations: [`first of t${i}`, `second of t${i}`] }),
  );
}

export async function openWithTasks(count = 3, folder?: string): Promise<Store> {
  const store = await open(folder);
  await store.upsertTasks(tasks(count), models);
  return store;
}

export function act(
  taskId: string,
  status: Act['status'],
  answer: Answer = {},
  more: Partial<Act> = {},
): Act {
  return { taskId, annotator: me, status, answer, guidelinesVersion: 'g1', send: false, ...more };
}

export function generation(taskId: string, response: 1 | 2, text: string): Generation {
  return {
    taskId,
    response,
    model: models[response - 1] ?? '',
    provider: 'openai',
    text,
    origin: 'model',
    hash: sha256(text),
    url: 'http://127.0.0.1/v1',
    parameters: { temperature: 0.2, stop: ['x'] },
    startedAt: '2025-01-01T00:00:00.000Z',
    durationMs: 12.5,
    usage: { promptTokens: 3, completionTokens: 4 },
    seed: 42,
  };
}

export function run(taskId: string, id: string, more: Partial<Run> = {}): Run {
  return {
    id,
    taskId,
    response: 1,
    codeHash: 'c',
    language: 'python',
    runner: 'python 3.11.7',
    verdict: 'ran',
    timedOut: false,
    stopped: false,
    stdout: '',
    stderr: '',
    truncatedBytes: 0,
    durationMs: 1,
    sandbox: 'none',
    startedAt: '2025-01-01T00:00:00.000Z',
    ...more,
  };
}

export function input(content: InputContent, origin: StoredInput['origin'] = 'annotator'): StoredInput {
  return { ...content, id: inputId(content), origin };
}

/** The next change that the store tells of and that `wanted` accepts. Fails after 20 s. */
export function nextChange(
  store: Store,
  wanted: (taskIds: string[]) => boolean = () => true,
): Promise<string[]> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      subscription.dispose();
      reject(new Error('no such change'));
    }, 20_000);
    const subscription = store.onDidChange(({ ids }) => {
      const taskIds = ids === 'all' ? [] : [...ids];
      if (!wanted(taskIds)) return;
      clearTimeout(timer);
      subscription.dispose();
      resolve(taskIds);
    });
  });
}
