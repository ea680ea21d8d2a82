import { ok } from 'node:assert/strict';
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { TouchstoneApi } from '../../../src/ui/api/api.ts';

export const id = 'touchstone.touchstone';

export function extension(): vscode.Extension<TouchstoneApi> {
  const found = vscode.extensions.getExtension<TouchstoneApi>(id);
  ok(found, `the extension ${id} is installed`);
  return found;
}

export async function api(): Promise<TouchstoneApi> {
  return extension().activate();
}

export function workspaceFolder(): string {
  const folder = vscode.workspace.workspaceFolders?.[0];
  ok(folder, 'a folder is open');
  return folder.uri.fsPath;
}

/** The copy of the sample project inside the workspace. */
export function sampleFolder(): string {
  return join(workspaceFolder(), 'sample');
}

/** Opens the sample project; always a workspace folder's, as a user would. */
export async function openSample(): Promise<TouchstoneApi> {
  const touchstone = await api();
  await touchstone.openProject(vscode.Uri.file(sampleFolder()));
  return touchstone;
}
