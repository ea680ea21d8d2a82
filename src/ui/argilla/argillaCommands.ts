import { notice } from '../common/notifications.ts';
import * as vscode from 'vscode';
import { type Services } from '../common/services.ts';
import { askSecret, pickItem } from '../common/quickPicks.ts';
import { isSure, type CommandParts, type Commands } from '../session/commands.ts';
import { chooseMine } from '../session/whoseAnswers.ts';
import type { ArgillaController } from './argillaController.ts';
import { saveToken } from './saveToken.ts';

interface ArgillaParts extends CommandParts {
  argilla: ArgillaController;
  walkthrough: { done(step: 'share'): void };
}

/** Signing in, and Argilla. */
export function outsideCommands({ projects, argilla, walkthrough }: ArgillaParts) {
  const { services } = projects;

  return {
    changeKeys: () => changeKeys(services),

    async signIn() {
      const { secrets } = projects.session ?? services;
      const found = await secrets.foundHuggingFaceToken();
      const saved = await secrets.huggingFaceToken();
      type Way = 'found' | 'paste' | 'forget';
      const items: (vscode.QuickPickItem & { way: Way })[] = [
        ...(found
          ? [{ label: vscode.l10n.t('$(key) Use the token found in {0}', found.from), way: 'found' as const }]
          : []),
        {
          label: vscode.l10n.t('$(clippy) Paste a token'),
          description: 'https://huggingface.co/settings/tokens',
          way: 'paste',
        },
        ...(saved?.from === 'VS Code'
          ? [{ label: vscode.l10n.t('$(trash) Forget the saved token'), way: 'forget' as const }]
          : []),
      ];
      const placeHolder = vscode.l10n.t('Sign in to Hugging Face');
      const way = items.length === 1 ? 'paste' : (await pickItem(items, placeHolder))?.way;
      if (!way) return undefined;
      if (way === 'forget') return secrets.deleteHuggingFaceToken();
      const token =
        way === 'found'
          ? found?.token
          : await askSecret(
              vscode.l10n.t('Hugging Face token (read access and "Make calls to Inference Providers")'),
            );
      if (!token?.trim()) return undefined;
      const { whoami } = await import('../connection/connectionWork.ts');
      const user = await whoami(token.trim(), { http: services.http, secrets });
      // A saved token would go before the one that was chosen.
      if (way === 'paste') await secrets.saveHuggingFaceToken(token.trim());
      else {
        await secrets.deleteHuggingFaceToken();
        await secrets.allow(secrets.hub);
      }
      void vscode.window.showInformationMessage(
        notice(vscode.l10n.t('Signed in to Hugging Face as {0}.', user.name)),
      );
      return user.name;
    },

    saveToken: (argument?: unknown) =>
      saveToken({ projects, argilla }, { address: typeof argument === 'string' ? argument : undefined }),

    connectArgilla: () => argilla.connect(),
    whoseAnswers: async (argument?: unknown) => chooseMine(await projects.need(), argument),
    async push() {
      const result = await argilla.pushWithProgress();
      if (result) walkthrough.done('share');
      return result;
    },
    pull: () => argilla.pullWithProgress(),
    /** `{ confirm: false }`: whoever calls has decided already. */
    pushSuggestions: (argument?: unknown) => argilla.pushSuggestions(isSure(argument)),
    updateGuidelines: () => argilla.updateGuidelines(),
  } satisfies Commands;
}

/** VS Code's own editor of keys, with those of this extension alone. */
export function changeKeys({ extension }: Services): Thenable<unknown> {
  return vscode.commands.executeCommand(
    'workbench.action.openGlobalKeybindings',
    `@ext:${extension.extension.id}`,
  );
}
