import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import type * as Exports from '../../src/export/form/exportForm.ts';
import type { ExportFormat } from '../../src/export/exportProtocol.ts';
import { defaultRubric } from '../../src/project/config.ts';
import { openStore } from '../../src/store/thread/storeClient.ts';
import { Longest } from './longest.ts';
import { collectGarbage, me, syntheticTasks } from './manyTasks.ts';

const worker = new URL('../../src/store/thread/storeWorker.ts', import.meta.url);
const script = fileURLToPath(new URL('read_and_write.py', import.meta.url));

/** Interleaved: what else the machine does meets both alike. */
const pairs = 5;
const mostMore = 200;

/**
 * An annotated table as Parquet, beside pandas that reads the same rows as JSON Lines and writes Parquet: time, memory, and how long the thread
 * that stands for the extension host is held. `npm run bench -- exports [tasks]`.
 */
export async function benchExports(count: number): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'touchstone-exports-'));
  const store = await openStore(folder, { worker });
  try {
    await store.upsertTasks(syntheticTasks(count), ['m1', 'm2']);
    judgeAll(store.path);
    const { exportRows: exportAll, PreviewClient, exportOf, readArguments } = await bundled(folder);
    const exported = (format: ExportFormat, path: string): Promise<unknown> => {
      const project = { config: { rubric: defaultRubric, blind: true } };
      return exportAll({ store, project, format, shape: 'annotated', path, annotator: me });
    };
    const [lines, theirs] = [join(folder, 'out.jsonl'), join(folder, 'theirs.parquet')];
    await exported('jsonl', lines);
    const ratios: number[] = [];
    const more: number[] = [];
    let held = 0;
    for (let i = 0; i < pairs; i++) {
      const ours = await measured(() => exported('parquet', join(folder, 'ours.parquet')));
      const peer = await pandas(lines, theirs);
      assert.equal(peer.rows, count);
      ratios.push(ours.seconds / peer.seconds);
      more.push(ours.more);
      held = Math.max(held, ours.held);
      console.log(
        `  Touchstone ${ours.seconds.toFixed(2)} s, ${ours.more.toFixed(0)} MB more, host held ${ours.held.toFixed(1)} ms; pandas ${peer.seconds.toFixed(2)} s (of it reading ${peer.reading.toFixed(2)} s)`,
      );
    }
    const given = readArguments({ format: 'jsonl', path: 'x', shape: 'dpo', split: true });
    const what = await exportOf(given, {
      ...{ me, project: 'p', extensionVersion: '0', guidelinesVersion: 'g' },
      personOf: (name) => Promise.resolve(name),
    });
    const client = new PreviewClient(store.path);
    const asked = performance.now();
    let first = NaN;
    const job = { ...what, rubric: defaultRubric, blind: true };
    await client.preview(job, () => (first = Number.isNaN(first) ? performance.now() - asked : first));
    console.log(
      `  preview of pairs, divided: first rows after ${first.toFixed(0)} ms, all counts after ${(performance.now() - asked).toFixed(0)} ms`,
    );
    await client.close();
    const median = (values: number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1] ?? NaN;
    console.log(
      `BENCH export-parquet-to-pandas=${median(ratios).toFixed(2)} goal=1 n=${pairs} tasks=${count}\n` +
        `BENCH export-memory-to-${mostMore}-MB=${(Math.max(...more) / mostMore).toFixed(2)} goal=1 n=${pairs}\n` +
        `BENCH export-host-held-to-50-ms=${(held / 50).toFixed(2)} goal=1 n=${pairs}\n` +
        `BENCH export-preview-first-rows-to-1-s=${(first / 1000).toFixed(2)} goal=1 n=1`,
    );
  } finally {
    await store.close();
    await rm(folder, { recursive: true, force: true });
  }
}

/** By SQL: an answer with points and comments to each task, and a run of each response. */
function judgeAll(path: string): void {
  const db = new DatabaseSync(path);
  const answer = `'{"score1":'||(position % 8)||',"score2":'||((position * 3) % 8)||',"comments":"A is better documented than B, which fails for '||position||'."}'`;
  db.exec(`BEGIN;
    INSERT INTO annotations (annotator, task, status, revision, updated_at, guidelines_version, answer)
      SELECT '${me}', position, 'submitted', 1, '2025-01-01T00:00:00.000Z', 'g', ${answer} FROM tasks;
    INSERT INTO runs (id, task, response, input_id, verdict, code_hash, language, runner, timed_out, stopped, compiling,
       truncated_bytes, duration_ms, sandbox, started_at, stdout, stderr)
      SELECT 'r'||position||'-'||r, position, r, '', 'ran', 'c', 'python', 'python 3', 0, 0, 0, 0, 1, 'none',
        '2025-01-01T00:00:00.000Z', 'printed by '||position, '' FROM tasks, (SELECT '1' AS r UNION SELECT '2');
    COMMIT`);
  db.close();
}

/** As it ships: the thread's program in one file. */
async function bundled(folder: string): Promise<typeof Exports> {
  const source = (name: string) => fileURLToPath(new URL(`../../src/export/${name}.ts`, import.meta.url));
  const banner =
    "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);";
  await build({
    entryPoints: { exports: source('form/exportForm'), 'export-worker': source('exportWorker') },
    outdir: folder,
    bundle: true,
    platform: 'node',
    format: 'esm',
    mainFields: ['module', 'main'],
    banner: { js: banner },
    logLevel: 'warning',
  });
  await writeFile(join(folder, 'package.json'), '{ "type": "module" }');
  return (await import(pathToFileURL(join(folder, 'exports.js')).href)) as typeof Exports;
}

/** Seconds, megabytes above what the process had before, and the longest stretch of this thread's own processor time in ms. */
async function measured(
  act: () => Promise<unknown>,
): Promise<{ seconds: number; more: number; held: number }> {
  collectGarbage();
  const before = process.memoryUsage.rss();
  let most = before;
  const processor = new Longest(() => {
    const { user, system } = process.threadCpuUsage();
    return (user + system) / 1000;
  });
  const timer = setInterval(() => {
    processor.look();
    most = Math.max(most, process.memoryUsage.rss());
  }, 2);
  const start = performance.now();
  await act();
  const seconds = (performance.now() - start) / 1000;
  processor.look();
  clearInterval(timer);
  return { seconds, more: (most - before) / 1e6, held: processor.most };
}

async function pandas(from: string, to: string): Promise<{ rows: number; seconds: number; reading: number }> {
  const python = process.env['TOUCHSTONE_LOADERS_PYTHON'];
  assert.ok(python, 'TOUCHSTONE_LOADERS_PYTHON must name a Python with pandas and pyarrow');
  const { stdout } = await promisify(execFile)(python, [script, from, to]);
  return JSON.parse(stdout) as { rows: number; seconds: number; reading: number };
}
