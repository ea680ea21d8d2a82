// Where things that are installed once are kept: a folder outside the checkout, shared by all checkouts of one user.
// Plain Node 20 with no dependencies: this runs before `npm ci`.
import { createHash, randomBytes } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { say } from './log.mjs';
import { isAlive, startOf } from './ids.mjs';

/** The cache's folder: `TOUCHSTONE_CACHE`, else `~/.cache/touchstone`. Made when missing. */
export function cacheDir(...parts) {
  const root = process.env.TOUCHSTONE_CACHE || path.join(os.homedir(), '.cache', 'touchstone');
  fs.mkdirSync(root, { recursive: true });
  return path.join(path.resolve(root), ...parts);
}

/** First 12 hex digits of the SHA-256 over the files' contents and the extra strings. */
export function digestOf(files, ...extra) {
  const hash = createHash('sha256');
  for (const file of files) hash.update(fs.readFileSync(file)).update('\0');
  for (const text of extra) hash.update(text).update('\0');
  return hash.digest('hex').slice(0, 12);
}

/**
 * Runs `work` while no other process runs the same for `name`. The lock is a file that names its owner (pid and kernel
 * start time), so one left by a process that died is taken over.
 */
export async function withLock(name, work) {
  const file = cacheDir(`${name}.lock`);
  fs.mkdirSync(path.dirname(file), { recursive: true });
  const mine = JSON.stringify({
    pid: process.pid,
    start: startOf(process.pid),
    nonce: randomBytes(8).toString('hex'),
  });
  let told = false;
  while (!tryLock(file, mine)) {
    const owner = readOwner(file);
    if (owner && !isAlive(owner.pid, owner.start)) takeAway(file, owner);
    else {
      if (!told) say(`waiting for another process (${owner?.pid ?? 'unknown'}) that installs ${name}`);
      told = true;
      await sleep(500);
    }
  }
  try {
    return await work();
  } finally {
    if (readOwner(file)?.nonce === JSON.parse(mine).nonce) fs.rmSync(file, { force: true });
  }
}

// link(2) makes the lock appear whole and at once, or fail: nobody ever reads half an owner.
function tryLock(file, content) {
  const temp = `${file}.${process.pid}.${randomBytes(4).toString('hex')}`;
  fs.writeFileSync(temp, content);
  try {
    fs.linkSync(temp, file);
    return true;
  } catch (error) {
    if (error.code === 'EEXIST') return false;
    throw error;
  } finally {
    fs.rmSync(temp, { force: true });
  }
}

function readOwner(file) {
  try {
    return JSON.parse(fs.readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
}

// Two waiters may both see the dead owner. Renaming lets one of them win; who renamed a newer lock puts it back.
function takeAway(file, owner) {
  const aside = `${file}.stale.${process.pid}`;
  try {
    fs.renameSync(file, aside);
    if (readOwner(aside)?.nonce !== owner.nonce) fs.linkSync(aside, file);
  } catch (error) {
    if (error.code !== 'ENOENT' && error.code !== 'EEXIST') throw error;
  } finally {
    fs.rmSync(aside, { force: true });
  }
}

/**
 * Installs something once: `install(dir)` fills the folder `name-<digest>`, and a stamp written last tells that it is whole. Another
 * set of requirement files makes another folder, so checkouts of different versions do not disturb each other.
 * @returns the folder
 */
export async function installOnce(name, digest, install) {
  const dir = cacheDir(`${name}-${digest}`);
  const stamp = path.join(dir, '.installed');
  if (fs.existsSync(stamp)) return dir;
  return withLock(name, async () => {
    if (fs.existsSync(stamp)) return dir;
    const began = Date.now();
    say(`installing ${name} into ${dir}`);
    fs.rmSync(dir, { recursive: true, force: true });
    fs.mkdirSync(dir, { recursive: true });
    await install(dir);
    fs.writeFileSync(stamp, `${new Date().toISOString()}\n`);
    say(`installed ${name} in ${((Date.now() - began) / 1000).toFixed(0)} s`);
    return dir;
  });
}
