import type { Side } from '../../../src/protocol/reviewViews.ts';
import { h, icon, setAttribute, setIcon, setText, show } from '../../common/dom.ts';
import { button } from '../../common/button.ts';
import { visibleControls } from '../../common/visibleText.ts';
import type { Actions, Part } from '../state/actions.ts';
import { keyHint } from '../state/keyLabels.ts';
import { canStart, isGoing, runsOf, sides, subjectsOf, type Model } from '../state/model.ts';
import { format, strings } from '../../common/strings.ts';
import { heldLine } from './heldLine.ts';
import { waitingLine } from './waitingLine.ts';
import { countOf, failuresOf, isOwnExample, type CheckCount, type Failure } from './failures.ts';
import { checksWord, looks, subjectLabel, titleOf } from './runText.ts';

export interface RunsBarOptions {
  onAdd(): void;
  /** Opens or closes the list of checks. */
  onToggle(): void;
  /** Shows the details of a check that failed. */
  onFailure(failure: Failure): void;
}

export interface RunsBar extends Part {
  focusAdd(): void;
  /** The list or something of it is open: it says itself what failed, and what is hidden is told. To be followed by `update`. */
  setOpen(open: boolean): void;
}

/** The title of the drawer: how the checks went in one line, the first that failed, and what can be done. */
export function runsBar(actions: Actions, options: RunsBarOptions): RunsBar {
  let latest: Model | undefined;
  let going = false;
  let isOpen = false;
  let first: Failure | undefined;
  const summary = h('span', { class: 'runs-summary' });
  const shield = icon('lock');
  const sentence = h('span', { class: 'visually-hidden' });
  const sandbox = h('span', { class: 'sandbox note' }, shield, sentence);

  const removedWord = h('span', { class: 'removed-title' });
  const undoRemove = h(
    'button',
    { class: 'link', type: 'button', 'aria-label': strings.undoRemoveLabel },
    strings.undoRemove,
  );
  undoRemove.addEventListener('click', () => {
    actions.undoRemove();
    add.element.focus();
  });
  const removed = h('span', { class: 'removed note' }, removedWord, undoRemove);
  const restore = h('button', { class: 'link restore', type: 'button' });
  restore.addEventListener('click', () => actions.restoreInputs());

  const failedSign = icon('close tone-bad');
  const failedCall = h('code');
  const failedGot = h('span', { class: 'failed-got' });
  const failedWant = h('span', { class: 'failed-want note' });
  const failed = h(
    'button',
    { type: 'button', class: 'first-failure' },
    h('span', { class: 'visually-hidden' }, `${strings.firstFailure}: `),
    failedSign,
    failedCall,
    failedGot,
    failedWant,
  );
  failed.addEventListener('click', () => first && options.onFailure(first));

  const waiting = waitingLine(actions);
  const held = heldLine(actions);

  const toggle = button({
    text: strings.checks,
    label: strings.checksLabel,
    icon: 'chevron-right',
    key: keyHint('runs'),
    class: 'checks-tab',
    onClick: () => options.onToggle(),
  });
  const suggest = button({
    label: strings.suggestInputs,
    icon: 'sparkle',
    class: 'suggest',
    onClick: () => actions.ask('suggestInputs', {}),
  });
  const add = button({
    text: strings.addInput,
    label: strings.addInputLabel,
    icon: 'add',
    key: keyHint('inputs'),
    class: 'add-check',
    onClick: () => options.onAdd(),
  });
  const run = button({
    text: strings.runAll,
    label: strings.runAllLabel,
    icon: 'run-all',
    key: keyHint('runBoth'),
    class: 'run-all',
    onClick: () => {
      if (!latest) return;
      if (going) actions.stopRun(goingNow(latest));
      else actions.run(subjectsOf(latest));
    },
  });
  const element = h(
    'section',
    { class: 'runs-bar', 'aria-label': strings.runs },
    toggle,
    summary,
    waiting,
    held,
    failed,
    removed,
    restore,
    h('span', { class: 'space' }),
    sandbox,
    h('span', { class: 'runs-buttons' }, suggest, add, run),
  );

  function fillFailure(): void {
    const isQuiet = waiting.element.hidden === true && held.element.hidden === true;
    show(failed, first !== undefined && !isOpen && isQuiet);
    if (!first) return;
    setText(failedCall, first.called);
    setText(failedGot, `${subjectLabel(first.subject)} ${first.got}`);
    setText(failedWant, first.expected === '' ? '' : format('expectedShort', first.expected));
    const words = [
      first.called,
      format('gotBy', subjectLabel(first.subject), first.got),
      first.expected === '' ? '' : format('expectedShort', first.expected),
    ];
    setAttribute(failed, 'title', words.filter(Boolean).join('\n'));
  }

  return {
    element,
    focusAdd: () => add.element.focus(),
    setOpen(open) {
      isOpen = open;
      toggle.update({ expanded: open, icon: open ? 'chevron-down' : 'chevron-right' });
    },
    update(model) {
      latest = model;
      const { state } = model;
      fillSummary(summary, model);
      waiting.update(model);
      held.update(model);
      first = failuresOf(model)[0];
      fillFailure();
      const { isolated, name, sentence: words } = state.sandbox;
      setIcon(shield, isolated ? 'lock' : 'unlock');
      const tip = visibleControls(isolated && name ? `${words} (${name})` : words);
      const state_ = isolated ? strings.isolated : strings.notIsolated;
      setAttribute(sandbox, 'title', `${state_}. ${tip}`);
      setText(sentence, `${state_}. ${tip}`);
      sandbox.classList.toggle('open', !isolated);

      const gone = model.inputs.removed;
      show(removed, !!gone);
      setText(removedWord, gone ? format('removed', titleOf(gone)) : '');
      // While the last removal can be undone beside it, only the others are counted.
      const hidden = state.hiddenInputs;
      show(restore, isOpen && hidden > 0 && !(gone && hidden === 1));
      setText(restore, hidden === 1 ? strings.restoreOne : format('restoreMany', hidden));

      show(suggest.element, state.canSuggest);
      const now = goingNow(model);
      going = now.length > 0;
      const startable = subjectsOf(model).some((subject) => canStart(model, subject));
      const label = state.canRun ? strings.runAllLabel : `${strings.runAllLabel}. ${strings.trustToRun}`;
      run.element.classList.toggle('going', going);
      run.update({
        text: going ? strings.stopAll : strings.runAll,
        label: going ? strings.stopAllLabel : label,
        icon: going ? 'debug-stop' : 'run-all',
        disabled: !going && !startable,
      });
    },
  };
}

function goingNow(model: Model) {
  return subjectsOf(model).filter((subject) => isGoing(model, subject));
}

/** `Tests A ✓ 2 of 2 B ✗ 1 of 2 · Own examples A none B ✓ 4 of 4`; `4 checks, not run` before the first run. */
function fillSummary(element: HTMLElement, model: Model): void {
  const { inputs } = model.state;
  const tests = inputs.filter((one) => !isOwnExample(one));
  const some = sides.some((side) => countOf(model, side, inputs).ran > 0);
  const parts: (HTMLElement | string)[] = [];
  if (!some) {
    const stale = sides.some((side) =>
      runsOf(model, side).some((run) => run.stale && run.inputId !== undefined),
    );
    const plain = sides.filter((side) => runsOf(model, side).some((run) => run.inputId === undefined));
    const words =
      inputs.length === 0
        ? plain.length > 0
          ? ''
          : strings.noInputs
        : format(stale ? 'staleTested' : 'notTested', checksWord(inputs.length));
    if (plain.length > 0) parts.push(plainFacts(model));
    if (words) parts.push(h('span', { class: 'note' }, words));
  } else {
    if (tests.length > 0) parts.push(group('tests', strings.tests, strings.tests, tests, model, () => tests));
    const own = inputs.filter(isOwnExample);
    if (own.length > 0)
      parts.push(
        group('own', strings.ownExamples, strings.ownTitle, own, model, (side) =>
          own.filter(({ from }) => from === side),
        ),
      );
  }
  const key = parts.map((part) => (typeof part === 'string' ? part : part.outerHTML)).join('');
  if (element.dataset['key'] === key) return;
  element.dataset['key'] = key;
  element.replaceChildren(...parts);
}

/** How the programs went by themselves, as long as no check says more. */
function plainFacts(model: Model): HTMLElement {
  const facts = sides.map((side) => {
    const run = runsOf(model, side).find(({ inputId }) => inputId === undefined);
    const look = run && looks[run.status];
    const words = look ? look.word : strings.notRunShort;
    return h('span', { class: `fact tone-${look?.tone ?? 'plain'}` }, `${side} `, words);
  });
  return h('span', { class: 'facts-of plain' }, facts[0], ' ', facts[1]);
}

function group(
  kind: string,
  name: string,
  short: string,
  all: Model['state']['inputs'],
  model: Model,
  of: (side: Side) => Model['state']['inputs'],
): HTMLElement {
  const facts = sides.map((side) => {
    const own = of(side);
    const count = countOf(model, side, own);
    const words = countWords(count, own.length);
    const tone = count.bad > 0 ? 'bad' : count.judged > 0 && count.passed === count.judged ? 'good' : 'plain';
    const sign = tone === 'plain' ? undefined : icon(tone === 'good' ? 'check' : 'close');
    const fact = h('span', { class: `fact tone-${tone}` }, `${side} `, sign, words);
    setAttribute(fact, 'title', format('sideOf', side, name, words));
    return fact;
  });
  return h(
    'span',
    { class: `facts-of ${kind}`, title: `${name}: ${checksWord(all.length)}` },
    h('span', { class: 'note facts-name', 'aria-hidden': 'true', 'data-long': name, 'data-short': short }),
    facts[0],
    ' ',
    facts[1],
  );
}

function countWords({ passed, judged, ran }: CheckCount, all: number): string {
  if (all === 0) return '–';
  if (ran === 0) return strings.notRunShort;
  return judged === 0 ? strings.ran : `${passed}/${judged}`;
}
