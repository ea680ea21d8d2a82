import { availableParallelism } from 'node:os';
import * as vscode from 'vscode';
import { Http } from '../../platform/http.ts';
import { Secrets } from '../../platform/secrets.ts';
import { askAboutSecret } from './secretQuestions.ts';
import { cleanLog } from './cleanLog.ts';
import { sandboxModes, type SandboxMode } from '../../runs/contract/sandbox.ts';
import type { Limits } from '../../domain/run.ts';

/** What all editor-facing parts share. Made once at activation; nothing here opens a file or a connection. */
export interface Services {
  readonly extension: vscode.ExtensionContext;
  readonly log: vscode.LogOutputChannel;
  readonly http: Http;
  readonly secrets: Secrets;
}

export function createServices(extension: vscode.ExtensionContext): Services {
  const channel = vscode.window.createOutputChannel('Touchstone', { log: true });
  extension.subscriptions.push(channel);
  const log = cleanLog(channel);
  const network = vscode.workspace.getConfiguration('http');
  const http = new Http({
    proxy: network.get<string>('proxy') || undefined,
    noProxy: network.get<string[]>('noProxy')?.join(',') || undefined,
    strictTls: network.get<boolean>('proxyStrictSSL', true),
    userAgent: `touchstone/${(extension.extension.packageJSON as { version: string }).version}`,
  });
  extension.subscriptions.push({ dispose: () => void http.close() });
  const secrets = new Secrets(extension.secrets, undefined, undefined, askAboutSecret);
  return { extension, log, http, secrets };
}

/** Resolves when VS Code goes by it. */
export function setContext(key: string, value: unknown): Thenable<unknown> {
  return vscode.commands.executeCommand('setContext', `touchstone.${key}`, value);
}

/** The view with the list of tasks. */
export const tasksView = 'touchstone.tasks';

/** Shows the list of tasks. VS Code has a command for each view; there is no other way to one that is closed. */
export async function focusTasks(): Promise<void> {
  await vscode.commands.executeCommand(`${tasksView}.focus`);
}

const revealModes = ['never', 'onInput', 'onError', 'always'] as const;
export type RevealTerminal = (typeof revealModes)[number];

/** The settings, read when they are needed: a change counts at once. */
export const settings = {
  revealAfterSubmit: () => read('review.revealAfterSubmit', true),
  openNextAfterSubmit: () => read('review.openNextAfterSubmit', true),
  /** How long tasks take and what is left of them. */
  showTimes: () => read('review.showTimes', true),
  /** Requests at once to one server; undefined: as many as it answers best. */
  concurrency: () => number('generation.concurrency', 0, 0, 128) || undefined,
  /** The user's own alone: a workspace must not take the protection away. */
  sandbox(): SandboxMode {
    const inspected = vscode.workspace.getConfiguration('touchstone').inspect<string>('run.sandbox');
    const value = inspected?.globalValue ?? inspected?.defaultValue;
    return sandboxModes.find((mode) => mode === value) ?? 'auto';
  },
  limits: (): Limits => ({
    timeoutMs: number('run.timeoutSeconds', 10, 1, 3600) * 1000,
    memoryBytes: number('run.memoryMB', 1024, 32, 2 ** 20) * mebibyte,
    processes: number('run.processes', 256, 1, 100_000),
    diskBytes: number('run.diskMB', 64, 1, 2 ** 20) * mebibyte,
    outputBytes: 1_000_000,
  }),
  /** Runs at once of "run all". */
  runConcurrency: () => number('run.concurrency', 0, 0, 64) || Math.min(4, availableParallelism()),
  /** Whether the data set's own programs are tried in the background. */
  checkDataset: () => read('run.checkDataset', true),
  runners: () => read('run.runners', {}),
  /** When a run brings its terminal forward. */
  revealTerminal(): RevealTerminal {
    const value = read<string>('run.revealTerminal', 'onInput');
    return revealModes.find((mode) => mode === value) ?? 'onInput';
  },
  sync: () => read('argilla.sync', true),
  annotatorName: () => read('annotatorName', '').trim(),
  /** The user's own alone: a workspace must not help itself to keys. */
  asksPerProject(): boolean {
    const key = 'secrets.askPerProject';
    return vscode.workspace.getConfiguration('touchstone').inspect<boolean>(key)?.globalValue !== false;
  },
};

const mebibyte = 1024 * 1024;

/** A number within its bounds, whatever a settings file says. */
function number(key: string, fallback: number, least: number, most: number): number {
  const value: unknown = read(key, fallback);
  return typeof value === 'number' && Number.isFinite(value)
    ? Math.min(most, Math.max(least, value))
    : fallback;
}

function read<T>(key: string, fallback: T): T {
  return vscode.workspace.getConfiguration('touchstone').get<T>(key, fallback);
}
