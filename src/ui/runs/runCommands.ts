import * as vscode from 'vscode';
import * as z from 'zod';
import type { SubjectView } from '../../protocol/reviewViews.ts';
import { fromKey, type CommandParts, type Commands } from '../session/commands.ts';
import type { OutputDocuments } from './outputDocuments.ts';
import type { RunEverything } from './runAllResponses.ts';
import type { RunController } from './runController.ts';
import type { RunConsent } from './sandboxConsent.ts';
import { flash } from '../common/notifications.ts';

interface RunParts extends CommandParts {
  runs: RunController;
  everything: RunEverything;
  outputs: OutputDocuments;
  consent: RunConsent;
  inputs: {
    put(taskId: string, draft: unknown): Promise<string>;
    suggest(taskId: string): Promise<string[]>;
  };
}

const id = z.string().optional();

/** Running responses, their inputs and what the runs showed. */
export function runCommands(parts: RunParts) {
  const { projects, panel, runs, inputs, outputs, everything, consent, inFront } = parts;

  /** Keys go through the page, which knows whether somebody is typing; it asks back for the run. */
  const run =
    (action: 'runA' | 'runB' | 'runBoth' | 'runRest', shown: SubjectView[]) =>
    async (argument: unknown): Promise<unknown> => {
      if (fromKey(argument)) return panel.do(action, true);
      return runs.run(inFront.task(argument), shown, undefined, action === 'runRest');
    };

  return {
    runResponse1: run('runA', ['A']),
    runResponse2: run('runB', ['B']),
    runBoth: run('runBoth', ['A', 'B']),
    /** The checks that wait since others of the same response ran out of time. */
    runRest: run('runRest', ['A', 'B', 'correction']),
    runCorrection: (argument) => runs.run(inFront.task(argument), ['correction']),
    stopRuns: (argument, shown) =>
      argument === undefined
        ? runs.stopAll()
        : runs.stop(inFront.task(argument), shown === 'correction' ? shown : inFront.side(shown)),

    /** With `{ state?, text?, taskIds?, again?, concurrency? }`; resolves to counts and a summary per model. */
    runAll: (argument) => everything.run(isPlain(argument) ? argument : undefined),

    /** In the panel; or at once, where the input itself is given (`addInput(taskId, { code, … })`). */
    async addInput(argument, draft) {
      if (draft !== undefined) return inputs.put(inFront.task(argument), draft);
      if (fromKey(argument)) return panel.do('inputs', true);
      const taskId = inFront.task(argument);
      if (panel.taskId !== taskId || !panel.visible) await panel.show(taskId);
      panel.focus();
      return panel.do('inputs', false);
    },
    showRuns: (argument) => panel.do('runs', fromKey(argument)),
    suggestInputs: (argument) => inputs.suggest(inFront.task(argument)),

    /** What both responses showed for an input; without its id, as they are. */
    diffOutputs: (argument, inputId) => outputs.diff(inFront.task(argument), id.parse(inputId)),
    async openShell(argument, shown) {
      const taskId = inFront.task(argument);
      const side = await inFront.sideOrAsk(shown);
      return side && (await runs.openShell(taskId, side)).name;
    },

    async forgetRunConsent() {
      const session = await projects.need();
      const had = await consent.forget(session.folder);
      const text = had
        ? vscode.l10n.t('You will be asked again before anything runs without a sandbox.')
        : vscode.l10n.t('There was no answer to forget.');
      flash(text);
      return had;
    },
  } satisfies Commands;
}

/** An object of options, and nothing that a menu or a keybinding passes. */
function isPlain(argument: unknown): boolean {
  return (
    typeof argument === 'object' && argument !== null && !('task' in argument) && !('fromKey' in argument)
  );
}
