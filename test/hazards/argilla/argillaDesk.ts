import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after } from 'node:test';
import { connect, type Connection } from '../../../src/argilla/dataset/connect.ts';
import type { LeaseTimes } from '../../../src/argilla/sync/oneSender.ts';
import { Sync } from '../../../src/argilla/sync/syncDataset.ts';
import type { Answer } from '../../../src/domain/annotation.ts';
import type { ActStatus } from '../../../src/domain/annotationHistory.ts';
import type { TaskInput } from '../../../src/domain/task.ts';
import { Http } from '../../../src/platform/http.ts';
import { Secrets } from '../../../src/platform/secrets.ts';
import { configSchema } from '../../../src/project/config.ts';
import { openStore } from '../../../src/store/thread/storeClient.ts';
import type { Store } from '../../../src/store/api/store.ts';

/** One person's project with a server, as the editor has it. */
export interface Desk {
  folder: string;
  store: Store;
  connection: Connection;
  sync: Sync;
  annotator: string;
  act(taskId: string, status: ActStatus, answer?: Answer): Promise<void>;
  /** What waits to be sent. */
  waiting(): Promise<{ taskId: string; blocked: boolean; lastError?: string }[]>;
}

export const http = new Http();
after(() => http.close());

const worker = new URL('../../../src/store/thread/storeWorker.ts', import.meta.url);

export const scores: Answer = { score1: 6, score2: 3 };

export function tasks(count: number, text = (i: number): string => `Write function ${i}.`): TaskInput[] {
  return Array.from({ length: count }, (_, i) => ({
    id: `t/${i}`,
    instruction: text(i),
    source: 'hazards',
    generations: [`One for ${i}`, `Two for ${i}`],
  }));
}

export interface DeskOptions {
  tasks?: TaskInput[];
  key?: string;
  dataset?: string;
  /** Another window's, on the same project. */
  folder?: string;
  times?: LeaseTimes;
}

export async function newDesk(
  url: string,
  {
    tasks: given = tasks(3),
    key = 'argilla.apikey',
    dataset = 'code-llm',
    folder: shared,
    times,
  }: DeskOptions = {},
): Promise<Desk> {
  const folder = shared ?? (await mkdtemp(join(tmpdir(), 'touchstone-hazard-')));
  const store = await openStore(folder, { worker });
  after(async () => {
    await store.close();
    await rm(folder, { recursive: true, force: true });
  });
  const config = configSchema.parse({
    name: 'hazards',
    tasks: { source: 'sample' },
    models: ['one', 'two'].map((name) => ({ name, provider: 'hf-inference' })),
    argilla: { url, workspace: 'argilla', dataset },
  });
  await store.upsertTasks(given, ['one', 'two']);
  const nothing = async (): Promise<undefined> => undefined;
  const secrets = new Secrets({ get: nothing, store: nothing, delete: nothing }, {}, '/nowhere');
  const connection = await connect({ url, key }, { http, secrets });
  const { annotator } = connection;
  const guidelines = { text: '# Guide\nScore both.', version: 'v1' };
  return {
    folder,
    store,
    connection,
    annotator,
    sync: new Sync({ store, connection, config, guidelines }, times),
    async act(taskId, status, answer = {}) {
      await store.shownOrder(taskId, annotator, [1, 2]);
      const send = status !== 'draft';
      await store.act({ taskId, annotator, status, answer, guidelinesVersion: 'v1', send });
    },
    waiting: async () =>
      (await store.outbox(annotator, 1000)).map(({ taskId, blocked, lastError }) => ({
        taskId,
        blocked,
        lastError,
      })),
  };
}

/** Submits the first so many tasks. */
export async function submitAll(desk: Desk, count: number, comments: (i: number) => string): Promise<void> {
  for (let i = 0; i < count; i++) await desk.act(`t/${i}`, 'submitted', { ...scores, comments: comments(i) });
}
