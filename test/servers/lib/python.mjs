import path from 'node:path';
import { exec } from './exec.mjs';
import { ensureSystem, pythonPath, pythonVersion } from './system.mjs';

const PIP = ['-m', 'pip', '--disable-pip-version-check', '--no-input', '--timeout', '60', '--retries', '5'];

/** What of a Python decides whether an installed environment fits it: its version, as part of the environment's digest. */
export async function pythonKey() {
  await ensureSystem('python', 'venv');
  return `python ${pythonVersion(pythonPath())}`;
}

/** The interpreter of the virtual environment in `dir`. */
export const venvPython = (dir) => path.join(dir, 'venv', 'bin', 'python');

/**
 * Makes `dir/venv` and installs requirement files into it.
 * @param {{ requirements: string[], args?: string[], name: string }} options `args` for pip install
 */
export async function makeVenv(dir, { requirements, args = [], name }) {
  await exec(pythonPath(), ['-m', 'venv', path.join(dir, 'venv')], { name: `venv-${name}` });
  await pip(
    dir,
    ['install', '-q', '--only-binary', ':all:', ...args, ...requirements.flatMap((file) => ['-r', file])],
    `pip-${name}`,
  );
}

/** Runs pip of the environment in `dir`, again when the registry does not answer. */
export async function pip(dir, args, name) {
  await exec(venvPython(dir), [...PIP, ...args], { tries: 3, name });
}
