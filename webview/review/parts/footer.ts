import { h, setAttribute, setText, show } from '../../common/dom.ts';
import { button } from '../../common/button.ts';
import { visibleControls } from '../../common/visibleText.ts';
import type { Actions, Part } from '../state/actions.ts';
import { keyHint } from '../state/keyLabels.ts';
import type { Model } from '../state/model.ts';
import { format, strings } from '../../common/strings.ts';

/** What became of the answer, and the ways on: one primary action. */
export function footer(actions: Actions): Part & { focusSubmit(): void } {
  const saved = h('span', { class: 'note saved' });
  const message = h('span');
  const refusal = h('div', { class: 'refusal' }, message);
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
  const redo = button({
    label: strings.redo,
    look: 'quiet',
    icon: 'redo',
    onClick: () => actions.redo(),
  });
  const history = button({
    label: strings.historyLabel,
    look: 'quiet',
    icon: 'history',
    class: 'history',
    onClick: () => actions.showHistory(),
  });
  const skip = button({
    label: strings.skip,
    tip: strings.skipLabel,
    look: 'quiet',
    icon: 'debug-step-over',
    key: keyHint('skip'),
    class: 'skip',
    onClick: () => actions.skip(),
  });
  const reopen = button({
    text: strings.reopen,
    label: strings.reopenLabel,
    look: 'secondary',
    key: keyHint('reopen'),
    onClick: () => actions.reopen(),
  });
  const discard = button({
    text: strings.discard,
    label: strings.discard,
    tip: strings.discardLabel,
    look: 'secondary',
    icon: 'trash',
    key: keyHint('discard'),
    class: 'discard',
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
  const buttons = [undo, redo, previous, next, skip, reopen, discard, submit];
  return {
    element: h(
      'footer',
      { 'aria-label': strings.actions },
      refusal,
      saved,
      history.element,
      ...buttons.map((one) => one.element),
    ),
    focusSubmit: () => submit.element.focus(),
    update(model) {
      setText(saved, savedWords(model));
      // Notices say it better, with what can be done.
      show(refusal, !!model.refusal && !model.refusal.asking && !model.conflict);
      setText(message, [model.refusal?.message, model.refusal?.action].filter(Boolean).join(' '));
      const { canUndo, canRedo, lastAct, status } = model.state;
      undo.update({ disabled: !canUndo });
      setAttribute(
        undo.element,
        'title',
        lastAct ? format('undoOf', visibleControls(lastAct)) : strings.undoLabel,
      );
      show(redo.element, canRedo);
      show(history.element, status !== 'none');
      const judged = status === 'submitted' || status === 'discarded';
      // Beside what is said of an older version it is there already.
      show(reopen.element, judged && !model.state.older);
      show(skip.element, !judged);
      show(discard.element, status !== 'discarded');
      const again = status === 'submitted';
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
    none: model.state.lastAct ? visibleControls(model.state.lastAct) : '',
    draft: strings.saved,
    submitted: strings.savedSubmitted,
    discarded: strings.savedDiscarded,
  };
  return words[model.state.status];
}
