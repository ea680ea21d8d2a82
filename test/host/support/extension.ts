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

let own: string | undefined;

/** From now on, files work in this folder of the workspace. */
export function setOwnFolder(name: string): void {
  own = name;
}

/** The folder of the test file that runs, inside the workspace: no other file has written there. */
export function ownFolder(): string {
  ok(own, 'a file is running');
  return join(workspaceFolder(), own);
}

/** The file's own copy of the sample project. */
export function sampleFolder(): string {
  return join(ownFolder(), 'sample');
}

/** Opens the sample project; always a workspace folder's, as a user would. */
export async function openSample(): Promise<TouchstoneApi> {
  const touchstone = await api();
  await touchstone.openProject(vscode.Uri.file(sampleFolder()));
  return touchstone;
}
