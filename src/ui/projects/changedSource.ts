import * as vscode from 'vscode';
import { offer } from '../common/notifications.ts';
import { ProjectPart, type Projects } from '../session/projects.ts';

/** Says so when the source of tasks is another one: else the former tasks stand there, as if nothing had been changed. */
export class ChangedSource extends ProjectPart {
  constructor(projects: Projects, load: () => unknown) {
    super(projects);
    this.own(
      projects.onDidChange(({ project, config }) => {
        if (project || !config?.has('tasks')) return;
        offer(
          this.log,
          vscode.l10n.t('The project’s tasks come from elsewhere, or from other columns now.'),
          {
            [vscode.l10n.t('Load Tasks')]: load,
          },
        );
      }),
    );
  }
}
