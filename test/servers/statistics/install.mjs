import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { digestOf, installOnce } from '../lib/cache.mjs';
import { makeVenv, pythonKey, venvPython } from '../lib/python.mjs';

const requirements = path.join(path.dirname(fileURLToPath(import.meta.url)), 'requirements.txt');

/**
 * The libraries that the figures of src/stats are compared with.
 * @returns {Promise<{ TOUCHSTONE_STATISTICS_PYTHON: string }>} the path of a Python that has them
 */
export async function installStatistics() {
  const dir = await installOnce(
    'statistics-python',
    digestOf([requirements], await pythonKey()),
    // Compiling modules that are never imported takes longer than compiling the others at their first use.
    (target) =>
      makeVenv(target, {
        requirements: [requirements],
        args: ['--no-deps', '--no-compile'],
        name: 'statistics',
      }),
  );
  return { TOUCHSTONE_STATISTICS_PYTHON: venvPython(dir) };
}
