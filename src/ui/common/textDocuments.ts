import * as vscode from 'vscode';
import type * as z from 'zod';
import { keepFocus } from './lateFocus.ts';
import { Owner } from './owner.ts';
import { pathPart } from './taskText.ts';

export const textScheme = 'touchstone-text';

export interface NamedText {
  /** What the tab says, without characters that a path cannot hold. */
  name: string;
  text: string;
}

/** So many of the newest are kept: an editor that was hidden asks for its text again. */
const keptTexts = 100;

/** Texts of ours as read-only markdown documents, for VS Code's own diff editor. */
export class TextDocuments extends Owner implements vscode.TextDocumentContentProvider {
  readonly #texts = new Map<string, string>();
  #last = 0;

  constructor() {
    super();
    this.own(vscode.workspace.registerTextDocumentContentProvider(textScheme, this));
  }

  provideTextDocumentContent(uri: vscode.Uri): string {
    return this.#texts.get(uri.toString()) ?? vscode.l10n.t('This text is not kept any more: open it again.');
  }

  /** Shows what differs between two texts. Resolves to their addresses. */
  diff(left: NamedText, right: NamedText, title: string): Promise<[vscode.Uri, vscode.Uri]> {
    return showDiff(this.#keep(left), this.#keep(right), title);
  }

  #keep({ name, text }: NamedText): vscode.Uri {
    const uri = vscode.Uri.from({
      scheme: textScheme,
      path: `/${++this.#last}/${pathPart(name, 'text')}.md`,
    });
    this.#texts.set(uri.toString(), text);
    const [oldest] = this.#texts.keys();
    if (this.#texts.size > keptTexts && oldest !== undefined) this.#texts.delete(oldest);
    return uri;
  }
}

/** Two documents in VS Code's own diff editor. */
export async function showDiff(
  left: vscode.Uri,
  right: vscode.Uri,
  title: string,
  options = { preview: true },
): Promise<[vscode.Uri, vscode.Uri]> {
  const show = () => vscode.commands.executeCommand('vscode.diff', left, right, title, options);
  await keepFocus(show, show);
  return [left, right];
}

/** A document beside what is in front. */
export async function showBeside(uri: vscode.Uri, viewColumn = vscode.ViewColumn.Beside): Promise<void> {
  const document = await vscode.workspace.openTextDocument(uri);
  await keepFocus(
    () => vscode.window.showTextDocument(document, { viewColumn, preview: true }),
    (shown) => vscode.window.showTextDocument(document, { viewColumn: shown.viewColumn, preview: true }),
  );
}

/** What an address says of a document; undefined where it is none of ours. */
export function queryOf<T>({ query }: vscode.Uri, schema: z.ZodType<T>): T | undefined {
  try {
    return schema.safeParse(JSON.parse(query)).data;
  } catch {
    return undefined;
  }
}
