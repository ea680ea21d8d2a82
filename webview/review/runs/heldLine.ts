import { announce } from '../../common/announce.ts';
import { button } from '../../common/button.ts';
import { h, setAttribute, setText, show } from '../../common/dom.ts';
import { format, strings } from '../../common/strings.ts';
import type { Actions } from '../state/actions.ts';
import { keyHint } from '../state/keyLabels.ts';
import { canStart, waitingChecks, type Model } from '../state/model.ts';
import { subjectLabel, subjectName } from './runText.ts';

/** Checks of a program that takes too long wait: says how many, and runs them when somebody wants that. */
export function heldLine(actions: Actions) {
  let told = '';
  const words = h('span', { class: 'held-words' });
  const run = button({
    text: strings.runRest,
    label: strings.actionRunRest,
    key: keyHint('runRest'),
    onClick: () => actions.runRest(),
  });
  const element = h('span', { class: 'held', hidden: true }, words, run);
  return {
    element,
    update(model: Model) {
      const held = waitingChecks(model);
      show(element, held.length > 0);
      const parts = (name: typeof subjectName) =>
        held.map(({ subject, timedOut, waiting }) => format('checksWait', name(subject), timedOut, waiting));
      const text = parts(subjectName).join(' ');
      if (text !== '' && text !== told) announce(text);
      told = text;
      if (held.length === 0) return;
      setText(words, parts(subjectLabel).join(' '));
      setAttribute(words, 'title', text);
      run.update({ disabled: !held.some(({ subject }) => canStart(model, subject)) });
    },
  };
}
