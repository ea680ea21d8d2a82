import * as l10n from '@vscode/l10n';
import type { Pace } from '../domain/annotationHistory.ts';
import type { StateCounts } from '../domain/task.ts';
import type { ProjectConfig } from '../project/config.ts';
import type { DoneView, DoneWay } from '../protocol/reviewViews.ts';
import { paceLines } from './paceText.ts';

/** What was done when nothing is left, and the ways on. */
export function doneView(
  config: Pick<ProjectConfig, 'name' | 'argilla'>,
  { byState, unsent, blocked, held }: Pick<StateCounts, 'byState' | 'unsent' | 'blocked' | 'held'>,
  pace: Pace,
  // `queue`: the title of the chosen one; `connected`: to Argilla; `times`: they are wanted; `verdict`: whether one may stop.
  is: {
    queue: string | undefined;
    connected: boolean;
    canGenerate: boolean;
    times: boolean;
    verdict?: string;
  },
): DoneView {
  const waiting = byState['to-generate'] + byState.failed;
  const open = byState['to-score'] + byState.draft;
  const inQueue = is.queue !== undefined;
  const title =
    open > 0 && !inQueue
      ? l10n.t('Left to score: {0}', open)
      : inQueue
        ? l10n.t('This queue is done: {0}', is.queue ?? '')
        : waiting > 0
          ? l10n.t('Nothing is left to score in {0}', config.name)
          : l10n.t('All tasks of {0} are judged', config.name);
  const lines = [
    ...paceLines({ ...pace, left: 0 }, is.times, is.verdict),
    l10n.t('Submitted: {0}, discarded: {1}', byState.submitted, byState.discarded),
    ...(inQueue && open > 0 ? [l10n.t('Still to be scored outside this queue: {0}', open)] : []),
    ...(waiting > 0 ? [l10n.t('Still without responses: {0}', waiting)] : []),
    ...(config.argilla && unsent > 0 ? [l10n.t('Answers not yet sent to Argilla: {0}', unsent)] : []),
    ...(blocked > 0 ? [l10n.t('Of these, waiting for your decision (Push to Argilla): {0}', blocked)] : []),
    ...(held > 0 ? [l10n.t('Of these, held back while they are drafts again: {0}', held)] : []),
  ];
  const ways: DoneView['ways'] = [];
  const add = (way: DoneWay, text: string): void => void ways.push({ way, text });
  if (!inQueue && open > 0) add('nextTask', l10n.t('Next task'));
  if (inQueue && open > 0) add('allTasks', l10n.t('Go on with all tasks'));
  if (waiting > 0 && is.canGenerate) add('generateAll', l10n.t('Generate the missing responses'));
  if (config.argilla && !is.connected) add('connect', l10n.t('Connect to Argilla…'));
  else if (config.argilla) add('push', l10n.t('Push to Argilla'));
  add('export', l10n.t('Export…'));
  if (byState.discarded > 0) add('discarded', l10n.t('Show discarded tasks'));
  add('queue', l10n.t('Choose another queue…'));
  add('back', l10n.t('Back to the last task'));
  return { title, lines, ways };
}
