import * as vscode from 'vscode';

export const textScheme = 'touchstone-text';

export interface NamedText {
  /** What the tab says, without characters that a path cannot hold. */
  name: string;
  text: string;
}

/** So many of the newest are kept: an editor that was hidden asks for its text again. */
const keptTexts = 100;

/** Texts of ours as read-only markdown documents, for VS Code's own diff editor. */
export class TextDocuments implements vscode.TextDocumentContentProvider, vscode.Disposable {
  readonly #texts = new Map<string, string>();
  readonly #registration = vscode.workspace.registerTextDocumentContentProvider(textScheme, this);
  #last = 0;

  provideTextDocumentContent(uri: vscode.Uri): string {
    return this.#texts.get(uri.toString()) ?? vscode.l10n.t('This text is not kept any more: open it again.');
  }

  /** Shows what differs between two texts. Resolves to their addresses. */
  async diff(left: NamedText, right: NamedText, title: string): Promise<[vscode.Uri, vscode.Uri]> {
    const uris: [vscode.Uri, vscode.Uri] = [this.#keep(left), this.#keep(right)];
    await vscode.commands.executeCommand('vscode.diff', ...uris, title, { preview: true });
    return uris;
  }

  #keep({ name, text }: NamedText): vscode.Uri {
    const safe = name.replace(/[^\p{L}\p{N} _.-]+/gu, ' ').trim() || 'text';
    const uri = vscode.Uri.from({ scheme: textScheme, path: `/${++this.#last}/${safe}.md` });
    this.#texts.set(uri.toString(), text);
    const [oldest] = this.#texts.keys();
    if (this.#texts.size > keptTexts && oldest !== undefined) this.#texts.delete(oldest);
    return uri;
  }

  dispose(): void {
    this.#registration.dispose();
  }
}
