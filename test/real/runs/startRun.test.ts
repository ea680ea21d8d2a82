import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { describe, test } from 'node:test';
import { startRun } from '../../../src/runs/startRun.ts';
import type { RunOutcome } from '../../../src/runs/contract/runRequest.ts';
import { findRunner } from '../../../src/runs/runners/findRunner.ts';
import type { FoundRunner } from '../../../src/runs/contract/runner.ts';
import { findCgroups } from '../../../src/runs/sandbox/cgroups.ts';
import { runToEnd, start, temporaryFolder, until, wide } from '../../unit/runs/tools.ts';

const folder = temporaryFolder();

describe('startRun', () => {
  test('tells exit code, output of both streams, duration and sandbox', async () => {
    const code = 'import sys\nprint("out é")\nprint("err", file=sys.stderr)\nsys.exit(3)\n';
    const outcome = await runToEnd('python', code, folder);
    assert.equal(outcome.exitCode, 3);
    assert.equal(outcome.signal, undefined);
    assert.equal(outcome.stdout, 'out é\n');
    assert.equal(outcome.stderr, 'err\n');
    assert.deepEqual([outcome.timedOut, outcome.stopped, outcome.truncatedBytes], [false, false, 0]);
    assert.ok(outcome.durationMs > 0 && outcome.durationMs < 30_000);
    assert.equal(outcome.sandbox, 'none');
    assert.match(outcome.startedAt, /^\d{4}-\d\d-\d\dT[\d:.]+Z$/);
  });

  test('runs each language', async () => {
    const programs: [string, string][] = [
      ['py', 'print(6 * 7)'],
      ['js', 'const fs = require("node:fs");\nconsole.log(fs ? 6 * 7 : 0);'],
      ['javascript', 'import fs from "node:fs";\nconsole.log(fs ? 6 * 7 : 0);'],
      ['typescript', 'const f = (x: number): number => x * 7;\nconsole.log(f(6));'],
      ['sh', 'echo $((6 * 7))'],
    ];
    for (const [language, code] of programs) {
      const outcome = await runToEnd(language, code, folder);
      assert.deepEqual([outcome.stdout, outcome.stderr, outcome.exitCode], ['42\n', '', 0], language);
    }
  });

  test('reads the report of a value from file descriptor 3, the last one that is one', async () => {
    const code = `import os\nos.write(3, b'noise\\n{"value": 1}\\n{"value": "1"}\\n')`;
    const input = `os.write(3, b'{"value": "[4]", "equal": true}\\n{"cut')`;
    const outcome = await runToEnd('python', code, folder, { input, reportsValue: true });
    assert.deepEqual(outcome.report, { value: '[4]', equal: true });
    const silent = await runToEnd('python', 'print(1)', folder, { reportsValue: true });
    assert.equal(silent.report, undefined);
  });

  describe('with a compile step', () => {
    const cp = 'import shutil, sys\nprint("made")\nshutil.copy(sys.argv[1], sys.argv[2])';
    async function compiled(step: string, code: string): Promise<{ outcome: RunOutcome; shown: string }> {
      const python = await findRunner('python');
      const runner: FoundRunner = {
        ...python,
        visible: [],
        args: ['{out}', '{entry}'],
        compile: { exe: python.exe, args: ['-c', step, '{file}', '{out}'], env: {} },
      };
      let shown = '';
      const outcome = await startRun({
        assembled: { code, entry: 'Main', reportsValue: false },
        runner,
        folder,
        limits: wide,
        stdin: 'in',
        args: ['{file}'],
        onOutput: (_, chunk) => (shown += Buffer.from(chunk).toString()),
      }).done;
      assert.deepEqual(await readdir(folder), []);
      return { outcome, shown };
    }

    test('runs what it made, and tells nothing of a step that went well', async () => {
      const { outcome, shown } = await compiled(cp, 'import sys\nprint(sys.argv[1:], sys.stdin.read())');
      assert.equal(outcome.stdout, "['Main', '{file}'] in\n");
      assert.equal(shown, outcome.stdout);
      assert.deepEqual([outcome.compiling, outcome.exitCode], [undefined, 0]);
    });

    test('tells that it failed, with the compiler’s words', async () => {
      const { outcome, shown } = await compiled('import sys\nsys.exit("line 1: no such thing")', 'x');
      assert.deepEqual([outcome.compiling, outcome.exitCode, outcome.stdout], [true, 1, '']);
      assert.equal(outcome.stderr, 'line 1: no such thing\n');
      assert.equal(shown, outcome.stderr);
    });
  });

  test('a signal is told as such', async () => {
    const outcome = await runToEnd('python', 'import os\nos.kill(os.getpid(), 11)', folder);
    assert.equal(outcome.signal, 'SIGSEGV');
    assert.equal(outcome.exitCode, undefined);
    assert.equal(outcome.stopped, false);
  });

  test('the input runs after the code', async () => {
    const outcome = await runToEnd('python', 'def f(x):\n    return x + 1', folder, {
      input: 'print(f(41))',
    });
    assert.equal(outcome.stdout, '42\n');
  });

  test('stdin and arguments are passed on', async () => {
    const code = 'import sys\nprint(sys.argv[1:], sys.stdin.read())';
    const args = ['a b', '$(id)', '"; ls'];
    const outcome = await runToEnd('python', code, folder, { stdin: 'één\n', args });
    assert.equal(outcome.stdout, `['a b', '$(id)', '"; ls'] één\n\n`);
  });

  test('stdin can be written while it runs', async () => {
    let shown = '';
    const handle = await start('python', 'print("Hello " + input("Name? "))\nprint(len(input()))', folder, {
      onOutput: (_stream, chunk) => (shown += Buffer.from(chunk).toString()),
    });
    await until('the question', () => shown.includes('Name? '));
    handle.write('Ada\n');
    await until('the greeting', () => shown.includes('Hello Ada'));
    handle.write('12345');
    handle.end();
    const outcome = await handle.done;
    assert.equal(outcome.stdout, 'Name? Hello Ada\n5\n');
    handle.write('too late');
    handle.stop();
  });

  test('what is written before the process is there arrives', async () => {
    const handle = await start('python', 'import sys\nprint(sys.stdin.read())', folder);
    handle.write('early ');
    handle.write('bird');
    handle.end();
    assert.equal((await handle.done).stdout, 'early bird\n');
  });

  test('ends at the time limit and keeps what was printed before', async () => {
    const outcome = await runToEnd('python', 'print("before")\nwhile True: pass', folder, {
      limits: { timeoutMs: 1_500 },
    });
    assert.deepEqual([outcome.timedOut, outcome.limit], [true, 'time']);
    assert.equal(outcome.stopped, false);
    assert.equal(outcome.stdout, 'before\n');
    assert.ok(outcome.durationMs >= 1_400 && outcome.durationMs < 10_000, `${outcome.durationMs}`);
  });

  test('a program that ignores to be asked is killed', async () => {
    const code =
      'import signal\nsignal.signal(signal.SIGTERM, signal.SIG_IGN)\nprint("on")\nwhile True: pass';
    const outcome = await runToEnd('python', code, folder, { limits: { timeoutMs: 1_500 } });
    assert.deepEqual([outcome.timedOut, outcome.signal, outcome.stdout], [true, 'SIGKILL', 'on\n']);
  });

  test('can be stopped, by the handle and by a signal', async () => {
    let shown = '';
    const onOutput = (_: string, chunk: Uint8Array): void => void (shown += Buffer.from(chunk).toString());
    const code = 'print("on")\nwhile True: pass';
    const handle = await start('python', code, folder, { onOutput });
    await until('output', () => shown.includes('on'));
    handle.stop();
    const stopped = await handle.done;
    assert.deepEqual([stopped.stopped, stopped.timedOut, stopped.signal], [true, false, 'SIGTERM']);

    shown = '';
    const controller = new AbortController();
    const second = await start('python', code, folder, { onOutput, signal: controller.signal });
    await until('output', () => shown.includes('on'));
    controller.abort();
    assert.equal((await second.done).stopped, true);
    assert.deepEqual(await readdir(folder), []);
  });

  test('stopped before it starts: nothing runs', async () => {
    const marker = join(folder, '..', `touchstone-never-${process.pid}`);
    const signal = AbortSignal.abort();
    const handle = await start('python', `open(${JSON.stringify(marker)}, "w")`, folder, { signal });
    await assert.rejects(handle.done, { code: 'cancelled' });
    assert.equal(existsSync(marker), false);
  });

  test('an interpreter that cannot be started is told', async () => {
    const { startRun } = await import('../../../src/runs/startRun.ts');
    const runner = {
      language: 'x',
      fileName: 'main.x',
      exe: join(folder, 'nothing'),
      args: ['{file}'],
      env: {},
      label: 'x',
      visible: [],
    };
    const assembled = { code: 'x', reportsValue: false };
    const options = { assembled, runner, folder, limits: wide };
    await assert.rejects(startRun(options).done, { code: 'run-interpreter-missing' });
    assert.deepEqual(await readdir(folder), []);
  });
});

describe('a program that the system does not start', () => {
  const assembled = { code: 'print(1)\n', reportsValue: false };

  test('for its file: the interpreter is missing', async () => {
    for (const exe of ['/nowhere/python', '/etc', '/etc/passwd']) {
      const runner = { ...(await findRunner('python')), exe };
      const run = startRun({ assembled, runner, folder, limits: wide, stdin: '' });
      await assert.rejects(run.done, {
        code: 'run-interpreter-missing',
        message: `${exe} cannot be started.`,
      });
    }
  });

  test('for too long an argument: it could not be started, with the system’s word', async () => {
    const runner = await findRunner('python');
    const args = ['x'.repeat(200_000)];
    const run = startRun({ assembled, runner, folder, limits: wide, stdin: '', args });
    await assert.rejects(run.done, {
      code: 'run-not-started',
      message: /could not be started now \(E2BIG\)\.$/,
    });
  });

  test('for lack of processes: it could not be started now', async () => {
    const spec = findCgroups();
    if (!spec) return assert.equal(spec, undefined); // nothing else bounds root's processes
    const src = new URL('../../../src/runs/', import.meta.url);
    const script = `
      import { makeControlGroup } from '${new URL('sandbox/cgroups.ts', src).href}';
      import { startRun } from '${new URL('startRun.ts', src).href}';
      const { spec, runner, folder, limits } = JSON.parse(process.argv[1]);
      const group = makeControlGroup(spec, { memoryBytes: 2 ** 30, processes: 1 });
      await group.attach(process.pid);
      const assembled = { code: '', reportsValue: false };
      try {
        await startRun({ assembled, runner, folder, limits, stdin: '' }).done;
      } catch (error) {
        process.stdout.write([error.code, error.message, error.action].join('\\n'));
      }`;
    const given = JSON.stringify({ spec, runner: await findRunner('bash'), folder, limits: wide });
    const child = spawn(process.execPath, ['--input-type=module', '-e', script, given], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const said = await text(child.stdout);
    assert.match(said, /^run-not-started\n.*bash could not be started now \(EAGAIN\)\.\nTry again/);
  });
});
