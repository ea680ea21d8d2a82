// Texts that a model writes to be looked at, not to be run: none holds the editor's thread, whatever is in it.
import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { exampleInputs } from '../../../src/inputs/examples.ts';
import { programOf } from '../../../src/code/program.ts';
import { factsOf } from '../../../src/code/codeFacts.ts';
import { parse } from '../../../src/code/text/parsers.ts';
import { longestStretch } from '../runs/tools.ts';

const size = 50_000;
const repeated = (text: string): string => text.repeat(Math.ceil(size / text.length));
const texts: Record<string, string> = {
  'open brackets': repeated('('),
  'open brackets of all kinds': repeated('([{'),
  'closed brackets': repeated(')'),
  'calls within calls': 'f('.repeat(size / 4) + ')'.repeat(size / 4),
  'one long chain': repeated('a.'),
  'no language at all': repeated('$ ? ! '),
  'quotes that never close': repeated('"\n'),
  'operators alone': repeated('+ * / = \n'),
  'opened remarks': repeated('/* '),
  'keywords alone': repeated('def class if\n'),
  'the words of a tale': repeated('The quick brown fox jumps over the lazy dog, and then it sleeps.\n'),
  'steps to the right': Array.from({ length: 300 }, (_, i) => `${' '.repeat(i)}if x:`).join('\n'),
  'assertions alone': repeated('assert f(1) == 2\n'),
  'prompts alone': repeated('>>> f(1)\n2\n'),
  'one line of 1 MB': `x = "${'a'.repeat(1_000_000)}"`,
};
const fences = '```\nx = 1\n```\n\n'.repeat(20_000);
/** An honest program, as long as what is read of a text at most. */
const honestProgram = 'def f(x):\n    total = [x, (x + 1) * 2]\n    return sum(total)\n\n'
  .repeat(200)
  .slice(0, 12_000);
/**
 * The editor's thread is to answer within 50 ms on the machines that this is written on: fourteen times what parsing an honest program takes
 * there. On another, or beside other work, as many times what it takes there.
 */
let longestMs = 50;

/**
 * What `work` holds the thread for at least, of up to eight times: the first compiles code, and any may meet a collection of garbage or
 * whatever else the machine does. The number that it is given makes another text of each, so that nothing is remembered.
 */
async function held(work: (mark: string) => unknown, enough = longestMs): Promise<number> {
  let least = Infinity;
  for (let i = 1; i <= 8 && least >= enough; i++) {
    const stretch = await longestStretch(async () => {
      await new Promise((resolve) => setTimeout(resolve, 5));
      await work(`# ${i}\n`);
      await new Promise((resolve) => setTimeout(resolve, 5));
    });
    least = Math.min(least, stretch);
  }
  return least;
}

describe('a hostile text', () => {
  before(async () => {
    const honestMs = await held((mark) => parse('python', mark + honestProgram), 0);
    longestMs = Math.max(longestMs, 14 * honestMs);
  });

  for (const [name, text] of Object.entries(texts))
    for (const language of ['python', 'javascript', 'java'])
      test(`${name}, as ${language}`, async () => {
        const examples = await held((mark) => {
          const markdown = `\`\`\`${language}\n${mark}${text}\n\`\`\`\n`;
          exampleInputs(text, { 1: markdown, 2: `${markdown}\n` }, { language });
        });
        assert.ok(examples < longestMs, `looking for examples took ${examples} ms`);
        const facts = await held((mark) => factsOf({ language, code: mark + text, blocks: [0] }));
        assert.ok(facts < longestMs, `counting took ${facts} ms`);
      });

  test('of thousands of fences', async () => {
    const ms = await held((mark) =>
      exampleInputs('', { 1: mark + fences, 2: fences }, { language: 'python' }),
    );
    assert.ok(ms < longestMs, `${ms} ms`);
    assert.ok((programOf(fences, { taskLanguage: 'python' })?.blocks.length ?? 0) > 1000);
  });

  test('does not take the examples from an honest one', () => {
    const honest = '```python\ndef f(x):\n    return [x]\n\nassert f((1)) == [1]\n```\n';
    const found = exampleInputs('', { 1: honest, 2: honest }, { language: 'python' });
    assert.deepEqual(found[0]?.expectedValue, '[1]');
  });
});
