import { splitThoughts } from './thoughts.ts';

/** The marks around thoughts as they are written, for a text that has not come as a whole yet. */
const marks: readonly (readonly [opening: string, closing: string])[] = [
  ...['think', 'thinking', 'thought', 'thoughts', 'reasoning', 'reflection', 'scratchpad', 'seed:think'].map(
    (word) => [`<${word}>`, `</${word}>`] as const,
  ),
  ['[THINK]', '[/THINK]'],
  ['◁think▷', '◁/think▷'],
  ['<|begin_of_thought|>', '<|end_of_thought|>'],
  ['<|channel|>analysis<|message|>', '<|end|>'],
];

/** Marks that may end thoughts whose opening one stood in the prompt, and the longest of them. */
const closedAlone = /<\/(?:think|thinking|seed:think)>|\[\/THINK\]|◁\/think▷|<\|end_of_thought\|>/i;
const longestMark = 20;
/** Thoughts are not longer, and marks that turn out to be spoken of not more. */
const mostTold = 1_000_000;
const mostTries = 8;

export interface ThoughtListener {
  onText: (delta: string) => void;
  onThought: (delta: string) => void;
  /** What has come as text was thought: it is told again, as a thought. */
  onTurn?: () => void;
}

/**
 * Takes a response apart while it comes, as `splitThoughts` does in the end: what is thought first goes to `onThought`, the answer to
 * `onText`. Thoughts without an opening mark, which chat templates write into the prompt, are only known by their end: what came before
 * it is taken back then (`onTurn`). Who knows that a model thinks so says so (`begun`).
 */
export class ThoughtStream {
  readonly #listener: ThoughtListener;
  /** What was told as text, as long as it may turn out to be thought; its length and its end. */
  #told: string[] | undefined = [];
  #length = 0;
  #tail = '';
  #tries = 0;
  /** What has not been told yet: it may be a part of a mark. */
  #held = '';
  #state: 'start' | 'begun' | 'thinking' | 'answer' = 'start';
  #closedAlone = false;
  #isUnderWay = false;
  #closing = '';

  constructor(listener: ThoughtListener, { begun = false }: { begun?: boolean } = {}) {
    this.#listener = listener;
    if (begun) this.#state = 'begun';
  }

  /** Whether thoughts were ended that had not been begun. */
  get closedAlone(): boolean {
    return this.#closedAlone;
  }

  add(delta: string): void {
    if (this.#state === 'answer') return this.#answer(delta);
    this.#held += delta;
    if (this.#state === 'begun') return this.#goOnThinking();
    while (this.#held !== '' && (this.#state === 'start' ? this.#begin() : this.#think()));
  }

  /** Whether there is more to look at. */
  #begin(): boolean {
    const text = this.#held.trimStart();
    const opened = marks.find(([opening]) => text.startsWith(opening));
    if (opened) {
      this.#state = 'thinking';
      this.#closing = opened[1];
      this.#held = text.slice(opened[0].length);
      return true;
    }
    if (marks.some(([opening]) => opening.startsWith(text))) return false;
    this.#state = 'answer';
    const held = this.#held;
    this.#held = '';
    this.#answer(held);
    return false;
  }

  /** Text, until the end of a thought shows that it was none. */
  #answer(delta: string): void {
    if (!this.#told) return this.#listener.onText(delta);
    this.#told.push(delta);
    this.#length += delta.length;
    const end = this.#tail + delta;
    this.#tail = end.slice(-longestMark);
    const mark = closedAlone.exec(end);
    // What stands behind it says whether it is meant.
    const isEnd = mark !== null && /[\S\n]/.test(end.slice(mark.index + mark[0].length));
    const split = isEnd ? splitThoughts(this.#told.join('')) : undefined;
    if (split?.thoughts !== undefined) return this.#turn(split.thoughts, split.answer);
    if ((isEnd && ++this.#tries >= mostTries) || this.#length > mostTold) this.#told = undefined;
    this.#listener.onText(delta);
  }

  #turn(thoughts: string, answer: string): void {
    this.#told = undefined;
    this.#closedAlone = true;
    this.#listener.onTurn?.();
    if (thoughts !== '') this.#listener.onThought(thoughts);
    if (answer !== '') this.#listener.onText(answer);
  }

  /** The prompt opened the thought: all is thought until it ends. A text that opens one itself is like any other. */
  #goOnThinking(): void {
    const text = this.#held.trimStart();
    if (!this.#isUnderWay) {
      if (marks.some(([opening]) => opening.startsWith(text))) return;
      this.#isUnderWay = true;
      if (marks.some(([opening]) => text.startsWith(opening))) {
        this.#state = 'start';
        return this.add('');
      }
    }
    const end = closedAlone.exec(this.#held);
    const until = end ? end.index : Math.max(0, this.#held.length - longestMark);
    if (until > 0) this.#listener.onThought(this.#held.slice(0, until));
    this.#held = this.#held.slice(until);
    if (!end) return;
    this.#closedAlone = true;
    this.#told = undefined;
    this.#state = 'answer';
    const rest = this.#held.slice(end[0].length).replace(/^\s+/, '');
    this.#held = '';
    if (rest !== '') this.#listener.onText(rest);
  }

  #think(): boolean {
    const at = this.#held.indexOf(this.#closing);
    const kept = at < 0 ? this.#closing.length - 1 : 0;
    const until = at < 0 ? Math.max(0, this.#held.length - kept) : at;
    if (until > 0) this.#listener.onThought(this.#held.slice(0, until));
    this.#held = this.#held.slice(at < 0 ? until : at + this.#closing.length);
    if (at < 0) return false;
    this.#state = 'start';
    this.#held = this.#held.replace(/^\s*\n/, '');
    return true;
  }
}
