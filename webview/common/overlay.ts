import { h, icon, keyboardScrollable } from './dom.ts';

export interface Overlay {
  element: HTMLDialogElement;
  body: HTMLElement;
  /** Place for buttons beside the title. */
  tools: HTMLElement;
  setTitle(title: string): void;
  toggle(): void;
}

/** A modal layer: the browser holds the focus inside, closes it on Escape and gives the focus back. */
export function overlay(title: string, closeLabel: string, className: string): Overlay {
  const heading = h('h2', { tabindex: -1 }, title);
  const tools = h('span');
  const close = h(
    'button',
    { class: 'icon-button', type: 'button', 'aria-label': closeLabel, title: closeLabel },
    icon('close'),
  );
  const body = keyboardScrollable(h('div', { class: 'overlay-body' }));
  const element = h(
    'dialog',
    { class: `overlay ${className}`, 'aria-label': title },
    h('div', { class: 'overlay-head' }, heading, h('span', { class: 'space' }), tools, close),
    body,
  );
  close.addEventListener('click', () => element.close());
  element.addEventListener('click', (event) => {
    if (event.target === element) element.close();
  });
  return {
    element,
    body,
    tools,
    setTitle(text) {
      heading.textContent = text;
      element.setAttribute('aria-label', text);
    },
    toggle() {
      if (element.open) element.close();
      else element.showModal();
    },
  };
}
