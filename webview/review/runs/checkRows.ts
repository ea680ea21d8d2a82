import type { InputView, RunView } from '../../../src/protocol/reviewViews.ts';
import { h, icon, setAttribute, show } from '../../common/dom.ts';
import { format, strings } from '../../common/strings.ts';
import { line } from './runText.ts';

type Evidence = NonNullable<RunView['evidence']>;

/** What each check of one input did: those that failed first, those that passed folded. Undefined where the input is one check. */
export function checkRows(input: InputView | undefined, evidence: Evidence): HTMLElement | undefined {
  const { checks, passed, failed } = evidence;
  if (checks < 2) return undefined;
  const lines = (input?.code ?? '').split(/\r\n?|\n/);
  const list = h('ul', { class: 'check-rows', 'aria-label': strings.checkRows });
  list.append(...failed.map((check) => failedRow(check, lines)));
  const others = checks - passed - failed.length;
  if (others > 0) list.append(note(format('checksMoreFailed', others)));
  if (passed > 0) list.append(...heldRows(evidence, lines));
  return list;
}

function failedRow(check: Evidence['failed'][number], lines: readonly string[]): HTMLElement {
  const { op, expected, got, raised, message } = check;
  const sides = h('span', { class: 'check-sides' });
  const put = (label: string, text: string | undefined): void => {
    if (text === undefined || text === '') return;
    sides.append(h('span', { class: 'note' }, label), ' ', code(text), ' ');
  };
  put(strings.checkExpected, op && op !== '==' ? `${op} ${expected ?? ''}` : expected);
  put(strings.checkGot, got ?? raised);
  if (got === undefined && raised === undefined && message !== undefined) sides.append(line(message));
  return row('error', 'bad', strings.checkFailedWord, check.text ?? written(check, lines), check.line, sides);
}

/** One row that says how many passed, and opens those that are known. */
function heldRows({ passed, held = [] }: Evidence, lines: readonly string[]): HTMLElement[] {
  const words = format('nPassed', passed);
  if (held.length === 0) return [h('li', { class: 'check-row' }, icon('pass tone-good'), words)];
  const rows = held.map((check) => {
    const times = check.times === undefined ? '' : format('checkTimes', check.times);
    const more = times && h('span', { class: 'note' }, times);
    return row('pass', 'good', strings.passed, written(check, lines), check.line, more);
  });
  const others = passed - held.reduce((sum, { times = 1 }) => sum + times, 0);
  if (others > 0) rows.push(note(format('checksMorePassed', others)));
  const toggle = h('button', { class: 'link', type: 'button', 'aria-expanded': 'false' }, words);
  const head = h('li', { class: 'check-row' }, icon('pass tone-good'), toggle);
  const open = (is: boolean): void => {
    setAttribute(toggle, 'aria-expanded', String(is));
    for (const one of rows) show(one, is);
  };
  toggle.addEventListener('click', () => open(toggle.getAttribute('aria-expanded') !== 'true'));
  open(false);
  return [head, ...rows];
}

function row(
  glyph: string,
  tone: string,
  word: string,
  what: string,
  at: number | undefined,
  ...rest: (Node | string)[]
): HTMLElement {
  const place = at === undefined || at === 0 ? '' : h('span', { class: 'note' }, format('checkLine', at));
  const spoken = h('span', { class: 'visually-hidden' }, `${word}: `);
  return h('li', { class: 'check-row' }, icon(`${glyph} tone-${tone}`), spoken, code(what), place, ...rest);
}

function note(words: string): HTMLElement {
  return h('li', { class: 'check-row note' }, words);
}

function code(text: string): HTMLElement {
  const short = line(text);
  return h('code', { title: short }, short);
}

/** The case, else the line of the tests as it is written. */
function written(check: Pick<Evidence['failed'][number], 'case' | 'line'>, lines: readonly string[]): string {
  return check.case ?? lines[(check.line ?? 0) - 1]?.trim() ?? '';
}
