import {
  inputDraftSchema,
  type ReviewState,
  type SubjectView,
} from '../../../src/protocol/reviewMessages.ts';
import type { Actions } from './actions.ts';
import type { Channel } from './hostChannel.ts';
import { canStart, isGoing, isOver, runsOf, subjectsOf, type Model } from './model.ts';
import type { PageMemory } from './pageMemory.ts';
import type { Inputs } from './inputChanges.ts';

/** What the actions on runs and inputs work with. */
export interface RunContext {
  model: () => Model | undefined;
  inputs: Inputs;
  memory: PageMemory;
  post: Channel['post'];
  /** The model has changed. */
  refresh: () => void;
}

type RunActions = Pick<
  Actions,
  'run' | 'stopRun' | 'putInput' | 'removeInput' | 'undoRemove' | 'restoreInputs' | 'keepInput'
>;

/** Runs programs, and changes what they are run with. */
export function runActions({ model: shown, inputs, memory, post, refresh }: RunContext): RunActions {
  const act = (work: (state: ReviewState) => void) => {
    const state = shown()?.state;
    if (!state) return;
    work(state);
    refresh();
  };
  const run: Actions['run'] = (wanted, inputId) => {
    const model = shown();
    if (!model) return;
    const free = (subject: SubjectView) =>
      inputId === undefined
        ? !isGoing(model, subject)
        : !runsOf(model, subject).some((one) => one.inputId === inputId && !isOver(one));
    const subjects = wanted.filter((subject) => canStart(model, subject) && free(subject));
    if (subjects.length === 0) return;
    const one = inputId === undefined ? {} : { inputId };
    post({ type: 'run', taskId: model.state.task.id, subjects, ...one });
  };
  return {
    run,
    stopRun: (subjects) => {
      const taskId = shown()?.state.task.id;
      if (taskId !== undefined) subjects.forEach((subject) => post({ type: 'stopRun', taskId, subject }));
    },
    putInput: (draft, replaces) =>
      act((state) => {
        const there = inputs.put(state, draft, replaces);
        const model = shown();
        if (there !== undefined && model) run(subjectsOf(model), there);
      }),
    removeInput: (input) => act((state) => inputs.remove(state, input)),
    undoRemove: () => act((state) => inputs.undoRemove(state)),
    restoreInputs: () => act((state) => inputs.restore(state)),
    keepInput: (input) => {
      const taskId = shown()?.state.task.id;
      // What cannot be read back would take the rest of the page's state along.
      if (taskId === undefined || (input && !inputDraftSchema.safeParse(input.draft).success)) return;
      memory.keepInput(input && { ...input, taskId });
    },
  };
}
