import type { Side } from '../../src/protocol/reviewViews.ts';

export interface ReadingOptions {
  /** A response's text. */
  text(side: Side): HTMLElement;
  /** Brings a response's text into view and gives it the focus. */
  focusText(side: Side): void;
  toggleTask(): void;
  nextFailure(step: 1 | -1): void;
  /** Makes another block of a response its program. */
  otherBlock(side: Side): void;
  nextDifference(step: 1 | -1): void;
  /** Both texts scroll together, or do not. */
  together(): void;
}

/** Lines that `J` and `K` go at once. */
const linesAtOnce = 3;

/**
 * The keys that read: they move what is shown and change nothing. Arrows, Space and the Page keys scroll what has the focus, as everywhere;
 * in the points, where they would choose, they scroll the text beside them.
 */
export function readingKeys(options: ReadingOptions) {
  let last: Side = 'A';
  document.addEventListener('focusin', ({ target }) => {
    const side = target instanceof Element && target.closest('.column')?.getAttribute('data-side');
    if (side === 'A' || side === 'B') last = side;
  });

  /** Of the text that has the focus, else of the response that was read last. */
  function text(): HTMLElement {
    const focused = document.activeElement?.closest('.column')?.getAttribute('data-side');
    return options.text(focused === 'A' || focused === 'B' ? focused : last);
  }

  function scroll(lines: number): void {
    const shown = text();
    const height = parseFloat(getComputedStyle(shown).lineHeight) || 19;
    shown.scrollBy({ top: lines * height });
  }

  function page(part: number): void {
    const shown = text();
    shown.scrollBy({ top: part * (shown.clientHeight - 40) });
  }

  /** In a group of points: to its next one, without choosing it. */
  function along(group: Element, step: number): void {
    const inputs = [...group.querySelectorAll('input')];
    const at = inputs.findIndex((one) => one === document.activeElement);
    inputs[Math.min(Math.max(at + step, 0), inputs.length - 1)]?.focus();
  }

  /** Gives whether the key was one of these. */
  function read(event: KeyboardEvent): boolean {
    const { key, shiftKey } = event;
    // In the choice of what was corrected as well: what moves chooses nothing.
    const group = document.activeElement?.closest('[data-criterion], .choices [role="radiogroup"]');
    // There Space chooses.
    const chooses = key === ' ' && group?.matches('[data-criterion]') === false;
    if (!chooses && (group || document.activeElement === document.body)) {
      const acts: Record<string, () => void> = {
        ArrowDown: () => scroll(1),
        ArrowUp: () => scroll(-1),
        PageDown: () => page(1),
        PageUp: () => page(-1),
        ' ': () => page(shiftKey ? -1 : 1),
        Home: () => text().scrollTo({ top: 0 }),
        End: () => text().scrollTo({ top: text().scrollHeight }),
        ...(group && {
          ArrowLeft: () => along(group, -1),
          ArrowRight: () => along(group, 1),
        }),
      };
      if (acts[key]) {
        acts[key]();
        return true;
      }
    }
    switch (key) {
      case 'j':
        scroll(linesAtOnce);
        return true;
      case 'k':
        scroll(-linesAtOnce);
        return true;
      case 'q':
        options.toggleTask();
        return true;
      case 'w':
        options.otherBlock(last);
        return true;
      case 'l':
        options.together();
        return true;
      case 'F7':
        options.nextDifference(shiftKey ? -1 : 1);
        return true;
      case 'F8':
        options.nextFailure(shiftKey ? -1 : 1);
        return true;
      default:
        return false;
    }
  }

  return {
    read,
    /** Digits are for this response now. */
    scored(side: Side): void {
      last = side;
    },
    /** The response that was read or scored last. */
    get side(): Side {
      return last;
    },
  };
}
