import type { ProbeSpec, Runner, RunnerCommand } from '../contract/runner.ts';

/** "gcc (Debian 12.2.0-14) 12.2.0", "Apple clang version 15.0.0 (clang-1500)". */
const compilerProbe: ProbeSpec = { args: ['--version'], version: /(?:\) |version )(\d+(?:\.\d+)+)/ };

/** Warnings are off: they would be taken for the program's output. */
function native(exe: string, since: string, args: string[]): RunnerCommand {
  return { exe, since, compile: { args, run: '{out}' }, args: [] };
}

const nativeInstall = {
  darwin: 'xcode-select --install',
  win32: 'winget install BrechtSanders.WinLibs.POSIX.UCRT',
};
const cArgs = ['-std=gnu17', '-w', '-pthread', '-o', '{out}', '{file}', '-lm'];
const cppArgs = ['-std=c++20', '-w', '-pthread', '-o', '{out}', '{file}'];

/** The compiler's own virtual machine lives for half a second: the second optimiser and a parallel collector only cost. */
const javacQuick = ['-J-XX:+UseSerialGC', '-J-XX:TieredStopAtLevel=1'];
const javacQuiet = ['-encoding', 'UTF-8', '-proc:none', '-nowarn', '-Xlint:none'];
const utf8 = ['file', 'stdout', 'stderr', 'sun.stdout', 'sun.stderr'].map(
  (name) => `-D${name}.encoding=UTF-8`,
);
/** What counts checks writes to a descriptor that Java has no name for. */
const opened = ['--add-opens=java.base/java.io=ALL-UNNAMED'];
const javac = (exe: string): RunnerCommand => ({
  exe,
  since: '11',
  compile: { args: [...javacQuick, ...javacQuiet, '-d', '{out}', '{file}'], run: '{home}/bin/java' },
  // Few threads: they count as processes of the run.
  args: ['-XX:+UseSerialGC', ...opened, ...utf8, '-cp', '{out}', '{entry}'],
  // Arguments and paths are read in the locale's encoding, numbers written in its manner: the same on every machine.
  ...(process.platform === 'linux' ? { env: { LC_ALL: 'C.UTF-8' } } : {}),
});

export const compiled: readonly Runner[] = [
  {
    language: 'go',
    title: 'Go',
    fileName: 'main.go',
    extension: '.go',
    command: [
      {
        exe: 'go',
        since: '1.18',
        compile: { args: ['build', '-o', '{out}', '{file}'], run: '{out}' },
        args: [],
        // Nothing is fetched, no module or workspace around the run's folder counts, and no other Go is started instead.
        env: {
          GOPROXY: 'off',
          GOTOOLCHAIN: 'local',
          GO111MODULE: 'on',
          GOWORK: 'off',
          GOFLAGS: '-buildvcs=false',
          GOENV: 'off',
        },
      },
    ],
    probe: {
      args: ['env', 'GOVERSION', 'GOROOT'],
      env: { GOTOOLCHAIN: 'local' },
      version: /^go(\d+(?:\.\d+)+)/,
      home: /^(?:\/|[A-Za-z]:\\).*$/m,
      exe: '{home}/bin/go',
    },
    files: { 'go.mod': 'module program\n\ngo {version}\n' },
    // Compiling the parts of the standard library that a program uses takes 10 s and more.
    prepare: { args: ['build', 'std'], variable: 'GOCACHE', folder: 'go' },
    install: {
      linux: 'sudo apt install golang-go',
      darwin: 'brew install go',
      win32: 'winget install GoLang.Go',
    },
  },
  {
    language: 'rust',
    title: 'Rust',
    fileName: 'main.rs',
    extension: '.rs',
    command: [
      {
        exe: 'rustc',
        since: '1.56',
        compile: {
          args: ['--edition', '2021', '-C', 'opt-level=0', '--cap-lints', 'allow', '-o', '{out}', '{file}'],
          run: '{out}',
        },
        args: [],
      },
    ],
    probe: {
      args: ['--version'],
      then: ['--print', 'sysroot'],
      home: /^(?:\/|[A-Za-z]:\\).*$/m,
      exe: '{home}/bin/rustc',
    },
    install: {
      linux: 'sudo apt install rustc',
      darwin: 'brew install rust',
      win32: 'winget install Rustlang.Rustup',
    },
  },
  {
    language: 'java',
    title: 'Java Development Kit',
    fileName: 'Main.java',
    extension: '.java',
    naming: 'public-class',
    command: [javac('javac'), javac('{JAVA_HOME}/bin/javac')],
    probe: {
      args: ['-J-XshowSettings:properties', '-version'],
      version: /\bjava\.version = (\d+(?:\.\d+)*)/,
      home: /\bjava\.home = (.*\S)/,
      exe: '{home}/bin/javac',
      links: true,
    },
    install: {
      linux: 'sudo apt install default-jdk',
      darwin: 'brew install openjdk',
      win32: 'winget install EclipseAdoptium.Temurin.21.JDK',
    },
  },
  {
    language: 'c',
    title: 'A C compiler',
    fileName: 'main.c',
    extension: '.c',
    command: [native('cc', '7', cArgs), native('gcc', '8', cArgs), native('clang', '7', cArgs)],
    probe: compilerProbe,
    install: { linux: 'sudo apt install gcc', ...nativeInstall },
  },
  {
    language: 'cpp',
    title: 'A C++ compiler',
    fileName: 'main.cpp',
    extension: '.cpp',
    command: [native('c++', '10', cppArgs), native('g++', '10', cppArgs), native('clang++', '10', cppArgs)],
    probe: compilerProbe,
    install: { linux: 'sudo apt install g++', ...nativeInstall },
  },
];
