import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  evalFile,
  humanEval,
  inspectHead,
  inspectSample,
  linesOf,
  lmEvalRow,
  loadLogs,
  problemOf,
  promptfooFile,
  promptfooRow,
  toldOf,
} from './madeLogs.ts';

describe('Inspect', () => {
  test('a sample becomes a task with its response and verdict', async (t) => {
    const loaded = await loadLogs(
      t,
      { 'a.eval': evalFile([inspectSample('HumanEval/0')]) },
      { path: 'a.eval' },
    );
    assert.deepEqual(loaded.tasks, [
      {
        id: 'HumanEval/0',
        instruction: 'Write f for HumanEval/0.',
        source: 'humaneval',
        tests: 'assert f() == 1',
        entryPoint: 'f',
        reference: 'def f():\n    return 1',
        generations: ['answer HumanEval/0', null],
        generationModels: ['openai/gpt-4o', null],
        theirs: [{ tool: 'Inspect', passed: true, by: 'verify', value: 'C', reason: 'all tests' }, null],
      },
    ]);
    assert.match(toldOf(loaded), /one model alone/);
  });

  test('the same as .json, in the order of the dataset, with what the model thought apart', async (t) => {
    const content = [
      { type: 'reasoning', reasoning: 'Hm.' },
      { type: 'text', text: 'So.' },
    ];
    const thinks = inspectSample('b', {
      output: { model: 'm', choices: [{ message: { role: 'assistant', content } }], completion: '' },
    });
    const head = inspectHead('openai/gpt-4o', { sample_ids: ['a', 'b'] });
    const text = JSON.stringify({ ...head, samples: [thinks, inspectSample('a')] }, null, 2);
    const { tasks } = await loadLogs(t, { 'a.json': text }, { path: 'a.json' });
    assert.deepEqual(
      tasks.map(({ id, generations }) => [id, generations?.[0]]),
      [
        ['a', 'answer a'],
        ['b', '<think>\nHm.\n</think>\n\nSo.'],
      ],
    );
  });

  test('verdicts: letters, numbers, booleans; of several scorers the one that decides', async (t) => {
    const scored = (id: string, scores: unknown): Record<string, unknown> => inspectSample(id, { scores });
    const samples = [
      scored('a', { style: { value: 0.4 }, verify: { value: 'I', explanation: 'no' } }),
      scored('b', { verify: { value: 'P' } }),
      scored('c', { verify: { value: true } }),
      scored('d', { verify: { value: { x: 1 } } }),
      scored('e', null),
    ];
    const { tasks } = await loadLogs(t, { 'a.eval': evalFile(samples) }, { path: 'a.eval' });
    assert.deepEqual(
      tasks.map(({ theirs }) => [theirs?.[0]?.passed, theirs?.[0]?.by, theirs?.[0]?.value]),
      [
        [false, 'verify', 'I'],
        [undefined, 'verify', 'P'],
        [true, 'verify', 'true'],
        [undefined, 'verify', '{ "x": 1 }'],
        [undefined, undefined, undefined],
      ],
    );
  });

  test('two logs are the two responses; an error in the place of one is told', async (t) => {
    const failed = inspectSample('b', {
      output: { choices: [], completion: '' },
      error: { message: 'gpt-4o: quota' },
    });
    const loaded = await loadLogs(
      t,
      {
        'a.eval': evalFile([inspectSample('a'), failed]),
        'b.eval': evalFile([inspectSample('a'), inspectSample('b')], inspectHead('meta/llama')),
      },
      { path: 'a.eval', samples: ['b.eval'] },
    );
    assert.deepEqual(
      loaded.tasks.map(({ generations }) => generations),
      [
        ['answer a', 'answer a'],
        [null, 'answer b'],
      ],
    );
    assert.match(toldOf(loaded), /A response is missing: the log holds an error in its place/);
    assert.ok(!toldOf(loaded).includes('gpt-4o'));
  });

  test('a sample in parts, with its metadata apart', async (t) => {
    const { metadata, ...shell } = inspectSample('a');
    const { zipOf } = await import('./madeLogs.ts');
    const zip = zipOf([
      { name: 'header.json', text: JSON.stringify(inspectHead()), method: 8 },
      { name: 'samples/a_epoch_1/sample.json', text: JSON.stringify(shell), method: 8 },
      { name: 'samples/a_epoch_1/metadata.json', text: JSON.stringify(metadata), method: 0 },
      { name: 'samples/a_epoch_1/events/0.json', text: '[]' },
    ]);
    const { tasks, warnings } = await loadLogs(t, { 'a.eval': zip }, { path: 'a.eval' });
    assert.deepEqual([tasks[0]?.tests, tasks.length, warnings.length], ['assert f() == 1', 1, 1]);
  });
});

describe('promptfoo', () => {
  test('two providers are the two responses, repeats the same task again', async (t) => {
    const rows = [
      promptfooRow(0, 'openai:gpt'),
      promptfooRow(0, 'ollama:llama', {
        success: false,
        gradingResult: {
          pass: false,
          score: 0,
          reason: 'Expected 1',
          componentResults: [{ assertion: { type: 'equals' } }, { assertion: { type: 'contains' } }],
        },
      }),
      promptfooRow(1, 'openai:gpt', { prompt: { raw: 'Write test 0.' }, vars: { level: 'easy', n: 0 } }),
      promptfooRow(2, 'openai:gpt', {
        failureReason: 2,
        success: false,
        gradingResult: null,
        error: 'down',
        response: {},
      }),
      promptfooRow(2, 'ollama:llama'),
    ];
    const loaded = await loadLogs(t, { 'results.json': promptfooFile(rows) }, { path: 'results.json' });
    const [first, second] = loaded.tasks;
    assert.equal(loaded.tasks.length, 2);
    assert.deepEqual(first?.generations, ['answer 0 of openai:gpt', 'answer 0 of ollama:llama']);
    assert.deepEqual(first?.generationModels, ['openai:gpt', 'ollama:llama']);
    assert.deepEqual(
      first?.theirs?.map((one) => [one?.passed, one?.by, one?.reason]),
      [
        [true, 'python', 'All assertions passed'],
        [false, 'equals, contains', 'Expected 1'],
      ],
    );
    assert.deepEqual(first?.context, { level: 'easy', n: '0' });
    assert.deepEqual(second?.generations, [null, 'answer 2 of ollama:llama']);
    assert.match(toldOf(loaded), /1 further answers/);
  });

  test('lines, and prompts that are conversations', async (t) => {
    const raw = JSON.stringify([
      { role: 'system', content: 'Be terse.' },
      { role: 'user', content: 'Add.' },
    ]);
    const rows = [promptfooRow(0, 'a', { prompt: { raw } }), promptfooRow(0, 'b', { prompt: { raw } })];
    const { tasks } = await loadLogs(t, { 'results.jsonl': linesOf(rows) }, { path: 'results.jsonl' });
    assert.equal(tasks[0]?.instruction, 'Be terse.\n\nAdd.');
  });
});

describe('lm-evaluation-harness', () => {
  const name = 'meta__llama/samples_humaneval_2026-01-02T03-04-05.123456.jsonl';

  test('a row of the dataset with its response, in a folder named after the model', async (t) => {
    const rows = [lmEvalRow(0), lmEvalRow(1), lmEvalRow(1, { filter: 'other', 'pass@1': 0 })];
    const loaded = await loadLogs(t, { [name]: linesOf(rows) }, { path: name });
    assert.deepEqual(
      loaded.tasks.map(({ id, source, tests, entryPoint, reference, generations, theirs }) => ({
        ...{ id, source, tests, entryPoint, reference, text: generations?.[0] },
        passed: theirs?.[0]?.passed,
        by: theirs?.[0]?.by,
      })),
      [0, 1].map((n) => ({
        id: `HumanEval/${n}`,
        source: 'humaneval',
        tests: 'def check(candidate):\n    assert candidate() == 1\n',
        entryPoint: `f${n}`,
        reference: '    return 1\n',
        text: `    return ${n}\n`,
        passed: n === 1,
        by: 'pass@1, create_test',
      })),
    );
    assert.deepEqual(loaded.tasks[0]?.generationModels, ['meta/llama', null]);
    assert.ok(!toldOf(loaded).includes('further'));
  });

  test('a column of the dataset may be the instruction', async (t) => {
    const rows = [lmEvalRow(0, { arguments: [['three examples, then the task', {}]] })];
    const columns = { instruction: 'prompt' };
    const { tasks } = await loadLogs(
      t,
      { 'samples_x.jsonl': linesOf(rows) },
      { path: 'samples_x.jsonl', format: 'lm-eval', columns },
    );
    assert.equal(tasks[0]?.instruction, 'def f0():\n');
  });

  test('a choice among given answers is no response', async (t) => {
    const rows = [lmEvalRow(0), lmEvalRow(1, { resps: [[[-1.5, false]], [[-2, true]]] })];
    const loaded = await loadLogs(t, { 'samples_x.jsonl': linesOf(rows) }, { path: 'samples_x.jsonl' });
    assert.deepEqual([loaded.tasks.length, loaded.leftOut], [1, 1]);
    assert.match(toldOf(loaded), /2 {2}A response is missing: the log holds no text/);
  });
});

describe('samples of HumanEval and EvalPlus', () => {
  const tasks = { path: 'HumanEval.jsonl' };
  const files = { 'HumanEval.jsonl': humanEval(3) };

  test('are joined with their tasks by id, with the verdicts that lie beside them', async (t) => {
    const one = linesOf(
      [0, 1, 2, 0].map((n) => ({ task_id: `HumanEval/${n}`, completion: `    return ${n}\n` })),
    );
    const two = linesOf(
      [0, 1].map((n) => ({ task_id: `HumanEval/${n}`, solution: `def f${n}(): return 0` })),
    );
    const passed = linesOf(
      [0, 1, 2, 0].map((n) => ({
        task_id: `HumanEval/${n}`,
        completion: '',
        passed: n > 0,
        result: n > 0 ? 'passed' : 'failed: no',
      })),
    );
    const verdicts = JSON.stringify({
      date: 'd',
      hash: 'h',
      eval: {
        'HumanEval/0': [{ task_id: 'HumanEval/0', solution: 'x', base_status: 'pass', plus_status: 'fail' }],
        'HumanEval/1': [{ task_id: 'HumanEval/1', solution: 'x', base_status: 'pass', plus_status: 'pass' }],
      },
    });
    const loaded = await loadLogs(
      t,
      {
        ...files,
        'one.jsonl': one,
        'one.jsonl_results.jsonl': passed,
        'two.jsonl': two,
        'two.eval_results.json': verdicts,
      },
      { ...tasks, samples: ['one.jsonl', 'two.jsonl'] },
    );
    assert.deepEqual(
      loaded.tasks.map(({ id, entryPoint, generations, theirs }) => [
        id,
        entryPoint,
        generations,
        theirs?.map((one) => one?.passed),
      ]),
      [
        ['HumanEval/0', 'f0', ['    return 0\n', 'def f0(): return 0'], [false, false]],
        ['HumanEval/1', 'f1', ['    return 1\n', 'def f1(): return 0'], [true, true]],
        ['HumanEval/2', 'f2', ['    return 2\n', null], [true, undefined]],
      ],
    );
    assert.deepEqual(loaded.tasks[0]?.theirs, [
      { tool: 'HumanEval', passed: false, value: 'false', reason: 'no' },
      { tool: 'EvalPlus', passed: false, by: 'base + extra tests', value: 'base pass, plus fail' },
    ]);
    assert.match(toldOf(loaded), /1 further answers/);
  });

  test('alone they say what is missing', async (t) => {
    const one = linesOf([{ task_id: 'HumanEval/0', completion: 'x' }]);
    await assert.rejects(loadLogs(t, { 'one.jsonl': one }, { path: 'one.jsonl' }), {
      code: 'file-malformed',
      message: 'one.jsonl (HumanEval, EvalPlus) holds responses, but not what was asked.',
    });
  });

  test('tasks without a response, and responses to no task, are counted', async (t) => {
    const one = linesOf([1, 9].map((n) => ({ task_id: `HumanEval/${n}`, completion: 'x' })));
    const loaded = await loadLogs(t, { ...files, 'one.jsonl': one }, { ...tasks, samples: 'one.jsonl' });
    assert.deepEqual(
      loaded.tasks.map(({ id }) => id),
      ['HumanEval/1'],
    );
    assert.match(toldOf(loaded), /2 tasks have no response/);
    assert.match(toldOf(loaded), /Responses to 1 tasks were left out, .*"HumanEval\/9"/);
  });

  test('ids that differ in their writing are matched by number', async (t) => {
    const one = linesOf([0, 1].map((n) => ({ task_id: n, completion: `x${n}` })));
    const loaded = await loadLogs(t, { ...files, 'one.jsonl': one }, { ...tasks, samples: 'one.jsonl' });
    assert.deepEqual(
      loaded.tasks.map(({ generations }) => generations?.[0]),
      ['x0', 'x1'],
    );
  });

  test('verdicts of EvalPlus hold the solutions themselves; older ones do not', async (t) => {
    const now = JSON.stringify({
      hash: 'h',
      eval: { 'HumanEval/1': [{ solution: 'y', base_status: 'fail', plus_status: null }] },
    });
    const loaded = await loadLogs(
      t,
      { ...files, 'eval_results.json': now },
      { ...tasks, samples: 'eval_results.json' },
    );
    assert.deepEqual(
      loaded.tasks.map(({ generations, theirs }) => [generations?.[0], theirs?.[0]?.passed]),
      [['y', false]],
    );
    const former = JSON.stringify({
      hash: 'h',
      eval: { 'HumanEval/1': { nfiles: 1, base: [['success', []]], plus: [['failed', []]] } },
    });
    const one = linesOf([{ task_id: 'HumanEval/1', completion: 'x' }]);
    const both = { 'one.jsonl': one, 'one_eval_results.json': former };
    const beside = await loadLogs(t, { ...files, ...both }, { ...tasks, samples: 'one.jsonl' });
    assert.deepEqual(
      beside.tasks.map(({ theirs }) => theirs?.[0]?.passed),
      [false],
    );
  });
});

describe('bigcode-evaluation-harness and LiveCodeBench', () => {
  test('lists of programs are joined in the order of the tasks', async (t) => {
    const list = JSON.stringify([['a', 'b'], ['c'], [null]]);
    const loaded = await loadLogs(
      t,
      { 'HumanEval.jsonl': humanEval(3), 'generations_humaneval.json': list },
      { path: 'HumanEval.jsonl', samples: 'generations_humaneval.json' },
    );
    assert.deepEqual(
      loaded.tasks.map(({ id, generations }) => [id, generations?.[0]]),
      [
        ['HumanEval/0', 'a'],
        ['HumanEval/1', 'c'],
      ],
    );
    assert.match(toldOf(loaded), /1 further answers/);
  });

  test('problems of LiveCodeBench with their first output', async (t) => {
    const name = (model: string): string => `output/${model}/Scenario.codegeneration_10_0.2_eval_all.json`;
    const loaded = await loadLogs(
      t,
      {
        [name('GPT')]: JSON.stringify([problemOf(1), problemOf(2)]),
        [name('Llama')]: JSON.stringify([problemOf(1)], null, 4),
      },
      { path: name('GPT'), samples: name('Llama') },
    );
    const [first] = loaded.tasks;
    assert.equal(first?.instruction, 'Solve 1.\n\n```python\nclass Solution:\n    def f(self):\n```');
    assert.deepEqual(
      [first?.language, first?.generations, first?.generationModels],
      ['python', ['out 1', 'out 1'], ['GPT', 'Llama']],
    );
    assert.deepEqual(
      loaded.tasks.map(({ theirs }) => theirs?.[0]?.passed),
      [true, false],
    );
  });
});
