import { h } from './dom.ts';

const region = h('div', { class: 'visually-hidden', role: 'status', 'aria-live': 'polite' });
const alerts = h('div', { class: 'visually-hidden', role: 'alert' });

/** The page's two live regions; put them into the document once. */
export const liveRegions: readonly HTMLElement[] = [region, alerts];

/** Tells screen readers something that the eye sees at once. */
export function announce(text: string, urgent = false): void {
  const target = urgent ? alerts : region;
  // The same text twice is spoken twice only when the region was empty in between.
  target.textContent = '';
  requestAnimationFrame(() => {
    target.textContent = text;
  });
}
