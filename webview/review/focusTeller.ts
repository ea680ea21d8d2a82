import { isTyping } from './keyboard.ts';

interface Place {
  focused: boolean;
  typing: boolean;
}

export interface FocusOptions {
  /** Tells the host; resolves when VS Code goes by it. */
  tell(place: Place & { asked?: number }): Promise<unknown>;
  /** VS Code goes by what is so now. */
  onKnown(): void;
}

/**
 * VS Code tells which panel is active, not whether its page has the focus: keys pressed in a terminal are not for the page. So the page
 * tells, and until VS Code has heard of it no key of the page runs a command.
 */
export function focusTeller(options: FocusOptions) {
  let told: Place = { focused: false, typing: false };
  let last = 0;
  let known = 0;

  const now = (): Place => ({ focused: document.hasFocus(), typing: isTyping() });
  const isTold = (): boolean => {
    const { focused, typing } = now();
    return focused === told.focused && typing === told.typing;
  };
  const say = (asked?: number): void => {
    const number = ++last;
    told = now();
    void options
      .tell({ ...told, asked })
      // Keys must not wait for ever.
      .catch(() => undefined)
      .then(() => {
        if (number !== last) return;
        known = number;
        options.onKnown();
      });
  };
  const look = (): void => {
    if (!isTold()) say();
  };

  for (const event of ['focusin', 'focusout'] as const)
    // While the focus moves nothing has it: look when it has arrived.
    document.addEventListener(event, () => queueMicrotask(look));
  for (const event of ['focus', 'blur'] as const) window.addEventListener(event, look);

  return {
    look,
    /** To the host's question. */
    answer: say,
    /** Whether VS Code goes by what is so now. */
    isKnown: () => known === last && isTold(),
  };
}
