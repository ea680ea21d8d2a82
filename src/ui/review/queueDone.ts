import type { DoneView, DoneWay } from '../../protocol/reviewViews.ts';
import { doneView } from '../../review/doneView.ts';
import { focusTasks, settings } from '../common/services.ts';
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
