// H15: a program that others kept from the processor until its time was up is tried once more, alone.
import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import type { RunOptions } from '../../../src/runs/contract/runRequest.ts';
import { findRunner } from '../../../src/runs/runners/findRunner.ts';
import { noSandbox } from '../../../src/runs/sandbox/noSandbox.ts';
import { probeSandbox } from '../../../src/runs/sandbox/probeSandbox.ts';
import { startRun } from '../../../src/runs/startRun.ts';
import { WarmPool } from '../../../src/runs/warm/warmPool.ts';
import { temporaryFolder, wide } from '../../unit/runs/tools.ts';

const folder = temporaryFolder('busy');
const beside = temporaryFolder('busy-beside');
const runner = await findRunner('python');
const { sandbox } = await probeSandbox();
const pool = new WarmPool();
after(() => pool.dispose());

const again = /runs once more, alone/;

/** Many programs that never rest, each in a session of its own: where processors are shared by session, one would count as one. */
async function hogs(): Promise<() => Promise<void>> {
  const all: ChildProcess[] = [];
  for (let i = 0; i < 8 * availableParallelism(); i++)
    all.push(spawn('/bin/sh', ['-c', 'while :; do :; done'], { stdio: 'ignore', detached: true }));
  await Promise.all(all.map((one) => once(one, 'spawn')));
  return async () => {
    const gone = all.filter((one) => one.exitCode === null && one.signalCode === null);
    const ends = gone.map((one) => once(one, 'exit'));
    for (const one of gone) one.kill('SIGKILL');
    await Promise.all(ends);
  };
}

interface Tried extends Awaited<ReturnType<typeof startRun>['done']> {
  /** How often it was said that it runs once more. */
  agains: number;
}

async function tryIt(
  code: string,
  options: Partial<RunOptions>,
  onAgain?: (stop: () => void) => void,
): Promise<Tried> {
  let agains = 0;
  const handle = startRun({
    assembled: { code, reportsValue: false },
    runner,
    folder,
    stdin: '',
    limits: { ...wide, timeoutMs: 2_000 },
    onOutput: (_, chunk) => {
      if (!again.test(Buffer.from(chunk).toString())) return;
      agains++;
      onAgain?.(() => handle.stop());
    },
    ...options,
  });
  const outcome = await handle.done;
  return { ...outcome, agains };
}

test('a program that was kept from the processor comes through when it runs once more', async (t) => {
  const quiet = await hogs();
  t.after(quiet);
  const through = join(beside, 'through');
  const code = `import os\nwhile not os.path.exists(${JSON.stringify(through)}):\n    pass\nprint("through")\n`;
  const limits = { ...wide, timeoutMs: 5_000 };
  const outcome = await tryIt(code, { sandbox: noSandbox, limits }, () => {
    writeFileSync(through, '');
    void quiet();
  });
  assert.equal(outcome.agains, 1);
  assert.equal(outcome.timedOut, false);
  assert.equal(outcome.stdout, 'through\n');
  assert.equal(outcome.stderr, '');
  assert.ok(!('lackedCpu' in outcome));
});

const places: [string, Partial<RunOptions>][] = [
  ['without a sandbox', { sandbox: noSandbox }],
  ['in the sandbox', { sandbox }],
  ['in an interpreter that waits', { sandbox, pool }],
];

for (const [place, options] of places)
  test(`a program that never ends costs one more try at most, ${place}`, async (t) => {
    t.after(await hogs());
    const tries = join(beside, `tries-${place.replace(/\s/g, '-')}`);
    writeFileSync(tries, '');
    const note = `try:\n    open(${JSON.stringify(tries)}, "a").write("x")\nexcept OSError:\n    pass\n`;
    const outcome = await tryIt(`${note}while True:\n    pass\n`, options);
    assert.equal(outcome.timedOut, true);
    assert.equal(outcome.limit, 'time');
    assert.equal(outcome.agains, 1);
    // A sandbox lets nothing be written there.
    if (options.sandbox === noSandbox) assert.equal(readFileSync(tries, 'utf8'), 'xx');
  });

test('a stop ends the wait for the second try', async (t) => {
  t.after(await hogs());
  // While it runs, nothing can be alone.
  const limits = { ...wide, timeoutMs: 120_000 };
  const other = startRun({
    assembled: { code: 'import time\ntime.sleep(100)\n', reportsValue: false },
    ...{ runner, folder, sandbox: noSandbox, stdin: '', limits },
  });
  const outcome = await tryIt('while True:\n    pass\n', { sandbox: noSandbox }, (stop) =>
    setImmediate(stop),
  );
  assert.equal(outcome.agains, 1);
  assert.equal(outcome.stopped, true);
  assert.equal(outcome.timedOut, false);
  assert.ok(!('limit' in outcome));
  other.stop();
  assert.equal((await other.done).stopped, true);
});

test('what somebody may type to has no second try', async (t) => {
  t.after(await hogs());
  const outcome = await tryIt('while True:\n    pass\n', { sandbox: noSandbox, stdin: undefined });
  assert.equal(outcome.timedOut, true);
  assert.equal(outcome.agains, 0);
});
