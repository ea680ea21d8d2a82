import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { parseSuggestions, signatureIn, suggestPrompt } from '../../../src/inputs/suggestInputsPrompt.ts';

describe('parseSuggestions', () => {
  test('takes the list out of what stands around it', () => {
    const list = '[{"code": "f([1, 2])", "expectedValue": "3"}, {"code": "f([])"}]';
    const wanted = [{ code: 'f([1, 2])', expectedValue: '3' }, { code: 'f([])' }];
    for (const answer of [
      list,
      `\`\`\`json\n${list}\n\`\`\``,
      `Here are [two] inputs for f([1]):\n\n${list}\n\nThe second [{is}] empty.`,
    ])
      assert.deepEqual(parseSuggestions(answer), wanted, answer);
  });

  test('null means that nothing is expected', () => {
    assert.deepEqual(parseSuggestions('[{"code": "f()", "expectedValue": null}]'), [{ code: 'f()' }]);
  });

  test('is bounded: not more than eight, none too long', () => {
    const many = JSON.stringify(Array.from({ length: 30 }, (_, i) => ({ code: `f(${i})` })));
    assert.equal(parseSuggestions(many).length, 8);
    assert.throws(() => parseSuggestions(JSON.stringify([{ code: 'x'.repeat(2001) }])), {
      code: 'model-bad-answer',
    });
  });

  test('tells what is no list of inputs, and quickly', () => {
    const started = performance.now();
    for (const answer of [
      '',
      'I cannot.',
      '[]',
      '[1, 2]',
      '[{"call": "f(1)"}]',
      '[{"code": ""}]',
      '[{"code": "f(1)"',
      '[{'.repeat(50_000),
      '"'.repeat(100_000),
    ])
      assert.throws(() => parseSuggestions(answer), { code: 'model-bad-answer' });
    assert.ok(performance.now() - started < 2000);
  });
});

describe('suggestPrompt', () => {
  test('names the function and the language, and ends with the task', () => {
    const prompt = suggestPrompt({
      instruction: 'Write a sum.',
      language: 'python',
      entryPoint: 'add',
      signature: 'def add(a, b):',
    });
    assert.match(prompt, /`add`.*\n.*`def add\(a, b\):`/);
    assert.match(prompt, /in python/);
    assert.ok(prompt.endsWith('Write a sum.'));
  });

  test('finds how a function is declared', () => {
    assert.equal(
      signatureIn('x = 1\ndef add_all(a): pass\ndef add(a, b):\n  return 1', 'add'),
      'def add(a, b):',
    );
    assert.equal(signatureIn('export const $f = (x) => x;', '$f'), 'export const $f = (x) => x;');
    assert.equal(signatureIn('add = lambda: 1', 'add'), undefined);
    assert.equal(signatureIn('def add(): pass', '.*'), undefined);
  });
});
