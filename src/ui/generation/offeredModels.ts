import * as vscode from 'vscode';

/** Whether VS Code offers language models; looked for at first need, since that wakes the extensions which offer them. */
export class OfferedModels implements vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<void>();
  #listening: vscode.Disposable | undefined;
  #any = false;

  readonly onDidChange = this.#changed.event;

  /** As far as it is known yet. */
  get any(): boolean {
    if (!this.#listening) {
      this.#listening = vscode.lm.onDidChangeChatModels(() => void this.#look());
      void this.#look();
    }
    return this.#any;
  }

  async #look(): Promise<void> {
    const found = await Promise.resolve(vscode.lm.selectChatModels()).catch(() => []);
    if (found.length > 0 === this.#any) return;
    this.#any = found.length > 0;
    this.#changed.fire();
  }

  dispose(): void {
    this.#listening?.dispose();
    this.#changed.dispose();
  }
}
