import type { ReviewPageState } from '../../../src/protocol/reviewState.ts';
import type { Saving } from './draftSaver.ts';

type Kept<K extends 'input' | 'place'> = NonNullable<ReviewPageState[K]>;

/** What the page kept of itself, so that one made anew after a reload goes on where this one was. */
export class PageMemory {
  #saving: Saving;
  /** The task that is shown. */
  #shown: () => string | undefined;

  constructor(saving: Saving, shown: () => string | undefined) {
    this.#saving = saving;
    this.#shown = shown;
  }

  /** The name of this panel, which outlives its pages. */
  get panel(): string {
    const kept = this.#saving.page.panel;
    if (kept !== undefined) return kept;
    const panel = [...crypto.getRandomValues(new Uint32Array(2))].map((n) => n.toString(36)).join('');
    this.#saving.remember({ panel });
    return panel;
  }

  /** The input that was being written for the task that is shown. */
  get input(): Kept<'input'> | undefined {
    return this.#ofShown(this.#saving.page.input);
  }

  keepInput(input: Omit<Kept<'input'>, 'folder'> | undefined): void {
    this.#saving.remember({ input: input && { ...input, folder: this.#saving.page.folder } });
  }

  /** Where one was in the task that is shown. */
  get place(): Kept<'place'> | undefined {
    return this.#ofShown(this.#saving.page.place);
  }

  keepPlace(place: Pick<Kept<'place'>, 'focus' | 'scroll'>): void {
    const { folder, taskId } = this.#saving.page;
    if (taskId !== undefined) this.#saving.remember({ place: { ...place, folder, taskId } });
  }

  #ofShown<T extends { taskId: string; folder?: string }>(kept: T | undefined): T | undefined {
    const { folder } = this.#saving.page;
    const ours = kept?.taskId === this.#shown() && (kept?.folder ?? folder) === folder;
    return ours ? kept : undefined;
  }
}
