import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { GenerationEngine } from '../../../src/generation/generationEngine.ts';
import { Http } from '../../../src/platform/http.ts';
import { Secrets } from '../../../src/platform/secrets.ts';
import { configSchema, modelSchema } from '../../../src/project/config.ts';
import { openStore } from '../../../src/store/thread/storeClient.ts';

const worker = new URL('../../../src/store/thread/storeWorker.ts', import.meta.url);
const file = (name: string): string => fileURLToPath(new URL(name, import.meta.url));
const [slots, ms] = [32, 1000];
/** Of the loop, the others are reckoned. */
const looped = 40;
const laps = 3;

/**
 * Both responses to `count` tasks from a server that takes a second and answers 32 at once, stored; beside the ideal, the cookbook's loop
 * and `AsyncInferenceClient` with a semaphore that is told the number. `npm run bench -- generate [tasks]`.
 */
export async function benchGenerate(count: number): Promise<void> {
  const server = spawn(process.execPath, [file('latencyServer.ts'), String(slots), String(ms)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  try {
    const [line] = (await once(server.stdout, 'data')) as [Buffer];
    const address = line.toString().trim();
    const ideal = (Math.ceil((2 * count) / slots) * ms) / 1000;
    const loop = ((await peer(address, 'loop', looped)) / looped) * 2 * count;
    const [first, again, told]: number[][] = [[], [], []];
    for (let lap = 0; lap < laps; lap++) {
      const knees = new Map<string, number>();
      first?.push(await generated(address, count, knees));
      again?.push(await generated(address, count, knees));
      told?.push(await peer(address, 'told', 2 * count));
    }
    const [ours, known, theirs] = [first, again, told].map((all) => median(all ?? []));
    if (ours === undefined || known === undefined || theirs === undefined)
      throw new Error('nothing measured');
    console.log(
      `${2 * count} responses, ${slots} at once of ${ms} ms, medians of ${laps}: ideal ${ideal.toFixed(1)} s\n` +
        `  Touchstone ${ours.toFixed(1)} s, on a server that it knows ${known.toFixed(1)} s\n` +
        `  AsyncInferenceClient, told ${slots}: ${theirs.toFixed(1)} s; one after the other: ${loop.toFixed(0)} s`,
    );
    console.log(
      `BENCH generate-to-ideal=${(ours / ideal).toFixed(3)} goal=1.10 n=${laps}\n` +
        `BENCH generate-again-to-ideal=${(known / ideal).toFixed(3)} goal=1.05 n=${laps}\n` +
        `BENCH generate-to-told-client=${(ours / theirs).toFixed(3)} goal=1.05 n=${laps}\n` +
        `BENCH generate-to-loop=${(ours / loop).toFixed(4)} goal=0.04 n=${laps}`,
    );
  } finally {
    server.kill();
  }
}

/** Seconds. */
async function generated(address: string, count: number, knees: Map<string, number>): Promise<number> {
  const folder = await mkdtemp(join(tmpdir(), 'touchstone-generate-'));
  const store = await openStore(folder, { worker });
  const http = new Http();
  try {
    const tasks = Array.from({ length: count }, (_, i) => ({
      id: `T/${i}`,
      instruction: `Add two numbers, ${i}.`,
      source: 'bench',
    }));
    await store.upsertTasks(tasks, ['a', 'b']);
    const models = ['a', 'b'].map((name) => modelSchema.parse({ provider: 'openai', url: address, name }));
    const config = configSchema.parse({ name: 'bench', tasks: { source: 'sample' }, models });
    const secrets = new Secrets(noVault, {}, '/nonexistent');
    const engine = new GenerationEngine({ store, project: { config }, http, secrets, log, knees });
    const began = performance.now();
    const outcome = await engine.generateAll();
    const seconds = (performance.now() - began) / 1000;
    assert.deepEqual([outcome.generated, outcome.failed], [2 * count, 0]);
    return seconds;
  } finally {
    await http.close();
    await store.close();
    await rm(folder, { recursive: true, force: true });
  }
}

async function peer(address: string, way: string, count: number): Promise<number> {
  const python = process.env['TOUCHSTONE_LOADERS_PYTHON'];
  assert.ok(python, 'TOUCHSTONE_LOADERS_PYTHON names the interpreter');
  const asked = [file('peers.py'), address, way, String(count), String(slots)];
  // Nothing but the loopback is asked, which its offline mode would forbid as well.
  const env = { ...process.env, HF_HUB_OFFLINE: '0' };
  const { stdout } = await promisify(execFile)(python, asked, { env });
  return Number(stdout);
}

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[values.length >> 1] ?? NaN;
const none = (): void => undefined;
const log = { trace: none, debug: none, info: none, warn: none, error: none };
const noVault = {
  get: () => Promise.resolve(undefined),
  store: () => Promise.resolve(),
  delete: () => Promise.resolve(),
};
