import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  identity,
  listProcesses,
  parseStat,
  processInfo,
  treeOf,
  type ProcessInfo,
} from '../../../../src/runs/process/processTree.ts';

function info(pid: number, parent: number, more: Partial<ProcessInfo> = {}): ProcessInfo {
  const base = { group: pid, session: pid, threads: 1, started: 100 + pid, residentBytes: 0, zombie: false };
  return { pid, parent, ...base, ...more };
}

describe('parseStat', () => {
  const tail = '1 7 7 0 -1 4194304 101 0 0 0 5 6 0 0 39 19 3 0 168325 3133440 393 18446744073709551615 0';

  test('reads a process, whatever it calls itself', () => {
    for (const name of ['cat', 'a b', ')) R 1 1 (', '\x1b[31m\n'])
      assert.deepEqual(parseStat(`42 (${name}) S ${tail}`, 4096), {
        pid: 42,
        parent: 1,
        group: 7,
        session: 7,
        threads: 3,
        started: 168325,
        residentBytes: 393 * 4096,
        zombie: false,
      });
    assert.equal(parseStat(`42 (x) Z ${tail}`, 4096)?.zombie, true);
    assert.equal(parseStat('42 (x) S 1', 4096), undefined);
    assert.equal(parseStat('', 4096), undefined);
  });

  test('this process is found, with its memory', () => {
    const own = processInfo(process.pid);
    assert.ok(own && own.residentBytes > 10_000_000 && own.parent === process.ppid);
    assert.ok(listProcesses().some(({ pid }) => pid === process.pid));
    assert.equal(processInfo(2 ** 22 + 1), undefined);
  });
});

describe('treeOf', () => {
  test('children and theirs, the group, the session, and who left it after it was seen', () => {
    const all = [
      ...[info(1, 0), info(10, 1), info(11, 10), info(12, 11), info(20, 1)],
      ...[info(30, 1, { group: 10 }), info(40, 1, { session: 10 }), info(41, 40), info(50, 1), info(51, 50)],
    ];
    const pids = (known?: Set<string>): number[] => treeOf(10, all, known).map(({ pid }) => pid);
    assert.deepEqual(pids().sort(), [10, 11, 12, 30, 40, 41]);
    assert.deepEqual(pids(new Set([identity(info(50, 1))])).sort(), [10, 11, 12, 30, 40, 41, 50, 51]);
    assert.ok(!pids(new Set(['50:1'])).includes(50), 'a pid that was used again');
  });
});
