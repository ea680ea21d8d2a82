import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { test } from 'node:test';
import { cpuUseOf, lackedCpu } from '../../../../src/runs/process/cpuShare.ts';
import { until } from '../tools.ts';

test('a program lacked the processor where it wanted to go on and others had it', () => {
  const use = (usedMs: number, waitedMs: number, goneMs = 0) => ({ usedMs, waitedMs, goneMs });
  const cases: [string, ReturnType<typeof use> | undefined, crowded: boolean, lacked: boolean][] = [
    ['it was at it throughout', use(9_900, 50), true, false],
    ['it had a third, and wanted more', use(3_300, 6_600), false, true],
    ['it slept', use(20, 5), true, false],
    ['it had two processors, with more threads than that', use(20_000, 90_000), true, false],
    ['commands that are gone had little on a machine out of breath', use(2_000, 10, 1_900), true, true],
    ['the same on one that is not', use(2_000, 10, 1_900), false, false],
    ['nothing is known, on a machine out of breath', undefined, true, true],
    ['nothing is known', undefined, false, false],
  ];
  assert.ok(cases.length > 0);
  for (const [name, seen, crowded, lacked] of cases)
    assert.equal(lackedCpu(seen, 10_000, crowded), lacked, name);
});

test('what a tree of processes used is counted, whoever of them did it', async (t) => {
  if (process.platform !== 'linux') return assert.equal(cpuUseOf(process.pid), undefined);
  const loop = 'const end = process.cpuUsage().user + 3e5; while (process.cpuUsage().user < end);';
  const inner = `require("child_process").spawnSync(process.execPath, ["-e", ${JSON.stringify(loop)}])`;
  const child = spawn(process.execPath, ['-e', `${inner}; setInterval(() => {}, 1000)`]);
  t.after(() => child.kill('SIGKILL'));
  await once(child, 'spawn');
  assert.ok(child.pid !== undefined);
  const { pid } = child;
  // The inner one is gone then, and its time is told by the outer one.
  await until('the inner one is gone', () => (cpuUseOf(pid)?.goneMs ?? 0) >= 300);
  const use = cpuUseOf(pid);
  assert.ok(use && use.usedMs > use.goneMs && use.waitedMs >= 0, JSON.stringify(use));
});
