import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import type { ExportArguments } from '../../../src/export/exportArguments.ts';
import { defaultRubric } from '../../../src/project/config.ts';
import type { TaskInput } from '../../../src/domain/task.ts';
import { each } from '../../each.ts';
import { act, models } from '../../unit/store/support.ts';
import { exported, folder, loaded, max, newStore, rowsOf, said, user, type Loaded } from './trainingLab.ts';

const sample = new URL('../../../media/sample/tasks.jsonl', import.meta.url);

interface SampleRow extends Pick<TaskInput, 'id' | 'instruction' | 'language'> {
  response_model_1: string;
  response_model_2: string;
}

test('the bundled sample: row by row what the store holds', async () => {
  const store = await newStore('sample');
  const lines = (await readFile(sample, 'utf8')).trimEnd().split('\n');
  const tasks = lines.map((line) => JSON.parse(line) as SampleRow);
  await store.upsertTasks(
    tasks.map(({ id, instruction, language, response_model_1: one, response_model_2: two }) => ({
      ...{ id, instruction, language, source: 'touchstone-sample', generations: [one, two] },
    })),
    models,
  );
  for (const [i, { id }] of each(tasks).entries()) {
    const correction =
      i === 2 ? { corrected: 'Response 2' as const, correction: 'Corrected:\n\n```python\npass\n```\n' } : {};
    await store.act(
      act(id, 'submitted', { score1: i % 8, score2: 7 - (i % 8), comments: `c${i}`, ...correction }),
    );
    if (i % 3 === 0)
      await store.act(act(id, 'submitted', { score1: 7, score2: 0 }, { annotator: 'local:other' }));
  }

  const wanted: [kind: string, path: string][] = [];
  for (const [shape, more] of [
    ['dpo', {}],
    ['reward', {}],
    ['kto', {}],
    ['sft', { systemPrompt: 'You write code.' }],
    ['long', { annotators: 'me' }],
  ] as const satisfies [ExportArguments['shape'], Partial<ExportArguments>][]) {
    const path = join(folder, `sample-${shape}`);
    await exported(store, { format: 'jsonl', path, shape, folder: true, ...more });
    wanted.push(['hub', path]);
  }
  const [dpo, reward, kto, sft, long] = (await loaded(...wanted)) as [Loaded, Loaded, Loaded, Loaded, Loaded];

  // What is in the store, asked for task by task.
  const pairs: { prompt: object[]; chosen: object[]; rejected: object[]; margin: number }[] = [];
  const labelled: object[] = [];
  const judgements: object[] = [];
  for (const { id } of each(tasks)) {
    const [mine, others] = [
      await store.taskDetail(id, 'local:me'),
      await store.taskDetail(id, 'local:other'),
    ];
    const answers = [mine, others].flatMap(({ annotation }) => annotation ?? []);
    const [one, two] = mine.generations.map(({ text }) => text) as [string, string];
    const mean = (of: 'score1' | 'score2') =>
      answers.reduce((sum, answer) => sum + (answer[of] ?? 0), 0) / answers.length;
    const scores = [mean('score1'), mean('score2')] as const;
    const correction = mine.annotation?.correction;
    const prompt = [user(mine.task.instruction)];
    const [better, worse, most, least] =
      scores[0] > scores[1] ? [one, two, ...scores] : [two, one, scores[1], scores[0]];
    const margin = (correction === undefined ? most : max) - least;
    if (margin > 0)
      pairs.push({ prompt, chosen: [said(correction ?? better)], rejected: [said(worse)], margin });
    if (correction !== undefined) labelled.push({ prompt, completion: [said(correction)], label: true });
    for (const [i, text] of [one, two].entries())
      labelled.push({
        prompt,
        completion: [said(text)],
        label: (scores[i] ?? 0) > defaultRubric.correctAtOrBelow,
      });
    for (const [i, text] of [one, two].entries())
      judgements.push({
        ...{ id, response: i + 1, model: models[i], text, comments: mine.annotation?.comments },
        score: i === 0 ? mine.annotation?.score1 : mine.annotation?.score2,
        ...{ status: 'submitted', annotator: 'local:me', updated_at: mine.annotation?.updatedAt },
      });
  }
  assert.deepEqual(
    rowsOf(dpo),
    pairs.map(({ margin: _, ...pair }) => pair),
  );
  assert.deepEqual(
    rowsOf(reward),
    pairs.map(({ prompt, chosen, rejected, margin }) => ({
      chosen: [...prompt, ...chosen],
      rejected: [...prompt, ...rejected],
      margin,
    })),
  );
  assert.deepEqual(rowsOf(kto), labelled);
  // Of two equally good responses the lot decides which one is there.
  const untied = new Set(pairs.map(({ prompt }) => JSON.stringify(prompt)));
  assert.equal(rowsOf(sft).length, tasks.length);
  assert.deepEqual(
    rowsOf(sft).filter(({ messages }) => untied.has(JSON.stringify((messages as object[]).slice(1, 2)))),
    pairs.map(({ prompt, chosen }) => ({
      messages: [{ role: 'system', content: 'You write code.' }, ...prompt, ...chosen],
    })),
  );
  const keys = Object.keys(judgements[0] ?? {});
  assert.deepEqual(
    rowsOf(long).map((row) => Object.fromEntries(keys.map((key) => [key, row[key]]))),
    judgements,
  );
});
