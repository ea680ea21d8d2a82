import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { exportOf, readArguments, type ExportArguments } from '../../../src/export/exportArguments.ts';
import { datasetFiles } from '../../../src/export/datasetFiles.ts';
import { checkName } from '../../../src/export/files/exportFolder.ts';
import { exportRows, type ExportOptions } from '../../../src/export/exportRows.ts';
import { scratchFolder, sweepExports } from '../../../src/export/files/exportScratch.ts';
import type { Store } from '../../../src/store/api/store.ts';
import { each } from '../../each.ts';
import { act, me, newFolder, openWithTasks } from '../../unit/store/support.ts';

/** A folder of training data is whole or not there, and takes the place of nothing. */

const project = { config: { rubric: { criteria: [{ id: 'works', title: 'Works', max: 9 }] }, blind: false } };

async function judged(folder: string, count = 30): Promise<Store> {
  const store = await openWithTasks(count, folder);
  for (let i = 0; i < count; i++)
    await store.act(act(`t${i}`, 'submitted', { score1: 1, score2: 2 + (i % 3) }));
  return store;
}

async function optionsFor(
  given: Partial<ExportArguments>,
): Promise<Omit<ExportOptions, 'store' | 'project'>> {
  return exportOf(readArguments({ format: 'jsonl', shape: 'dpo', folder: true, split: true, ...given }), {
    ...{ me, project: 'p', extensionVersion: '0', guidelinesVersion: 'g1' },
    personOf: (name) => Promise.resolve(name),
  });
}

async function exported(store: Store, given: Partial<ExportArguments>, more: Partial<ExportOptions> = {}) {
  return exportRows({ store, project, ...(await optionsFor(given)), ...more });
}

async function left(store: Store): Promise<string[]> {
  return readdirSync(await scratchFolder(store.path));
}

test('a folder appears with all that is in it, and nothing is left over', async () => {
  const folder = await newFolder();
  const store = await judged(folder);
  const path = join(folder, 'pairs');
  const { dataset, rows } = await exported(store, { path });
  assert.equal(rows, 30);
  assert.deepEqual(readdirSync(path).sort(), ['README.md', 'data', 'manifest.json']);
  for (const file of each(dataset?.files ?? []))
    assert.equal(readFileSync(file.path, 'utf8').trimEnd().split('\n').length, file.rows);
  assert.deepEqual(await left(store), []);
});

test('what stands there stays: a file, a folder with something in it, a link; an empty folder is taken', async () => {
  const folder = await newFolder();
  const store = await judged(folder);
  const places = { file: join(folder, 'file'), full: join(folder, 'full'), link: join(folder, 'link') };
  writeFileSync(places.file, 'mine');
  mkdirSync(places.full);
  writeFileSync(join(places.full, 'notes.txt'), 'mine');
  symlinkSync(places.full, places.link);
  for (const path of each(Object.values(places)))
    await assert.rejects(
      exported(store, { path }),
      (error: { code: string; message: string; action: string }) => {
        assert.deepEqual([error.code, error.action], ['export-failed', 'Choose another name, or remove it.']);
        assert.match(error.message, /is there already/);
        return true;
      },
    );
  assert.deepEqual([readFileSync(places.file, 'utf8'), readdirSync(places.full)], ['mine', ['notes.txt']]);
  const empty = join(folder, 'empty');
  mkdirSync(empty);
  await exported(store, { path: empty });
  assert.ok(existsSync(join(empty, 'README.md')));
  assert.deepEqual(await left(store), []);
});

test('names that are paths, or none on some system, are refused before anything is written', async () => {
  const names = [
    '',
    '.',
    '..',
    'a/b',
    'a\\b',
    '..\\up',
    'con',
    'AUX.jsonl',
    'trailing.',
    ' x',
    'tab\there',
    'what?',
    'a:b',
    'nul\0',
  ];
  for (const name of each(names))
    assert.throws(() => checkName(name), {
      code: 'export-failed',
      message: `"${name}" is no name for a file or folder.`,
    });
  for (const name of each(['pairs', 'code-llm.v2', 'Ünïcode 目录', 'console', '.hidden']))
    assert.equal(checkName(name), name);
  const folder = await newFolder();
  const store = await judged(folder, 3);
  for (const asFolder of [true, false])
    for (const wrong of each([{ path: `${folder}/a\\b` }, { path: `${folder}/pairs`, name: 'up/../down' }]))
      await assert.rejects(exported(store, { ...wrong, folder: asFolder }), { code: 'export-failed' });
  assert.deepEqual(readdirSync(folder), ['.touchstone']);
  assert.deepEqual(await left(store), []);
});

test('cancelled, or with nothing to export: no folder, and nothing left', async () => {
  const folder = await newFolder();
  const store = await judged(folder);
  const path = join(folder, 'pairs');
  const controller = new AbortController();
  const stopped = exported(
    store,
    { path },
    { signal: controller.signal, onProgress: () => controller.abort() },
  );
  await assert.rejects(stopped, { code: 'cancelled' });
  await assert.rejects(
    exported(store, { path, minScore: 9 }),
    (error: { code: string; message: string; data: unknown }) => {
      assert.deepEqual(
        [error.code, error.message],
        ['export-failed', 'None of 30 tasks is left for this export.'],
      );
      assert.deepEqual(error.data, {
        tasks: { seen: 30, used: 0 },
        leftOut: { answers: {}, tasks: { score: 30 }, rows: {} },
      });
      return true;
    },
  );
  assert.deepEqual(readdirSync(folder), ['.touchstone']);
  assert.deepEqual(await left(store), []);
});

test('a place that is not there or cannot be written is named, with what to do', async () => {
  const folder = await newFolder();
  const store = await judged(folder, 3);
  for (const path of each([join(folder, 'no', 'such', 'pairs'), '/proc/pairs']))
    for (const asFolder of [true, false])
      await assert.rejects(
        exported(store, { path, folder: asFolder }),
        (error: { code: string; message: string; action: string }) => {
          assert.equal(error.code, 'export-failed');
          assert.match(error.message, /pairs.* cannot be written/);
          assert.equal(error.action, 'Choose another place, or make room on the drive.');
          return true;
        },
      );
  assert.deepEqual(await left(store), []);
});

test('parts beside each other: where one cannot be put in its place, no new one stays', async () => {
  const folder = await newFolder();
  const { dataset } = await optionsFor({ path: join(folder, 'out.jsonl'), folder: false, overwrite: true });
  const files = await datasetFiles({ format: 'jsonl', path: join(folder, 'out.jsonl'), dataset });
  writeFileSync(files.pathOf('validation'), 'old');
  for (const part of ['train', 'validation', 'test'] as const) await (await files.open(part)).writeText(part);
  mkdirSync(files.pathOf('test'));
  await assert.rejects(
    files.commit(() => Promise.resolve({})),
    { code: 'export-failed', message: `${files.pathOf('test')} is a folder.` },
  );
  await files.abort();
  assert.deepEqual(readdirSync(folder).sort(), ['out.test.jsonl', 'out.validation.jsonl']);
  assert.equal(
    readFileSync(files.pathOf('validation'), 'utf8'),
    'validation',
    'one that was replaced is whole',
  );
});

test('parts beside each other: what came there meanwhile stays', async () => {
  const folder = await newFolder();
  const path = join(folder, 'out.jsonl');
  const { dataset } = await optionsFor({ path, folder: false });
  const files = await datasetFiles({ format: 'jsonl', path, dataset });
  for (const part of ['train', 'validation', 'test'] as const) await (await files.open(part)).writeText(part);
  writeFileSync(files.pathOf('test'), 'another program’s');
  await assert.rejects(
    files.commit(() => Promise.resolve({})),
    { code: 'export-failed', message: `${files.pathOf('test')} is there already.` },
  );
  await files.abort();
  assert.deepEqual(readdirSync(folder), ['out.test.jsonl']);
  assert.equal(readFileSync(files.pathOf('test'), 'utf8'), 'another program’s');
});

test('to another drive: whole under its name, and nothing else is left', async (t) => {
  const elsewhere = '/dev/shm';
  if (!existsSync(elsewhere)) return assert.ok(process.platform !== 'linux');
  const store = await judged(await newFolder());
  const target = join(elsewhere, `touchstone-folder-${process.pid}`);
  mkdirSync(target);
  t.after(() => rmSync(target, { recursive: true, force: true }));
  await exported(store, { path: join(target, 'pairs') });
  assert.deepEqual(readdirSync(target), ['pairs']);
  assert.deepEqual(readdirSync(join(target, 'pairs')).sort(), ['README.md', 'data', 'manifest.json']);
  assert.deepEqual(await left(store), []);
});

test('killed in the middle: nothing under its name, and the rest goes at the next start', async () => {
  const folder = await newFolder();
  const store = await judged(folder);
  const path = join(folder, 'pairs');
  // Another process that is stopped for good between the last file and the folder's name.
  const program = `
    const { ExportFolder } = await import(${JSON.stringify(new URL('../../../src/export/files/exportFolder.ts', import.meta.url).href)});
    const { scratchName } = await import(${JSON.stringify(new URL('../../../src/export/files/exportScratch.ts', import.meta.url).href)});
    const { writeFileSync, mkdirSync } = await import('node:fs');
    const { join } = await import('node:path');
    const at = (ending) => join(${JSON.stringify(await scratchFolder(store.path))}, scratchName('0a1b', ending));
    const made = await ExportFolder.create(${JSON.stringify(path)}, { temporary: at('tmp'), beside: at('beside') });
    mkdirSync(join(made.path, 'data'));
    writeFileSync(join(made.path, 'data', 'train.jsonl'), 'half');
    const copy = ${JSON.stringify(join(folder, '.touchstone-0123abcd.tmp'))};
    writeFileSync(at('beside'), copy);
    mkdirSync(copy);
    writeFileSync(join(copy, 'README.md'), 'half');
    console.log('written');
    setInterval(() => undefined, 1000);
  `;
  const child = spawn(process.execPath, ['--input-type=module', '-e', program], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(child.stdout, 'data');
  assert.deepEqual(await sweepExports(store.path), [], 'one that is under way is left alone');
  child.kill('SIGKILL');
  await once(child, 'exit');
  assert.ok(!existsSync(path));
  assert.equal((await sweepExports(store.path)).length, 3);
  assert.deepEqual([await left(store), readdirSync(folder)], [[], ['.touchstone']]);
  assert.ok(existsSync(dirname(store.path)));
});
