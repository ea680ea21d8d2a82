import type { SubjectView } from '../../../src/protocol/reviewViews.ts';
import { announce } from '../../common/announce.ts';
import { button } from '../../common/button.ts';
import { h, setAttribute, setText, show } from '../../common/dom.ts';
import { format, strings } from '../../common/strings.ts';
import type { Actions } from '../state/actions.ts';
import { runsOf, subjectsOf, type Model } from '../state/model.ts';
import { subjectName } from './runText.ts';

/** A program waits for a line: says which one, and takes the line. */
export function waitingLine(actions: Actions) {
  let subject: SubjectView | undefined;
  const words = h('span', {});
  const box = h('input', { type: 'text', class: 'line-box', autocomplete: 'off', spellcheck: 'false' });
  const send = button({ text: strings.send, onClick: submit });
  const element = h('span', { class: 'waits', hidden: true }, words, box, send);
  box.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter' || event.isComposing) return;
    event.preventDefault();
    event.stopPropagation();
    submit();
  });

  function submit(): void {
    if (!subject) return;
    actions.ask('sendLine', { subject, line: box.value });
    box.value = '';
  }

  return {
    element,
    update(model: Model) {
      const now = subjectsOf(model).find((one) => runsOf(model, one).some((run) => run.waits === true));
      if (now && now !== subject) announce(format('waitsForInput', subjectName(now)));
      // Who types goes on typing, also while the program works on the line before.
      const typing = document.activeElement === box && box.value !== '';
      subject = now ?? (typing ? subject : undefined);
      show(element, subject !== undefined);
      if (!subject) return;
      const text = format('waitsForInput', subjectName(subject));
      setText(words, text);
      setAttribute(box, 'aria-label', text);
    },
  };
}
