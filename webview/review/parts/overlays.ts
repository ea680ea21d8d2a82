import type { ReviewAction } from '../../../src/protocol/reviewMessages.ts';
import { h } from '../../common/dom.ts';
import { overlay } from '../../common/overlay.ts';
import { button } from '../../common/button.ts';
import type { Actions, Part } from '../state/actions.ts';
import { keyName, saveAndNewKey, saveKey } from '../state/keyLabels.ts';
import { MarkdownView } from '../../content/markdownView.ts';
import { format, strings } from '../../common/strings.ts';

export interface OverlayPart extends Part {
  element: HTMLDialogElement;
  toggle(): void;
}

/** The annotators' instructions, with their version. */
export function guidelinesOverlay(actions: Actions): OverlayPart {
  const layer = overlay(strings.guidelines, strings.close, 'guidelines');
  const text = new MarkdownView(actions);
  layer.body.append(text.element);
  layer.tools.append(
    button({
      text: strings.openGuidelines,
      label: strings.openGuidelines,
      look: 'quiet',
      onClick: () => actions.openGuidelines(),
    }).element,
  );
  let shown = '';
  return {
    element: layer.element,
    toggle: () => layer.toggle(),
    update({ state }) {
      const { version, text: markdown } = state.guidelines;
      if (shown !== version) layer.setTitle(format('guidelinesVersion', version));
      shown = version;
      text.update(version, markdown || strings.noGuidelines, 'rendered', undefined);
    },
  };
}

const rows: [ReviewAction, string][] = [
  ['submit', strings.actionSubmit],
  ['next', strings.actionNext],
  ['previous', strings.actionPrevious],
  ['undo', strings.actionUndo],
  ['redo', strings.actionRedo],
  ['reopen', strings.actionReopen],
  ['skip', strings.actionSkip],
  ['flag', strings.actionFlag],
  ['tie', strings.actionTie],
  ['discard', strings.actionDiscard],
  ['runA', strings.actionRunA],
  ['runB', strings.actionRunB],
  ['runBoth', strings.actionRunBoth],
  ['inputs', strings.actionInputs],
  ['runs', strings.actionRuns],
  ['correct', strings.actionCorrect],
  ['comment', strings.actionComment],
  ['view', strings.actionView],
  ['focusA', strings.actionFocusA],
  ['focusB', strings.actionFocusB],
  ['guidelines', strings.actionGuidelines],
  ['take', strings.actionTake],
  ['takeAll', strings.actionTakeAll],
];

/** What each key does. */
export function keysOverlay(actions: Actions): OverlayPart {
  const layer = overlay(strings.keysTitle, strings.close, 'keys');
  layer.tools.append(
    button({
      text: strings.changeKeys,
      label: strings.changeKeys,
      look: 'quiet',
      onClick: () => actions.changeKeys(),
    }).element,
  );
  const line = (key: string, words: string) =>
    h('tr', {}, h('td', {}, h('kbd', {}, key)), h('td', {}, words));
  layer.body.append(
    h(
      'table',
      { class: 'key-table' },
      h(
        'tbody',
        {},
        line('0 – 9', strings.keyDigits),
        line('Delete', strings.keyClear),
        line('← →', strings.keyRadio),
        ...rows.map(([action, words]) => line(keyName(action), words)),
        line('?', strings.actionKeys),
        line('Escape', strings.keyEscape),
        h('tr', {}, h('th', { colspan: 2, scope: 'rowgroup' }, strings.keysRuns)),
        line('↑ ↓', strings.keyRows),
        line('Enter', strings.keyRowOpen),
        line('F2', strings.keyRowEdit),
        line('Delete', strings.keyRowRemove),
        line(saveKey, strings.keySaveInput),
        line(saveAndNewKey, strings.keySaveAndNew),
      ),
    ),
    h('p', { class: 'note' }, strings.keysTyping, ' ', strings.keysChange),
  );
  return { element: layer.element, toggle: () => layer.toggle(), update: () => undefined };
}
