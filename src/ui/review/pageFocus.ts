import { setTimeout as pause } from 'node:timers/promises';
import type * as z from 'zod';
import type { reviewRequests } from '../../protocol/reviewMessages.ts';
import { setContext } from '../common/services.ts';

/** How long (ms) a page is waited for that does not say where the focus is. */
const limitMs = 2000;
/** How long (ms) VS Code has for giving a page the focus, before the page takes it. */
const arrivalMs = [150, 500];

/** Whether the review page has the focus: an active panel may not. */
export class PageFocus {
  readonly #emit: (question: { asked: number; take: boolean }) => void;
  #focused = false;
  /** Since it was put in front: where the focus has gone on from it, it stays where it went. */
  #hasHadIt = false;
  #asked = 0;
  readonly #waiting = new Map<number, (focused: boolean) => void>();

  /** `emit`: puts the question to the page. */
  constructor(emit: (question: { asked: number; take: boolean }) => void) {
    this.#emit = emit;
  }

  get focused(): boolean {
    return this.#focused;
  }

  /** The page has said it. Resolves when VS Code's keys go by it. */
  async said({ focused, typing, asked }: z.output<typeof reviewRequests.focus.in>): Promise<void> {
    this.#focused = focused;
    this.#hasHadIt ||= focused;
    if (asked !== undefined) this.#waiting.get(asked)?.(focused);
    await Promise.all([setContext('reviewFocused', focused), setContext('typing', typing)]);
  }

  /**
   * The page was put in front to have the focus. While the machine is busy VS Code may hold it for focused though it is not: its frame
   * is, the page within is not, and hears of no change. So it takes what it was given, while `isInFront`.
   */
  async arrive(isInFront: () => boolean): Promise<void> {
    this.#hasHadIt = false;
    for (const ms of arrivalMs) {
      await pause(ms);
      if (this.#hasHadIt || !isInFront() || (await this.ask(true))) return;
    }
  }

  /** The panel is not in front any more, or closed. */
  lost(): void {
    this.#focused = false;
    void setContext('typing', false);
    void setContext('reviewFocused', false);
  }

  /** Resolves to whether the page has the focus; false where it does not say so. `take`: where it has it not, it takes it. */
  ask(take = false): Promise<boolean> {
    const asked = ++this.#asked;
    return new Promise((resolve) => {
      const settle = (focused: boolean): void => {
        clearTimeout(timer);
        this.#waiting.delete(asked);
        resolve(focused);
      };
      const timer = setTimeout(() => settle(false), limitMs);
      this.#waiting.set(asked, settle);
      this.#emit({ asked, take });
    });
  }
}

export interface ShowOptions {
  preserveFocus?: boolean;
  /** `false`: the focus is known to be elsewhere, also where the page has not said so yet. */
  focused?: boolean;
  /** A panel behind another tab stays there. */
  behind?: boolean;
}
