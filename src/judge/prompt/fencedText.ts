import { sha256 } from '../../platform/hash.ts';

/**
 * Texts that others wrote, each between two tags that it cannot hold: their number follows from all of the texts, so that no text can
 * name it, and the same texts give the same prompt. What would reorder or hide characters stays as it is: it is part of what is judged.
 */
export class Fences {
  readonly #number: string;

  /** @param texts all that will be put between tags */
  constructor(texts: readonly string[]) {
    this.#number = sha256(JSON.stringify(texts), 16);
  }

  put(name: string, text: string): string {
    const tag = `${name}-${this.#number}`;
    return `<${tag}>\n${text.replaceAll(this.#number, '')}\n</${tag}>`;
  }
}

/**
 * A text without the names of these models, where a name cannot be a word of a program: who wrote a response is not to be known. Upper
 * and lower case do not count.
 */
export function withoutNames(text: string, models: readonly string[]): string {
  const names = models
    .flatMap((name) => [name, name.split('/').at(-1) ?? name])
    .filter((name) => name.length >= 5 && /[-./]/.test(name))
    .sort((a, b) => b.length - a.length);
  if (names.length === 0) return text;
  const any = names.map((name) => name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('|');
  return text.replace(new RegExp(any, 'gi'), 'a model');
}
