import { h, icon, setAttribute, setIcon, setText, show } from '../../common/dom.ts';
import { button } from '../../common/button.ts';
import { visibleControls } from '../../common/visibleText.ts';
import type { Actions, Part } from '../state/actions.ts';
import { keyHint } from '../state/keyLabels.ts';
import { canStart, isGoing, responseOf, runsOf, sides, subjectsOf, type Model } from '../state/model.ts';
import { format, strings } from '../../common/strings.ts';
import { expecting, inputsWord, tally, titleOf } from './runText.ts';

/** Above the table: how the inputs went in one line, under which protection, and what can be done. */
export function runsBar(actions: Actions, onAdd: () => void): Part & { focusAdd(): void } {
  let latest: Model | undefined;
  let going = false;
  const summary = h('span', { class: 'runs-summary' });
  const shield = icon('lock');
  const shieldWord = h('span');
  const sentence = h('span', { class: 'visually-hidden' });
  const sandbox = h('span', { class: 'sandbox note' }, shield, shieldWord, sentence);

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
  const restore = h('button', { class: 'link', type: 'button' });
  restore.addEventListener('click', () => actions.restoreInputs());

  const suggest = button({
    text: strings.suggest,
    label: strings.suggestInputs,
    icon: 'sparkle',
    onClick: () => actions.ask('suggestInputs', {}),
  });
  const add = button({ text: strings.addInput, icon: 'add', key: keyHint('inputs'), onClick: onAdd });
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
    'div',
    { class: 'runs-bar' },
    h('h2', {}, strings.runs),
    summary,
    sandbox,
    removed,
    restore,
    h('span', { class: 'space' }),
    h('span', { class: 'runs-buttons' }, suggest, add, run),
  );

  return {
    element,
    focusAdd: () => add.element.focus(),
    update(model) {
      latest = model;
      const { state } = model;
      setText(summary, summaryOf(model));
      const { isolated, name, sentence: words } = state.sandbox;
      setIcon(shield, isolated ? 'lock' : 'unlock');
      setText(shieldWord, isolated ? strings.isolated : strings.notIsolated);
      const tip = visibleControls(isolated && name ? `${words} (${name})` : words);
      setAttribute(sandbox, 'title', tip);
      setText(sentence, `. ${tip}`);
      sandbox.classList.toggle('open', !isolated);

      const gone = model.inputs.removed;
      show(removed, !!gone);
      setText(removedWord, gone ? format('removed', titleOf(gone)) : '');
      // While the last removal can be undone beside it, only the others are counted.
      const hidden = state.hiddenInputs;
      show(restore, hidden > 0 && !(gone && hidden === 1));
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

/** `Tested with 4 inputs · A passed 4 · B passed 3`; `A ran 4 inputs` where nothing is expected. */
function summaryOf(model: Model): string {
  const count = model.state.inputs.length;
  const expects = expecting(model.state.inputs);
  const tallies = sides.map((side) => tally(runsOf(model, side), responseOf(model, side), expects));
  if (tallies.every(({ tested }) => tested === 0))
    return count === 0 ? strings.noInputs : format('notTested', inputsWord(count));
  const [a, b] = tallies.map(({ tested }) => tested);
  const parts = tallies.map(({ tested, passed, judged, stale }, index) => {
    const side = sides[index] ?? '';
    if (tested === 0) return format(stale ? 'sideStale' : 'sideNotRun', side);
    if (judged === 0) return format('sideRan', side, inputsWord(tested));
    return a === b && judged === tested
      ? format('sidePassed', side, passed)
      : format('sidePassedOf', side, passed, judged);
  });
  return [...(a === b ? [format('testedWith', inputsWord(a ?? 0))] : []), ...parts].join(' · ');
}
