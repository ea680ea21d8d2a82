import * as vscode from 'vscode';
import type { Projects } from './projects.ts';
import { refOf, responseOf, responseScheme } from './responses.ts';

/** Run, score, diff and correct, above the code of a response. */
export class ResponseLenses implements vscode.CodeLensProvider, vscode.Disposable {
  readonly #projects: Projects;
  readonly #changed = new vscode.EventEmitter<void>();
  readonly #disposables: vscode.Disposable[];
  #listening: { dispose(): void } | undefined;

  readonly onDidChangeCodeLenses = this.#changed.event;

  constructor(projects: Projects) {
    this.#projects = projects;
    this.#disposables = [
      this.#changed,
      vscode.languages.registerCodeLensProvider({ scheme: responseScheme }, this),
      projects.onDidChangeSession((session) => {
        this.#listening?.dispose();
        this.#listening = session?.onDidChange(() => this.#changed.fire());
      }),
    ];
  }

  async provideCodeLenses(document: vscode.TextDocument): Promise<vscode.CodeLens[]> {
    const ref = refOf(document.uri);
    const session = this.#projects.session;
    if (!ref || !session) return [];
    const look = await session.look(ref.taskId);
    const response = responseOf(look.shownOrder, ref.side);
    const score = response === 1 ? look.annotation?.score1 : look.annotation?.score2;
    const run = look.runs.filter((r) => r.response === response).at(-1);
    const top = new vscode.Range(0, 0, 0, 0);
    const lens = (title: string, command: string, ...args: unknown[]): vscode.CodeLens =>
      new vscode.CodeLens(top, { title, command, arguments: args });
    const outcome = run
      ? run.timedOut
        ? vscode.l10n.t('timed out')
        : run.exitCode === 0
          ? '✓'
          : `✗ ${run.exitCode ?? run.signal ?? ''}`
      : '';
    return [
      ...(vscode.workspace.isTrusted && ref.part === 'code'
        ? [
            lens(`$(play) ${vscode.l10n.t('Run')} ${outcome}`.trim(), 'touchstone.runSides', ref.taskId, [
              ref.side,
            ]),
          ]
        : []),
      lens(
        `$(star) ${score === undefined ? vscode.l10n.t('Score') : vscode.l10n.t('Score: {0}', score)}`,
        'touchstone.scoreResponse',
        ref.taskId,
        ref.side,
      ),
      lens(
        `$(diff) ${vscode.l10n.t('Diff with Response {0}', ref.side === 'A' ? 'B' : 'A')}`,
        'touchstone.compareInDiffEditor',
        ref.taskId,
      ),
      lens(`$(edit) ${vscode.l10n.t('Correct')}`, 'touchstone.correct', ref.taskId, ref.side),
      lens(`$(open-preview) ${vscode.l10n.t('Review')}`, 'touchstone.openTask', ref.taskId),
    ];
  }

  dispose(): void {
    this.#listening?.dispose();
    for (const d of this.#disposables) d.dispose();
  }
}
