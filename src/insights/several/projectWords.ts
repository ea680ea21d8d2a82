import * as l10n from '@vscode/l10n';
import type { InsightsState } from '../../protocol/insightsMessages.ts';
import { tasksCounted } from '../sections/figureWords.ts';
import type { ComparedProject, RefusedProject } from './comparedProject.ts';

/** How the page tells of a project that is compared, or is not. */
export function wordsOfProject(
  project: ComparedProject | RefusedProject,
): NonNullable<InsightsState['projects']>[number] {
  const { folder: id, name } = project;
  if ('refused' in project) return { id, name, text: project.refused, isCompared: false };
  const judged = l10n.t('{0} judged', tasksCounted(project.tasks.length));
  const text = project.isHidden ? l10n.t('{0}, blind: models are numbered', judged) : judged;
  return { id, name, text, isCompared: true };
}
