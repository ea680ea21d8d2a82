import * as vscode from 'vscode';
import { nextTask } from '../../annotation/queue.ts';
import { checkAnswer } from '../../annotation/answer.ts';
import type { Answer } from '../../annotation/types.ts';
import { TouchstoneError } from '../../platform/errors.ts';
import { scoreOf } from '../../project/rubric.ts';
import { settings } from '../context.ts';
import { notice } from '../notice.ts';
import { responseOf } from '../responses.ts';
import type { Session } from '../session.ts';
import { taskTitle, clip } from '../text.ts';
import { stateLabel, shownScores } from '../tree.ts';
import { fromKey, sideFrom, taskIdOf, type App, type Commands } from './app.ts';

/** Opening, scoring, submitting and taking back. */
export function judgeCommands(app: App): Commands {
  const { projects, panel } = app;

  const step = async (direction: 'next' | 'previous'): Promise<string | undefined> => {
    const session = await projects.need();
    const tasks = await session.store.listTasks(session.annotator);
    const next = nextTask(tasks, panel.taskId, direction);
    if (!next) {
      void vscode.window.showInformationMessage(
        notice(vscode.l10n.t('Nothing is left to score in {0}.', session.project.config.name)),
      );
      return undefined;
    }
    await panel.show(next.id);
    return next.id;
  };

  /** Submit or discard of a task that is not open in the panel, from the tree or another extension. */
  const judge = async (
    session: Session,
    taskId: string,
    status: 'submitted' | 'discarded',
  ): Promise<void> => {
    const { annotation } = await session.store.taskDetail(taskId, session.annotator);
    const answer = checkAnswer(session.project.config.rubric, annotation ? answerOf(annotation) : {}, status);
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

  const submitOrDiscard =
    (action: 'submit' | 'discard') =>
    async (argument: unknown): Promise<unknown> => {
      const session = await projects.need();
      const taskId = taskIdOf(app, argument);
      // The page holds the newest answer: it sends it along.
      if (taskId === panel.taskId && typeof argument !== 'string' && panel.do(action, fromKey(argument)))
        return taskId;
      await judge(session, taskId, action === 'submit' ? 'submitted' : 'discarded');
      return taskId;
    };

  return {
    async openTask(argument) {
      const session = await projects.need();
      const taskId =
        typeof argument === 'string' || isNode(argument) ? taskIdOf(app, argument) : await pickTask(session);
      if (taskId === undefined) return undefined;
      await panel.show(taskId);
      return taskId;
    },

    nextTask: () => step('next'),
    previousTask: () => step('previous'),

    /** Called after the page's submit or discard is on disk. */
    async afterJudged(argument) {
      app.argilla.schedule();
      if (settings.openNextAfterSubmit && argument === panel.taskId) {
        const session = await projects.need();
        const next = nextTask(await session.store.listTasks(session.annotator), panel.taskId, 'next');
        if (next) await panel.show(next.id);
        else {
          panel.refresh();
          const { byState } = await session.store.counts(session.annotator);
          const waiting = byState['to-generate'] + byState.failed;
          const { name } = session.project.config;
          const text =
            waiting > 0
              ? vscode.l10n.t('Nothing is left to score in {0}. Still without responses: {1}.', name, waiting)
              : vscode.l10n.t('All tasks of {0} are judged.', name);
          void vscode.window.showInformationMessage(notice(text));
        }
      }
    },

    submit: submitOrDiscard('submit'),
    discard: submitOrDiscard('discard'),

    async undo() {
      const session = await projects.need();
      const undone = await session.store.undo(
        session.annotator,
        session.project.config.argilla !== undefined,
      );
      if (!undone) {
        void vscode.window.setStatusBarMessage(vscode.l10n.t('There is nothing to undo.'), 4000);
        return undefined;
      }
      app.argilla.schedule();
      await panel.show(undone.taskId);
      void vscode.window.setStatusBarMessage(
        undone.undone === 'submitted'
          ? vscode.l10n.t('Submit taken back')
          : vscode.l10n.t('Discard taken back'),
        4000,
      );
      return undone;
    },

    focusResponse1: (argument) => panel.do('focusA', fromKey(argument)),
    focusResponse2: (argument) => panel.do('focusB', fromKey(argument)),

    comment(argument) {
      return panel.do('comment', fromKey(argument));
    },

    showGuidelines(argument) {
      if (panel.visible && panel.do('guidelines', fromKey(argument))) return undefined;
      return vscode.commands.executeCommand('touchstone.openGuidelinesFile');
    },

    changeView(argument) {
      return panel.do('view', fromKey(argument));
    },

    /** Points for one response without the panel: a pick per criterion. */
    async scoreResponse(argument, sideArgument) {
      const session = await projects.need();
      const taskId = taskIdOf(app, argument);
      const look = await session.look(taskId);
      const side = sideFrom(sideArgument) ?? (await pickSide());
      if (!side) return undefined;
      const response = responseOf(look.shownOrder, side);
      const points: Record<string, number> = {};
      for (const criterion of session.project.config.rubric.criteria) {
        const items = Array.from({ length: criterion.max + 1 }, (_, value) => ({
          label: String(value),
          description: criterion.levels?.[value],
          value,
        }));
        const picked = await vscode.window.showQuickPick(items, {
          title: vscode.l10n.t('Response {0}: {1}', side, criterion.title),
          placeHolder: criterion.description,
        });
        if (!picked) return undefined;
        points[criterion.id] = picked.value;
      }
      const former = look.annotation ? answerOf(look.annotation) : {};
      const score = scoreOf(session.project.config.rubric, points);
      const answer: Answer =
        response === 1
          ? { ...former, points1: points, score1: score }
          : { ...former, points2: points, score2: score };
      await session.store.act({
        taskId,
        annotator: session.annotator,
        status: 'draft',
        answer: checkAnswer(session.project.config.rubric, answer, 'draft'),
        guidelinesVersion: session.project.guidelines.version,
        send: false,
        expectedRevision: look.annotation?.revision ?? 0,
      });
      return score;
    },
  };
}

/** The answer alone, without who and when. */
export function answerOf(annotation: Answer): Answer {
  const { score1, score2, points1, points2, corrected, correction, comments, flag } = annotation;
  return { score1, score2, points1, points2, corrected, correction, comments, flag };
}

function isNode(argument: unknown): boolean {
  return typeof argument === 'object' && argument !== null && 'task' in argument;
}

async function pickSide(): Promise<'A' | 'B' | undefined> {
  const picked = await vscode.window.showQuickPick(
    (['A', 'B'] as const).map((side) => ({ label: vscode.l10n.t('Response {0}', side), side })),
  );
  return picked?.side;
}

async function pickTask(session: Session): Promise<string | undefined> {
  const tasks = await session.store.listTasks(session.annotator, { limit: 5000 });
  if (tasks.length === 0)
    throw new TouchstoneError('task-missing', vscode.l10n.t('This project has no tasks yet.'), {
      action: vscode.l10n.t('Run "Touchstone: Load Tasks".'),
    });
  const picked = await vscode.window.showQuickPick(
    tasks.map((task) => ({
      label: taskTitle(task.instruction, task.id),
      description: [stateLabel(task.state), shownScores(task)].filter(Boolean).join('  '),
      detail: clip(task.instruction.replace(/\s+/g, ' '), 120),
      id: task.id,
    })),
    { placeHolder: vscode.l10n.t('Which task?'), matchOnDetail: true, matchOnDescription: true },
  );
  return picked?.id;
}
