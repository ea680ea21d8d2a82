import { h, setText, show } from '../../common/dom.ts';
import { radioGroup } from '../../common/radioGroup.ts';
import { button } from '../../common/button.ts';
import type { Actions, Part } from '../state/actions.ts';
import { announce } from '../../common/announce.ts';
import type { Merge } from '../../content/mergeView.ts';
import { codeOf } from '../../content/markdownBlocks.ts';
import { responseOf, type Model } from '../state/model.ts';
import { format, strings } from '../../common/strings.ts';

type Mode = 'code' | 'text';

/** Below this width (CSS pixels) the two are shown as one text with changes, not side by side. */
const narrow = 700;

/** Compares the two responses. CodeMirror is loaded when this is opened for the first time. */
export function diffView(actions: Actions): Part & { go(step: 1 | -1): void } {
  const box = h('div', { class: 'diff-box' });
  const note = h('p', { class: 'note' });
  let mode: Mode = 'code';
  let latest: Model | undefined;
  let shown = '';
  let merge: Merge | undefined;
  const modes = radioGroup({
    name: 'diff-mode',
    label: strings.diffOf,
    choices: [
      { value: 'code', label: strings.diffCode },
      { value: 'text', label: strings.diffText },
    ],
    onChange: (value) => {
      mode = value === 'text' ? 'text' : 'code';
      if (latest) update(latest);
    },
  });
  const inEditor = button({ text: strings.diffEditor, onClick: () => actions.ask('diffEditor', {}) });
  const element = h(
    'section',
    { class: 'diff', 'aria-label': strings.viewDiff, hidden: true },
    h('div', { class: 'diff-head' }, modes, note, h('span', { class: 'space' }), inEditor),
    box,
  );
  window.addEventListener('resize', () => {
    if (latest) update(latest);
  });

  function clear(): void {
    merge?.destroy();
    merge = undefined;
    shown = '';
  }

  function update(model: Model): void {
    latest = model;
    const open = model.view === 'diff';
    show(element, open);
    if (!open) {
      clear();
      return;
    }
    const [a, b] = [responseOf(model, 'A').text, responseOf(model, 'B').text];
    const codes: [string, string] = [codeOf(a), codeOf(b)];
    const hasCode = codes.every((code) => code !== '');
    modes.disable(!hasCode);
    const used: Mode = hasCode ? mode : 'text';
    modes.set(used);
    const [left, right] = used === 'code' ? codes : [a, b];
    const unified = window.innerWidth < narrow;
    const key = JSON.stringify([left, right, unified, model.state.task.language]);
    if (key === shown) return;
    clear();
    shown = key;
    setText(note, left === right ? strings.noDiff : strings.diffLoading);
    const language = used === 'code' ? model.state.task.language : undefined;
    import('../../content/mergeView.ts').then(
      ({ createMerge }) => {
        if (shown !== key) return;
        const labels = [format('response', 'A'), format('response', 'B')] as const;
        merge = createMerge({ parent: box, left, right, labels, unified, language });
        if (left !== right) setText(note, '');
      },
      (error: unknown) => setText(note, format('diffFailed', String(error))),
    );
  }
  return {
    element,
    go(step) {
      const at = merge?.go(step);
      if (!at) return;
      const words = format('differenceOf', ...at);
      setText(note, words);
      announce(words);
    },
    update,
    select: (model) =>
      model.view === 'diff'
        ? [responseOf(model, 'A').text, responseOf(model, 'B').text, model.state.task]
        : model.view,
  };
}
