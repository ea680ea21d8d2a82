import { existsSync } from 'node:fs';
import * as path from 'node:path';
import * as vscode from 'vscode';
import type { Session } from '../session/session.ts';

/**
 * Opens what judges are asked in an editor. Where the project has no file for it, Touchstone's own words stand in a new one, which comes to
 * be when it is saved. Resolves to its path.
 */
export async function openPrompt(session: Session): Promise<string> {
  const uri = vscode.Uri.file(path.join(session.folder, session.project.config.judgePrompt));
  if (existsSync(uri.fsPath)) {
    await vscode.window.showTextDocument(uri);
    return uri.fsPath;
  }
  const { ownPrompt } = await import('../../judge/modelWork.ts');
  const document = await vscode.workspace.openTextDocument(uri.with({ scheme: 'untitled' }));
  if (document.getText() === '') {
    const edit = new vscode.WorkspaceEdit();
    edit.insert(document.uri, new vscode.Position(0, 0), ownPrompt);
    await vscode.workspace.applyEdit(edit);
  }
  await vscode.window.showTextDocument(document);
  return uri.fsPath;
}
