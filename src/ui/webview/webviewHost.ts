import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';
import { reviewHtml } from './pageHtml.ts';
import type { Services } from '../common/services.ts';
import { pageStrings } from './pageStrings.ts';

/** What the review page may do: run its own script, and load nothing but what lies beside it. */
export function pageOptions({ extension }: Services): vscode.WebviewOptions {
  return {
    enableScripts: true,
    enableCommandUris: false,
    enableForms: false,
    localResourceRoots: [vscode.Uri.joinPath(extension.extensionUri, 'dist', 'webview')],
  };
}

/** Gives a panel the review page and its icon. */
export function dressPage(panel: vscode.WebviewPanel, { extension, log }: Services): void {
  const file = (name: string): string =>
    panel.webview
      .asWebviewUri(vscode.Uri.joinPath(extension.extensionUri, 'dist', 'webview', name))
      .toString();
  const icon = (name: string): vscode.Uri => vscode.Uri.joinPath(extension.extensionUri, 'media', name);
  panel.iconPath = { light: icon('tab-light.svg'), dark: icon('tab-dark.svg') };
  panel.webview.html = reviewHtml({
    nonce: randomBytes(16).toString('base64'),
    cspSource: panel.webview.cspSource,
    scriptUri: file('review.js'),
    styleUri: file('review.css'),
    codiconUri: file('codicon.css'),
    lang: vscode.env.language,
    title: 'Touchstone',
    strings: pageStrings(log),
  });
}
