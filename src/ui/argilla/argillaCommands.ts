import { notice, offer, withProgress } from '../common/notifications.ts';
import * as path from 'node:path';
import * as vscode from 'vscode';
import * as z from 'zod';
import { TouchstoneError } from '../../platform/errors.ts';
import { type Services } from '../common/services.ts';
import { askSecret, pickItem } from '../common/quickPicks.ts';
import { joined } from '../common/taskText.ts';
import { isTreeNode } from '../queue/treeItems.ts';
import type { CommandParts, Commands } from '../session/commands.ts';
import { chooseMine } from '../session/whoseAnswers.ts';
import type { ArgillaController } from './argillaController.ts';
import { saveToken } from './saveToken.ts';

interface ArgillaParts extends CommandParts {
  argilla: ArgillaController;
  walkthrough: { done(step: 'share'): void };
}

const exportArguments = z.strictObject({
  format: z.enum(['csv', 'jsonl', 'json', 'parquet']),
  path: z.string(),
  /** `annotated` (default): everything; `bare`: the instruction and the two responses alone. */
  shape: z.enum(['annotated', 'bare']).optional(),
});

/** Signing in, Argilla, and getting the data out. */
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
      const { whoami } = await import('../../models/whoami.ts');
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
    updateGuidelines: () => argilla.updateGuidelines(),

    async export(given) {
      // A view's title passes the node that has the focus.
      const argument = isTreeNode(given) ? undefined : given;
      const session = await projects.need();
      const { exportRows } = await import('../../export/exportRows.ts');
      const wanted =
        argument === undefined ? await askExport(session.folder) : exportArguments.safeParse(argument).data;
      if (!wanted) {
        if (argument === undefined) return undefined;
        throw new TouchstoneError('export-failed', vscode.l10n.t('export takes { format, path, shape? }.'));
      }
      const result = await withProgress(vscode.l10n.t('Exporting'), (_report, signal) =>
        exportRows({
          store: session.store,
          project: session.project,
          format: wanted.format,
          shape: wanted.shape ?? 'annotated',
          path: path.resolve(session.folder, wanted.path),
          annotator: session.annotator,
          signal,
        }),
      );
      walkthrough.done('share');
      if (argument === undefined) {
        const written = vscode.l10n.t('{0} rows written to {1}.', result.rows, path.basename(result.path));
        const { withdrawn } = (await session.overview()).byState;
        const without =
          withdrawn > 0
            ? vscode.l10n.t('Left out: {0} tasks that are no longer in the dataset.', withdrawn)
            : '';
        const text = joined(' ', written, without);
        const open = () => vscode.commands.executeCommand('vscode.open', vscode.Uri.file(result.path));
        offer(services.log, text, { [vscode.l10n.t('Open')]: open });
      }
      return result;
    },
  } satisfies Commands;
}

/** VS Code's own editor of keys, with those of this extension alone. */
export function changeKeys({ extension }: Services): Thenable<unknown> {
  return vscode.commands.executeCommand(
    'workbench.action.openGlobalKeybindings',
    `@ext:${extension.extension.id}`,
  );
}

async function askExport(folder: string): Promise<z.output<typeof exportArguments> | undefined> {
  const shape = await pickItem(
    [
      {
        label: vscode.l10n.t('Annotated table'),
        description: vscode.l10n.t('responses, scores, corrections, runs, provenance'),
        value: 'annotated' as const,
      },
      {
        label: vscode.l10n.t('Responses only'),
        description: 'instructions, response_model_1, response_model_2',
        value: 'bare' as const,
      },
    ],
    vscode.l10n.t('What do you want to export?'),
  );
  if (!shape) return undefined;
  const format = await pickItem(
    [
      { label: 'CSV', value: 'csv' as const },
      { label: 'JSON Lines', value: 'jsonl' as const },
      { label: 'Parquet', value: 'parquet' as const },
      { label: 'JSON', value: 'json' as const },
    ],
    vscode.l10n.t('In which format?'),
  );
  if (!format) return undefined;
  const uri = await vscode.window.showSaveDialog({
    defaultUri: vscode.Uri.file(
      path.join(folder, `${shape.value === 'bare' ? 'responses' : 'annotations'}.${format.value}`),
    ),
  });
  return uri && { format: format.value, path: uri.fsPath, shape: shape.value };
}
