import * as vscode from 'vscode';
import { Http } from '../platform/http.ts';
import { Secrets } from '../platform/secrets.ts';

/** What all editor-facing parts share. Made once at activation; nothing here opens a file or a connection. */
export interface Services {
  readonly extension: vscode.ExtensionContext;
  readonly log: vscode.LogOutputChannel;
  readonly http: Http;
  readonly secrets: Secrets;
}

export function createServices(extension: vscode.ExtensionContext): Services {
  const log = vscode.window.createOutputChannel('Touchstone', { log: true });
  extension.subscriptions.push(log);
  const network = vscode.workspace.getConfiguration('http');
  const http = new Http({
    proxy: network.get<string>('proxy') || undefined,
    noProxy: network.get<string[]>('noProxy')?.join(',') || undefined,
    strictTls: network.get<boolean>('proxyStrictSSL', true),
    userAgent: `touchstone/${(extension.extension.packageJSON as { version: string }).version}`,
  });
  extension.subscriptions.push({ dispose: () => void http.close() });
  return { extension, log, http, secrets: new Secrets(extension.secrets) };
}

/** An AbortSignal for a cancellation token. */
export function signalOf(token: vscode.CancellationToken): AbortSignal {
  const controller = new AbortController();
  if (token.isCancellationRequested) controller.abort();
  token.onCancellationRequested(() => controller.abort());
  return controller.signal;
}

export function setContext(key: string, value: unknown): void {
  void vscode.commands.executeCommand('setContext', `touchstone.${key}`, value);
}

/** The settings, read when they are needed: a change counts at once. */
export const settings = {
  get annotatorName(): string {
    return read('annotatorName', '');
  },
  get revealAfterSubmit(): boolean {
    return read('review.revealAfterSubmit', true);
  },
  get openNextAfterSubmit(): boolean {
    return read('review.openNextAfterSubmit', true);
  },
  get concurrency(): number {
    return read('generation.concurrency', 4);
  },
  get timeoutMs(): number {
    return read('run.timeoutSeconds', 10) * 1000;
  },
  get interpreters(): Record<string, { command: string[] }> {
    return read('run.interpreters', {});
  },
  get sync(): boolean {
    return read('argilla.sync', true);
  },
};

function read<T>(key: string, fallback: T): T {
  return vscode.workspace.getConfiguration('touchstone').get<T>(key, fallback);
}
