/** Numbers from 0 that are joined to groups. A group is called by its least member, whatever the order of joining. */
export class UnionFind {
  readonly #parent: Uint32Array;

  constructor(size: number) {
    this.#parent = Uint32Array.from({ length: size }, (_, n) => n);
  }

  groupOf(n: number): number {
    const parent = this.#parent;
    let at = n;
    for (let up = parent[at] ?? at; up !== at; up = parent[at] ?? at) {
      // Half of the way is left out the next time.
      const above = parent[up] ?? up;
      parent[at] = above;
      at = above;
    }
    return at;
  }

  /** False where they were in one group before. */
  join(a: number, b: number): boolean {
    const [one, other] = [this.groupOf(a), this.groupOf(b)];
    if (one === other) return false;
    this.#parent[Math.max(one, other)] = Math.min(one, other);
    return true;
  }
}
