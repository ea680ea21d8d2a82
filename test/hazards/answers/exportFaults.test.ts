import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { neutralised } from '../../../src/export/table/formulas.ts';
import { each } from '../../each.ts';
import { act, models, newFolder, openWithTasks } from '../../unit/store/support.ts';
import type { Played } from './smallDisks.ts';

test('a full disk or a read-only one: nothing under the final name, the old file as it was, and what to do', async () => {
  const folder = await newFolder();
  const store = await openWithTasks(0, folder);
  const tasks = Array.from({ length: 40 }, (_, i) => ({
    ...{ id: `t${i}`, instruction: `Write number ${i}.`, source: 'made' },
    generations: [0, 1].map(() => randomBytes(15_000).toString('base64')) as [string, string],
  }));
  await store.upsertTasks(tasks, models);
  for (const { id } of tasks) await store.act(act(id, 'submitted', { score1: 5, score2: 2 }));
  await store.close();

  const places = await newFolder();
  const [small, readOnly, own] = ['small', 'read-only', 'own'].map((name) => join(places, name)) as [
    string,
    string,
    string,
  ];
  for (const place of [small, readOnly, own]) mkdirSync(place);
  const result = join(places, 'result.json');
  const program = join(import.meta.dirname, 'smallDisks.ts');
  const script =
    'mount -t tmpfs -o size=600k none "$3" && mount -t tmpfs -o ro none "$4" && mount -t tmpfs -o size=24m none "$5" && exec "$1" "$2" "$6" "$3" "$4" "$5" "$7"';
  const args = [process.execPath, program, small, readOnly, own, folder, result];
  await promisify(execFile)('unshare', [
    ...['--map-root-user', '--mount', 'sh', '-ec', script, 'sh'],
    ...args,
  ]);

  const played = JSON.parse(readFileSync(result, 'utf8')) as Played[];
  assert.equal(played.length, 15);
  for (const { name, error, target, scratch, kept } of each(played)) {
    assert.equal(error?.code, 'export-failed', name);
    assert.match(error.message, /cannot be written: .*(?:ENOSPC|EROFS|no space|read-only)/i, name);
    assert.equal(error.action, 'Choose another place, or make room on the drive.', name);
    assert.deepEqual([target, scratch, kept], [[], [], true], name);
  }
});

test('formulas in every disguise get an apostrophe where that is asked for', () => {
  const formulas = [
    '=1+1',
    '+1',
    '-1',
    '@SUM(A1)',
    ' =1',
    '\t=1',
    '\r=1',
    '\n@x',
    '＝1',
    '\ttext',
    '\u00a0=1',
    '=cmd|x!A0',
  ];
  for (const text of each(formulas)) assert.equal(neutralised(text), `'${text}`, JSON.stringify(text));
  for (const text of each(['a=1', '1-1', '', "'=1", 'x@y', '*a', '#=1']))
    assert.equal(neutralised(text), text);
});
