import * as vscode from 'vscode';
import type { SecretQuestion } from '../../platform/secrets.ts';
import { confirm } from './notifications.ts';

/** Asks before a secret goes where it has not been, or where it can be read on the way. */
export function askAboutSecret({ about, address }: SecretQuestion): Promise<boolean> {
  if (about === 'project')
    return confirm(
      vscode.l10n.t('Use the key for {0} in this project?', address.replace(/\/$/, '')),
      vscode.l10n.t('Use It Here'),
      vscode.l10n.t(
        'It was saved in another project, or lies in the environment. This project names the server, and would send it what you do here, in your name.',
      ),
    );
  return about === 'clear'
    ? confirm(
        vscode.l10n.t('Send keys and answers to {0} unencrypted?', address),
        vscode.l10n.t('Send Unencrypted'),
        vscode.l10n.t('The address begins with http: everybody on the way there can read what is sent.'),
      )
    : confirm(
        vscode.l10n.t('Use the key that you saved for this host at {0}, too?', address),
        vscode.l10n.t('Use It There'),
        vscode.l10n.t('A host can have servers of several people, and this one would get your key.'),
      );
}
