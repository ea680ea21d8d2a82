import { storeWorker } from '../../storeWorker.ts';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after } from 'node:test';
import { GenerationEngine } from '../../../src/generation/generationEngine.ts';
import type { GenerationOutcome } from '../../../src/generation/generationOutcome.ts';
import type { GenerateRequest, ModelProvider } from '../../../src/models/api/provider.ts';
import { openStore } from '../../../src/store/thread/storeClient.ts';
import type { Store } from '../../../src/store/api/store.ts';
import { config, model, testDeps } from '../models/support.ts';

export async function project(tasks: number, models = [scripted(1), scripted(2)] as const): Promise<Store> {
  const folder = await mkdtemp(join(tmpdir(), 'touchstone-generation-'));
  const store = await openStore(folder, {
    worker: storeWorker,
  });
  after(async () => {
    await store.close();
    await rm(folder, { recursive: true });
  });
  await store.upsertTasks(
    Array.from({ length: tasks }, (_, i) => ({ id: `T/${i}`, instruction: `Task ${i}`, source: 'test' })),
    [models[0].name, models[1].name],
  );
  return store;
}

export const scripted = (n: number) => model({ provider: 'vscode-lm', name: `model-${n}` });

/** An engine whose two models are functions. */
export function engineOf(
  store: Store,
  answer: (request: GenerateRequest, response: 1 | 2) => Promise<string>,
  options: { concurrency?: number; goneMs?: number } = {},
): GenerationEngine {
  const languageModel = (name: string): ModelProvider => ({
    generate: async (request) => ({ text: await answer(request, name === 'model-1' ? 1 : 2), sent: {} }),
  });
  const models: [ReturnType<typeof scripted>, ReturnType<typeof scripted>] = [scripted(1), scripted(2)];
  return new GenerationEngine({
    ...testDeps(),
    store,
    project: { config: config(models) },
    languageModel,
    ...options,
  });
}

/** What a run came to, in short. */
export const counts = ({ generated, failed }: GenerationOutcome): object => ({ generated, failed });

export const endOf = ({ models }: GenerationOutcome, response: 1 | 2): string | undefined =>
  models[response - 1]?.ended?.code;

export const states = async (store: Store): Promise<string[]> =>
  (await store.listTasks('me')).map((t) => t.state);
