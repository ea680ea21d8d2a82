import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Rubric } from '../../../src/domain/rubric.ts';
import { exportOf, readArguments, type ExportArguments } from '../../../src/export/exportArguments.ts';
import { exportRows } from '../../../src/export/exportRows.ts';
import type { DatasetCounts } from '../../../src/export/exportProtocol.ts';
import type { Store } from '../../../src/store/api/store.ts';
import { me, newFolder } from '../store/support.ts';

/** A rubric of so many criteria of 7 points. */
export function criteria(count: number): Rubric {
  const one = (i: number) => ({ id: `c${i}`, title: `Criterion ${i}`, max: 7 });
  return { criteria: Array.from({ length: count }, (_, i) => one(i)) };
}

export interface Exported {
  rows: number;
  records: Record<string, unknown>[];
  dataset: DatasetCounts | undefined;
}

/** What an export of a real store holds, as JSON Lines unless it is said otherwise. */
export async function exported(
  store: Store,
  given: Partial<ExportArguments>,
  { rubric = criteria(1) } = {},
): Promise<Exported> {
  const path = given.path ?? join(await newFolder(), 'export');
  const context = { me, project: 'p', extensionVersion: '0', guidelinesVersion: 'g2' };
  const what = await exportOf(readArguments({ format: 'jsonl', ...given, path }), {
    ...context,
    personOf: async (name) => (await store.whoIs(name)).annotator,
  });
  const { rows, dataset } = await exportRows({
    store,
    project: { config: { rubric, blind: false } },
    ...what,
  });
  const files = dataset ? dataset.files.map((file) => file.path) : [path];
  const texts = await Promise.all(files.map((file) => readFile(file, 'utf8')));
  const lines = texts.join('').split('\n').filter(Boolean);
  return { rows, dataset, records: lines.map((line) => JSON.parse(line) as Record<string, unknown>) };
}
