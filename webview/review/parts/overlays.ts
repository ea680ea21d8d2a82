import type { KeyAction } from '../../../src/protocol/reviewKeys.ts';
import { h, icon, keyboardScrollable, setAttribute, setText, type Child } from '../../common/dom.ts';
import { button } from '../../common/button.ts';
import type { Actions, Part } from '../state/actions.ts';
import { keyName, saveAndNewKey, saveKey } from '../state/keyLabels.ts';
import { MarkdownView } from '../../content/markdownView.ts';
import { format, strings } from '../../common/strings.ts';

/** A modal layer: the browser holds the focus inside, closes it on Escape and gives the focus back. */
function overlay(title: string, className: string, tool: Child) {
  const heading = h('h2', { tabindex: -1 }, title);
  const close = h(
    'button',
    { class: 'icon-button', type: 'button', 'aria-label': strings.close, title: strings.close },
    icon('close'),
  );
  const body = keyboardScrollable(h('div', { class: 'overlay-body' }));
  const element = h(
    'dialog',
    { class: `overlay ${className}`, 'aria-label': title },
    h('div', { class: 'overlay-head' }, heading, h('span', { class: 'space' }), h('span', {}, tool), close),
    body,
  );
  close.addEventListener('click', () => element.close());
  element.addEventListener('click', (event) => {
    if (event.target === element) element.close();
  });
  return { element, heading, body };
}

/** The annotators' instructions, with their version. */
export function guidelinesOverlay(actions: Actions): Part & { element: HTMLDialogElement } {
  const open = button({ text: strings.openGuidelines, onClick: () => actions.ask('openGuidelines', {}) });
  const { element, heading, body } = overlay(strings.guidelines, 'guidelines', open);
  const text = new MarkdownView(actions);
  body.append(text.element);
  return {
    element,
    select: ({ state }) => state.guidelines,
    update({ state }) {
      const { version, text: markdown } = state.guidelines;
      const title = format('guidelinesVersion', version);
      setText(heading, title);
      setAttribute(element, 'aria-label', title);
      text.update(version, markdown || strings.noGuidelines, 'rendered', undefined);
    },
  };
}

/** What the key of an action does. */
function actionText(action: KeyAction): string {
  return strings[
    `action${action.charAt(0).toUpperCase()}${action.slice(1)}` as `action${Capitalize<KeyAction>}`
  ];
}

type Line = readonly [key: string, words: string];

const bound = (...actions: readonly KeyAction[]): Line[] =>
  actions.map((action) => [keyName(action), actionText(action)]);

/** The keys in groups: what moves, what gives points, what decides; docs/keys.md says the same in more words. */
function keyGroups(): [string, Line[]][] {
  return [
    [
      strings.keysReading,
      [
        ['↓ Space', strings.keyScroll],
        ['J K', strings.keyLines],
        ['[ ]', strings.keyTexts],
        ['Q', strings.keyTask],
        ['Ctrl+F', strings.find],
        ['Alt+Z', strings.keyWrap],
        ['F7 ⇧F7', strings.keyDifferences],
        ['L', strings.together],
        ...bound('view', 'guidelines'),
      ],
    ],
    [
      strings.keysPoints,
      [
        ['0 – 9', strings.keyDigits],
        ...bound('focusA', 'focusB'),
        ['← →', strings.keyRadio],
        ['Delete', strings.keyClear],
        ...bound('tie', 'take', 'takeAll'),
        ['#', strings.actionTag],
        ...bound('comment', 'correct', 'flag'),
      ],
    ],
    [
      strings.keysDeciding,
      [...bound('submit', 'discard', 'skip', 'next', 'previous', 'undo', 'redo', 'reopen')],
    ],
    [
      strings.keysRuns,
      [
        ...bound('runBoth', 'runA', 'runB', 'runRest', 'runs', 'inputs'),
        ['W', strings.keyBlock],
        ['F8 ⇧F8', strings.keyFailures],
        ['↑ ↓', strings.keyRows],
        ['Enter', strings.keyRowOpen],
        ['F2', strings.keyRowEdit],
        ['Delete', strings.keyRowRemove],
        [saveKey, strings.keySaveInput],
        [saveAndNewKey, strings.keySaveAndNew],
      ],
    ],
    [
      strings.keysAnywhere,
      [
        ['Escape', strings.keyEscape],
        ['?', strings.actionKeys],
      ],
    ],
  ];
}

/** What each key does. */
export function keysOverlay(actions: Actions): HTMLDialogElement {
  const change = button({ text: strings.changeKeys, onClick: () => actions.ask('changeKeys', {}) });
  const { element, body } = overlay(strings.keysTitle, 'keys', change);
  const line = ([key, words]: Line) => h('tr', {}, h('td', {}, h('kbd', {}, key)), h('td', {}, words));
  const group = ([title, lines]: [string, Line[]]) =>
    h(
      'table',
      { class: 'key-table' },
      h('tbody', {}, h('tr', {}, h('th', { colspan: 2, scope: 'rowgroup' }, title)), ...lines.map(line)),
    );
  body.append(
    h('div', { class: 'key-groups' }, ...keyGroups().map(group)),
    h('p', { class: 'note' }, strings.keysTyping, ' ', strings.keysChange),
  );
  return element;
}
