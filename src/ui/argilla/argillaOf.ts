import * as vscode from 'vscode';
import { TouchstoneError } from '../../platform/errors.ts';
import type { ProjectConfig } from '../../project/config.ts';
import type { Session } from '../session/session.ts';

/** Errors: `config-invalid`. */
export function argillaOf({ project }: Pick<Session, 'project'>): NonNullable<ProjectConfig['argilla']> {
  if (project.config.argilla) return project.config.argilla;
  throw new TouchstoneError('config-invalid', vscode.l10n.t('This project names no Argilla server.'), {
    action: vscode.l10n.t('Add an "argilla" section with url, workspace and dataset to touchstone.json.'),
  });
}
