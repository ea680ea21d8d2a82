// What a model thinks is no part of its answer, however it is marked.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { splitThoughts, thoughtsIn, withoutThoughts } from '../../../../src/code/answer/thoughts.ts';
import { ThoughtStream } from '../../../../src/code/answer/thoughtStream.ts';
import { programOf } from '../../../../src/code/program.ts';

const draft = 'Try:\n```python\ndef f():\n    return 1\n```\nNo.';
const answer = '\n\n```python\ndef f():\n    return 2\n```\n';
const code = (text: string): string | undefined => programOf(text, { taskLanguage: 'python' })?.code;

describe('thoughts', () => {
  const marked: Record<string, string> = {
    think: `<think>\n${draft}\n</think>${answer}`,
    'the closing tag alone': `${draft}\n</think>${answer}`,
    thinking: `<thinking>${draft}</thinking>${answer}`,
    reasoning: `<reasoning>\n${draft}\n</reasoning>${answer}`,
    Magistral: `[THINK]${draft}[/THINK]${answer}`,
    Kimi: `◁think▷${draft}◁/think▷${answer}`,
    'Sky-T1': `<|begin_of_thought|>${draft}<|end_of_thought|>\n<|begin_of_solution|>${answer}<|end_of_solution|>`,
    'gpt-oss': `<|channel|>analysis<|message|>${draft}<|end|><|start|>assistant<|channel|>final<|message|>${answer}<|return|>`,
    twice: `<think>${draft}</think>\nSo far.\n<think>${draft}</think>${answer}`,
  };
  for (const [name, text] of Object.entries(marked))
    test(`marked as ${name}`, () => {
      assert.equal(code(text), 'def f():\n    return 2\n');
      assert.equal(withoutThoughts(text).length, text.length, 'places stay');
    });

  test('without an end there is no answer', () => {
    assert.equal(code(`<think>\n${draft}\n`), undefined);
  });

  test('marks that are spoken of, or stand in code, are none', () => {
    const text =
      'Strip it:\n\n```python\ndef f(s):\n    return s.split("</think>")[-1].replace("<think>", "")\n```\n';
    assert.deepEqual(thoughtsIn(text), []);
    assert.deepEqual(thoughtsIn('The tag `<think>` opens, `</think>` ends.'), []);
    assert.equal(withoutThoughts('a < b'), 'a < b');
  });
});

describe('a response taken apart', () => {
  const parts: [text: string, thoughts: string | undefined, answer: string][] = [
    ['<think>\nhm\n</think>\n\n    indented()\nx', 'hm', '    indented()\nx'],
    ['hm, so\n</think>\n\nAnswer', 'hm, so', 'Answer'],
    ['hm, so</think>\nAnswer', 'hm, so', 'Answer'],
    ['<think></think>\nA', '', 'A'],
    ['<THINK>a</THINK>B', 'a', 'B'],
    ['[THINK]a[/THINK]B', 'a', 'B'],
    ['◁think▷a◁/think▷B', 'a', 'B'],
    ['<think>a</think> <think>b</think>C', 'a\n\nb', 'C'],
    ['<seed:think>a</seed:think>B', 'a', 'B'],
    ['<|begin_of_thought|>x<|end_of_thought|>\n\n<|begin_of_solution|>S<|end_of_solution|>', 'x', 'S'],
    [
      '<|channel|>analysis<|message|>We<|end|><|start|>assistant<|channel|>final<|message|>Hi<|return|>',
      'We',
      'Hi',
    ],
    ['<think>a</think>\n<answer>\nX\n</answer>', 'a', 'X\n'],
    ['<think>never ended', undefined, '<think>never ended'],
    [
      'An answer.\n\n<reasoning>an element</reasoning>',
      undefined,
      'An answer.\n\n<reasoning>an element</reasoning>',
    ],
    ['The model emits </think> behind it.', undefined, 'The model emits </think> behind it.'],
    ['```xml\n<r>\n</think>\n```', undefined, '```xml\n<r>\n</think>\n```'],
    ['Use `</think>`.\n', undefined, 'Use `</think>`.\n'],
    ['<plan>\n</reasoning>\n', undefined, '<plan>\n</reasoning>\n'],
  ];
  for (const [text, thoughts, rest] of parts)
    test(JSON.stringify(text), () => {
      assert.deepEqual(splitThoughts(text), { answer: rest, ...(thoughts !== undefined && { thoughts }) });
    });

  test('while it comes, wherever its pieces end', () => {
    const text = '<think>\nTwo numbers: a < b.\n</think>\n\nThe <answer>';
    for (let size = 1; size <= text.length; size++) {
      const seen = { text: '', thought: '' };
      const stream = new ThoughtStream({
        onText: (delta) => (seen.text += delta),
        onThought: (delta) => (seen.thought += delta),
      });
      for (let at = 0; at < text.length; at += size) stream.add(text.slice(at, at + size));
      assert.equal(seen.thought.trim(), 'Two numbers: a < b.', `pieces of ${size}`);
      assert.equal(seen.text.trimStart(), 'The <answer>', `pieces of ${size}`);
    }
  });

  test('a text without thoughts passes as it comes', () => {
    const seen: string[] = [];
    const stream = new ThoughtStream({
      onText: (delta) => seen.push(delta),
      onThought: () => assert.fail('it does not think'),
    });
    for (const piece of ['<', 'b>', ' x', ' <think>', ' and </think>', ' are', ' tags.', '\n`</think>`\n'])
      stream.add(piece);
    assert.equal(seen.join(''), '<b> x <think> and </think> are tags.\n`</think>`\n');
  });

  test('thoughts that the prompt had opened are taken back when they end, wherever the pieces end', () => {
    const text = 'Two numbers: a < b.\n</think>\n\nThe answer';
    for (let size = 1; size <= text.length; size++) {
      const seen = { text: '', thought: '', turns: 0 };
      const stream = new ThoughtStream({
        onText: (delta) => (seen.text += delta),
        onThought: (delta) => (seen.thought += delta),
        onTurn: () => {
          seen.text = '';
          seen.turns++;
        },
      });
      for (let at = 0; at < text.length; at += size) stream.add(text.slice(at, at + size));
      const told = { ...seen, thought: seen.thought.trim(), text: seen.text.trimStart() };
      assert.deepEqual(
        told,
        { text: 'The answer', thought: 'Two numbers: a < b.', turns: 1 },
        `pieces of ${size}`,
      );
      assert.ok(stream.closedAlone);
    }
  });

  test('who knows that they are opened there is never told thoughts as text', () => {
    for (const [text, thought, answer] of [
      ['Two numbers.\n</think>\n\nThe answer', 'Two numbers.', 'The answer'],
      ['<think>Two numbers.</think>\nThe answer', 'Two numbers.', 'The answer'],
      ['[/THINK]The answer', '', 'The answer'],
    ] as const)
      for (let size = 1; size <= text.length; size++) {
        const seen = { text: '', thought: '' };
        const stream = new ThoughtStream(
          {
            onText: (delta) => (seen.text += delta),
            onThought: (delta) => (seen.thought += delta),
            onTurn: () => assert.fail('nothing is taken back'),
          },
          { begun: true },
        );
        for (let at = 0; at < text.length; at += size) stream.add(text.slice(at, at + size));
        assert.deepEqual(
          [seen.thought.trim(), seen.text.trimStart()],
          [thought, answer],
          `${text} by ${size}`,
        );
      }
  });

  test('a text that speaks of the mark in every piece takes no time', () => {
    const stream = new ThoughtStream({ onText: () => undefined, onThought: () => undefined });
    const started = performance.now();
    for (let i = 0; i < 200_000; i++) stream.add('so `</think>` is a tag; ');
    assert.ok(performance.now() - started < 10_000);
  });
});
