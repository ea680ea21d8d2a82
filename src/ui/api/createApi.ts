import * as vscode from 'vscode';
import * as z from 'zod';
import { textsOf } from '../../store/api/shownTexts.ts';
import { listPaged } from '../../store/api/taskPages.ts';
import type { TaskFilter } from '../../domain/queue.ts';
import { parseAnswer } from '../../annotation/checkAnswer.ts';
import { ownAnswer, withGiven } from '../../answers/shownAnswer.ts';
import { taskStates, type TaskState } from '../../domain/annotation.ts';
import { TouchstoneError } from '../../platform/errors.ts';
import { inputTitle } from '../../inputs/inputTitle.ts';
import type { TouchstoneApi } from './api.ts';
import { checked } from '../common/checked.ts';
import type { ArgillaController } from '../argilla/argillaController.ts';
import { isOther } from '../session/projectChange.ts';
import type { Projects } from '../session/projects.ts';
import { suggest } from '../answers/suggestionActs.ts';

const filterSchema = z
  .strictObject({
    state: z.enum(taskStates as [TaskState, ...TaskState[]]).optional(),
    text: z.string().optional(),
    offset: z.number().int().min(0).optional(),
    limit: z.number().int().min(0).optional(),
  })
  .optional();

/** The API for other extensions; everything goes through the same parts as the UI. */
export function createApi(projects: Projects, argilla: ArgillaController) {
  const changed = new vscode.EventEmitter<{ taskIds: string[] }>();
  const following = projects.onDidChange((change) => {
    const { tasks, config } = change;
    if (isOther(change) || config || tasks?.ids === 'all') changed.fire({ taskIds: [] });
    else if (tasks) changed.fire({ taskIds: [...tasks.ids] });
  });

  const api: TouchstoneApi = {
    version: 1,
    onDidChange: changed.event,

    async openProject(folder) {
      const session = await projects.open(folder.fsPath);
      const { total } = await session.overview();
      return { name: session.project.config.name, taskCount: total };
    },

    async tasks(filter) {
      const session = await projects.need();
      const wanted: TaskFilter | undefined = checked(
        filterSchema,
        filter,
        'answer-invalid',
        ({ path, message }) => `tasks(filter): ${path}: ${message}`,
      );
      const tasks = await listPaged(session.store, session.annotator, wanted);
      return tasks.map(({ id, instruction, state }) => ({ id, instruction, state }));
    },

    async generations(taskId) {
      const session = await projects.need();
      const { generations } = await session.detail(taskId);
      return generations.map(({ response, model, text, finishReason }) => ({
        response,
        model,
        text,
        finishReason,
      }));
    },

    async runs(taskId) {
      const session = await projects.need();
      const { runs } = await session.detail(taskId);
      return runs.map(({ id: _id, taskId: _taskId, language: _language, input, evidence, ...run }) => ({
        ...run,
        ...(evidence === undefined ? {} : { checks: evidence.checks, checksPassed: evidence.passed }),
        ...(input === undefined ? {} : { input: inputTitle(input), inputId: input.id }),
      }));
    },

    async annotation(taskId) {
      const session = await projects.need();
      const { annotation } = await session.detail(taskId);
      if (!annotation) return undefined;
      const { taskId: _id, revision: _revision, ...rest } = annotation;
      return rest;
    },

    async annotate(taskId, answer, status) {
      const session = await projects.need();
      if (!['draft', 'submitted', 'discarded'].includes(status))
        throw new TouchstoneError(
          'answer-invalid',
          `The status is draft, submitted or discarded, not "${String(status)}".`,
        );
      const given = parseAnswer(answer);
      // Who scores both responses means those that are there, also where a score is what it was.
      const scored = given.score1 !== undefined && given.score2 !== undefined;
      await session.answers.edit(taskId, (look) => ({
        status,
        answer: withGiven(ownAnswer(look), given),
        ...(scored && { shown: textsOf(look) }),
      }));
    },

    async suggest(taskId, suggestions) {
      await suggest(await projects.need(), taskId, suggestions);
    },

    async sync() {
      const session = await projects.need();
      // Never asks: without a server or a key there is nothing that it could do.
      if (session.project.config.argilla) await argilla.push(AbortSignal.timeout(600_000), { quiet: true });
      const counts = await session.overview();
      const connected = argilla.knownFor(session);
      return {
        connectedTo: connected?.origin,
        user: connected?.user,
        unsent: counts.unsent,
        failed: counts.blocked,
      };
    },
  };
  return { api, events: vscode.Disposable.from(following, changed) };
}
