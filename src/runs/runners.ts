import { execFile } from 'node:child_process';
import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import * as z from 'zod';
import { TouchstoneError } from '../platform/errors.ts';
import { canonicalLanguage } from './language.ts';
import { findExecutable, variable, type Environment } from './path.ts';

/** One way to start a language's interpreter. */
export interface RunnerCommand {
  /** A name (looked up in PATH) or a path. */
  exe: string;
  /** `{file}` stands for the program's file; the run's own arguments follow. */
  args: string[];
  /** Further environment variables. */
  env?: Record<string, string>;
  /** Least version, as `22.18`; an older interpreter is passed over. */
  since?: string;
}

/** How programs of one language are run: data only, so that users can add their own. */
export interface Runner {
  /** Canonical name (see `canonicalLanguage`). */
  language: string;
  /** What people call it, in messages. */
  title: string;
  /** Name of the file that the program is written to, and its ending. */
  fileName: string;
  extension: string;
  /** Tried in order. */
  command: RunnerCommand[];
  /** Print the version, and in a second line the interpreter's real path where it knows it. */
  versionArgs: string[];
  /** Command that installs it, by platform. */
  install: { linux: string; darwin: string; win32: string };
}

const nodeVersionArgs = ['-p', 'process.versions.node + "\\n" + process.execPath'];
const node = {
  linux: 'sudo apt install nodejs',
  darwin: 'brew install node',
  win32: 'winget install OpenJS.NodeJS.LTS',
};
/** The editor's own runtime, which is a Node where there is no other. */
const ownNode = { exe: process.execPath, env: { ELECTRON_RUN_AS_NODE: '1' } };
/** Whether a .js file is a module is seen from its text; Node's remark about that is not the program's output. */
const quiet = '--disable-warning=MODULE_TYPELESS_PACKAGE_JSON';
const stripTypes = { args: [quiet, '--disable-warning=ExperimentalWarning', '{file}'], since: '22.18' };

export const runners: readonly Runner[] = [
  {
    language: 'python',
    title: 'Python',
    fileName: 'main.py',
    extension: '.py',
    command: [
      { exe: 'python3', args: ['{file}'], since: '3' },
      { exe: 'python', args: ['{file}'], since: '3' },
      ...(process.platform === 'win32' ? [{ exe: 'py', args: ['-3', '{file}'], since: '3' }] : []),
    ],
    // A shim (pyenv, asdf, the Windows launcher) would look for its settings in a home folder that runs do not have.
    versionArgs: [
      '-c',
      'import sys, platform, site\nprint(platform.python_version())\nprint(sys.executable)\nprint("PYTHONUSERBASE=" + (site.getuserbase() or ""))',
    ],
    install: {
      linux: 'sudo apt install python3',
      darwin: 'brew install python',
      win32: 'winget install Python.Python.3.13',
    },
  },
  {
    language: 'javascript',
    title: 'Node.js',
    fileName: 'main.js',
    extension: '.js',
    command: [
      { exe: 'node', args: [quiet, '{file}'], since: '20.11' },
      { exe: 'node', args: ['{file}'] },
      { ...ownNode, args: [quiet, '{file}'] },
    ],
    versionArgs: nodeVersionArgs,
    install: node,
  },
  {
    language: 'typescript',
    title: 'Node.js 22.18 or newer',
    fileName: 'main.ts',
    extension: '.ts',
    command: [
      { exe: 'node', ...stripTypes },
      { ...ownNode, ...stripTypes },
    ],
    versionArgs: nodeVersionArgs,
    install: node,
  },
  {
    language: 'bash',
    title: 'Bash',
    fileName: 'main.sh',
    extension: '.sh',
    command: [{ exe: 'bash', args: ['{file}'] }],
    versionArgs: ['--version'],
    install: { linux: 'sudo apt install bash', darwin: 'brew install bash', win32: 'winget install Git.Git' },
  },
];

/**
 * The setting `touchstone.run.runners`: a command (and more, for a new language) for each language, such as
 * `{ "python": { "command": ["/opt/python3.12/bin/python", "{file}"] } }`.
 */
export const runnerSettingsSchema = z.record(
  z.string().min(1),
  z.strictObject({
    command: z.tuple([z.string().min(1)], z.string()),
    fileName: z
      .string()
      .regex(/^[A-Za-z0-9][\w.-]{0,60}$/, 'Expected a plain file name')
      .optional(),
    versionArgs: z.array(z.string()).optional(),
    env: z.record(z.string(), z.string()).optional(),
  }),
);
export type RunnerSettings = z.output<typeof runnerSettingsSchema>;

/** An interpreter that is there. */
export interface FoundRunner {
  language: string;
  fileName: string;
  /** Absolute path. */
  exe: string;
  args: string[];
  env: Record<string, string>;
  /** Name and version for the evidence, as `python 3.11.7`. */
  label: string;
}

/**
 * The runner for a language under any of its names: the user's own command, else the first of the built-in ones that is
 * there and new enough. Errors: `run-language` (no runner is known), `run-interpreter-missing` (with the command that
 * installs it).
 */
export async function findRunner(
  language: string,
  settings: RunnerSettings = {},
  env: Environment = process.env,
): Promise<FoundRunner> {
  const name = canonicalLanguage(language);
  const builtIn = runners.find((runner) => runner.language === name);
  const own = Object.entries(settings).find(([key]) => canonicalLanguage(key) === name)?.[1];
  if (own) return ownRunner(name, own, builtIn, env);
  if (!builtIn)
    throw new TouchstoneError('run-language', `Touchstone has no runner for ${language}.`, {
      action: `Add a command for "${name}" to the setting touchstone.run.runners.`,
    });

  let tooOld: string | undefined;
  for (const command of builtIn.command) {
    const exe = await findExecutable(command.exe, env);
    if (exe === undefined || isForeignBash(exe)) continue;
    const launch = command.args.slice(0, command.args.indexOf('-3') + 1);
    const probed = await probe(exe, [...launch, ...builtIn.versionArgs], command.env, env);
    if (!probed) continue;
    if (command.since !== undefined && !isAtLeast(probed.version, command.since)) {
      tooOld = `${basename(exe)} ${probed.version}`;
      continue;
    }
    const real = probed.path ?? exe;
    const args = real === exe ? command.args : command.args.slice(launch.length);
    return found(name, builtIn.fileName, real, args, { ...command.env, ...probed.env }, probed.version);
  }
  throw missing(builtIn, tooOld);
}

async function ownRunner(
  language: string,
  own: RunnerSettings[string],
  builtIn: Runner | undefined,
  env: Environment,
): Promise<FoundRunner> {
  const [name, ...args] = own.command;
  const exe = await findExecutable(name, env);
  if (exe === undefined)
    throw new TouchstoneError(
      'run-interpreter-missing',
      `The runner for ${language}, ${name}, is not there.`,
      {
        action: 'Correct the setting touchstone.run.runners, or install the program that it names.',
      },
    );
  const versionArgs = own.versionArgs ?? builtIn?.versionArgs ?? ['--version'];
  const probed = await probe(exe, versionArgs, own.env, env);
  const fileName = own.fileName ?? builtIn?.fileName ?? `main.${language.replace(/[^a-z0-9]/g, '')}`;
  const placed = args.some((arg) => arg.includes('{file}')) ? args : [...args, '{file}'];
  return found(language, fileName, exe, placed, { ...own.env, ...probed?.env }, probed?.version);
}

function found(
  language: string,
  fileName: string,
  exe: string,
  args: string[],
  env: Record<string, string>,
  version: string | undefined,
): FoundRunner {
  return {
    language,
    fileName,
    exe,
    args,
    env,
    label: version ? `${language} ${version}` : `${language} (${basename(exe)})`,
  };
}

function missing(runner: Runner, tooOld: string | undefined): TouchstoneError {
  const platform = process.platform === 'darwin' || process.platform === 'win32' ? process.platform : 'linux';
  const names = [...new Set(runner.command.map(({ exe }) => basename(exe)))].join(', ');
  const why = tooOld ? `is needed; ${tooOld} is too old` : `was not found (looked for ${names})`;
  return new TouchstoneError('run-interpreter-missing', `${runner.title} ${why}.`, {
    action: `Install it with: ${runner.install[platform]} (or name yours in the setting touchstone.run.runners).`,
  });
}

/** Windows' own bash.exe starts a Linux machine, in which the program's path does not exist. */
function isForeignBash(exe: string): boolean {
  return process.platform === 'win32' && /[\\/]system32[\\/]bash\.exe$/i.test(exe);
}

interface Probe {
  version: string;
  path?: string;
  env: Record<string, string>;
}

const probes = new Map<string, Promise<Probe | undefined>>();

/** Asks an interpreter for its version, once for each state of its file. It gets the user's environment: no program runs. */
async function probe(
  exe: string,
  args: string[],
  extra: Record<string, string> | undefined,
  env: Environment,
): Promise<Probe | undefined> {
  const { mtimeMs } = await stat(exe);
  const key = JSON.stringify([exe, mtimeMs, args, extra, variable(env, 'PATH'), env['VIRTUAL_ENV']]);
  let result = probes.get(key);
  if (!result) {
    result = ask(exe, args, { ...env, ...extra });
    probes.set(key, result);
  }
  const answer = await result;
  // What failed (a machine out of memory, a broken shim) may work the next time.
  if (!answer) probes.delete(key);
  return answer;
}

function ask(exe: string, args: string[], env: Environment): Promise<Probe | undefined> {
  return new Promise((resolve) => {
    const options = { env: { ...env }, timeout: 10_000, windowsHide: true, maxBuffer: 1_000_000 };
    const child = execFile(exe, args, options, (error, stdout) => {
      const version = /\d+(?:\.\d+)+/.exec(stdout)?.[0];
      if (error || version === undefined) return resolve(undefined);
      const [, path, ...rest] = stdout.split(/\r?\n/);
      const variables = rest.map((line) => line.split('=', 2)).filter(([k, v]) => k && v) as [
        string,
        string,
      ][];
      const isPath = path !== undefined && /^(?:\/|[A-Za-z]:\\)/.test(path);
      resolve({ version, ...(isPath ? { path } : {}), env: Object.fromEntries(variables) });
    });
    child.stdin?.end();
  });
}

function isAtLeast(version: string, least: string): boolean {
  const [have, want] = [version, least].map((text) => text.split('.').map(Number));
  for (const [i, part] of (want ?? []).entries()) {
    const mine = have?.[i] ?? 0;
    if (mine !== part) return mine > part;
  }
  return true;
}
