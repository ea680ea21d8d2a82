/**
 * The keys that the extension contributes by default while the review panel has the focus and no text box has it, in the spelling of
 * `contributes.keybindings` and in the order in which the page lists them. VS Code's keybinding service owns them: users change them in
 * Keyboard Shortcuts. The page itself handles digits, `?` and Escape only.
 */
export const reviewKeys = {
  submit: 'enter',
  next: 'n',
  previous: 'p',
  undo: 'u',
  redo: 'shift+u',
  reopen: 'o',
  skip: 's',
  flag: 'f',
  tie: '=',
  discard: 'd',
  runA: 'shift+a',
  runB: 'shift+b',
  runBoth: 'r',
  runRest: 'shift+r',
  inputs: 'i',
  runs: 't',
  correct: 'e',
  comment: 'm',
  view: 'v',
  focusA: 'a',
  focusB: 'b',
  guidelines: 'g',
  take: 'y',
  takeAll: 'shift+y',
};

export type KeyAction = keyof typeof reviewKeys;
export const keyActions = Object.keys(reviewKeys) as KeyAction[];

const symbols: Record<string, { mac: string; other: string }> = {
  enter: { mac: '⏎', other: 'Enter' },
  shift: { mac: '⇧', other: 'Shift' },
  alt: { mac: '⌥', other: 'Alt' },
  ctrl: { mac: '⌃', other: 'Ctrl' },
  cmd: { mac: '⌘', other: 'Meta' },
};

/** A key as people read it: `⇧R` on a Mac, `Shift+R` elsewhere. */
export function keyLabel(key: string, mac: boolean): string {
  const parts = key.split('+').map((part) => symbols[part]?.[mac ? 'mac' : 'other'] ?? part.toUpperCase());
  return parts.join(mac ? '' : '+');
}
