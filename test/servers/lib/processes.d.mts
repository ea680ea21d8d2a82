import type { ChildProcess, SpawnOptions } from 'node:child_process';

export interface Handle {
  name: string;
  pid: number;
  /** The log file, where the output goes to one. */
  log?: string;
  child: ChildProcess;
  alive(): boolean;
  exited: Promise<number>;
  stop(graceMs?: number): Promise<void>;
}
export function launch(
  name: string,
  command: string,
  args: string[],
  options?: Pick<SpawnOptions, 'env' | 'cwd' | 'stdio'>,
): Handle;
export function logDir(): string;
export function temporaryDir(name: string): string;
export function removeTemporaryDir(folder: string): void;
export function stopAll(): Promise<void>;
export function stopAllOnSignals(options?: { exitCode?: number }): void;
export function tailOf(file: string, lines?: number): string;
export function waitUntil(handle: Handle, ready: () => Promise<boolean>, timeoutMs?: number): Promise<void>;
