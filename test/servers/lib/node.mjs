import path from 'node:path';
import { fileURLToPath } from 'node:url';
import fs from 'node:fs';

/** The checkout's folder. */
export const REPO = fileURLToPath(new URL('../../..', import.meta.url)).replace(/\/$/, '');

/** The Node of this checkout (the `node` package): the version that VS Code's extension host runs. Needs `npm ci` first. */
export function node24() {
  const file = path.join(REPO, 'node_modules', '.bin', process.platform === 'win32' ? 'node.cmd' : 'node');
  if (!fs.existsSync(file)) throw new Error(`${file} is missing: run npm ci first`);
  return file;
}
