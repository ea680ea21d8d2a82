import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { InsightsClient } from '../../../src/insights/insightsClient.ts';
import { defaultRubric } from '../../../src/project/config.ts';
import type { InsightsRow, InsightsState } from '../../../src/protocol/insightsMessages.ts';
import { each } from '../../each.ts';
import { fill, madeTasks } from './madeTasks.ts';
import { exported, folder, newStore } from './trainingLab.ts';

const python = process.env['TOUCHSTONE_LOADERS_PYTHON'];

interface Figures {
  tasks: number;
  answers: number;
  annotators: number;
  mean: Record<string, number>;
  difference: number;
  'won, tied, lost': [number, number, number];
  given: Record<string, Record<string, number>>;
  points: Record<string, [number, number]>;
  agreement: Record<string, { tasks: number; same: number; kappa: number }>;
}

/** The script as docs/export.md shows it. */
async function scriptOfDocs(): Promise<string> {
  const docs = await readFile(new URL('../../../docs/export.md', import.meta.url), 'utf8');
  const [, script] = /```python\n("""The figures of the insights[\s\S]*?)```/.exec(docs) ?? [];
  assert.ok(script, 'docs/export.md shows the script');
  const lines = script.split('\n').filter((line) => line.trim() !== '');
  assert.ok(lines.length <= 36, `${lines.length} lines`);
  return script;
}

function rowsOf({ sections }: Pick<InsightsState, 'sections'>, id: string, chart: number): InsightsRow[] {
  const found = sections.find((section) => section.id === id)?.charts[chart]?.chart;
  assert.ok(found?.kind === 'rows', `${id} has rows`);
  return found.rows;
}

function near(actual: number | undefined, expected: number | undefined, what: string): void {
  assert.ok(actual !== undefined && expected !== undefined, what);
  assert.ok(Math.abs(actual - expected) < 1e-9, `${what}: ${actual} is not ${expected}`);
}

test('a short script computes the figures of the insights from the long export', async () => {
  assert.ok(python, 'TOUCHSTONE_LOADERS_PYTHON must name a Python with pandas');
  const store = await newStore('figures');
  const made = madeTasks(400);
  for (const [i, { answers }] of made.entries())
    for (const { answer } of Object.values(answers)) {
      answer.points1 = { documentation: i % 3, example: i % 2, correctness: (answer.score1 ?? 0) % 4 };
      answer.points2 = { documentation: (i + 1) % 3, example: 1, correctness: (answer.score2 ?? 0) % 4 };
      const sum = (points: Record<string, number>) => Object.values(points).reduce((a, b) => a + b, 0);
      [answer.score1, answer.score2] = [sum(answer.points1), sum(answer.points2)];
    }
  await fill(store, made);
  const [script, long] = [join(folder, 'figures.py'), join(folder, 'judgements.jsonl')];
  await writeFile(script, await scriptOfDocs());
  await exported(store, { format: 'jsonl', path: long, shape: 'long' });
  const { stdout } = await promisify(execFile)(python, [script, long]);
  const figures = JSON.parse(stdout) as Figures;

  const client = new InsightsClient(store.path);
  const insights = await client
    .compute({ rubric: defaultRubric, models: ['One', 'Two'], choices: {}, blind: false, me: 'local:me' })
    .finally(() => client.close());
  assert.equal(
    insights.counts,
    `${figures.tasks} tasks judged · ${figures.answers} answers · ${figures.annotators} annotators`,
  );
  const means = rowsOf(insights, 'better', 0);
  near(figures.mean['1'], means[0]?.value, 'mean of Response 1');
  near(figures.mean['2'], means[1]?.value, 'mean of Response 2');
  const [won, tied, lost] = figures['won, tied, lost'];
  const wins = insights.sections.find(({ id }) => id === 'wins');
  assert.equal(wins?.verdict.text, `${won} won, ${tied} tied, ${lost} lost`);
  near(figures.difference, (means[0]?.value ?? NaN) - (means[1]?.value ?? NaN), 'difference');
  const bars = insights.sections.find(({ id }) => id === 'scores')?.charts[0]?.chart;
  assert.ok(bars?.kind === 'bars');
  for (const [i, { bars: own }] of each(bars.series).entries()) {
    const given = Object.fromEntries(own.flatMap(({ count }, score) => (count > 0 ? [[score, count]] : [])));
    const counted = Object.entries(figures.given[String(i + 1)] ?? {});
    assert.deepEqual(Object.fromEntries(counted.map(([score, n]) => [Number(score), n])), given);
  }
  const shares = rowsOf(insights, 'criteria', 0);
  for (const [i, { id, max }] of each(defaultRubric.criteria).entries())
    for (const response of [0, 1] as const)
      near(
        (figures.points[`points_${id}`]?.[response] ?? NaN) / max,
        shares[2 * i + response]?.value,
        `${id} of Response ${response + 1}`,
      );
  const [agreement] = Object.values(figures.agreement);
  near(agreement?.same, rowsOf(insights, 'annotators', 0)[0]?.value, 'same scores');
  near(agreement?.kappa, rowsOf(insights, 'annotators', 1)[0]?.value, 'weighted kappa');
});
