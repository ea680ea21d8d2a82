import * as l10n from '@vscode/l10n';
import { TouchstoneError } from '../../platform/errors.ts';

/** Longest text kept of one answer, in characters: far beyond any answer to a coding task. */
export const maxAnswerChars = 4 * 1024 * 1024;

/** Most bytes read for one answer: a stream that sends no text is ended, too. */
const maxStreamBytes = 256 * 1024 * 1024;

/** Gathers an answer that comes in pieces, and says when it has to be cut off. */
export class AnswerText {
  text = '';
  #bytes = 0;
  readonly #onText: ((delta: string) => void) | undefined;
  readonly #onThought: ((delta: string) => void) | undefined;

  constructor({
    onText,
    onThought,
  }: { onText?: (delta: string) => void; onThought?: (delta: string) => void } = {}) {
    this.#onText = onText;
    this.#onThought = onThought;
  }

  get full(): boolean {
    return this.text.length >= maxAnswerChars;
  }

  add(delta: string | null | undefined): void {
    if (!delta || this.full) return;
    const piece = delta.slice(0, maxAnswerChars - this.text.length);
    this.text += piece;
    this.#onText?.(piece);
  }

  /** A piece of what the model thinks: no part of the answer. */
  thinks(delta: string): void {
    this.#onThought?.(delta);
  }

  /** Passes a body on, counting its bytes. */
  async *counted(body: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void, undefined> {
    for await (const bytes of body) {
      this.#bytes += bytes.byteLength;
      if (this.#bytes > maxStreamBytes)
        throw new TouchstoneError(
          'network-too-large',
          l10n.t('The server sends without end and was cut off.'),
        );
      yield bytes;
    }
  }
}

/** Some servers repeat the prompt although told not to. */
export function withoutPrompt(text: string, prompt: string): string {
  return prompt !== '' && text.startsWith(prompt) ? text.slice(prompt.length) : text;
}
