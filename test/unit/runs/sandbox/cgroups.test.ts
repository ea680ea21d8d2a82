import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { describe, test } from 'node:test';
import {
  cgroupCandidates,
  findCgroups,
  makeControlGroup,
  sweepControlGroups,
} from '../../../../src/runs/sandbox/cgroups.ts';
import { until } from '../tools.ts';

describe('cgroupCandidates', () => {
  test('version 2: the nearest group above that hands its controllers down', () => {
    const own = '0::/user.slice/user-1000.slice/user@1000.service/app.slice/app-code.scope\n';
    const mounts =
      '35 24 0:30 / /sys/fs/cgroup rw,nosuid,nodev shared:9 - cgroup2 cgroup2 rw,nsdelegate,memory_recursiveprot\n';
    const top = '/sys/fs/cgroup/user.slice/user-1000.slice/user@1000.service';
    const handedDown: Record<string, string> = {
      [`${top}/app.slice`]: 'cpu memory pids\n',
      [top]: 'memory pids',
    };
    const found = cgroupCandidates(own, mounts, (folder) => handedDown[folder] ?? '');
    assert.deepEqual(found, [{ version: 2, folder: `${top}/app.slice` }]);
  });

  test('version 2 without delegation, or without the controllers: none', () => {
    const mounts = '35 24 0:30 / /sys/fs/cgroup rw - cgroup2 cgroup2 rw\n';
    assert.deepEqual(
      cgroupCandidates('0::/a/b\n', mounts, () => 'cpu'),
      [],
    );
    assert.deepEqual(
      cgroupCandidates('', '', () => ''),
      [],
    );
  });

  test('version 1: a group for each controller, in one mount or two', () => {
    const own = '8:pids:/\n4:memory:/jobs/7\n0::/\n';
    const mounts = [
      '40 30 0:31 / /sys/fs/cgroup/memory rw,relatime - cgroup cgroup rw,memory',
      '41 30 0:32 / /sys/fs/cgroup/pids rw,relatime - cgroup cgroup rw,pids',
      '42 30 0:33 / /sys/fs/cgroup/unified rw,relatime - cgroup2 cgroup2 rw',
    ].join('\n');
    assert.deepEqual(
      cgroupCandidates(own, mounts, () => ''),
      [{ version: 1, memory: '/sys/fs/cgroup/memory/jobs/7', pids: '/sys/fs/cgroup/pids' }],
    );
    const joined = '40 30 0:31 / /cg\\040x rw - cgroup cgroup rw,memory,pids';
    assert.deepEqual(
      cgroupCandidates('3:memory,pids:/a\n', joined, () => ''),
      [{ version: 1, memory: '/cg x/a', pids: '/cg x/a' }],
    );
  });

  test('a container sees its own part of the hierarchy', () => {
    const own = '8:pids:/docker/abc\n4:memory:/docker/abc/x\n';
    const mounts =
      '40 30 0:31 /docker/abc /sys/fs/cgroup/memory ro - cgroup cgroup rw,memory\n41 30 0:32 /docker/abc /sys/fs/cgroup/pids ro - cgroup cgroup rw,pids\n';
    assert.deepEqual(
      cgroupCandidates(own, mounts, () => ''),
      [{ version: 1, memory: '/sys/fs/cgroup/memory/x', pids: '/sys/fs/cgroup/pids' }],
    );
  });
});

describe('a control group', () => {
  const spec = findCgroups();
  const writable = spec !== undefined;

  test('holds a process and its children, tells its limits, and goes away', async () => {
    // Where none can be made, that is what is to be found out.
    if (!spec) return assert.equal(writable, false);
    const group = makeControlGroup(spec, { memoryBytes: 64 * 2 ** 20, processes: 10 });
    const child = spawn('/bin/sh', ['-c', 'read x; for i in $(seq 30); do sleep 60 & done; wait'], {
      stdio: ['pipe', 'ignore', 'ignore'],
      detached: true,
    });
    const closed = new Promise((resolve) => child.once('close', resolve));
    assert.ok(child.pid);
    await group.attach(child.pid);
    assert.equal(group.reached(), undefined);
    child.stdin.end('\n');
    await until('the limit', () => group.reached() === 'processes');
    assert.ok((group.peakMemoryBytes() ?? 1) > 0);
    process.kill(-child.pid, 'SIGKILL');
    await closed;
    assert.equal(await group.remove(), true);
    assert.equal(await group.remove(), true);
  });

  test('one that a killed editor left is swept, a used or a young one is not', async () => {
    if (!spec) return assert.equal(writable, false);
    const limits = { memoryBytes: 2 ** 26, processes: 10 };
    const [left, used] = [makeControlGroup(spec, limits), makeControlGroup(spec, limits)];
    const child = spawn('/bin/sleep', ['60']);
    const closed = new Promise((resolve) => child.once('close', resolve));
    await used.attach(child.pid ?? 0);
    sweepControlGroups(spec);
    assert.equal(left.reached(), undefined);
    // Other tests' groups are young: the clock is what tells.
    const removed = sweepControlGroups(spec, 0);
    assert.ok(removed >= 1, `${removed} removed`);
    await assert.rejects(left.attach(child.pid ?? 0));
    child.kill('SIGKILL');
    await closed;
    assert.equal(await used.remove(), true);
  });
});
