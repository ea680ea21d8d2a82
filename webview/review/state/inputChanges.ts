import type { InputDraft, InputView, ReviewState } from '../../../src/protocol/reviewMessages.ts';
import type { Channel } from './hostChannel.ts';
import { contentOf, sameContent, type InputsModel } from './model.ts';

interface Pending {
  taskId: string;
  draft: InputDraft;
  /** Ids of the inputs that were there before. */
  known: ReadonlySet<string>;
}

/** What the user does to a task's inputs, until the host has done it. */
export class Inputs {
  #post: Channel['post'];
  #pending: Pending | undefined;
  #removed: InputView | undefined;
  #added: InputsModel['added'];

  constructor(post: Channel['post']) {
    this.#post = post;
  }

  get model(): InputsModel {
    return { saving: this.#pending !== undefined, removed: this.#removed, added: this.#added };
  }

  /** Gives the id of the input where it is there already. */
  put(state: ReviewState, draft: InputDraft, replaces?: string): string | undefined {
    const taskId = state.task.id;
    const input = contentOf(draft);
    const there = state.inputs.find((one) => sameContent(one, input));
    if (there && (replaces === undefined || replaces === there.id)) {
      this.#added = { id: there.id };
      return there.id;
    }
    this.#pending = { taskId, draft: input, known: new Set(state.inputs.map(({ id }) => id)) };
    this.#added = undefined;
    this.#removed = undefined;
    this.#post({ type: 'putInput', taskId, input, ...(replaces === undefined ? {} : { replaces }) });
    return undefined;
  }

  remove(state: ReviewState, input: InputView): void {
    this.#removed = input;
    this.#post({ type: 'removeInput', taskId: state.task.id, inputId: input.id });
  }

  undoRemove(state: ReviewState): void {
    const input = this.#removed;
    if (!input) return;
    this.#removed = undefined;
    const taskId = state.task.id;
    // What is found anew each time was only hidden; what was stored is gone and comes back as it was.
    if (input.origin === 'annotator' || input.origin === 'model')
      this.#post({ type: 'putInput', taskId, input: contentOf(input), origin: input.origin });
    else this.#post({ type: 'restoreInputs', taskId, inputId: input.id });
  }

  restore(state: ReviewState): void {
    this.#removed = undefined;
    this.#post({ type: 'restoreInputs', taskId: state.task.id });
  }

  /** Looks into a snapshot for the input that is being saved; gives its id once it is there. */
  received(state: ReviewState, sameTask: boolean): string | undefined {
    if (!sameTask) this.#removed = this.#added = this.#pending = undefined;
    const pending = this.#pending;
    if (!pending) return undefined;
    const stored =
      state.inputs.find((input) => sameContent(input, pending.draft)) ??
      state.inputs.find(({ id, origin }) => origin === 'annotator' && !pending.known.has(id));
    if (!stored) return undefined;
    this.#pending = undefined;
    this.#added = { id: stored.id };
    return stored.id;
  }

  /** The host did not take something: what is being written stays in its form. */
  refused(): void {
    this.#pending = undefined;
  }
}
