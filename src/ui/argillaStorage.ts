import * as vscode from 'vscode';
import type { Connection } from '../argilla/connect.ts';
import type { Session } from './session.ts';

/** A Space without persistent storage forgets everything: asked once, before anything is sent. */
export async function storageIsSafe(
  { session, connection }: { session: Session; connection: Connection },
  quiet = false,
): Promise<boolean> {
  const { isSpace, storageWarning, storageWarningKey } = await import('../argilla/space.ts');
  if (!isSpace(connection.origin)) return true;
  const key = storageWarningKey(connection.origin);
  if (await session.store.getMeta(key)) return true;
  if (quiet) return false;
  const choice = await vscode.window.showWarningMessage(
    storageWarning.message,
    { modal: true, detail: storageWarning.detail },
    storageWarning.push,
    storageWarning.learn,
  );
  if (choice === storageWarning.learn) await vscode.env.openExternal(vscode.Uri.parse(storageWarning.url));
  if (choice !== storageWarning.push) return false;
  await session.store.setMeta(key, 'yes');
  return true;
}
