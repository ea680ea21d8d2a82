import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { describe, test } from 'node:test';
import { isAlive, longestStretch, runToEnd, start, temporaryFolder, until } from '../../unit/runs/tools.ts';

const folder = temporaryFolder();

describe('hostile programs', () => {
  test('grandchildren that ignore signals are gone when the run is over', async () => {
    const code = `
import os, signal, subprocess, sys, time
child = subprocess.Popen([sys.executable, "-c", """
import signal, time
for s in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP): signal.signal(s, signal.SIG_IGN)
print("ready", flush=True)
time.sleep(600)
"""])
print(child.pid)
time.sleep(600)
`;
    let shown = '';
    const handle = await start('python', code, folder, {
      onOutput: (_, chunk) => (shown += Buffer.from(chunk).toString()),
    });
    await until('the grandchild', () => shown.includes('ready') && /^\d+$/m.test(shown));
    const pid = Number(/^\d+$/m.exec(shown)?.[0]);
    assert.equal(await isAlive(pid), true);
    handle.stop();
    await handle.done;
    await until('the grandchild to be gone', async () => !(await isAlive(pid)));
  });

  test('a daemon that outlives its parent and holds the pipe does not keep the run', async () => {
    const code = `
import os, sys, time
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        import signal
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        print("daemon", os.getpid(), flush=True)
        time.sleep(600)
    os._exit(0)
time.sleep(0.5)
print("parent done")
`;
    const outcome = await runToEnd('python', code, folder);
    assert.equal(outcome.exitCode, 0);
    assert.match(outcome.stdout, /parent done/);
    const pid = Number(/daemon (\d+)/.exec(outcome.stdout)?.[1]);
    if (process.platform === 'linux') await until('the daemon to be gone', async () => !(await isAlive(pid)));
  });

  test('a flood of 50 MB is cut, counted, and does not hold the event loop', async () => {
    const total = 50 * 1024 * 1024;
    const code = `import sys\nfor _ in range(${total / 65_536}): sys.stdout.write("x" * 65535 + "\\n")`;
    let shown = 0;
    await runToEnd('python', 'pass', folder); // loads what the first run loads
    const stretch = await longestStretch(async () => {
      const outcome = await runToEnd('python', code, folder, {
        onOutput: (_, chunk) => (shown += chunk.length),
      });
      assert.equal(outcome.exitCode, 0);
      assert.equal(outcome.stdout.length, 1_000_000);
      assert.equal(outcome.truncatedBytes, total - 1_000_000);
    });
    assert.equal(shown, 1_000_000);
    console.log(`longest stretch during the flood: ${stretch.toFixed(1)} ms`);
    assert.ok(stretch < 50, `${stretch} ms`);
  });

  test('a character cut in two by the limit is left out, bytes that are no text are marked', async () => {
    const outcome = await runToEnd('python', 'print("é" * 10)', folder, { limits: { outputBytes: 5 } });
    assert.deepEqual([outcome.stdout, outcome.truncatedBytes], ['éé', 16]);
    const code = 'import sys\nsys.stdout.buffer.write(b"a\\xff\\xfeb\\xc3")';
    assert.equal((await runToEnd('python', code, folder)).stdout, 'a\ufffd\ufffdb\ufffd');
  });

  test('the environment holds no secrets, and home and temporary folder are the run’s own', async () => {
    const env = {
      ...process.env,
      HF_TOKEN: 'hf_planted',
      ARGILLA_API_KEY: 'planted.key',
      AWS_SECRET_ACCESS_KEY: 'planted',
      NODE_OPTIONS: '--require=/planted.js',
      LD_PRELOAD: '',
      PYTHONPATH: '/planted',
    };
    const code = 'import os, json\nprint(json.dumps([dict(os.environ), os.getcwd(), os.listdir(".")]))';
    const outcome = await runToEnd('python', code, folder, { env });
    const [variables, cwd, files] = JSON.parse(outcome.stdout) as [Record<string, string>, string, string[]];
    assert.doesNotMatch(outcome.stdout, /planted/);
    const known = new Set([
      ...['PATH', 'HOME', 'TMPDIR', 'LANG', 'LC_ALL', 'LC_CTYPE', 'TZ', 'TOUCHSTONE_RUN'],
      ...['PYTHONIOENCODING', 'PYTHONDONTWRITEBYTECODE', 'PYTHONUNBUFFERED', 'PYTHONUSERBASE'],
    ]);
    assert.deepEqual(
      Object.keys(variables).filter((name) => !known.has(name)),
      [],
    );
    for (const name of ['HOME', 'TMPDIR']) assert.ok(variables[name]?.startsWith(folder), name);
    assert.ok(cwd.startsWith(folder));
    assert.deepEqual(files, [], 'the working folder is empty');
  });

  test('a program that closes its streams, deletes its folder or locks it leaves nothing behind', async () => {
    const programs = [
      'import os\nos.close(0); os.close(1); os.close(2)',
      'import os, shutil\nshutil.rmtree(os.getcwd())\nprint("gone")',
      'import os\nos.mkdir("locked")\nopen("locked/f", "w").close()\nos.chmod("locked", 0)',
      'import os\nos.symlink("/", "root"); os.mkfifo("pipe"); open("x" * 255, "w").close()',
    ];
    for (const code of programs) assert.equal((await runToEnd('python', code, folder)).timedOut, false);
    assert.ok(existsSync('/'));
  });

  test('a program that never reads does not block its writer', async () => {
    const outcome = await runToEnd('python', 'print("done")', folder, { stdin: 'x'.repeat(5_000_000) });
    assert.deepEqual([outcome.exitCode, outcome.stdout], [0, 'done\n']);
  });
});
