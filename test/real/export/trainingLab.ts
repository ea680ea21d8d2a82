import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { exportOf, readArguments, type ExportArguments } from '../../../src/export/exportArguments.ts';
import type { ExportResult } from '../../../src/export/exportProtocol.ts';
import { exportRows, type ExportConfig } from '../../../src/export/exportRows.ts';
import { defaultRubric } from '../../../src/project/config.ts';
import type { Store } from '../../../src/store/api/store.ts';
import { openStore } from '../../../src/store/thread/storeClient.ts';
import { storeWorker } from '../../storeWorker.ts';

/** A Python with `datasets`, pandas and pyarrow: that of the test Argilla has them. */
const python = process.env['TOUCHSTONE_ARGILLA_PYTHON'];
const script = fileURLToPath(new URL('load_training.py', import.meta.url));
/** For files of the tests; goes with them. */
export const folder = mkdtempSync(join(tmpdir(), 'touchstone-training-'));
const stores: Store[] = [];
after(async () => {
  for (const store of stores) await store.close();
  await rm(folder, { recursive: true, force: true });
});

export type Row = Record<string, unknown>;
export interface Loaded {
  splits: Record<string, Row[]>;
  features: Record<string, unknown>;
  arrow?: Record<string, string>;
  types?: Record<string, string>;
  pandas?: number;
  /** The metadata of the card, as the Hub's own library reads it. */
  card?: Record<string, unknown>;
}

export const max = 7;
const project = { config: { rubric: defaultRubric, blind: true } };

/** A store that is closed when the tests are over. */
export async function newStore(name: string): Promise<Store> {
  const store = await openStore(join(folder, name), { worker: storeWorker });
  stores.push(store);
  return store;
}

export async function exported(
  store: Store,
  given: ExportArguments,
  config: ExportConfig = project.config,
): Promise<ExportResult> {
  const what = await exportOf(readArguments(given), {
    ...{ me: 'local:me', project: 'made', extensionVersion: '0.0.0', guidelinesVersion: 'g1' },
    personOf: async (who) => (await store.whoIs(who)).annotator,
  });
  return exportRows({ store, project: { config }, ...what });
}

export async function loaded(...wanted: [kind: string, path: string][]): Promise<Loaded[]> {
  assert.ok(python, 'TOUCHSTONE_ARGILLA_PYTHON must name a Python with datasets, pandas and pyarrow');
  const [list, result] = [join(folder, 'wanted.json'), join(folder, 'result.json')];
  await writeFile(list, JSON.stringify(wanted));
  await promisify(execFile)(python, [script, join(folder, 'cache'), list, result], { maxBuffer: 1e8 });
  return JSON.parse(await readFile(result, 'utf8')) as Loaded[];
}

export const message = [{ role: 'string', content: 'string' }];
export const user = (content: string) => ({ role: 'user', content });
export const said = (content: string) => ({ role: 'assistant', content });

export function rowsOf({ splits }: Loaded): Row[] {
  return Object.values(splits).flat();
}
