// The hostile programs in Python as a batch runs them: forked from an interpreter that waits, one after the other and two at once.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { after, before, describe, test } from 'node:test';
import type { RunOutcome } from '../../../src/runs/contract/runRequest.ts';
import { findRunner } from '../../../src/runs/runners/findRunner.ts';
import { findSandbox } from '../../../src/runs/sandbox/probeSandbox.ts';
import type { Sandbox } from '../../../src/runs/contract/sandbox.ts';
import type { LimitName, Limits } from '../../../src/domain/run.ts';
import { RunWorker } from '../../../src/runs/worker/runWorkerClient.ts';
import { hostilePrograms } from '../../corpora/hostile-programs/index.ts';
import { temporaryFolder, until } from '../../unit/runs/tools.ts';
import { plantWorld, type PlantedWorld } from './hostileWorld.ts';

const limits: Limits = {
  timeoutMs: 4_000,
  memoryBytes: 256 * 2 ** 20,
  processes: 64,
  diskBytes: 32 * 2 ** 20,
  outputBytes: 200_000,
};
const folder = temporaryFolder('hostile-batch');
const worker = new RunWorker(new URL('../../../src/runs/worker/runWorker.ts', import.meta.url));
let world: PlantedWorld;
let sandbox: Sandbox;

before(async () => {
  world = await plantWorld(folder);
  const found = await findSandbox();
  assert.ok(found && 'wrapZygote' in found, 'control groups are needed for interpreters that wait');
  sandbox = found;
});
after(async () => {
  await worker.dispose();
  await world.remove();
});

async function run(code: string): Promise<RunOutcome> {
  const runner = await findRunner('python');
  const assembled = { code, reportsValue: true };
  const stdin = 'x'.repeat(100_000);
  return worker.startRun({ assembled, runner, folder: world.runRoot, limits, sandbox, stdin, batch: true })
    .done;
}

/** Processes that see a program with this text, whatever they call themselves. */
function processesOf(mark: string): string[] {
  return readdirSync('/proc').filter((pid) => {
    const file = `/proc/${pid}/root/program/main.py`;
    try {
      return /^\d+$/.test(pid) && existsSync(file) && readFileSync(file, 'utf8').includes(mark);
    } catch {
      return false; // gone meanwhile
    }
  });
}

describe('hostile programs in a batch', () => {
  for (const program of hostilePrograms.filter(({ language }) => language === 'python'))
    test(program.name, async () => {
      const mark = `# ${randomUUID()}`;
      const code = typeof program.code === 'string' ? program.code : program.code(world);
      const secret = `next-${randomUUID()}`;
      const [outcome, beside] = await Promise.all([
        run(`${code}\n${mark}\n`),
        run(`import time\nprint("${secret}")\ntime.sleep(0.2)\nprint("end")\n`),
      ]);
      const said = JSON.stringify(outcome);
      for (const planted of [...world.secrets, secret])
        assert.ok(!said.includes(planted), 'a secret was read');
      assert.equal(world.takeVisits(), 0, 'a socket was reached');
      assert.deepEqual(world.leftFiles(), [], 'a file is left');
      assert.equal(world.otherProcess.exitCode ?? world.otherProcess.signalCode, null);
      // The kernel clears the last of them away while the outcome is on its way.
      await until('the end of its processes', () => processesOf(mark).length === 0);
      const told = JSON.stringify({ ...outcome, stdout: outcome.stdout.slice(0, 2_000) });
      const possible: (LimitName | undefined)[] = program.limit ?? [undefined];
      assert.ok(possible.includes(outcome.limit), `${outcome.limit} is told: ${told}`);
      if (program.end !== undefined) assert.equal(outcome.exitCode ?? outcome.signal, program.end, told);
      if (program.prints) assert.match(outcome.stdout, program.prints, told);
      // Neither the one beside it nor the next one out of the same interpreter notices.
      assert.equal(beside.stdout, `${secret}\nend\n`, JSON.stringify(beside));
      const next = await run(
        'import os\nprint(sorted(p for p in os.listdir("/proc") if p.isdigit()), os.listdir("."))',
      );
      assert.equal(next.stdout, "['1', '2'] []\n", JSON.stringify(next));
    });
});
