import * as l10n from '@vscode/l10n';
import type { ComparedProject } from './comparedProject.ts';

type Named = Pick<ComparedProject, 'models' | 'isHidden'>;

/**
 * What models of several projects are called. One whose name may not be told is another model than any that may: what both have in common would
 * tell which it is. Hidden ones are numbered in the order of the projects.
 */
export class ModelNames {
  readonly #hidden = new Map<string, string>();

  constructor(projects: readonly Named[]) {
    for (const { models, isHidden } of projects)
      for (const model of isHidden ? models : [])
        if (!this.#hidden.has(model)) this.#hidden.set(model, l10n.t('Model {0}', this.#hidden.size + 1));
  }

  of({ models, isHidden }: Named): [string, string] {
    const [first, second] = models;
    return isHidden ? [this.#hidden.get(first) ?? '', this.#hidden.get(second) ?? ''] : [first, second];
  }
}
