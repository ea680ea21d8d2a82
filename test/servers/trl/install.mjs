import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { digestOf, installOnce } from '../lib/cache.mjs';
import { makeVenv, pythonKey, venvPython } from '../lib/python.mjs';

const requirements = path.join(path.dirname(fileURLToPath(import.meta.url)), 'requirements.txt');

/**
 * TRL with what it trains with, in an environment of its own.
 * @returns {Promise<{ TOUCHSTONE_TRL_PYTHON: string }>} the path of a Python that has them
 */
export async function installTrl() {
  const dir = await installOnce('trl-python', digestOf([requirements], await pythonKey()), (target) =>
    makeVenv(target, { requirements: [requirements], args: ['--no-compile'], name: 'trl' }),
  );
  return { TOUCHSTONE_TRL_PYTHON: venvPython(dir) };
}
