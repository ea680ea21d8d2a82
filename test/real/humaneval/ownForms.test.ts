// Problems of our own in every form of tests: names that tests, modules and harnesses have as well, and values of every kind.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { temporaryFolder } from '../../unit/runs/tools.ts';
import { formJudge } from './formJudge.ts';
import { formsOfTests, type Cased, type TestForm } from './humanEvalForms.ts';

const { verdict, runner, dispose } = await formJudge(temporaryFolder('own-forms'));
after(dispose);
/** `named`: as something is that tests, modules or what runs them have as well. */
const problems: (Cased & { named: boolean })[] = [];

before(() => {
  const made = spawnSync(runner.exe, [join(import.meta.dirname, 'own_problems.py')], { encoding: 'utf8' });
  assert.equal(made.status, 0, made.stderr);
  for (const line of made.stdout.trim().split('\n'))
    problems.push(JSON.parse(line) as Cased & { named: boolean });
  assert.ok(problems.length >= 60, `${problems.length} problems`);
});

/** Names that the forms have for themselves: no problem that is called so is left out anywhere. */
const ofForms =
  /^(?:check|candidate|called|args|value|cases|test|test_it|TestIt|self|pytest|unittest|asyncio|math|_ts_check)$/;

/** All that is called as something else is, and of the others some; few where an interpreter has to begin anew for each. */
function someOf(form: TestForm, place: number): Cased[] {
  const [ofNamed, ofOthers] = form.each === undefined ? [1, 2] : [6, form.each];
  return problems.filter(
    ({ name, named }, i) => ofForms.test(name) || (i + place) % (named ? ofNamed : ofOthers) === 0,
  );
}

describe('own solutions pass in every form of tests, changed ones do not, whatever they are named', () => {
  for (const [place, form] of formsOfTests.entries())
    test(form.name, async () => {
      const told: string[] = [];
      const some = someOf(form, place);
      let [next, judged] = [0, 0];
      const work = async (): Promise<void> => {
        while (next < some.length) {
          const problem = some[next++]!;
          const right = await verdict(form, problem, problem.right);
          if (right === undefined) continue;
          judged++;
          if (right !== 'passed') told.push(`${problem.task}: its own solution reads ${right}`);
          const wrong = await verdict(form, problem, problem.wrong);
          if (wrong === 'passed') told.push(`${problem.task}: a changed solution reads passed`);
        }
      };
      await Promise.all([work(), work()]);
      assert.deepEqual(told, []);
      assert.ok(judged >= some.length / 2 && judged >= 15, `${judged} problems`);
    });
});
