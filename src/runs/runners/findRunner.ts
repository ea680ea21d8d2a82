import { stat } from 'node:fs/promises';
import { basename, dirname, isAbsolute, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import * as l10n from '@vscode/l10n';
import { TouchstoneError } from '../../platform/errors.ts';
import { canonicalLanguage } from '../../code/text/languages.ts';
import { findExecutable, variable } from '../process/executablePath.ts';
import type { Environment } from '../contract/runRequest.ts';
import { compiled } from './compiled.ts';
import { interpreted } from './interpreted.ts';
import { ownRunner } from './ownRunner.ts';
import { filesFor } from './programFile.ts';
import { prepare } from './prepareOnce.ts';
import { isAtLeast, isOfProject, probe, reallyOfProject, secretFolders, type Probe } from './probeTool.ts';
import type { RunnerSettings } from './runnerSettings.ts';
import { isForeign } from './shims.ts';
import { importable } from './sourceFolders.ts';
import type { FindOptions, FoundRunner, Runner, RunnerCommand } from '../contract/runner.ts';
import { linkedFolders, visibleFolders } from './visibleFolders.ts';

/** The built-in runners. */
export const runners: readonly Runner[] = [...interpreted, ...compiled];

/**
 * The runner for a language under any of its names: the user's own command, else the first of the built-in ones that is
 * there and new enough. The first program of a language may take a while (see `onPrepare`). Errors: `run-language` (no runner
 * is known), `run-interpreter-missing` (with the command that installs it).
 */
export async function findRunner(
  language: string,
  settings: RunnerSettings = {},
  env: Environment = process.env,
  options: FindOptions = {},
): Promise<FoundRunner> {
  const name = canonicalLanguage(language);
  const builtIn = runners.find((runner) => runner.language === name);
  const own = Object.entries(settings).find(([key]) => canonicalLanguage(key) === name)?.[1];
  if (own) return ownRunner(name, own, builtIn, env, options);
  if (!builtIn)
    throw new TouchstoneError('run-language', l10n.t('Touchstone has no runner for {0}.', language), {
      action: l10n.t('Add a command for "{0}" to the setting touchstone.run.runners.', name),
    });

  let unfit: string | undefined;
  for (const command of builtIn.command) {
    const exe = await locate(command, builtIn.language, env, options);
    if (exe === undefined) continue;
    const probed = await probe(exe, command.launch ?? [], builtIn.probe, env, options);
    if (!probed) continue;
    if (command.since !== undefined && !isAtLeast(probed.version, command.since)) {
      unfit ??= l10n.t('{0} {1} is too old', basename(exe), probed.version);
      continue;
    }
    if (command.before !== undefined && isAtLeast(probed.version, command.before)) continue;
    // One of the project is not asked where it lives, so what lies beside it is not started.
    if (command.compile?.run.startsWith('{home}') && probed.home === undefined) continue;
    return found(builtIn, command, exe, probed, env, options);
  }
  throw missing(builtIn, unfit);
}

/** The program that a command starts, with the names in braces filled in; undefined where it is not there. */
async function locate(
  command: RunnerCommand,
  language: string,
  env: Environment,
  options: FindOptions,
): Promise<string | undefined> {
  const path = fill(command.exe, language, env, options);
  if (path === undefined) return undefined;
  if (command.needs !== undefined) {
    const needs = fill(command.needs, language, env, options);
    if (needs === undefined || !(await stat(needs).catch(() => undefined))) return undefined;
  }
  const exe = await findExecutable(path, env);
  return exe === undefined || (await isForeign(exe)) ? undefined : exe;
}

/** Undefined where a name has no value. What runs fill in (`{file}` …) stays. */
function fill(
  text: string,
  language: string,
  env: Environment,
  options: FindOptions,
  home?: string,
): string | undefined {
  let complete = true;
  const result = text.replace(/\{(project|projectUrl|preferred|home|[A-Z][A-Z_]+)\}/g, (_, name: string) => {
    const { projectFolder: folder } = options;
    const values: Record<string, string | undefined> = {
      project: folder,
      projectUrl: folder && pathToFileURL(folder).href,
      preferred: options.preferred?.[language],
      home,
    };
    const value = name in values ? values[name] : variable(env, name);
    if (!value) complete = false;
    return value ?? '';
  });
  return complete ? result : undefined;
}

async function found(
  runner: Runner,
  command: RunnerCommand,
  exe: string,
  probed: Probe,
  env: Environment,
  options: FindOptions,
): Promise<FoundRunner> {
  const real = probed.exe ?? exe;
  const launch = real === exe ? (command.launch ?? []) : [];
  const place = (text: string): string => fill(text, runner.language, env, options, probed.home) ?? text;
  const environment = { ...command.env, ...probed.env };
  const see = [...(await importable(probed.see)), ...(probed.home === undefined ? [] : [probed.home])];
  if (runner.probe.links && probed.home !== undefined) see.push(...(await linkedFolders(probed.home)));

  const packages = runner.packages === undefined ? [] : await packageFolders(runner.packages, options);
  const [nearest, ...above] = packages;
  if (above.length > 0) environment['NODE_PATH'] = above.join(process.platform === 'win32' ? ';' : ':');

  if (runner.prepare && !probed.ofProject) {
    const { args, variable: cache, folder } = runner.prepare;
    const name = `${folder}-${probed.version}-${process.platform}-${process.arch}`;
    const { cacheFolder } = options;
    const preparation = { exe: real, args, env: environment, variable: cache, name, cacheFolder };
    const ready = await prepare(preparation, env, () =>
      options.onPrepare?.(l10n.t('Preparing {0} {1} for its first program…', runner.title, probed.version)),
    );
    if (ready !== undefined) {
      environment[cache] = ready;
      see.push(ready);
    }
  }

  const own = { exe: real, args: [...launch, ...command.args.map(place)], env: environment };
  const steps = command.compile
    ? {
        exe: place(command.compile.run),
        args: own.args,
        env: environment,
        compile: { ...own, args: [...launch, ...command.compile.args] },
      }
    : own;
  const programs = [real, ...(isAbsolute(steps.exe) ? [steps.exe] : [])];
  return {
    language: runner.language,
    fileName: runner.fileName,
    ...(runner.naming ? { naming: runner.naming } : {}),
    ...steps,
    ...filesFor(runner, probed.version),
    ...(nearest === undefined ? {} : { links: { node_modules: nearest } }),
    visible: await visibleFolders(programs, [...see, ...packages], secretFolders(options)),
    label: label(runner.language, probed.version, command, exe),
  };
}

/** `python 3.11.7`, and where it comes from if that is no matter of course: `c 12.2.0 (cc)`. */
function label(language: string, version: string, command: RunnerCommand, exe: string): string {
  const inProject = /^\{project\}\/([^/]+)\//.exec(command.exe)?.[1];
  const byProject = /^\{project\}\/node_modules\/([^/]+)\//.exec(command.needs ?? '')?.[1];
  const compiler = command.compile?.run === '{out}' && /^(?:c|cpp)$/.test(language) ? basename(exe) : '';
  const more = inProject ?? byProject ?? compiler;
  return more ? `${language} ${version} (${more})` : `${language} ${version}`;
}

/**
 * The folders of packages that a program in the project's folder would find, the nearest first. One that came with the project and is a
 * link out of it is none.
 */
async function packageFolders(name: string, options: FindOptions): Promise<string[]> {
  const all: string[] = [];
  for (let folder = options.projectFolder; folder !== undefined;) {
    const path = join(folder, name);
    const isFolder = (await stat(path).catch(() => undefined))?.isDirectory();
    const leadsOut = (await isOfProject(path, options)) && !(await reallyOfProject(path, options));
    if (isFolder && !leadsOut) all.push(path);
    const parent = dirname(folder);
    folder = parent === folder ? undefined : parent;
  }
  return all;
}

function missing(runner: Runner, unfit: string | undefined): TouchstoneError {
  const platform = process.platform === 'darwin' || process.platform === 'win32' ? process.platform : 'linux';
  const exes = runner.command.map(({ exe }) => exe).filter((exe) => !exe.startsWith('{'));
  const names = [...new Set(exes.map((exe) => basename(exe)))].join(', ');
  const message = unfit
    ? l10n.t('{0} is needed; {1}.', runner.title, unfit)
    : l10n.t('{0} was not found (looked for {1}).', runner.title, names);
  return new TouchstoneError('run-interpreter-missing', message, {
    action: l10n.t(
      'Install it with: {0} (or name yours in the setting touchstone.run.runners).',
      runner.install[platform],
    ),
  });
}
