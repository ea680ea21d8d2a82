import * as vscode from 'vscode';
import { isOwnName } from '../../domain/namesOfPeople.ts';
import type { Store } from '../../store/api/store.ts';
import { settings, type Services } from '../common/services.ts';
import type { Identities } from './identities.ts';

/**
 * Keeps the name that the user has given themselves with this editor's id in the project's database, from where exports have it. What
 * does not succeed is no reason not to open a project.
 */
export async function keepOwnName({ log }: Services, store: Store, { local }: Identities): Promise<void> {
  const given = settings.annotatorName();
  const name = isOwnName(given) ? given : '';
  if (name !== given) log.warn('touchstone.annotatorName has control characters and is not used.');
  try {
    const { label = '' } = await store.whoIs(local);
    if (label !== name) await store.introduce(local, name);
  } catch (error) {
    log.debug(String(error));
  }
}

/** Told when the user has given themselves another name. */
export function onDidChangeOwnName(listener: () => void): vscode.Disposable {
  return vscode.workspace.onDidChangeConfiguration((event) => {
    if (event.affectsConfiguration('touchstone.annotatorName')) listener();
  });
}
