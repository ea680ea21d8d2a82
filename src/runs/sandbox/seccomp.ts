import { endianness } from 'node:os';

/**
 * System calls that programs under judgement have no need of and that have opened kernels before, or that hold memory no
 * process's size shows: numbers on x64 and arm64. They fail with ENOSYS, as on a kernel without them.
 */
const denied: Record<string, { x64: number; arm64: number }> = {
  add_key: { x64: 248, arm64: 217 },
  request_key: { x64: 249, arm64: 218 },
  keyctl: { x64: 250, arm64: 219 },
  bpf: { x64: 321, arm64: 280 },
  perf_event_open: { x64: 298, arm64: 241 },
  userfaultfd: { x64: 323, arm64: 282 },
  io_uring_setup: { x64: 425, arm64: 425 },
  io_uring_enter: { x64: 426, arm64: 426 },
  io_uring_register: { x64: 427, arm64: 427 },
  memfd_secret: { x64: 447, arm64: 447 },
  shmget: { x64: 29, arm64: 194 },
  msgget: { x64: 68, arm64: 186 },
  // A stopped first process inside would not tell that the program has ended.
  ptrace: { x64: 101, arm64: 117 },
};
/** Memory behind a descriptor: bounded where a control group counts it, closed off where only processes are counted. */
const uncounted: typeof denied = { memfd_create: { x64: 319, arm64: 279 } };
/**
 * A session of one's own: some kernels give each an equal share of the processors, so a bomb of sessions leaves none to whoever would
 * stop it. Closed off where nothing but the watchdog bounds the number of processes.
 */
const unbounded: typeof denied = { setsid: { x64: 112, arm64: 157 } };

const machines = { x64: 0xc000003e, arm64: 0xc00000b7 };
const enosys = 38;
const allow = 0x7fff0000;
const fail = 0x00050000 | enosys;
const killProcess = 0x80000000;

/** Offsets in what the kernel gives to a filter. */
const callNumber = 0;
const architecture = 4;

/** What the kernel holds by itself. */
export interface Held {
  /** All memory is counted, not that of processes alone. */
  memory: boolean;
  /** The number of processes. */
  processes: boolean;
}

/** The filter's classic BPF program for bubblewrap's `--seccomp`; undefined on processors that it does not know. */
export function seccompFilter(arch: string, held: Held): Uint8Array | undefined {
  if ((arch !== 'x64' && arch !== 'arm64') || endianness() !== 'LE') return undefined;
  const calls = { ...denied, ...(held.memory ? {} : uncounted), ...(held.processes ? {} : unbounded) };
  const numbers = Object.values(calls).map((call) => call[arch]);
  const program: Instruction[] = [
    load(architecture),
    jumpIfEqual(machines[arch], 1, 0),
    // Another calling convention (32-bit programs) has other numbers.
    give(killProcess),
    load(callNumber),
    // x32: the same processor mode, numbers of its own.
    ...(arch === 'x64' ? [jumpIfAtLeast(0x40000000, 0, 1), give(fail)] : []),
    ...numbers.flatMap((number) => [jumpIfEqual(number, 0, 1), give(fail)]),
    give(allow),
  ];
  const bytes = new DataView(new ArrayBuffer(program.length * 8));
  for (const [i, [code, yes, no, k]] of program.entries()) {
    bytes.setUint16(i * 8, code, true);
    bytes.setUint8(i * 8 + 2, yes);
    bytes.setUint8(i * 8 + 3, no);
    bytes.setUint32(i * 8 + 4, k, true);
  }
  return new Uint8Array(bytes.buffer);
}

/** Code, instructions to skip when true, when false, operand. */
type Instruction = [number, number, number, number];

const load = (offset: number): Instruction => [0x20, 0, 0, offset];
const jumpIfEqual = (value: number, yes: number, no: number): Instruction => [0x15, yes, no, value];
const jumpIfAtLeast = (value: number, yes: number, no: number): Instruction => [0x35, yes, no, value];
const give = (action: number): Instruction => [0x06, 0, 0, action];
