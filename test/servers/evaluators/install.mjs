import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { digestOf, installOnce } from '../lib/cache.mjs';
import { makeVenv, pythonKey, venvPython } from '../lib/python.mjs';

const requirements = path.join(path.dirname(fileURLToPath(import.meta.url)), 'requirements.txt');

/**
 * inspect-ai, whose own writer and reader the tests of logs compare with.
 * @returns {Promise<{ TOUCHSTONE_INSPECT_PYTHON: string }>} the path of a Python that has it
 */
export async function installEvaluators() {
  const dir = await installOnce('evaluators-python', digestOf([requirements], await pythonKey()), (target) =>
    makeVenv(target, {
      requirements: [requirements],
      args: ['--no-deps', '--no-compile'],
      name: 'evaluators',
    }),
  );
  return { TOUCHSTONE_INSPECT_PYTHON: venvPython(dir) };
}
