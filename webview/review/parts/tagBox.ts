import type { Side } from '../../../src/protocol/reviewViews.ts';
import { longestTagName } from '../../../src/domain/tags.ts';
import { h, setAttribute, show } from '../../common/dom.ts';
import { format, strings } from '../../common/strings.ts';
import { visibleControls } from '../../common/visibleText.ts';
import type { Actions } from '../state/actions.ts';
import { responseOf, type Model } from '../state/model.ts';
import { tagOptions, type KnownTag, type TagOption } from '../../../src/domain/tagOptions.ts';

export interface TagBoxOptions {
  actions: Pick<Actions, 'tag' | 'untag' | 'knownTags'>;
  model(): Model | undefined;
  /** Where it is shown while it is open. */
  place(side: Side): HTMLElement;
  /** Does something when the keys that were pressed before have done what they do. */
  after(act: () => void): void;
  /** The box has closed; `kept`: what had the focus before. */
  closed(side: Side, kept: Element | null): void;
}

export type TagBox = ReturnType<typeof tagBox>;

const listId = 'tag-list';

/**
 * Names a failure mode by a few letters: a text box with a list of what was named before (the combobox pattern of the ARIA Authoring Practices).
 * There is one, which is shown under the response that it is about.
 */
export function tagBox(options: TagBoxOptions) {
  let side: Side = 'A';
  let lines: [number, number] | undefined;
  let early = false;
  let isOpen = false;
  let before: Element | null = null;
  let known: readonly KnownTag[] = [];
  let offered: TagOption[] = [];
  let active = 0;

  const list = h('ul', { id: listId, class: 'tag-list', role: 'listbox', 'aria-label': strings.tags });
  const input = h('input', {
    type: 'text',
    class: 'tag-input',
    role: 'combobox',
    autocomplete: 'off',
    spellcheck: 'false',
    maxlength: longestTagName + 20,
    'aria-autocomplete': 'list',
    'aria-controls': listId,
    'aria-expanded': 'false',
  });
  const hint = h('p', { class: 'tag-hint note', 'aria-hidden': 'true' });
  const popup = h('div', { class: 'tag-popup' }, list, hint);
  const element = h('span', { class: 'tag-box' }, input, popup);

  const other = (): Side => (side === 'A' ? 'B' : 'A');

  function given(): string[] {
    const model = options.model();
    const uses = model ? responseOf(model, side).tags : [];
    return uses
      .filter((use) => use.lines?.[0] === lines?.[0] && use.lines?.[1] === lines?.[1])
      .map(({ name }) => name);
  }

  function draw(): void {
    const presets = options.model()?.state.failureModes ?? [];
    offered = tagOptions(input.value, known, presets, given());
    active = Math.min(active, Math.max(offered.length - 1, 0));
    // With nothing typed Enter takes nothing that was not chosen.
    if (input.value.trim() === '' && !chosen) active = -1;
    list.replaceChildren(...offered.map(item));
    show(list, offered.length > 0);
    setAttribute(input, 'aria-expanded', String(offered.length > 0));
    setAttribute(
      input,
      'aria-activedescendant',
      active >= 0 && offered[active] ? optionId(active) : undefined,
    );
    const about = lines ? format('tagLines', side, lineText(lines)) : format('tagOf', side);
    setAttribute(input, 'aria-label', about);
    setAttribute(input, 'placeholder', about);
    hint.textContent = format('tagHint', other());
    list.children[active]?.scrollIntoView({ block: 'nearest' });
  }

  /** Whether the arrows have chosen one. */
  let chosen = false;

  function item({ name, typed, digit, uses, isNew }: TagOption, index: number): HTMLElement {
    const shown = visibleControls(name);
    const note =
      typed === undefined ? (uses ? String(uses) : '') : format('tagFormer', visibleControls(typed));
    const option = h(
      'li',
      { id: optionId(index), role: 'option', 'aria-selected': String(index === active) },
      h('span', { class: 'tag-name' }, isNew ? format('tagNew', shown) : shown),
      note !== '' && h('span', { class: 'note' }, note),
      digit !== undefined && h('kbd', { 'aria-hidden': 'true', 'data-key': String(digit) }),
    );
    if (digit !== undefined) setAttribute(option, 'aria-keyshortcuts', String(digit));
    // The box keeps the focus.
    option.addEventListener('mousedown', (event) => event.preventDefault());
    option.addEventListener('click', () => take(name, side));
    return option;
  }

  function take(name: string, wanted: Side): void {
    const swap = wanted !== side;
    const where = lines && !swap ? lines : undefined;
    // A key of another response may have been pressed before, and be on its way.
    options.after(() => options.actions.tag(swap ? other() : side, name, where));
    close(true);
  }

  function leave(back: boolean): void {
    early = false;
    close(back);
  }

  function move(by: number): void {
    if (offered.length === 0) return;
    chosen = true;
    active = active < 0 ? (by > 0 ? 0 : offered.length - 1) : (active + by + offered.length) % offered.length;
    draw();
  }

  function close(back: boolean): void {
    if (!isOpen) return;
    isOpen = false;
    input.value = '';
    element.remove();
    if (back) options.closed(side, before);
  }

  input.addEventListener('input', () => {
    chosen = false;
    active = 0;
    draw();
  });
  input.addEventListener('blur', () => isOpen && leave(false));
  input.addEventListener('keydown', (event) => {
    if (event.isComposing) return;
    const act = (work: () => void): void => {
      event.preventDefault();
      event.stopPropagation();
      work();
    };
    const isEmpty = input.value === '';
    if (event.key === 'Escape') act(() => leave(true));
    else if (event.key === 'ArrowDown') act(() => move(1));
    else if (event.key === 'ArrowUp') act(() => move(-1));
    else if (event.key === 'Enter' && !event.ctrlKey && !event.metaKey)
      act(() => {
        const option = offered[active];
        if (option) take(option.name, event.shiftKey ? other() : side);
        else if (input.value.trim() === '') leave(true);
      });
    else if (isEmpty && event.key === 'Backspace') {
      const last = given().at(-1);
      const model = options.model();
      const use = model && responseOf(model, side).tags.findLast(({ name }) => name === last);
      if (use) act(() => options.actions.untag(side, use));
    } else if (isEmpty && /^[1-9]$/.test(event.key) && !event.ctrlKey && !event.metaKey && !event.altKey) {
      const preset = offered.find(({ digit }) => digit === Number(event.key));
      if (preset) act(() => take(preset.name, side));
    }
  });

  return {
    /** Opens it under a response. `pending`: keys were pressed before that have not done yet what they do. */
    open(wanted: Side, { at, pending = false }: { at?: [number, number]; pending?: boolean } = {}): void {
      const model = options.model();
      if (!model || responseOf(model, wanted).state !== 'ready') return;
      if (!isOpen) before = document.activeElement;
      side = wanted;
      lines = at;
      early = pending;
      chosen = false;
      options.place(side).append(element);
      isOpen = true;
      input.focus();
      draw();
      if (early) options.after(() => (early = false));
      void options.actions.knownTags().then((list) => {
        known = list;
        if (isOpen) draw();
      });
    },
    /**
     * A key that was pressed before it was opened goes to a response: so does the box, with what is typed by now, or what was taken of it. Gives
     * whether it has the focus.
     */
    moveTo(wanted: Side): boolean {
      if (!early) return false;
      early = false;
      side = wanted;
      if (!isOpen) return false;
      // Moved, it loses the focus for a moment.
      isOpen = false;
      options.place(side).append(element);
      isOpen = true;
      input.focus();
      draw();
      return true;
    },
    close: () => leave(false),
    /** What is named is there, or not any more. */
    update(): void {
      if (isOpen) draw();
    },
    /** It was opened before the task, or the response, was known that it is for. */
    get isEarly(): boolean {
      return isOpen && early;
    },
  };
}

function optionId(index: number): string {
  return `${listId}-${index}`;
}

/** "3" or "3–5". */
export function lineText([first, last]: [number, number]): string {
  return first === last ? String(first) : `${first}–${last}`;
}
