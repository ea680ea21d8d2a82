import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { proposeColumns } from '../../../../src/tasks/mapping/proposeColumns.ts';

const long = 'Here is the answer, as one would write it down:\n\n```python\ndef f(x):\n    return x\n```\n';
const chat = (text: string) => [
  { role: 'user', content: 'Write f.' },
  { role: 'assistant', content: text },
];

describe('what columns are, by their names and contents', () => {
  for (const [what, row, wanted, models] of [
    [
      'HumanEval',
      {
        task_id: 'HumanEval/0',
        prompt: 'def f(x):\n',
        canonical_solution: '    return x\n',
        test: 'def check(c):\n    assert c(1)',
        entry_point: 'f',
      },
      {
        instruction: 'prompt',
        id: 'task_id',
        tests: 'test',
        entryPoint: 'entry_point',
        reference: 'canonical_solution',
      },
    ],
    [
      'MBPP',
      {
        task_id: 1,
        text: 'Write f.',
        code: 'def f():\n    pass',
        test_list: ['assert f()'],
        test_setup_code: '',
        challenge_test_list: [
          'assert f(1) == "a long one that nobody wants to read beside the task, since it is no fact and gives the answer away; it goes on and on, as tests that challenge do"',
        ],
      },
      {
        instruction: 'text',
        id: 'task_id',
        tests: 'test_list',
        testSetup: 'test_setup_code',
        reference: 'code',
        context: [],
      },
    ],
    [
      'APPS',
      {
        problem_id: 0,
        question: 'Read two numbers.',
        solutions: '["a"]',
        input_output: '{"inputs":["1"],"outputs":["1"]}',
        difficulty: 'easy',
        url: 'http://x',
        starter_code: '',
      },
      { instruction: 'question', id: 'problem_id', tests: 'input_output', reference: 'solutions' },
    ],
    [
      'LiveCodeBench',
      {
        question_title: 'A',
        question_content: 'Given n…',
        question_id: '1',
        public_test_cases: '[{"input":"1","output":"2"}]',
        private_test_cases: 'eJxr',
        difficulty: 'easy',
        starter_code: '',
      },
      { instruction: 'question_content', id: 'question_id', tests: 'public_test_cases' },
    ],
    [
      'Alpaca',
      { instruction: 'Sort it.', input: '[2, 1]', output: '[1, 2]' },
      { instruction: ['instruction', 'input'], reference: 'output' },
    ],
    ['messages', { messages: chat(long), source: 'a' }, { instruction: 'messages' }],
    [
      'ShareGPT',
      {
        id: 'a',
        conversations: [
          { from: 'human', value: 'Hi' },
          { from: 'gpt', value: long },
        ],
      },
      { instruction: 'conversations', id: 'id' },
    ],
    [
      'preferences',
      { prompt: 'Write f.', chosen: chat(long), rejected: chat(long), score_chosen: 9, score_rejected: 2 },
      { instruction: 'prompt', generations: ['chosen', 'rejected'], context: [] },
    ],
    [
      'an arena',
      {
        question_id: 'q',
        model_a: 'gpt',
        model_b: 'llama',
        winner: 'model_a',
        conversation_a: chat(long),
        conversation_b: chat(long),
        prompt: 'Write f.',
      },
      {
        instruction: 'prompt',
        id: 'question_id',
        generations: ['conversation_a', 'conversation_b'],
        context: [],
      },
      ['gpt', 'llama'],
    ],
    [
      'two responses',
      { prompt: 'Write f.', response_a: long, response_b: long },
      { instruction: 'prompt', generations: ['response_a', 'response_b'] },
    ],
    [
      'numbered',
      { instruction: 'Write f.', response_model_1: long, response_model_2: long },
      { instruction: 'instruction', generations: ['response_model_1', 'response_model_2'] },
    ],
    [
      'by the models’ names',
      { question: 'Write f.', 'gpt-4_response': long, llama_response: long },
      { instruction: 'question', generations: ['gpt-4_response', 'llama_response'] },
    ],
    [
      'a list',
      { instruction: 'Write f.', responses: [long, long] },
      { instruction: 'instruction', generations: 'responses' },
    ],
    [
      'camels',
      { taskId: 't', problemStatement: 'Write f.', referenceSolution: 'def f(): pass', entryPoint: 'f' },
      {
        instruction: 'problemStatement',
        id: 'taskId',
        reference: 'referenceSolution',
        entryPoint: 'entryPoint',
      },
    ],
    [
      'nothing usual',
      { nr: 1, aufgabe: 'Schreibe eine Funktion, die zwei Zahlen addiert.', stufe: 'leicht' },
      { instruction: 'aufgabe' },
    ],
  ] as const)
    test(what, () => {
      const { columns, models: names } = proposeColumns(Object.keys(row), [row]);
      const { context, ...others } = columns;
      const { context: shown, ...right } = { context: undefined, ...wanted } as Record<string, unknown>;
      assert.deepEqual(others, JSON.parse(JSON.stringify(right)));
      if (shown) assert.deepEqual(context, shown);
      assert.deepEqual(names, models);
    });

  test('long texts, responses and names of models never stand beside a task', () => {
    const row = {
      instruction: 'x',
      level: 'easy',
      essay: 'word '.repeat(80),
      model: 'gpt',
      final_answer: '4',
      tags: ['a'],
    };
    assert.deepEqual(proposeColumns(Object.keys(row), [row]).columns.context, ['level', 'tags']);
  });

  test('an id that two rows share is none, and names alone are enough', () => {
    const rows = [
      { id: 'a', prompt: 'x' },
      { id: 'a', prompt: 'y' },
    ];
    assert.deepEqual(proposeColumns(['id', 'prompt'], rows).columns, { instruction: 'prompt' });
    assert.deepEqual(proposeColumns(['id', 'prompt'], []).columns, { instruction: 'prompt', id: 'id' });
  });

  test('two columns of long texts are recorded responses, whatever they are called; one, three or notes are not', () => {
    const both = { instruction: 'x', alpha: long, beta: long };
    const { columns } = proposeColumns(Object.keys(both), [both]);
    assert.deepEqual([columns.generations, columns.context], [['alpha', 'beta'], []]);
    for (const more of [
      { alpha: long },
      { alpha: long, beta: long, gamma: long },
      { alpha: long, notes: long },
    ]) {
      const row = { instruction: 'x', ...more };
      const proposed = proposeColumns(Object.keys(row), [row]).columns;
      assert.deepEqual([proposed.generations, proposed.context], [undefined, []], Object.keys(more).join());
    }
  });
});
