import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { OutputBatch } from '../../../src/runs/worker/outputBatch.ts';
import type { RunHandle, RunOptions, RunOutcome } from '../../../src/runs/contract/runRequest.ts';
import { findRunner } from '../../../src/runs/runners/findRunner.ts';
import { RunWorker } from '../../../src/runs/worker/runWorkerClient.ts';
import { isAlive, longestStretch, temporaryFolder, until, wide } from '../../unit/runs/tools.ts';

const folder = temporaryFolder('worker');
const script = new URL('../../../src/runs/worker/runWorker.ts', import.meta.url);
const worker = new RunWorker(script);
after(() => worker.dispose());

async function start(
  code: string,
  options: Partial<RunOptions> = {},
  on: RunWorker = worker,
): Promise<RunHandle> {
  const runner = await findRunner('python');
  const assembled = { code, reportsValue: false };
  return on.startRun({ assembled, runner, folder, limits: wide, ...options });
}

describe('RunWorker', () => {
  test('runs, shows output as it comes, passes on what is written and stops', async () => {
    let shown = '';
    const onOutput = (_: string, chunk: Uint8Array): void => void (shown += Buffer.from(chunk).toString());
    const handle = await start('print(input("? "))\nprint(input())\nwhile True: pass', { onOutput });
    await until('the question', () => shown === '? ');
    handle.write('one\n');
    await until('the answer', () => shown === '? one\n');
    handle.write('two\n');
    await until('the next', () => shown === '? one\ntwo\n');
    handle.stop();
    const outcome = await handle.done;
    assert.deepEqual([outcome.stopped, outcome.stdout], [true, shown]);
    assert.deepEqual(await readdir(folder), []);
  });

  test('runs side by side, each with its own output', async () => {
    const handles = await Promise.all(
      [1, 2, 3, 4].map((n) => start(`print(input() + "${n}")`, { stdin: `in${n}\n` })),
    );
    const outcomes = await Promise.all(handles.map(({ done }) => done));
    assert.deepEqual(
      outcomes.map(({ stdout }) => stdout),
      ['in11\n', 'in22\n', 'in33\n', 'in44\n'],
    );
  });

  test('tells errors with their code, and an abort as cancelled', async () => {
    const runner = { ...(await findRunner('python')), exe: '/nothing/there' };
    await assert.rejects((await start('x', { runner })).done, { code: 'run-interpreter-missing' });
    await assert.rejects((await start('x', { signal: AbortSignal.abort() })).done, { code: 'cancelled' });
    const controller = new AbortController();
    let shown = false;
    const handle = await start('print("on")\ninput()', {
      signal: controller.signal,
      onOutput: () => (shown = true),
    });
    await until('output', () => shown);
    controller.abort();
    assert.equal((await handle.done).stopped, true);
  });

  test('a flood reaches this thread in few messages and does not hold it', async () => {
    let messages = 0;
    let bytes = 0;
    const code = 'import sys\nfor _ in range(3200): sys.stdout.write("x" * 65535 + "\\n")';
    await (
      await start('pass')
    ).done;
    let outcome: RunOutcome | undefined;
    const stretch = await longestStretch(async () => {
      const handle = await start(code, {
        onOutput: (_, chunk) => {
          messages++;
          bytes += chunk.length;
        },
      });
      outcome = await handle.done;
    });
    assert.ok(outcome);
    assert.equal(outcome.truncatedBytes, 3200 * 65536 - 1_000_000);
    assert.equal(bytes, 1_000_000);
    assert.ok(messages <= 2 + outcome.durationMs / 50, `${messages} messages in ${outcome.durationMs} ms`);
    assert.ok(stretch < 25, `${stretch} ms`);
  });

  test('a worker that fails or dies fails its runs, and goes on or is replaced', async () => {
    const own = new RunWorker(script);
    // Options that cannot be what they should be: the thread refuses them and goes on.
    const broken = await start('x', { limits: null as unknown as RunOptions['limits'] }, own);
    await assert.rejects(broken.done);
    const outcome = await (await start('print("again")', {}, own)).done;
    assert.equal(outcome.stdout, 'again\n');
    await own.dispose();
    await assert.rejects((await start('x', {}, own)).done, { code: 'cancelled' });

    const ends = new RunWorker(new URL('data:text/javascript,setTimeout(() => process.exit(3), 50)'));
    for (let time = 0; time < 2; time++)
      await assert.rejects((await start('x', {}, ends)).done, {
        code: 'internal',
        message: /programs stopped/,
      });
  });

  test('dispose ends what runs', async () => {
    const own = new RunWorker(script);
    let shown = '';
    const onOutput = (_: string, chunk: Uint8Array): void => void (shown += Buffer.from(chunk).toString());
    const handle = await start('import os\nprint(os.getpid())\nwhile True: pass', { onOutput }, own);
    await until('the pid', () => shown.endsWith('\n'));
    await own.dispose();
    assert.equal((await handle.done).stopped, true);
    assert.equal(await isAlive(Number(shown)), false);
  });

  test('a window without runs can end', async () => {
    const program = `
      import { RunWorker } from ${JSON.stringify(new URL('../../../src/runs/worker/runWorkerClient.ts', import.meta.url).href)};
      import { findRunner } from ${JSON.stringify(new URL('../../../src/runs/runners/findRunner.ts', import.meta.url).href)};
      const runner = await findRunner('python');
      const worker = new RunWorker(new URL(${JSON.stringify(script.href)}));
      const limits = ${JSON.stringify(wide)};
      const assembled = { code: 'print(1)', reportsValue: false };
      console.log((await worker.startRun({ assembled, runner, folder: ${JSON.stringify(folder)}, limits }).done).stdout);
    `;
    const file = join(temporaryFolder('window'), 'window.mjs');
    await writeFile(file, program);
    const child = spawn(process.execPath, [file], { stdio: ['pipe', 'pipe', 'inherit'] });
    let output = '';
    child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
    const code = await new Promise((resolve) => child.once('close', resolve));
    assert.deepEqual([code, output], [0, '1\n\n']);
  });
});

describe('OutputBatch', () => {
  test('sends the first chunk at once and gathers the next', async () => {
    const sent: string[] = [];
    const batch = new OutputBatch((chunk) => sent.push(Buffer.from(chunk).toString()));
    for (const text of ['a', 'b', 'c']) batch.push(Buffer.from(text));
    assert.deepEqual(sent, ['a']);
    await until('the batch', () => sent.length > 1);
    assert.deepEqual(sent, ['a', 'bc']);
    batch.push(Buffer.from('d'));
    batch.end();
    assert.deepEqual(sent, ['a', 'bc', 'd']);
  });
});
