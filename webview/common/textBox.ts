import { h } from './dom.ts';

export type TextBox = ReturnType<typeof textBox>;

export interface TextBoxOptions {
  label: string;
  placeholder: string;
  /** Written in the editor's font, without line wrap. */
  code?: boolean;
  oneLine?: boolean;
  onInput(text: string): void;
  onLeave(): void;
}

let count = 0;

/** A labelled native text box. */
export function textBox(options: TextBoxOptions) {
  count += 1;
  const id = `box-${count}`;
  const attributes = {
    id,
    placeholder: options.placeholder,
    spellcheck: options.code ? 'false' : undefined,
    class: options.code ? 'code-box' : undefined,
  };
  const box = options.oneLine
    ? h('input', { ...attributes, type: 'text' })
    : h('textarea', { ...attributes, rows: 4 });
  box.addEventListener('input', () => options.onInput(box.value));
  box.addEventListener('blur', () => options.onLeave());
  const tools = h('span', { class: 'box-tools' });
  const label = h('label', { for: id }, options.label);
  const head = h('div', { class: 'box-head' }, label, h('span', { class: 'space' }), tools);
  const element = h('div', { class: 'box' }, head, box);
  return {
    element,
    box,
    /** Place for buttons beside the label. */
    tools,
    set(text: string) {
      if (box.value === text) return;
      const { selectionStart, selectionEnd } = box;
      box.value = text;
      if (document.activeElement === box) box.setSelectionRange(selectionStart, selectionEnd);
    },
  };
}

/** Whether an element is one that keys write text into. */
export function isTextBox(element: Element | null): boolean {
  if (element instanceof HTMLTextAreaElement) return true;
  if (element instanceof HTMLInputElement) return !['radio', 'checkbox', 'button'].includes(element.type);
  return element instanceof HTMLElement && element.isContentEditable;
}
