import { h, setText, show } from '../shared/dom.ts';
import { button } from '../shared/toolkit.ts';
import type { Actions, Part } from './actions.ts';
import { keyHint } from './keys.ts';
import type { Model } from './model.ts';
import { strings } from './strings.ts';

/** What became of the answer, and the ways on: one primary action. */
export function footer(actions: Actions): Part & { focusSubmit(): void } {
  const saved = h('span', { class: 'note saved' });
  const message = h('span');
  const keepMine = button({
    text: strings.keepMine,
    label: strings.keepMine,
    look: 'secondary',
    onClick: () => actions.keepMine(),
  });
  const takeStored = button({
    text: strings.takeStored,
    label: strings.takeStored,
    look: 'secondary',
    onClick: () => actions.takeStored(),
  });
  const refusal = h('div', { class: 'refusal' }, message, keepMine.element, takeStored.element);
  const undo = button({
    text: strings.undo,
    label: strings.undo,
    tip: strings.undoLabel,
    look: 'quiet',
    icon: 'discard',
    key: keyHint('undo'),
    class: 'undo',
    onClick: () => actions.undo(),
  });
  const discard = button({
    text: strings.discard,
    label: strings.discard,
    tip: strings.discardLabel,
    look: 'secondary',
    key: keyHint('discard'),
    onClick: () => actions.discard(),
  });
  const previous = button({
    label: strings.previous,
    look: 'quiet',
    icon: 'arrow-left',
    onClick: () => actions.previous(),
  });
  const next = button({
    label: strings.next,
    look: 'quiet',
    icon: 'arrow-right',
    onClick: () => actions.next(),
  });
  const submit = button({
    text: strings.submit,
    label: strings.submit,
    tip: strings.submitLabel,
    look: 'primary',
    key: keyHint('submit'),
    class: 'submit',
    onClick: () => actions.submit(),
  });
  const buttons = [undo, previous, next, discard, submit];
  return {
    element: h(
      'footer',
      { 'aria-label': strings.actions },
      refusal,
      saved,
      h('span', { class: 'space' }),
      ...buttons.map((one) => one.element),
    ),
    focusSubmit: () => submit.element.focus(),
    update(model) {
      setText(saved, savedWords(model));
      show(refusal, !!model.refusal);
      setText(message, [model.refusal?.message, model.refusal?.action].filter(Boolean).join(' '));
      show(keepMine.element, model.conflict);
      show(takeStored.element, model.conflict);
      undo.update({ disabled: !model.state.canUndo });
      const again = model.state.status === 'submitted';
      submit.update({
        text: again ? strings.resubmit : strings.submit,
        label: again ? strings.resubmit : strings.submit,
      });
    },
  };
}

function savedWords(model: Model): string {
  if (model.saving === 'submitting') return strings.submitting;
  if (model.saving === 'saving') return model.refusal ? strings.notSaved : strings.saving;
  const words = {
    none: '',
    draft: strings.saved,
    submitted: strings.savedSubmitted,
    discarded: strings.savedDiscarded,
  };
  return words[model.state.status];
}
