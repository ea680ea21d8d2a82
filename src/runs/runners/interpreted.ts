import type { ProbeSpec, Runner, RunnerCommand } from '../contract/runner.ts';

const windows = process.platform === 'win32';

/** What a Python says about itself. A shim would look for its settings in a home folder that runs do not have. */
const pythonProbe = `
import os, platform, site, sys
print(platform.python_version())
print("exe=" + sys.executable)
for path in [sys.prefix, sys.base_prefix, sys.exec_prefix, *sys.path[1:]]:
    print("see=" + path)
print("env=PYTHONUSERBASE=" + (site.getuserbase() or ""))
`;

function pythonIn(folder: string): RunnerCommand {
  return python(`${folder}/${windows ? 'Scripts/python.exe' : 'bin/python'}`);
}

function python(exe: string): RunnerCommand {
  return { exe, args: ['{file}'], since: '3' };
}

const nodeProbe: ProbeSpec = { args: ['-p', '`${process.versions.node}\\nexe=${process.execPath}`'] };
/** A Node from which the types were left out (some distributions do) does not answer. */
const typesProbe: ProbeSpec = {
  args: [
    '-p',
    'parseInt(process.versions.node) < 23 || process.features.typescript ? `${process.versions.node}\\nexe=${process.execPath}` : ""',
  ],
};
const nodeInstall = {
  linux: 'sudo apt install nodejs',
  darwin: 'brew install node',
  win32: 'winget install OpenJS.NodeJS.LTS',
};
/** The editor's own runtime, which is a Node where there is no other. */
const ownNode = { exe: process.execPath, env: { ELECTRON_RUN_AS_NODE: '1' } };
/** Whether a .js file is a module is seen from its text; Node's remark about that is not the program's output. */
const quiet = '--disable-warning=MODULE_TYPELESS_PACKAGE_JSON';
/** Enums, namespaces and parameter properties need more than stripping types. Node 26 no longer has it. */
const transformTypes = {
  args: [quiet, '--disable-warning=ExperimentalWarning', '--experimental-transform-types', '{file}'],
  since: '22.18',
  before: '26',
};
const stripTypes = { args: [quiet, '--disable-warning=ExperimentalWarning', '{file}'], since: '26' };
const tsx = '{project}/node_modules/tsx/dist/loader.mjs';
const tsNode = '{project}/node_modules/ts-node/dist/bin.js';

export const interpreted: readonly Runner[] = [
  {
    language: 'python',
    title: 'Python',
    fileName: 'main.py',
    extension: '.py',
    command: [
      python('{preferred}'),
      ...['{project}/.venv', '{project}/venv', '{project}/env', '{VIRTUAL_ENV}'].map(pythonIn),
      windows ? python('{CONDA_PREFIX}/python.exe') : pythonIn('{CONDA_PREFIX}'),
      python('python3'),
      python('python'),
      ...(windows ? [{ exe: 'py', launch: ['-3'], args: ['{file}'], since: '3' }] : []),
    ],
    probe: { args: ['-c', pythonProbe], env: { PYTHONPATH: '' } },
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
    probe: nodeProbe,
    packages: 'node_modules',
    install: nodeInstall,
  },
  {
    language: 'typescript',
    title: 'Node.js ≥ 22.18',
    fileName: 'main.ts',
    extension: '.ts',
    command: [
      { exe: 'node', ...transformTypes },
      { exe: 'node', ...stripTypes },
      { ...ownNode, ...transformTypes },
      { ...ownNode, ...stripTypes },
      {
        exe: 'node',
        args: ['--import', '{projectUrl}/node_modules/tsx/dist/loader.mjs', '{file}'],
        needs: tsx,
        since: '20.6',
      },
      {
        exe: 'node',
        args: [tsNode, '--transpile-only', '--compilerOptions', '{"module":"commonjs"}', '{file}'],
        needs: tsNode,
      },
    ],
    probe: typesProbe,
    packages: 'node_modules',
    install: nodeInstall,
  },
  {
    language: 'bash',
    title: 'Bash',
    fileName: 'main.sh',
    extension: '.sh',
    command: [{ exe: 'bash', args: ['{file}'] }],
    probe: { args: ['--version'] },
    install: { linux: 'sudo apt install bash', darwin: 'brew install bash', win32: 'winget install Git.Git' },
  },
];
