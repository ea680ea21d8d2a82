import '../common/zodConfig.ts';
import '../common/base.css';
import '../common/controls.css';
import './sumBars.css';
import './matrixPage.css';
import './gridRows.css';
import type { Outcome } from '../../src/domain/matrix.ts';
import { matrixContract, type MatrixRow, type MatrixState } from '../../src/protocol/matrixMessages.ts';
import { announce, liveRegions } from '../common/announce.ts';
import { connectPage } from '../common/connectPage.ts';
import { h, setAttribute, setText, show } from '../common/dom.ts';
import { decimal, format, strings } from '../common/strings.ts';
import { columns, placesFor, type Drawing } from './matrixColumns.ts';
import { matrixFilters } from './matrixFilters.ts';
import { MatrixGrid } from './matrixGrid.ts';
import { matrixHead } from './matrixHead.ts';
import { modelSums } from './modelSums.ts';
import { keptChoice, shownRows, type Choice, type SortKey } from './shownRows.ts';
import { workStrip, workWords } from './workStrip.ts';

const host = connectPage(matrixContract, {
  state: ({ state }) => updateState(state),
  rows: ({ rows, anew, gone }) => updateRows(rows, anew, gone ?? []),
  live: ({ responses }) => updateLive(responses),
});

const kept = host.kept() as { active?: string; top?: number } | undefined;
let choice = keptChoice(kept);
let state: MatrixState | undefined;
const byId = new Map<string, MatrixRow>();
let all: MatrixRow[] = [];
let shown: MatrixRow[] = [];
/** Tasks that hold the text that is looked for in their instruction or in a response. */
let found: { text: string; ids: ReadonlySet<string> } = { text: '', ids: new Set() };
let running = new Set<string>();
let doubles = new Set<string>();
let width = 0;
/** Where an earlier page was, until its rows are here. */
let back = kept;

const head = matrixHead({
  byModel: (byModel) => choose({ byModel }),
  copy: (as) => host.ask('copy', { as, ids: shown.map(({ id }) => id), byModel: choice.byModel }),
  runAll: () => host.ask('runAll', {}),
  generateAll: () => host.ask('generateAll', {}),
});
const strip = workStrip({ retry: () => host.ask('retry', {}), stop: () => host.ask('stop', {}) });
const sums = modelSums((outcome: Outcome) => choose({ result: choice.result === outcome ? '' : outcome }));
const grid = new MatrixGrid({
  open: ({ id }) => host.ask('open', { id }),
  sort: (key) => sortBy(key),
  moved: () => {
    say();
    keepSoon();
  },
  key: (event) => gridKey(event),
});
const filters = matrixFilters({
  choose: (change) => choose(change),
  useAsQueue: () =>
    host.ask('useAsQueue', {
      ids: shown.map(({ id }) => id),
      title: format('matrixQueue', decimal(shown.length)),
    }),
  leave: () => grid.focus(),
});
const said = h('span', { class: 'said' });
const whole = h('span', { class: 'whole' });
const keys = (
  [
    ['↑ ↓', strings.matrixKeyRow],
    ['Enter', strings.matrixKeyOpen],
    ['R', strings.matrixKeyRun],
    ['/', strings.matrixKeyFind],
  ] as const
).map(([key, text]) => h('span', { class: 'key-hint' }, h('kbd', { 'aria-hidden': 'true' }, key), text));
const foot = h('footer', { class: 'foot' }, said, whole, h('span', { class: 'space' }), ...keys);
const main = h('main', {}, strip.element, sums.element, filters.element, grid.element);
const page = h('div', { class: 'matrix', hidden: true }, head.element, main, foot);
const loading = h('p', { class: 'loading note' }, strings.matrixLoading);
document.body.append(loading, page, ...liveRegions);

function choose(change: Partial<Choice>): void {
  choice = { ...choice, ...change };
  if (change.find !== undefined) searchSoon();
  drawRows();
  announceSoon();
  keepSoon();
}

function sortBy(key: SortKey): void {
  const first = columns.find(({ id }) => id === key)?.descending ?? false;
  const isSame = choice.sort === key;
  // A third click brings the order of loading back.
  if (isSame && choice.descending !== first) choose({ sort: 'order', descending: false });
  else choose({ sort: key, descending: isSame ? !choice.descending : first });
}

function gridKey(event: KeyboardEvent): void {
  const key = event.key.toLowerCase();
  if ((key === '/' && !event.ctrlKey) || (key === 'f' && event.ctrlKey)) filters.focus();
  else if (key === 'r' && !event.ctrlKey && !event.shiftKey) {
    const { row } = grid;
    if (row && state?.can.includes('runAll')) host.ask('run', { ids: [row.id] });
  } else return;
  event.preventDefault();
  event.stopPropagation();
}

document.addEventListener('keydown', (event) => {
  if (event.isComposing || event.altKey || event.metaKey) return;
  const isFind = event.key.toLowerCase() === 'f' && event.ctrlKey && !event.shiftKey;
  const isSlash = event.key === '/' && !event.ctrlKey && !(event.target instanceof HTMLInputElement);
  if (!isFind && !isSlash) return;
  filters.focus();
  event.preventDefault();
  event.stopPropagation();
});

let searching: number | undefined;
/** Titles are looked through at once; what else holds the text the host knows. */
function searchSoon(): void {
  clearTimeout(searching);
  const text = choice.find.trim();
  if (text === '' || text.startsWith('#') || text === found.text) return;
  searching = window.setTimeout(() => {
    host.request('search', { text }).then(
      (ids) => {
        if (choice.find.trim() !== text) return;
        found = { text, ids: new Set(ids) };
        drawRows();
        announceSoon();
      },
      () => undefined,
    );
  }, 150);
}

function updateState(next: MatrixState): void {
  const before = state;
  state = next;
  const hides = choice.byModel && !next.can.includes('byModel');
  if (hides) choice = { ...choice, byModel: false };
  head.update(next, choice.byModel);
  strip.update(next);
  sums.update(next, choice.result, choice.byModel);
  show(loading, false);
  show(page, true);
  // It was opened to be read.
  if (!before && document.hasFocus() && document.activeElement === document.body) grid.focus();
  setAttribute(grid.element, 'aria-busy', next.complete ? undefined : 'true');
  if (before?.work?.state === 'going' && next.work && next.work.state !== 'going')
    announce(workWords(next.work));
  const isOther = before?.complete !== next.complete || before.models.join() !== next.models.join();
  if (isOther || hides) drawRows();
}

/** Rows came since they were drawn last. */
let isStale = false;

/** The first rows are drawn at once, those that follow in lots with the next picture together. */
function updateRows(rows: readonly MatrixRow[], anew: boolean, gone: readonly string[]): void {
  if (anew) byId.clear();
  for (const id of gone) byId.delete(id);
  for (const row of rows) byId.set(row.id, row);
  if (all.length === 0 || document.hidden) return settleRows();
  if (!isStale) requestAnimationFrame(settleRows);
  isStale = true;
}

function settleRows(): void {
  isStale = false;
  all = [...byId.values()];
  if (all.some(({ position }, i) => position < (all[i - 1]?.position ?? -1)))
    all.sort((a, b) => a.position - b.position);
  const seen = new Set<string>();
  doubles = new Set();
  for (const { title } of all)
    if (seen.has(title)) doubles.add(title);
    else seen.add(title);
  drawRows();
  goBack();
}

/** To the row that an earlier page of this panel was at. */
function goBack(): void {
  if (!back || (all.length === 0 && state?.complete !== true)) return;
  const at = shown.findIndex(({ id }) => id === back?.active);
  if (at < 0 && state?.complete !== true) return;
  const { top = 0 } = back;
  back = undefined;
  grid.move(at);
  grid.scrollTo(top);
  grid.reveal();
}

function updateLive(responses: readonly { id: string; side: 0 | 1 }[]): void {
  const now = new Set(responses.map(({ id, side }) => `${side}:${id}`));
  if (now.size === running.size && [...now].every((one) => running.has(one))) return;
  running = now;
  grid.redraw();
}

function drawing(): Drawing {
  return {
    byModel: choice.byModel,
    heads: choice.byModel && state ? state.models : ['A', 'B'],
    isRunning: (id, side) => running.has(`${side}:${id}`),
    isDouble: (title) => doubles.has(title),
    now: Date.now(),
  };
}

function drawRows(): void {
  if (!state) return;
  const texts = found.text === choice.find.trim() ? found.ids : undefined;
  shown = shownRows(all, choice, texts);
  filters.update(choice, all);
  head.update(state, choice.byModel);
  sums.update(state, choice.result, choice.byModel);
  const empty =
    all.length > 0 ? strings.matrixNoMatch : state.complete ? strings.matrixNoTasks : strings.matrixLoading;
  const { sort, descending } = choice;
  grid.update({ rows: shown, places: placesFor(width, all), drawing: drawing(), sort, descending, empty });
  say();
}

/** Where one is, and the whole of the cell that has the focus: the table may have no room for it. */
function say(): void {
  const { row, place, rowNumber } = grid;
  const count = format('matrixCount', decimal(shown.length), decimal(all.length));
  const blind = choice.byModel && state?.blind ? ` ${strings.matrixSubmittedOnly}` : '';
  setText(said, row ? `${count}${blind} · ${format('matrixRow', decimal(rowNumber))}` : count + blind);
  if (!row || !place) return setText(whole, '');
  const now = drawing();
  const { column, side } = place;
  const label = column.isPaired ? `${column.head} ${now.heads[side]}` : column.head;
  setText(whole, `${label}: ${column.words(row, now, side)}`);
}

let speaking: number | undefined;
function announceSoon(): void {
  clearTimeout(speaking);
  speaking = window.setTimeout(() => announce(said.textContent), 400);
}

let keeping: number | undefined;
/** A page that was hidden is made anew: it goes on where it was. */
function keepSoon(): void {
  clearTimeout(keeping);
  keeping = window.setTimeout(() => host.keep({ choice, active: grid.row?.id, top: grid.top }), 100);
}

new ResizeObserver(() => {
  if (width === page.clientWidth) return;
  width = page.clientWidth;
  drawRows();
}).observe(page);
grid.element.addEventListener('scroll', keepSoon, { passive: true });
window.addEventListener('focus', () => {
  if (document.activeElement === document.body) grid.focus();
});

if (choice.find !== '') searchSoon();
host.signal('ready', {});
