import * as vscode from 'vscode';

/**
 * When the palette or a pick closes, VS Code gives the focus back to the editor in front. To a page it sends word of that, and looks 50 ms
 * later whether it came; what the page hears late it takes all the same. A pick that was opened meanwhile then closes, and an editor
 * that was opened loses the focus again, with the keys that are typed for it.
 *
 * So who opens something asks the page afterwards whether it has the focus. The question goes the same way as VS Code's word and cannot
 * overtake it, and once something else has the focus VS Code sends no more.
 */
let ask: (() => Promise<boolean>) | undefined;

/** `how`: asks the page in front whether it has the focus. */
export function askPage(how: () => Promise<boolean>): vscode.Disposable {
  ask = how;
  return { dispose: () => (ask = undefined) };
}

/** Puts something in front, with the focus; once more where a page has taken that. */
export async function keepFocus<T>(put: () => Thenable<T>, again: (put: T) => Thenable<unknown>): Promise<T> {
  const there = await put();
  if (await ask?.()) await again(there);
  return there;
}

/** Resolves when the page has taken, or not, what VS Code gave back to it: what is opened then is not closed by that. */
export async function focusSettled(): Promise<void> {
  await ask?.();
}

/** Gives the quick input that was just opened the focus again where a page has taken it. */
export async function keepQuickInput(): Promise<void> {
  if (await ask?.()) await vscode.commands.executeCommand('workbench.action.focusQuickOpen');
}
