import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { digestOf, installOnce } from '../lib/cache.mjs';
import { makeVenv, pythonKey, venvPython } from '../lib/python.mjs';

const requirements = path.join(path.dirname(fileURLToPath(import.meta.url)), 'requirements.txt');

/**
 * pandas, `datasets`, pyarrow and DuckDB, as users have them now; the environment of the test Argilla has older ones.
 * @returns {Promise<{ TOUCHSTONE_LOADERS_PYTHON: string }>} the path of a Python that has them
 */
export async function installLoaders() {
  const dir = await installOnce('loaders-python', digestOf([requirements], await pythonKey()), (target) =>
    makeVenv(target, {
      requirements: [requirements],
      args: ['--no-deps', '--no-compile'],
      name: 'loaders',
    }),
  );
  return { TOUCHSTONE_LOADERS_PYTHON: venvPython(dir) };
}
