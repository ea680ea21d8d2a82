import type { InsightsSection } from '../../src/protocol/insightsMessages.ts';
import { contentChanged, h, icon, keyboardScrollable, setAttribute, show } from '../common/dom.ts';
import { format } from '../common/strings.ts';
import type { MarkNames } from './charts/marks.ts';
import { drawChart } from './charts/drawChart.ts';

export type ChartEntry = InsightsSection['charts'][number];

export interface ChartFigure {
  element: HTMLElement;
  /** Draws for the width that there is. */
  draw(): void;
  /** Shows the table instead of the chart, or the chart again. */
  toggleTable(): void;
  focus(): void;
  /** The mark that has the focus, by its place; -1: none. */
  focusedMark(): number;
  focusMark(index: number): void;
  /** It is taken out of the page. */
  close(): void;
}

const drawn = new WeakMap<Element, () => void>();
const rulers = new ResizeObserver((entries) => {
  for (const { target } of entries) drawn.get(target)?.();
});

/** Tables of more rows are made when there is time: at once they would hold up the charts. */
const quickRows = 60;

/** One chart with its title and the same figures as a table, which is always there for screen readers. */
export function chartFigure(
  { chart, table }: ChartEntry,
  options: { names: MarkNames; asTable: boolean; onToggle: (asTable: boolean) => void },
): ChartFigure {
  // Its width is that of the plot; its height never follows what is drawn, which the observer would take for another change.
  const ruler = h('div', { class: 'ruler' });
  const plot = h('div', { class: 'plot' });
  const figures = keyboardScrollable(h('div', { class: 'figures' }));
  const toggle = h(
    'button',
    { class: 'icon-button', type: 'button', 'data-act': 'table', 'aria-pressed': 'false' },
    icon('table'),
  );
  setAttribute(toggle, 'aria-label', format('insightsTable', chart.title));
  setAttribute(toggle, 'title', format('insightsTable', chart.title));
  const element = h(
    'figure',
    { class: `chart chart-${chart.kind}`, tabindex: -1, 'aria-label': chart.title },
    h('figcaption', {}, h('span', {}, chart.title), toggle),
    ruler,
    plot,
    figures,
  );
  let width = 0;
  let size = 0;
  let stop = 0;
  let svg: SVGSVGElement | undefined;
  let asTable = options.asTable;
  const marks = (): SVGElement[] => [...(svg?.querySelectorAll<SVGElement>('[data-link]') ?? [])];

  const fill = (): void => {
    if (figures.childElementCount === 0) figures.append(tableOf({ chart, table }));
  };
  const showTable = (): void => {
    if (asTable) fill();
    show(plot, !asTable);
    figures.classList.toggle('visually-hidden', !asTable);
    setAttribute(toggle, 'aria-pressed', String(asTable));
    contentChanged(figures);
  };
  showTable();
  if (table.rows.length <= quickRows) fill();
  else requestIdleCallback(fill, { timeout: 2000 });

  const draw = (): void => {
    const { clientWidth, clientHeight } = ruler;
    if (clientWidth === 0 || (width === clientWidth && size === clientHeight)) return;
    [width, size] = [clientWidth, clientHeight];
    const focused = focusedMark();
    svg = drawChart(chart, width, options.names);
    plot.replaceChildren(svg);
    const all = marks();
    stop = Math.min(stop, all.length - 1);
    setAttribute(all[stop] ?? svg, 'tabindex', all[stop] ? 0 : undefined);
    if (focused >= 0) focusMark(focused);
  };
  const focusedMark = (): number => marks().findIndex((mark) => mark === document.activeElement);
  const focusMark = (index: number): void => {
    const all = marks();
    const mark = all[Math.max(0, Math.min(all.length - 1, index))];
    if (!mark) return;
    setAttribute(all[stop] ?? mark, 'tabindex', -1);
    stop = all.indexOf(mark);
    setAttribute(mark, 'tabindex', 0);
    mark.focus();
  };
  const toggleTable = (): void => {
    const hadFocus = plot.contains(document.activeElement);
    asTable = !asTable;
    showTable();
    draw();
    if (hadFocus) element.focus();
    options.onToggle(asTable);
  };
  toggle.addEventListener('click', toggleTable);
  drawn.set(ruler, draw);
  rulers.observe(ruler);
  return {
    element,
    draw,
    toggleTable,
    focus: () => {
      const all = marks();
      if (!asTable && all.length > 0) focusMark(stop);
      else element.focus();
    },
    focusedMark,
    focusMark,
    close: () => rulers.unobserve(ruler),
  };
}

function tableOf({ chart, table }: ChartEntry): HTMLTableElement {
  return h(
    'table',
    {},
    h('caption', { class: 'visually-hidden' }, chart.title),
    h('thead', {}, h('tr', {}, ...table.columns.map((name) => h('th', { scope: 'col' }, name)))),
    h(
      'tbody',
      {},
      ...table.rows.map((row) =>
        h('tr', {}, ...row.map((text, i) => (i === 0 ? h('th', { scope: 'row' }, text) : h('td', {}, text)))),
      ),
    ),
  );
}
