import { variable, type Environment } from './executablePath.ts';

/** Passed on from the editor's environment. Everything else (tokens and keys above all) stays behind. */
const inherited = ['PATH', 'LANG', 'LC_ALL', 'LC_CTYPE', 'TZ'];
const inheritedOnWindows = [
  ...['SystemRoot', 'SystemDrive', 'windir', 'ComSpec', 'PATHEXT', 'NUMBER_OF_PROCESSORS'],
  ...['PROCESSOR_ARCHITECTURE', 'ProgramFiles', 'ProgramFiles(x86)', 'ProgramData', 'CommonProgramFiles'],
];

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
  const names = process.platform === 'win32' ? [...inherited, ...inheritedOnWindows] : inherited;
  for (const name of names) {
    const value = variable(env, name);
    if (value !== undefined && value !== '') result[name] = value;
  }
  return { ...result, ...extra };
}
