import type { ReviewState } from '../../../src/protocol/reviewState.ts';
import { inputDraftSchema } from '../../../src/protocol/reviewViews.ts';
import type { InputDraft, InputView, SubjectView } from '../../../src/protocol/reviewViews.ts';
import type { Actions, ReviewHost } from '../state/actions.ts';
import { announce } from '../../common/announce.ts';
import { format, strings } from '../../common/strings.ts';
import {
  canStart,
  contentOf,
  isGoing,
  isOver,
  responseOf,
  runsOf,
  sameContent,
  subjectsOf,
  waitingChecks,
} from '../state/model.ts';
import type { InputsModel, Model } from '../state/model.ts';
import type { PageMemory } from './pageMemory.ts';

/** What the user does to a task's inputs, until the host has done it. */
export class Inputs {
  readonly #host: ReviewHost;
  /** Grows with each input that is sent, and with each other task. */
  #count = 0;
  #saving = false;
  #removed: InputView | undefined;
  #added: InputsModel['added'];

  constructor(host: ReviewHost) {
    this.#host = host;
  }

  /** What is saved counts as added once its row is there. */
  model({ inputs }: ReviewState): InputsModel {
    const added = inputs.some(({ id }) => id === this.#added?.id) ? this.#added : undefined;
    return { saving: this.#saving || this.#added !== added, removed: this.#removed, added };
  }

  /** Stores an input, unless it is there. Gives its id, or nothing where the host did not take it or another task is shown by then. */
  async put(state: ReviewState, draft: InputDraft, replaces?: string): Promise<string | undefined> {
    const input = contentOf(draft);
    const there = state.inputs.find((one) => sameContent(one, input));
    if (there && (replaces === undefined || replaces === there.id)) {
      this.#added = { id: there.id, count: ++this.#count };
      return there.id;
    }
    const count = ++this.#count;
    this.#saving = true;
    this.#added = undefined;
    this.#removed = undefined;
    const stored = await this.#host
      .request('putInput', { taskId: state.task.id, input, ...(replaces === undefined ? {} : { replaces }) })
      .catch(() => undefined); // what was written stays in its form
    if (count !== this.#count) return undefined;
    this.#saving = false;
    this.#added = stored && { id: stored.inputId, count };
    return stored?.inputId;
  }

  remove(state: ReviewState, input: InputView): void {
    this.#removed = input;
    this.#host.ask('removeInput', { taskId: state.task.id, inputId: input.id });
  }

  undoRemove(state: ReviewState): void {
    const input = this.#removed;
    if (!input) return;
    this.#removed = undefined;
    const taskId = state.task.id;
    // What is found anew each time was only hidden; what was stored is gone and comes back as it was.
    if (input.origin === 'annotator' || input.origin === 'model')
      this.#host.ask('putInput', { taskId, input: contentOf(input), origin: input.origin });
    else this.#host.ask('restoreInputs', { taskId, inputId: input.id });
  }

  restore(state: ReviewState): void {
    this.#removed = undefined;
    this.#host.ask('restoreInputs', { taskId: state.task.id });
  }

  /** Another task is shown. */
  forget(): void {
    this.#count += 1;
    this.#saving = false;
    this.#removed = this.#added = undefined;
  }
}

export interface RunContext {
  model: () => Model | undefined;
  inputs: Inputs;
  memory: PageMemory;
  host: ReviewHost;
  /** The model has changed. */
  refresh: () => void;
}

type Names =
  | 'chooseBlock'
  | 'nextBlock'
  | 'run'
  | 'runRest'
  | 'stopRun'
  | 'putInput'
  | 'removeInput'
  | 'undoRemove'
  | 'restoreInputs'
  | 'keepInput';

/** Runs programs, and changes what they are run with. */
export function runActions(context: RunContext): Pick<Actions, Names> {
  const { model: shown, inputs, memory, host, refresh } = context;
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
    host.ask('run', { taskId: model.state.task.id, subjects, ...one });
  };
  const chooseBlock: Actions['chooseBlock'] = (side, block, andRun) => {
    const model = shown();
    const text = model?.state.texts?.[side];
    if (!model || text === undefined) return;
    const { state } = model;
    const at = responseOf(model, side).blocks?.findIndex((one) => one.block === block) ?? -1;
    announce(block === undefined ? format('blockBack', side) : format('blockChosen', side, at + 1));
    host.ask('chooseBlock', {
      taskId: state.task.id,
      side,
      text,
      block: block ?? null,
      run: andRun && state.canRun,
    });
  };
  return {
    run,
    runRest: () => {
      const model = shown();
      if (!model) return;
      const subjects = waitingChecks(model).map(({ subject }) => subject);
      const able = subjects.filter((subject) => canStart(model, subject));
      if (able.length > 0) host.ask('run', { taskId: model.state.task.id, subjects: able, rest: true });
      else announce(strings.nothingWaits);
    },
    chooseBlock,
    nextBlock: (side) => {
      const model = shown();
      if (!model) return;
      const { blocks = [], chosenBlock } = responseOf(model, side);
      const at = blocks.findIndex(({ block }) => block === chosenBlock);
      if (blocks.length === 0) announce(format('noOtherBlock', side));
      else chooseBlock(side, blocks[at + 1]?.block, false);
    },
    stopRun: (subjects) => {
      const taskId = shown()?.state.task.id;
      if (taskId !== undefined) subjects.forEach((subject) => host.ask('stopRun', { taskId, subject }));
    },
    putInput: (draft, replaces) =>
      act((state) => {
        void inputs.put(state, draft, replaces).then((id) => {
          const model = shown();
          if (id !== undefined && model) run(subjectsOf(model), id);
          refresh();
        });
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
