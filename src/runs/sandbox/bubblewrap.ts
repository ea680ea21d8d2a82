import { dirname } from 'node:path';
import * as l10n from '@vscode/l10n';
import { TouchstoneError } from '../../platform/errors.ts';
import { isInside } from '../runners/visibleFolders.ts';
import { makeControlGroup } from './cgroups.ts';
import { pythonZygote } from './pythonZygote.ts';
import { seccompFilter } from './seccomp.ts';
import type {
  BubblewrapSpec,
  Command,
  Sandbox,
  Surroundings,
  Wrapped,
  WrappedZygote,
  ZygoteSurroundings,
} from '../contract/sandbox.ts';

/** One file system of bounded size holds all that the program writes. Names are the same everywhere and tell nothing. */
const box = '/box';
const inside = { program: '/program', work: `${box}/work`, home: `${box}/home`, temp: `${box}/tmp` };
const uid = '1000';
/** Where a zygote's own module lies inside: each run's program folder covers it. */
const zygoteFolder = inside.program;

/** Folders inside that hold what the program writes, each a file system of its own. */
const disks = [box, '/dev/shm'];

/** Small files that C libraries look for, with nothing of this machine in them. */
const synthetic: Record<string, string> = {
  '/etc/passwd': `user:x:${uid}:${uid}::${inside.home}:/bin/sh\nnobody:x:65534:65534::/:/bin/false\n`,
  '/etc/group': `user:x:${uid}:\nnogroup:x:65534:\n`,
  '/etc/nsswitch.conf': 'passwd: files\ngroup: files\nhosts: files\n',
  '/etc/hosts': '127.0.0.1 localhost\n::1 localhost\n',
};

/** The sandbox of Linux: namespaces by bubblewrap, bounded by control groups or by the watchdog alone. */
export function bubblewrap(spec: BubblewrapSpec): Sandbox {
  const { cgroups } = spec;
  return {
    spec,
    name: `bubblewrap ${spec.version} + ${cgroups ? 'cgroups' : 'watchdog'}`,
    isolated: true,
    describe: () =>
      l10n.t(
        'Runs in a sandbox (bubblewrap {0}): no network, no files of yours, no other processes; only the interpreter can be read.',
        spec.version,
      ) +
      ' ' +
      (cgroups
        ? l10n.t('Time, memory, processes and disk are bounded by the kernel.')
        : l10n.t('Time, memory, processes and disk are bounded by a watchdog.')),
    paths: () => inside,
    wrap: (command, surroundings) => wrap(spec, command, surroundings),
    controlGroup: (limits) => (cgroups ? makeControlGroup(cgroups, limits) : undefined),
    // Where the kernel holds the limits: it counts each run by itself, whatever process it was forked from.
    ...(cgroups
      ? {
          wrapZygote: (command: Command, surroundings: ZygoteSurroundings) =>
            wrapZygote(spec, command, surroundings),
        }
      : {}),
  };
}

function wrap(spec: BubblewrapSpec, command: Command, surroundings: Surroundings): Wrapped {
  const { inputs, descriptor, filter } = inputsFor(spec);
  inputs[0] = listOf([
    ...namespaces,
    ...['--uid', uid, '--gid', uid],
    ...(spec.disablesUserns ? ['--disable-userns'] : []),
    ...['--cap-drop', 'ALL'],
    ...filter,
    ...inner(spec, command, surroundings, descriptor),
    // The settings of the kernel are in it, which root's programs may write whatever rights they gave up.
    ...['--remount-ro', '/proc'],
  ]);
  const statusFd = 4 + inputs.length;
  const blockFd = statusFd + 1;
  return {
    exe: spec.exe,
    // Options come by a descriptor: the first process inside shows its command line to the program.
    args: [
      ...['--args', '4', '--json-status-fd', String(statusFd), '--block-fd', String(blockFd), '--'],
      ...bounded(spec, surroundings),
      ...[command.exe, ...command.args],
    ],
    cwd: '/',
    env: {},
    inputs,
    supervisor: { statusFd, blockFd, disks },
  };
}

/**
 * The same surroundings, in which the first process keeps the rights to make spaces within: each run gets its own there and gives up
 * every right before it starts (see `pythonZygote.ts`).
 */
function wrapZygote(
  spec: BubblewrapSpec,
  command: Command,
  { runs, pythonPath, ...surroundings }: ZygoteSurroundings,
): WrappedZygote {
  const { inputs, descriptor, filter } = inputsFor(spec);
  const script = Number(descriptor(new Uint8Array()));
  const env = { ...command.env, PYTHONPATH: [zygoteFolder, pythonPath].filter(Boolean).join(':') };
  inputs[0] = listOf([
    ...namespaces,
    ...['--uid', '0', '--gid', '0', '--cap-add', 'ALL'],
    ...filter,
    ...['--file', String(script), `${zygoteFolder}/sitecustomize.py`],
    ...inner(spec, { ...command, env }, surroundings, descriptor),
  ]);
  const statusFd = 4 + inputs.length;
  const { diskBytes } = surroundings.limits;
  const numbers = { control: statusFd + 1, first: statusFd + 2, runs, diskBytes };
  const { program, work, home, temp } = inside;
  const paths = { program, box, folders: [work, home, temp], work, uid };
  inputs[script - 4] = Buffer.from(pythonZygote(numbers, zygoteFolder, pythonPath, paths));
  return {
    exe: spec.exe,
    args: [
      ...['--args', '4', '--json-status-fd', String(statusFd), '--'],
      ...bounded(spec, { ...surroundings, compiling: false }),
      ...[command.exe, ...command.args],
    ],
    cwd: '/',
    env: {},
    inputs,
    statusFd,
    ...numbers,
    disks,
  };
}

/** What bubblewrap reads from descriptors: the list of its options first, the filter of system calls next. */
function inputsFor(spec: BubblewrapSpec) {
  const inputs: Uint8Array[] = [new Uint8Array()];
  const descriptor = (content: Uint8Array): string => String(3 + inputs.push(content));
  const memory = spec.cgroups !== undefined;
  const filter = seccompFilter(spec.arch, { memory, processes: memory || bounds(spec) });
  return { inputs, descriptor, filter: filter ? ['--seccomp', descriptor(filter)] : [] };
}

function listOf(args: readonly string[]): Uint8Array {
  return Buffer.from(args.map((arg) => `${arg}\0`).join(''));
}

/** What is seen inside, and the environment. Without a run's folder the program's is empty. */
function inner(
  spec: BubblewrapSpec,
  command: Command,
  surroundings: Omit<Surroundings, 'folder' | 'compiling'> & Partial<Surroundings>,
  descriptor: (content: Uint8Array) => string,
): string[] {
  return [
    ...system(spec),
    ...Object.entries(synthetic).flatMap(([path, text]) => ['--file', descriptor(Buffer.from(text)), path]),
    ...folders(spec, surroundings),
    // After the folders: what is shown may lie below /tmp.
    ...shown(spec, surroundings).flatMap((folder) => ['--ro-bind', folder, folder]),
    // What is left of the root and of /dev is memory without a bound, so it cannot be written.
    ...['--remount-ro', '/dev', '--remount-ro', '/'],
    ...environment(command),
    ...['--chdir', command.cwd],
  ];
}

const namespaces = [
  // Users, processes, network, IPC, host name, mounts, control groups.
  ...['--unshare-all', '--unshare-user', '--hostname', 'sandbox'],
  ...['--die-with-parent', '--new-session', '--clearenv'],
];

function system(spec: BubblewrapSpec): string[] {
  const { folders: shownFolders, links, files } = spec.system;
  return [
    ...shownFolders.flatMap((path) => ['--ro-bind', path, path]),
    ...links.flatMap(({ path, target }) => ['--symlink', target, path]),
    ...files.flatMap((path) => ['--ro-bind-try', path, path]),
    ...['--proc', '/proc', '--dev', '/dev'],
  ];
}

function folders(
  spec: BubblewrapSpec,
  { folder, compiling, limits }: Pick<Surroundings, 'limits'> & Partial<Surroundings>,
): string[] {
  const tmpfs = (path: string): string[] => [
    ...(spec.boundsTmpfs ? ['--size', String(limits.diskBytes)] : []),
    ...['--tmpfs', path],
  ];
  return [
    ...(folder
      ? [compiling ? '--bind' : '--ro-bind', folder.program, inside.program]
      : ['--dir', inside.program]),
    ...[...tmpfs('/dev/shm'), ...tmpfs(box)],
    ...['--dir', inside.work, '--dir', inside.home, '--dir', inside.temp],
    // Relative: bubblewrap follows it while the new root is not yet the root.
    ...['--symlink', inside.temp.slice(1), '/tmp'],
  ];
}

/** Environment: the named variables, with a PATH that names what is there and nothing of the user's. */
function environment(command: Command): string[] {
  const path = [dirname(command.exe), '/usr/local/bin', '/usr/bin', '/bin'];
  const env = { ...command.env, PATH: [...new Set(path)].join(':') };
  return Object.entries(env).flatMap(([name, value]) => ['--setenv', name, value]);
}

/** Whether `prlimit` bounds the number of processes. */
function bounds(spec: BubblewrapSpec): boolean {
  return spec.prlimit !== undefined && spec.boundsProcesses;
}

/** `prlimit` sets what namespaces do not bound and becomes the program. */
function bounded(
  spec: BubblewrapSpec,
  { compiling, limits }: Pick<Surroundings, 'compiling' | 'limits'>,
): string[] {
  if (spec.prlimit === undefined) return [];
  // The watchdog tells who goes beyond the limit; this is where the kernel stops a bomb until it does.
  const processes = limits.processes * 2;
  return [
    spec.prlimit,
    // One byte: no core file, and none for a collector of cores either, which 0 would not keep away.
    '--core=1:1',
    ...(compiling ? [`--fsize=${limits.diskBytes}:${limits.diskBytes}`] : []),
    ...(bounds(spec) ? [`--nproc=${processes}:${processes}`] : []),
    '--',
  ];
}

/**
 * The interpreter's folders, outer ones first. Errors: `run-interpreter-missing` for one that holds the user's home or the run's own
 * folder, and with it the project's: it would show what the sandbox is there to hide.
 */
function shown(
  spec: BubblewrapSpec,
  { visible, folder }: Pick<Surroundings, 'visible'> & Partial<Surroundings>,
): string[] {
  const wanted = [...new Set(visible.map((path) => path.replace(/(.)\/+$/, '$1')))].sort();
  for (const path of wanted)
    if (isInside(spec.homeFolder, path) || (folder && isInside(folder.root, path)))
      throw new TouchstoneError(
        'run-interpreter-missing',
        l10n.t(
          'The interpreter is in {0}. The sandbox hides that folder because it contains your files.',
          path,
        ),
        l10n.t('Install it in a folder of its own, or name another in the setting touchstone.run.runners.'),
      );
  return wanted.filter((path) => !spec.system.folders.some((known) => isInside(path, known)));
}
