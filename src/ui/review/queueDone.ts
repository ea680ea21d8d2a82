import * as vscode from 'vscode';
import type { DoneView, DoneWay } from '../../protocol/reviewViews.ts';
import { doneView } from '../../review/doneView.ts';
import { notice, offer } from '../common/notifications.ts';
import { focusTasks, settings } from '../common/services.ts';
import { joined } from '../common/taskText.ts';
import { paceOf } from '../progress/paceTracker.ts';
import type { Queues } from '../queue/queues.ts';
import type { LiveParts } from './reviewSnapshot.ts';
import type { Session } from '../session/session.ts';

/** What the panel shows when nothing is left. */
export async function doneNow(session: Session, { queues, argilla }: LiveParts): Promise<DoneView> {
  const [overview, { pace, verdict }] = await Promise.all([session.overview(), paceOf(session, queues)]);
  return doneView(session.project.config, overview, pace, {
    queue: queues.active ? queues.title : undefined,
    connected: argilla.knownFor(session) !== undefined,
    canGenerate: session.canGenerate,
    times: settings.showTimes(),
    verdict,
  });
}

/** Nothing is left to score: in the queue, or in all; and then whether responses are still missing. */
export async function tellDone(session: Session, queues: Queues): Promise<void> {
  if (queues.active) return tellQueueDone(session, queues);
  const { byState } = await session.overview();
  const waiting = byState['to-generate'] + byState.failed;
  const { name } = session.project.config;
  const text =
    waiting > 0
      ? vscode.l10n.t('Nothing is left to score in {0}. Still without responses: {1}.', name, waiting)
      : vscode.l10n.t('All tasks of {0} are judged.', name);
  void vscode.window.showInformationMessage(notice(text));
}

async function tellQueueDone(session: Session, queues: Queues): Promise<void> {
  const { total, byState } = await queues.counts(session);
  const text =
    total === 0
      ? vscode.l10n.t('No task is in this queue: {0}.', queues.title)
      : (await queues.unseen(session)) === 0
        ? passOver(total, byState.draft)
        : queues.isForWork
          ? vscode.l10n.t('This queue is done: {0}.', queues.title)
          : vscode.l10n.t('This is the end of the queue: {0}. Going on begins again.', queues.title);
  offer(session.services.log, text, { [vscode.l10n.t('Show All Tasks')]: () => queues.set(session, {}) });
}

/** What is said at the end of a review pass. */
function passOver(tasks: number, drafts: number): string {
  return joined(
    ' ',
    vscode.l10n.t('The review pass is over: tasks looked at: {0}.', tasks),
    drafts > 0 ? vscode.l10n.t('Reopened and not submitted again: {0}.', drafts) : '',
  );
}

/** Where the ways on lead. */
export interface WaysOn {
  queues: Queues;
  nextTask(): Promise<unknown>;
  generateAll(): Promise<unknown>;
  push(): Thenable<unknown>;
  connect(): Promise<unknown>;
  export(): Promise<unknown>;
}

/** Does what was chosen there. */
export async function goOn(
  way: Exclude<DoneWay, 'back'>,
  session: Session,
  { queues, ...ways }: WaysOn,
): Promise<void> {
  switch (way) {
    case 'allTasks':
      await queues.set(session, {});
      await ways.nextTask();
      return;
    case 'discarded': {
      const { sort, sample } = queues.choice;
      await queues.set(session, { ...(sort && { sort }), ...(sample && { sample }), states: ['discarded'] });
      return focusTasks();
    }
    case 'queue': {
      const { pickQueue } = await import('../queue/queueTools.ts');
      await pickQueue(session, queues);
      return;
    }
    default:
      await ways[way]();
  }
}
