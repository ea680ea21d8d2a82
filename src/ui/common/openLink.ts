import * as vscode from 'vscode';

/** Opens a link that somebody clicked in a page of ours; VS Code asks before it opens a domain that is not trusted. */
export async function openLink(href: string): Promise<void> {
  const uri = vscode.Uri.parse(href, true);
  if (['http', 'https', 'mailto'].includes(uri.scheme)) await vscode.env.openExternal(uri);
}
