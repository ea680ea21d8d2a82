import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { digestOf, installOnce } from '../lib/cache.mjs';
import { exec } from '../lib/exec.mjs';
import { makeVenv, pythonKey, venvPython } from '../lib/python.mjs';
import { ensureSystem } from '../lib/system.mjs';

const here = (name) => path.join(path.dirname(fileURLToPath(import.meta.url)), name);

/**
 * Installs Argilla's server and SDK, and the search engine that it needs.
 * @returns {Promise<{ python: string, classPath: string }>} a Python with both, and Java's class path of the search engine
 */
export async function installArgilla() {
  await ensureSystem('redis', 'python', 'venv', 'jdk');
  const [python, classPath] = await Promise.all([installPython(), installSearchEngine()]);
  return { python, classPath };
}

async function installPython() {
  const requirements = here('requirements.txt');
  const digest = digestOf([requirements], await pythonKey());
  const args = ['--no-deps'];
  return venvPython(
    await installOnce('argilla-python', digest, (dir) =>
      makeVenv(dir, { requirements: [requirements], args, name: 'argilla' }),
    ),
  );
}

async function installSearchEngine() {
  const pom = here('pom.xml');
  const source = here('SearchNode.java');
  const dir = await installOnce('argilla-search', digestOf([pom, source]), async (target) => {
    await ensureSystem('maven');
    const [lib, knn, classes] = ['lib', 'knn', 'classes'].map((name) => path.join(target, name));
    for (const folder of [lib, knn, classes]) fs.mkdirSync(folder);
    await exec('mvn', ['-q', '-B', '-f', pom, 'dependency:copy-dependencies', `-DoutputDirectory=${lib}`], {
      tries: 3,
      name: 'maven',
    });
    for (const zip of fs.readdirSync(lib).filter((name) => name.endsWith('.zip'))) {
      await exec('jar', ['xf', path.join(lib, zip)], { cwd: knn, name: 'unpack-knn' });
      fs.rmSync(path.join(lib, zip));
    }
    await exec('javac', ['-cp', path.join(lib, '*'), '-d', classes, source], { name: 'javac' });
  });
  return ['classes', 'lib/*', 'knn/*'].map((part) => path.join(dir, part)).join(path.delimiter);
}
