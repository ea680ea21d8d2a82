// What `npm start` and `npm test` do first, on the Node that npm happens to run on (20 or later) and before any package is there.
import { spawn, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { say } from '../../test/servers/lib/log.mjs';
import { freshNpmEnv } from '../../test/servers/lib/npm.mjs';
import { node24, REPO } from '../../test/servers/lib/node.mjs';

/** Installs the packages of the lockfile, if any is missing or of another version. */
export function ensurePackages() {
  if (packagesAreCurrent()) return;
  say('npm ci');
  const env = { ...process.env, ...freshNpmEnv() };
  const args = ['ci', '--no-audit', '--no-fund', '--loglevel=error'];
  const result = spawnSync('npm', args, { cwd: REPO, stdio: ['ignore', 2, 2], env });
  if (result.status !== 0) throw new Error(`npm ci failed with code ${result.status}`);
}

// npm writes what it installed into a lockfile of its own; packages for other systems are in ours only.
function packagesAreCurrent() {
  const installedFile = path.join(REPO, 'node_modules', '.package-lock.json');
  if (!fs.existsSync(installedFile)) return false;
  const wanted = JSON.parse(fs.readFileSync(path.join(REPO, 'package-lock.json'), 'utf8')).packages;
  const installed = JSON.parse(fs.readFileSync(installedFile, 'utf8')).packages;
  return Object.entries(wanted).every(
    ([name, entry]) =>
      name === '' || installed[name]?.version === entry.version || (entry.optional && !installed[name]),
  );
}

/**
 * Goes on in the project's own Node: when another one runs this script, starts it again there, waits for its end and leaves with its exit
 * code. The caller's `main` runs in the right Node only.
 * @param {string} script the calling module's `import.meta.url`
 * @param {() => Promise<void>} main
 */
export async function onProjectNode(script, main) {
  ensurePackages();
  const node = node24();
  const version = spawnSync(node, ['--version'], { encoding: 'utf8' }).stdout.trim();
  if (process.version === version) return main();
  // Signals reach the child by itself from a terminal; those sent to us alone are passed on.
  const env = { ...process.env, PATH: `${path.dirname(node)}${path.delimiter}${process.env.PATH}` };
  const child = spawn(node, [fileURLToPath(script), ...process.argv.slice(2)], { stdio: 'inherit', env });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  process.exitCode = await new Promise((resolve) => child.once('exit', (code) => resolve(code ?? 1)));
}
