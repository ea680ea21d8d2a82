import { stat } from 'node:fs/promises';
import { basename, isAbsolute } from 'node:path';
import * as l10n from '@vscode/l10n';
import { TouchstoneError } from '../../platform/errors.ts';
import { findExecutable } from '../process/executablePath.ts';
import type { Environment } from '../contract/runRequest.ts';
import { filesFor } from './programFile.ts';
import { isOfProject, probe, secretFolders, type Probe } from './probeTool.ts';
import type { RunnerSettings } from './runnerSettings.ts';
import { behindShim, isShim } from './shims.ts';
import type { FindOptions, FoundRunner, Runner } from '../contract/runner.ts';
import { importable } from './sourceFolders.ts';
import { visibleFolders } from './visibleFolders.ts';

/** A runner as the user's settings describe it. Errors: `run-interpreter-missing`. */
export async function ownRunner(
  language: string,
  own: RunnerSettings[string],
  builtIn: Runner | undefined,
  env: Environment,
  options: FindOptions,
): Promise<FoundRunner> {
  const compile = own.compile && (await step(language, own.compile, env, options));
  const run = await step(language, own.command ?? ['{out}'], env, options);
  // What is asked for its version: the interpreter, or the compiler of what is started by its file.
  const asked = isAbsolute(run.exe) ? run.exe : compile?.exe;
  const spec = own.versionArgs ? { args: own.versionArgs } : (builtIn?.probe ?? { args: ['--version'] });
  let probed: Probe | undefined;
  if (asked !== undefined)
    probed =
      (await probe(asked, [], { ...spec, env: { ...spec.env, ...own.env } }, env, options)) ??
      (await probe(asked, [], { args: ['--version'], env: own.env }, env, options));
  const environment = { ...probed?.env, ...own.env };
  const fileName = own.fileName ?? builtIn?.fileName ?? `main.${language.replace(/[^a-z0-9]/g, '') || 'txt'}`;
  const takesFile = own.compile !== undefined || run.args.some((arg) => /\{(?:file|out|entry)\}/.test(arg));
  const programs = [run.exe, compile?.exe].filter((exe) => exe !== undefined && isAbsolute(exe)) as string[];
  const named = [...run.args, ...(compile?.args ?? [])].filter(
    (arg) => isAbsolute(arg) && !/\{\w+\}/.test(arg),
  );
  const folders = [
    ...(own.visible ?? []),
    ...named,
    ...(await importable(probed?.see ?? [])),
    ...(probed?.home ? [probed.home] : []),
  ];
  return {
    language,
    fileName,
    ...(builtIn?.naming && own.fileName === undefined ? { naming: builtIn.naming } : {}),
    exe: run.exe,
    args: takesFile ? run.args : [...run.args, '{file}'],
    env: environment,
    ...(compile ? { compile: { ...compile, env: environment } } : {}),
    ...(builtIn && probed ? filesFor(builtIn, probed.version) : {}),
    visible: await visibleFolders(programs, folders, secretFolders(options)),
    label: probed ? `${language} ${probed.version}` : `${language} (${basename(asked ?? run.exe)})`,
  };
}

/** A program and its arguments, the program found. */
async function step(
  language: string,
  [name, ...args]: [string, ...string[]],
  env: Environment,
  options: FindOptions,
): Promise<{ exe: string; args: string[] }> {
  if (name === '{out}') return { exe: name, args };
  const exe = await findExecutable(name, env);
  if (exe === undefined)
    throw new TouchstoneError(
      'run-interpreter-missing',
      l10n.t('The runner for {0}, {1}, is not there.', language, name),
      l10n.t('Correct the setting touchstone.run.runners, or install the program that it names.'),
    );
  if (!(await isShim(exe)) || (await isOfProject(exe, options))) return { exe, args };
  const real = await behindShim(exe, env);
  const isThere = real !== undefined && (await stat(real).catch(() => undefined))?.isFile();
  return { exe: isThere ? real : exe, args };
}
