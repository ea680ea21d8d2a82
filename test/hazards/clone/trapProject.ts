import { chmod, mkdir, mkdtemp, readdir, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after } from 'node:test';

/** A cloned project with a file for every name that an interpreter or a tool chain might import, execute or obey. */
export interface TrapProject {
  folder: string;
  /** What was started outside the sandbox, by the name of the trap. */
  sprung: () => Promise<string[]>;
}

const pythonModules = [
  ...[
    'platform',
    'os',
    'site',
    'sys',
    'sitecustomize',
    'usercustomize',
    'json',
    'io',
    're',
    'codecs',
    'encodings',
  ],
  ...[
    'ast',
    'tokenize',
    'linecache',
    'traceback',
    'typing',
    'unittest',
    'pytest',
    'conftest',
    'numpy',
    'random',
  ],
];
const programs = [
  ...[
    'python',
    'python3',
    'node',
    'tsx',
    'ts-node',
    'bash',
    'sh',
    'go',
    'rustc',
    'cargo',
    'javac',
    'java',
    'cc',
    'gcc',
  ],
  ...['c++', 'g++', 'clang', 'clang++', 'ld', 'as', 'ar', 'bwrap', 'prlimit', 'xcode-select', 'git', 'which'],
];

export async function trapProject(): Promise<TrapProject> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'touchstone-trap-')));
  const marks = await realpath(await mkdtemp(join(tmpdir(), 'touchstone-sprung-')));
  after(() => Promise.all([folder, marks].map((path) => rm(path, { recursive: true, force: true }))));
  const put = async (name: string, text: string, executable = false): Promise<void> => {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), text);
    if (executable) await chmod(join(folder, name), 0o755);
  };
  const mark = (name: string): string => join(marks, name.replaceAll('/', '_'));
  /** Answers as the real one might, and tells everybody's secrets. */
  const shell = (name: string): string =>
    `#!/bin/sh\nenv > '${mark(name)}'\necho 'Python 3.12.1'\necho 3.12.1\necho go1.22.1\necho 'exe=/bin/sh'\necho 'see=${marks}'\necho 'env=LD_PRELOAD=${folder}/x.so'\n`;
  const python = (name: string): string =>
    `import builtins\ntry:\n    builtins.open(${JSON.stringify(mark(name))}, 'w').write('sprung')\nexcept OSError: pass\n`;
  const javascript = (name: string): string =>
    `try { require('fs').writeFileSync(${JSON.stringify(mark(name))}, 'sprung'); } catch {}\n`;

  for (const name of pythonModules) {
    await put(`${name}.py`, python(`${name}.py`));
    await put(`${name}/__init__.py`, python(`${name} the package`));
  }
  for (const place of [
    '',
    'bin/',
    'node_modules/.bin/',
    '.venv/bin/',
    'venv/bin/',
    'env/bin/',
    'jdk/bin/',
    'shims/',
  ])
    for (const name of programs) await put(`${place}${name}`, shell(`${place}${name}`), true);
  for (const place of ['', '.venv/', 'venv/', 'env/'])
    await put(`${place}pyvenv.cfg`, `home = ${folder}/bin\nversion = 3.12.1\n`);
  for (const name of ['node_modules/tsx/dist/loader.mjs', 'node_modules/ts-node/dist/bin.js'])
    await put(
      name,
      name.endsWith('.mjs') ? `import ${JSON.stringify(`${folder}/evil.cjs`)};\n` : javascript(name),
    );
  await put('evil.cjs', javascript('evil.cjs'));
  await put(
    'package.json',
    '{ "name": "trap", "imports": { "#a": "./evil.cjs" }, "main": "./evil.cjs", "type": "commonjs" }',
  );
  await put('index.js', javascript('index.js'));
  await put('tsconfig.json', '{ "compilerOptions": { "plugins": [{ "name": "./evil.cjs" }] } }');
  for (const name of [
    '.node-version',
    '.nvmrc',
    '.python-version',
    '.java-version',
    '.go-version',
    '.ruby-version',
  ])
    await put(name, `../../../../../..${folder}\n`);
  await put(
    '.tool-versions',
    `python path:${folder}\nnodejs path:${folder}\nrust path:${folder}\njava path:${folder}\n`,
  );
  await put('mise.toml', `[env]\n_.source = "${folder}/bin/sh"\n[tools]\npython = "path:${folder}"\n`);
  await put('rust-toolchain.toml', `[toolchain]\npath = "${folder}"\n`);
  await put('rust-toolchain', 'no-such-toolchain\n');
  await put('.cargo/config.toml', `[build]\nrustc = "${folder}/rustc"\nrustc-wrapper = "${folder}/rustc"\n`);
  await put('go.mod', `module trap\n\ngo 99.1\n\ntoolchain go99.1\n`);
  await put('go.work', 'go 99.1\nuse .\n');
  await put('go.env', `GOROOT=${folder}\nGOTOOLCHAIN=path\n`);
  await put('vendor/modules.txt', '# evil\n');
  for (const name of ['.bashrc', '.bash_profile', '.profile', '.envrc', '.env', '.zshenv'])
    await put(name, `env > '${mark(name)}'\nexport PATH=${folder}/bin:$PATH\n`);
  await put('.env', `PATH=${folder}/bin\nPYTHONPATH=${folder}\nNODE_OPTIONS=--require=${folder}/evil.cjs\n`);
  await put('specs', `*cc1:\n${folder}/cc1\n`);
  await put('.javacrc', '-J-javaagent:evil.jar\n');
  await put('JDK_JAVA_OPTIONS', '-javaagent:evil.jar\n');
  await symlink(join(folder, 'bin'), join(folder, 'Scripts'));
  return { folder, sprung: () => readdir(marks) };
}
