import * as vscode from 'vscode';
import * as z from 'zod';
import type { SubjectView } from '../../protocol/reviewMessages.ts';
import { signalOf } from '../common/services.ts';
import { openShell } from './responseShell.ts';
import {
  fromKey,
  pickSide,
  sideFrom,
  taskIdOf,
  withProgress,
  type App,
  type Commands,
} from '../common/commands.ts';

const subjects = z.array(z.enum(['A', 'B', 'correction']));
const putOptions = z
  .object({
    replaces: z.string().optional(),
    origin: z.enum(['annotator', 'model']).optional(),
    run: z.boolean().optional(),
  })
  .optional();
const id = z.string().optional();

/** Running responses, their inputs and what the runs showed. */
export function runCommands(app: App): Commands {
  const { projects, panel, runs, inputs, outputs } = app;

  /** Keys go through the page, which knows whether somebody is typing; it asks back with `runSides`. */
  const run =
    (action: 'runA' | 'runB' | 'runBoth', shown: SubjectView[]) =>
    async (argument: unknown): Promise<unknown> => {
      if (fromKey(argument)) return panel.do(action, true);
      return runs.run(taskIdOf(app, argument), shown);
    };

  return {
    runResponse1: run('runA', ['A']),
    runResponse2: run('runB', ['B']),
    runBoth: run('runBoth', ['A', 'B']),
    runCorrection: (argument) => runs.run(taskIdOf(app, argument), ['correction']),
    /** Some programs of a task, with one input alone where its id is given. */
    runSides: (argument, shown, inputId) =>
      runs.run(
        taskIdOf(app, argument),
        subjects.safeParse(Array.isArray(shown) ? shown : [shown]).data ?? ['A', 'B'],
        id.parse(inputId),
      ),
    stopRuns: (argument, shown) =>
      argument === undefined
        ? runs.stopAll()
        : runs.stop(taskIdOf(app, argument), shown === 'correction' ? shown : sideFrom(app, shown)),

    /** With `{ state?, text?, taskIds?, again?, concurrency? }`; resolves to counts and a summary per model. */
    runAll: (argument) => app.everything.run(isPlain(argument) ? argument : undefined),

    /** In the panel; or at once, where the input itself is given (`addInput(taskId, { code, … })`). */
    async addInput(argument, draft) {
      if (draft !== undefined) return inputs.put(taskIdOf(app, argument), draft);
      if (fromKey(argument)) return panel.do('inputs', true);
      const taskId = taskIdOf(app, argument);
      if (panel.taskId !== taskId || !panel.visible) await panel.show(taskId);
      panel.focus();
      return panel.do('inputs', false);
    },
    showRuns: (argument) => panel.do('runs', fromKey(argument)),
    putInput: (argument, draft, options) =>
      inputs.put(taskIdOf(app, argument), draft, putOptions.parse(options)),
    removeInput: (argument, inputId) => inputs.remove(taskIdOf(app, argument), z.string().parse(inputId)),
    restoreInputs: (argument, inputId) => inputs.restore(taskIdOf(app, argument), id.parse(inputId)),
    async suggestInputs(argument) {
      const taskId = taskIdOf(app, argument);
      const ids = await withProgress(vscode.l10n.t('Asking a model for inputs'), (_report, token) =>
        inputs.suggest(taskId, signalOf(token)),
      );
      void vscode.window.setStatusBarMessage(
        vscode.l10n.t('$(check) Inputs of a model: {0}', ids.length),
        4000,
      );
      return ids;
    },

    openOutput: (argument, runId) => outputs.open(taskIdOf(app, argument), z.string().parse(runId)),
    /** What both responses showed for an input; without its id, as they are. */
    diffOutputs: (argument, inputId) => outputs.diff(taskIdOf(app, argument), id.parse(inputId)),
    async openShell(argument, shown) {
      const taskId = taskIdOf(app, argument);
      const side = sideFrom(app, shown) ?? (await pickSide());
      return side && (await openShell(projects, runs, taskId, side)).name;
    },

    async forgetRunConsent() {
      const session = await projects.need();
      const had = await app.consent.forget(session.folder);
      const text = had
        ? vscode.l10n.t('You will be asked again before anything runs without a sandbox.')
        : vscode.l10n.t('There was no answer to forget.');
      void vscode.window.setStatusBarMessage(text, 4000);
      return had;
    },
  };
}

/** An object of options, and nothing that a menu or a keybinding passes. */
function isPlain(argument: unknown): boolean {
  return (
    typeof argument === 'object' && argument !== null && !('task' in argument) && !('fromKey' in argument)
  );
}
