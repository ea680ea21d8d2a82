import type * as z from 'zod';
import type { reviewRequests } from '../../protocol/reviewMessages.ts';
import { setContext } from '../common/services.ts';

/** How long (ms) a page is waited for that does not say where the focus is. */
const limitMs = 2000;

/** Whether the review page has the focus: an active panel may not. */
export class PageFocus {
  #focused = false;
  #asked = 0;
  readonly #waiting = new Map<number, (focused: boolean) => void>();

  get focused(): boolean {
    return this.#focused;
  }

  /** The page has said it. Resolves when VS Code's keys go by it. */
  async said({ focused, typing, asked }: z.output<typeof reviewRequests.focus.in>): Promise<void> {
    this.#focused = focused;
    if (asked !== undefined) this.#waiting.get(asked)?.(focused);
    await Promise.all([setContext('reviewFocused', focused), setContext('typing', typing)]);
  }

  /** The panel is not in front any more, or closed. */
  lost(): void {
    this.#focused = false;
    void setContext('typing', false);
    void setContext('reviewFocused', false);
  }

  /** `emit`: puts the question to the page. */
  ask(emit: (asked: number) => void): Promise<boolean> {
    const asked = ++this.#asked;
    return new Promise((resolve) => {
      const settle = (focused: boolean): void => {
        clearTimeout(timer);
        this.#waiting.delete(asked);
        resolve(focused);
      };
      const timer = setTimeout(() => settle(false), limitMs);
      this.#waiting.set(asked, settle);
      emit(asked);
    });
  }
}
