import type { Side } from '../../src/protocol/reviewViews.ts';
import { announce } from '../common/announce.ts';
import { button } from '../common/button.ts';
import { h, setText, show } from '../common/dom.ts';
import { format, strings } from '../common/strings.ts';

export interface FindOptions {
  /** The responses' texts, as far as they are shown. */
  texts(): { side: Side; scroller: HTMLElement }[];
  /** Brings a response into view where there is room for one alone. */
  showSide(side: Side): void;
  /** The bar has closed. */
  closed(side: Side): void;
}

interface Match {
  side: Side;
  scroller: HTMLElement;
  range: Range;
}

/** More are not told apart. */
const most = 2000;
const names = ['found', 'found-now'] as const;

/**
 * Finds words in both responses at once, like the editor's own: Enter goes to the next, Shift+Enter back. VS Code's find of webviews goes through the
 * whole page, its buttons and points too, and cannot say how many each response has.
 */
export function findBar(options: FindOptions) {
  let matches: Match[] = [];
  let at = 0;
  const box = h('input', {
    type: 'text',
    class: 'find-box',
    'aria-label': strings.find,
    placeholder: strings.find,
    autocomplete: 'off',
    spellcheck: 'false',
  });
  const count = h('span', { class: 'find-count' });
  const element = h(
    'div',
    { class: 'find', role: 'search', hidden: true },
    box,
    count,
    button({ label: strings.findPrevious, icon: 'arrow-up', onClick: () => go(-1) }),
    button({ label: strings.findNext, icon: 'arrow-down', onClick: () => go(1) }),
    button({ label: strings.findClose, icon: 'close', onClick: () => close() }),
  );
  box.addEventListener('input', () => {
    at = 0;
    search();
    reveal();
  });
  element.addEventListener('keydown', (event) => {
    if (event.isComposing) return;
    if (event.key === 'Escape') close();
    else if (event.key === 'Enter' && event.target === box) go(event.shiftKey ? -1 : 1);
    else return;
    event.preventDefault();
    event.stopPropagation();
  });

  function search(): void {
    const wanted = box.value.toLowerCase();
    matches = [];
    if (wanted !== '' && !element.hidden)
      for (const { side, scroller } of options.texts())
        for (const range of rangesOf(scroller, wanted, most - matches.length))
          matches.push({ side, scroller, range });
    at = Math.min(at, Math.max(0, matches.length - 1));
    draw();
  }

  function draw(): void {
    const now = matches[at];
    CSS.highlights.set(names[0], new Highlight(...matches.map(({ range }) => range)));
    CSS.highlights.set(names[1], now ? new Highlight(now.range) : new Highlight());
    const of = (side: Side): number => matches.filter((one) => one.side === side).length;
    const words =
      box.value === ''
        ? ''
        : matches.length === 0
          ? strings.findNone
          : format('findCount', at + 1, matches.length, of('A'), of('B'));
    setText(count, words);
    element.classList.toggle('none', box.value !== '' && matches.length === 0);
  }

  function reveal(): void {
    const now = matches[at];
    if (!now) return;
    options.showSide(now.side);
    const [frame, box_] = [now.scroller.getBoundingClientRect(), now.range.getBoundingClientRect()];
    // Below what sticks at the top.
    if (box_.top < frame.top + 44 || box_.bottom > frame.bottom - 20)
      now.scroller.scrollTop += box_.top - frame.top - frame.height / 3;
  }

  function go(step: number): void {
    if (matches.length === 0) return;
    at = (at + step + matches.length) % matches.length;
    draw();
    reveal();
    announce(count.textContent);
  }

  function close(): void {
    if (element.hidden) return;
    const { side } = matches[at] ?? { side: 'A' };
    show(element, false);
    matches = [];
    for (const name of names) CSS.highlights.delete(name);
    options.closed(side);
  }

  return {
    element,
    open(): void {
      const selected = getSelection()?.toString() ?? '';
      if (selected !== '' && selected.length < 100 && !selected.includes('\n')) box.value = selected;
      show(element, true);
      box.focus();
      box.select();
      search();
      reveal();
    },
    /** The texts may be others now. */
    update(): void {
      if (!element.hidden) search();
    },
  };
}

function rangesOf(scroller: HTMLElement, wanted: string, limit: number): Range[] {
  const nodes: { node: Text; from: number }[] = [];
  const texts: string[] = [];
  let length = 0;
  const walker = document.createTreeWalker(scroller, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    if (!(node instanceof Text) || node.parentElement?.closest('[hidden]')) continue;
    nodes.push({ node, from: length });
    const lower = node.data.toLowerCase();
    // A few letters have another length when they are small.
    texts.push(lower.length === node.data.length ? lower : node.data);
    length += node.data.length;
  }
  const whole = texts.join('');
  const found: Range[] = [];
  let index = 0;
  const place = (offset: number): [Text, number] | undefined => {
    while (index + 1 < nodes.length && (nodes[index + 1]?.from ?? Infinity) <= offset) index += 1;
    const one = nodes[index];
    return one && [one.node, offset - one.from];
  };
  for (let start = whole.indexOf(wanted); start >= 0 && found.length < limit;) {
    const first = place(start);
    const last = place(start + wanted.length - 1);
    if (first && last) {
      const range = document.createRange();
      range.setStart(...first);
      range.setEnd(last[0], last[1] + 1);
      found.push(range);
    }
    start = whole.indexOf(wanted, start + wanted.length);
  }
  return found;
}
