import { announce } from '../common/announce.ts';
import { contentChanged, h, icon, keyboardScrollable, show } from '../common/dom.ts';
import { visibleBidi } from '../common/visibleText.ts';
import { splitLines } from './codeLines.ts';
import { renderBlocks, type Block } from './markdownBlocks.ts';
import { decimal, format, strings } from '../common/strings.ts';
import { markTaken, type BlockMarks, type ChooseBlock } from './takenMark.ts';

/** Longer texts (in characters) are cut until the user asks for all: the page must stay quick with any answer. */
const limit = 60_000;

/** How much of a text is shown at first. */
function headOf(text: string): number {
  const cut = text.length > limit ? text.lastIndexOf('\n', limit) : text.length;
  return cut > limit / 2 ? cut : limit;
}

/** A fence that stands open is closed by the first one in the text, or by its end. */
function withFence(text: string, bareCode: string | undefined): string {
  return bareCode === undefined ? text : `\`\`\`${bareCode}\n${text}`;
}

export interface MarkdownViewOptions {
  /** Code is shown by lines, for style sheets that number and wrap them. */
  byLines?: boolean;
  copy(text: string): void;
  openLink(href: string): void;
  /** Another block is to be the program. */
  choose?: ChooseBlock;
}

/** Shows markdown, rendered or as its source. Only the blocks that changed are made anew, so nothing flickers or jumps. */
export class MarkdownView {
  readonly element = h('div', { class: 'markdown' });
  #options: MarkdownViewOptions;
  #blocks: Block[] = [];
  #blockBox = h('div');
  #source = h('pre', { class: 'source' });
  #more = h('div', { class: 'more' });
  #rest = h('pre', { class: 'source' });
  #shown = '';
  #all = false;
  #isBare = false;
  #key = '';
  #prepared: { id: string; text: string; language: string | undefined; blocks: Block[] } | undefined;

  constructor(options: MarkdownViewOptions) {
    this.#options = options;
    this.element.append(this.#blockBox, this.#source, this.#more, this.#rest);
    keyboardScrollable(this.#source);
    keyboardScrollable(this.#rest);
    this.element.addEventListener('click', (event) => this.#follow(event));
    this.element.addEventListener('keydown', (event) => {
      if (event.key === 'Enter') this.#follow(event);
    });
  }

  /** Draws a text that may be shown next, so that it only needs to be put in. */
  prepare(id: string, text: string, language: string | undefined, bareCode?: string): void {
    const written = withFence(text.slice(0, headOf(text)), bareCode);
    const blocks = renderBlocks(written, language, []);
    for (const block of blocks) this.#dress(block);
    this.#prepared = { id, text: written, language, blocks };
  }

  /**
   * `id` names the text: another one starts from the beginning, cut if it is long. `language` is that of code blocks without one;
   * with `bareCode` the text begins as code without a fence. `marks`: which blocks of code run, and which may be chosen.
   */
  update(
    id: string,
    text: string,
    mode: 'rendered' | 'source',
    language: string | undefined,
    bareCode?: string,
    marks: BlockMarks = {},
  ): void {
    if (!this.#key.startsWith(`${id}\n`)) {
      this.#all = false;
      this.#blocks = [];
      this.#blockBox.replaceChildren();
    }
    const key = `${id}\n${mode}\n${language ?? ''}\n${bareCode ?? ''}\n${String(this.#all)}\n${JSON.stringify(marks)}`;
    if (key === this.#key && text === this.#shown) return;
    this.#key = key;
    this.#isBare = bareCode !== undefined;
    this.#shown = text;

    const end = headOf(text);
    const head = text.slice(0, end);
    show(this.#blockBox, mode === 'rendered');
    show(this.#source, mode === 'source');
    if (mode === 'rendered') {
      this.#render(id, withFence(head, bareCode), language);
      markTaken(this.#blocks, marks, (block) => this.#options.choose?.(block));
    } else this.#source.textContent = visibleBidi(this.#all ? text : head);
    this.#showMore(text, end, mode, () => {
      this.#all = true;
      this.update(id, text, mode, language, bareCode, marks);
    });
    contentChanged(this.#source);
  }

  /** Brings a line (from 0) of the text into view and marks it, where it is one of code. */
  showLine(line: number): void {
    this.element.querySelector('.line.marked')?.classList.remove('marked');
    // A fence was put before bare code.
    const wanted = line + (this.#isBare ? 1 : 0);
    let nearest: { code: Element; first: number } | undefined;
    for (const { element, lines } of this.#blocks)
      element.querySelectorAll('.code').forEach((code, index) => {
        const first = lines[index] ?? -1;
        if (first >= 0 && first < wanted) nearest = { code, first };
      });
    if (!nearest) return;
    const found = nearest.code.querySelectorAll('.line')[wanted - nearest.first - 1];
    found?.classList.add('marked');
    found?.scrollIntoView({ block: 'center' });
  }

  #render(id: string, text: string, language: string | undefined): void {
    const before = this.#blocks;
    const ready = this.#prepared;
    if (before.length === 0 && ready?.id === id && ready.text === text && ready.language === language) {
      this.#prepared = undefined;
      this.#blocks = ready.blocks;
      this.#blockBox.append(...ready.blocks.map((block) => block.element));
      return;
    }
    const after = renderBlocks(text, language, before);
    let same = 0;
    while (same < before.length && before[same] === after[same]) same += 1;
    for (const block of before.slice(same)) block.element.remove();
    const added = after.slice(same);
    for (const block of added) this.#dress(block);
    this.#blockBox.append(...added.map((block) => block.element));
    this.#blocks = after;
  }

  /** Gives each code block its frame and its copy button. */
  #dress({ element, codes }: Block): void {
    element.querySelectorAll('pre').forEach((pre, index) => {
      const code = codes[index];
      if (code === undefined) return;
      const frame = h('div', { class: 'code' });
      const copy = h(
        'button',
        { class: 'copy-code', type: 'button', 'aria-label': strings.copyCode, title: strings.copyCode },
        icon('copy'),
      );
      copy.addEventListener('click', () => {
        this.#options.copy(code);
        announce(strings.copied);
      });
      pre.replaceWith(frame);
      const lines = this.#options.byLines === true ? pre.querySelector('code') : null;
      if (lines) splitLines(lines);
      frame.append(keyboardScrollable(pre), copy);
    });
    element.querySelectorAll('table').forEach((table) => {
      const frame = keyboardScrollable(h('div', { class: 'table' }));
      table.replaceWith(frame);
      frame.append(table);
    });
  }

  #showMore(text: string, end: number, mode: 'rendered' | 'source', all: () => void): void {
    const long = end < text.length;
    show(this.#more, long && !this.#all);
    show(this.#rest, long && this.#all && mode === 'rendered');
    if (!long) return;
    if (this.#all) {
      this.#rest.textContent = mode === 'rendered' ? visibleBidi(text.slice(end)) : '';
      contentChanged(this.#rest);
      return;
    }
    const button = h('button', { class: 'link', type: 'button' }, strings.showAll);
    button.addEventListener('click', all);
    this.#more.replaceChildren(format('tooLong', decimal(text.length), decimal(end)), ' ', button);
  }

  #follow(event: Event): void {
    const link = event.target instanceof Element ? event.target.closest('a[data-href]') : null;
    const href = link?.getAttribute('data-href');
    if (!href) return;
    event.preventDefault();
    event.stopPropagation();
    this.#options.openLink(href);
  }
}
