import { h, icon, setAttribute } from './dom.ts';

export interface MenuItem {
  text: string;
  key?: string;
  act: () => void;
}

/** A button with three dots, and the menu that it opens with what there is to do then. */
export function moreMenu(
  label: string,
  items: readonly MenuItem[] | (() => readonly MenuItem[]),
): { element: HTMLElement } {
  const opener = h(
    'button',
    {
      class: 'icon-button',
      type: 'button',
      'data-act': 'more',
      'aria-haspopup': 'menu',
      'aria-expanded': 'false',
      'aria-label': label,
      title: label,
    },
    icon('ellipsis'),
  );
  const element = h('span', { class: 'more' }, opener);
  let menu: HTMLElement | undefined;
  const close = (focus: boolean): void => {
    menu?.remove();
    menu = undefined;
    setAttribute(opener, 'aria-expanded', 'false');
    document.removeEventListener('pointerdown', outside, true);
    if (focus) opener.focus();
  };
  const outside = ({ target }: Event): void => {
    if (target instanceof Node && !element.contains(target)) close(false);
  };
  const open = (): void => {
    const buttons = (typeof items === 'function' ? items() : items).map(({ text, key, act }) => {
      const one = h(
        'button',
        { role: 'menuitem', type: 'button', tabindex: -1 },
        h('span', {}, text),
        key !== undefined && h('kbd', { 'aria-hidden': 'true', 'data-key': key }),
      );
      one.addEventListener('click', () => {
        close(true);
        act();
      });
      return one;
    });
    menu = h('div', { class: 'menu', role: 'menu', 'aria-label': label }, ...buttons);
    menu.addEventListener('keydown', (event) => {
      const at = buttons.findIndex((one) => one === document.activeElement);
      const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: -1 }[event.key];
      if (to !== undefined) buttons.at(to % buttons.length)?.focus();
      else if (event.key === 'Escape') close(true);
      else if (event.key === 'Tab') return close(true);
      else if (event.key !== 'Enter' && event.key !== ' ') return;
      event.stopPropagation();
      if (to !== undefined) event.preventDefault();
    });
    element.append(menu);
    setAttribute(opener, 'aria-expanded', 'true');
    document.addEventListener('pointerdown', outside, true);
    buttons[0]?.focus();
  };
  opener.addEventListener('click', () => (menu ? close(true) : open()));
  return { element };
}
