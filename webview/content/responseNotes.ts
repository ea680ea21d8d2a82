import { h, setText, show } from '../common/dom.ts';
import { visibleControls } from '../common/visibleText.ts';
import { decimal, format, strings } from '../common/strings.ts';
import { MarkdownView, type MarkdownViewOptions } from './markdownView.ts';

/** What is told at the head of a response, before its text. */
export interface NotesView {
  /** What the model thought; without a text it thinks right now. */
  thoughts?: { tokens: number; estimated?: boolean; text?: string };
  /** Something else than the model ended it. */
  cutOff?: {
    by: 'length' | 'filter' | 'refusal' | 'other';
    tokens?: number;
    seconds?: number;
    reason: string;
  };
}

/** What a model thought, folded, and whether its answer was cut off. The text is a model's: hostile. */
export class ResponseNotes {
  readonly #label = h('span');
  readonly #thinking = h('p', { class: 'note thinking' });
  readonly #cut = h('p', { class: 'note cut-off' });
  readonly #text: MarkdownView;
  readonly #fold: HTMLDetailsElement;
  readonly element: HTMLElement;
  #id = '';
  /** Drawn only once it is opened. */
  #draw: () => void = () => undefined;

  constructor(options: MarkdownViewOptions) {
    this.#text = new MarkdownView(options);
    this.#fold = h('details', { class: 'thoughts' }, h('summary', {}, this.#label), this.#text);
    this.#fold.addEventListener('toggle', () => this.#draw());
    this.element = h('div', { class: 'response-notes' }, this.#cut, this.#thinking, this.#fold);
  }

  /** `id` names the task: another one is folded again. `generating`: its text is under way. */
  update(
    id: string,
    { thoughts, cutOff }: NotesView,
    { generating, language }: { generating: boolean; language?: string },
  ): void {
    const { text = '' } = thoughts ?? {};
    if (this.#id !== id || text === '') this.#fold.open = false;
    this.#id = id;
    const count = thoughts && decimal(thoughts.tokens);
    const isFolded = thoughts !== undefined && text !== '';
    show(this.#fold, isFolded);
    show(this.#thinking, thoughts !== undefined && !isFolded);
    const words = generating
      ? format('thinking', count ?? '')
      : format(thoughts?.estimated ? 'thoughtAbout' : 'thought', count ?? '');
    setText(isFolded ? this.#label : this.#thinking, words);
    this.#draw = () => {
      if (this.#fold.open) this.#text.update(id, text, 'rendered', language);
    };
    this.#draw();
    show(this.#cut, cutOff !== undefined);
    setText(this.#cut, cutOff === undefined ? '' : cutOffText(cutOff));
    show(this.element, thoughts !== undefined || cutOff !== undefined);
  }
}

/** What ended it, after how many tokens and seconds, and the server's own word for it. */
function cutOffText({ by, tokens, seconds, reason }: NonNullable<NotesView['cutOff']>): string {
  const words = {
    length: strings.cutOff,
    filter: strings.filtered,
    refusal: strings.refused,
    other: strings.endedEarly,
  };
  const facts = [
    tokens === undefined ? '' : format('tokens', decimal(tokens)),
    seconds === undefined ? '' : format('seconds', decimal(seconds, 1)),
    visibleControls(reason),
  ];
  return [words[by], ...facts].filter(Boolean).join(' · ');
}
