import * as vscode from 'vscode';
import { askText, noIcons, pickOne, type Ask, type Choice } from '../../common/quickPicks.ts';

export type Json = Record<string, unknown>;

/** The parts of making a project, as one sees how far one is. */
export const parts = { name: 1, tasks: 2, columns: 3, models: 4, argilla: 5 } as const;
export type StepName = keyof typeof parts;

/** Questions of one part. */
export interface Questions {
  input: (prompt: string, value: string, check?: (text: string) => string | undefined) => Promise<string>;
  pick: <T>(placeholder: string, items: readonly (Choice<T> | vscode.QuickPickItem)[]) => Promise<T>;
  ask: Ask;
}

export function questionsOf(ask: Ask, step: StepName): Questions {
  const title = vscode.l10n.t('New Touchstone Project');
  const common = { title, isModal: true, step: [parts[step], Object.keys(parts).length] as const };
  return {
    ask,
    async input(prompt, value, check) {
      const needed = (text: string): string | undefined =>
        text.trim() ? undefined : vscode.l10n.t('{0}: nothing is typed yet', prompt);
      const answer = await ask(
        (hasBack) => askText({ ...common, prompt, value, check: check ?? needed, hasBack }),
        prompt,
      );
      return answer.trim();
    },
    pick: (placeholder, items) =>
      ask((hasBack) => pickOne({ ...common, placeholder, items, hasBack }), placeholder),
  };
}

export function isUrl(value: string): string | undefined {
  return /^https?:\/\//i.test(value.trim()) && URL.canParse(value.trim())
    ? undefined
    : vscode.l10n.t('An http or https address.');
}

export function named(names: readonly string[]): Choice<string>[] {
  return names.map((name) => ({ label: noIcons(name), value: name }));
}

export function separator(label: string): vscode.QuickPickItem {
  return { label, kind: vscode.QuickPickItemKind.Separator };
}
