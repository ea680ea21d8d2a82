import * as vscode from 'vscode';
import { answerOf, checkShown } from '../answers/answerEdits.ts';
import { settings } from '../common/services.ts';
import { notice } from '../common/notificationText.ts';
import type { Queues } from '../queue/queues.ts';
import type { Session } from '../session/session.ts';
import { doneWays } from '../../protocol/reviewMessages.ts';
import { fromKey, taskIdOf, type App, type Commands } from '../common/commands.ts';
import { showInEditors } from '../scoring/scoreCommands.ts';

/** Nothing is left to score: in the queue, or in all; and then whether responses are still missing. */
async function tellDone({ queues }: App, session: Session): Promise<void> {
  if (queues.active) return tellQueueDone(queues, session);
  const { byState } = await session.store.counts(session.annotator);
  const waiting = byState['to-generate'] + byState.failed;
  const { name } = session.project.config;
  const text =
    waiting > 0
      ? vscode.l10n.t('Nothing is left to score in {0}. Still without responses: {1}.', name, waiting)
      : vscode.l10n.t('All tasks of {0} are judged.', name);
  void vscode.window.showInformationMessage(notice(text));
}

async function tellQueueDone(queues: Queues, session: Session): Promise<void> {
  const all = vscode.l10n.t('Show All Tasks');
  const { total } = await queues.counts(session);
  const text =
    total === 0
      ? vscode.l10n.t('No task is in this queue: {0}.', queues.title)
      : queues.isForWork
        ? vscode.l10n.t('This queue is done: {0}.', queues.title)
        : vscode.l10n.t('This is the end of the queue: {0}. Going on begins again.', queues.title);
  void vscode.window
    .showInformationMessage(notice(text), all)
    .then((choice) => choice === all && vscode.commands.executeCommand('touchstone.clearFilter'));
}

/** Opening, scoring and submitting. */
export function judgeCommands(app: App): Commands {
  const { projects, panel, queues } = app;

  /** In the panel; where going on begins the queue again, a word is enough. */
  const showDone = async (session: Session): Promise<void> => {
    if (!queues.active || queues.isForWork) return panel.showDone();
    panel.refresh();
    await tellDone(app, session);
  };

  const step = async (direction: 'next' | 'previous'): Promise<string | undefined> => {
    const session = await projects.need();
    // Who judges in editors alone goes on there.
    const inEditor = panel.visible ? undefined : app.editors.current?.taskId;
    const next = await queues.next(session, inEditor ?? panel.taskId, direction);
    if (next === undefined) {
      await (panel.visible ? showDone(session) : tellDone(app, session));
      return undefined;
    }
    if (inEditor === undefined) await panel.show(next);
    else await showInEditors(app, next);
    return next;
  };

  /** Submit or discard of a task that is not open in the panel, from the tree or another extension. */
  const judge = async (
    session: Session,
    taskId: string,
    status: 'submitted' | 'discarded',
  ): Promise<void> => {
    const look = await session.look(taskId);
    const answer = checkShown(session.project.config.rubric, answerOf(look.annotation), status, look);
    await session.store.act({
      taskId,
      annotator: session.annotator,
      status,
      answer,
      guidelinesVersion: session.project.guidelines.version,
      send: true,
    });
    app.argilla.schedule();
  };

  const nextInEditors = async (session: Session, taskId: string): Promise<void> => {
    if (!settings.openNextAfterSubmit) return;
    const next = await queues.next(session, taskId, 'next');
    if (next === undefined) await tellDone(app, session);
    else await showInEditors(app, next);
  };

  const submitOrDiscard =
    (action: 'submit' | 'discard') =>
    async (argument: unknown): Promise<unknown> => {
      const session = await projects.need();
      const taskId = taskIdOf(app, argument);
      // The page holds the newest answer and knows whether somebody is typing. Who calls the command otherwise has left the page,
      // which has sent what was typed.
      if (isBinding(argument)) return panel.do(action, fromKey(argument)) ? taskId : undefined;
      await panel.settled();
      await judge(session, taskId, action === 'submit' ? 'submitted' : 'discarded');
      if (taskId === panel.taskId) await afterJudged(taskId);
      else if (taskId === app.editors.current?.taskId) await nextInEditors(session, taskId);
      return taskId;
    };

  /** Once a submit or discard is on disk: sends it, and goes on. `shown`: the task to which the page has gone on by itself. */
  const afterJudged = async (taskId: unknown, shown?: unknown): Promise<void> => {
    app.argilla.schedule();
    if (!settings.openNextAfterSubmit || typeof taskId !== 'string' || taskId !== panel.taskId) return;
    const session = await projects.need();
    const next = await queues.next(session, taskId, 'next');
    if (taskId !== panel.taskId) return; // another task was opened meanwhile
    if (next !== undefined && next === shown && panel.follow(next)) return;
    if (next !== undefined) return panel.show(next);
    await showDone(session);
  };

  return {
    async openTask(argument) {
      const session = await projects.need();
      const taskId =
        typeof argument === 'string' || isNode(argument)
          ? taskIdOf(app, argument)
          : await (await import('../queue/findTask.ts')).findTask(session, app.services.log);
      if (taskId === undefined) return undefined;
      await panel.show(taskId);
      return taskId;
    },

    nextTask: () => step('next'),
    previousTask: () => step('previous'),

    /** Called by the panel. */
    afterJudged,
    async goOn(way) {
      const wanted = doneWays.parse(way);
      if (wanted === 'back') return panel.showDone(false);
      const { goOn } = await import('./queueDone.ts');
      return goOn(wanted);
    },

    submit: submitOrDiscard('submit'),
    discard: submitOrDiscard('discard'),

    focusResponse1: (argument) => panel.do('focusA', fromKey(argument)),
    focusResponse2: (argument) => panel.do('focusB', fromKey(argument)),

    /** Both equal: one key for a tie. */
    tie: (argument) => panel.do('tie', fromKey(argument)),

    comment(argument) {
      return panel.do('comment', fromKey(argument));
    },

    changeView(argument) {
      return panel.do('view', fromKey(argument));
    },
  };
}

/** What a keybinding passes, also Ctrl+Enter, which works while somebody is typing: the page has the focus and the newest answer. */
function isBinding(argument: unknown): boolean {
  return typeof argument === 'object' && argument !== null && !isNode(argument);
}

function isNode(argument: unknown): boolean {
  return typeof argument === 'object' && argument !== null && 'task' in argument;
}
