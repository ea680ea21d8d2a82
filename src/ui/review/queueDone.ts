import * as vscode from 'vscode';
import type { DoneView, DoneWay } from '../../protocol/reviewMessages.ts';
import type { ArgillaController } from '../argilla/argillaController.ts';
import { paceLines, paceOf } from '../progress/paceTracker.ts';
import type { Queues } from '../queue/queues.ts';
import type { Session } from '../session/session.ts';

/** What the panel shows when nothing is left: what was done, and the ways on. */
export async function doneView(
  session: Session,
  queues: Queues,
  argilla: ArgillaController,
): Promise<DoneView> {
  const [counts, pace] = await Promise.all([
    session.store.counts(session.annotator),
    paceOf(session, queues),
  ]);
  const { byState, unsent, blocked } = counts;
  const { config } = session.project;
  const waiting = byState['to-generate'] + byState.failed;
  const open = byState['to-score'] + byState.draft;
  const inQueue = queues.active;
  const title =
    open > 0 && !inQueue
      ? vscode.l10n.t('Left to score: {0}', open)
      : inQueue
        ? vscode.l10n.t('This queue is done: {0}', queues.title)
        : waiting > 0
          ? vscode.l10n.t('Nothing is left to score in {0}', config.name)
          : vscode.l10n.t('All tasks of {0} are judged', config.name);
  const lines = [
    ...paceLines({ ...pace, left: 0 }),
    vscode.l10n.t('Submitted: {0}, discarded: {1}', byState.submitted, byState.discarded),
    ...(inQueue && open > 0 ? [vscode.l10n.t('Still to be scored outside this queue: {0}', open)] : []),
    ...(waiting > 0 ? [vscode.l10n.t('Still without responses: {0}', waiting)] : []),
    ...(config.argilla && unsent > 0 ? [vscode.l10n.t('Answers not yet sent to Argilla: {0}', unsent)] : []),
    ...(blocked > 0
      ? [vscode.l10n.t('Of these, waiting for your decision (Push to Argilla): {0}', blocked)]
      : []),
  ];
  const ways: DoneView['ways'] = [];
  const add = (way: DoneWay, text: string): void => void ways.push({ way, text });
  if (!inQueue && open > 0) add('nextTask', vscode.l10n.t('Next task'));
  if (inQueue && open > 0) add('allTasks', vscode.l10n.t('Go on with all tasks'));
  if (waiting > 0 && session.canGenerate) add('generateAll', vscode.l10n.t('Generate the missing responses'));
  if (config.argilla && !argilla.knownFor(session)) add('connect', vscode.l10n.t('Connect to Argilla…'));
  else if (config.argilla) add('push', vscode.l10n.t('Push to Argilla'));
  add('export', vscode.l10n.t('Export…'));
  if (byState.discarded > 0) add('discarded', vscode.l10n.t('Show discarded tasks'));
  add('queue', vscode.l10n.t('Choose another queue…'));
  add('back', vscode.l10n.t('Back to the last task'));
  return { title, lines, ways };
}

/** Does what was chosen there. */
export async function goOn(way: Exclude<DoneWay, 'back'>): Promise<void> {
  const run = (command: string, ...args: unknown[]): Thenable<unknown> =>
    vscode.commands.executeCommand(`touchstone.${command}`, ...args);
  switch (way) {
    case 'allTasks':
      await run('clearFilter');
      await run('nextTask');
      return;
    case 'discarded':
      await run('filterTasks', { states: ['discarded'] });
      await vscode.commands.executeCommand('touchstone.tasks.focus');
      return;
    case 'queue':
      await run('filterTasks');
      return;
    case 'connect':
      await run('connectArgilla');
      return;
    default:
      await run(way);
  }
}
