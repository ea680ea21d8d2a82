import type { InputView, RunView, SubjectView } from '../../../src/protocol/reviewViews.ts';
import { h, icon, setAttribute, setIcon, setText, show } from '../../common/dom.ts';
import { runsOf, subjectsOf, type Model } from '../state/model.ts';
import { format, strings } from '../../common/strings.ts';
import { agree, foldable } from './foldedRows.ts';
import { factsOf, gist, line, looks, originOf, subjectLabel, subjectName, titleOf } from './runText.ts';
import type { Look } from './runText.ts';
import { referenceChip } from './referenceNotes.ts';

/** A row of the table: an input's id, or none for the program as it is written. */
export type RowId = string | undefined;

export interface TableOptions {
  /** A row was chosen. */
  onToggle(id: RowId): void;
  onEdit(id: RowId): void;
  onRemove(id: RowId): void;
}

const subjects: readonly SubjectView[] = ['A', 'B', 'correction'];
/** The row that stands for those that are folded; no input is called so. */
const foldId = '\0fold';

/**
 * Inputs by programs, in a real table. One row is a stop of the Tab key (its button); arrow keys go from row to row. 200 rows stay
 * quick: each keeps its elements, and outputs are not in it.
 */
export function runsTable(options: TableOptions) {
  const heads = subjects.map((subject) => h('th', { scope: 'col' }, subjectLabel(subject)));
  const sameHead = h('th', { scope: 'col', class: 'same-column' }, strings.sameColumn);
  const body = h('tbody', { role: 'rowgroup' });
  const head = h(
    'tr',
    { role: 'row' },
    h('th', { scope: 'col', class: 'input-column' }, strings.inputColumn),
    ...heads,
    sameHead,
  );
  for (const cell of head.children) setAttribute(cell, 'role', 'columnheader');
  // The roles are those of the elements: a narrow page lays the rows out anew, and they must stay rows of a table there.
  const table = h(
    'table',
    { class: 'runs-table', role: 'table', 'aria-label': strings.table },
    h('thead', { role: 'rowgroup' }, head),
    body,
  );
  const element = h('div', { class: 'runs-scroll' }, table);
  const rows = new Map<RowId, Row>();
  let order: RowId[] = [];
  let stop: RowId;
  const fold = newRow();
  fold.element.classList.add('fold-row');
  rows.set(foldId, fold);
  let folded: ReadonlySet<string> = new Set();
  let unfolded = false;
  let task = '';
  let latest: { model: Model; detailsId: string } | undefined;

  const rowOf = (target: EventTarget | null): RowId | null => {
    const row = target instanceof Element ? target.closest('tbody tr') : null;
    return row ? (order[[...body.children].indexOf(row)] ?? undefined) : null;
  };
  body.addEventListener('click', (event) => {
    const id = rowOf(event.target);
    if (id === null) return;
    setStop(id);
    if (id === foldId) setFold(!unfolded);
    else options.onToggle(id);
  });
  body.addEventListener('focusin', (event) => {
    const id = rowOf(event.target);
    if (id !== null) setStop(id);
  });
  element.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
    const id = rowOf(event.target);
    if (id === null) return;
    const at = order.indexOf(id);
    const places: Record<string, number> = {
      ArrowUp: at - 1,
      ArrowDown: at + 1,
      Home: 0,
      End: order.length - 1,
      PageUp: Math.max(0, at - 10),
      PageDown: Math.min(order.length - 1, at + 10),
    };
    const to = places[event.key];
    if (to !== undefined) move(to);
    else if (id === foldId) return;
    else if (event.key === 'F2') options.onEdit(id);
    else if (event.key === 'Delete' || event.key === 'Backspace') options.onRemove(id);
    else return;
    event.preventDefault();
    event.stopPropagation();
  });

  function move(to: number): void {
    if (to < 0 || to >= order.length) return;
    const id = order[to];
    rows.get(id)?.button.focus();
    reveal(id);
  }

  /** Opens the rows that agree and pass, or folds them. */
  function setFold(open: boolean): void {
    unfolded = open;
    if (latest) update(latest.model, latest.detailsId);
    setStop(foldId);
    fold.button.focus();
  }

  function reveal(id: RowId): void {
    if (id !== undefined && folded.has(id) && !unfolded) {
      unfolded = true;
      if (latest) update(latest.model, latest.detailsId);
    }
    rows.get(id)?.element.scrollIntoView({ block: 'nearest' });
  }

  function setStop(id: RowId): void {
    rows.get(stop)?.button.setAttribute('tabindex', '-1');
    stop = id;
    rows.get(id)?.button.setAttribute('tabindex', '0');
  }

  /** Brings the rows in line with the inputs; the focus stays near where it was. */
  function arrange(inputs: readonly InputView[]): void {
    const isHidden = (id: string): boolean => !unfolded && folded.has(id);
    const next: RowId[] = [undefined, ...inputs.map(({ id }) => id).filter((id) => !isHidden(id))];
    if (folded.size > 0) next.push(foldId);
    fold.foldOf(folded.size, unfolded);
    if (next.length === order.length && next.every((id, index) => id === order[index])) return;
    const focused = body.contains(document.activeElement) ? order.indexOf(stop) : -1;
    const wanted = new Set([...next, foldId]);
    if (folded.size === 0) fold.element.remove();
    for (const [id, row] of rows) {
      if (wanted.has(id)) continue;
      row.element.remove();
      rows.delete(id);
    }
    next.forEach((id, index) => {
      const row = rows.get(id) ?? newRow();
      rows.set(id, row);
      if (body.children[index] !== row.element) body.insertBefore(row.element, body.children[index] ?? null);
    });
    order = next;
    if (!rows.has(stop)) setStop(order[Math.min(Math.max(focused, 0), order.length - 1)]);
    else setStop(stop);
    if (focused >= 0) rows.get(stop)?.button.focus();
  }

  return {
    element,
    /** Focuses a row; without one that had the focus last, else the first. */
    focus(wanted?: { id: RowId }) {
      if (wanted) reveal(wanted.id);
      const id = wanted && rows.has(wanted.id) ? wanted.id : rows.has(stop) ? stop : undefined;
      setStop(id);
      rows.get(id)?.button.focus();
    },
    update,
    reveal,
  };

  function update(model: Model, detailsId: string): void {
    latest = { model, detailsId };
    if (task !== model.state.task.id) unfolded = false;
    task = model.state.task.id;
    folded = foldable(model);
    arrange(model.state.inputs);
    const shown = subjectsOf(model);
    setAttribute(table, 'data-columns', shown.length);
    heads.forEach((cell, index) => show(cell, index < shown.length));
    const runs = shown.map((subject) => new Map(runsOf(model, subject).map((run) => [run.inputId, run])));
    const inputs = new Map(model.state.inputs.map((input) => [input.id, input]));
    for (const id of order) {
      const row = rows.get(id);
      if (!row || id === foldId) continue;
      // While programs print, a few rows change of many.
      const input = id === undefined ? undefined : inputs.get(id);
      const reads = [input, shown.length, ...runs.map((of) => of.get(id))];
      if (reads.length === row.reads.length && reads.every((one, at) => one === row.reads[at])) continue;
      row.reads = reads;
      row.update(input, detailsId);
      row.cells.forEach((cell, index) => cell.update(runs[index]?.get(id), index < shown.length));
      // What the programs print by themselves is no answer to an input.
      if (id !== undefined) row.same(runs[0]?.get(id), runs[1]?.get(id));
    }
  }
}

type Row = ReturnType<typeof newRow>;

function newRow() {
  const title = h('code', { class: 'input-title' });
  const expects = h('code', { class: 'input-expects' });
  const button = h('button', { type: 'button', class: 'row-button', tabindex: -1 }, title, expects);
  const originIcon = h('span', { class: 'codicon', 'aria-hidden': 'true' });
  const originWord = h('span');
  const origin = h('span', { class: 'origin note' }, originIcon, originWord);
  const cells = subjects.map((subject) => newCell(subject));
  const sameWord = h('span');
  const same = h('td', { role: 'cell', class: 'same-column' }, sameWord);
  const rowHead = h(
    'th',
    { scope: 'row', role: 'rowheader' },
    h('div', { class: 'input-cell' }, button, origin),
  );
  const element = h('tr', { role: 'row' }, rowHead, ...cells, same);
  return {
    element,
    button,
    cells,
    /** What it showed last. */
    reads: [] as readonly unknown[],
    update(input: InputView | undefined, detailsId: string) {
      const name = titleOf(input);
      setText(title, name);
      title.classList.toggle('as-written', !input);
      const expected = input?.expectedValue ?? '';
      setText(expects, expected ? `→ ${line(expected)}` : '');
      show(expects, expected !== '');
      setAttribute(button, 'title', expected ? `${name} → ${line(expected)}` : name);
      setAttribute(button, 'aria-controls', detailsId);
      show(origin, !!input);
      if (!input) return;
      const { icon: glyph, word } = originOf(input);
      setIcon(originIcon, glyph);
      setText(originWord, input.contradicted ? strings.contradicted : word);
      origin.classList.toggle('contradicted', input.contradicted === true);
      setAttribute(origin, 'title', input.contradicted ? strings.contradictedTip : undefined);
    },
    /** The row stands for so many others. */
    foldOf(count: number, open: boolean) {
      setText(title, format(open ? 'foldRows' : 'unfoldRows', count));
      title.classList.add('as-written');
      setAttribute(button, 'aria-expanded', String(open));
      setAttribute(rowHead, 'colspan', String(subjects.length + 2));
      for (const cell of [...cells.map((one) => one.element), same, expects, origin]) show(cell, false);
    },
    same(a: RunView | undefined, b: RunView | undefined) {
      const is = agree(a, b);
      setText(sameWord, is === undefined ? '' : is ? strings.same : strings.unlike);
      setAttribute(sameWord, 'class', is === false ? 'unlike' : 'note');
    },
  };
}

function newCell(subject: SubjectView) {
  const glyph = icon('blank');
  const word = h('span', { class: 'outcome' });
  const result = h('code', { class: 'gist' });
  const stale = h('span', { class: 'stale', title: strings.staleLong }, strings.stale);
  const reference = referenceChip();
  const label = h('span', { class: 'cell-label', 'aria-hidden': 'true' }, subjectLabel(subject));
  const box = h('div', { class: 'run-cell' }, label, glyph, word, result, reference.element, stale);
  const element = h('td', { role: 'cell', 'data-subject': subject }, box);
  return {
    element,
    update(run: RunView | undefined, shown: boolean) {
      show(element, shown);
      if (!shown) return;
      const look: Look = run ? looks[run.status] : { icon: 'dash', tone: 'plain', word: strings.notRun };
      setIcon(glyph, `${look.icon} tone-${look.tone}`);
      setText(word, look.word);
      setAttribute(word, 'class', `outcome ${run ? `tone-${look.tone}` : 'note'}`);
      const text = run ? gist(run) : '';
      setText(result, text);
      show(result, text !== '');
      show(stale, !!run?.stale);
      reference.update(run);
      box.classList.toggle('is-stale', !!run?.stale);
      const facts = run ? [look.word, text, ...factsOf(run)] : [look.word];
      if (run?.stale) facts.push(strings.staleLong);
      setAttribute(box, 'title', `${subjectName(subject)}: ${facts.filter(Boolean).join(' · ')}`);
    },
  };
}
