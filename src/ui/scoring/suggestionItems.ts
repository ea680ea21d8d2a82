import type { SuggestionView } from '../../protocol/reviewViews.ts';
import * as vscode from 'vscode';
import type { Projects } from '../session/projects.ts';
import type { Look } from '../session/session.ts';
import { takeable } from '../../review/suggestionViews.ts';
import { takeAll } from '../answers/suggestionActs.ts';
import { clip, plain } from '../common/taskText.ts';

/** A line of the list of a task. */
export interface Step extends vscode.QuickPickItem {
  run?: () => unknown;
  /** The pick is shown again afterwards. */
  stays?: boolean;
  /** Where the pick starts when everything before it is done. */
  open?: boolean;
}

/** Suggestions in the list of a task: seen there, and taken over. */
export function suggestionSteps(projects: Projects, look: Look): Step[] {
  const { session } = projects;
  const list = session ? takeable(session.project.config, look) : [];
  if (!session || list.length === 0) return [];
  const agents = [...new Set(list.map(({ agent }) => agent))];
  return [
    {
      label: `$(sparkle) ${vscode.l10n.t('Accept the suggestions of {0}', plain(clip(agents.join(', '), 60)))}`,
      description: list.map((one) => wordOf(one, look, session.project.config.rubric.criteria)).join(' · '),
      run: () => takeAll(session, look.task.id),
      stays: true,
    },
  ];
}

function wordOf(
  { target, value }: SuggestionView,
  { annotation }: Look,
  criteria: readonly { id: string; title: string }[],
): string {
  const [, kind, side, id] = /^(points|scores)\.([AB])(?:\.(.+))?$/.exec(target) ?? [];
  if (kind === 'points') return `${side} ${criteria.find((one) => one.id === id)?.title ?? ''}: ${value}`;
  if (kind) return `${side}: ${value}`;
  if (target === 'corrected') return vscode.l10n.t('corrected: {0}', value);
  return target === 'correction' && !annotation?.correction
    ? vscode.l10n.t('a correction')
    : plain(clip(String(value).replace(/\s+/g, ' '), 60));
}
