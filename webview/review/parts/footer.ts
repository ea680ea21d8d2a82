import { h, setAttribute, setText, show } from '../../common/dom.ts';
import { button, type ToolkitButton } from '../../common/button.ts';
import { moreMenu, type MenuItem } from '../../common/moreMenu.ts';
import { visibleControls } from '../../common/visibleText.ts';
import type { Actions, Part } from '../state/actions.ts';
import type { AnswerPart } from './answerPart.ts';
import { keyHint } from '../state/keyLabels.ts';
import { isJudged, refusalText, type Model } from '../state/model.ts';
import { format, strings } from '../../common/strings.ts';

export function reopenButton({ reopen }: Actions): ToolkitButton {
  const { reopen: text, reopenLabel: label } = strings;
  return button({ text, label, look: 'secondary', key: keyHint('reopen'), onClick: reopen });
}

/**
 * What became of the answer, `answer`: what else belongs to it, and the ways on: one primary action. `refusal` says why it was not
 * taken.
 */
export function footer(
  actions: Actions,
  answer: Pick<AnswerPart, 'element' | 'openField'>,
): Part & { focusSubmit(): void; refusal: HTMLElement; say(words: string): void } {
  const saved = h('span', { class: 'note saved' });
  const message = h('span');
  const refusal = h('div', { class: 'refusal' }, message);
  const undo = button({
    text: strings.undo,
    tip: strings.undoLabel,
    icon: 'discard',
    key: keyHint('undo'),
    class: 'undo',
    onClick: actions.undo,
  });
  const redo = button({ label: strings.redo, icon: 'redo', onClick: actions.redo });
  const history = button({
    label: strings.historyLabel,
    icon: 'history',
    class: 'history',
    onClick: actions.showHistory,
  });
  const skip = button({
    text: strings.skip,
    tip: strings.skipLabel,
    icon: 'debug-step-over',
    key: keyHint('skip'),
    class: 'skip',
    onClick: actions.skip,
  });
  const reopen = reopenButton(actions);
  const discard = button({
    text: strings.discard,
    tip: strings.discardLabel,
    icon: 'trash',
    key: keyHint('discard'),
    class: 'discard',
    onClick: actions.discard,
  });
  const previous = button({
    label: strings.previous,
    icon: 'arrow-left',
    key: keyHint('previous'),
    class: 'previous',
    onClick: actions.previous,
  });
  const next = button({
    label: strings.next,
    icon: 'arrow-right',
    key: keyHint('next'),
    class: 'next',
    onClick: actions.next,
  });
  const submit = button({
    text: strings.submit,
    tip: strings.submitLabel,
    look: 'primary',
    key: keyHint('submit'),
    class: 'submit',
    onClick: actions.submit,
  });
  const buttons = [undo, redo, previous, next, skip, reopen, discard];
  let status: Model['state']['status'] = 'none';
  // What a narrow panel has no room for.
  const more = moreMenu(strings.moreActions, (): MenuItem[] => [
    { text: strings.previous, key: keyHint('previous'), act: actions.previous },
    { text: strings.next, key: keyHint('next'), act: actions.next },
    ...(status === 'none' ? [] : [{ text: strings.historyLabel, act: actions.showHistory }]),
    { text: strings.flag, key: keyHint('flag'), act: () => answer.openField('flag').focus() },
    ...(status === 'discarded'
      ? []
      : [{ text: strings.discard, key: keyHint('discard'), act: actions.discard }]),
  ]);
  return {
    element: h(
      'footer',
      { 'aria-label': strings.actions },
      saved,
      answer,
      h('span', { class: 'space' }),
      history,
      ...buttons,
      more,
      submit,
    ),
    refusal,
    say(words) {
      setText(saved, words);
      saved.classList.add('said');
    },
    focusSubmit: () => submit.element.focus(),
    select: ({ state, steps, saving, refusal: why, conflict }) => [
      state.canUndo,
      state.canRedo,
      steps,
      state.lastAct,
      state.status,
      state.older,
      saving,
      why,
      conflict,
    ],
    update(model) {
      setText(saved, savedWords(model));
      saved.classList.remove('said');
      // Notices say it better, with what can be done.
      show(refusal, !!model.refusal && !model.refusal.asking && !model.conflict);
      setText(message, model.refusal ? refusalText(model.refusal) : '');
      const { canUndo, canRedo, lastAct } = model.state;
      ({ status } = model.state);
      const { steps } = model;
      undo.update({ disabled: !canUndo && !steps.canUndo });
      const what = steps.canUndo
        ? strings.undoHere
        : lastAct
          ? format('undoOf', visibleControls(lastAct))
          : strings.undoLabel;
      setAttribute(undo.element, 'title', what);
      show(redo.element, canRedo || steps.canRedo);
      show(history.element, status !== 'none');
      const judged = isJudged(status);
      // Beside what is said of an older version it is there already.
      show(reopen.element, judged && !model.state.older);
      show(skip.element, !judged);
      show(discard.element, status !== 'discarded');
      submit.update({ text: status === 'submitted' ? strings.resubmit : strings.submit });
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
