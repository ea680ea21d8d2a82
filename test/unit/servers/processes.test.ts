import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { installOnce, withLock } from '../../servers/lib/cache.mjs';
import { startOf } from '../../servers/lib/ids.mjs';
import { launch, waitUntil } from '../../servers/lib/processes.mjs';
import { each } from '../../each.ts';

const cache = fs.mkdtempSync(path.join(os.tmpdir(), 'servers-test-'));

before(() => {
  process.env['TOUCHSTONE_CACHE'] = cache;
  process.env['TOUCHSTONE_LOGS'] = path.join(cache, 'logs');
});
after(() => fs.rmSync(cache, { recursive: true, force: true }));

async function until(condition: () => boolean, what: string): Promise<void> {
  for (const end = Date.now() + 30_000; !condition(); await sleep(20)) {
    assert.ok(Date.now() < end, `not within 30 s: ${what}`);
  }
}

for (const signal of ['SIGKILL', 'SIGTERM', 'SIGINT'] as const) {
  test(`what a parent started ends with it: ${signal}`, async () => {
    const script = fileURLToPath(new URL('fixture-parent.mjs', import.meta.url));
    const parent = spawn(process.execPath, [script], { stdio: ['ignore', 'pipe', 'inherit'] });
    const [line] = (await once(parent.stdout, 'data')) as [Buffer];
    const { pids, folder } = JSON.parse(line.toString()) as { pids: number[]; folder: string };
    assert.ok(each(pids, 'process').every((pid) => startOf(pid) !== undefined));
    parent.kill(signal);
    await once(parent, 'exit');
    await until(() => pids.every((pid) => startOf(pid) === undefined), 'the whole group is gone');
    await until(() => !fs.existsSync(folder), 'the temporary folder is gone');
  });
}

test('a server that ends before it is ready is reported with the end of its log', async () => {
  const handle = launch('failing', 'bash', ['-c', 'echo the reason; exit 3']);
  await assert.rejects(
    waitUntil(handle, () => Promise.resolve(false)),
    /failing ended[^]*the reason/,
  );
  assert.equal(await handle.exited, 3);
  await handle.stop();
});

test('a program that does not exist is an error, not a hang', async () => {
  await assert.rejects(launch('none', '/no/such/program', []).exited, /cannot start none/);
});

test('only one at a time holds a lock, and one left by a dead process is taken over', async () => {
  fs.writeFileSync(
    path.join(cache, 'thing.lock'),
    JSON.stringify({ pid: 999_999_999, start: '1', nonce: 'x' }),
  );
  let inside = 0;
  const most: number[] = [];
  await Promise.all(
    Array.from({ length: 3 }, () =>
      withLock('thing', async () => {
        most.push(++inside);
        await sleep(10);
        inside--;
      }),
    ),
  );
  assert.deepEqual(most, [1, 1, 1]);
  assert.equal(fs.existsSync(path.join(cache, 'thing.lock')), false);
});

test('an installation runs once, and again only when it failed before', async () => {
  let runs = 0;
  const install = (fail: boolean) =>
    installOnce('tool', 'abc', async (dir) => {
      runs++;
      fs.writeFileSync(path.join(dir, `part-${runs}`), '');
      if (fail) throw new Error('registry did not answer');
    });
  await assert.rejects(install(true), /did not answer/);
  const dir = await install(false);
  await install(false);
  assert.equal(runs, 2);
  assert.deepEqual(fs.readdirSync(dir).sort(), ['.installed', 'part-2']);
});
