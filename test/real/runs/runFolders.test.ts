import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { runToEnd, start, temporaryFolder, until } from '../../unit/runs/tools.ts';

const folder = temporaryFolder();

describe('folders', () => {
  test('any project path will do', async () => {
    const names = [
      'with spaces',
      'quotes \' and "',
      '$(touch pwned) `touch pwned` %PATH% & ; |',
      'Ünïcödé 目录 🦊',
      'l'.repeat(200),
      '-rf',
    ];
    for (const name of names) {
      const root = join(folder, name);
      await mkdir(root);
      for (const [language, code] of [
        ['python', 'import os\nprint(os.path.basename(__file__))'],
        ['javascript', 'console.log(require("node:path").basename(__filename));'],
        ['typescript', 'import { basename } from "node:path";\nconsole.log(basename(import.meta.filename));'],
        ['bash', 'basename "$0"'],
      ] as const) {
        const outcome = await runToEnd(language, code, root);
        assert.deepEqual([outcome.exitCode, outcome.stderr], [0, ''], `${language} in ${name}`);
        assert.match(outcome.stdout, /^main\.(py|js|ts|sh)\n$/);
      }
    }
    assert.equal(existsSync('pwned'), false);
  });

  test('run folders are private and named by a hash', async () => {
    const root = temporaryFolder('private');
    let shown = '';
    const handle = await start('python', 'print("on")\ninput()', root, {
      onOutput: (_, chunk) => (shown += Buffer.from(chunk).toString()),
    });
    await until('output', () => shown !== '');
    const [name, ...others] = await readdir(root);
    assert.deepEqual(others, []);
    assert.match(name ?? '', /^[0-9a-f]{16}-\w{6}$/);
    const path = join(root, name ?? '');
    assert.equal((await stat(path)).mode & 0o777, 0o700);
    assert.equal(await readFile(join(path, 'program', 'main.py'), 'utf8'), 'print("on")\ninput()');
    handle.end();
    await handle.done;
  });

  test('a package.json of the project does not change what a program is', async () => {
    const root = temporaryFolder('esm');
    const { writeFile } = await import('node:fs/promises');
    await writeFile(join(root, 'package.json'), '{"type":"module"}');
    const runs = join(root, 'runs');
    await mkdir(runs);
    assert.equal((await runToEnd('js', 'console.log(typeof require)', runs)).stdout, 'function\n');
  });

  test('what a killed editor left behind is swept, young folders stay', async () => {
    const { sweepRunFolders, makeRunFolder } = await import('../../../src/runs/process/runFolder.ts');
    const root = temporaryFolder('sweep');
    await makeRunFolder(root, 'main.py', 'pass');
    await mkdir(join(root, 'something-else'));
    assert.equal(await sweepRunFolders(root), 0);
    assert.equal(await sweepRunFolders(root, -1_000), 1);
    assert.deepEqual(await readdir(root), ['something-else']);
    assert.equal(await sweepRunFolders(join(root, 'none')), 0);
  });
});
