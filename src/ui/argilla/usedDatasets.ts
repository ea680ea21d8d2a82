import type { ArgillaConfig } from '../../project/config.ts';

const key = 'argilla.used';

/** What is needed of VS Code's `Memento`. */
export interface Memory {
  get(key: string, otherwise: string[]): string[];
  update(key: string, value: string[]): PromiseLike<void>;
}

/**
 * The datasets in Argilla that somebody has connected to or pushed to from a project of this workspace. Nothing else is sent to in the
 * background: that one is known at a server says nothing of a project that came from elsewhere and names it.
 */
export class UsedDatasets {
  readonly #memory: Memory;

  /** `memory`: the workspace's. */
  constructor(memory: Memory) {
    this.#memory = memory;
  }

  has(folder: string, argilla: ArgillaConfig): boolean {
    return this.#all().includes(placeOf(folder, argilla));
  }

  async add(folder: string, argilla: ArgillaConfig): Promise<void> {
    if (!this.has(folder, argilla))
      await this.#memory.update(key, [...this.#all(), placeOf(folder, argilla)]);
  }

  #all(): string[] {
    return this.#memory.get(key, []);
  }
}

function placeOf(folder: string, { url, workspace, dataset }: ArgillaConfig): string {
  return JSON.stringify([folder, new URL(url).href.replace(/\/+$/, ''), workspace, dataset]);
}
