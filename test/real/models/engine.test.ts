import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { GenerationEngine } from '../../../src/generation/generationEngine.ts';
import { configSchema } from '../../../src/project/config.ts';
import { openStore } from '../../../src/store/thread/storeClient.ts';
import { testDeps } from '../../unit/models/support.ts';
import { realModel } from './support.ts';

const a = realModel('A');
const b = realModel('B');

test(
  'a run over three tasks with two real models is stored whole and repeats with its seed',
  { timeout: 180_000 },
  async () => {
    const config = configSchema.parse({
      name: 'real',
      tasks: { source: 'sample' },
      models: [
        { name: a.model, provider: 'openai', url: a.url },
        { name: b.model, provider: 'openai', url: `${b.url}/v1`, api: 'completions' },
      ],
      parameters: { max_new_tokens: 32, temperature: 0.2, top_p: 0.6, top_k: null, seed: 42 },
    });
    const folder = await mkdtemp(join(tmpdir(), 'touchstone-real-'));
    const store = await openStore(folder, {
      worker: new URL('../../../src/store/thread/storeWorker.ts', import.meta.url),
    });
    after(async () => {
      await store.close();
      await rm(folder, { recursive: true });
    });
    const tasks = ['adds two numbers', 'reverses a string', 'counts vowels'];
    await store.upsertTasks(
      tasks.map((t, i) => ({
        id: `T/${i}`,
        instruction: `Write a Python function that ${t}.`,
        source: 'test',
      })),
      [a.model, b.model],
    );
    const engine = new GenerationEngine({ ...testDeps(), store, project: { config } });
    const streamed = new Map<string, string>();
    engine.onText(({ taskId, response, delta }) => {
      const key = `${taskId} ${response}`;
      streamed.set(key, (streamed.get(key) ?? '') + delta);
    });
    // One at once: with several in flight the batched arithmetic rounds differently.
    const { generated, failed } = await engine.generateAll({ concurrency: 1 });
    assert.deepEqual([generated, failed], [6, 0]);

    const texts = new Map<string, string>();
    for (const [i] of tasks.entries()) {
      const { generations } = await store.taskDetail(`T/${i}`, 'me');
      assert.deepEqual(
        generations.map((g) => [g.response, g.model]),
        [
          [1, a.model],
          [2, b.model],
        ],
      );
      for (const g of generations) {
        texts.set(`${g.taskId} ${g.response}`, g.text);
        assert.equal(g.seed, 42);
        assert.ok(g.finishReason && g.usage?.promptTokens && g.usage.completionTokens && g.durationMs);
        assert.equal(
          g.prompt !== undefined,
          g.response === 2,
          'the prompt is there where it was rendered here',
        );
      }
    }
    assert.deepEqual(texts, streamed);

    assert.equal(await engine.generateTask('T/1', { only: 1, again: true }), 1);
    const again = (await store.taskDetail('T/1', 'me')).generations.find((g) => g.response === 1);
    assert.equal(again?.text, texts.get('T/1 1'));
  },
);
