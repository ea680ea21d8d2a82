import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import { describe, test } from 'node:test';
import { programOf } from '../../../src/code/program.ts';
import { sha256 } from '../../../src/platform/hash.ts';
import { inputId } from '../../../src/inputs/inputId.ts';
import { startRun } from '../../../src/runs/startRun.ts';
import { noSandbox } from '../../../src/runs/sandbox/noSandbox.ts';
import type { SandboxMode } from '../../../src/runs/contract/sandbox.ts';
import { RunService, type RunServiceOptions } from '../../../src/runs/runService.ts';
import { codeHash, isStale } from '../../../src/code/program.ts';
import type { InputContent, RunInput } from '../../../src/domain/run.ts';
import type { Run } from '../../../src/domain/task.ts';
import { temporaryFolder, until, wide } from '../../unit/runs/tools.ts';

const markdown = 'Here:\n\n```python\ndef f(x):\n    return x + 1\n```\n';
const folder = temporaryFolder('service');

function service(options: Partial<RunServiceOptions> & { sandbox?: SandboxMode } = {}): {
  stored: Run[];
  runs: RunService;
} {
  const stored: Run[] = [];
  const { sandbox = 'off', ...others } = options;
  const runs = new RunService({
    store: { putRun: async (...runs: Run[]) => void stored.push(...runs) },
    folder,
    start: startRun,
    settings: () => ({ sandbox, limits: wide }),
    ...others,
  });
  return { stored, runs };
}

function input(content: InputContent): RunInput {
  return { ...content, id: inputId(content), origin: 'annotator' };
}

describe('RunService', () => {
  test('runs as written and with each input, one after the other, and has the evidence of all on disk at the end', async () => {
    const { stored, runs } = service();
    const prepared = runs.prepare('HumanEval/0', 2, markdown, { language: 'Python' });
    const inputs = [
      input({ code: 'f(1)', expectedValue: '2' }),
      input({ code: 'f(1)', expectedValue: '3' }),
      input({ code: 'print(f(int(input())))', stdin: '41\n' }),
      input({ code: 'f("a")' }),
    ];
    const steps: string[] = [];
    const made = await runs.runInputs(prepared, inputs, {
      onStart: (started) => {
        assert.match(started.runner, /^python 3\./);
        assert.match(started.protection, /without a sandbox/);
        steps.push(`start ${started.input?.id ?? 'as written'}`);
      },
      onRun: (run) => steps.push(`end ${run.input?.id ?? 'as written'}`),
    });
    const ids = ['as written', ...inputs.map(({ id }) => id)];
    assert.deepEqual(
      steps,
      ids.flatMap((id) => [`start ${id}`, `end ${id}`]),
    );
    assert.deepEqual(stored, made);
    assert.deepEqual(
      made.map(({ verdict }) => verdict),
      ['ran', 'passed', 'differs', 'ran', 'crashed'],
    );
    assert.deepEqual([made[1]?.value, made[3]?.stdout, made[1]?.input], ['2', '42\n', inputs[0]]);
    for (const run of made) {
      assert.match(run.id, /^[0-9a-f-]{36}$/);
      const { taskId, response, codeHash: hash, language, sandbox } = run;
      assert.deepEqual(
        { taskId, response, hash, language, sandbox },
        {
          taskId: 'HumanEval/0',
          response: 2,
          hash: codeHash(prepared.program),
          language: 'python',
          sandbox: 'none',
        },
      );
    }
    assert.deepEqual(await readdir(folder), []);
  });

  test('stdin is what the input says, else empty, unless somebody is there to type', async () => {
    const { runs } = service();
    const prepared = runs.prepare('t', 1, '```python\nimport sys\nprint(repr(sys.stdin.read()))\n```', {});
    const [empty, given] = await runs.runInputs(prepared, [input({ stdin: 'a\n' })]);
    assert.deepEqual([empty?.stdout, given?.stdout], ["''\n", "'a\\n'\n"]);
    const [typed] = await runs.runInputs(prepared, [], {
      interactive: true,
      onStart: (started) => {
        started.write('by hand\n');
        started.end();
      },
    });
    assert.equal(typed?.stdout, "'by hand\\n'\n");
  });

  test('a stop ends the rest; the stopped run is stored unless it is to be dropped', async () => {
    for (const dropStopped of [false, true]) {
      const { stored, runs } = service();
      const prepared = runs.prepare('t', 'correction', '```python\nprint("on")\ninput()\n```', {});
      const stop = new AbortController();
      let shown = '';
      const running = runs.runInputs(prepared, [input({ args: ['a'] })], {
        interactive: true,
        dropStopped,
        signal: stop.signal,
        onOutput: (_, chunk) => (shown += Buffer.from(chunk).toString()),
      });
      await until('output', () => shown === 'on\n');
      stop.abort();
      const made = await running;
      const expected = dropStopped ? [] : [[true, 'stopped', 'correction', 'on\n']];
      assert.deepEqual(
        made.map((run) => [run.stopped, run.verdict, run.response, run.stdout]),
        expected,
      );
      assert.deepEqual(stored, made);
    }
  });

  test('after two inputs that ran out of time the others are told and not run, where somebody wants to hear of it', async () => {
    const limits = { ...wide, timeoutMs: 1_500 };
    const { runs } = service({ settings: () => ({ sandbox: 'off', limits }) });
    const text = '```python\ndef f(x):\n    while x < 0: pass\n    return x\n```';
    const prepared = runs.prepare('t', 1, text, {});
    const inputs = ['f(-1)', 'f(1)', 'f(-2)', 'f(2)', 'f(3)'].map((code) => input({ code }));
    const told: (string | undefined)[][] = [];
    const onWaiting = (waiting: RunInput[]): void => void told.push(waiting.map(({ code }) => code));
    const verdicts = async (more: object): Promise<string[]> =>
      (await runs.runInputs(prepared, inputs, { asWritten: false, ...more })).map(({ verdict }) => verdict);
    assert.deepEqual(await verdicts({ onWaiting }), ['timed-out', 'ran', 'timed-out']);
    assert.deepEqual(told, [['f(2)', 'f(3)']]);
    assert.deepEqual(await verdicts({ onWaiting, timedOut: 1 }), ['timed-out']);
    assert.deepEqual(await verdicts({ onWaiting, timedOut: 2 }), []);
    assert.equal((await verdicts({})).length, 5, 'nobody asked to be told');
  });

  test('an input that a language cannot take does not keep the others from running', async () => {
    const { runs } = service({
      settings: () => ({
        sandbox: 'off',
        limits: wide,
        runners: { cobol: { command: ['bash', '{file}'] } },
      }),
    });
    const prepared = runs.prepare('t', 1, '```cobol\necho "$1"\n```', {});
    const unsupported: string[] = [];
    const made = await runs.runInputs(prepared, [input({ code: 'f(1)' }), input({ args: ['x y'] })], {
      onUnsupported: (_, error) => unsupported.push(error.code),
    });
    assert.deepEqual(unsupported, ['run-input-unsupported']);
    assert.deepEqual(
      made.map((run) => run.stdout),
      ['\n', 'x y\n'],
    );
  });

  test('says which package a program lacks', async () => {
    const { runs } = service();
    const prepared = runs.prepare('t', 1, '```python\nimport nobodys_package_x1\n```', {});
    let sentence: string | undefined;
    await runs.runInputs(prepared, [], { onRun: (_, missing) => (sentence = missing?.sentence) });
    assert.match(sentence ?? '', /nobodys_package_x1 is not installed/);
  });

  test('the sandbox is what the setting says; without one the user decides, or nothing runs', async () => {
    const none = (): Promise<{ reason: string }> => Promise.resolve({ reason: 'No sandbox here.' });
    const own = { ...noSandbox, name: 'mine', isolated: true };
    const found = (): Promise<{ sandbox: typeof own }> => Promise.resolve({ sandbox: own });
    const place = async (options: Parameters<typeof service>[0]): Promise<string> =>
      (await service(options).runs.place('python')).sandbox.name;
    const yes = (): Promise<boolean> => Promise.resolve(true);
    assert.equal(await place({ sandbox: 'required', findSandbox: found }), 'mine');
    assert.equal(await place({ sandbox: 'auto', findSandbox: found }), 'mine');
    assert.equal(await place({ sandbox: 'off', findSandbox: found }), 'none');
    assert.equal(await place({ sandbox: 'auto', findSandbox: none, mayRunBare: yes }), 'none');
    await assert.rejects(place({ sandbox: 'auto', findSandbox: none }), { code: 'cancelled' });
    await assert.rejects(place({ sandbox: 'required', findSandbox: none, mayRunBare: yes }), {
      code: 'run-no-sandbox',
      message: /No sandbox here\./,
    });
  });

  test('opens a shell with the program loaded', async () => {
    const { stored, runs } = service();
    for (const [fence, typed, wanted] of [
      [markdown, 'f(41)\n', /^>>> 42$/m],
      ['```js\nconst f = (x) => x + 1;\n```', 'f(41)\n', /^> 42$/m],
      ['```ts\nexport function f(x: number): number { return x + 1 }\n```', 'f(41)\n', /^> 42$/m],
    ] as const) {
      let shown = '';
      const prepared = runs.prepare('t', 1, fence, {});
      const shell = await runs.openShell(prepared, {
        onOutput: (_, chunk) => (shown += Buffer.from(chunk).toString()),
      });
      shell.write(typed);
      await until(`the answer in ${shown}`, () => wanted.test(shown));
      shell.end();
      assert.equal((await shell.done).exitCode, 0);
    }
    assert.deepEqual(stored, []);
    const prepared = runs.prepare('t', 1, '```bash\necho on\n```', {});
    await assert.rejects(runs.openShell(prepared, {}), { code: 'run-language' });
  });

  test('a response without code is told', () => {
    assert.throws(() => service().runs.prepare('t', 1, 'I cannot do that.', {}), { code: 'run-no-code' });
  });

  test('a language without a runner is told', async () => {
    const { runs } = service();
    const prepared = runs.prepare('t', 1, '```haskell\nmain = print 1\n```', {});
    await assert.rejects(runs.runInputs(prepared, []), { code: 'run-language' });
  });

  test('a block that was chosen runs, and each of its runs says so', async () => {
    const { runs, stored } = service();
    const two = `${markdown}\nOr:\n\n${markdown.replace('+ 1', '+ 2')}`;
    const checks = [input({ code: 'f(1)', expectedValue: '3' })];
    const task = { language: 'python', entryPoint: 'f' };
    const chosenBlocks = { [sha256(two)]: 0 };
    await runs.runInputs(runs.prepare('t', 1, two, task), checks, { asWritten: false });
    await runs.runInputs(runs.prepare('t', 1, two, { ...task, chosenBlocks }), checks, { asWritten: false });
    assert.deepEqual(
      stored.map(({ verdict, block }) => [verdict, block]),
      [
        ['passed', undefined],
        ['differs', 0],
      ],
    );
  });

  test('a run goes stale when the program changes, not when the text around it does', () => {
    const hash = codeHash(programOf(markdown)!);
    assert.equal(isStale({ codeHash: hash }, programOf(`Other text.\n${markdown}`)), false);
    assert.equal(isStale({ codeHash: hash }, programOf(markdown.replace('+ 1', '+ 2'))), true);
    assert.equal(isStale({ codeHash: hash }, undefined), true);
  });
});
