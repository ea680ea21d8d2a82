// An editor that is killed in the middle of runs: nothing of them goes on.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { sweepRunFolders } from '../../../src/runs/process/runFolder.ts';
import { findCgroups, sweepControlGroups } from '../../../src/runs/sandbox/cgroups.ts';
import { temporaryFolder, until, wide } from '../../unit/runs/tools.ts';
import { processesBeside } from './hostileWorld.ts';

const source = (path: string): string =>
  JSON.stringify(new URL(`../../../src/runs/${path}`, import.meta.url).href);

for (const bounds of ['auto', 'watchdog'] as const)
  for (const inWorker of [true, false])
    test(`killed while a daemon runs (${bounds}, ${inWorker ? 'in the worker' : 'in its own thread'})`, async () => {
      const folder = temporaryFolder('killed');
      const runs = join(folder, 'runs');
      await mkdir(runs);
      const beside = `beside-${randomUUID()}`;
      const code = `
import os, signal, time
for s in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP): signal.signal(s, signal.SIG_IGN)
if os.fork() == 0:
    try: os.setsid()
    except OSError: pass
os.write(1, b"on\\n")
time.sleep(600)`;
      const program = `
        import { startRun } from ${source('startRun.ts')};
        import { RunWorker } from ${source('worker/runWorkerClient.ts')};
        import { findRunner } from ${source('runners/findRunner.ts')};
        import { probeSandbox } from ${source('sandbox/probeSandbox.ts')};
        const { sandbox } = await probeSandbox({ bounds: ${JSON.stringify(bounds)} });
        const runner = { ...(await findRunner('python')), files: { ${JSON.stringify(beside)}: '' } };
        const worker = new RunWorker(new URL(${source('worker/runWorker.ts')}));
        const start = ${inWorker} ? (options) => worker.startRun(options) : startRun;
        await start({
          assembled: { code: ${JSON.stringify(code)}, reportsValue: false }, runner, sandbox,
          folder: ${JSON.stringify(runs)}, limits: ${JSON.stringify({ ...wide, timeoutMs: 120_000 })}, stdin: '',
          onOutput: (_, chunk) => process.stdout.write(chunk),
        }).done;
      `;
      const file = join(folder, 'editor.mjs');
      await writeFile(file, program);
      const editor = spawn(process.execPath, [file], { stdio: ['ignore', 'pipe', 'inherit'] });
      let shown = '';
      editor.stdout.on('data', (chunk: Buffer) => (shown += chunk.toString()));
      await until('both processes', () => shown === 'on\non\n');
      assert.ok(processesBeside(beside).length >= 2);
      editor.kill('SIGKILL');
      await until('all to be gone', () => processesBeside(beside).length === 0);

      // What lies about is swept at the next start.
      assert.equal((await readdir(runs)).length, 1);
      assert.equal(await sweepRunFolders(runs, -1_000), 1);
      const spec = findCgroups();
      if (spec && bounds === 'auto') assert.ok(sweepControlGroups(spec, 0) > 0);
    });
