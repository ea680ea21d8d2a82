import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import { describe, test } from 'node:test';
import { programOf } from '../../../src/runs/extract.ts';
import { codeHash, isStale, RunService } from '../../../src/runs/service.ts';
import type { Run } from '../../../src/store/types.ts';
import { temporaryFolder, until } from './tools.ts';

const markdown = 'Here:\n\n```python\ndef f(x):\n    return x + 1\n```\n';
const folder = temporaryFolder('service');

function service(): { stored: Run[]; runs: RunService } {
  const stored: Run[] = [];
  const store = { putRun: async (run: Run) => void stored.push(run) };
  return { stored, runs: new RunService({ store, folder, settings: () => ({ timeoutMs: 20_000 }) }) };
}

describe('RunService', () => {
  test('stores the evidence of a run once it is over', async () => {
    const { stored, runs } = service();
    const prepared = runs.prepare('HumanEval/0', 2, markdown, { language: 'Python' });
    const started = await runs.start(prepared, { input: 'print(f(1))', stdin: '' });
    assert.match(started.runner, /^python 3\./);
    assert.match(started.protection, /without a sandbox/);
    assert.deepEqual(stored, []);
    const run = await started.done;
    assert.deepEqual(stored, [run]);
    assert.match(run.id, /^[0-9a-f-]{36}$/);
    const { taskId, response, codeHash: hash, language, input, exitCode, stdout, sandbox } = run;
    assert.deepEqual(
      { taskId, response, hash, language, input, exitCode, stdout, sandbox },
      {
        taskId: 'HumanEval/0',
        response: 2,
        hash: codeHash(prepared.program),
        language: 'python',
        input: 'print(f(1))',
        exitCode: 0,
        stdout: '2\n',
        sandbox: 'none',
      },
    );
    assert.equal(run.runner, started.runner);
    assert.deepEqual(await readdir(folder), []);
  });

  test('a stopped run is stored as well', async () => {
    const { stored, runs } = service();
    const prepared = runs.prepare('t', 'correction', '```python\nprint("on")\ninput()\n```', {});
    let shown = '';
    const started = await runs.start(prepared, {
      onOutput: (_, chunk) => (shown += Buffer.from(chunk).toString()),
    });
    await until('output', () => shown === 'on\n');
    started.stop();
    const run = await started.done;
    assert.deepEqual([run.stopped, run.response, run.stdout], [true, 'correction', 'on\n']);
    assert.deepEqual(stored, [run]);
  });

  test('a response without code is told', () => {
    assert.throws(() => service().runs.prepare('t', 1, 'I cannot do that.', {}), { code: 'run-no-code' });
  });

  test('a language without a runner is told', async () => {
    const { runs } = service();
    const prepared = runs.prepare('t', 1, '```haskell\nmain = print 1\n```', {});
    await assert.rejects(runs.start(prepared), { code: 'run-language' });
  });

  test('a run goes stale when the program changes, not when the text around it does', () => {
    const hash = codeHash(programOf(markdown)!);
    assert.equal(isStale({ codeHash: hash }, programOf(`Other text.\n${markdown}`)), false);
    assert.equal(isStale({ codeHash: hash }, programOf(markdown.replace('+ 1', '+ 2'))), true);
    assert.equal(isStale({ codeHash: hash }, undefined), true);
  });
});
