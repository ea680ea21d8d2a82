import { h, setAttribute } from './dom.ts';

export type RadioGroup = ReturnType<typeof radioGroup>;

export interface RadioGroupOptions {
  /** Unique in the page. */
  name: string;
  /** What the group is called by screen readers. */
  label: string;
  description?: string;
  /** `description`: the tooltip, and what screen readers describe it with. */
  choices: readonly { value: string; label: string; description?: string }[];
  onChange(value: string): void;
}

/**
 * Native radio inputs that look like one row of buttons: the browser gives roving focus, arrow keys, names and states, which
 * the toolkit's radios do not give in all of them.
 */
export function radioGroup(options: RadioGroupOptions) {
  const inputs = options.choices.map((choice) =>
    h('input', {
      type: 'radio',
      name: options.name,
      value: choice.value,
      class: 'visually-hidden',
      'aria-description': choice.description,
    }),
  );
  const element = h(
    'div',
    {
      class: 'segments',
      role: 'radiogroup',
      'aria-label': options.label,
      'aria-description': options.description,
    },
    ...options.choices.map((choice, index) =>
      h('label', { class: 'segment', title: choice.description }, inputs[index], h('span', {}, choice.label)),
    ),
  );
  element.addEventListener('change', (event) => {
    if (event.target instanceof HTMLInputElement) options.onChange(event.target.value);
  });
  return {
    element,
    set(value: string | undefined) {
      for (const input of inputs) {
        const checked = input.value === value;
        if (input.checked !== checked) input.checked = checked;
      }
    },
    disable(disabled: boolean) {
      setAttribute(element, 'aria-disabled', disabled ? 'true' : undefined);
      for (const input of inputs) if (input.disabled !== disabled) input.disabled = disabled;
    },
    /** Marks a choice that somebody proposes, with words that say who; `undefined`: none. */
    mark(value: string | undefined, words?: string) {
      inputs.forEach((input, index) => {
        const marked = value !== undefined && input.value === value;
        const { description } = options.choices[index] ?? {};
        const label = input.parentElement;
        label?.classList.toggle('suggested', marked);
        const told = marked ? [description, words].filter(Boolean).join('. ') : description;
        setAttribute(input, 'aria-description', told);
        if (label) setAttribute(label, 'title', told);
      });
    },
    /** Focuses the checked choice, else the first. */
    focus() {
      (inputs.find((input) => input.checked) ?? inputs[0])?.focus();
    },
  };
}
