import * as vscode from 'vscode';
import * as z from 'zod';
import { cancelled } from '../../../platform/errors.ts';
import { pickOne, type Answer } from '../../common/quickPicks.ts';
import type { Services } from '../../common/services.ts';

/** Answers of a project that was not finished: kept for the workspace, without secrets, which are never among them. */
const key = 'newProject';
const schema = z
  .array(z.object({ name: z.string(), value: z.json() }))
  .min(2)
  .max(200);

/** Answers to go on with; none where one begins anew. Errors: `cancelled`. */
export async function askToGoOn(services: Services): Promise<Answer[]> {
  const { data: kept } = schema.safeParse(services.extension.workspaceState.get(key));
  if (!kept) return [];
  const goOn = await pickOne({
    title: vscode.l10n.t('New Touchstone Project'),
    placeholder: vscode.l10n.t('A project was begun here'),
    items: [
      { label: vscode.l10n.t('$(debug-continue) Go on where you were'), value: true },
      { label: vscode.l10n.t('$(new-file) Begin anew'), value: false },
    ],
  });
  if (goOn === undefined || typeof goOn === 'symbol') throw cancelled();
  if (!goOn) await forgetAnswers(services);
  return goOn ? kept : [];
}

export async function keepAnswers({ extension }: Services, answers: readonly Answer[]): Promise<void> {
  const { data } = schema.safeParse(answers);
  await extension.workspaceState.update(key, data);
}

export async function forgetAnswers({ extension }: Services): Promise<void> {
  await extension.workspaceState.update(key, undefined);
}
