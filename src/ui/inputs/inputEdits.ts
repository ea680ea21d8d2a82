import * as vscode from 'vscode';
import type { ShownOrder } from '../../domain/annotation.ts';
import { TouchstoneError } from '../../platform/errors.ts';
import { inputDraftSchema, type SubjectView } from '../../protocol/reviewMessages.ts';
import { inputId } from '../../inputs/inputId.ts';
import type { InputContent } from '../../domain/run.ts';
import type { StoredInput, TaskDetail } from '../../store/api/store.ts';
import type { Services } from '../common/services.ts';
import { showError } from '../common/showError.ts';
import { foundProgram } from '../common/programCache.ts';
import type { Projects } from '../session/projects.ts';
import { textOf, type RunController } from '../runs/runController.ts';

/** The inputs of a task: typed, changed, removed and brought back. A new one runs at once where nothing has to be asked. */
export class Inputs {
  readonly #services: Services;
  readonly #projects: Projects;
  readonly #runs: RunController;

  constructor(services: Services, projects: Projects, runs: RunController) {
    this.#services = services;
    this.#projects = projects;
    this.#runs = runs;
  }

  /**
   * Adds an input, or puts it in the place of another. Resolves to its id. `draft` is checked: it comes from a page or another
   * extension. `run` false: the caller runs it, or nobody does. Errors: `answer-invalid`, `task-missing`.
   */
  async put(
    taskId: string,
    draft: unknown,
    options: { replaces?: string; origin?: StoredInput['origin']; run?: boolean } = {},
  ): Promise<string> {
    const session = await this.#projects.need();
    const content = contentOf(draft);
    const id = inputId(content);
    await session.store.putInput(
      taskId,
      { ...content, id, origin: options.origin ?? 'annotator' },
      options.replaces,
    );
    if (options.run !== false && (await this.#runs.services.runsSilently(session))) this.#runNew(taskId, id);
    return id;
  }

  /** What people expect of a new input: that both responses show at once what they make of it. */
  #runNew(taskId: string, id: string): void {
    void (async () => {
      const session = await this.#projects.need();
      const look = await session.look(taskId);
      const subjects = withCode(look);
      if (subjects.length > 0) await this.#runs.run(taskId, subjects, id);
    })().catch((error: unknown) => showError(error, this.#services.log));
  }

  /** Removes an input that was added, hides one that is found in the dataset or a text. */
  async remove(taskId: string, id: string): Promise<void> {
    const session = await this.#projects.need();
    await session.store.hideInput(taskId, id, true);
  }

  /** Brings one hidden input back, or all. */
  async restore(taskId: string, id?: string): Promise<void> {
    const session = await this.#projects.need();
    const { hiddenInputs } = await session.look(taskId);
    for (const hidden of id === undefined ? hiddenInputs : [id])
      await session.store.hideInput(taskId, hidden, false);
  }

  /** Asks a model for inputs and keeps what it answers, marked as a model's. Resolves to their ids. Errors: see `suggestInputs`. */
  async suggest(taskId: string, signal: AbortSignal): Promise<string[]> {
    const session = await this.#projects.need();
    const look = await session.look(taskId);
    const { suggestInputs } = await import('./suggestInputs.ts');
    const suggested = await suggestInputs(session, look, signal);
    const ids: string[] = [];
    for (const content of suggested) {
      const id = inputId(content);
      await session.store.putInput(taskId, { ...content, id, origin: 'model' });
      ids.push(id);
    }
    return ids;
  }
}

/** The programs of a task that can be run. */
function withCode(look: TaskDetail & { shownOrder: ShownOrder }): SubjectView[] {
  return (['A', 'B', 'correction'] as const).filter((shown) => {
    const text = textOf(look, shown);
    return text !== undefined && foundProgram(text, look.task.language) !== undefined;
  });
}

/** Fields that say nothing are left out. Errors: `answer-invalid`. */
function contentOf(draft: unknown): InputContent {
  const parsed = inputDraftSchema.safeParse(draft);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw new TouchstoneError('answer-invalid', `${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}`);
  }
  const { code, stdin, args, expectedValue, expectedOutput } = parsed.data;
  const content: InputContent = {
    ...(code?.trim() ? { code } : {}),
    ...(stdin ? { stdin } : {}),
    ...(args && args.length > 0 ? { args } : {}),
    ...(expectedValue?.trim() ? { expectedValue: expectedValue.trim() } : {}),
    ...(expectedOutput === undefined ? {} : { expectedOutput }),
  };
  if (content.code === undefined && content.expectedValue !== undefined)
    throw new TouchstoneError('answer-invalid', vscode.l10n.t('An expected value needs code that has one.'), {
      action: vscode.l10n.t('Write a call, or what the program should print.'),
    });
  if (Object.keys(content).length > 0) return content;
  throw new TouchstoneError('answer-invalid', vscode.l10n.t('This input is empty.'), {
    action: vscode.l10n.t('Write a call, what is sent to stdin, or arguments.'),
  });
}
