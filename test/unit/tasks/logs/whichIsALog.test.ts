import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { configSchema } from '../../../../src/project/config.ts';
import { humanEval, linesOf, lmEvalRow, loadLogs, promptfooFile, promptfooRow, toldOf } from './madeLogs.ts';

describe('which file is a log', () => {
  const rows = linesOf([{ task_id: 'a', instruction: 'Add.', completion: 'x' }]);

  test('a mapped column that is there makes a table of it, as does the format', async (t) => {
    const columns = { instruction: 'instruction', id: 'task_id', generations: ['completion', 'completion'] };
    const mapped = await loadLogs(t, { 'a.jsonl': rows }, { path: 'a.jsonl', columns });
    assert.deepEqual(mapped.tasks[0]?.generations, ['x', 'x']);
    const columns2 = { instruction: 'doc_id', generations: ['filter', 'filter'] };
    const table = await loadLogs(
      t,
      { 's.jsonl': linesOf([{ ...lmEvalRow(0), doc_id: 'Add.' }]) },
      { path: 's.jsonl', format: 'table', columns: columns2 },
    );
    assert.equal(table.tasks[0]?.instruction, 'Add.');
  });

  test('of more than two models the project names two', async (t) => {
    const results = promptfooFile(['a', 'b', 'org/c'].map((provider) => promptfooRow(0, provider)));
    const first = await loadLogs(t, { 'r.json': results }, { path: 'r.json' });
    assert.deepEqual(first.tasks[0]?.generationModels, ['a', 'b']);
    assert.match(
      toldOf(first),
      /responses of 3 models: two are taken, 1 responses of the others were left out/,
    );
    const named = await loadLogs(t, { 'r.json': results }, { path: 'r.json' }, ['C', 'a']);
    assert.deepEqual(named.tasks[0]?.generationModels, ['org/c', 'a']);
  });

  test('logs that name no model are called as their files; a table without responses needs models', async (t) => {
    const tasks = { source: 'file', path: 'HumanEval.jsonl', samples: ['x/gpt.jsonl', 'y\\llama.jsonl.gz'] };
    const { models } = configSchema.parse({ name: 'p', tasks });
    assert.deepEqual(models, [
      { name: 'gpt', provider: 'recorded' },
      { name: 'llama', provider: 'recorded' },
    ]);
    await assert.rejects(loadLogs(t, { 'a.jsonl': rows }, { path: 'a.jsonl' }), { code: 'config-invalid' });
  });

  test('a log outside the project is refused', async (t) => {
    const tasks = { path: 'HumanEval.jsonl', samples: '../x.jsonl' };
    await assert.rejects(loadLogs(t, { 'HumanEval.jsonl': humanEval(1) }, tasks), { code: 'config-invalid' });
  });
});
