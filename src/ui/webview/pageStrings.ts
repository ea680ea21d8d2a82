import { readFileSync } from 'node:fs';
import * as vscode from 'vscode';
import * as z from 'zod';

const stringsSchema = z.record(z.string(), z.string());

let known: Record<string, string> | undefined;

/**
 * The review page's texts in the display language, by their keys in `webview/common/strings.ts`: the file beside the bundle that
 * VS Code has loaded. `undefined` where there is no translation: the page has the English itself.
 */
export function pageStrings(log: vscode.LogOutputChannel): Record<string, string> | undefined {
  const bundle = vscode.l10n.uri;
  if (known || !bundle) return known;
  try {
    // Once, and some kilobytes: a panel's document is made at once.
    const file = bundle.fsPath.replace(/bundle\.l10n\.([^/\\]+)$/, 'review.l10n.$1');
    known = stringsSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch (error) {
    log.warn(`The review page stays English: ${String(error)}`);
  }
  return known;
}
