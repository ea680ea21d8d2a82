import type { Browser, BrowserContext, FrameLocator, Page } from 'playwright-core';

export interface HostTests {
  extensionPath: string;
  testsPath: string;
  folder: string;
  trust?: boolean;
  userSettings?: Record<string, unknown>;
  env?: Record<string, string | undefined>;
  print?: (line: string) => void;
  timeoutMs?: number;
}
export function runHostTests(options: HostTests): Promise<{ code: number; log: string; extHostLog: string }>;

export interface WorkbenchOptions {
  vsix?: string;
  folder?: string;
  settings?: Record<string, unknown>;
  theme?: string;
  /** Of VS Code and its extensions, as `touchstone.touchstone=trace`. */
  logLevel?: string;
  viewport?: { width: number; height: number };
  trust?: boolean;
  env?: Record<string, string | undefined>;
  dataDir?: string;
}
export interface Workbench {
  browser: Browser;
  context: BrowserContext;
  page: Page;
  url: string;
  dataDir: string;
  serverPid: number;
  extHostLog(): string;
  killExtensionHost(): number;
  close(): Promise<void>;
}
export function openWorkbench(options: WorkbenchOptions): Promise<Workbench>;
export function workbenchReady(page: Page): Promise<void>;
export function webviewFrame(page: Page, index?: number): Promise<FrameLocator>;
export function runCommand(page: Page, title: string): Promise<void>;
export function launchBrowser(): Promise<Browser>;
