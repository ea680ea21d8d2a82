import assert from 'node:assert/strict';
import { mkdtempSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { parse } from 'csv-parse/sync';
import { exportRows, type ExportConfig } from '../../../src/export/exportRows.ts';
import type { ExportRow } from '../../../src/store/api/store.ts';
import { each } from '../../each.ts';
import { rubric, sampleRows, storeOf } from './rows.ts';

const folder = mkdtempSync(join(tmpdir(), 'touchstone-judges-'));
after(() => rm(folder, { recursive: true, force: true }));

/** CSV as rows of text, an unquoted nothing as null. */
function readCsv(text: string): Record<string, string | null>[] {
  const cast = (value: string, context: { quoting: boolean }): string | null =>
    value === '' && !context.quoting ? null : value;
  return parse(text, { columns: true, cast, bom: false });
}

test('judges: columns before the runs, nothing before the answer is submitted in a blind project, no formula', async () => {
  const named = [
    { id: '=judge', name: 'x' },
    { id: 'own', name: 'org/Secret-Model-1' },
  ].map((judge) => ({ ...judge, provider: 'vscode-lm' as const, parameters: {}, compare: true }));
  const [one, two] = ['org/Secret-Model-1', 'org/Secret-Model-2'].map((name) => ({ name }));
  const config = { rubric, blind: true, judges: named, models: [one, two] } as ExportConfig;
  const points = { documentation: 2, example: 1, correctness: 3, 'error-handling': 0 };
  const rows = sampleRows().map((row): ExportRow => ({
    ...row,
    judged: [
      {
        judge: '=judge',
        question: '1',
        verdict: { points, reasons: { example: '=1+1' }, confidence: 0.5 },
      },
      { judge: '=judge', question: '1,2', verdict: { winner: 1, reason: '@x' } },
      { judge: '=judge', question: '2,1', verdict: { winner: 1 } },
    ],
  }));
  const dataset = {
    ...{ filters: {}, examples: { separator: '', corrections: false, seed: 1 }, folder: false },
    ...{ overwrite: true, neutralise: true },
    about: { name: 'n', project: 'p', extensionVersion: '0', guidelinesVersion: 'g' },
  };
  const path = join(folder, 'judges.csv');
  await exportRows({
    store: storeOf(rows),
    project: { config },
    shape: 'annotated',
    format: 'csv',
    path,
    dataset,
  });
  const read = readCsv(await readFile(path, 'utf8'));
  const names = Object.keys(read[0] ?? {});
  assert.equal(names.at(-1), 'runs');
  const own = names.filter((name) => name.startsWith('judge_'));
  const of = (judge: string) => [
    ...[`judge_score_1_${judge}`, `judge_score_2_${judge}`],
    ...[1, 2].flatMap((n) =>
      ['documentation', 'example', 'correctness', 'error_handling'].map(
        (id) => `judge_points_${n}_${judge}_${id}`,
      ),
    ),
    ...[`judge_reasons_1_${judge}`, `judge_reasons_2_${judge}`],
    ...[`judge_confidence_1_${judge}`, `judge_confidence_2_${judge}`],
    ...[`judge_prefers_${judge}`, `judge_preferences_${judge}`],
  ];
  assert.deepEqual(own, [...of('judge'), ...of('2')], 'a judge that is a model under test has no name');
  for (const [i, row] of each(read).entries()) {
    const is = i % 4 === 0;
    assert.equal(row['judge_score_1_judge'], is ? '6' : null);
    assert.equal(row['judge_points_1_judge_error_handling'], is ? '0' : null);
    assert.equal(row['judge_reasons_1_judge'], is ? '{"example":"=1+1"}' : null);
    assert.equal(row['judge_prefers_judge'], is ? 'Response 1' : null);
    assert.equal(row['judge_score_1_2'], null);
  }
  assert.equal(read[3]?.['instruction'], '\'=HYPERLINK("http://evil.example","x")');
});
