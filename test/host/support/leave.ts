import { deepEqual } from 'node:assert/strict';
import * as vscode from 'vscode';
import { extension } from './extension.ts';
import { until } from './harness.ts';

/** Leaves the window as the next file is to find it: no editor, no terminal. A setting that a file left behind fails it. */
export async function leave(): Promise<void> {
  await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  // One that was about to open when the others went opens afterwards.
  await until('all terminals are gone', () => {
    for (const terminal of vscode.window.terminals) terminal.dispose();
    return vscode.window.terminals.length === 0;
  });
  const { contributes } = extension().packageJSON as {
    contributes: { configuration: { properties: Record<string, unknown> } };
  };
  const configuration = vscode.workspace.getConfiguration();
  // What the window begins with: nothing runs that a test has not asked for.
  const begun: Record<string, unknown> = { 'touchstone.run.checkDataset': false };
  const changed = Object.keys(contributes.configuration.properties).filter(
    (name) => configuration.inspect(name)?.globalValue !== begun[name],
  );
  deepEqual(changed, [], 'no setting of the user’s is left changed');
}
