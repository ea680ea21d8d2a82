import * as path from 'node:path';
import * as vscode from 'vscode';
import * as z from 'zod';
import { TouchstoneError } from '../../platform/errors.ts';
import { signalOf } from '../common/services.ts';
import { notice } from '../common/notificationText.ts';
import { isTreeNode } from '../queue/treeItems.ts';
import { withProgress, type App, type Commands } from '../common/commands.ts';

const exportArguments = z.strictObject({
  format: z.enum(['csv', 'jsonl', 'json', 'parquet']),
  path: z.string(),
  /** `annotated` (default): everything; `bare`: the instruction and the two responses alone. */
  shape: z.enum(['annotated', 'bare']).optional(),
});

/** Signing in, Argilla, and getting the data out. */
export function outsideCommands(app: App): Commands {
  const { projects, services, argilla, walkthrough } = app;
  const { secrets } = services;

  return {
    /** In VS Code's own editor of keys, those of this extension alone. */
    changeKeys: () =>
      vscode.commands.executeCommand(
        'workbench.action.openGlobalKeybindings',
        `@ext:${services.extension.extension.id}`,
      ),

    async signIn() {
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
      const way =
        items.length === 1
          ? 'paste'
          : (
              await vscode.window.showQuickPick(items, {
                placeHolder: vscode.l10n.t('Sign in to Hugging Face'),
              })
            )?.way;
      if (!way) return undefined;
      if (way === 'forget') {
        await secrets.deleteHuggingFaceToken();
        return undefined;
      }
      const token =
        way === 'found'
          ? found?.token
          : await vscode.window.showInputBox({
              prompt: vscode.l10n.t(
                'Hugging Face token (read access and "Make calls to Inference Providers")',
              ),
              password: true,
              ignoreFocusOut: true,
            });
      if (!token?.trim()) return undefined;
      const { whoami } = await import('../../models/whoami.ts');
      const user = await whoami(token.trim(), { http: services.http, secrets });
      // A saved token would go before the one that was chosen.
      if (way === 'paste') await secrets.saveHuggingFaceToken(token.trim());
      else await secrets.deleteHuggingFaceToken();
      void vscode.window.showInformationMessage(
        notice(vscode.l10n.t('Signed in to Hugging Face as {0}.', user.name)),
      );
      return user.name;
    },

    /** A token for a server of one's own (a dedicated endpoint, a private Space, a local server with a key). */
    async saveToken(argument) {
      const urls = (projects.session?.project.config.models ?? []).flatMap((m) =>
        m.url ? [new URL(m.url).origin] : [],
      );
      const origin =
        typeof argument === 'string'
          ? argument
          : await vscode.window.showInputBox({
              prompt: vscode.l10n.t('Address of the server the token is for; it is sent nowhere else'),
              value: urls[0] ?? 'https://',
              ignoreFocusOut: true,
              validateInput: (v) =>
                /^https?:\/\/[^/]/.test(v) && URL.canParse(v)
                  ? undefined
                  : vscode.l10n.t('An http or https address.'),
            });
      if (!origin) return undefined;
      const token = await vscode.window.showInputBox({
        prompt: vscode.l10n.t('Token for {0} (leave empty to forget it)', new URL(origin).origin),
        password: true,
        ignoreFocusOut: true,
      });
      if (token === undefined) return undefined;
      if (token.trim()) await secrets.saveToken(origin, token.trim());
      else await secrets.deleteToken(origin);
      return new URL(origin).origin;
    },

    connectArgilla: () => argilla.connect(),
    async push() {
      const result = await withProgress(vscode.l10n.t('Pushing to Argilla'), (report, token) =>
        argilla.push(signalOf(token), { report }),
      );
      if (result) walkthrough.done('share');
      return result;
    },
    pull: () =>
      withProgress(vscode.l10n.t('Pulling from Argilla'), (_report, token) => argilla.pull(signalOf(token))),
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
      const result = await withProgress(vscode.l10n.t('Exporting'), (_report, token) =>
        exportRows({
          store: session.store,
          project: session.project,
          format: wanted.format,
          shape: wanted.shape ?? 'annotated',
          path: path.resolve(session.folder, wanted.path),
          annotator: session.annotator,
          signal: signalOf(token),
        }),
      );
      walkthrough.done('share');
      if (argument === undefined) {
        const open = vscode.l10n.t('Open');
        void vscode.window
          .showInformationMessage(
            notice(vscode.l10n.t('{0} rows written to {1}.', result.rows, path.basename(result.path))),
            open,
          )
          .then(
            (choice) =>
              choice === open && vscode.commands.executeCommand('vscode.open', vscode.Uri.file(result.path)),
          );
      }
      return result;
    },
  };
}

async function askExport(folder: string): Promise<z.output<typeof exportArguments> | undefined> {
  const shape = await vscode.window.showQuickPick(
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
    { placeHolder: vscode.l10n.t('What do you want to export?') },
  );
  if (!shape) return undefined;
  const format = await vscode.window.showQuickPick(
    [
      { label: 'CSV', value: 'csv' as const },
      { label: 'JSON Lines', value: 'jsonl' as const },
      { label: 'Parquet', value: 'parquet' as const },
      { label: 'JSON', value: 'json' as const },
    ],
    { placeHolder: vscode.l10n.t('In which format?') },
  );
  if (!format) return undefined;
  const uri = await vscode.window.showSaveDialog({
    defaultUri: vscode.Uri.file(
      path.join(folder, `${shape.value === 'bare' ? 'responses' : 'annotations'}.${format.value}`),
    ),
  });
  return uri && { format: format.value, path: uri.fsPath, shape: shape.value };
}
