import * as vscode from 'vscode';
import type { CheckedThing, WayOut } from '../../models/connection/connectionReport.ts';
import { publicUrl } from '../../platform/http.ts';

/** What was looked at, in a word or two. */
export function nameOf(thing: CheckedThing): string {
  const names: Record<CheckedThing, string> = {
    host: vscode.l10n.t('Server'),
    path: vscode.l10n.t('Address'),
    key: vscode.l10n.t('Key'),
    model: vscode.l10n.t('Name of the model'),
    template: vscode.l10n.t('Chat template'),
    context: vscode.l10n.t('Context length'),
    parameters: vscode.l10n.t('Parameters'),
    streaming: vscode.l10n.t('Streaming'),
    reasoning: vscode.l10n.t('Reasoning'),
    speed: vscode.l10n.t('Speed'),
  };
  return names[thing];
}

/** A way out as the words of a button. */
export function wayText(way: WayOut): string {
  if (way.do === 'saveKey') return vscode.l10n.t('Save a key for {0}…', publicUrl(way.url));
  if (way.do === 'signIn') return vscode.l10n.t('Sign In to Hugging Face…');
  if (way.do === 'openConfig') return vscode.l10n.t('Open Project File');
  if (way.field === 'name') return vscode.l10n.t('Use the model {0}', String(way.value));
  if (way.field === 'url') return vscode.l10n.t('Use the address {0}', String(way.value));
  return vscode.l10n.t('Set max_new_tokens to {0}', way.value);
}
