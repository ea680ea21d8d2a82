import { cpSync, readdirSync, readFileSync, statfsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { exportOf, readArguments, type ExportArguments } from '../../../src/export/exportArguments.ts';
import { exportRows } from '../../../src/export/exportRows.ts';
import { openStore } from '../../../src/store/thread/storeClient.ts';

/**
 * Runs where `unshare` has made a name space of mounts: exports a project to a disk that is too small, to one that is read-only, and from a project that
 * lies on a full one. `smallDisks.ts PROJECT SMALL READONLY OWN RESULT`; the last three are mount points. Tells in RESULT what came of each.
 */
export interface Played {
  name: string;
  error?: { code: string; message: string; action?: string };
  /** What is at the target and in the project's own folder afterwards. */
  target: string[];
  scratch: string[];
  /** What was there before is as it was. */
  kept: boolean;
}

const [, , project = '', small = '', readOnly = '', own = '', result = ''] = process.argv;
const rubric = { criteria: [{ id: 'works', title: 'Works', max: 9 }] };
const kinds: Partial<ExportArguments>[] = [
  { format: 'jsonl' },
  { format: 'parquet', annotators: 'all' },
  { format: 'arrow' },
  { format: 'parquet', folder: true, shape: 'dpo' },
  { format: 'jsonl', split: true, shape: 'dpo', overwrite: true },
];
const before = 'what was there before';
const played: Played[] = [];

async function play(disk: string, folder: string, target: string): Promise<void> {
  const store = await openStore(folder, {
    worker: new URL('../../../src/store/thread/storeWorker.ts', import.meta.url),
  });
  for (const [i, kind] of kinds.entries()) {
    const isFile = !kind.folder && kind.format !== 'arrow';
    const path = join(target, isFile ? 'old.jsonl' : `new-${i}`);
    const parts = ['train', 'validation', 'test'].map((part) => join(target, `old.${part}.jsonl`));
    const olds = disk === 'read-only' ? [] : kind.split ? [parts[0] ?? ''] : isFile ? [path] : [];
    for (const old of olds) writeFileSync(old, before);
    const there = readdirSync(target).toSorted();
    const what = await exportOf(readArguments({ format: 'jsonl', ...kind, path }), {
      ...{ me: 'local:me', project: 'p', extensionVersion: '0', guidelinesVersion: 'g' },
      personOf: (name) => Promise.resolve(name),
    });
    const error = await exportRows({ store, project: { config: { rubric, blind: false } }, ...what }).then(
      () => undefined,
      ({ code, message, action }: NonNullable<Played['error']>) => ({
        code,
        message,
        ...(action && { action }),
      }),
    );
    played.push({
      name: `${disk} ${JSON.stringify(kind)}`,
      ...(error && { error }),
      target: readdirSync(target).filter((name) => !there.includes(name)),
      scratch: readdirSync(join(folder, '.touchstone', 'exports')),
      kept: olds.every((old) => readFileSync(old, 'utf8') === before),
    });
  }
  await store.close();
}

await play('small', project, small);
await play('read-only', project, readOnly);
cpSync(project, own, { recursive: true });
const { bavail, bsize } = statfsSync(own);
writeFileSync(join(own, 'ballast'), Buffer.alloc(Math.max(0, bavail * bsize - 400_000)));
await play('full', own, small);
writeFileSync(result, JSON.stringify(played));
