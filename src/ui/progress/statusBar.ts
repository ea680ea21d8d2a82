import * as vscode from 'vscode';
import { concerns } from '../../domain/change.ts';
import { decimal } from '../../platform/displayLanguage.ts';
import { settings } from '../common/services.ts';
import { isOther } from '../session/projectChange.ts';
import { ProjectPart, type Projects } from '../session/projects.ts';
import type { Session } from '../session/session.ts';
import type { Queues } from '../queue/queues.ts';
import { paceWords } from './paceTracker.ts';
import { meanScores } from '../common/taskText.ts';

const counted = ['task', 'response', 'answer', 'outbox'] as const;

/** One short item: how much is judged, and what is not yet sent. */
export class StatusBar extends ProjectPart {
  readonly #item = this.own(
    vscode.window.createStatusBarItem('touchstone.progress', vscode.StatusBarAlignment.Left, 10),
  );
  #timer: NodeJS.Timeout | undefined;
  #busy: string | undefined;
  /** Read anew when a task was judged. */
  #pace: { key: string; lines: string[] } = { key: '', lines: [] };
  readonly #queues: Queues;

  constructor(projects: Projects, queues: Queues) {
    super(projects);
    this.#queues = queues;
    this.#item.name = 'Touchstone';
    this.#item.command = 'touchstone.nextTask';
    this.own(
      projects.onDidChange((change) => {
        if (isOther(change) || change.config || concerns(change.tasks, ...counted)) this.#soon();
      }),
    );
  }

  /** Shows work in progress ("Pushing 3 of 12…"); nothing ends it. */
  busy(text: string | undefined): void {
    this.#busy = text;
    this.#soon();
  }

  #soon(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.#update(this.projects.session).catch(() => this.#item.hide()); // its store was closed meanwhile
    }, 50);
  }

  async #update(session: Session | undefined): Promise<void> {
    if (!session) return this.#item.hide();
    const { scores, ...counts } = await session.overview();
    const judged = counts.byState.submitted + counts.byState.discarded;
    const key = `${session.folder}\n${session.annotator}\n${judged}\n${settings.showTimes()}`;
    if (this.#pace.key !== key) this.#pace = { key, lines: (await paceWords(session, this.#queues)).pace };
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
      ...(counts.held > 0
        ? [vscode.l10n.t('Of these, held back while they are drafts again: {0}', counts.held)]
        : []),
      ...this.#pace.lines,
    ];
    const open = counts.total - judged;
    lines.push(...meanScores(session.project.config, scores, !session.project.config.blind || open === 0));
    this.#item.tooltip = lines.join('\n');
    this.#item.accessibilityInformation = { label: lines.join(', ') };
    this.#item.show();
  }

  override dispose(): void {
    clearTimeout(this.#timer);
    super.dispose();
  }
}
