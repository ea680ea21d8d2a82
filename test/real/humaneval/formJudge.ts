import assert from 'node:assert/strict';
import type { Task } from '../../../src/domain/task.ts';
import { datasetInputs } from '../../../src/inputs/datasetInputs.ts';
import { assemble } from '../../../src/runs/harness/assemble.ts';
import type { FoundRunner } from '../../../src/runs/contract/runner.ts';
import { findRunner } from '../../../src/runs/runners/findRunner.ts';
import { noSandbox } from '../../../src/runs/sandbox/noSandbox.ts';
import { findSandbox } from '../../../src/runs/sandbox/probeSandbox.ts';
import { startRun } from '../../../src/runs/startRun.ts';
import { verdictOf } from '../../../src/runs/verdict.ts';
import { WarmPool } from '../../../src/runs/warm/warmPool.ts';
import { wide } from '../../unit/runs/tools.ts';
import type { Cased, TestForm } from './humanEvalForms.ts';

export interface FormJudge {
  runner: FoundRunner;
  /** What the inputs of the form come to: `passed` when all do, undefined where the form cannot say the problem. */
  verdict: (form: TestForm, problem: Cased, solution: string) => Promise<string | undefined>;
  dispose: () => void;
}

/** Runs solutions with tests of a form, in the folder, by interpreters that wait for them. */
export async function formJudge(folder: string): Promise<FormJudge> {
  const pool = new WarmPool();
  const runner = await findRunner('python');
  const sandbox = (await findSandbox()) ?? noSandbox;
  return {
    runner,
    dispose: () => pool.dispose(),
    verdict: async (form, problem, solution) => {
      const columns = form.columns(problem);
      if (!columns) return undefined;
      const { prompt: instruction, task: id } = problem;
      const task: Task = { id, position: 0, source: 'forms', instruction, language: 'python', ...columns };
      const code = form.program?.(problem, solution) ?? instruction + solution;
      const inputs = datasetInputs(task);
      assert.ok(inputs.length > 0, `${id}, ${form.name}: no input`);
      for (const input of inputs) {
        const assembled = assemble({ language: 'python', code, blocks: [] }, input, instruction);
        const stdin = input.stdin ?? '';
        const outcome = await startRun({ assembled, runner, folder, limits: wide, sandbox, pool, stdin })
          .done;
        const one = verdictOf(outcome, input, assembled);
        if (one !== 'passed') return one;
      }
      return 'passed';
    },
  };
}
