import { openSync, readdirSync, readFileSync } from 'node:fs';
import { attempt } from '../../platform/errors.ts';

/** O_CLOEXEC in what `/proc` says of a descriptor. */
const closeOnExec = 0o2000000;
let nothing: number | undefined;

/**
 * Descriptors that this process would hand to any child: files and sockets that it got from whoever started it. None of a program's
 * business, so each is covered by /dev/null.
 */
export function inheritedDescriptors(): number[] {
  if (process.platform !== 'linux') return [];
  const names = attempt(() => readdirSync('/proc/self/fd'), []);
  return names.map(Number).filter((fd) => fd > 2 && isInherited(fd));
}

function isInherited(fd: number): boolean {
  const info = attempt(() => readFileSync(`/proc/self/fdinfo/${fd}`, 'latin1'), '');
  const flags = /^flags:\s+([0-7]+)$/m.exec(info)?.[1];
  return flags !== undefined && (Number.parseInt(flags, 8) & closeOnExec) === 0;
}

/** Puts /dev/null, which is open for the life of this process, in the place of a descriptor of a child. */
export function cover(stdio: unknown[], fd: number): void {
  while (stdio.length <= fd) stdio.push('ignore');
  stdio[fd] = nothing ??= openSync('/dev/null', 'r+');
}
