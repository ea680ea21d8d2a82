import type { StopReason } from '../../protocol/channel.ts';
import type { ReviewHandlers } from '../../protocol/reviewMessages.ts';
import { changeKeys } from '../argilla/argillaCommands.ts';
import { reopenTask } from '../queue/bulkActions.ts';
import type { WaysOn } from '../review/queueDone.ts';
import { textHandlers } from '../webview/webviewHost.ts';
import type { Parts } from './makeParts.ts';

/** What the review page may ask for, each done by what the command of the same purpose calls. */
export function reviewHandlers(
  parts: Parts,
  waysOn: WaysOn & { testConnection: () => unknown },
): ReviewHandlers {
  const { projects, panel, navigator, acts, runs, inputs, outputs, responses } = parts;
  const judged = (taskId: string, shown?: string): Promise<void> => navigator.judged(taskId, shown);

  /** Comes after all answers that the page has sent before it, and lets those that follow pass. */
  const then =
    <I, O>(work: (input: I, signal: AbortSignal) => O | Promise<O>) =>
    async (input: I, signal: AbortSignal): Promise<O> => {
      await panel.settled();
      return work(input, signal);
    };

  return {
    saveDraft: (draft) => panel.saveDraft(draft),
    submit: (sent) => panel.judge(sent, 'submitted', judged),
    discard: (sent) => panel.judge(sent, 'discarded', judged),
    takeTheirs: (sent) => panel.takeTheirs(sent),
    throwAway: (which) => panel.unsaved.throwAway(which),
    compareAnswers: then(({ taskId, answer }) => acts.compareAnswers(taskId, answer)),
    undo: then(() => acts.step('undo')),
    redo: then(() => acts.step('redo')),
    reopen: then(async ({ taskId }) => reopenTask(parts, await projects.need(), taskId)),
    skip: then(({ taskId }) => acts.skip(taskId)),
    showHistory: then(({ taskId }) => acts.showHistory(taskId)),
    next: then(async ({ shown }) => {
      if (shown === undefined) await navigator.step('next');
      else navigator.followed(shown);
      return { shown: panel.taskId };
    }),
    previous: then(async () => ({ shown: await navigator.step('previous') })),
    tag: (what) => parts.tagging.tag(what),
    untag: (what) => parts.tagging.untag(what),
    knownTags: async () => ({ tags: await parts.tagging.known() }),
    goOn: then(async ({ way }) => {
      if (way === 'back') return panel.showDone(false);
      const { goOn } = await import('../review/reviewTools.ts');
      return goOn(way, await projects.need(), waysOn);
    }),

    generate: then(({ taskId }, signal) => {
      whenStopped(signal, () => parts.generation.stop(taskId));
      return parts.generation.generate(taskId);
    }),
    stopGenerating: ({ taskId }) => parts.generation.stop(taskId),
    testConnection: then(() => waysOn.testConnection()),
    run: then(({ taskId, subjects, inputId, rest }, signal) => {
      whenStopped(signal, () => subjects.forEach((subject) => void runs.stop(taskId, subject)));
      return runs.run(taskId, subjects, inputId, rest);
    }),
    chooseBlock: then(async ({ taskId, side, text, block, run }, signal) => {
      whenStopped(signal, () => void runs.stop(taskId, side));
      await runs.stop(taskId, side);
      // A text that was exchanged meanwhile comes with the next snapshot.
      if ((await inputs.chooseBlock(taskId, text, block ?? undefined)) && run) await runs.run(taskId, [side]);
    }),
    stopRun: ({ taskId, subject }) => runs.stop(taskId, subject),
    sendLine: ({ taskId, subject, line }) => runs.sendLine(taskId, subject, line),
    // The page asks for its run once it is stored: not twice.
    putInput: then(async ({ taskId, input, replaces, origin }) => ({
      inputId: await inputs.put(taskId, input, { replaces, origin, run: false }),
    })),
    removeInput: then(({ taskId, inputId }) => inputs.remove(taskId, inputId)),
    restoreInputs: then(({ taskId, inputId }) => inputs.restore(taskId, inputId)),
    suggestInputs: then(({ taskId }) => inputs.suggest(taskId)),

    openOutput: then(({ taskId, runId }) => outputs.open(taskId, runId)),
    diffOutputs: then(({ taskId, inputId }) => outputs.diff(taskId, inputId)),
    openShell: then(({ taskId, side }) => runs.openShell(taskId, side)),
    correct: then(({ taskId, side }) => parts.corrections.open(taskId, side, 'code')),
    openResponse: then(({ taskId, side }) => responses.open(taskId, side)),
    diffEditor: then(({ taskId }) => responses.compare(taskId)),
    openLineComment: then(({ taskId, id }) => parts.lineComments.open(taskId, id)),
    removeLineComment: then(({ taskId, id }) => parts.lineComments.remove(taskId, id)),
    openGuidelines: () => parts.guidelinesPanel.show(),
    compareGuidelines: then(({ taskId }) => parts.guiding.compare(taskId)),
    changeKeys: () => changeKeys(projects.services),
    focus: (place) => panel.focusOfPage.said(place),
    ...textHandlers,
  };
}

/** Only when the user wants it: what runs goes on where the page is hidden or closed. */
function whenStopped(signal: AbortSignal, stop: () => void): void {
  signal.addEventListener('abort', () => {
    if (signal.reason === ('cancelled' satisfies StopReason)) stop();
  });
}
