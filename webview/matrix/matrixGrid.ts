import type { MatrixRow } from '../../src/protocol/matrixMessages.ts';
import { h, icon, setAttribute } from '../common/dom.ts';
import { format, strings } from '../common/strings.ts';
import { shortHead, type Drawing, type Place } from './matrixColumns.ts';
import type { SortKey } from './shownRows.ts';

export interface GridActs {
  open(row: MatrixRow): void;
  sort(key: SortKey): void;
  /** The row or the cell that has the focus is another. */
  moved(): void;
  /** Any other key, with the focus in the table. */
  key(event: KeyboardEvent): void;
}

export interface GridView {
  rows: readonly MatrixRow[];
  places: readonly Place[];
  drawing: Drawing;
  sort: SortKey;
  descending: boolean;
  /** Why there is no row. */
  empty: string;
}

/** Rows above and below those in sight that are there, too. */
const spare = 4;

/**
 * The table: a grid of which only the rows in sight are in the page. It is one stop of Tab; the cell that has the focus is told by
 * `aria-activedescendant` and stays in the page when one scrolls away from it.
 */
export class MatrixGrid {
  readonly element: HTMLElement;
  readonly #head = h('div', { class: 'grid-head', role: 'row', 'aria-rowindex': 1 });
  readonly #heads = h('div', { role: 'rowgroup', class: 'grid-heads' }, this.#head);
  readonly #body = h('div', { class: 'grid-rows', role: 'rowgroup' });
  readonly #empty = h('p', { class: 'empty' });
  readonly #acts: GridActs;
  readonly #drawn = new Map<number, HTMLElement>();
  #view: GridView | undefined;
  #row = 0;
  #place = 1;
  #rowHeight = 22;
  #isDrawing = false;

  constructor(acts: GridActs) {
    this.#acts = acts;
    this.element = h(
      'div',
      { class: 'grid', role: 'grid', tabindex: 0, 'aria-label': strings.matrixTable },
      this.#heads,
      this.#body,
    );
    this.element.addEventListener('scroll', () => this.#drawSoon(), { passive: true });
    this.element.addEventListener('keydown', (event) => this.#key(event));
    // Where the page is low, it scrolls as a whole.
    this.element.addEventListener('focus', () => this.element.scrollIntoView({ block: 'nearest' }));
    this.#head.addEventListener('click', ({ target }) => {
      const key = target instanceof Element && target.closest('[data-sort]')?.getAttribute('data-sort');
      if (key) acts.sort(key as SortKey);
    });
    this.#body.addEventListener('click', (event) => this.#click(event));
    this.#body.addEventListener('dblclick', () => this.#openActive());
    new ResizeObserver(() => this.#draw()).observe(this.element);
  }

  get row(): MatrixRow | undefined {
    return this.#view?.rows[this.#row];
  }

  /** From 1; 0 where there is none. */
  get rowNumber(): number {
    return this.row ? this.#row + 1 : 0;
  }

  get place(): Place | undefined {
    return this.#view?.places[this.#place] ?? this.#view?.places[0];
  }

  get top(): number {
    return this.element.scrollTop;
  }

  focus(): void {
    this.element.focus({ preventScroll: true });
  }

  /** Shows these; the row of a task keeps the focus where it is still there. */
  update(view: GridView, at: string | undefined = this.row?.id): void {
    const found = at === undefined ? -1 : view.rows.findIndex(({ id }) => id === at);
    this.#view = view;
    this.#row = found >= 0 ? found : Math.max(0, Math.min(this.#row, view.rows.length - 1));
    this.#place = Math.min(this.#place, view.places.length - 1);
    const font = Number.parseFloat(getComputedStyle(this.element).fontSize) || 13;
    this.#rowHeight = Math.max(22, Math.ceil(font * 1.7));
    this.element.style.setProperty('--row', `${this.#rowHeight}px`);
    this.element.style.setProperty('--cols', view.places.map(({ column }) => column.width).join(' '));
    this.#body.style.height = `${view.rows.length * this.#rowHeight}px`;
    setAttribute(this.element, 'aria-rowcount', view.rows.length + 1);
    setAttribute(this.element, 'aria-colcount', view.places.length);
    this.#empty.textContent = view.empty;
    if (view.rows.length > 0) this.#empty.remove();
    else if (!this.#empty.isConnected) this.element.append(this.#empty);
    this.#drawHead(view);
    this.#forget();
    this.#draw();
  }

  /** One row, or what is known of it, is another. */
  redraw(): void {
    this.#forget();
    this.#draw();
  }

  scrollTo(top: number): void {
    this.element.scrollTop = top;
    this.#draw();
  }

  #forget(): void {
    for (const element of this.#drawn.values()) element.remove();
    this.#drawn.clear();
  }

  #drawHead({ places, sort, descending, drawing }: GridView): void {
    const focused = document.activeElement?.getAttribute('data-sort');
    const cells = places.flatMap(({ column, side }, i) => {
      if (side === 1) return [];
      const { id, head, tip, isPaired } = column;
      const isSorted = sort === id;
      const button = h(
        'button',
        { type: 'button', class: isSorted && 'sorted', 'data-sort': id, title: tip, tabindex: 0 },
        id === 'state'
          ? h('span', { class: 'visually-hidden' }, head)
          : h('span', { class: 'head-text' }, head),
        isSorted && icon(descending ? 'arrow-down' : 'arrow-up'),
      );
      const names = isPaired && [
        h('span', { class: 'side', 'aria-hidden': 'true' }, shortHead(drawing, 0)),
        h('span', { class: 'side', 'aria-hidden': 'true' }, shortHead(drawing, 1)),
      ];
      const cell = h(
        'div',
        {
          class: isPaired ? 'pair' : id === 'gap' ? 'framed' : undefined,
          role: 'columnheader',
          'aria-colindex': i + 1,
          'aria-colspan': isPaired ? 2 : undefined,
          'aria-sort': isSorted ? (descending ? 'descending' : 'ascending') : 'none',
        },
        button,
        ...(names || []),
      );
      return [cell];
    });
    this.#head.replaceChildren(...cells);
    if (focused != null && document.activeElement === document.body)
      this.#head.querySelector<HTMLElement>(`[data-sort="${CSS.escape(focused)}"]`)?.focus();
  }

  #drawSoon(): void {
    if (this.#isDrawing) return;
    this.#isDrawing = true;
    requestAnimationFrame(() => {
      this.#isDrawing = false;
      this.#draw();
    });
  }

  /** Puts the rows in sight into the page, and that which has the focus. */
  #draw(): void {
    const view = this.#view;
    if (!view) return;
    const { scrollTop, clientHeight } = this.element;
    const first = Math.max(0, Math.floor(scrollTop / this.#rowHeight) - spare);
    const last = Math.min(
      view.rows.length - 1,
      Math.ceil((scrollTop + clientHeight) / this.#rowHeight) + spare,
    );
    const wanted = new Set<number>(view.rows.length > 0 ? [this.#row] : []);
    for (let i = first; i <= last; i++) wanted.add(i);
    for (const [i, element] of this.#drawn)
      if (!wanted.has(i)) {
        element.remove();
        this.#drawn.delete(i);
      }
    for (const i of [...wanted].sort((a, b) => a - b)) {
      const row = view.rows[i];
      if (!row || this.#drawn.has(i)) continue;
      const element = this.#makeRow(view, row, i);
      this.#drawn.set(i, element);
      this.#body.append(element);
    }
    this.#mark();
  }

  #makeRow({ places, drawing }: GridView, row: MatrixRow, i: number): HTMLElement {
    const cells = places.map(({ column, side }, n) => {
      const words = column.words(row, drawing, side);
      const name = column.isPaired ? format('matrixCell', column.head, drawing.heads[side], words) : words;
      const cell = h(
        'div',
        {
          id: `cell-${i}-${n}`,
          class: `cell ${column.id} ${column.kind?.(row, drawing, side) ?? ''}`,
          role: 'gridcell',
          'aria-colindex': n + 1,
          title: words,
        },
        h('span', { 'aria-hidden': 'true' }, ...column.draw(row, drawing, side)),
        h('span', { class: 'visually-hidden' }, name),
      );
      return cell;
    });
    const element = h(
      'div',
      { class: 'grid-row', role: 'row', 'aria-rowindex': i + 2, 'data-row': i, 'data-id': row.id },
      ...cells,
    );
    element.style.transform = `translateY(${i * this.#rowHeight}px)`;
    return element;
  }

  /** Which row and cell have the focus. */
  #mark(): void {
    for (const [i, element] of this.#drawn) {
      const isActive = i === this.#row;
      element.classList.toggle('active', isActive);
      setAttribute(element, 'aria-selected', isActive ? 'true' : 'false');
      element.querySelector('.cell.at')?.classList.remove('at');
      if (isActive) element.children[this.#place]?.classList.add('at');
    }
    const hasRows = (this.#view?.rows.length ?? 0) > 0;
    setAttribute(this.element, 'aria-activedescendant', hasRows && `cell-${this.#row}-${this.#place}`);
  }

  /** Moves the focus to a row (and a cell), and brings it in sight. */
  move(row: number, place = this.#place): void {
    const view = this.#view;
    if (!view || view.rows.length === 0) return;
    this.#row = Math.max(0, Math.min(view.rows.length - 1, row));
    this.#place = Math.max(0, Math.min(view.places.length - 1, place));
    this.reveal();
    this.#acts.moved();
  }

  reveal(): void {
    const { element } = this;
    const height = element.clientHeight - this.#heads.offsetHeight;
    const top = this.#row * this.#rowHeight;
    if (top < element.scrollTop) element.scrollTop = top;
    else if (top + this.#rowHeight > element.scrollTop + height)
      element.scrollTop = top + this.#rowHeight - height;
    this.#draw();
  }

  get #pageRows(): number {
    const height = this.element.clientHeight - this.#heads.offsetHeight;
    return Math.max(1, Math.floor(height / this.#rowHeight) - 1);
  }

  #key(event: KeyboardEvent): void {
    if (event.altKey || event.metaKey || event.isComposing) return;
    const inHead = event.target instanceof Element && event.target.closest('[data-sort]');
    if (inHead && (event.key === 'Enter' || event.key === ' ')) return;
    const { ctrlKey } = event;
    const last = (this.#view?.rows.length ?? 1) - 1;
    const moves: Record<string, [number, number?]> = {
      ArrowDown: [this.#row + 1],
      ArrowUp: [this.#row - 1],
      PageDown: [this.#row + this.#pageRows],
      PageUp: [this.#row - this.#pageRows],
      Home: [0],
      End: [last],
      ArrowLeft: [this.#row, this.#place - 1],
      ArrowRight: [this.#row, this.#place + 1],
    };
    const to = moves[event.key];
    if (to && (!ctrlKey || event.key === 'Home' || event.key === 'End')) this.move(...to);
    else if (event.key === 'Enter' && !ctrlKey) this.#openActive();
    else return this.#acts.key(event);
    event.preventDefault();
    event.stopPropagation();
  }

  #click({ target }: MouseEvent): void {
    const cell = target instanceof Element && target.closest<HTMLElement>('.cell');
    const row = cell && cell.closest<HTMLElement>('[data-row]');
    if (!cell || !row) return;
    this.focus();
    this.move(Number(row.dataset['row']), [...row.children].indexOf(cell));
  }

  #openActive(): void {
    if (this.row) this.#acts.open(this.row);
  }
}
