/** Environment variables that tell where a server is, and its end. */
export interface Started<Keys extends string = string> {
  env: Record<Keys, string>;
  stop(): Promise<void>;
}
export function startArgilla(options?: {
  fresh?: boolean;
  dataDir?: string;
}): Promise<Started<'ARGILLA_API_URL' | 'ARGILLA_API_KEY' | 'TOUCHSTONE_ARGILLA_PYTHON'>>;
export function installArgilla(): Promise<{ python: string; classPath: string }>;
export function startModels(options?: {
  tgi?: boolean;
  parallel?: number;
  threads?: number;
}): Promise<Started>;
export function installModels(options?: {
  tgi?: boolean;
}): Promise<{ python: string; modelA: string; modelB: string }>;
export interface VsCodeOptions {
  vsix?: string;
  settings?: Record<string, unknown>;
  trust?: boolean;
  dataDir?: string;
  port?: number;
  env?: Record<string, string | undefined>;
}
export interface VsCode extends Started {
  url: string;
  port: number;
  pid: number;
  dataDir: string;
  log: string;
  exited: Promise<number>;
}
export function startVsCode(options?: VsCodeOptions): Promise<VsCode>;
export function installVsCode(): Promise<{ cli: string; server: string; node: string }>;
export function installHumanEval(): Promise<{ TOUCHSTONE_HUMANEVAL: string }>;
export function installEvaluators(): Promise<{ TOUCHSTONE_INSPECT_PYTHON: string }>;
export function installLoaders(): Promise<{ TOUCHSTONE_LOADERS_PYTHON: string }>;
export function installTrl(): Promise<{ TOUCHSTONE_TRL_PYTHON: string }>;
export function installStatistics(): Promise<{ TOUCHSTONE_STATISTICS_PYTHON: string }>;
export function stopAll(): Promise<void>;
export function stopAllOnSignals(): void;
export function logDir(): string;
