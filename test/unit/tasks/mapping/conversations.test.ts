import assert from 'node:assert/strict';
import { describe, test, type TestContext } from 'node:test';
import { loadFile } from '../support.ts';

/** Conversations as instructions, and responses that are there already, as data sets bring them. */

const columns = { instruction: 'instruction', id: 'id' };

async function told(t: TestContext, name: string, content: string, mapped: Record<string, unknown>) {
  const { tasks } = await loadFile(t, name, content, mapped);
  return { tasks, came: tasks.map(({ id, instruction }) => `${id}: ${instruction}`) };
}

describe('conversations', () => {
  const user = { role: 'user', content: 'Add two numbers.' };
  const system = { role: 'system', content: 'You write Python.' };
  const answer = { role: 'assistant', content: 'lambda a, b: a + b' };
  const asked = 'You write Python.\n\nAdd two numbers.';
  const load = async (t: TestContext, value: unknown): Promise<string | undefined> => {
    const mapped = { id: 'id', instruction: 'messages' };
    const { came } = await told(t, 'a.jsonl', JSON.stringify({ id: 't', messages: value }), mapped);
    return came[0]?.slice(3);
  };

  for (const [what, value, wanted] of [
    ['one message', [user], 'Add two numbers.'],
    ['a system message and an answer', [system, user, answer], asked],
    ['as JSON text', JSON.stringify([system, user, answer]), asked],
    [
      'as pandas writes them into CSV',
      "[{'role': 'system', 'content': 'You write Python.'}, {'content': 'Add two numbers.', 'role': 'user'}]",
      asked,
    ],
    ['an object with them', { messages: [system, user] }, asked],
    [
      'ShareGPT',
      [
        { from: 'system', value: 'You write Python.' },
        { from: 'human', value: 'Add two numbers.' },
        { from: 'gpt', value: 'x' },
      ],
      asked,
    ],
    [
      'parts',
      [
        {
          role: 'user',
          content: [
            { type: 'text', text: 'Add two ' },
            { type: 'image_url' },
            { type: 'text', text: 'numbers.' },
          ],
        },
      ],
      'Add two numbers.',
    ],
    ['a developer message', [{ role: 'developer', content: 'You write Python.' }, user], asked],
    [
      'several turns',
      [user, answer, { role: 'user', content: 'Now three.' }, answer],
      'User: Add two numbers.\n\nAssistant: lambda a, b: a + b\n\nUser: Now three.',
    ],
    ['text that begins with a bracket', '[1, 2] is a list: sort it', '[1, 2] is a list: sort it'],
  ] as const)
    test(what, async (t) => {
      assert.equal(await load(t, value), wanted);
    });

  test('one in which nobody asks is told', async (t) => {
    await assert.rejects(load(t, [system, answer]), { message: /Nobody asks/ });
  });

  test('an instruction in two columns', async (t) => {
    const text = `${JSON.stringify({ id: 'a', instruction: 'Sort it.', input: '[2, 1]' })}\n${JSON.stringify({ id: 'b', instruction: 'Say hi.', input: '' })}`;
    const { came } = await told(t, 'a.jsonl', text, { id: 'id', instruction: ['instruction', 'input'] });
    assert.deepEqual(came, ['a: Sort it.\n\n[2, 1]', 'b: Say hi.']);
  });
});

describe('recorded responses', () => {
  const load = async (t: TestContext, row: object, generations: unknown) => {
    const text = JSON.stringify({ id: 't', instruction: 'Add.', ...row });
    return (await told(t, 'a.jsonl', text, { ...columns, generations })).tasks[0];
  };

  for (const [what, row, generations, wanted] of [
    ['an empty one', { a: 'x', b: '' }, ['a', 'b'], ['x', '']],
    ['none', { a: 'x', b: null }, ['a', 'b'], undefined],
    ['a list', { r: ['x', 'y'] }, 'r', ['x', 'y']],
    ['a list as JSON text', { r: '["x","y"]' }, 'r', ['x', 'y']],
    ['a list as Python writes it', { r: "['x', \"y's\"]" }, 'r', ['x', "y's"]],
    ['a list of three', { r: ['x', 'y', 'z'] }, 'r', undefined],
    [
      'conversations',
      {
        a: [
          { role: 'user', content: 'Add.' },
          { role: 'assistant', content: 'x' },
        ],
        b: [{ from: 'gpt', value: 'y' }],
      },
      ['a', 'b'],
      ['x', 'y'],
    ],
  ] as const)
    test(what, async (t) => {
      assert.deepEqual((await load(t, row, generations))?.generations, wanted);
    });

  test('names of models that stand beside the responses', async (t) => {
    const r = [
      { model: 'org/a', response: 'x' },
      { model: 'org/b', response: 'y' },
    ];
    const task = await load(t, { r }, 'r');
    assert.deepEqual(
      [task?.generations, task?.generationModels],
      [
        ['x', 'y'],
        ['org/a', 'org/b'],
      ],
    );
  });
});
