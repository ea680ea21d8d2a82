export interface Disposable {
  dispose(): void;
}

/** A small event source for the parts that know no editor. A listener that throws does not keep the others from hearing. */
export class Emitter<T> {
  readonly #listeners = new Set<(value: T) => void>();

  readonly event = (listener: (value: T) => void): Disposable => {
    this.#listeners.add(listener);
    return { dispose: () => this.#listeners.delete(listener) };
  };

  fire(value: T): void {
    for (const listener of [...this.#listeners]) {
      try {
        listener(value);
      } catch (error) {
        // Reported out of turn, so that whoever fired goes on.
        queueMicrotask(() => {
          throw error;
        });
      }
    }
  }

  dispose(): void {
    this.#listeners.clear();
  }
}

/** Disposes all that are there, also when one throws; the first error is thrown at the end. */
export function disposeAll(disposables: Iterable<Disposable | undefined>): void {
  const errors: unknown[] = [];
  for (const d of disposables) {
    try {
      d?.dispose();
    } catch (error) {
      errors.push(error);
    }
  }
  if (errors.length > 0) throw errors[0];
}
