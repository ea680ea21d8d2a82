import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { AxeResults, RunOptions } from 'axe-core';
import type { ReviewPage } from './page.ts';

const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

const colours = ['color-contrast', 'link-in-text-block'];

/** What axe finds serious or critical: by all its rules, or by those that look at colours, or by the others. */
export async function serious(review: ReviewPage, rules: 'all' | 'colours' | 'others'): Promise<string[]> {
  if (!(await review.page.evaluate(() => 'axe' in window))) await review.page.evaluate(axe);
  const off = Object.fromEntries(colours.map((id) => [id, { enabled: false }]));
  const options: Record<typeof rules, RunOptions> = {
    all: {},
    colours: { runOnly: { type: 'rule', values: colours } },
    others: { rules: off },
  };
  const results = await review.page.evaluate(
    (chosen) =>
      (window as unknown as { axe: { run(options: RunOptions): Promise<AxeResults> } }).axe.run(chosen),
    // Without this axe describes every element that passed as well.
    { ...options[rules], resultTypes: ['violations'] } satisfies RunOptions,
  );
  return results.violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) =>
      nodes.map((node) => `${id}: ${node.target.join(' ')} ${node.failureSummary ?? ''}`),
    );
}
