import * as vscode from 'vscode';
import type { Connection } from '../../argilla/dataset/connect.ts';
import { mayBeSent } from '../session/projectStore.ts';
import type { Session } from '../session/session.ts';

/**
 * Whether anything may be sent. A database that was made elsewhere is another's until the user says otherwise, and a Space without
 * persistent storage forgets everything: each is asked once, before anything is sent.
 */
export async function storageIsSafe(
  { session, connection }: { session: Session; connection: Connection },
  quiet = false,
): Promise<boolean> {
  if (!(await mayBeSent(session.store, quiet))) return false;
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
