import { randomUUID } from 'node:crypto';
import {
  accessSync,
  constants,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmdirSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { CgroupSpec, ControlGroup } from '../contract/sandbox.ts';
import type { Limits } from '../../domain/run.ts';
import { attempt } from '../../platform/errors.ts';

const prefix = 'touchstone-';

/**
 * Where this process may make control groups for memory and processes, by what `/proc/self/cgroup` and `/proc/self/mountinfo` say.
 * In version 2 a group with processes has no controllers for its children, so the nearest group above that hands them down is taken.
 */
export function cgroupCandidates(
  cgroup: string,
  mountinfo: string,
  controllers: (folder: string) => string,
): CgroupSpec[] {
  const lines = cgroup
    .split('\n')
    .map((line) => /^(\d+):([^:]*):(.*)$/.exec(line))
    .filter((match) => match !== null);
  const own = (controller: string): string | undefined =>
    lines.find((match) => match[2]?.split(',').includes(controller))?.[3];
  const mounts = parseMounts(mountinfo);
  const found: CgroupSpec[] = [];

  const unified = lines.find((match) => match[1] === '0' && match[2] === '')?.[3];
  const root = mounts.find(({ type }) => type === 'cgroup2');
  if (unified !== undefined && root) {
    const top = root.point;
    for (let folder = within(root, unified); folder?.startsWith(top); folder = dirname(folder)) {
      const names = controllers(folder).split(/\s+/);
      if (names.includes('memory') && names.includes('pids')) {
        found.push({ version: 2, folder });
        break;
      }
      if (folder === top) break;
    }
  }

  const [memory, pids] = ['memory', 'pids'].map((controller) => {
    const mount = mounts.find(({ type, options }) => type === 'cgroup' && options.includes(controller));
    const path = own(controller);
    return mount && path !== undefined ? within(mount, path) : undefined;
  });
  if (memory !== undefined && pids !== undefined) found.push({ version: 1, memory, pids });
  return found;
}

interface Mount {
  root: string;
  point: string;
  type: string;
  options: string[];
}

function parseMounts(mountinfo: string): Mount[] {
  return mountinfo.split('\n').flatMap((line) => {
    const [left, right] = line.split(' - ');
    const [, , , root, point] = left?.split(' ') ?? [];
    const [type, , options] = right?.split(' ') ?? [];
    if (root === undefined || point === undefined || type === undefined) return [];
    return [{ root: unescape(root), point: unescape(point), type, options: options?.split(',') ?? [] }];
  });
}

/** mountinfo writes white space and backslashes as octal numbers. */
function unescape(path: string): string {
  return path.replace(/\\(\d{3})/g, (_, octal: string) => String.fromCharCode(parseInt(octal, 8)));
}

/** A group's folder: a container may see a part of the hierarchy only. */
function within(mount: Mount, path: string): string {
  const inner = mount.root !== '/' && path.startsWith(mount.root) ? path.slice(mount.root.length) : path;
  return join(mount.point, inner).replace(/(.)\/$/, '$1');
}

/** The first place where a group can really be made and bounded; undefined where there is none. */
export function findCgroups(): CgroupSpec | undefined {
  const handedDown = (folder: string): string => textOf(join(folder, 'cgroup.subtree_control'));
  const [cgroup, mountinfo] = [textOf('/proc/self/cgroup'), textOf('/proc/self/mountinfo')];
  return cgroupCandidates(cgroup, mountinfo, handedDown).find((spec) =>
    attempt(() => {
      for (const folder of folders(spec)) accessSync(folder, constants.W_OK);
      const group = makeControlGroup(spec, { memoryBytes: 2 ** 30, processes: 100 });
      void group.remove();
      return true;
    }),
  );
}

function folders(spec: CgroupSpec): string[] {
  return spec.version === 2 ? [spec.folder] : [...new Set([spec.memory, spec.pids])];
}

/** Makes a group with its limits. Throws where the kernel refuses. */
export function makeControlGroup(
  spec: CgroupSpec,
  limits: Pick<Limits, 'memoryBytes' | 'processes'>,
): ControlGroup {
  const name = prefix + randomUUID();
  const made = folders(spec).map((folder) => join(folder, name));
  const unified = spec.version === 2;
  const inMemory = (entry: string): string => join(unified ? spec.folder : spec.memory, name, entry);
  const inPids = (entry: string): string => join(unified ? spec.folder : spec.pids, name, entry);
  const remove = async (): Promise<boolean> => {
    let gone = true;
    for (const folder of made) gone = (await removeGroup(folder)) && gone;
    return gone;
  };
  try {
    for (const folder of made) mkdirSync(folder);
    // bubblewrap's own two processes are in the group as well.
    writeFileSync(inPids('pids.max'), String(limits.processes + 2));
    const memory = String(limits.memoryBytes);
    writeFileSync(inMemory(unified ? 'memory.max' : 'memory.limit_in_bytes'), memory);
    if (unified) {
      writeIfThere(inMemory('memory.swap.max'), '0');
      writeIfThere(inMemory('memory.oom.group'), '1');
    }
    // Memory and swap together; a kernel that does not count swap has no such file.
    else writeIfThere(inMemory('memory.memsw.limit_in_bytes'), memory);
  } catch (error) {
    void remove();
    throw error;
  }
  const killed = unified ? 'memory.events' : 'memory.oom_control';
  const peak = unified ? 'memory.peak' : 'memory.max_usage_in_bytes';
  return {
    attach: async (pid) => {
      await Promise.all(made.map((folder) => writeFile(join(folder, 'cgroup.procs'), String(pid))));
    },
    reached: () => {
      if (counter(textOf(inMemory(killed)), 'oom_kill') > 0) return 'memory';
      if (counter(textOf(inPids('pids.events')), 'max') > 0) return 'processes';
      return undefined;
    },
    peakMemoryBytes: () => {
      const bytes = Number(textOf(inMemory(peak)).trim() || NaN);
      return Number.isSafeInteger(bytes) ? bytes : undefined;
    },
    remove,
  };
}

/** Removes groups that a killed editor left behind: those without processes, older than a minute. */
export function sweepControlGroups(spec: CgroupSpec, olderThanMs = 60_000): number {
  let removed = 0;
  for (const folder of folders(spec))
    for (const name of readdirSync(folder).filter((entry) => entry.startsWith(prefix))) {
      const path = join(folder, name);
      try {
        if (Date.now() - statSync(path).mtimeMs < olderThanMs) continue;
        rmdirSync(path);
        removed++;
      } catch {
        // In use, or removed by another window.
      }
    }
  return removed;
}

/** The kernel lets a group go shortly after its last process is gone. */
async function removeGroup(folder: string): Promise<boolean> {
  for (let round = 0; round < 100; round++) {
    try {
      rmdirSync(folder);
      return true;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return true;
    }
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  return false;
}

/** A line `name number` of a file of events. */
function counter(text: string, name: string): number {
  const line = text.split('\n').find((l) => l.startsWith(`${name} `));
  return Number(line?.slice(name.length + 1) ?? 0) || 0;
}

function textOf(path: string): string {
  return attempt(() => readFileSync(path, 'utf8'), '');
}

function writeIfThere(path: string, text: string): void {
  // Else this kernel has no such file, or it is not handed down.
  attempt(() => writeFileSync(path, text, { flag: 'r+' }));
}
