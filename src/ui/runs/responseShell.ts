import * as vscode from 'vscode';
import type { Side } from '../../domain/annotation.ts';
import { asTouchstoneError } from '../../platform/errors.ts';
import { ownFolder } from '../../platform/ownFolder.ts';
import { Neutraliser } from '../../runs/process/neutralise.ts';
import type { Projects } from '../session/projects.ts';
import type { RunController } from './runController.ts';
import { RunTerminal } from './runTerminal.ts';

/**
 * Opens a shell of the response's language with its code loaded, in a terminal and under the same protection as a run. Resolves once
 * the shell is there. Errors: as `RunController.prepare`, `run-language` (no shell for it).
 */
export async function openShell(
  projects: Projects,
  runs: RunController,
  taskId: string,
  side: Side,
): Promise<vscode.Terminal> {
  const { service, prepared } = await runs.prepare(taskId, side);
  const session = await projects.need();
  await ownFolder(session.folder, '.touchstone', 'runs');
  const stop = new AbortController();
  const out = { stdout: new Neutraliser(), stderr: new Neutraliser() };
  const pty = new RunTerminal();
  const shell = await service.openShell(prepared, {
    signal: stop.signal,
    onOutput: (stream, chunk) => pty.print(out[stream].push(chunk)),
  });
  pty.note(`${shell.runner} · ${shell.protection}`);
  pty.note(vscode.l10n.t('Ctrl+D or Ctrl+C ends this shell.'));
  pty.attach({ write: shell.write, end: shell.end, stop: () => stop.abort() });
  shell.done
    .catch((error: unknown) => pty.note(asTouchstoneError(error).message, 'bad'))
    .finally(() => pty.finish());
  const terminal = vscode.window.createTerminal({
    name: vscode.l10n.t('Response {0}: shell', side),
    pty,
    iconPath: new vscode.ThemeIcon('terminal'),
  });
  terminal.show();
  return terminal;
}
