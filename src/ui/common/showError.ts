import * as vscode from 'vscode';
import type { Log } from '../../platform/log.ts';
import { asTouchstoneError, isCancelled, type ErrorCode } from '../../platform/errors.ts';
import { notice } from './notificationText.ts';

/** What a button beside an error does. */
const wayOut: Partial<Record<ErrorCode, { title: string; command: string }>> = {
  'config-invalid': { title: vscode.l10n.t('Open Project File'), command: 'touchstone.openConfig' },
  'config-missing': { title: vscode.l10n.t('New Project…'), command: 'touchstone.newProject' },
  'project-missing': { title: vscode.l10n.t('Open the Sample Project'), command: 'touchstone.openSample' },
  'file-missing': { title: vscode.l10n.t('Open Project File'), command: 'touchstone.openConfig' },
  'file-malformed': { title: vscode.l10n.t('Open Project File'), command: 'touchstone.openConfig' },
  'column-missing': { title: vscode.l10n.t('Open Project File'), command: 'touchstone.openConfig' },
  'split-invalid': { title: vscode.l10n.t('Open Project File'), command: 'touchstone.openConfig' },
  'dataset-missing': { title: vscode.l10n.t('Open Project File'), command: 'touchstone.openConfig' },
  'dataset-gated': { title: vscode.l10n.t('Sign In to Hugging Face…'), command: 'touchstone.signIn' },
  'dataset-unauthorized': { title: vscode.l10n.t('Sign In to Hugging Face…'), command: 'touchstone.signIn' },
  'model-unauthorized': { title: vscode.l10n.t('Save a Token…'), command: 'touchstone.saveToken' },
  'secret-missing': { title: vscode.l10n.t('Connect to Argilla…'), command: 'touchstone.connectArgilla' },
  'argilla-unauthorized': {
    title: vscode.l10n.t('Connect to Argilla…'),
    command: 'touchstone.connectArgilla',
  },
  'argilla-conflict': { title: vscode.l10n.t('Pull from Argilla'), command: 'touchstone.pull' },
  'argilla-settings-differ': { title: vscode.l10n.t('Open Project File'), command: 'touchstone.openConfig' },
  'argilla-rubric': { title: vscode.l10n.t('Open Project File'), command: 'touchstone.openConfig' },
  'run-untrusted': { title: vscode.l10n.t('Manage Workspace Trust'), command: 'workbench.trust.manage' },
};

/** Tells the user of an error with its way out, and the log of everything. Cancelling is no error. */
export function showError(error: unknown, log: Log): void {
  if (isCancelled(error)) return;
  const e = asTouchstoneError(error);
  log.error(`${e.code}: ${e.message}${e.detail ? `\n${e.detail}` : ''}`);
  if (e.cause instanceof Error && e.cause !== e) log.debug(e.cause.stack ?? e.cause.message);
  const out = wayOut[e.code];
  const showLog = vscode.l10n.t('Show Log');
  const text = notice(e.action ? `${e.message} ${e.action}` : e.message);
  void vscode.window.showErrorMessage(text, ...(out ? [out.title] : []), showLog).then((choice) => {
    if (choice === showLog) return vscode.commands.executeCommand('touchstone.showLog');
    if (out && choice === out.title) return vscode.commands.executeCommand(out.command);
    return undefined;
  });
}
