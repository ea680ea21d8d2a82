import * as vscode from 'vscode';
import type { ShownOrder } from '../../domain/annotation.ts';
import { TouchstoneError } from '../../platform/errors.ts';
import { inputDraftSchema, type SubjectView } from '../../protocol/reviewViews.ts';
import { inputId } from '../../inputs/inputId.ts';
import type { InputContent } from '../../domain/run.ts';
import type { StoredInput, TaskDetail } from '../../domain/task.ts';
import { flash, showError, withProgress } from '../common/notifications.ts';
import { foundProgram } from '../../inputs/programCache.ts';
import type { Projects } from '../session/projects.ts';
import { textOf } from '../common/subjects.ts';
import { checked } from '../common/checked.ts';
import type { RunController } from '../runs/runController.ts';

/** The inputs of a task: typed, changed, removed and brought back. A new one runs at once where nothing has to be asked. */
export function inputActs(projects: Projects, runs: RunController) {
  /** What people expect of a new input: that both responses show at once what they make of it. */
  async function runNew(taskId: string, id: string): Promise<void> {
    try {
      const { look } = await projects.look(taskId);
      const subjects = withCode(look);
      if (subjects.length > 0) await runs.run(taskId, subjects, id);
    } catch (error) {
      showError(error, projects.services.log);
    }
  }

  return {
    /**
     * Adds an input, or puts it in the place of another. Resolves to its id. `draft` is checked: it comes from a page or another
     * extension. `run` false: the caller runs it, or nobody does. Errors: `answer-invalid`, `task-missing`.
     */
    async put(
      taskId: string,
      draft: unknown,
      { replaces, origin = 'annotator', run = true }: PutOptions = {},
    ): Promise<string> {
      const session = await projects.need();
      const content = contentOf(draft);
      const id = inputId(content);
      await session.store.putInput(taskId, { ...content, id, origin }, replaces);
      if (run && (await runs.services.runsSilently(session))) void runNew(taskId, id);
      return id;
    },

    /** Removes an input that was added, hides one that is found in the dataset or a text. */
    async remove(taskId: string, id: string): Promise<void> {
      const { store } = await projects.need();
      await store.hideInput(taskId, id, true);
    },

    /** Makes a block of a response's code its program; see `Store.chooseBlock`. */
    async chooseBlock(taskId: string, hash: string, block: number | undefined): Promise<boolean> {
      const { store } = await projects.need();
      return store.chooseBlock(taskId, hash, block);
    },

    /** Brings one hidden input back, or all. */
    async restore(taskId: string, id?: string): Promise<void> {
      const { session, look } = await projects.look(taskId);
      for (const hidden of id === undefined ? look.hiddenInputs : [id])
        await session.store.hideInput(taskId, hidden, false);
    },

    /** Asks a model for inputs and keeps what it answers, marked as a model's. Resolves to their ids. Errors: see `suggestInputs`. */
    async suggest(taskId: string): Promise<string[]> {
      const { session, look } = await projects.look(taskId);
      const { suggestInputs } = await import('./suggestInputs.ts');
      return withProgress(vscode.l10n.t('Asking a model for inputs'), async (_report, signal) => {
        const ids: string[] = [];
        for (const content of await suggestInputs(session, look, signal)) {
          const id = inputId(content);
          await session.store.putInput(taskId, { ...content, id, origin: 'model' });
          ids.push(id);
        }
        flash(vscode.l10n.t('$(check) Inputs of a model: {0}', ids.length));
        return ids;
      });
    },
  };
}

type PutOptions = { replaces?: string; origin?: StoredInput['origin']; run?: boolean };

/** The programs of a task that can be run. */
function withCode(look: TaskDetail & { shownOrder: ShownOrder }): SubjectView[] {
  return (['A', 'B', 'correction'] as const).filter((shown) => {
    const text = textOf(look, shown);
    return text !== undefined && foundProgram(text, look.task) !== undefined;
  });
}

/** Fields that say nothing are left out. Errors: `answer-invalid`. */
function contentOf(draft: unknown): InputContent {
  const { code, stdin, args, expectedValue, expectedOutput } = checked(
    inputDraftSchema,
    draft,
    'answer-invalid',
    ({ path, message }) => `${path}: ${message}`,
  );
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
