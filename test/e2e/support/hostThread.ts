import { readFileSync } from 'node:fs';
import { extensionHosts } from '../../host/harness/kill.mjs';

/** Of the kernel's clock ticks (`man 5 proc`, fields 14 and 15 of stat). */
const ticksPerSecond = 100;

/** Processor time in seconds that the main thread of the extension host below a server has used. Linux only: it reads /proc. */
export function extensionHostThread(serverPid: number): () => number {
  const [pid] = extensionHosts(serverPid);
  if (pid === undefined) throw new Error('there is no extension host');
  return () => {
    const stat = readFileSync(`/proc/${pid}/task/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return (Number(fields[11]) + Number(fields[12])) / ticksPerSecond;
  };
}
