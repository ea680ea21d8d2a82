// Hostile programs in the sandbox, under each way of bounding them: nothing is read, reached or left, and each end is told truthfully.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { after, before, describe, test } from 'node:test';
import type { RunOutcome } from '../../../src/runs/contract/runRequest.ts';
import { findRunner } from '../../../src/runs/runners/findRunner.ts';
import { findCgroups, makeControlGroup } from '../../../src/runs/sandbox/cgroups.ts';
import { noSandbox } from '../../../src/runs/sandbox/noSandbox.ts';
import { probeSandbox } from '../../../src/runs/sandbox/probeSandbox.ts';
import type { Sandbox } from '../../../src/runs/contract/sandbox.ts';
import type { LimitName, Limits } from '../../../src/domain/run.ts';
import { verdictOf } from '../../../src/runs/verdict.ts';
import { RunWorker } from '../../../src/runs/worker/runWorkerClient.ts';
import { hostilePrograms, type HostileProgram } from '../../corpora/hostile-programs/index.ts';
import { longestStretch, temporaryFolder } from '../../unit/runs/tools.ts';
import { plantWorld, processesBeside, type PlantedWorld } from './hostileWorld.ts';
import { each } from '../../each.ts';

const limits: Limits = {
  timeoutMs: 4_000,
  memoryBytes: 256 * 2 ** 20,
  processes: 64,
  diskBytes: 32 * 2 ** 20,
  outputBytes: 200_000,
};
/** From a limit to the last trace gone: asking, killing, clearing away. */
const graceMs = 2_500;
/** Programs that only their time ends need no more of it. */
const endlessMs = 2_000;
/**
 * The longest that the editor's thread may be away: by its own work in each run, and in the median run by the clock, which also tells of
 * whatever else the machine does.
 */
const longestAwayMs = 50;

const folder = temporaryFolder('hostile');
const worker = new RunWorker(new URL('../../../src/runs/worker/runWorker.ts', import.meta.url));
let world: PlantedWorld;
/** A net below the sandbox: should it fail to hold a bomb, the test fails and the machine goes on. */
let leaveNet: () => Promise<void>;

before(async () => {
  leaveNet = await enterNet();
  world = await plantWorld(folder);
});
after(async () => {
  await worker.dispose();
  await world.remove();
  await leaveNet();
});

async function enterNet(): Promise<() => Promise<void>> {
  const spec = findCgroups();
  assert.ok(spec, 'control groups are needed below a test of fork bombs');
  const group = makeControlGroup(spec, { memoryBytes: 8 * 2 ** 30, processes: 1_500 });
  await group.attach(process.pid);
  return async () => {
    for (const home of spec.version === 2 ? [spec.folder] : [spec.memory, spec.pids])
      writeFileSync(join(home, 'cgroup.procs'), String(process.pid));
    assert.ok(await group.remove(), 'nothing is left in the net');
  };
}

interface Result {
  outcome: RunOutcome;
  /** Two where the first was ended for the machine’s fault. */
  tries: number;
  tookMs: number;
  /** The longest stretch of its own work, and the longest wait for its turn, of this thread. */
  stretchMs: number;
  delayMs: number;
  beside: string;
}

function limitsOf({ limit, timeoutMs = limits.timeoutMs }: HostileProgram): Limits {
  return { ...limits, timeoutMs: limit?.length === 1 && limit[0] === 'time' ? endlessMs : timeoutMs };
}

async function run(program: HostileProgram, sandbox: Sandbox): Promise<Result> {
  const found = await findRunner(program.language);
  const beside = `beside-${randomUUID()}`;
  const runner = { ...found, files: { ...found.files, [beside]: '' } };
  const code = typeof program.code === 'string' ? program.code : program.code(world);
  const delay = monitorEventLoopDelay({ resolution: 2 });
  const started = performance.now();
  delay.enable();
  let outcome: RunOutcome | undefined;
  let tries = 1;
  const stretchMs = await longestStretch(async () => {
    outcome = await worker.startRun({
      assembled: { code, reportsValue: program.language === 'python' },
      runner,
      folder: world.runRoot,
      limits: limitsOf(program),
      sandbox,
      stdin: 'x'.repeat(100_000),
      // On a busy machine a run that its time limit ended is tried once more, which is said.
      onOutput: (stream, chunk) => {
        if (stream === 'stderr' && Buffer.from(chunk).includes('it runs once more, alone')) tries = 2;
      },
    }).done;
  });
  delay.disable();
  assert.ok(outcome);
  return { outcome, tries, tookMs: performance.now() - started, stretchMs, delayMs: delay.max / 1e6, beside };
}

function check(program: HostileProgram, { outcome, tries, tookMs, stretchMs, beside }: Result): void {
  const said = JSON.stringify(outcome);
  for (const secret of each(world.secrets)) assert.ok(!said.includes(secret), 'a planted secret was read');
  assert.equal(world.takeVisits(), 0, 'a socket was reached');
  assert.deepEqual(processesBeside(beside), [], 'a process is left');
  assert.deepEqual(world.leftFiles(), [], 'a file is left');
  assert.equal(
    world.otherProcess.exitCode ?? world.otherProcess.signalCode,
    null,
    'another process was ended',
  );
  const mostMs = tries * (limitsOf(program).timeoutMs + graceMs + compileMs(program));
  assert.ok(tookMs < mostMs, `it took ${tookMs} ms`);
  assert.ok(stretchMs < longestAwayMs, `this thread was held for ${stretchMs} ms`);
  const told = JSON.stringify({ ...outcome, stdout: outcome.stdout.slice(0, 2_000) });
  const possible: (LimitName | undefined)[] = program.limit ?? [undefined];
  assert.ok(possible.includes(outcome.limit), `${outcome.limit} is told: ${told}`);
  assert.equal(outcome.timedOut, outcome.limit === 'time');
  if (program.end !== undefined) assert.equal(outcome.exitCode ?? outcome.signal, program.end, told);
  if (program.prints) assert.match(outcome.stdout, program.prints, told);
  if (program.floods) assert.ok(outcome.truncatedBytes >= program.floods, told);
  assert.ok(Buffer.byteLength(outcome.stdout) <= limits.outputBytes * 3, 'more is kept than allowed');
}

function compileMs(program: HostileProgram): number {
  return program.language === 'c' || program.language === 'go' ? 10_000 : 0;
}

for (const bounds of ['auto', 'watchdog'] as const)
  describe(`hostile programs, bounded by ${bounds === 'auto' ? 'what the kernel offers' : 'the watchdog'}`, () => {
    const rows: string[][] = [];
    const delays: number[] = [];
    let sandbox: Sandbox;
    before(async () => {
      const probe = await probeSandbox({ bounds });
      assert.ok(probe.sandbox, probe.sandbox ? '' : probe.reason);
      sandbox = probe.sandbox;
    });

    for (const program of hostilePrograms)
      test(program.name, async () => {
        const result = await run(program, sandbox);
        const { outcome, tookMs, stretchMs, delayMs } = result;
        delays.push(delayMs);
        rows.push([
          program.name,
          program.language,
          verdictOf(outcome, undefined),
          [outcome.limit, outcome.signal ?? outcome.exitCode].filter((part) => part !== undefined).join(', '),
          tookMs.toFixed(0),
          stretchMs.toFixed(1),
          delayMs.toFixed(1),
        ]);
        check(program, result);
        const left = await readdir(world.runRoot);
        assert.deepEqual(left, ['ffffffffffffffff-others'], 'the run folder is left');
      });

    test('the thread of the editor answers throughout', () => {
      const median = delays.sort((a, b) => a - b)[Math.floor(delays.length / 2)] ?? 0;
      assert.ok(median < longestAwayMs, `${median} ms`);
    });

    after(() => {
      const head = ['program', 'language', 'verdict', 'told', 'ms', 'thread held, ms', 'late, ms'];
      const table = [head, ...rows];
      const widths = head.map((_, i) => Math.max(...table.map((row) => row[i]?.length ?? 0)));
      const line = (row: string[]): string => row.map((cell, i) => cell.padEnd(widths[i] ?? 0)).join('  ');
      console.log(`\n${sandbox.name}\n${table.map(line).join('\n')}`);
    });
  });

describe('without a sandbox', () => {
  for (const program of hostilePrograms.filter(({ control }) => control))
    test(`${program.name}: the test would see it`, async () => {
      const { outcome } = await run(program, noSandbox);
      const said = JSON.stringify(outcome);
      const read = world.secrets.some((secret) => said.includes(secret));
      // A datagram may come after its sender has ended.
      let visits = world.takeVisits();
      for (const end = performance.now() + 2_000; !read && visits === 0 && performance.now() < end;) {
        await new Promise((resolve) => setTimeout(resolve, 10));
        visits = world.takeVisits();
      }
      assert.ok(read || visits > 0, said.slice(0, 2_000));
    });
});
