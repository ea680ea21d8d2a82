import * as l10n from '@vscode/l10n';
import type { SeatbeltSpec, Command, Sandbox, Surroundings, Wrapped } from '../contract/sandbox.ts';

/** What any program needs to start: the system's libraries and frameworks, a few devices. */
const readable = [
  ...['/usr/lib', '/usr/bin', '/bin', '/usr/share', '/System', '/Library/Apple', '/Library/Developer'],
  ...['/private/etc/ssl', '/private/var/db/timezone', '/private/var/db/dyld', '/opt/homebrew', '/usr/local'],
];
const devices = ['/dev/null', '/dev/zero', '/dev/random', '/dev/urandom', '/dev/dtracehelper'];

/** The sandbox of macOS. Processes see each other there, and only their owner's limits bound them. */
export function seatbelt(spec: SeatbeltSpec): Sandbox {
  return {
    spec,
    name: 'sandbox-exec + watchdog',
    isolated: true,
    describe: () =>
      l10n.t(
        'Runs in a sandbox (sandbox-exec): no network, no files of yours, no signals to other processes. Time and disk are bounded by a watchdog.',
      ),
    paths: (folder) => folder,
    wrap: (command, surroundings) => wrap(spec, command, surroundings),
    controlGroup: () => undefined,
  };
}

function wrap(spec: SeatbeltSpec, command: Command, surroundings: Surroundings): Wrapped {
  return {
    exe: spec.exe,
    args: ['-p', seatbeltProfile(surroundings), command.exe, ...command.args],
    cwd: command.cwd,
    env: command.env,
    inputs: [],
  };
}

/** The profile: all is denied but what the run needs. */
export function seatbeltProfile({ folder, visible, compiling }: Surroundings): string {
  const writable = [folder.work, folder.home, folder.temp, ...(compiling ? [folder.program] : [])];
  const subpaths = (paths: readonly string[]): string =>
    paths.map((path) => `(subpath ${quote(path)})`).join(' ');
  return [
    '(version 1)',
    '(deny default)',
    '(allow process-fork)',
    '(allow process-exec)',
    '(allow signal (target same-sandbox))',
    '(allow sysctl-read)',
    '(allow file-read-metadata)',
    `(allow file-read* ${subpaths([...readable, ...visible, folder.program])})`,
    `(allow file-read* file-write* ${subpaths(writable)})`,
    `(allow file-read* file-write-data ${devices.map((path) => `(literal ${quote(path)})`).join(' ')})`,
    '(allow file-ioctl (literal "/dev/dtracehelper"))',
    '(deny network*)',
  ].join('\n');
}

/** A string of the profile's language. */
function quote(path: string): string {
  return `"${path.replace(/[\\"]/g, '\\$&')}"`;
}
