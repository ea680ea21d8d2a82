import type { LimitName } from '../../../src/domain/run.ts';

/** What lies on the machine that no program may see or reach. */
export interface World {
  /** A folder like a person's home, and one like a project, each with planted secrets. */
  home: string;
  project: string;
  /** A file with a secret in the real home folder. */
  realHomeFile: string;
  /** Another run's folder. */
  otherRun: string;
  /** A process with a secret in its environment and command line, and the process that runs the tests. */
  otherPid: number;
  hostPid: number;
  /** Sockets that listen: a TCP port on IPv4 and IPv6, a UDP port, a path, and an abstract name. */
  tcpPort: number;
  udpPort: number;
  socketPath: string;
  abstractName: string;
  /** Part of the name of each file that a program tries to leave behind. */
  mark: string;
}

export interface HostileProgram {
  name: string;
  language: 'python' | 'javascript' | 'bash' | 'c' | 'go';
  code: string | ((world: World) => string);
  /** The limit that the run must be told to have reached, one of these; none unless told. */
  limit?: (LimitName | undefined)[];
  /** How it ends, where that is one way: an exit code or a signal. */
  end?: number | string;
  /** Must be in what it printed. */
  prints?: RegExp;
  /** Without a sandbox it does reach a secret or a socket: the test would see it. */
  control?: true;
  /** Bytes beyond the kept output are counted, at least so many. */
  floods?: number;
  /** Ends by itself, after longer than the others get where the machine is slow. */
  timeoutMs?: number;
}
