import * as vscode from 'vscode';
import type { InsightsState } from '../../protocol/insightsMessages.ts';
import { isUnderTest, judgeName, type ProjectConfig } from '../../project/config.ts';
import { confirm } from '../common/notifications.ts';
import type { Session } from '../session/session.ts';

/** Whether the models are called by their names: in a blind project not while the annotator has something left to score. */
export class ShownNames {
  /** Undefined: as the project has it. */
  #wanted: boolean | undefined;

  /** For another project, or another annotator. */
  forget(): void {
    this.#wanted = undefined;
  }

  async of(session: Session): Promise<Pick<InsightsState, 'models' | 'blind'> & { isShown: boolean }> {
    const { blind, models } = session.project.config;
    const names: [string, string] = [models[0].name, models[1].name];
    if (!blind) return { models: names, isShown: true };
    const open = await openTasks(session);
    const isShown = this.#wanted ?? open === 0;
    return {
      isShown,
      models: isShown ? names : [vscode.l10n.t('Model 1'), vscode.l10n.t('Model 2')],
      blind: {
        text: isShown ? shownText(open) : hiddenText(open),
        action: isShown ? vscode.l10n.t('Hide Names') : vscode.l10n.t('Show Names'),
      },
    };
  }

  /** Asks where looking unblinds. Resolves to whether it was changed. */
  async toggle(session: Session): Promise<boolean> {
    const open = await openTasks(session);
    const isShown = this.#wanted ?? open === 0;
    if (!isShown && open > 0 && !(await isWanted(open))) return false;
    this.#wanted = !isShown;
    return true;
  }
}

function isWanted(open: number): Promise<boolean> {
  return confirm(
    vscode.l10n.t('Show the names of the models?'),
    vscode.l10n.t('Show Names'),
    vscode.l10n.t(
      'Left to score: {0}. Who knows which model does better may judge differently: this project is blind for that reason.',
      open,
    ),
  );
}

function hiddenText(open: number): string {
  return open > 0
    ? vscode.l10n.t('Blind: names are hidden until nothing is left to score ({0} now).', open)
    : vscode.l10n.t('Blind: names are hidden.');
}

function shownText(open: number): string {
  return open > 0
    ? vscode.l10n.t(
        'Names are shown though something is left to score ({0}): you do not judge that blind any more.',
        open,
      )
    : vscode.l10n.t('Nothing is left to score, so names are shown.');
}

/** What the annotator has still to score. */
async function openTasks(session: Session): Promise<number> {
  const { byState } = await session.overview();
  return byState['to-score'] + byState.draft;
}

/** Judges as they may be told: one that is a model under test has no name while those are hidden. */
export function judgesOf(
  config: ProjectConfig,
  [first]: InsightsState['models'],
): { judges: { id: string; label: string; isOwn: boolean }[]; hidden: string[] } {
  const names = config.models.map(({ name }) => name);
  const isHidden = first !== names[0];
  const judges = (config.judges ?? []).map((judge, i) => {
    const [id, isOwn] = [judgeName(judge), isUnderTest(judge, config)];
    return { id, isOwn, label: isOwn && isHidden ? vscode.l10n.t('Judge {0}', i + 1) : id };
  });
  return { judges, hidden: isHidden ? names : [] };
}
