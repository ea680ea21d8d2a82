import fs from 'node:fs';

/** Kills the extension hosts among the descendants of a VS Code server. Linux only: it reads /proc. */
export function killExtensionHosts(serverPid) {
  const hosts = extensionHosts(serverPid);
  for (const pid of hosts) process.kill(pid, 'SIGKILL');
  return hosts.length;
}

/** Process ids of the extension hosts below a server. */
export function extensionHosts(serverPid) {
  return descendants(serverPid).filter((pid) => commandLine(pid).includes('--type=extensionHost'));
}

function descendants(pid) {
  return childrenOf(pid).flatMap((child) => [child, ...descendants(child)]);
}

function childrenOf(pid) {
  try {
    const threads = fs.readdirSync(`/proc/${pid}/task`);
    const lists = threads.map((thread) => fs.readFileSync(`/proc/${pid}/task/${thread}/children`, 'utf8'));
    return lists.join(' ').split(' ').filter(Boolean).map(Number);
  } catch {
    return [];
  }
}

function commandLine(pid) {
  try {
    return fs.readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
  } catch {
    return '';
  }
}
