import { lstatSync, readdirSync, readlinkSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { homedir, release, tmpdir } from 'node:os';
import { join } from 'node:path';
import * as l10n from '@vscode/l10n';
import { findExecutable, outputOf } from '../process/executablePath.ts';
import type { Environment } from '../contract/runRequest.ts';
import { isAtLeast } from '../runners/probeTool.ts';
import { memoizeAsync } from '../../platform/memoize.ts';
import { bubblewrap } from './bubblewrap.ts';
import { findCgroups, sweepControlGroups } from './cgroups.ts';
import { seatbelt } from './seatbelt.ts';
import type { Sandbox, BubblewrapSpec, CgroupSpec } from '../contract/sandbox.ts';
import { asTouchstoneError, attempt } from '../../platform/errors.ts';
import { execute } from '../process/execution.ts';
import { makeRunFolder, removeRunFolder } from '../process/runFolder.ts';

export interface FindOptions {
  /** What bounds memory and processes: control groups where they can be made (`auto`), or the watchdog alone. */
  bounds?: 'auto' | 'watchdog';
  env?: Environment;
  platform?: NodeJS.Platform;
  homeFolder?: string;
}

/** A sandbox that was really started once, or why there is none. */
export type Probe = { sandbox: Sandbox } | { sandbox?: undefined; reason: string };

const found = new Map<string, Promise<Probe>>();

/**
 * Looks for a sandbox and starts it once. What was found is remembered for the search path it was found by; a failure is not, as it may
 * be mended at any time.
 */
export async function probeSandbox(options: FindOptions = {}): Promise<Probe> {
  const { bounds, platform, homeFolder, env = process.env } = options;
  const key = JSON.stringify([bounds, platform, homeFolder, env['PATH']]);
  const result = await memoizeAsync(found, key, () => look(options));
  if (!result.sandbox) found.delete(key);
  return result;
}

/** This machine's sandbox; undefined where none works (`probeSandbox` tells why). */
export async function findSandbox(options: FindOptions = {}): Promise<Sandbox | undefined> {
  return (await probeSandbox(options)).sandbox;
}

async function look(options: FindOptions): Promise<Probe> {
  const { platform = process.platform, env = process.env } = options;
  if (platform === 'linux') return lookForBubblewrap(options, env);
  if (platform === 'darwin') {
    const sandbox = seatbelt({ kind: 'seatbelt', exe: '/usr/bin/sandbox-exec' });
    const failure = await tryOut(sandbox);
    return failure === undefined
      ? { sandbox }
      : { reason: l10n.t('sandbox-exec does not work: {0}', failure) };
  }
  return { reason: l10n.t('There is no sandbox for this system.') };
}

async function lookForBubblewrap(options: FindOptions, env: Environment): Promise<Probe> {
  const exe = await findExecutable('bwrap', env);
  if (exe === undefined) return { reason: l10n.t('bubblewrap is not installed.') };
  const version = await bubblewrapVersion(exe);
  if (version === undefined) return { reason: l10n.t('{0} does not tell its version.', exe) };
  if (!isAtLeast(version, '0.5'))
    return { reason: l10n.t('bubblewrap {0} is too old: 0.5 is needed.', version) };
  const cgroups = options.bounds === 'watchdog' ? undefined : findCgroups();
  if (cgroups) sweepControlGroups(cgroups);
  const spec = describeSystem(exe, version, options.homeFolder ?? homedir(), cgroups);
  let sandbox = bubblewrap(spec);
  let failure = await tryOut(sandbox);
  if (failure !== undefined && cgroups) {
    // Groups could be made but not joined: the watchdog does without.
    sandbox = bubblewrap({ ...spec, cgroups: undefined });
    failure = await tryOut(sandbox);
  }
  return failure === undefined ? { sandbox } : { reason: explain(failure) };
}

/** Of the program that tries a sandbox out. */
const memoryBytes = 2 ** 28;
const limits = { timeoutMs: 10_000, memoryBytes, processes: 64, diskBytes: 2 ** 20, outputBytes: 10_000 };
/** An exit code that nothing but the program gives. */
const agreed = 42;

/** Runs a small program in the sandbox. Resolves to what went wrong, in the system's words; undefined if it works. */
async function tryOut(sandbox: Sandbox): Promise<string | undefined> {
  const root = await mkdtemp(join(tmpdir(), 'touchstone-probe-'));
  try {
    const folder = await makeRunFolder(root, 'probe', '');
    const paths = sandbox.paths(folder);
    const command = { exe: '/bin/sh', args: ['-c', `exit ${agreed}`], cwd: paths.work, env: {} };
    const step = { sandbox, folder, compiling: false, limits, exe: command.exe, mark: '', reports: false };
    const wrapped = sandbox.wrap(command, { ...step, visible: [] });
    const control = { stopped: false, ended: false, pending: [] };
    const end = await execute({ ...step, command: wrapped, stdin: '' }, control);
    if (end.exitCode === agreed) return undefined;
    return end.stderr.trim() || l10n.t('it ended with {0}', end.exitCode ?? end.signal ?? '');
  } catch (error) {
    const { message, detail } = asTouchstoneError(error);
    return detail?.split('\n')[0] ?? message;
  } finally {
    await removeRunFolder(root);
  }
}

/** What bubblewrap says where the system forbids namespaces, with what that means. */
export function explain(failure: string): string {
  const forbidden =
    /user namespace|namespace failed|uid map|RTM_NEWADDR|Operation not permitted|Permission denied/i;
  return forbidden.test(failure)
    ? l10n.t(
        'bubblewrap is installed, but this system does not let it make a sandbox ({0}). Ubuntu 24.04 and later forbid user namespaces to programs without an AppArmor profile; containers often forbid them altogether.',
        failure,
      )
    : l10n.t('bubblewrap is installed, but does not work: {0}', failure);
}

async function bubblewrapVersion(exe: string): Promise<string | undefined> {
  const said = await outputOf(exe, ['--version'], { timeout: 10_000, env: {} });
  return /\d+(?:\.\d+)+/.exec(said?.stdout ?? '')?.[0];
}

function describeSystem(
  exe: string,
  version: string,
  homeFolder: string,
  cgroups: CgroupSpec | undefined,
): BubblewrapSpec {
  const folders = ['/usr', '/nix/store', '/gnu/store'].filter((path) => kind(path) === 'folder');
  const links: { path: string; target: string }[] = [];
  for (const path of ['/bin', '/sbin', '/lib', '/lib32', '/lib64', '/libx32']) {
    if (kind(path) === 'folder') folders.push(path);
    if (kind(path) === 'link') links.push({ path, target: readlinkSync(path) });
  }
  return {
    kind: 'bubblewrap',
    exe,
    version,
    disablesUserns: isAtLeast(version, '0.8'),
    boundsTmpfs: isAtLeast(version, '0.7'),
    system: { folders, links, files: systemFiles() },
    prlimit: ['/usr/bin/prlimit', '/bin/prlimit'].find((path) => kind(path) === 'file'),
    boundsProcesses: process.getuid?.() !== 0 && isAtLeast(release(), '5.14'),
    cgroups,
    arch: process.arch,
    homeFolder,
  };
}

/** Of /etc: what the loader, certificates, time zones and Java need; nothing that tells of users, hosts or services. */
function systemFiles(): string[] {
  const names = [
    ...['ld.so.cache', 'ld.so.conf', 'ld.so.conf.d', 'alternatives', 'localtime', 'timezone', 'mime.types'],
    ...['ssl/certs', 'ssl/openssl.cnf', 'pki/tls/certs', 'pki/ca-trust/extracted', 'ca-certificates'],
  ];
  const java = attempt(() => readdirSync('/etc'), []).filter((name) => /^(java|jvm)-?[\w.-]*$/.test(name));
  return [...names, ...java].map((name) => join('/etc', name)).filter((path) => kind(path) !== undefined);
}

function kind(path: string): 'folder' | 'link' | 'file' | undefined {
  const info = attempt(() => lstatSync(path));
  return info && (info.isSymbolicLink() ? 'link' : info.isDirectory() ? 'folder' : 'file');
}
