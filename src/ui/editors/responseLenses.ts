import * as vscode from 'vscode';
import type { Projects } from '../session/projects.ts';
import type { AnswerEditors } from './answerEditors.ts';
import { responseOf, responseScheme } from './responseDocuments.ts';

/** Run, score, diff and correct, above the code of a response or its correction. */
export class ResponseLenses implements vscode.CodeLensProvider, vscode.Disposable {
  readonly #projects: Projects;
  readonly #changed = new vscode.EventEmitter<void>();
  readonly #editors: AnswerEditors;
  readonly #disposables: vscode.Disposable[];
  #listening: { dispose(): void } | undefined;

  readonly onDidChangeCodeLenses = this.#changed.event;

  constructor(projects: Projects, editors: AnswerEditors) {
    this.#projects = projects;
    this.#editors = editors;
    this.#disposables = [
      this.#changed,
      vscode.languages.registerCodeLensProvider(
        [{ scheme: responseScheme }, { scheme: 'file', pattern: '**/.touchstone/corrections/*' }],
        this,
      ),
      editors.onDidChange(() => this.#changed.fire()),
      projects.onDidChangeSession((session) => {
        this.#listening?.dispose();
        this.#listening = session?.onDidChange(() => this.#changed.fire());
      }),
    ];
  }

  async provideCodeLenses(document: vscode.TextDocument): Promise<vscode.CodeLens[]> {
    const ref = this.#editors.of(document.uri);
    const session = this.#projects.session;
    if (!ref || !session) return [];
    const look = await session.look(ref.taskId);
    const shown = responseOf(look.shownOrder, ref.side);
    const subject = ref.subject === 'correction' ? ref.subject : shown;
    const score = shown === 1 ? look.annotation?.score1 : look.annotation?.score2;
    const run = look.runs.filter((r) => r.response === subject).at(-1);
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
    const review = lens(`$(open-preview) ${vscode.l10n.t('Review')}`, 'touchstone.openTask', ref.taskId);
    if (ref.subject === 'task')
      return [
        ...(['A', 'B'] as const).map((side) =>
          lens(
            `$(go-to-file) ${vscode.l10n.t('Response {0}', side)}`,
            'touchstone.openResponse',
            ref.taskId,
            side,
          ),
        ),
        lens(`$(star) ${vscode.l10n.t('Score')}`, 'touchstone.scoreTask', ref.taskId),
        review,
      ];
    const runs =
      vscode.workspace.isTrusted && ref.part === 'code'
        ? [
            lens(`$(play) ${vscode.l10n.t('Run')} ${outcome}`.trim(), 'touchstone.runSides', ref.taskId, [
              ref.subject,
            ]),
          ]
        : [];
    const withCorrection = (side: 'A' | 'B'): vscode.CodeLens =>
      lens(
        `$(diff) ${vscode.l10n.t('Response {0} ↔ correction', side)}`,
        'touchstone.compareWithCorrection',
        ref.taskId,
        side,
      );
    if (ref.subject === 'correction')
      return [
        ...runs,
        lens(`$(star) ${vscode.l10n.t('Score')}`, 'touchstone.scoreTask', ref.taskId),
        ...(look.annotation?.correction ? [withCorrection('A'), withCorrection('B')] : []),
        review,
      ];
    return [
      ...runs,
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
      ...(look.annotation?.correction ? [withCorrection(ref.side)] : []),
      review,
    ];
  }

  dispose(): void {
    this.#listening?.dispose();
    for (const d of this.#disposables) d.dispose();
  }
}
