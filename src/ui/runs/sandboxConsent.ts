import * as vscode from 'vscode';
import { joined } from '../common/taskText.ts';
import { sandboxInstall } from '../../runs/contract/sandbox.ts';
import { confirm } from '../common/notifications.ts';
import type { Services } from '../common/services.ts';

const key = 'runWithoutSandbox';

/** Whether a project's responses may run without a sandbox where there is none: asked once per project, in plain words. */
export class RunConsent {
  readonly #memory: vscode.Memento;
  #asking: Promise<boolean> | undefined;

  constructor({ extension }: Services) {
    this.#memory = extension.workspaceState;
  }

  #folders(): string[] {
    return this.#memory.get<string[]>(key, []);
  }

  given(folder: string): boolean {
    return this.#folders().includes(folder);
  }

  /** Resolves to the remembered answer, or asks and says why; several that ask at once get one question. */
  ask(folder: string, reason: string): Promise<boolean> {
    if (this.given(folder)) return Promise.resolve(true);
    this.#asking ??= this.#question(folder, reason).finally(() => (this.#asking = undefined));
    return this.#asking;
  }

  async #question(folder: string, reason: string): Promise<boolean> {
    const install = sandboxInstall();
    const detail = [
      reason,
      vscode.l10n.t(
        'The code was written by a model. Without a sandbox it runs with your rights: it can read and change your files and use your network. Only a time limit and a folder of its own hold it.',
      ),
      vscode.l10n.t(
        'Tools in the project’s folder that it runs with, such as the Python of a virtual environment, run in the same way.',
      ),
      install ? vscode.l10n.t('To have a sandbox: {0}', install) : '',
      vscode.l10n.t(
        'Your answer counts for this project until you run "Touchstone: Ask Again Before Running Without a Sandbox".',
      ),
    ];
    const given = await confirm(
      vscode.l10n.t('There is no sandbox on this machine. Run the responses of this project without one?'),
      vscode.l10n.t('Run Without a Sandbox'),
      joined('\n\n', ...detail),
    );
    // A dialog does not give the focus back to a panel, whose keys would then do nothing.
    await vscode.commands.executeCommand('workbench.action.focusActiveEditorGroup');
    if (!given) return false;
    await this.#memory.update(key, [...this.#folders(), folder]);
    return true;
  }

  /** Resolves to whether there was a remembered answer. */
  async forget(folder: string): Promise<boolean> {
    const had = this.given(folder);
    const others = this.#folders().filter((other) => other !== folder);
    await this.#memory.update(key, others);
    return had;
  }
}
