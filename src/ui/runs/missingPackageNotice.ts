import * as vscode from 'vscode';
import { neutralise } from '../../runs/process/neutralise.ts';
import type { MissingPackage } from '../../runs/missingPackage.ts';
import { notice } from '../common/notificationText.ts';
import type { RunTerminal } from './runTerminal.ts';

/** Says which package a program lacks and what would install it; nothing is installed. Each is told once outside of the terminal. */
export class MissingPackages {
  readonly #told = new Set<string>();

  tell(terminal: RunTerminal, { name, sentence, command }: MissingPackage): void {
    terminal.note(neutralise(sentence), 'bad');
    if (command === undefined) return;
    terminal.note(vscode.l10n.t('To install it: {0}', neutralise(command)));
    if (this.#told.has(name)) return;
    this.#told.add(name);
    const copy = vscode.l10n.t('Copy the Command');
    void vscode.window
      .showInformationMessage(notice(`${sentence} ${vscode.l10n.t('To install it: {0}', command)}`), copy)
      .then(async (choice) => {
        if (choice === copy) await vscode.env.clipboard.writeText(command);
      });
  }
}
