import * as vscode from 'vscode';
import * as z from 'zod';
import { listPaged } from '../../store/api/taskPages.ts';
import type { TaskFilter } from '../../store/api/store.ts';
import { parseAnswer } from '../../annotation/checkAnswer.ts';
import { taskStates, type TaskState } from '../../domain/annotation.ts';
import { TouchstoneError } from '../../platform/errors.ts';
import { inputTitle } from '../../inputs/inputTitle.ts';
import { checkShown } from '../answers/answerEdits.ts';
import type { TouchstoneApi } from './api.ts';
import type { ArgillaController } from '../argilla/argillaController.ts';
import type { Projects } from '../session/projects.ts';
import { suggest } from '../answers/suggestionViews.ts';

const filterSchema = z
  .strictObject({
    state: z.enum(taskStates as [TaskState, ...TaskState[]]).optional(),
    text: z.string().optional(),
    offset: z.number().int().min(0).optional(),
    limit: z.number().int().min(0).optional(),
  })
  .optional();

function parseFilter(filter: unknown): TaskFilter | undefined {
  const parsed = filterSchema.safeParse(filter);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw new TouchstoneError(
    'answer-invalid',
    `tasks(filter): ${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}`,
  );
}

/** The API for other extensions; everything goes through the same parts as the UI. */
export function createApi(
  projects: Projects,
  argilla: ArgillaController,
): { api: TouchstoneApi; dispose: () => void } {
  const changed = new vscode.EventEmitter<{ taskIds: string[] }>();
  let listening: { dispose(): void } | undefined;
  const following = projects.onDidChangeSession((session) => {
    listening?.dispose();
    listening = session?.onDidChange((change) => changed.fire(change));
    changed.fire({ taskIds: [] });
  });

  const api: TouchstoneApi = {
    version: 1,
    onDidChange: changed.event,

    async openProject(folder) {
      const session = await projects.open(folder.fsPath);
      const { total } = await session.store.counts(session.annotator);
      return { name: session.project.config.name, taskCount: total };
    },

    async tasks(filter) {
      const session = await projects.need();
      const tasks = await listPaged(session.store, session.annotator, parseFilter(filter));
      return tasks.map(({ id, instruction, state }) => ({ id, instruction, state }));
    },

    async generations(taskId) {
      const session = await projects.need();
      const { generations } = await session.store.taskDetail(taskId, session.annotator);
      return generations.map(({ response, model, text, finishReason }) => ({
        response,
        model,
        text,
        finishReason,
      }));
    },

    async runs(taskId) {
      const session = await projects.need();
      const { runs } = await session.store.taskDetail(taskId, session.annotator);
      return runs.map(({ id: _id, taskId: _taskId, language: _language, input, ...run }) => ({
        ...run,
        ...(input === undefined ? {} : { input: inputTitle(input), inputId: input.id }),
      }));
    },

    async annotation(taskId) {
      const session = await projects.need();
      const { annotation } = await session.store.taskDetail(taskId, session.annotator);
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
      const look = await session.look(taskId);
      await session.store.act({
        taskId,
        annotator: session.annotator,
        status,
        answer: checkShown(session.project.config.rubric, parseAnswer(answer), status, look),
        guidelinesVersion: session.project.guidelines.version,
        send: status !== 'draft',
      });
      if (status !== 'draft') argilla.schedule();
    },

    async suggest(taskId, suggestions) {
      await suggest(await projects.need(), taskId, suggestions);
    },

    async sync() {
      const session = await projects.need();
      // Never asks: without a server or a key there is nothing that it could do.
      if (session.project.config.argilla) await argilla.push(AbortSignal.timeout(600_000), { quiet: true });
      const counts = await session.store.counts(session.annotator);
      const connected = argilla.knownFor(session);
      return {
        connectedTo: connected?.origin,
        user: connected?.user,
        unsent: counts.unsent,
        failed: counts.blocked,
      };
    },
  };
  return {
    api,
    dispose() {
      following.dispose();
      listening?.dispose();
      changed.dispose();
    },
  };
}
