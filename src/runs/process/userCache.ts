import { homedir } from 'node:os';
import { join } from 'node:path';
import { variable, type Environment } from './executablePath.ts';

/** Touchstone's folder where the system wants caches of a user's programs. */
export function userCache(env: Environment = process.env): string {
  const own = variable(env, process.platform === 'win32' ? 'LOCALAPPDATA' : 'XDG_CACHE_HOME');
  const usual =
    process.platform === 'darwin' ? join(homedir(), 'Library', 'Caches') : join(homedir(), '.cache');
  return join(own ?? usual, 'touchstone');
}
