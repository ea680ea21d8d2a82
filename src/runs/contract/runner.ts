/**
 * One way to run a language. Names in braces are filled in when it is looked for: `{project}` (the project's folder),
 * `{projectUrl}` (the same as a URL), `{preferred}` (what the user chose elsewhere, such as in the Python extension),
 * `{home}` (the folder that the interpreter says it lives in), and environment variables in capitals, as `{JAVA_HOME}`.
 * A command that names something which is not there is passed over.
 */
export interface RunnerCommand {
  /** A name (looked up in PATH) or a path. It is asked for its version; it compiles, or runs, the program. */
  exe: string;
  /** Arguments that always come first, such as `-3` of the Windows launcher; left out once the real interpreter is known. */
  launch?: string[];
  /** `{file}`, `{entry}` and `{out}` are filled in for each run; the run's own arguments follow. */
  args: string[];
  /** Present: `exe` compiles with these arguments, and `run` is started afterwards. */
  compile?: { args: string[]; run: string };
  /** Further environment variables, for the compiler as for the program. */
  env?: Record<string, string>;
  /** Least version, as `22.18`; an older one is passed over. */
  since?: string;
  /** First version that cannot be used any more. */
  before?: string;
  /** A file that must be there. */
  needs?: string;
}

/**
 * How an interpreter is asked about itself. Lines that it prints as `exe=`, `see=` and `env=NAME=value` tell its real path,
 * folders that it reads from, and variables that runs need; the patterns do the same for those that print in their own way.
 */
export interface ProbeSpec {
  args: string[];
  /** Asked too, for those that do not say everything at once. */
  then?: string[];
  env?: Record<string, string>;
  /** Its first group is the version; the first number with a point unless told. */
  version?: RegExp;
  /** Its first group is the folder where the whole tool chain lives. */
  home?: RegExp;
  /** The real executable, as `{home}/bin/go`. */
  exe?: string;
  /** Files of `home` may be links into other folders (Debian's JDK has its settings in /etc). */
  links?: boolean;
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
  /** The compiler wants the file to be called after the public class in it. */
  naming?: 'public-class';
  /** Tried in order. */
  command: RunnerCommand[];
  probe: ProbeSpec;
  /** Files that lie beside the program, by name. `{version}` is the tool's version, two numbers of it. */
  files?: Record<string, string>;
  /** Packages of the project that programs can use: `node_modules` of its folder and of those above. */
  packages?: 'node_modules';
  /** What the tool compiles once (its standard library), and the variable that names the folder it keeps that in. */
  prepare?: { args: string[]; variable: string; folder: string };
  /** Command that installs it, by platform. */
  install: { linux: string; darwin: string; win32: string };
}

/** An interpreter or a compiler that is there. It is plain data: it can be passed to a worker. */
export interface FoundRunner {
  language: string;
  /** The program's file, unless its code decides (see `programFileName`). */
  fileName: string;
  /** The file is called after the program's public class. */
  naming?: 'public-class';
  /** Absolute path, or `{out}`: what was compiled. */
  exe: string;
  /** May hold `{file}`, `{entry}` and `{out}`. */
  args: string[];
  env: Record<string, string>;
  /** Started first; its arguments hold `{file}` and `{out}`. */
  compile?: { exe: string; args: string[]; env: Record<string, string> };
  /** Files to write beside the program: content by name. */
  files?: Record<string, string>;
  /** Links to make beside the program: absolute target by name. */
  links?: Record<string, string>;
  /**
   * Absolute paths of folders (seldom single files) that it must be able to read: its prefix, virtual environment, tool chain,
   * packages. None of them holds the user's home or the project's folder.
   */
  visible: string[];
  /** Name and version for the evidence, as `python 3.11.7`. */
  label: string;
}

/**
 * Starts a tool that lies in the project, as any program of it is run: in the sandbox, where there is one. Resolves to what it prints on
 * either stream; `undefined` where it ends with an error.
 */
export type ProjectProbe = (
  tool: Pick<FoundRunner, 'exe' | 'args' | 'env' | 'visible'>,
) => Promise<string | undefined>;

/** What decides, beside the settings, which interpreter is taken. */
export interface FindOptions {
  /** Its virtual environment and its packages are used. */
  projectFolder?: string;
  /** Folders that came from elsewhere beside the project's: what lies in them is asked by `probeInProject` alone. */
  foreignFolders?: readonly string[];
  /** Without it no tool of the project is used. */
  probeInProject?: ProjectProbe;
  /** Interpreters that the user chose elsewhere (in the Python extension), by language. */
  preferred?: Readonly<Record<string, string | undefined>>;
  /** Where standard libraries are kept that were compiled once; the user's cache folder unless told. */
  cacheFolder?: string;
  /** Told before something takes long: one sentence. */
  onPrepare?: (sentence: string) => void;
}
