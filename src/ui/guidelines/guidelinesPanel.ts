import * as vscode from 'vscode';
import { maxScore } from '../../project/rubricRules.ts';
import { guidelinesContract, type GuidelinesState } from '../../protocol/guidelinesMessages.ts';
import { textHandlers, WebviewHost } from '../webview/webviewHost.ts';
import { isOther } from '../session/projectChange.ts';
import { ProjectPart, type Projects } from '../session/projects.ts';
import type { Session } from '../session/session.ts';

const page = {
  viewType: 'touchstone.guidelines',
  file: 'guidelines',
  contract: guidelinesContract,
  findWidget: true,
};

/**
 * The guidelines and the scale, rendered, beside the review panel: Ctrl+F searches in them. They are the project's, so they are
 * shown like a response: sanitised, without scripts, images or anything from the network.
 */
export class GuidelinesPanel extends ProjectPart {
  readonly #host: WebviewHost<typeof guidelinesContract>;

  constructor(projects: Projects, acts: Record<'compare' | 'openFile', () => Promise<unknown>>) {
    super(projects);
    this.#host = this.own(
      new WebviewHost(projects.services, page, () => ({
        handlers: { compare: () => acts.compare(), edit: () => acts.openFile(), ...textHandlers },
        signals: {},
        ready: () => this.#send(),
        restore: async () => void (await projects.need()),
      })),
    );
    this.own(
      projects.onDidChange((change) => {
        if (isOther(change) || change.config) void this.#send();
      }),
    );
  }

  /** Opens them to the side, without taking the focus from the review. Resolves to their version. */
  async show(): Promise<string> {
    const session = await this.projects.need();
    const { panel } = this.#host;
    if (panel) panel.reveal(panel.viewColumn, true);
    else
      this.#host.create(vscode.l10n.t('Guidelines'), {
        viewColumn: vscode.ViewColumn.Beside,
        preserveFocus: true,
      });
    return session.project.guidelines.version;
  }

  async #send(): Promise<void> {
    const session = await this.projects.need().catch(() => undefined);
    if (session && this.#host.ready) this.#host.emit('state', { state: await stateOf(session) });
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
