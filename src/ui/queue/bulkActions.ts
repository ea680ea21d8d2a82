import { randomUUID } from 'node:crypto';
import * as vscode from 'vscode';
import { joined } from '../common/taskText.ts';
import { confirm, offer, withProgress } from '../common/notifications.ts';
import type { TaskState } from '../../domain/annotation.ts';
import { taskPages } from '../../store/api/taskPages.ts';
import type { BulkAct } from '../../domain/annotationHistory.ts';
import type { GenerationController } from '../generation/generationController.ts';
import type { Log } from '../../platform/log.ts';
import type { CommandParts } from '../session/commands.ts';
import type { Session } from '../session/session.ts';
import type { Queues } from './queues.ts';

/** What judging many tasks puts to work. */
export interface JudgingParts extends Pick<CommandParts, 'panel'> {
  /** Takes the last act back, and shows its own errors. */
  undo: () => void;
}

/** A task with what is to be known of it before something is done to it. */
export interface Target {
  id: string;
  state: TaskState;
}

export interface BulkOutcome {
  /** Tasks that were changed. */
  taskIds: string[];
  /** Tasks that had nothing to be changed. */
  unchanged: number;
  /** It was stopped before the end; what was done until then stays, and is undone at once. */
  cancelled: boolean;
}

/** Tasks in one transaction: the worker does nothing else meanwhile. */
const tasksAtOnce = 250;

/** All tasks of the queue; of one state alone where one is given. */
export async function targetsOf(queues: Queues, session: Session, state?: TaskState): Promise<Target[]> {
  const targets: Target[] = [];
  const queue = queues.listed(session, state && [state]);
  for await (const page of taskPages(session.store, session.annotator, queue))
    for (const task of page) targets.push({ id: task.id, state: task.state });
  return targets;
}

/** The targets that are there, with their states. */
export async function targetsById(session: Session, ids: readonly string[]): Promise<Target[]> {
  const wanted = new Set(ids);
  const targets: Target[] = [];
  for await (const page of taskPages(session.store, session.annotator)) {
    for (const { id, state } of page) if (wanted.delete(id)) targets.push({ id, state });
    if (wanted.size === 0) break;
  }
  return targets;
}

/** Discards or reopens; one step of undo. Resolves to undefined when the user does not want it. */
export async function judgeMany(
  { panel, undo }: JudgingParts,
  session: Session,
  action: BulkAct['action'],
  targets: readonly Target[],
  ask: boolean,
): Promise<BulkOutcome | undefined> {
  const judged: readonly TaskState[] = ['submitted', 'discarded'];
  const changes = ({ state }: Target): boolean =>
    action === 'discard' ? state !== 'discarded' : judged.includes(state);
  const todo = targets.filter(changes);
  const unchanged = targets.length - todo.length;
  if (todo.length === 0) {
    void vscode.window.showInformationMessage(
      action === 'discard'
        ? vscode.l10n.t('All of these tasks are discarded already.')
        : vscode.l10n.t('None of these tasks is judged, so there is nothing to reopen.'),
    );
    return { taskIds: [], unchanged, cancelled: false };
  }
  if (ask && !(await isWanted(action, todo, unchanged))) return undefined;
  await panel.settled();
  const outcome = await actInParts(session, action, todo);
  tell(action, outcome, todo.length, undo, session.services.log);
  return { ...outcome, unchanged: unchanged + (todo.length - outcome.taskIds.length) };
}

/** One judged task becomes a draft again; it is quickly judged again, so nothing is asked. */
export async function reopenTask(parts: JudgingParts, session: Session, taskId: string): Promise<void> {
  await judgeMany(parts, session, 'reopen', await targetsById(session, [taskId]), false);
}

function isWanted(action: BulkAct['action'], todo: readonly Target[], unchanged: number): Promise<boolean> {
  const count = (state: TaskState): number => todo.filter((target) => target.state === state).length;
  const yes = action === 'discard' ? vscode.l10n.t('Discard') : vscode.l10n.t('Reopen');
  const question =
    action === 'discard'
      ? vscode.l10n.t('Discard {0} tasks?', todo.length)
      : vscode.l10n.t('Reopen {0} tasks?', todo.length);
  const detail = [
    action === 'discard'
      ? vscode.l10n.t('What was answered is kept with them.')
      : vscode.l10n.t('Their answers become drafts again.'),
    count('submitted') > 0 ? vscode.l10n.t('Submitted among them: {0}.', count('submitted')) : '',
    unchanged > 0 ? vscode.l10n.t('Others, which stay as they are: {0}.', unchanged) : '',
    vscode.l10n.t('One Undo takes it all back.'),
  ];
  return confirm(question, yes, joined('\n', ...detail));
}

async function actInParts(
  session: Session,
  action: BulkAct['action'],
  todo: readonly Target[],
): Promise<Omit<BulkOutcome, 'unchanged'>> {
  const batch = randomUUID();
  const taskIds: string[] = [];
  const part = async (from: number): Promise<void> => {
    const ids = todo.slice(from, from + tasksAtOnce).map(({ id }) => id);
    for (const { taskId, done } of await session.answers.changeMany(ids, action, batch))
      if (done) taskIds.push(taskId);
  };
  if (todo.length <= tasksAtOnce) {
    await part(0);
    return { taskIds, cancelled: false };
  }
  const title = action === 'discard' ? vscode.l10n.t('Discarding') : vscode.l10n.t('Reopening');
  return withProgress(title, async (report, signal) => {
    for (let from = 0; from < todo.length; from += tasksAtOnce) {
      if (signal.aborted) return { taskIds, cancelled: true };
      await part(from);
      const done = Math.min(from + tasksAtOnce, todo.length);
      report(vscode.l10n.t('{0} of {1}', done, todo.length), done / todo.length);
    }
    return { taskIds, cancelled: false };
  });
}

/** With the way back. */
function tell(
  action: BulkAct['action'],
  { taskIds, cancelled }: Omit<BulkOutcome, 'unchanged'>,
  wanted: number,
  undo: () => void,
  log: Log,
): void {
  const done = taskIds.length;
  if (done === 0) return;
  const counted = cancelled ? vscode.l10n.t('{0} of {1}', done, wanted) : String(done);
  const text =
    action === 'discard'
      ? vscode.l10n.t('Tasks discarded: {0}.', counted)
      : vscode.l10n.t('Tasks reopened: {0}.', counted);
  offer(log, text, { [vscode.l10n.t('Undo')]: undo });
}

export interface GenerateOutcome {
  generated: number;
  failed: number;
  /** Submitted tasks, whose responses stay as they were judged, and those that left the dataset. */
  unchanged: number;
}

/** Asks the models for what is missing, or (`again`) for both responses anew. Undefined when the user does not want it. */
export async function generateMany(
  generation: GenerationController,
  targets: readonly Target[],
  wanted: { ask: boolean; again: boolean },
): Promise<GenerateOutcome | undefined> {
  const settled: readonly TaskState[] = ['submitted', 'withdrawn'];
  const todo = targets.filter(({ state }) => !settled.includes(state));
  const unchanged = targets.length - todo.length;
  const missing = todo.filter(({ state }) => state === 'to-generate' || state === 'failed');
  if (todo.length === 0) {
    void vscode.window.showInformationMessage(
      vscode.l10n.t('All of these tasks are submitted: their responses stay as they were judged.'),
    );
    return { generated: 0, failed: 0, unchanged };
  }
  const again = wanted.ask ? await askAgain(todo.length, missing.length, unchanged) : wanted.again;
  if (again === undefined) return undefined;
  const taskIds = (again ? todo : missing).map(({ id }) => id);
  return { ...(await generation.generateAll({ taskIds, again })), unchanged };
}

/** Whether responses that are there are replaced; undefined: nothing is to be done. */
async function askAgain(all: number, missing: number, submitted: number): Promise<boolean | undefined> {
  const replace = vscode.l10n.t('Replace All');
  const fill = vscode.l10n.t('Only What Is Missing');
  const ask = vscode.l10n.t('Generate');
  const there = all - missing;
  const choice = await vscode.window.showWarningMessage(
    vscode.l10n.t('Generate responses for {0} tasks?', all),
    {
      modal: true,
      detail: joined(
        '\n',
        there > 0
          ? vscode.l10n.t(
              'With responses already: {0}. Points already given for those that are replaced are set aside into the history.',
              there,
            )
          : '',
        submitted > 0 ? vscode.l10n.t('Submitted, which stay as they were judged: {0}.', submitted) : '',
      ),
    },
    ...(there === 0 ? [ask] : missing > 0 ? [fill, replace] : [replace]),
  );
  return choice === undefined ? undefined : choice === replace;
}
