/**
 * Which revision of the stored answers the page knows. The page's own writes follow each other, also when it has not heard of the
 * last one yet; an answer that was typed before it could see somebody else's change is a conflict.
 */
export class Revisions {
  readonly #known = new Map<string, { latest: number; foreign: number }>();

  /** A snapshot with this revision goes to the page. */
  shown(taskId: string, revision: number): void {
    const before = this.#known.get(taskId);
    const foreign = before?.latest === revision ? before.foreign : revision;
    this.#known.set(taskId, { latest: revision, foreign });
  }

  /** The page's own draft or judgement was stored. */
  wrote(taskId: string, revision: number): void {
    const before = this.#known.get(taskId);
    if (before) before.latest = revision;
  }

  /** The revision that a write is to be made on, when the page sent it with `revision`. */
  expected(taskId: string, revision: number): number {
    const known = this.#known.get(taskId);
    return known && revision >= known.foreign ? known.latest : revision;
  }

  /** Forgets all tasks but these. */
  keep(...taskIds: (string | undefined)[]): void {
    for (const taskId of this.#known.keys()) if (!taskIds.includes(taskId)) this.#known.delete(taskId);
  }

  forget(): void {
    this.#known.clear();
  }
}
