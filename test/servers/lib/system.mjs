import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { exec } from './exec.mjs';
import { withLock } from './cache.mjs';
import { say } from './log.mjs';

/** The absolute path of a program on the PATH, or undefined. */
export function which(program) {
  for (const folder of (process.env.PATH ?? '').split(path.delimiter)) {
    const file = path.join(folder || '.', program);
    try {
      fs.accessSync(file, fs.constants.X_OK);
      if (fs.statSync(file).isFile()) return file;
    } catch {
      // not in this folder
    }
  }
  return undefined;
}

/** Debian's packages for what the test servers need from the system, and how to see that one is there already. */
export const SYSTEM = {
  chromium: { package: 'chromium', found: () => Boolean(chromiumPath()) },
  kerberos: {
    package: 'libkrb5-dev',
    found: () => fs.existsSync('/usr/include/gssapi/gssapi.h') || process.platform === 'darwin',
  },
  compiler: { package: 'build-essential', found: () => Boolean(which('make') && which('g++')) },
  redis: { package: 'redis-server', found: () => Boolean(which('redis-server')) },
  jdk: {
    package: 'default-jdk-headless',
    found: () => Boolean(which('java') && which('javac') && which('jar')),
  },
  maven: { package: 'maven', found: () => Boolean(which('mvn')) },
  python: { package: 'python3', found: () => Boolean(pythonPath()) },
  go: { package: 'golang-go', found: () => Boolean(which('go')) },
  rust: { package: 'rustc', found: () => Boolean(which('rustc')) },
  bubblewrap: { package: 'bubblewrap', found: () => Boolean(which('bwrap')) || process.platform !== 'linux' },
  venv: { package: 'python3-venv', found: () => canMakeVenv() },
};

/** The browser: `TOUCHSTONE_CHROMIUM`, else the first Chromium or Chrome on the PATH. */
export function chromiumPath() {
  return (
    process.env.TOUCHSTONE_CHROMIUM ||
    ['chromium', 'chromium-browser', 'google-chrome'].map(which).find(Boolean)
  );
}

let python;
/** A Python of 3.10 to 3.12 (numpy 1.26, which Argilla needs, has no wheel for later ones): `TOUCHSTONE_PYTHON` or one on the PATH. */
export function pythonPath() {
  const candidates = process.env.TOUCHSTONE_PYTHON
    ? [process.env.TOUCHSTONE_PYTHON]
    : ['python3', 'python3.11', 'python3.12', 'python3.10', '/usr/bin/python3'];
  python ??= candidates.find((candidate) => /^3\.1[0-2]$/.test(pythonVersion(candidate) ?? ''));
  return python;
}

/** `3.11` and the like, or undefined where the program does not run. */
export function pythonVersion(program) {
  const result = spawnSync(program, ['-c', 'import sys; print("%d.%d" % sys.version_info[:2])'], {
    encoding: 'utf8',
  });
  return result.status === 0 ? result.stdout.trim() : undefined;
}

function canMakeVenv() {
  const program = pythonPath();
  return (
    program !== undefined &&
    spawnSync(program, ['-c', 'import venv, ensurepip'], { stdio: 'ignore' }).status === 0
  );
}

/**
 * Makes sure that parts of the system are there; what is missing comes from apt-get where we are root on a Debian.
 * @param {(keyof typeof SYSTEM)[]} names
 * @throws {Error} naming the packages to install by hand
 */
export async function ensureSystem(...names) {
  const missing = () => names.filter((name) => !SYSTEM[name].found()).map((name) => SYSTEM[name].package);
  if (missing().length === 0) return;
  if (process.getuid?.() !== 0 || !which('apt-get')) {
    throw new Error(
      `These system packages are missing: ${missing().join(', ')}. Install them (on Debian or Ubuntu: sudo apt-get install ${missing().join(' ')}) and start again.`,
    );
  }
  await withLock('apt', async () => {
    const packages = missing();
    if (packages.length === 0) return;
    say(`apt-get install ${packages.join(' ')}`);
    // RUNLEVEL=1 keeps Debian from starting services of its own (Redis) on installation.
    const env = { DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' };
    const wait = ['-o', 'DPkg::Lock::Timeout=300'];
    await exec('apt-get', [...wait, 'update', '-q'], { env, tries: 3, name: 'apt-update' });
    await exec('apt-get', [...wait, 'install', '-y', '-q', '--no-install-recommends', ...packages], {
      env,
      tries: 3,
      name: 'apt-install',
    });
  });
  python = undefined;
  if (missing().length > 0)
    throw new Error(`Still missing after their installation: ${missing().join(', ')}`);
}
