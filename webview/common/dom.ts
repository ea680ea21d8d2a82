/** What an element is made of; a widget stands for its element. */
export type Child = Node | string | false | undefined | { element: Node };
export type Attributes = Record<string, string | number | boolean | undefined>;

/** Makes an element. Attributes are set as attributes: `true` as empty, `false` and `undefined` not at all. */
export function h<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: Child[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) setAttribute(element, name, value);
  for (const child of children)
    if (child) element.append(typeof child === 'object' && 'element' in child ? child.element : child);
  return element;
}

/** Sets or removes an attribute, only when that changes something: an untouched element does not flicker or speak. */
export function setAttribute(
  element: Element,
  name: string,
  value: string | number | boolean | undefined,
): void {
  if (value === undefined || value === false) {
    if (element.hasAttribute(name)) element.removeAttribute(name);
    return;
  }
  const text = value === true ? '' : String(value);
  if (element.getAttribute(name) !== text) element.setAttribute(name, text);
}

export function setText(element: Element, text: string): void {
  if (element.textContent !== text) element.textContent = text;
}

export function show(element: HTMLElement, visible: boolean): void {
  if (element.hidden === visible) element.hidden = !visible;
}

/** Moves the focus within the page; where an editor has it, once the page gets it, if that is `still` wanted then. */
export function moveFocus(move: () => void, still: () => boolean): void {
  if (document.hasFocus()) move();
  else window.addEventListener('focus', () => still() && move(), { once: true });
}

/** A codicon. Decoration: what it means must stand beside it in words. */
export function icon(name: string): HTMLSpanElement {
  return h('span', { class: `codicon codicon-${name}`, 'aria-hidden': 'true' });
}

export function setIcon(element: Element, name: string): void {
  const wanted = `codicon codicon-${name}`;
  if (element.className !== wanted) element.className = wanted;
}

const overflowing = new ResizeObserver((entries) => {
  for (const { target } of entries) markScrollable(target);
});

function markScrollable(element: Element): void {
  const scrolls =
    element.scrollHeight > element.clientHeight + 1 || element.scrollWidth > element.clientWidth + 1;
  setAttribute(element, 'tabindex', scrolls ? 0 : undefined);
}

/** Lets the keyboard scroll an element, as a stop of the Tab key only while there is something to scroll. */
export function keyboardScrollable<E extends Element>(element: E): E {
  overflowing.observe(element);
  return element;
}

/** Looks again whether an element scrolls: its content may grow while its box stays. */
export function contentChanged(element: Element): void {
  requestAnimationFrame(() => {
    if (element.isConnected) markScrollable(element);
  });
}
