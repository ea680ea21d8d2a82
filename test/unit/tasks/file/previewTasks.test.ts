import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { previewTasksOfFile, previewTasksOfRows } from '../../../../src/tasks/previewTasks.ts';
import { coded } from '../../models/support.ts';
import { tempFolder } from '../support.ts';

test('the first three tasks, how many there are, and what is left out with its line', async (t) => {
  const file = join(await tempFolder(t), 'tasks.jsonl');
  const rows = [1, 2, 3, 4].map((n) => JSON.stringify({ id: `t${n}`, text: `Write ${n}.`, a: 'x', b: '' }));
  await writeFile(file, [...rows.slice(0, 2), '{ "id": ', ...rows.slice(2)].join('\n'));
  const preview = await previewTasksOfFile(file, { instruction: 'text', id: 'id', generations: ['a', 'b'] });
  assert.deepEqual(
    preview.tasks.map(({ id }) => id),
    ['t1', 't2', 't3'],
  );
  assert.deepEqual([preview.total, preview.leftOut, preview.more], [4, 1, false]);
  assert.equal(preview.tasks[0]?.generations?.length, 2, 'an empty response is one');
  assert.deepEqual(
    preview.warnings.map(({ line }) => line),
    [3],
  );
});

test('of a long file as much as one waits for, and the rest is said to be there', async (t) => {
  const file = join(await tempFolder(t), 'long.csv');
  await writeFile(file, `text\n${'Write it.\n'.repeat(20_000)}`);
  const { total, more } = await previewTasksOfFile(file, { instruction: 'text' });
  assert.ok(more && total > 0 && total <= 5_000);
});

test('columns that are not there are told with those that are', async (t) => {
  const file = join(await tempFolder(t), 'tasks.csv');
  await writeFile(file, 'a;b\n1;2\n');
  await assert.rejects(
    previewTasksOfFile(file, { instruction: 'text' }),
    coded('column-missing', /"a", "b"/),
  );
});

test('rows of a dataset that were read already', async () => {
  const table = { names: ['q'], rows: [{ q: 'Sort.' }, { q: '' }] };
  const { tasks, leftOut, more } = await previewTasksOfRows('owner/name', table, { instruction: 'q' });
  assert.deepEqual([tasks.map(({ instruction }) => instruction), leftOut, more], [['Sort.'], 1, true]);
});
