import * as vscode from 'vscode';
import type { Side } from '../../domain/annotation.ts';
import { responseOf } from '../../domain/sides.ts';
import { concerns } from '../../domain/change.ts';
import { ProjectPart, type Projects } from '../session/projects.ts';
import type { AnswerEditors } from './answerEditors.ts';
import { tagLenses } from './tagLenses.ts';
import { responseScheme } from './responseDocuments.ts';

const runCommand = { A: 'runResponse1', B: 'runResponse2', correction: 'runCorrection' };

/** Run, score, diff and correct, above the code of a response or its correction. */
export class ResponseLenses extends ProjectPart implements vscode.CodeLensProvider {
  readonly #changed = this.own(new vscode.EventEmitter<void>());
  readonly #editors: AnswerEditors;

  readonly onDidChangeCodeLenses = this.#changed.event;

  constructor(projects: Projects, editors: AnswerEditors) {
    super(projects);
    this.#editors = editors;
    this.own(
      vscode.languages.registerCodeLensProvider(
        [{ scheme: responseScheme }, { scheme: 'file', pattern: '**/.touchstone/corrections/*' }],
        this,
      ),
      editors.onDidChange(() => this.#changed.fire()),
      projects.onDidChange((change) => {
        if (!change.tasks || concerns(change.tasks, 'answer', 'run', 'response')) this.#changed.fire();
      }),
    );
  }

  async provideCodeLenses(document: vscode.TextDocument): Promise<vscode.CodeLens[]> {
    const ref = this.#editors.of(document.uri);
    const session = this.projects.session;
    if (!ref || !session) return [];
    const look = await session.look(ref.taskId);
    const shown = responseOf(look.shownOrder, ref.side);
    const subject = ref.subject === 'correction' ? ref.subject : shown;
    const score = shown === 1 ? look.annotation?.score1 : look.annotation?.score2;
    const run = look.runs.filter((r) => r.response === subject).at(-1);
    const top = new vscode.Range(0, 0, 0, 0);
    const lens = (icon: string, title: string, command: string, ...args: unknown[]): vscode.CodeLens =>
      new vscode.CodeLens(top, {
        title: `$(${icon}) ${title}`,
        command: `touchstone.${command}`,
        arguments: [ref.taskId, ...args],
      });
    const outcome = run
      ? run.timedOut
        ? vscode.l10n.t('timed out')
        : run.exitCode === 0
          ? '✓'
          : `✗ ${run.exitCode ?? run.signal ?? ''}`
      : '';
    const review = lens('open-preview', vscode.l10n.t('Review'), 'openTask');
    const scoreTask = lens('star', vscode.l10n.t('Score'), 'scoreTask');
    if (ref.subject === 'task') {
      const open = (side: Side) =>
        lens('go-to-file', vscode.l10n.t('Response {0}', side), 'openResponse', side);
      return [open('A'), open('B'), scoreTask, review];
    }
    const runs =
      vscode.workspace.isTrusted && ref.part === 'code'
        ? [lens('play', `${vscode.l10n.t('Run')} ${outcome}`.trim(), runCommand[ref.subject])]
        : [];
    const withCorrection = (...sides: Side[]) =>
      sides
        .filter(() => look.annotation?.correction)
        .map((side) =>
          lens('diff', vscode.l10n.t('Response {0} ↔ correction', side), 'compareWithCorrection', side),
        );
    if (ref.subject === 'correction') return [...runs, scoreTask, ...withCorrection('A', 'B'), review];
    const scored = score === undefined ? vscode.l10n.t('Score') : vscode.l10n.t('Score: {0}', score);
    const other = ref.side === 'A' ? 'B' : 'A';
    return [
      ...runs,
      lens('star', scored, 'scoreResponse', ref.side),
      lens('diff', vscode.l10n.t('Diff with Response {0}', other), 'compareInDiffEditor'),
      lens('edit', vscode.l10n.t('Correct'), 'correct', ref.side),
      ...withCorrection(ref.side),
      review,
      ...tagLenses(look, shown, document.getText()),
    ];
  }
}
