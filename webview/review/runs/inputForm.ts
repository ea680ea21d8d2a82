import { inputDraftSchema, type InputDraft } from '../../../src/protocol/reviewViews.ts';
import { announce } from '../../common/announce.ts';
import { h, setText, show } from '../../common/dom.ts';
import { textBox, type TextBox } from '../../common/textBox.ts';
import { button } from '../../common/button.ts';
import type { Actions } from '../state/actions.ts';
import { saveKey } from '../state/keyLabels.ts';
import { contentOf, type Model } from '../state/model.ts';
import { format, strings } from '../../common/strings.ts';

/**
 * A new input, or a change of one. Ctrl+Enter (⌘⏎) saves and runs from every box, Enter from those of one line; with Shift the form
 * is empty for another one at once. Escape cancels. What is typed is kept with the page until it is saved or cancelled.
 */
export function inputForm(actions: Actions, onCancel: () => void) {
  let replaces: string | undefined;
  let open = false;
  let before = '';
  let moreShown = false;
  /** Sent while another one is being written: it comes back where the host does not take it. */
  let behind: InputDraft | undefined;
  const changed = (): void => {
    show(problem, false);
    actions.keepInput({ draft: draft(), ...(replaces === undefined ? {} : { replaces }) });
  };
  const box = (label: string, placeholder: string, oneLine = false): TextBox =>
    textBox({ label, placeholder, code: true, oneLine, onInput: changed, onLeave: () => undefined });
  const code = box(strings.code, strings.codeHint);
  const expectedValue = box(strings.expectedValue, strings.expectedValueHint, true);
  const stdin = box(strings.stdin, strings.stdinHint);
  const args = box(strings.args, strings.argsHint);
  const expectedOutput = box(strings.expectedOutput, strings.expectedOutputHint);
  const boxes = { code, expectedValue, stdin, args, expectedOutput };
  for (const [name, one] of Object.entries(boxes)) one.element.dataset['field'] = name;

  const extra = h('div', { class: 'form-more' }, stdin, args, expectedOutput);
  const more = button({
    text: strings.more,
    label: strings.moreLabel,
    icon: 'chevron-right',
    onClick: () => {
      showMore(!moreShown);
      if (moreShown) stdin.box.focus();
    },
  });
  const heading = h('h3', {}, strings.newInput);
  const hint = h('span', { class: 'note form-hint' }, format('inputKeys', saveKey));
  const problem = h('p', { class: 'refusal', hidden: true });
  const save = button({ text: strings.saveAndRun, look: 'secondary', onClick: () => submit() });
  const cancel = button({ text: strings.cancel, onClick: () => leave() });
  const element = h(
    'section',
    { class: 'input-form', 'aria-label': strings.newInput },
    h('div', { class: 'form-main' }, heading, code, expectedValue),
    extra,
    problem,
    h('div', { class: 'form-buttons' }, save, cancel, more, h('span', { class: 'space' }), hint),
  );
  // Before the page's own keys: in here Escape and Enter mean the form.
  element.addEventListener('keydown', (event) => {
    if (event.isComposing) return;
    const whole = event.ctrlKey || event.metaKey;
    const inLine = event.target === expectedValue.box && !event.shiftKey && !event.altKey;
    if (event.key === 'Escape') leave();
    else if (event.key === 'Enter' && (whole || inLine)) submit(whole && event.shiftKey);
    else return;
    event.preventDefault();
    event.stopPropagation();
  });

  function draft(): InputDraft {
    const lines = args.box.value.split('\n').map((one) => one.replace(/\r$/, ''));
    while (lines.at(-1) === '') lines.pop();
    return contentOf({
      code: code.box.value.trim() === '' ? undefined : code.box.value,
      stdin: stdin.box.value,
      args: lines,
      expectedValue: expectedValue.box.value.trim(),
      expectedOutput: expectedOutput.box.value,
    });
  }

  function submit(another = false): void {
    if (save.element.disabled) return;
    const input = draft();
    const empty = input.code === undefined && input.stdin === undefined && input.args === undefined;
    if (empty || !inputDraftSchema.safeParse(input).success) {
      setText(problem, empty ? strings.emptyInput : strings.longInput);
      show(problem, true);
      announce(problem.textContent, true);
      code.box.focus();
      return;
    }
    if (another && replaces === undefined) {
      behind = input;
      clear();
      actions.keepInput({ draft: input });
    }
    actions.putInput(input, replaces);
  }

  function clear(): void {
    for (const one of Object.values(boxes)) one.set('');
    before = JSON.stringify(draft());
    code.box.focus();
  }

  function leave(): void {
    close();
    actions.keepInput(undefined);
    onCancel();
  }

  /** Closes without a word to anybody; what was typed is forgotten. */
  function close(): void {
    open = false;
    replaces = undefined;
    behind = undefined;
    show(problem, false);
    for (const one of Object.values(boxes)) one.set('');
  }

  function showMore(wanted: boolean): void {
    moreShown = wanted;
    show(extra, wanted);
    more.update({ expanded: wanted, icon: wanted ? 'chevron-down' : 'chevron-right' });
  }

  return {
    element,
    get open() {
      return open;
    },
    /** What it opened with is what it holds. */
    get untouched() {
      return JSON.stringify(draft()) === before;
    },
    /** Opens with a draft; `changes`: the id of the input that is changed. */
    start(given: InputDraft, changes?: string, options = { focus: true }) {
      open = true;
      replaces = changes;
      code.set(given.code ?? '');
      expectedValue.set(given.expectedValue ?? '');
      stdin.set(given.stdin ?? '');
      args.set((given.args ?? []).join('\n'));
      expectedOutput.set(given.expectedOutput ?? '');
      showMore([given.stdin, given.args, given.expectedOutput].some((one) => one !== undefined));
      const title = changes === undefined ? strings.newInput : strings.changeInput;
      setText(heading, title);
      element.setAttribute('aria-label', title);
      before = JSON.stringify(draft());
      show(problem, false);
      if (options.focus) code.box.focus();
    },
    /** An input is being saved behind the form, which holds another one already. */
    get goesOn() {
      return behind !== undefined;
    },
    /** The input that was being saved is there. */
    saved() {
      behind = undefined;
      actions.keepInput(JSON.stringify(draft()) === before ? undefined : { draft: draft() });
    },
    close,
    update(model: Model) {
      if (behind && !model.inputs.saving) {
        // It was not taken: above what was written since, so that nothing is lost.
        const { code: lines, ...others } = behind;
        const since = draft();
        behind = undefined;
        this.start({ ...others, ...since, code: [lines, since.code].filter(Boolean).join('\n') }, undefined, {
          focus: false,
        });
      }
      const words = model.state.canRun ? strings.saveAndRun : strings.saveInput;
      save.update({ text: words, disabled: model.inputs.saving });
    },
  };
}
