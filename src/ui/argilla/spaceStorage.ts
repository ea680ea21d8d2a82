import * as vscode from 'vscode';
import type { Connection } from '../../argilla/dataset/connect.ts';
import type { Session } from '../session/session.ts';

/** A Space without persistent storage forgets everything: asked once, before anything is sent. */
export async function storageIsSafe(
  { session, connection }: { session: Session; connection: Connection },
  quiet = false,
): Promise<boolean> {
  const { isSpace, storageWarning, storageWarningKey } = await import('../../argilla/index.ts');
  if (!isSpace(connection.origin)) return true;
  const key = storageWarningKey(connection.origin);
  if (await session.store.getMeta(key)) return true;
  if (quiet) return false;
  const { message, detail, push, learn, url } = storageWarning();
  const choice = await vscode.window.showWarningMessage(message, { modal: true, detail }, push, learn);
  if (choice === learn) await vscode.env.openExternal(vscode.Uri.parse(url));
  if (choice !== push) return false;
  await session.store.setMeta(key, 'yes');
  return true;
}
