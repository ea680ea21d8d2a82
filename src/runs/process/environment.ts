import { homedir } from 'node:os';
import { join } from 'node:path';
import { variable } from './executablePath.ts';
import type { Environment } from '../contract/runRequest.ts';

/** Passed on from the editor's environment. Everything else (tokens and keys above all) stays behind. */
const inherited = ['PATH', 'LANG', 'LC_ALL', 'LC_CTYPE', 'TZ'];
const inheritedOnWindows = [
  ...['SystemRoot', 'SystemDrive', 'windir', 'ComSpec', 'PATHEXT', 'NUMBER_OF_PROCESSORS'],
  ...['PROCESSOR_ARCHITECTURE', 'ProgramFiles', 'ProgramFiles(x86)', 'ProgramData', 'CommonProgramFiles'],
];
const runVariables = process.platform === 'win32' ? [...inherited, ...inheritedOnWindows] : inherited;

/** Where people keep tool chains, and which of several they chose: what a version manager decides by. */
const toolChains = [
  ...[
    'HOME',
    'USERPROFILE',
    'APPDATA',
    'LOCALAPPDATA',
    'TMPDIR',
    'TEMP',
    'TMP',
    'XDG_CONFIG_HOME',
    'XDG_DATA_HOME',
  ],
  ...[
    'VIRTUAL_ENV',
    'CONDA_PREFIX',
    'JAVA_HOME',
    'GOROOT',
    'DEVELOPER_DIR',
    'RUSTUP_HOME',
    'RUSTUP_TOOLCHAIN',
    'CARGO_HOME',
  ],
  ...[
    'PYENV_ROOT',
    'PYENV_VERSION',
    'RBENV_ROOT',
    'RBENV_VERSION',
    'NODENV_ROOT',
    'NODENV_VERSION',
    'GOENV_ROOT',
    'GOENV_VERSION',
  ],
  ...['ASDF_DIR', 'ASDF_DATA_DIR', 'MISE_DATA_DIR', 'MISE_CONFIG_DIR', 'NVM_DIR', 'VOLTA_HOME', 'SDKMAN_DIR'],
];

/** The environment of a tool that is asked about itself: named variables alone, so that no token is among them. */
export function toolEnvironment(
  env: Environment,
  extra: Readonly<Record<string, string>> = {},
): Record<string, string> {
  return { ...picked(env, [...toolChains, ...runVariables]), ...extra };
}

/**
 * The environment of a run: a few named variables. The home and temporary folders are the run's own, so that caches and
 * settings which a program writes go away with it.
 */
export function runEnvironment(
  env: Environment,
  folders: { home: string; temp: string },
  extra: Record<string, string>,
): Record<string, string> {
  const result: Record<string, string> = {
    LANG: 'C.UTF-8',
    HOME: folders.home,
    TMPDIR: folders.temp,
    PYTHONIOENCODING: 'utf-8',
    PYTHONDONTWRITEBYTECODE: '1',
    // Output shows as it comes, and none is lost when a program is stopped.
    PYTHONUNBUFFERED: '1',
  };
  if (process.platform === 'win32')
    Object.assign(result, { USERPROFILE: folders.home, TEMP: folders.temp, TMP: folders.temp });
  return { ...result, ...picked(env, runVariables), ...extra };
}

function picked(env: Environment, names: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = variable(env, name);
      return value ? [[name, value]] : [];
    }),
  );
}

/** Touchstone's folder where the system wants caches of a user's programs. */
export function userCache(env: Environment = process.env): string {
  const own = variable(env, process.platform === 'win32' ? 'LOCALAPPDATA' : 'XDG_CACHE_HOME');
  const usual =
    process.platform === 'darwin' ? join(homedir(), 'Library', 'Caches') : join(homedir(), '.cache');
  return join(own ?? usual, 'touchstone');
}
