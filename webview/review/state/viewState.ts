import type { Side } from '../../../src/protocol/reviewViews.ts';
import type { ReviewPageState } from '../../../src/protocol/reviewState.ts';
import { moveFocus } from '../../common/dom.ts';

type Place = NonNullable<ReviewPageState['place']>;
type Kept = Pick<Place, 'focus' | 'scroll'>;

/** What scrolls, by the name under which it is kept. */
const scrollers: Record<string, string> = {
  page: '.page',
  task: '.task-text',
  A: '[data-side="A"] .response',
  B: '[data-side="B"] .response',
  runs: '.runs-scroll',
};

/** How long (ms) scrolling is waited out before it is kept. */
const delayMs = 150;

export interface PlaceOptions {
  keep(place: Kept): void;
  /** Opens the box of a field, where it is closed, and gives it. */
  openField(field: 'correction' | 'comments' | 'flag'): HTMLInputElement | HTMLTextAreaElement;
}

/**
 * Where one is within a task: what is scrolled to, and what has the focus. VS Code throws a hidden page away and a reload all
 * pages; the next one begins at the same place.
 */
export function watchPlace(options: PlaceOptions): { restore(place: Kept): void } {
  let timer: ReturnType<typeof setTimeout> | undefined;
  // What was focused last counts: the focus leaves the page before the page goes.
  let focus: Place['focus'];
  const keep = (): void => {
    clearTimeout(timer);
    timer = undefined;
    options.keep({ focus, scroll: scrolled() });
  };
  const soon = (): void => {
    timer ??= setTimeout(keep, delayMs);
  };
  document.addEventListener('scroll', soon, { capture: true, passive: true });
  document.addEventListener('focusin', () => {
    focus = focused();
    soon();
  });
  window.addEventListener('pagehide', keep);

  return {
    restore(place) {
      for (const [name, selector] of Object.entries(scrollers)) {
        const top = place.scroll[name];
        if (top !== undefined) document.querySelector(selector)?.scrollTo({ top });
      }
      focus = place.focus;
      if (!focus) return;
      const wanted = focus;
      const nothingHasIt = () => document.activeElement === document.body;
      moveFocus(() => refocus(wanted, options), nothingHasIt);
    },
  };
}

function scrolled(): Record<string, number> {
  const result: Record<string, number> = {};
  for (const [name, selector] of Object.entries(scrollers)) {
    const top = document.querySelector(selector)?.scrollTop ?? 0;
    if (top > 0) result[name] = Math.round(top);
  }
  return result;
}

function focused(): Place['focus'] {
  const active = document.activeElement;
  const criterion = active?.closest('[data-criterion]');
  if (criterion) {
    const side = criterion.getAttribute('data-side');
    if (side === 'A' || side === 'B')
      return { side, criterion: criterion.getAttribute('data-criterion') ?? '' };
  }
  const field = active?.closest('[data-field]')?.getAttribute('data-field');
  if (field === 'correction' || field === 'comments' || field === 'flag') return { field };
  return undefined;
}

function refocus(focus: NonNullable<Place['focus']>, options: PlaceOptions): void {
  if ('field' in focus) {
    const box = options.openField(focus.field);
    box.focus();
    box.setSelectionRange(box.value.length, box.value.length);
    return;
  }
  focusCriterion(focus.side, focus.criterion, { preventScroll: true });
}

/** Goes to the points that are given, else to the first. */
export function focusCriterion(side: Side, criterion: string, options?: FocusOptions): void {
  const group = document.querySelector(`[data-side="${side}"][data-criterion="${CSS.escape(criterion)}"]`);
  const input = group?.querySelector<HTMLElement>('input:checked') ?? group?.querySelector('input');
  input?.focus(options);
}
