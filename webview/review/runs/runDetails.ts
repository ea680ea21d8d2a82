import type { InputView, RunView, SubjectView } from '../../../src/protocol/reviewViews.ts';
import {
  contentChanged,
  h,
  icon,
  keyboardScrollable,
  setAttribute,
  setIcon,
  setText,
  show,
} from '../../common/dom.ts';
import { button } from '../../common/button.ts';
import { visibleControls } from '../../common/visibleText.ts';
import type { Actions } from '../state/actions.ts';
import { canStart, runsOf, subjectsOf, type Model } from '../state/model.ts';
import { decimal, format, strings } from '../../common/strings.ts';
import { differences } from './runDifferences.ts';
import type { RowId, TableOptions } from './runsTable.ts';
import { checkRows } from './checkRows.ts';
import { evidenceText } from './evidenceText.ts';
import { referenceChip, referenceWords } from './referenceNotes.ts';
import { ending, factsOf, line, looks, originOf, subjectLabel, subjectName, titleOf } from './runText.ts';

/** Output longer than this (in characters) is shown from its end; the whole can be opened in an editor. */
const outputLimit = 30_000;

export interface DetailsOptions extends Pick<TableOptions, 'onEdit' | 'onRemove'> {
  onClose(): void;
  /** Goes to the next check that failed, or to the one before. */
  onFailure(step: 1 | -1): void;
}

let count = 0;

/** All there is about one input: what it sends, what each program did with it, and where they differ. */
export function runDetails(actions: Actions, options: DetailsOptions) {
  count += 1;
  const id = `run-details-${count}`;
  let latest: Model | undefined;
  let current: RowId;
  const title = h('h3', {});
  const expects = h('code', { class: 'input-expects' });
  const origin = h('span', { class: 'note' });
  const tool = (text: string, label: string, onClick: () => void, glyph?: string) =>
    button({ text, label, onClick, icon: glyph });
  const run = tool(
    strings.run,
    strings.runInput,
    () => latest && actions.run(subjectsOf(latest), current),
    'play',
  );
  const edit = tool(strings.editInput, strings.editInputLabel, () => options.onEdit(current));
  const remove = tool(strings.removeInput, strings.removeInputLabel, () => options.onRemove(current));
  const diff = tool(strings.diffOutputs, strings.diffOutputs, () =>
    actions.ask('diffOutputs', { inputId: current }),
  );
  const close = button({
    label: strings.closeDetails,
    icon: 'arrow-left',
    key: 'Esc',
    onClick: () => options.onClose(),
  });
  const before = button({
    label: strings.previousFailure,
    icon: 'arrow-up',
    key: '⇧F8',
    onClick: () => options.onFailure(-1),
  });
  const after = button({
    label: strings.nextFailure,
    icon: 'arrow-down',
    key: 'F8',
    onClick: () => options.onFailure(1),
  });
  const head = h(
    'div',
    { class: 'details-head' },
    close,
    title,
    expects,
    origin,
    h('span', { class: 'space' }),
    ...[before, after, run, edit, remove, diff],
  );
  const given = h('div', { class: 'details-input' });
  const unlike = differences();
  const columns = (['A', 'B', 'correction'] as const).map((subject) => runColumn(subject, actions));
  const grid = h('div', { class: 'details-columns' }, ...columns);
  // Always a stop: here one reads.
  const body = h('div', { class: 'details-body', tabindex: 0 }, given, unlike, grid);
  const element = h('section', { class: 'run-details outputs', id }, head, body);
  let filled = '';

  function fillInput(input: InputView | undefined): void {
    const key = JSON.stringify(input ?? null);
    if (key === filled) return;
    filled = key;
    given.replaceChildren();
    show(given, false);
    if (!input) return;
    const put = (label: string, text: string | undefined) => {
      if (text !== undefined) given.append(block(label, text));
    };
    // What the head says in one line is not said again.
    if (input.code?.trim() !== input.title) put(strings.code, input.code);
    put(strings.args, input.args?.join('\n'));
    put(strings.stdin, input.stdin);
    if (!isLine(input.expectedValue)) put(strings.expectedValue, input.expectedValue);
    put(strings.expectedOutput, input.expectedOutput);
    show(given, given.childElementCount > 0);
  }

  return {
    element,
    focus: () => body.focus(),
    /** `undefined`: nothing is chosen. */
    update(model: Model, chosen: { id: RowId } | undefined) {
      latest = model;
      if (!chosen) {
        unlike.clear();
        return;
      }
      if (current !== chosen.id) body.scrollTop = 0;
      current = chosen.id;
      const input = model.state.inputs.find((one) => one.id === chosen.id);
      const name = titleOf(input);
      setText(title, name);
      setAttribute(title, 'title', name);
      setAttribute(element, 'aria-label', format('details', name));
      const expected = isLine(input?.expectedValue) ? line(input?.expectedValue ?? '') : '';
      setText(expects, expected === '' ? '' : `→ ${expected}`);
      setAttribute(expects, 'title', expected && `${strings.expectedValue}: ${expected}`);
      show(expects, expected !== '');
      setText(origin, input?.contradicted ? strings.contradictedTip : input ? originOf(input).word : '');
      for (const one of [run, edit, remove]) show(one.element, input !== undefined);
      run.update({ disabled: !subjectsOf(model).some((subject) => canStart(model, subject)) });
      fillInput(input);
      const runs = new Map<SubjectView, RunView>();
      for (const subject of subjectsOf(model)) {
        const found = runsOf(model, subject).find((one) => one.inputId === chosen.id);
        if (found) runs.set(subject, found);
      }
      show(diff.element, runs.has('A') && runs.has('B'));
      unlike.update(input, runs);
      setAttribute(grid, 'data-columns', subjectsOf(model).length);
      for (const column of columns)
        column.update(runs.get(column.subject), input, subjectsOf(model).includes(column.subject));
    },
  };
}

/** What one program did with the input. */
function runColumn(subject: SubjectView, actions: Actions) {
  let shownRun: RunView | undefined;
  let filled = '';
  const glyph = icon('dash');
  const word = h('span', { class: 'outcome' });
  const facts = h('span', { class: 'note run-facts' });
  const stale = h('span', { class: 'stale', title: strings.staleLong }, strings.stale);
  const whole = button({
    label: format('openOutputOf', subjectName(subject)),
    icon: 'go-to-file',
    onClick: () => shownRun && actions.ask('openOutput', { runId: shownRun.id }),
  });
  const reference = referenceChip();
  const texts = h('div', { class: 'run-texts' });
  const element = h(
    'section',
    { class: 'details-column', 'data-subject': subject, 'aria-label': subjectName(subject) },
    h(
      'div',
      { class: 'run-line' },
      h('span', { class: 'badge', 'aria-hidden': 'true' }, subjectLabel(subject)),
      glyph,
      word,
      reference.element,
      stale,
      facts,
      whole,
    ),
    texts,
  );
  return {
    subject,
    element,
    update(run: RunView | undefined, input: InputView | undefined, shown: boolean) {
      show(element, shown);
      shownRun = run;
      show(stale, !!run?.stale);
      show(whole.element, !!run && (run.stdout !== '' || run.stderr !== '' || run.truncatedBytes > 0));
      const look = run ? looks[run.status] : undefined;
      setIcon(glyph, look ? `${look.icon} tone-${look.tone}` : 'dash');
      const ended = run ? ending(run) : [];
      setText(word, [look?.word ?? strings.notRun, ...ended].join(' · '));
      setAttribute(word, 'class', look ? `outcome tone-${look.tone}` : 'note');
      reference.update(run);
      setText(facts, run ? factsOf(run).join(' · ') : '');
      setAttribute(facts, 'title', facts.textContent || undefined);
      const key = run
        ? [
            run.id,
            run.status,
            run.value,
            run.stdout.length,
            run.stderr.length,
            run.truncatedBytes,
            run.stale,
            run.textLine,
            JSON.stringify(run.reference),
          ].join('\n')
        : '';
      if (key === filled) return;
      filled = key;
      texts.replaceChildren(...(run ? textsOf(run, input) : []));
      const at = run?.textLine;
      if (at === undefined || subject === 'correction') return;
      const link = h('button', { class: 'link', type: 'button' }, format('showLine', at + 1));
      link.addEventListener('click', () => actions.showLine(subject, at));
      texts.prepend(link);
    },
  };
}

function textsOf(run: RunView, input: InputView | undefined): HTMLElement[] {
  const list: HTMLElement[] = [];
  if (run.block !== undefined) list.push(h('p', { class: 'note' }, format('ranBlock', run.block + 1)));
  if (run.evidence) {
    const rows = checkRows(input, run.evidence);
    // What failed has a row of its own then.
    const said = evidenceText(rows ? { ...run.evidence, failed: [] } : run.evidence);
    list.push(h('p', { class: 'note' }, visibleControls(said)), ...(rows ? [rows] : []));
  }
  if (run.reference && !run.stale)
    list.push(h('p', { class: 'note' }, visibleControls(referenceWords(run.reference))));
  if (run.value) list.push(block(strings.value, run.value));
  if (run.stdout) list.push(block(strings.stdout, run.stdout));
  if (run.stderr) list.push(block(run.compiling ? strings.compiler : strings.stderr, run.stderr));
  if (list.length === 0 && run.status !== 'waiting') list.push(h('p', { class: 'note' }, strings.noOutput));
  if (run.truncatedBytes > 0)
    list.push(h('p', { class: 'note' }, format('truncated', decimal(run.truncatedBytes))));
  return list;
}

/** Foreign text under its name: as text, its controls made visible. */
function block(label: string, text: string): HTMLElement {
  const cut = text.length > outputLimit;
  const pre = keyboardScrollable(
    h('pre', { class: 'output' }, visibleControls(cut ? text.slice(-outputLimit) : text)),
  );
  setAttribute(pre, 'aria-label', label);
  setAttribute(pre, 'role', 'region');
  contentChanged(pre);
  const note =
    cut && h('span', { class: 'note' }, ` ${format('cutText', decimal(outputLimit), decimal(text.length))}`);
  return h('div', { class: 'block' }, h('span', { class: 'note' }, line(label)), note, pre);
}

/** Whether a text stands on the line of the head. */
function isLine(text: string | undefined): boolean {
  return text !== undefined && text.length <= 100 && !text.includes('\n');
}
