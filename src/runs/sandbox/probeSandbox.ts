import { execFile } from 'node:child_process';
import { lstatSync, readdirSync, readlinkSync } from 'node:fs';
import { homedir, release } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import * as l10n from '@vscode/l10n';
import { findExecutable, type Environment } from '../process/executablePath.ts';
import { bubblewrap, type BubblewrapSpec } from './bubblewrap.ts';
import { findCgroups, sweepControlGroups, type CgroupSpec } from './cgroups.ts';
import { seatbelt } from './seatbelt.ts';
import { tryOut } from './tryOut.ts';
import type { Sandbox } from '../contract/sandbox.ts';

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

/** Looks for a sandbox and starts it once. What was found is remembered; a failure is not, as it may be mended at any time. */
export async function probeSandbox(options: FindOptions = {}): Promise<Probe> {
  const key = JSON.stringify([options.bounds, options.platform, options.homeFolder, options.env?.['PATH']]);
  let probe = found.get(key);
  if (!probe) {
    probe = look(options);
    found.set(key, probe);
  }
  const result = await probe;
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
  if (!isAtLeast(version, [0, 5]))
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
  try {
    const { stdout } = await promisify(execFile)(exe, ['--version'], { timeout: 10_000, env: {} });
    return /\d+(?:\.\d+)+/.exec(stdout)?.[0];
  } catch {
    return undefined;
  }
}

function isAtLeast(version: string, [major, minor]: [number, number]): boolean {
  const [a = 0, b = 0] = version.split('.').map(Number);
  return a > major || (a === major && b >= minor);
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
    disablesUserns: isAtLeast(version, [0, 8]),
    boundsTmpfs: isAtLeast(version, [0, 7]),
    system: { folders, links, files: systemFiles() },
    prlimit: ['/usr/bin/prlimit', '/bin/prlimit'].find((path) => kind(path) === 'file'),
    boundsProcesses: process.getuid?.() !== 0 && isAtLeast(release(), [5, 14]),
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
  const java = list('/etc').filter((name) => /^(java|jvm)-?[\w.-]*$/.test(name));
  return [...names, ...java].map((name) => join('/etc', name)).filter((path) => kind(path) !== undefined);
}

function list(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function kind(path: string): 'folder' | 'link' | 'file' | undefined {
  try {
    const info = lstatSync(path);
    return info.isSymbolicLink() ? 'link' : info.isDirectory() ? 'folder' : 'file';
  } catch {
    return undefined;
  }
}
