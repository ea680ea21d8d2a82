import { h, setText, show } from '../common/dom.ts';

/** What a mark says, beside it while the mouse is on it or it has the focus. Screen readers have it as the mark's name. */
export function markTip(within: HTMLElement): { element: HTMLElement; hide: () => void } {
  const element = h('div', { class: 'mark-tip', 'aria-hidden': 'true', hidden: true });
  let shown: Element | undefined;
  const hide = (): void => {
    shown = undefined;
    show(element, false);
  };
  const tell = (mark: Element): void => {
    const text = mark.getAttribute('data-words');
    const box = mark.querySelector('.hit')?.getBoundingClientRect();
    if (!text || !box || shown === mark) return;
    shown = mark;
    setText(element, text);
    show(element, true);
    const { width, height } = element.getBoundingClientRect();
    const below = box.bottom + 4 + height <= window.innerHeight;
    const left = Math.min(Math.max(4, box.left + box.width / 2 - width / 2), window.innerWidth - width - 4);
    element.style.setProperty('left', `${Math.max(4, left)}px`);
    element.style.setProperty('top', `${below ? box.bottom + 4 : Math.max(4, box.top - height - 4)}px`);
  };
  const markOf = (target: EventTarget | null): Element | null =>
    target instanceof Element ? target.closest('[data-words]') : null;
  within.addEventListener('pointerover', ({ target }) => {
    const mark = markOf(target);
    if (mark) tell(mark);
    else if (!within.contains(markOf(document.activeElement))) hide();
  });
  // The mouse may go on to what is told.
  within.addEventListener('pointerleave', ({ relatedTarget }) => {
    if (relatedTarget !== element) hide();
  });
  element.addEventListener('pointerleave', hide);
  within.addEventListener('focusin', ({ target }) => {
    const mark = markOf(target);
    if (mark?.matches(':focus-visible')) tell(mark);
    else hide();
  });
  within.addEventListener('focusout', hide);
  window.addEventListener('scroll', hide, { capture: true, passive: true });
  return { element, hide };
}
