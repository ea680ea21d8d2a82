import * as vscode from 'vscode';
import { setDisplayLanguage } from './platform/displayLanguage.ts';
import type { TouchstoneApi } from './ui/api/api.ts';
import { startApp } from './ui/app/app.ts';

export type { TouchstoneApi } from './ui/api/api.ts';

export function activate(context: vscode.ExtensionContext): TouchstoneApi {
  const started = performance.now();
  try {
    // First: every text that is made from here on is in the display language.
    setDisplayLanguage({ tag: vscode.env.language, bundle: vscode.l10n.bundle });
    const api = startApp(context);
    performance.measure('touchstone.activate', { start: started });
    return api;
  } catch (error) {
    // VS Code does not tell the user when activation fails.
    void vscode.window.showErrorMessage(
      vscode.l10n.t(
        'Touchstone could not start: {0}',
        error instanceof Error ? error.message : String(error),
      ),
    );
    throw error;
  }
}
