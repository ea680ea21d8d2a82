import { execFile, spawn, type ChildProcessByStdio } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { drawOrder } from '../../../src/annotation/shownOrder.ts';
import type { Answer } from '../../../src/domain/annotation.ts';
import { connect, type Connection } from '../../../src/argilla/dataset/connect.ts';
import { Sync } from '../../../src/argilla/sync/syncDataset.ts';
import { Http } from '../../../src/platform/http.ts';
import { Secrets } from '../../../src/platform/secrets.ts';
import { configSchema, type ProjectConfig } from '../../../src/project/config.ts';
import { openStore } from '../../../src/store/thread/storeClient.ts';
import type { Store } from '../../../src/store/api/store.ts';
import type { ActStatus } from '../../../src/domain/annotationHistory.ts';
import type { TaskInput } from '../../../src/domain/task.ts';

/** What the tests against a real Argilla share. Where it is comes from the environment (see `test/servers`). */

function need(name: string): string {
  const value = process.env[name];
  if (!value)
    throw new Error(`${name} is not set: these tests need a running Argilla (npm test starts one).`);
  return value;
}

export const url = need('ARGILLA_API_URL');
export const ownerKey = need('ARGILLA_API_KEY');
const python = need('TOUCHSTONE_ARGILLA_PYTHON');

export const http = new Http();
const noSecrets = new Secrets(
  { get: async () => undefined, store: async () => {}, delete: async () => {} },
  {},
  '/nowhere',
);

/** A dataset name that no other test or run has. */
export function freshName(what: string): string {
  return `t-${what}-${randomUUID().slice(0, 8)}`;
}

export function connectAs(key: string, address = url): Promise<Connection> {
  return connect({ url: address, key }, { http, secrets: noSecrets });
}

/** The server's API, for what Touchstone itself never does. */
export async function api<T>(
  method: 'GET' | 'POST' | 'DELETE' | 'PATCH' | 'PUT',
  path: string,
  json?: unknown,
  key = ownerKey,
): Promise<T> {
  const response = await http.request(`${url}/api/v1${path}`, {
    method,
    json,
    headers: { 'x-argilla-api-key': key },
  });
  if (response.status >= 300)
    throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
  return (response.status === 204 ? undefined : await response.json()) as T;
}

/** A new user who is a member of the workspace. */
export async function newUser(
  role: 'annotator' | 'admin' | 'owner',
  workspace = 'argilla',
): Promise<{ id: string; key: string; username: string }> {
  const username = `u-${randomUUID().slice(0, 8)}`;
  const user = await api<{ id: string; api_key: string }>('POST', '/users', {
    username,
    first_name: username,
    role,
    password: 'annotate-me',
  });
  const { items } = await api<{ items: { id: string; name: string }[] }>('GET', '/me/workspaces');
  const found = items.find((w) => w.name === workspace);
  if (!found) throw new Error(`no workspace ${workspace}`);
  await api('POST', `/workspaces/${found.id}/users`, { user_id: user.id });
  return { id: user.id, key: user.api_key, username };
}

export function configFor(dataset: string, change: Record<string, unknown> = {}): ProjectConfig {
  return configSchema.parse({
    name: 'test',
    tasks: { source: 'sample' },
    models: [
      { name: 'org/model-one', provider: 'hf-inference' },
      { name: 'org/model-two', provider: 'hf-inference' },
    ],
    argilla: { url, workspace: 'argilla', dataset },
    ...change,
  });
}

export function sampleTasks(count: number): TaskInput[] {
  return Array.from({ length: count }, (_, i) => ({
    id: `HumanEval/${i}`,
    instruction: `Write a function number ${i} — with "quotes", ümlauts and 𝒳.`,
    source: 'openai/humaneval',
    generations: [`One for ${i}:\n\`\`\`python\nprint(${i})\n\`\`\``, `Two for ${i}`],
  }));
}

export interface Desk {
  folder: string;
  store: Store;
  connection: Connection;
  config: ProjectConfig;
  sync: Sync;
  act(taskId: string, status: ActStatus, answer?: Answer): Promise<void>;
  close(): Promise<void>;
}

export interface DeskOptions {
  config: ProjectConfig;
  key?: string;
  tasks?: TaskInput[];
  guidelines?: { text: string; version: string };
  /** Reopens this folder, as after a restart. */
  folder?: string;
}

const worker = new URL('../../../src/store/thread/storeWorker.ts', import.meta.url);
const desks: Desk[] = [];

/** One machine with one person at it: a store of its own and a connection. */
export async function newDesk({
  config,
  key = ownerKey,
  tasks,
  guidelines,
  folder,
}: DeskOptions): Promise<Desk> {
  const home = folder ?? (await mkdtemp(join(tmpdir(), 'touchstone-argilla-')));
  const store = await openStore(home, { worker });
  if (tasks) await store.upsertTasks(tasks, [config.models[0].name, config.models[1].name]);
  const connection = await connectAs(key, config.argilla?.url);
  const { annotator } = connection;
  const guide = guidelines ?? { text: '# Guide\nScore both.', version: 'v1' };
  const sync = new Sync({ store, connection, config, guidelines: guide });
  const desk: Desk = {
    folder: home,
    store,
    connection,
    config,
    sync,
    act: async (taskId, status, answer = {}) => {
      await store.shownOrder(taskId, annotator, drawOrder(taskId, annotator, config.blind));
      await store.act({
        taskId,
        annotator,
        status,
        answer,
        guidelinesVersion: guide.version,
        send: status !== 'draft',
      });
    },
    close: () => store.close(),
  };
  desks.push(desk);
  return desk;
}

/** To be called after all tests of a file. */
export async function closeAll(): Promise<void> {
  for (const desk of desks.splice(0)) {
    await desk.close();
    await rm(desk.folder, { recursive: true, force: true });
  }
  reading?.process.stdin.end();
  reading = undefined;
  await http.close();
}

/** One record as the Python SDK reads it with `to_list(flatten=True)`. */
export type FlatRecord = Record<string, unknown>;

export interface SdkView {
  id: string;
  is_published: boolean;
  guidelines: string | null;
  allow_extra_metadata: boolean;
  min_submitted: number;
  fields: { name: string; type: string; use_markdown: boolean; required: boolean }[];
  questions: { name: string; type: string; required: boolean; options: (string | number)[] | null }[];
  metadata: { name: string; type: string }[];
  vectors: string[];
  /** None of an unpublished one. */
  records: FlatRecord[];
}

const reader = new URL('./reader.py', import.meta.url);
const sdkEnv = { ...process.env, ARGILLA_API_URL: url, ARGILLA_API_KEY: ownerKey, HF_HUB_OFFLINE: '1' };
interface Reader {
  process: ChildProcessByStdio<Writable, Readable, null>;
  lines: AsyncIterator<string>;
}
let reading: Reader | undefined;

function startReader(): Reader {
  const child = spawn(python, [fileURLToPath(reader)], { env: sdkEnv, stdio: ['pipe', 'pipe', 'inherit'] });
  return { process: child, lines: createInterface(child.stdout)[Symbol.asyncIterator]() };
}

/** Reads a dataset as an independent program does: with Argilla's own Python SDK. One reader serves a test file. */
export async function readBySdk(dataset: string, workspace?: string): Promise<SdkView> {
  const view = await findBySdk(dataset, workspace);
  if (!view) throw new Error(`there is no dataset ${dataset}`);
  return view;
}

/** The same, where it may be missing. */
export async function findBySdk(dataset: string, workspace = 'argilla'): Promise<SdkView | undefined> {
  reading ??= startReader();
  reading.process.stdin.write(`${JSON.stringify([dataset, workspace])}\n`);
  const line = await reading.lines.next();
  if (line.done) throw new Error('the SDK’s reader ended; see its message above');
  return (JSON.parse(line.value) as SdkView | null) ?? undefined;
}

/** What was answered to the tasks, by the ids of their records: values and status of each response, as the SDK exports them. */
export function answersIn({ records }: SdkView, ...questions: string[]): Record<string, unknown[]> {
  return Object.fromEntries(
    records.map((record) => [
      String(record['id']),
      // The SDK has no word of a question that nobody has answered.
      questions.map((name) => [
        record[`${name}.responses`] ?? null,
        record[`${name}.responses.status`] ?? null,
      ]),
    ]),
  );
}

/** How often each id is there, where that is not once. */
export function notOnce({ records }: SdkView, name = 'id'): unknown[] {
  const seen = records.map((record) => record[name]);
  return seen.filter((one, i) => seen.indexOf(one) !== i);
}

/** Runs a Python program with the SDK; resolves to what it prints. */
export async function sdk(program: string, ...args: string[]): Promise<string> {
  const options = { env: sdkEnv, timeout: 120_000, maxBuffer: 64 * 1024 * 1024 };
  const { stdout } = await promisify(execFile)(python, ['-c', program, ...args], options);
  return stdout;
}

export const good: Answer = {
  points1: { documentation: 2, example: 1, correctness: 3 },
  score1: 6,
  score2: 4,
  corrected: 'Response 2',
  correction: 'Better:\n```python\nprint(1)\n```',
  comments: 'A is clearer than B',
};
