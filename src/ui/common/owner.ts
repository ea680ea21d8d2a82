import type { Disposable } from '../../platform/emitter.ts';
import { disposeAll } from '../../platform/emitter.ts';

/** What ends with others: they are disposed of with it, in the order in which it got them, also where one throws. */
export abstract class Owner implements Disposable {
  readonly #owned: Disposable[] = [];

  /** Gives the first. */
  protected own<T extends Disposable>(first: T, ...others: Disposable[]): T {
    this.#owned.push(first, ...others);
    return first;
  }

  dispose(): void {
    disposeAll(this.#owned.splice(0));
  }
}
