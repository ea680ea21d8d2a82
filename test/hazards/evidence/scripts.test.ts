// H12 in JavaScript and Bash once more: a check that holds stands beside the one that does not.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { judge } from '../../real/runs/harness/judged.ts';
import { forgersOfScripts, testsOfScripts } from './forgersOfScripts.ts';

for (const language of ['javascript', 'bash'] as const)
  describe(`programs of ${language} that want to read as passed`, { concurrency: 2 }, () => {
    test('there are twenty', () => assert.ok(forgersOfScripts[language].length >= 20));
    for (const [name, program, marked] of forgersOfScripts[language])
      test(name, async () => {
        const { verdict, outcome } = await judge(language, program, { code: testsOfScripts[language] }, true);
        if (!marked) return assert.notEqual(verdict, 'passed', JSON.stringify(outcome));
        assert.ok(outcome.report?.evidence?.marks.includes('may-judge-itself'), JSON.stringify(outcome));
      });
    test('an honest program passes without such a mark', async () => {
      const program =
        language === 'bash' ? 'square() { echo $(($1 * $1)); }' : 'function square(n) { return n * n; }';
      const { verdict, outcome } = await judge(language, program, { code: testsOfScripts[language] }, true);
      assert.equal(verdict, 'passed', JSON.stringify(outcome));
      assert.deepEqual(outcome.report?.evidence?.marks, ['in-process']);
    });
  });
