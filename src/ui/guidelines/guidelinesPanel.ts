import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';
import { maxScore } from '../../project/rubricRules.ts';
import {
  guidelinesToHostSchema,
  hostToGuidelinesSchema,
  type GuidelinesState,
  type HostToGuidelines,
} from '../../protocol/guidelinesMessages.ts';
import { reviewHtml } from '../webview/pageHtml.ts';
import type { Services } from '../common/services.ts';
import { showError } from '../common/showError.ts';
import { openLink } from '../common/openLink.ts';
import { pageStrings } from '../webview/pageStrings.ts';
import type { Projects } from '../session/projects.ts';
import type { Session } from '../session/session.ts';

const viewType = 'touchstone.guidelines';

/**
 * The guidelines and the scale, rendered, beside the review panel: Ctrl+F searches in them. They are the project's, so they are
 * shown like a response: sanitised, without scripts, images or anything from the network.
 */
export class GuidelinesPanel implements vscode.Disposable, vscode.WebviewPanelSerializer {
  readonly #services: Services;
  readonly #projects: Projects;
  readonly #disposables: vscode.Disposable[];
  #panel: vscode.WebviewPanel | undefined;

  constructor(services: Services, projects: Projects) {
    this.#services = services;
    this.#projects = projects;
    this.#disposables = [
      vscode.window.registerWebviewPanelSerializer(viewType, this),
      projects.onDidChangeSession(() => void this.#send()),
    ];
  }

  /** Opens them to the side, without taking the focus from the review. Resolves to their version. */
  async show(): Promise<string> {
    const session = await this.#projects.need();
    if (this.#panel) this.#panel.reveal(this.#panel.viewColumn, true);
    else
      this.#adopt(
        vscode.window.createWebviewPanel(
          viewType,
          vscode.l10n.t('Guidelines'),
          { viewColumn: vscode.ViewColumn.Beside, preserveFocus: true },
          { ...this.#options(), enableFindWidget: true },
        ),
      );
    return session.project.guidelines.version;
  }

  async deserializeWebviewPanel(panel: vscode.WebviewPanel): Promise<void> {
    panel.webview.options = this.#options();
    this.#adopt(panel);
    await this.#projects.need().catch((error: unknown) => {
      showError(error, this.#services.log);
      panel.dispose();
    });
  }

  #options(): vscode.WebviewOptions {
    const files = vscode.Uri.joinPath(this.#services.extension.extensionUri, 'dist', 'webview');
    return { enableScripts: true, enableCommandUris: false, enableForms: false, localResourceRoots: [files] };
  }

  #adopt(panel: vscode.WebviewPanel): void {
    this.#panel?.dispose();
    this.#panel = panel;
    const { extensionUri } = this.#services.extension;
    const file = (name: string): string =>
      panel.webview.asWebviewUri(vscode.Uri.joinPath(extensionUri, 'dist', 'webview', name)).toString();
    const icon = (name: string): vscode.Uri => vscode.Uri.joinPath(extensionUri, 'media', name);
    panel.iconPath = { light: icon('tab-light.svg'), dark: icon('tab-dark.svg') };
    panel.webview.html = reviewHtml({
      nonce: randomBytes(16).toString('base64'),
      cspSource: panel.webview.cspSource,
      scriptUri: file('guidelines.js'),
      styleUri: file('guidelines.css'),
      codiconUri: file('codicon.css'),
      lang: vscode.env.language,
      title: vscode.l10n.t('Guidelines'),
      strings: pageStrings(this.#services.log),
    });
    panel.webview.onDidReceiveMessage((message: unknown) => void this.#receive(message));
    panel.onDidDispose(() => {
      if (this.#panel === panel) this.#panel = undefined;
    });
  }

  async #receive(raw: unknown): Promise<void> {
    const parsed = guidelinesToHostSchema.safeParse(raw);
    if (!parsed.success) {
      this.#services.log.warn(`The page of the guidelines sent something unknown: ${parsed.error.message}`);
      return;
    }
    const message = parsed.data;
    switch (message.type) {
      case 'ready':
        return this.#send();
      case 'compare':
        await vscode.commands.executeCommand('touchstone.compareGuidelines');
        return;
      case 'edit':
        await vscode.commands.executeCommand('touchstone.openGuidelinesFile');
        return;
      case 'openLink':
        return openLink(message.href);
      case 'copy':
        await vscode.env.clipboard.writeText(message.text);
    }
  }

  async #send(): Promise<void> {
    const session = await this.#projects.need().catch(() => undefined);
    if (!session || !this.#panel) return;
    const message: HostToGuidelines = { type: 'state', state: await stateOf(session) };
    await this.#panel?.webview.postMessage(hostToGuidelinesSchema.parse(message));
  }

  dispose(): void {
    this.#panel?.dispose();
    for (const d of this.#disposables) d.dispose();
  }
}

async function stateOf(session: Session): Promise<GuidelinesState> {
  const { guidelines, config } = session.project;
  const { version, text } = guidelines;
  const { criteria, correctAtOrBelow: limit } = config.rubric;
  const versions = await session.store.guidelinesVersions(session.annotator);
  const older = versions
    .filter((one) => one.version !== version)
    .reduce((sum, { submitted, discarded }) => sum + submitted + discarded, 0);
  return {
    title: vscode.l10n.t('Guidelines, version {0}', version),
    version,
    text: text.trim() ? text : vscode.l10n.t('This project has no guidelines yet.'),
    rubric: {
      title: vscode.l10n.t('Points: 0 to {0} for each response', maxScore(config.rubric)),
      criteria: criteria.map(({ title, max, description, levels }) => ({
        title: vscode.l10n.t('{0}: 0 to {1}', title, max),
        description,
        levels,
      })),
      note:
        limit === undefined
          ? undefined
          : vscode.l10n.t('When both are at or below {0}, one of them is to be corrected.', limit),
    },
    changed:
      older > 0
        ? {
            words: vscode.l10n.t('Answers of yours that follow an older version: {0}.', older),
            action: vscode.l10n.t('Show What Changed'),
          }
        : undefined,
    edit: vscode.l10n.t('Open the File'),
  };
}
