import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { test } from 'node:test';
import { exportRows } from '../../../src/export/exportRows.ts';
import { scratchFolder, scratchName, sweepExports } from '../../../src/export/files/exportScratch.ts';
import { AtomicFile } from '../../../src/platform/atomicFile.ts';
import type { Store } from '../../../src/store/api/store.ts';
import { each } from '../../each.ts';
import { act, me, newFolder, open, openWithTasks } from '../../unit/store/support.ts';

/** An export is of one moment, and leaves nothing where git would take it. */

const project = { config: { rubric: { criteria: [{ id: 'works', title: 'Works', max: 9 }] }, blind: false } };

interface Exported {
  id: string;
  comments: string | null;
}

async function commentsIn(path: string): Promise<Map<string, string | null>> {
  const lines = (await readFile(path, 'utf8')).trimEnd().split('\n');
  return new Map(lines.map((line) => JSON.parse(line) as Exported).map(({ id, comments }) => [id, comments]));
}

/** Exports while an act on the first and the last task comes in the middle. */
async function exportedDuringActs(store: Store, path: string, count: number): Promise<void> {
  let acting: Promise<unknown> | undefined;
  await exportRows({
    store,
    project,
    ...{ format: 'jsonl', shape: 'annotated', path },
    onProgress: (rows) => {
      if (rows === 0) return;
      acting ??= Promise.all(
        ['t0', `t${count - 1}`].map((id) => store.act(act(id, 'draft', { comments: 'after' }))),
      );
    },
  });
  assert.ok(acting, 'it came in the middle');
  await acting;
}

for (const mode of ['wal', 'delete'])
  test(`all rows are of one moment, with the journal in mode ${mode}`, { timeout: 60_000 }, async () => {
    const folder = await newFolder();
    const count = 400;
    const store = await openWithTasks(count, folder);
    for (const id of ['t0', `t${count - 1}`]) await store.act(act(id, 'draft', { comments: 'before' }));
    if (mode === 'delete') {
      await store.close();
      const db = new DatabaseSync(store.path);
      db.exec('PRAGMA journal_mode = DELETE');
      db.close();
    }
    const used = mode === 'delete' ? await open(folder) : store;
    const path = join(folder, 'out.jsonl');
    await exportedDuringActs(used, path, count);
    const comments = await commentsIn(path);
    assert.equal(comments.size, count);
    assert.deepEqual([comments.get('t0'), comments.get(`t${count - 1}`)], ['before', 'before']);
    assert.equal(
      (await used.taskDetail('t0', me)).annotation?.comments,
      'after',
      'and nobody was kept from writing',
    );
    assert.deepEqual(readdirSync(join(dirname(store.path), 'exports')), [], 'nothing is left');
  });

test('a file that is not complete is below .touchstone; what a killed export left goes at the next start', async () => {
  const folder = await newFolder();
  const store = await openWithTasks(1, folder);
  const scratch = await scratchFolder(store.path);
  // Another process that writes an export, and is killed in the middle.
  const writer = new URL('../../../src/platform/atomicFile.ts', import.meta.url);
  const names = new URL('../../../src/export/files/exportScratch.ts', import.meta.url);
  const beside = join(folder, '.touchstone-0123abcd.tmp');
  const program = `
    import { writeFileSync } from 'node:fs';
    import { join } from 'node:path';
    const { AtomicFile } = await import(${JSON.stringify(writer.href)});
    const { scratchName } = await import(${JSON.stringify(names.href)});
    const at = (ending) => join(${JSON.stringify(scratch)}, scratchName('0a1b', ending));
    const file = await AtomicFile.create(${JSON.stringify(join(folder, 'out.csv'))}, { temporary: at('tmp'), beside: at('beside') });
    await file.writeText('x'.repeat(300000));
    writeFileSync(at('beside'), ${JSON.stringify(beside)});
    writeFileSync(${JSON.stringify(beside)}, 'half');
    console.log('written');
    setInterval(() => undefined, 1000);
  `;
  const child = spawn(process.execPath, ['--input-type=module', '-e', program], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(child.stdout, 'data');
  assert.deepEqual(await sweepExports(store.path), [], 'one that is under way is left alone');
  assert.equal(readdirSync(scratch).length, 2);
  child.kill('SIGKILL');
  await once(child, 'exit');
  const visible = readdirSync(folder).filter((name) => name !== '.touchstone');
  assert.deepEqual(visible, ['.touchstone-0123abcd.tmp'], 'on another drive it has to be beside its place');
  assert.equal((await sweepExports(store.path)).length, 3);
  assert.deepEqual([readdirSync(scratch), existsSync(beside)], [[], false]);
});

test('the sweep takes nothing that an export cannot have left', async () => {
  const folder = await newFolder();
  const store = await openWithTasks(1, folder);
  const scratch = await scratchFolder(store.path);
  const mine = join(folder, 'thesis.txt');
  writeFileSync(mine, 'mine');
  const gone = 2 ** 22 + 5; // no process has this number
  const files = [
    ['notes.txt', 'a note'],
    [`export-${gone}-aa.beside`, mine],
    [`export-${process.pid}-bb.tmp`, 'of this window'],
  ] as const;
  for (const [name, text] of each(files)) writeFileSync(join(scratch, name), text);
  await sweepExports(store.path);
  assert.equal(await readFile(mine, 'utf8'), 'mine');
  assert.deepEqual(readdirSync(scratch).toSorted(), [`export-${process.pid}-bb.tmp`, 'notes.txt']);
});

test('a process that has the number of one that was killed keeps nothing', async () => {
  const folder = await newFolder();
  const store = await openWithTasks(1, folder);
  const scratch = await scratchFolder(store.path);
  const [old, now] = [`export-${process.pid}-aa.tmp`, `export-${process.pid}-bb.tmp`];
  const other = spawn('sleep', ['60'], { stdio: 'ignore' });
  await once(other, 'spawn');
  const theirs = `export-${other.pid}-cc.tmp`;
  mkdirSync(join(scratch, old));
  writeFileSync(join(scratch, old, 'train.jsonl'), 'written before this process began');
  for (const name of each([now, theirs])) writeFileSync(join(scratch, name), 'half');
  const before = new Date(Date.now() - process.uptime() * 1000 - 60_000);
  for (const path of each([join(old, 'train.jsonl'), old])) utimesSync(join(scratch, path), before, before);
  assert.deepEqual(await sweepExports(store.path), [join(scratch, old)]);
  utimesSync(join(scratch, theirs), before, before);
  assert.deepEqual(
    await sweepExports(store.path),
    process.platform === 'linux' ? [join(scratch, theirs)] : [],
  );
  const longAgo = new Date(Date.now() - 25 * 60 * 60_000);
  writeFileSync(join(scratch, theirs), 'half');
  utimesSync(join(scratch, theirs), longAgo, longAgo);
  assert.deepEqual(await sweepExports(store.path), [join(scratch, theirs)]);
  other.kill();
  assert.deepEqual(readdirSync(scratch), [now]);
});

test('a link in the place of the folder is not followed', async () => {
  const folder = await newFolder();
  const store = await openWithTasks(1, folder);
  const outside = join(await newFolder(), 'outside');
  mkdirSync(outside);
  symlinkSync(outside, join(dirname(store.path), 'exports'));
  const path = join(folder, 'out.csv');
  const exporting = exportRows({ store, project, format: 'csv', shape: 'bare', path });
  await assert.rejects(exporting, { code: 'store-unavailable' });
  writeFileSync(join(outside, `export-${2 ** 22 + 5}-aa.tmp`), 'not ours');
  assert.deepEqual(await sweepExports(store.path), []);
  assert.equal(readdirSync(outside).length, 1);
});

test('to another drive: the file is whole under its name, and nothing else is left', async (t) => {
  const elsewhere = '/dev/shm';
  if (!existsSync(elsewhere)) return assert.ok(process.platform !== 'linux');
  const folder = await newFolder();
  const store = await openWithTasks(2, folder);
  const target = join(elsewhere, `touchstone-test-${process.pid}`);
  mkdirSync(target);
  const { rmSync } = await import('node:fs');
  t.after(() => rmSync(target, { recursive: true, force: true }));
  const path = join(target, 'out.jsonl');
  await exportRows({ store, project, format: 'jsonl', shape: 'annotated', path });
  assert.equal((await commentsIn(path)).size, 2);
  assert.deepEqual([readdirSync(target), readdirSync(await scratchFolder(store.path))], [['out.jsonl'], []]);
});

test('a file with a scratch that fails leaves the old one', async () => {
  const folder = await newFolder();
  const path = join(folder, 'out.csv');
  writeFileSync(path, 'old');
  const at = (ending: 'tmp' | 'beside'): string => join(folder, scratchName('cc', ending));
  const file = await AtomicFile.create(path, { temporary: at('tmp'), beside: at('beside') });
  await file.writeText('new');
  await file.abort();
  assert.equal(await readFile(path, 'utf8'), 'old');
  assert.deepEqual(readdirSync(folder), ['out.csv']);
});
