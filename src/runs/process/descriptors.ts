import { openSync, readdirSync, readFileSync } from 'node:fs';

/** O_CLOEXEC in what `/proc` says of a descriptor. */
const closeOnExec = 0o2000000;
let nothing: number | undefined;

/**
 * Descriptors that this process would hand to any child: files and sockets that it got from whoever started it. None of a program's
 * business, so each is covered by /dev/null.
 */
export function inheritedDescriptors(): number[] {
  if (process.platform !== 'linux') return [];
  try {
    return readdirSync('/proc/self/fd')
      .map(Number)
      .filter((fd) => fd > 2 && isInherited(fd));
  } catch {
    return [];
  }
}

function isInherited(fd: number): boolean {
  try {
    const flags = /^flags:\s+([0-7]+)$/m.exec(readFileSync(`/proc/self/fdinfo/${fd}`, 'latin1'))?.[1];
    return flags !== undefined && (Number.parseInt(flags, 8) & closeOnExec) === 0;
  } catch {
    return false;
  }
}

/** A descriptor of /dev/null that is there for the life of this process. */
export function devNull(): number {
  return (nothing ??= openSync('/dev/null', 'r+'));
}
