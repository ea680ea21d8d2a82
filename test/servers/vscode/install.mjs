import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { digestOf, installOnce } from '../lib/cache.mjs';
import { exec } from '../lib/exec.mjs';
import { node24 } from '../lib/node.mjs';
import { freshNpmEnv } from '../lib/npm.mjs';
import { ensureSystem } from '../lib/system.mjs';

const HERE = path.dirname(fileURLToPath(import.meta.url));
const FILES = ['package.json', 'package-lock.json'].map((name) => path.join(HERE, name));

/**
 * Installs code-server, which holds VS Code built as a server, with the packages of this folder's lockfile.
 * @returns {Promise<{ cli: string, server: string, node: string }>} code-server's own command line, the bare VS Code server's main file,
 *   and the Node to run either with
 */
export async function installVsCode() {
  const node = node24();
  await ensureSystem('kerberos', 'compiler');
  const dir = await installOnce('vscode', digestOf(FILES), async (target) => {
    for (const file of FILES) fs.copyFileSync(file, path.join(target, path.basename(file)));
    // Its installation compiles for, and checks, the Node that runs npm: ours must come first.
    const env = { ...freshNpmEnv(), PATH: `${path.dirname(node)}${path.delimiter}${process.env.PATH}` };
    await exec('npm', ['ci', '--no-audit', '--no-fund'], {
      cwd: target,
      env,
      tries: 3,
      name: 'npm-ci-vscode',
    });
  });
  const root = path.join(dir, 'node_modules', 'code-server');
  return {
    cli: path.join(root, 'out/node/entry.js'),
    server: path.join(root, 'lib/vscode/out/server-main.js'),
    node,
  };
}
