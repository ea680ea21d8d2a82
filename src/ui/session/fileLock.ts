import {
  closeSync,
  linkSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { hostname } from 'node:os';
import { attempt } from '../../platform/errors.ts';
import { randomUUID } from 'node:crypto';

/** A lock this old (ms) is that of somebody who was killed, whoever it was. */
const staleMs = 10_000;
const pauseMs = 10;

/**
 * Does `work` while nobody else on this machine does, in any process: `path` is a file that is there meanwhile. For work of milliseconds:
 * whoever comes later blocks its thread. Throws what Node's `fs` throws where the file cannot be made.
 */
export function withFileLock<T>(path: string, work: () => T): T {
  while (!take(path)) {
    if (isLeft(path)) clear(path);
    else Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, pauseMs);
  }
  const own = inodeOf(path);
  try {
    return work();
  } finally {
    if (inodeOf(path) === own) rmSync(path, { force: true });
  }
}

function take(path: string): boolean {
  let fd: number;
  try {
    fd = openSync(path, 'wx');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    // Windows says EPERM while one that was removed is still open somewhere.
    if (code === 'EEXIST' || (code === 'EPERM' && process.platform === 'win32')) return false;
    throw error;
  }
  attempt(() => writeFileSync(fd, `${process.pid} ${hostname()}`));
  closeSync(fd);
  return true;
}

/** Whether the process that made it has gone. */
function isLeft(path: string): boolean {
  const made = attempt(() => statSync(path).mtimeMs);
  if (made === undefined) return false;
  if (Math.abs(Date.now() - made) > staleMs) return true;
  const [pid, ...host] = (attempt(() => readFileSync(path, 'utf8')) ?? '').split(' ');
  if (host.join(' ') !== hostname()) return false;
  try {
    process.kill(Number(pid), 0);
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ESRCH';
  }
}

/** Removes one that was left. Where another window did so first and has made its own, that one comes back. */
function clear(path: string): void {
  const left = inodeOf(path);
  const aside = `${path}-${randomUUID().slice(0, 8)}`;
  if (attempt(() => renameSync(path, aside)) === undefined && inodeOf(aside) === undefined) return;
  if (inodeOf(aside) !== left) attempt(() => linkSync(aside, path));
  rmSync(aside, { force: true });
}

function inodeOf(path: string): bigint | undefined {
  return attempt(() => statSync(path, { bigint: true }).ino);
}
