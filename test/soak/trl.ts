import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { exportOf, readArguments, type ExportArguments } from '../../src/export/exportArguments.ts';
import { exportRows } from '../../src/export/exportRows.ts';
import { defaultRubric } from '../../src/project/config.ts';
import type { Store } from '../../src/store/api/store.ts';
import { openStore } from '../../src/store/thread/storeClient.ts';
import { fill, madeTasks } from '../real/export/madeTasks.ts';

const worker = new URL('../../src/store/thread/storeWorker.ts', import.meta.url);
const script = fileURLToPath(new URL('trl_steps.py', import.meta.url));

/** Each shape with its trainer and the columns that TRL documents for it (huggingface.co/docs/trl/dataset_formats). */
const shapes = {
  sft: ['sft', 'messages'],
  'sft-prompt-completion': ['sft', 'prompt completion'],
  'sft-standard': ['sft', 'prompt completion'],
  dpo: ['dpo', 'prompt chosen rejected'],
  'dpo-standard': ['dpo', 'prompt chosen rejected'],
  kto: ['kto', 'prompt completion label'],
  'kto-standard': ['kto', 'prompt completion label'],
  reward: ['reward', 'chosen rejected margin'],
  'reward-standard': ['reward', 'chosen rejected margin'],
} as const;

/** As the trainer's reader calls it, with the arguments that make it. */
const forms: Record<string, Pick<ExportArguments, 'format' | 'folder'>> = {
  json: { format: 'jsonl' },
  parquet: { format: 'parquet' },
  arrow: { format: 'arrow' },
  hub: { format: 'parquet', folder: true },
};

interface Step {
  trainer: string;
  format: string;
  rows: number;
  columns: string[];
  loss: number;
}

/** TRL's own trainers take a step on each shape in each form. Resolves to what went wrong. */
export async function trlSteps(python: string): Promise<string[]> {
  const folder = await mkdtemp(join(tmpdir(), 'touchstone-trl-'));
  const store = await openStore(folder, { worker });
  try {
    // Without the one of a megabyte: a model of this size would read at it for minutes.
    await fill(
      store,
      madeTasks(120).filter((_, i) => i !== 5),
    );
    const wanted: (Pick<Step, 'trainer' | 'format'> & { path: string; columns: string; rows: number })[] = [];
    for (const [shape, [trainer, columns]] of Object.entries(shapes))
      for (const [format, how] of Object.entries(forms)) {
        const path = join(folder, `${shape}-${format}${how.folder ? '' : `.${how.format}`}`);
        const rows = await written(store, { ...how, path, shape: shape as keyof typeof shapes });
        wanted.push({ trainer, format, path, columns, rows });
      }
    const list = join(folder, 'wanted.json');
    await writeFile(
      list,
      JSON.stringify(wanted.map(({ trainer, format, path }) => ({ trainer, format, path }))),
    );
    const child = spawn(python, [script, join(folder, 'home'), list], {
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    const [code] = (await once(child, 'exit')) as [number | null];
    if (code !== 0) return [`the trainers ended with ${code}`];
    const done = JSON.parse(await readFile(`${list}.done`, 'utf8')) as Step[];
    const faults = wanted.flatMap(({ trainer, format, columns, rows }, i) => {
      const step = done[i];
      const is = `${step?.trainer} ${step?.format} ${step?.columns.join(' ')} ${step?.rows}`;
      return is === `${trainer} ${format} ${columns} ${rows}`
        ? []
        : [`${is} instead of ${columns}, ${rows} rows`];
    });
    console.log(
      `${done.length} steps of ${new Set(done.map(({ trainer }) => trainer)).size} trainers, losses finite`,
    );
    return faults;
  } finally {
    await store.close();
    await rm(folder, { recursive: true, force: true });
  }
}

async function written(store: Store, given: ExportArguments): Promise<number> {
  const what = await exportOf(readArguments(given), {
    ...{ me: 'local:me', project: 'made', extensionVersion: '0.0.0', guidelinesVersion: 'g1' },
    personOf: async (who) => (await store.whoIs(who)).annotator,
  });
  const project = { config: { rubric: defaultRubric, blind: true } };
  return (await exportRows({ store, project, ...what })).rows;
}
