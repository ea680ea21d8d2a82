import * as vscode from 'vscode';
import { touches } from '../../domain/change.ts';
import type { AnswerEditors } from '../editors/answerEditors.ts';
import { ProjectPart, type Projects } from '../session/projects.ts';
import { scoresText, scoresWords } from './scorePicks.ts';

/** "A 5 · B 3" in the status bar while an editor shows a response or its correction; a click scores. */
export class ScoreStatus extends ProjectPart {
  readonly #item = this.own(
    vscode.window.createStatusBarItem('touchstone.score', vscode.StatusBarAlignment.Left, 9),
  );
  readonly #editors: AnswerEditors;
  #serial = 0;

  constructor(projects: Projects, editors: AnswerEditors) {
    super(projects);
    this.#editors = editors;
    this.#item.name = vscode.l10n.t('Touchstone: scores');
    this.#item.command = 'touchstone.scoreTask';
    this.own(
      editors.onDidChange(() => this.#update()),
      projects.onDidChange(({ tasks }) => {
        const shown = this.#editors.current?.taskId;
        if (!tasks || (shown !== undefined && touches(tasks, shown, 'answer'))) this.#update();
      }),
    );
  }

  #update(): void {
    // Its store may be closed meanwhile, or the task be gone.
    this.#show(++this.#serial).catch(() => this.#item.hide());
  }

  async #show(serial: number): Promise<void> {
    const { session } = this.projects;
    const taskId = this.#editors.current?.taskId;
    if (!session || taskId === undefined) return this.#item.hide();
    const look = await session.look(taskId);
    if (serial !== this.#serial) return;
    const { rubric } = session.project.config;
    const words = scoresWords(look, rubric);
    this.#item.text = `$(star) ${scoresText(look, rubric)}`;
    this.#item.tooltip = [...words, vscode.l10n.t('Click to score')].join('\n');
    this.#item.accessibilityInformation = {
      label: [...words, vscode.l10n.t('score')].join(', '),
      role: 'button',
    };
    this.#item.show();
  }
}
