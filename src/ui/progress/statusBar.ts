import * as vscode from 'vscode';
import { decimal } from '../../platform/displayLanguage.ts';
import { settings } from '../common/services.ts';
import type { Projects } from '../session/projects.ts';
import type { Session } from '../session/session.ts';
import { meanScores } from '../common/taskText.ts';

/** One short item: how much is judged, and what is not yet sent. */
export class StatusBar implements vscode.Disposable {
  readonly #item = vscode.window.createStatusBarItem(
    'touchstone.progress',
    vscode.StatusBarAlignment.Left,
    10,
  );
  readonly #projects: Projects;
  readonly #disposables: vscode.Disposable[];
  #listening: { dispose(): void } | undefined;
  #timer: NodeJS.Timeout | undefined;
  #busy: string | undefined;
  /** Read anew when a task was judged. */
  #pace: { key: string; lines: string[] } = { key: '', lines: [] };
  /** Words on how fast one is, for the tooltip. */
  paceLines: (session: Session) => Promise<string[]> = () => Promise.resolve([]);

  constructor(projects: Projects) {
    this.#projects = projects;
    this.#item.name = 'Touchstone';
    this.#item.command = 'touchstone.nextTask';
    this.#disposables = [
      this.#item,
      projects.onDidChangeSession((session) => {
        this.#listening?.dispose();
        this.#listening = session?.onDidChange(() => this.#soon());
        this.#soon();
      }),
    ];
  }

  /** Shows work in progress ("Pushing 3 of 12…"); nothing ends it. */
  busy(text: string | undefined): void {
    this.#busy = text;
    this.#soon();
  }

  #soon(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.#update(this.#projects.session).catch(() => this.#item.hide()); // its store was closed meanwhile
    }, 50);
  }

  async #update(session: Session | undefined): Promise<void> {
    if (!session) return this.#item.hide();
    const [counts, scores] = await Promise.all([
      session.store.counts(session.annotator),
      session.store.scores(session.annotator),
    ]);
    const judged = counts.byState.submitted + counts.byState.discarded;
    const key = `${session.folder}\n${session.annotator}\n${judged}\n${settings.showTimes}`;
    if (this.#pace.key !== key) this.#pace = { key, lines: await this.paceLines(session) };
    const parts = [`$(check) ${judged}/${counts.total}`];
    if (counts.unsent > 0 && session.project.config.argilla)
      parts.push(`${counts.blocked > 0 ? '$(warning)' : '$(cloud-upload)'} ${counts.unsent}`);
    if (scores.some((score) => score.count > 0))
      parts.push(`⌀ ${scores.map((s) => (s.mean === undefined ? '–' : decimal(s.mean, 1))).join(' / ')}`);
    if (this.#busy) parts.push(`$(sync~spin) ${this.#busy}`);
    this.#item.text = parts.join('  ');
    const lines = [
      vscode.l10n.t('{0}: {1} of {2} tasks judged', session.project.config.name, judged, counts.total),
      ...(counts.unsent > 0 && session.project.config.argilla
        ? [vscode.l10n.t('Answers not yet sent to Argilla: {0}', counts.unsent)]
        : []),
      ...(counts.blocked > 0
        ? [vscode.l10n.t('Of these, waiting for your decision (Push to Argilla): {0}', counts.blocked)]
        : []),
      ...this.#pace.lines,
    ];
    const open = counts.total - judged;
    lines.push(...meanScores(session.project.config, scores, !session.project.config.blind || open === 0));
    this.#item.tooltip = lines.join('\n');
    this.#item.accessibilityInformation = { label: lines.join(', ') };
    this.#item.show();
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#listening?.dispose();
    for (const d of this.#disposables) d.dispose();
  }
}
