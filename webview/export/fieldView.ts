import type { ExportField } from '../../src/protocol/exportMessages.ts';
import { button } from '../common/button.ts';
import { h, setAttribute, setText, show } from '../common/dom.ts';
import { sameData } from '../common/sameData.ts';
import { strings } from '../common/strings.ts';

export interface FieldActs {
  choose: (id: string, value: string | boolean) => void;
  files: (id: string) => void;
}

export interface FieldView {
  id: string;
  kind: ExportField['kind'];
  element: HTMLElement;
  update(field: ExportField): void;
}

/** After so long without a key what is typed is told, in milliseconds. */
const typingMs = 400;

/** A label with its native control, and what is said below. */
export function fieldView(first: ExportField, acts: FieldActs): FieldView {
  const hint = h('span', { class: 'hint', id: `${first.id}-hint`, hidden: true });
  const made = control(first, acts, hint.id);
  const type = first.kind === 'line' ? first.type : undefined;
  const element = h('div', { class: `field field-${first.kind}`, 'data-type': type }, ...made.parts, hint);
  const view: FieldView = {
    id: first.id,
    kind: first.kind,
    element,
    update(field) {
      made.update(field);
      const error = field.kind === 'line' ? field.error : undefined;
      const said = error ?? field.hint;
      setText(hint, said ?? '');
      show(hint, said !== undefined);
      setAttribute(hint, 'class', error === undefined ? 'hint' : 'hint error');
      setAttribute(made.input, 'aria-describedby', said === undefined ? undefined : hint.id);
      setAttribute(made.input, 'aria-invalid', error !== undefined && 'true');
    },
  };
  view.update(first);
  return view;
}

interface Control {
  input: HTMLElement;
  parts: HTMLElement[];
  update(field: ExportField): void;
}

function control(field: ExportField, acts: FieldActs, hint: string): Control {
  switch (field.kind) {
    case 'choice':
      return choice(field.id, acts);
    case 'check':
      return check(field.id, acts);
    case 'line':
      return line(field.id, acts);
    case 'files':
      return files(field, acts, hint);
  }
}

function choice(id: string, { choose }: FieldActs): Control {
  const input = h('select', { id, 'data-field': id });
  const label = h('label', { for: id });
  let options: unknown;
  input.addEventListener('change', () => choose(id, input.value));
  return {
    input,
    parts: [label, input],
    update(field) {
      if (field.kind !== 'choice') return;
      setText(label, field.label);
      if (!sameData(options, field.options))
        input.replaceChildren(...field.options.map(({ value, text }) => h('option', { value }, text)));
      options = field.options;
      if (input.value !== field.value) input.value = field.value;
    },
  };
}

function check(id: string, { choose }: FieldActs): Control {
  const input = h('input', { type: 'checkbox', id, 'data-field': id });
  const label = h('label', { for: id });
  input.addEventListener('change', () => choose(id, input.checked));
  return {
    input,
    parts: [input, label],
    update(field) {
      if (field.kind !== 'check') return;
      setText(label, field.label);
      if (input.checked !== field.value) input.checked = field.value;
    },
  };
}

function line(id: string, { choose }: FieldActs): Control {
  // A text box for numbers, too: a spinner's wheel and its rules of what a number is are in the way.
  const input = h('input', { type: 'text', id, 'data-field': id, spellcheck: 'false', autocomplete: 'off' });
  const label = h('label', { for: id });
  let timer: ReturnType<typeof setTimeout> | undefined;
  let told = '';
  const tell = (): void => {
    clearTimeout(timer);
    timer = undefined;
    if (input.value === told) return;
    told = input.value;
    choose(id, input.value);
  };
  input.addEventListener('input', () => {
    clearTimeout(timer);
    timer = setTimeout(tell, typingMs);
  });
  input.addEventListener('change', tell);
  return {
    input,
    parts: [label, input],
    update(field) {
      if (field.kind !== 'line') return;
      setText(label, field.label);
      setAttribute(input, 'placeholder', field.placeholder);
      setAttribute(input, 'inputmode', field.type === 'number' ? 'decimal' : undefined);
      // What is being typed stays.
      if (timer !== undefined) return;
      told = field.value;
      if (input.value !== field.value) input.value = field.value;
    },
  };
}

function files(first: Extract<ExportField, { kind: 'files' }>, acts: FieldActs, hint: string): Control {
  const { id } = first;
  const label = h('span', { class: 'label', id: `${id}-label` });
  const names = h('span', { class: 'names' });
  const choose = button({ text: first.action, look: 'secondary', onClick: () => acts.files(id) });
  const clear = button({
    icon: 'close',
    label: strings.exportNoFiles,
    onClick: () => {
      acts.choose(id, '');
      choose.element.focus();
    },
  });
  choose.element.setAttribute('data-field', id);
  const row = h('div', { class: 'files', role: 'group', 'aria-labelledby': label.id }, names, choose, clear);
  row.setAttribute('aria-describedby', hint);
  return {
    input: row,
    parts: [label, row],
    update(field) {
      if (field.kind !== 'files') return;
      setText(label, field.label);
      setText(names, field.names.join(', '));
      show(names, field.names.length > 0);
      show(clear.element, field.names.length > 0);
      choose.update({ text: field.action });
    },
  };
}
