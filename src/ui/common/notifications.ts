import * as vscode from 'vscode';
import type { Log } from '../../platform/log.ts';
import type { ErrorCode } from '../../domain/errorCode.ts';
import { asTouchstoneError, isCancelled, type TouchstoneError } from '../../platform/errors.ts';

/** What a button beside an error can do. */
export interface WaysOut {
  openConfig(): unknown;
  newProject(): unknown;
  testConnection(): unknown;
  openSample(): unknown;
  signIn(): unknown;
  saveToken(): unknown;
  saveArgillaToken(): unknown;
  connectArgilla(): unknown;
  pull(): unknown;
  manageTrust(): unknown;
  showLog(): unknown;
}

let ways: WaysOut | undefined;

/** Errors lead somewhere from now on. */
export function offerWaysOut(offered: WaysOut): void {
  ways = offered;
}

const wayOut: Partial<Record<ErrorCode, keyof WaysOut>> = {
  'config-invalid': 'openConfig',
  'config-missing': 'newProject',
  'project-missing': 'openSample',
  'file-missing': 'openConfig',
  'file-malformed': 'openConfig',
  'column-missing': 'openConfig',
  'split-invalid': 'openConfig',
  'dataset-missing': 'openConfig',
  'dataset-gated': 'signIn',
  'dataset-unauthorized': 'signIn',
  'model-unauthorized': 'saveToken',
  'secret-missing': 'connectArgilla',
  'argilla-unauthorized': 'connectArgilla',
  'argilla-gateway': 'saveArgillaToken',
  'argilla-conflict': 'pull',
  'argilla-settings-differ': 'openConfig',
  'argilla-rubric': 'openConfig',
  'run-untrusted': 'manageTrust',
};

/** Looks whether the models can be asked. */
export function testConnection(): unknown {
  return ways?.testConnection();
}

/** Asked for when an error is shown: nothing is translated while modules load. */
function titleOf(way: keyof WaysOut): string {
  const words: Record<keyof WaysOut, string> = {
    openConfig: vscode.l10n.t('Open Project File'),
    newProject: vscode.l10n.t('New Project…'),
    testConnection: vscode.l10n.t('Test Connection'),
    openSample: vscode.l10n.t('Open the Sample Project'),
    signIn: vscode.l10n.t('Sign In to Hugging Face…'),
    saveToken: vscode.l10n.t('Save a Token…'),
    saveArgillaToken: vscode.l10n.t('Save a Token…'),
    connectArgilla: vscode.l10n.t('Connect to Argilla…'),
    pull: vscode.l10n.t('Pull from Argilla'),
    manageTrust: vscode.l10n.t('Manage Workspace Trust'),
    showLog: vscode.l10n.t('Show Log'),
  };
  return words[way];
}

/** Tells the user of an error with its way out, and the log of everything. Cancelling is no error. */
export function showError(error: unknown, log: Log): void {
  if (isCancelled(error)) return;
  const e = asTouchstoneError(error);
  log.error(`${e.code}: ${e.message}${e.detail ? `\n${e.detail}` : ''}`);
  if (e.cause instanceof Error && e.cause !== e) log.debug(e.cause.stack ?? e.cause.message);
  const out = wayOut[e.code];
  const offered = [
    ...(out ? [out] : []),
    ...(isOfModel(e) ? ['testConnection' as const] : []),
    'showLog' as const,
  ];
  const text = notice(e.action ? `${e.message} ${e.action}` : e.message);
  void vscode.window.showErrorMessage(text, ...offered.map(titleOf)).then((choice) => {
    const way = offered.find((one) => titleOf(one) === choice);
    if (way) void attempt(log, () => ways?.[way]());
  });
}

/** Whether a model was asked, whatever befell the network: others are servers of Argilla, or the Hub. */
function isOfModel({ data }: TouchstoneError): boolean {
  return typeof data === 'object' && data !== null && 'asked' in data && data.asked === 'model';
}

/** Does something whose error is shown; what failed resolves to undefined. */
export async function attempt<T>(log: Log, work: () => T | Promise<T>): Promise<T | undefined> {
  try {
    return await work();
  } catch (error) {
    showError(error, log);
    return undefined;
  }
}

/** What can be done about something that is told, by the words on its button. */
export type Ways = Record<string, () => unknown>;

/** Tells something with what can be done about it. */
export function offer(
  log: Log,
  text: string,
  ways: Ways,
  kind: 'information' | 'warning' = 'information',
): void {
  const { showInformationMessage, showWarningMessage } = vscode.window;
  const tell = kind === 'warning' ? showWarningMessage : showInformationMessage;
  void tell(notice(text), ...Object.keys(ways)).then((choice) => attempt(log, () => ways[choice ?? '']?.()));
}

/**
 * Text for a notification. VS Code makes `[label](command:…)` in it a link that runs the command when it is clicked, and what
 * datasets, servers and projects say may hold such: the two parts are set apart, so that it is read and nothing else.
 */
export function notice(text: string): string {
  return text.replaceAll('](', '] (');
}

/** Whether the user wants it: asked in a dialog. */
export async function confirm(question: string, yes: string, detail?: string): Promise<boolean> {
  return (await vscode.window.showWarningMessage(question, { modal: true, detail }, yes)) === yes;
}

/** A word in the status bar, for a moment (ms). */
export function flash(text: string, ms = 4000): undefined {
  vscode.window.setStatusBarMessage(text, ms);
}

/** `share`: how much of all the work is done, from 0 to 1. */
export type Report = (message: string, share?: number) => void;

/** Work with a bar in a notification and a way to cancel it. */
export function withProgress<T>(
  title: string,
  work: (report: Report, signal: AbortSignal) => Promise<T>,
): Thenable<T> {
  const options = { location: vscode.ProgressLocation.Notification, title, cancellable: true };
  return vscode.window.withProgress(options, (progress, token) => {
    const stop = new AbortController();
    if (token.isCancellationRequested) stop.abort();
    token.onCancellationRequested(() => stop.abort());
    let shown = 0;
    return work((message, share) => {
      const increment = share === undefined ? undefined : (share - shown) * 100;
      shown = share ?? shown;
      progress.report({ message: notice(message), increment });
    }, stop.signal);
  });
}
