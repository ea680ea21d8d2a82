import { h, setText, show } from '../common/dom.ts';

const gap = 4;

/** What a mark says, beside it while the mouse is on it or it has the focus. Screen readers have it as the mark's name. */
export function markTip(within: HTMLElement): { element: HTMLElement; hide: () => void } {
  const element = h('div', { class: 'mark-tip', 'aria-hidden': 'true', hidden: true });
  let shown: Element | undefined;
  const hide = (): void => {
    shown = undefined;
    show(element, false);
  };
  const place = (): void => {
    const box = shown?.isConnected ? shown.querySelector('.hit')?.getBoundingClientRect() : undefined;
    if (!box) return hide();
    const { width, height } = element.getBoundingClientRect();
    const below = box.bottom + gap + height <= window.innerHeight;
    const left = Math.min(box.left + box.width / 2 - width / 2, window.innerWidth - width - gap);
    element.style.setProperty('left', `${Math.max(gap, left)}px`);
    element.style.setProperty('top', `${below ? box.bottom + gap : Math.max(gap, box.top - height - gap)}px`);
  };
  const tell = (mark: Element): void => {
    const text = mark.getAttribute('data-words');
    if (!text || shown === mark) return;
    shown = mark;
    setText(element, text);
    show(element, true);
    place();
  };
  const markOf = (target: EventTarget | null): Element | null =>
    target instanceof Element ? target.closest('[data-words]') : null;
  within.addEventListener('pointerover', ({ target }) => {
    const mark = markOf(target);
    if (mark) tell(mark);
    else if (!markOf(document.activeElement)) hide();
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
  // It goes with its mark: the focus scrolls, too.
  window.addEventListener('scroll', () => shown && place(), { capture: true, passive: true });
  return { element, hide };
}
