import { dirname } from 'node:path';
import * as l10n from '@vscode/l10n';
import { distributions, headers, pythonStandard } from './packageNames.ts';
import type { RunOutcome } from './contract/runRequest.ts';
import type { FoundRunner } from './contract/runner.ts';

/** A package that a program wanted and that is not there. Names come from the program's output: only such as a package can have count. */
export interface MissingPackage {
  /** As it is called where it is installed, such as `opencv-python`. */
  name: string;
  /** What would install it, for a person to run: quoted for a shell. Absent where runs could not use it. */
  command?: string;
  /** One sentence for people. */
  sentence: string;
}

export interface MissingContext {
  /** The whole response: a module of which it shows the file is its own. */
  text?: string;
  /** Where packages for Node would be installed. */
  projectFolder?: string;
}

type Outcome = Pick<RunOutcome, 'stderr' | 'exitCode'>;

/** What a failed run says that it lacks, or undefined where that is no package that could be installed. */
export function missingPackage(
  outcome: Outcome,
  runner: FoundRunner,
  context: MissingContext = {},
): MissingPackage | undefined {
  if (outcome.exitCode === 0) return undefined;
  const find = finders[runner.language];
  return find?.(outcome.stderr, runner, context);
}

type Finder = (stderr: string, runner: FoundRunner, context: MissingContext) => MissingPackage | undefined;

const finders: Record<string, Finder | undefined> = {
  python,
  javascript: node,
  typescript: node,
  go: (stderr) =>
    withoutPackages('Go', stderr, [
      /: no required module provides package ([\w.~/-]{1,200});/,
      /: cannot find module providing package ([\w.~/-]{1,200})/,
    ]),
  rust: (stderr) =>
    linker(stderr) ??
    withoutPackages('Rust', stderr, [
      /can't find crate for `(\w{1,100})`/,
      /use of (?:unresolved module or unlinked crate|undeclared crate or module) `(\w{1,100})`/,
      /maybe a missing crate `(\w{1,100})`/,
    ]),
  java: (stderr) => withoutPackages('Java', stderr, [/error: package ([\w.]{1,200}) does not exist/]),
  c: header,
  cpp: header,
};

/** Names that examples use for the file that the reader is to write: there are packages of such names, but nobody means them. */
const ownNames =
  /^(?:your|my)_?\w*$|^(?:solution|main|utils?|helpers?|module(?:_name)?|app|config|models?|script|code|program)$/i;

function python(
  stderr: string,
  runner: FoundRunner,
  { text = '' }: MissingContext,
): MissingPackage | undefined {
  const match = lastMatch(
    stderr,
    /^ModuleNotFoundError: No module named '([^'\n]{1,200})'(; '[^'\n]*' is not a package)?/gm,
  );
  const wanted = match?.[1] ?? '';
  if (!/^[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*$/.test(wanted) || match?.[2] !== undefined) return undefined;
  const parts = wanted.split('.');
  const top = parts[0] ?? '';
  if (pythonStandard.has(top) || top.startsWith('_') || ownNames.test(top)) return undefined;
  if (new RegExp(`\\b${top}(?:\\.py\\b|/[\\w/]*\\.py\\b)`).test(text)) return undefined;
  let name = top;
  for (let n = parts.length; n > 0; n--) {
    const known = distributions.get(parts.slice(0, n).join('.'));
    if (known === undefined) continue;
    name = known;
    break;
  }
  const called = name === top ? name : l10n.t('{0} (imported as {1})', name, top);
  return {
    name,
    command: `${quoted(runner.exe)} -m pip install ${name}`,
    sentence: l10n.t('The package {0} is not installed for {1}.', called, runner.label),
  };
}

function node(stderr: string, runner: FoundRunner, context: MissingContext): MissingPackage | undefined {
  const match = lastMatch(
    stderr,
    /^(?:\w*Error(?: \[\w+\])?: )?Cannot find (?:module|package) '([^'\n]{1,300})'/gm,
  );
  const wanted = match?.[1] ?? '';
  const name = /^(?:@[a-z0-9~][\w.~-]*\/)?[a-z0-9~][\w.~-]*(?=\/|$)/i.exec(wanted)?.[0];
  // A path, or one of Node's own that this Node does not have.
  if (name === undefined || /^[A-Za-z]:/.test(wanted) || wanted.startsWith('node:')) return undefined;
  const linked = runner.links?.['node_modules'];
  const folder = context.projectFolder ?? (linked === undefined ? undefined : dirname(linked));
  const where = folder === undefined ? '' : ` --prefix ${quoted(folder)}`;
  return {
    name,
    command: `npm install${where} ${name}`,
    sentence: l10n.t("The package {0} is not installed in the project's node_modules.", name),
  };
}

/** Languages whose runs have the standard library alone: there is nothing to install. */
function withoutPackages(
  title: string,
  stderr: string,
  patterns: readonly RegExp[],
): MissingPackage | undefined {
  const name = patterns.map((pattern) => pattern.exec(stderr)?.[1]).find((found) => found !== undefined);
  if (name === undefined || /^(?:crate|self|super|std|core)$/.test(name)) return undefined;
  return {
    name,
    sentence: l10n.t(
      'The program needs the package {0}; programs in {1} run with the standard library alone.',
      name,
      title,
    ),
  };
}

function linker(stderr: string): MissingPackage | undefined {
  if (!/^error: linker `cc` not found/m.test(stderr)) return undefined;
  const command = byPlatform({ linux: 'sudo apt install gcc', darwin: 'xcode-select --install' });
  return { name: 'cc', ...command, sentence: l10n.t('The linker cc, which Rust needs, is not installed.') };
}

function header(stderr: string): MissingPackage | undefined {
  const match =
    /fatal error: (?:'([\w./+-]{1,200})' file not found|([\w./+-]{1,200}): No such file or directory)([^\n]*\n[^\n]*)?/.exec(
      stderr,
    );
  const name = match?.[1] ?? match?.[2];
  if (name === undefined) return undefined;
  const known = headers.find(({ pattern }) => pattern.test(name));
  // In quotes: a file of the program's own.
  if (!known && /#\s*include\s*"/.test(match?.[3] ?? '')) return undefined;
  const sentence = l10n.t('The header {0} is not installed.', name);
  if (!known) return { name, sentence };
  const command = byPlatform({
    linux: `sudo apt install ${known.apt}`,
    ...(known.brew ? { darwin: `brew install ${known.brew}` } : {}),
  });
  return { name, ...command, sentence };
}

function byPlatform(commands: Partial<Record<NodeJS.Platform, string>>): { command?: string } {
  const command = commands[process.platform];
  return command === undefined ? {} : { command };
}

function lastMatch(text: string, pattern: RegExp): RegExpExecArray | undefined {
  return [...text.matchAll(pattern)].at(-1);
}

/** One argument as a person would have to write it in a shell. */
function quoted(text: string): string {
  if (/^[\w@%+=:,./-]+$/.test(text)) return text;
  if (process.platform === 'win32') return /^[\w@%+=:,./\\-]+$/.test(text) ? text : `"${text}"`;
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
