import assert from 'node:assert/strict';
import { chmod, mkdir, symlink, writeFile } from 'node:fs/promises';
import { delimiter, isAbsolute, join } from 'node:path';
import { describe, test } from 'node:test';
import { canonicalLanguage } from '../../../src/code/text/languages.ts';
import { findExecutable } from '../../../src/runs/process/executablePath.ts';
import { findRunner, runners } from '../../../src/runs/runners/findRunner.ts';
import { parseRunnerSettings, runnerSettingsSchema } from '../../../src/runs/runners/runnerSettings.ts';
import type { FoundRunner } from '../../../src/runs/contract/runner.ts';
import { startRun } from '../../../src/runs/startRun.ts';
import type { RunOutcome } from '../../../src/runs/contract/runRequest.ts';
import { temporaryFolder, wide } from '../../unit/runs/tools.ts';

const folder = temporaryFolder('runners');

/** An executable that prints `output` for whatever it is asked. */
async function fake(name: string, output: string): Promise<string> {
  const path = join(folder, name);
  // Built into the shell: the PATH of the test holds no other programs.
  await writeFile(path, `#!/bin/sh\nprintf '%s\\n' '${output}'\n`);
  await chmod(path, 0o755);
  return path;
}

function run(runner: FoundRunner, code: string, args: string[] = []): Promise<RunOutcome> {
  const assembled = { code, reportsValue: false };
  return startRun({ assembled, runner, folder: join(folder, 'runs'), limits: wide, stdin: '', args }).done;
}

describe('findRunner', () => {
  test('finds the interpreters of this machine with their versions', async () => {
    const python = await findRunner('Py3');
    assert.match(python.label, /^python 3\.\d+\.\d+/);
    assert.ok(isAbsolute(python.exe));
    assert.match((await findRunner('node')).label, /^javascript \d+\.\d+/);
    assert.match((await findRunner('bash')).label, /^bash \d+\.\d+/);
    assert.match((await findRunner('ts')).label, /^typescript (2[2-9]|[3-9]\d)\./);
  });

  test('a language without a runner is told, with the setting that adds one', async () => {
    await assert.rejects(findRunner('Cobol'), (error: { code?: string; action?: string }) => {
      assert.equal(error.code, 'run-language');
      assert.match(error.action ?? '', /touchstone\.run\.runners/);
      return true;
    });
  });

  test('a missing interpreter is told with the command that installs it', async () => {
    await assert.rejects(
      findRunner('python', {}, { PATH: folder }),
      (error: { code?: string; message: string; action?: string }) => {
        assert.equal(error.code, 'run-interpreter-missing');
        assert.match(error.message, /Python was not found \(looked for python3, python\)/);
        assert.match(error.action ?? '', /install python/i);
        return true;
      },
    );
  });

  test('an interpreter that is too old or broken is passed over', async () => {
    const bin = join(folder, 'old');
    await mkdir(bin);
    await symlink(await fake('py2', '2.7.18'), join(bin, 'python3'));
    const env = { PATH: bin };
    await assert.rejects(findRunner('python', {}, env), /python3 2\.7\.18 is too old/);
    await symlink(await fake('py3', '3.9.1'), join(bin, 'python'));
    const found = await findRunner('python', {}, env);
    assert.deepEqual([found.exe, found.label], [join(bin, 'python'), 'python 3.9.1']);
  });

  test('without Node on the PATH the editor’s own runtime runs JavaScript', async () => {
    const found = await findRunner('javascript', {}, { PATH: folder });
    assert.equal(found.exe, process.execPath);
    assert.equal(found.env['ELECTRON_RUN_AS_NODE'], '1');
    const outcome = await run(found, 'console.log(1)');
    assert.equal(outcome.stdout, '1\n');
  });

  test('settings override a runner and add a language', async () => {
    const echo = await fake('my tool $(x)', 'mine 7.8.9');
    const settings = runnerSettingsSchema.parse({
      py: { command: [echo, '-q', '{file}'] },
      Zig: { command: [echo], fileName: 'main.zig', env: { A: 'b' } },
    });
    const python = await findRunner('python', settings);
    assert.deepEqual(
      [python.exe, python.args, python.label, python.fileName],
      [echo, ['-q', '{file}'], 'python 7.8.9', 'main.py'],
    );
    const zig = await findRunner('zig', settings);
    assert.deepEqual([zig.args, zig.fileName, zig.env], [['{file}'], 'main.zig', { A: 'b' }]);
    const outcome = await run(zig, 'x');
    assert.equal(outcome.stdout, 'mine 7.8.9\n');
    await assert.rejects(findRunner('c', { c: { command: ['/no/such/tcc'] } }), {
      code: 'run-interpreter-missing',
    });
  });

  test('settings are checked, and the fault is named with its field', () => {
    const faults: [unknown, RegExp][] = [
      [{ python: { command: [] } }, /runners, python\.command\.0: The first entry names a program/],
      [
        { python: { command: 'python {file}' } },
        /runners, python\.command: Expected a list .*\["python3", "\{file\}"\]/,
      ],
      [{ python: { command: [''] } }, /runners, python\.command\.0: The first entry names a program/],
      [{ python: { command: ['python', 3] } }, /runners, python\.command\.1: /],
      [
        { python: { command: ['python'], fileName: '../main.py' } },
        /python\.fileName: Expected a plain file name/,
      ],
      [{ python: { command: ['python'], colour: 1 } }, /python: Unknown: colour; known are command, /],
      [{ ruby: {} }, /ruby\.command: Expected a command, or a compile step/],
      [{ zig: { compile: 'zig' } }, /zig\.compile: Expected a list of a compiler/],
      [{ ruby: { command: ['ruby'], env: { 'A B': 'x' } } }, /ruby\.env\.A B: /],
      [{ ruby: { command: ['ruby'], visible: ['gems'] } }, /ruby\.visible\.0: Expected an absolute path/],
      [{ ruby: 'ruby' }, /runners, ruby: Expected an object/],
      ['ruby', /touchstone\.run\.runners: Expected an object with languages/],
    ];
    for (const [value, message] of faults)
      assert.throws(
        () => parseRunnerSettings(value),
        (error: { code?: string; message: string }) => {
          assert.equal(error.code, 'config-invalid');
          assert.match(error.message, message);
          return true;
        },
        JSON.stringify(value),
      );
    assert.deepEqual(parseRunnerSettings(undefined), {});
  });

  test('a compile step of the user’s makes what is started', async () => {
    const settings = parseRunnerSettings({
      rot: { compile: ['cp', '{file}', '{out}'], command: ['sh', '{out}', 'first'], fileName: 'main.rot' },
      c: { compile: ['gcc', '-DANSWER=42', '-o', '{out}', '{file}'] },
    });
    const rot = await findRunner('rot', settings);
    assert.equal((await run(rot, 'echo "$@"', ['a b'])).stdout, 'first a b\n');
    const c = await findRunner('c', settings);
    assert.deepEqual([c.exe, c.fileName], ['{out}', 'main.c']);
    const outcome = await run(c, '#include <stdio.h>\nint main(void) { printf("%d\\n", ANSWER); }');
    assert.deepEqual([outcome.stdout, outcome.stderr, outcome.exitCode], ['42\n', '', 0]);
  });

  test('every built-in runner says where it is, what it needs, and how it is installed', () => {
    const languages = ['python', 'javascript', 'typescript', 'bash', 'go', 'rust', 'java', 'c', 'cpp'];
    assert.deepEqual(
      runners.map(({ language }) => language),
      languages,
    );
    for (const runner of runners) {
      assert.ok(runner.fileName.endsWith(runner.extension), runner.language);
      assert.deepEqual(
        Object.values(runner.install).filter((command) => !command),
        [],
        runner.language,
      );
      for (const { args, compile } of runner.command) {
        const places = [...args, ...(compile?.args ?? [])].join(' ');
        assert.ok(places.includes('{file}'), runner.language);
        assert.equal(places.includes('{out}'), compile !== undefined, runner.language);
      }
    }
  });

  test('each missing compiler is told with its command', async () => {
    for (const language of ['go', 'rust', 'java', 'c', 'cpp'])
      await assert.rejects(
        findRunner(language, {}, { PATH: folder }),
        (error: { code?: string; message: string; action?: string }) => {
          assert.equal(error.code, 'run-interpreter-missing', language);
          assert.match(error.message, /was not found \(looked for /);
          assert.match(error.action ?? '', /^Install it with: .*(?:install|--install)/);
          return true;
        },
      );
  });
});

describe('findExecutable', () => {
  test('looks names up in the absolute folders of PATH, in order, and takes files that may be run only', async () => {
    const one = join(folder, 'one');
    const two = join(folder, 'two');
    for (const path of [one, two, join(one, 'tool')]) await mkdir(path, { recursive: true });
    await writeFile(join(two, 'tool'), '#!/bin/sh\n', { mode: 0o755 });
    await writeFile(join(one, 'plain'), 'text');
    const env = { PATH: ['.', '', 'relative', one, two].join(delimiter) };
    assert.equal(await findExecutable('tool', env), join(two, 'tool'));
    assert.equal(await findExecutable('plain', env), undefined);
    assert.equal(await findExecutable(join(two, 'tool'), {}), join(two, 'tool'));
    assert.equal(await findExecutable('package.json', { PATH: '.' }), undefined);
  });
});

test('languages have one name', () => {
  assert.deepEqual(['Python3', ' JS ', 'C++', 'shell', 'golang', 'Zig'].map(canonicalLanguage), [
    'python',
    'javascript',
    'cpp',
    'bash',
    'go',
    'zig',
  ]);
});
