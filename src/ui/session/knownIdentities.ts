import * as vscode from 'vscode';
import { notice } from '../common/notifications.ts';
import type { Services } from '../common/services.ts';
import { Identities } from './identities.ts';

const copyKey = 'annotator';

/** Who annotates, as this editor knows it. Where its file cannot be read the user hears of it, once. */
export function identitiesOf({ extension, log }: Services): Identities {
  const { globalState, globalStorageUri } = extension;
  return new Identities(globalStorageUri.fsPath, {
    copy: {
      get: () => globalState.get(copyKey),
      keep: (local) => void globalState.update(copyKey, local),
    },
    onUnreadable(kept, recovered) {
      const lost = vscode.l10n.t(
        'The file that says who annotates on this machine could not be read. It is kept as {0}.',
        kept,
      );
      const now = recovered
        ? vscode.l10n.t('You go on as the same person.')
        : vscode.l10n.t(
            'Where you have answered before, run "Touchstone: Whose Answers Are These?" to say which answers are yours.',
          );
      log.warn(`${lost} ${now}`);
      void vscode.window.showWarningMessage(notice(`${lost} ${now}`));
    },
  });
}
